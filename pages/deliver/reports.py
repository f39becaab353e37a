"""The quarterly review as files: what it will say, which parts of it, in which formats."""

from analytics.ui.page import open_page
from analytics.ui.reports import choose_baseline, choose_contents, load_outline, render_files, render_outline

view = open_page("Reports", "What will the quarterly review say, and as which files?", needs_quarters=True, has_export=False)

contents = choose_contents(view)
outline = load_outline(view, contents, choose_baseline(view))
render_files(view, outline, contents)
render_outline(outline)
