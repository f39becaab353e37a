"""A chart on a slide, with the sheet that its data is edited in, what it shows in words, and its source beneath."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from pptx.chart.data import ChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.shapes.graphfrm import GraphicFrame

from analytics.charts.wording import format_plural
from analytics.reports.pptx.across import Drawn, draw_by_category
from analytics.reports.pptx.base import Box
from analytics.reports.pptx.colours import TONE
from analytics.reports.pptx.lettering import Run, Words, fit
from analytics.reports.pptx.page import Page
from analytics.reports.pptx.paper import clean
from analytics.reports.pptx.scatter import draw_scattered
from analytics.reports.records import Plot
from analytics.reports.words import describe_note

_SIZES = (10.0, 9.0)
_MOST_CAPTION = 0.24
"""The part of a chart's room that its source and notes may take; the rest of them is in the notes of the slide."""


class _Native(ChartData):
    """A chart in XML of our own, in the place of one that python-pptx would write."""

    def __init__(self, drawn: Drawn, created: datetime) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # python-pptx leaves it without types
        self._drawn, self._created = drawn, created

    def xml_bytes(self, _chart_type: XL_CHART_TYPE) -> bytes:
        return self._drawn[0]

    @property
    def xlsx_blob(self) -> bytes:
        return self._drawn[1].write(self._created)


def draw(plot: Plot, width: float, height: float) -> Drawn:
    """Durations on a logarithmic axis as an XY chart, all else by category."""
    scattered = plot.kind == "dots" or (plot.kind == "line" and plot.axis.log)
    return draw_scattered(plot, width, height) if scattered else draw_by_category(plot, width, height)


def put_chart(page: Page, plot: Plot, box: Box, created: datetime) -> None:
    """The chart as high as its source and its dated notes leave room for."""
    words = caption_of(plot)
    fitted = fit(words, box.width, box.height * _MOST_CAPTION, _SIZES) if words else None
    high = box.height - (fitted.height + 6 if fitted else 0.0)
    place = Box(box.left, box.top, box.width, high)
    drawn = draw(plot, place.width, place.height)
    chart = _Native(drawn, created)
    frame = cast("GraphicFrame", page.slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place.emus(), chart))
    frame.name = plot.title or plot.name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", clean(plot.alt))
    if fitted:
        beneath = Box(box.left, place.bottom + 6, box.width, fitted.height)
        page.write(beneath, words, _SIZES, TONE.muted, name="Source")
    page.whole += [name for name in plot.categories if any(_is_cut(name, value) for value in drawn[1].columns[0].values)]


def _is_cut(name: str, shown: str | float | None) -> bool:
    """Whether a name at an axis is the beginning of this one."""
    return isinstance(shown, str) and shown.endswith("…") and len(shown) > 1 and clean(name).startswith(shown[:-1])


def caption_of(plot: Plot) -> Sequence[Words]:
    dots = f"Each dot is one of {format_plural(len(plot.dots), 'incident')}. " if plot.dots else ""
    source = f"{dots}{plot.source}"
    notes = " · ".join(describe_note(note) for note in plot.notes)
    return [(Run(text),) for text in (source, notes) if text]
