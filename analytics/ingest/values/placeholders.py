"""What stands in a cell without being a value: the template's own placeholders, N/A, TBD."""

from __future__ import annotations

import re
from functools import lru_cache

from analytics.ingest.values.value import LONGEST, split_comment

_EMPTY = frozenset(
    "|-|--|---|—|–|?|??|???|…|...|n/a|n.a.|na|tbd|tbc|tba|t.b.d.|xxx|yyy|zzz|none|unknown|not stated|@name"  # noqa: SIM905 - a list of strings is harder to read
    "|hh:mm|yyyy-mm-dd|incident-xxx|incident-yyy".split("|")
)
_CHOICES = frozenset(
    {"draft | in review | final", "low / medium / high", "none / partial / significant", "p0 / p1 / p2 / p3 / p4"}
)
_PROMPTS = _CHOICES | {"yyyy-mm-dd", "hh:mm"}
_TEMPLATE = re.compile(r"\[[^\]]*\]|[<$€£+/ -]*X|(?:Suggestion|Feature|Lesson) \d")
_BLANKS = re.compile(r"\bX (?:users|minutes|hours|min|false positives|estimated|lost / delayed)\b|\bYYYY-MM-DD\b")
"""On one line with them nothing is filled in, whatever else stands there."""


@lru_cache(maxsize=8192)
def is_placeholder(text: str) -> bool:
    """Whether a cell holds no value: empty, N/A, TBD, ?, [Names], X minutes, YYYY-MM-DD, P0 / P1 / P2 / P3 / P4."""
    text = text.strip()
    if len(text) > 100:
        return False
    lowered = text.lower()
    return lowered in _EMPTY or lowered in _CHOICES or _is_template(text)


def _is_template(text: str) -> bool:
    if _TEMPLATE.fullmatch(text):
        return True
    perhaps = ("X " in text or "YYYY" in text) and "\n" not in text  # quick to see, and nearly no text has one
    return perhaps and _BLANKS.search(text) is not None


def without_instructions(text: str) -> str:
    """`2026-03-14 (YYYY-MM-DD)` -> `2026-03-14`: the template's own prompt, left behind the value that somebody filled in."""
    if not text.endswith(")") or len(text) > LONGEST:
        return text
    value, comment = split_comment(text)
    prompt = comment.lower() in _PROMPTS or _is_template(comment)
    return value if prompt else text
