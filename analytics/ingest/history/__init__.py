"""What the versions of a document tell about its action items: when each was promised, changed, done. docs/history.md has the rules.

Values in, values out: `commits` and `repository` read git, `tables` reads and writes a draft, and the rest knows neither.
"""
