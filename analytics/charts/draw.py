"""A figure with what belongs on it: its dated notes, the published numbers of others, and which quarters are not complete."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from analytics.charts.chart import Chart
from analytics.charts.intervals import Provisional, mark_provisional
from analytics.charts.notes import draw_notes
from analytics.charts.palette import ThemeName
from analytics.charts.references import draw_references
from analytics.metrics.annotations import NO_NOTES, Notes


def draw_chart(
    figure: Callable[..., Chart],
    *data: object,
    theme: ThemeName,
    notes: Notes = NO_NOTES,
    waiting: Provisional = frozenset(),
    references: bool = False,
    **choices: object,
) -> Chart:
    """`figure(*data, theme=theme, **choices)` with the notes that belong on it, which knows how to draw itself for paper.

    `waiting`: the quarters whose documents are still expected; `references`: with the published numbers of others.
    """

    def draw(theme: ThemeName) -> Chart:
        chart = mark_provisional(figure(*data, theme=theme, **choices), waiting)
        return draw_notes(draw_references(chart, theme) if references else chart, notes, theme)

    return replace(draw(theme), in_light=lambda: draw("light"))
