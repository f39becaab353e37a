"""A plot as one SVG element."""

from __future__ import annotations

from analytics.reports.records import Plot
from analytics.reports.vector.bars import draw_bars
from analytics.reports.vector.marks import WIDTH, tag
from analytics.reports.vector.upright import draw_upright

HATCH = (
    '<svg width="0" height="0" aria-hidden="true" focusable="false"><defs><pattern id="hatch" width="6" height="6" '
    'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" class="hatch"/>'
    '<line x1="0" x2="0" y1="0" y2="6" class="hatching"/></pattern></defs></svg>'
)
"""Once in a page: what is drawn for a severity that nobody wrote."""


def draw_plot(plot: Plot) -> str:
    """The picture, which says its alt text to those who cannot see it. Colours and letters are the page's."""
    content, height = draw_bars(plot) if plot.kind == "bars" else draw_upright(plot)
    return tag("svg", content, viewBox=f"0 0 {WIDTH} {height}", role="img", aria_label=plot.alt, class_="plot")
