"""Plots that run from top to bottom: a row a category, its bars beside each other, its words behind them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from analytics.reports.records import Plot, Series
from analytics.reports.vector.marks import LINE, SIZE, WIDTH, fit, lines_of, paint, tag, width_of, words, wrap
from analytics.reports.vector.scale import Scale, scale_of
from analytics.reports.vector.upright import LEGEND, describe, legend
from analytics.reports.words import write_value

BAR, GROUND, ROW_GAP = 17.0, 44.0, 13.0
_WIDEST_NAME, _WIDEST_WORDS = 250.0, 240.0


class Rows(NamedTuple):
    """Where rows lie: the edges of the plot, the top of the first row, and how high each is."""

    left: float
    right: float
    top: float
    height: float
    bars: int
    scale: Scale

    def x(self, value: float) -> float:
        return self.left + self.scale.part(value) * (self.right - self.left)

    def middle(self, place: int) -> float:
        return self.top + (place + 0.5) * self.height


def draw_bars(plot: Plot) -> tuple[str, int]:
    """The content of the picture, and its height."""
    bars = [series for series in plot.series if series.role != "target"]
    scale = scale_of(plot)
    left = 12 + min(max((width_of(name) for name in plot.categories), default=0), _WIDEST_NAME)
    said = [width_of(text) for series in bars for text in series.labels]
    right = WIDTH - 16 - min(max(said, default=0), _WIDEST_WORDS)
    top = 8 + (LEGEND - 4 if len(plot.series) > 1 else 0)
    rows = Rows(left, right, top, max(len(bars) * BAR + ROW_GAP, 2 * LINE + 7), len(bars), scale)
    bottom = top + rows.height * len(plot.categories)
    parts = [
        *_axis(plot, rows, bottom), *(part for place in range(len(plot.categories)) for part in _draw_row(plot, bars, place, rows)),
        *_draw_targets(plot, rows), *legend(plot.series, left),
    ]  # fmt: skip
    return "".join(parts), round(bottom + GROUND)


def _axis(plot: Plot, rows: Rows, bottom: float) -> Iterator[str]:
    for value, text in rows.scale.ticks.items():
        x = rows.x(value)
        yield tag("line", x1=x, x2=x, y1=rows.top, y2=bottom, class_="grid")
        yield words(x, bottom + 17, text, anchor="middle", kind="tick")
    yield words((rows.left + rows.right) / 2, bottom + 36, plot.axis.title, anchor="middle", kind="axis")


def _draw_row(plot: Plot, bars: list[Series], place: int, rows: Rows) -> Iterator[str]:
    names = wrap(plot.categories[place], _WIDEST_NAME, 2)
    yield lines_of(rows.left - 8, rows.middle(place), names, anchor="end", kind="tick")
    for at, series in enumerate(bars):
        value = series.values[place]
        if value is not None:
            yield from _draw_bar(plot, series, place, rows.middle(place) + (at - (rows.bars - 1) / 2) * BAR, value, rows)


def _draw_bar(plot: Plot, series: Series, place: int, y: float, value: float, rows: Rows) -> Iterator[str]:
    colour, end = paint(series.colours[place] if series.colours else series.colour), rows.x(value)
    yield tag(
        "rect", x=rows.left, y=y - BAR / 2 + 1, width=max(end - rows.left, 0.6), height=BAR - 2, fill=colour, class_="mark bar",
        data_tip=describe(plot, series, place),
    )  # fmt: skip
    high = series.high[place] if series.high else None
    low = series.low[place] if series.low else None
    if low is not None and high is not None:
        end = rows.x(high)
        yield tag("line", x1=rows.x(low), x2=end, y1=y, y2=y, class_="whisker")
    goals = [rows.x(goal) for goal in _targets_at(plot, place) if goal > value]
    said = series.labels[place] if series.labels else write_value(value, plot.axis.kind)
    start = max([end, *(goal for goal in goals if goal > end - 4)]) + 7
    yield words(start, y + SIZE / 3, fit(said, WIDTH - start - 4), kind="halo strong" if series.role == "value" else "halo muted")


def _targets_at(plot: Plot, place: int) -> list[float]:
    found = [series.values[place] for series in plot.series if series.role == "target"]
    return [value for value in found if value is not None]


def _draw_targets(plot: Plot, rows: Rows) -> Iterator[str]:
    """A mark across the bar at each target."""
    for series in plot.series:
        if series.role != "target":
            continue
        for place, value in enumerate(series.values):
            if value is not None:
                x, y = rows.x(value), rows.middle(place)
                reach = rows.bars * BAR / 2 + 5
                yield tag(
                    "line", x1=x, x2=x, y1=y - reach, y2=y + reach, class_="mark goal", data_tip=describe(plot, series, place)
                )
