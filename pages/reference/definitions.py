"""What does each number mean, and what is left out of it?"""

from analytics.ui.definitions import render_definitions, render_references, render_targets
from analytics.ui.page import open_page

view = open_page(
    "Definitions", "What does each number mean, and what is left out of it?", needs_selection=False, has_charts=False
)

render_targets(view)
render_references(view)
render_definitions(view)
