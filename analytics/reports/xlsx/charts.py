"""Native charts that draw the cells of a sheet: whoever changes a cell changes the chart."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from analytics.charts.palette import TONES
from analytics.charts.wording import SHORTEST_DRAWN
from analytics.reports.plots import UNKNOWN_COLOUR
from analytics.reports.records import Kind, Line, Plot
from analytics.reports.words import DAYS, is_dense
from analytics.reports.xlsx.book import Book
from analytics.reports.xlsx.grid import UNITS, Drawn, Grid

TONE = TONES["light"]
WIDTH, HEIGHT = 660, 400
CHART_COLUMNS = 10.5
"""Columns of the usual width over which a chart lies."""
DARKEST = 140
"""Luminance (of 255) up to which a colour needs white letters on it."""
Options = dict[str, Any]
Range = list[str | int]

_TYPES: dict[str, Options] = {
    "line": {"type": "line"}, "dots": {"type": "line"}, "columns": {"type": "column"},
    "stacked": {"type": "column", "subtype": "stacked"}, "stacked_share": {"type": "column", "subtype": "percent_stacked"},
    "bars": {"type": "bar"},
}  # fmt: skip
_AXIS_FORMATS: dict[Kind, str] = {
    "share": "0%", "minutes": '[<1]0.0" min";#,##0" min"', "hours": 'General" h"', "days": '#,##0" d"',
}  # fmt: skip
_LABEL_FORMATS: dict[Kind, str] = {"hours": '#,##0.0" h"'}
_SEGMENT_FORMATS: dict[Kind, str] = {"share": '[<0.055]"";0%', "count": '[<1]"";#,##0'}
"""A segment without room for its number has none."""
_LINES: dict[str, Options] = {
    "target": {"color": TONE.target, "width": 1.5, "dash_type": "dash"},
    "limit": {"color": TONE.muted, "width": 1.25, "dash_type": "round_dot"},
    "mean": {"color": TONE.outline, "width": 1},
}


class Place(NamedTuple):
    """The rows of a table in which the values stand, from 0, both included."""

    sheet: str
    first: int
    last: int

    def cells(self, column: int) -> Range:
        return [self.sheet, self.first, column, self.last, column]

    def head(self, column: int) -> Range:
        """The heading, which is the name of a series: a chart takes no text of a document, only cells."""
        return [self.sheet, self.first - 1, column]

    def cell(self, column: int, at: int) -> str:
        return f"='{self.sheet}'!${_letters(column)}${self.first + at + 1}"


def _letters(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


def insert_chart(
    book: Book, sheet: Worksheet, plot: Plot, grid: Grid, place: Place, dots: Place | None, *, corner: tuple[int, int]
) -> None:
    """`place`: where the numbers stand, `dots`: the single incidents; `corner`: the cell under the chart's upper left corner."""
    chart = book.workbook.add_chart(dict(_TYPES[plot.kind]))
    for drawn in grid.series:
        chart.add_series(_series(plot, grid, drawn, place))
    _add_lines(book, chart, plot, grid, place)
    if dots:
        chart.combine(_scatter(book, dots))
    _set_axes(chart, plot)
    _set_words(chart, place, entries=len(grid.series) + len(grid.lines) + bool(dots))
    chart.set_size({"width": WIDTH, "height": HEIGHT})
    options = {"description": plot.alt, "object_position": 3, "x_offset": 8}
    sheet.insert_chart(*corner, chart, options)


def _series(plot: Plot, grid: Grid, drawn: Drawn, place: Place) -> Options:
    options: Options = {
        "name": place.head(drawn.value), "categories": place.cells(grid.category), "values": place.cells(drawn.value),
        **_look(plot, drawn),
    }  # fmt: skip
    if drawn.up is not None and drawn.down is not None:
        options["x_error_bars" if plot.kind == "bars" else "y_error_bars"] = _error_bars(place, drawn.up, drawn.down)
    if labels := _labels(plot, drawn, place):
        options["data_labels"] = labels
    if points := _points(plot, drawn):
        options["points"] = points
    return options


def _points(plot: Plot, drawn: Drawn) -> list[Options | None]:
    """What single marks differ in: a colour of their own; on lines, a hollow mark where documents are still expected."""
    series = drawn.series
    if plot.kind not in ("line", "dots"):
        return [{"fill": {"color": colour}} for colour in series.colours]
    colours = series.colours or (series.colour,) * len(series.values)
    points: list[Options | None] = []
    for name, colour in zip(plot.categories, colours, strict=True):
        fill = TONE.background if name in plot.provisional else colour
        is_plain = fill == series.colour
        points.append(None if is_plain else {"fill": {"color": fill}, "border": {"color": colour, "width": 1.5}})
    return points if any(points) else []


def _error_bars(place: Place, up: int, down: int) -> Options:
    """The lengths stand in cells beside the ends of the intervals, so that they move with their row when it is sorted."""
    return {
        "type": "custom", "plus_values": _range(place, up), "minus_values": _range(place, down),
        "line": {"color": TONE.muted, "width": 1.25},
    }  # fmt: skip


def _range(place: Place, column: int) -> str:
    letters = _letters(column)
    return f"='{place.sheet}'!${letters}${place.first + 1}:${letters}${place.last + 1}"


def _look(plot: Plot, drawn: Drawn) -> Options:
    """Lines with marks; bars filled; a target among bars as a hollow bar that the value fills when it is met."""
    series = drawn.series
    if plot.kind in ("line", "dots"):
        is_main = series.role == "value"
        size = 8 if is_main else 5
        marker = {"type": "circle", "size": size, "fill": {"color": series.colour}, "border": {"color": "#FFFFFF"}}
        return {
            "line": {"color": series.colour, "width": 2.25 if is_main else 1.25},
            "marker": {"type": "none"} if is_dense(plot) else marker,
        }
    if series.role == "target":
        return _hollow(series.colour)
    return {**_fill(plot, series.colour), "border": {"color": _edge(plot, series.colour)},
            "gap": 45, "overlap": _overlap(plot)}  # fmt: skip


def _fill(plot: Plot, colour: str) -> Options:
    """Hatched for a severity that nobody wrote, as on the pages."""
    if _is_unknown(plot, colour):
        return {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": colour, "bg_color": TONE.background}}
    return {"fill": {"color": colour}}


def _is_unknown(plot: Plot, colour: str) -> bool:
    return plot.kind == "stacked" and colour == UNKNOWN_COLOUR


def _edge(plot: Plot, colour: str) -> str:
    return TONE.background if "stacked" in plot.kind and not _is_unknown(plot, colour) else colour


def _hollow(colour: str) -> Options:
    return {
        "fill": {"none": True},
        "border": {"color": colour, "width": 1.25, "dash_type": "dash"},
        "gap": 45,
        "overlap": 100,
    }


def _overlap(plot: Plot) -> int:
    has_target = any(series.role == "target" for series in plot.series) or (plot.kind == "bars" and plot.lines)
    return 100 if has_target or "stacked" in plot.kind else 0


def _labels(plot: Plot, drawn: Drawn, place: Place) -> Options | None:
    """Values beside their marks: in words where cells say them so, inside of the segments of a stack; none over error bars of bars."""
    series, kind = drawn.series, plot.axis.kind
    if series.role != "value" or is_dense(plot):
        return None
    if "stacked" in plot.kind:
        ink = "#FFFFFF" if _luminance(series.colour) <= DARKEST else TONE.text
        return {
            "value": True,
            "position": "center",
            "num_format": _SEGMENT_FORMATS.get(kind, "#,##0"),
            "font": {"color": ink, "size": 9},
        }
    if plot.kind == "bars" and drawn.up is not None:
        return None
    position = "outside_end" if plot.kind in ("bars", "columns") else "right" if drawn.up is not None else "above"
    shown = _LABEL_FORMATS.get(kind) or _AXIS_FORMATS.get(kind, "#,##0")
    labels: Options = {"value": True, "position": position, "num_format": shown, "font": {"size": 9}}
    # Dots must not run through the words.
    behind = {"fill": {"color": TONE.background}} if plot.kind == "dots" else {}
    if drawn.words is not None:
        labels["custom"] = [
            {"value": place.cell(drawn.words, at), "font": {"size": 9}, **behind} for at in range(len(series.values))
        ]
    return {**labels, **behind}


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _add_lines(book: Book, chart: Chart, plot: Plot, grid: Grid, place: Place) -> None:
    """Targets and limits, each a column of the table: among lines as lines, over columns as lines too, among bars as hollow bars."""
    options = [_line(grid, line, column, place, plot) for line, column in grid.lines]
    over = book.workbook.add_chart({"type": "line"}) if plot.kind not in ("line", "dots", "bars") and options else chart
    for one in options:
        over.add_series(one)
    if over is not chart:
        chart.combine(over)


def _line(grid: Grid, line: Line, column: int, place: Place, plot: Plot) -> Options:
    look = _hollow(TONE.target) if plot.kind == "bars" else {"line": _LINES[line.role], "marker": {"type": "none"}}
    return {"name": place.head(column), "categories": place.cells(grid.category), "values": place.cells(column), **look}


def _scatter(book: Book, dots: Place) -> Chart:
    """Each incident at its place on the axis of the categories, of which the first is 1."""
    scatter = book.workbook.add_chart({"type": "scatter"})
    scatter.add_series({
        "name": "each incident", "categories": dots.cells(DOT_PLACE), "values": dots.cells(DOT_VALUE),
        "marker": {"type": "circle", "size": 4, "fill": {"color": TONE.context}, "border": {"color": TONE.outline, "width": 0.5}},
    })  # fmt: skip
    return scatter


DOT_PLACE, DOT_VALUE = 6, 7
"""Columns of grid.dots_fields."""


def _set_axes(chart: Chart, plot: Plot) -> None:
    across: Options = {
        "label_position": "low", "num_font": {"size": 9, "color": TONE.text}, "line": {"color": TONE.outline},
        "major_tick_mark": "none", "minor_tick_mark": "none",
    }  # fmt: skip
    values = _value_axis(plot)
    if plot.kind == "bars":
        chart.set_y_axis({**across, "reverse": True, "crossing": "max"})
        chart.set_x_axis(values)
    else:
        chart.set_x_axis({**across, "name": plot.category.capitalize(), "name_font": _faint(), **_named_every(plot)})
        chart.set_y_axis(values)


MOST_NAMED = 14
"""Days that have room for their names below a chart."""


def _named_every(plot: Plot) -> Options:
    """Days are named in round steps."""
    if not is_dense(plot):
        return {}
    return {"interval_unit": next((step for step in DAYS if len(plot.categories) / step <= MOST_NAMED), DAYS[-1])}


def _value_axis(plot: Plot) -> Options:
    """From zero, or from the power of ten below the shortest; its title has the unit, its numbers too."""
    axis = plot.axis
    unit = UNITS.get(axis.kind)
    title = axis.title[:1].upper() + axis.title[1:]
    bounds: Options = _log_bounds(plot) if axis.log else {"min": 0, **_top(plot)}
    says_unit = unit is None or title.lower().startswith(_SAID.get(axis.kind, unit))
    return {
        "name": title if says_unit else f"{title}, {unit}", "name_font": _faint(),
        "num_format": "0%" if plot.kind == "stacked_share" else _AXIS_FORMATS.get(axis.kind, "#,##0"),
        "num_font": {"size": 9, "color": TONE.text}, "line": {"none": True}, "major_tick_mark": "none", "minor_tick_mark": "none",
        "major_gridlines": {"visible": True, "line": {"color": TONE.grid, "width": 0.75}}, **bounds,
    }  # fmt: skip


_SAID: dict[Kind, str] = {"minutes": "minutes", "hours": "hours", "days": "days"}
"""Where a title begins so, it says its unit."""


def _top(plot: Plot) -> Options:
    """Where the axis of shares ends: at 100 % where time runs, else above the highest interval, which programs do not look at."""
    if plot.axis.kind != "share":
        return {}
    drawn = [value for series in plot.series for value in (*series.values, *series.high) if value is not None]
    across = plot.kind in ("line", "dots", "stacked_share") or not drawn
    return {"max": 1 if across else min(1.0, math.ceil(max(drawn) * 10) / 10)}


def _log_bounds(plot: Plot) -> Options:
    drawn = list(_positive(plot))
    if not drawn:
        return {"min": 0}
    return {
        "log_base": 10,
        "min": 10.0 ** math.floor(math.log10(min(drawn))),
        "max": 10.0 ** math.ceil(math.log10(max(drawn) * 1.01)),
    }


def _positive(plot: Plot) -> Iterator[float]:
    """What is drawn on a logarithmic axis; shorter values stand at the shortest that it shows."""
    for value in (
        *(v for series in plot.series for v in (*series.values, *series.low, *series.high)),
        *(dot.value for dot in plot.dots), *(line.value for line in plot.lines),
    ):  # fmt: skip
        if value is not None and math.isfinite(value):
            yield max(value, SHORTEST_DRAWN)


def _faint() -> Options:
    return {"size": 9, "bold": False, "color": TONE.muted}


def _set_words(chart: Chart, place: Place, *, entries: int) -> None:
    """The title is that of the sheet; a legend where there is more than one series."""
    chart.set_title({"name": [place.sheet, 0, 0], "name_font": {"size": 11, "bold": True, "color": TONE.text}, "overlay": False})
    if entries > 1:
        chart.set_legend({"position": "bottom", "font": {"size": 9}})
    else:
        chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": TONE.grid}})
    chart.show_blanks_as("gap")
