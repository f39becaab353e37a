"""Durations on a logarithmic scale as a native XY chart: each incident a dot, over them the lines of the quarters.

A logarithmic axis of PowerPoint names powers of ten, and an XY chart knows no quarters. So the names of both axes, the lines across at
1 min, 1 h and 1 d, the dated notes and the names at the right are series of their own: points without a mark whose labels are words.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from analytics.charts.wording import SHORTEST_DRAWN
from analytics.reports.pptx.across import Canvas, Drawn, aside, interval_columns, spread
from analytics.reports.pptx.colours import TONE, line_xml
from analytics.reports.pptx.lettering import width_of
from analytics.reports.pptx.marks import (
    SIZE,
    SMALL,
    Label,
    Margins,
    Position,
    axis_text_xml,
    chart_xml,
    intervals_xml,
    labels_xml,
    marker_xml,
    series_xml,
)
from analytics.reports.pptx.sheet import Column
from analytics.reports.records import Line, Plot, Series
from analytics.reports.vector.scale import scale_of
from analytics.reports.words import write_value

_NARROWEST = 34.0
"""Points between the names of two quarters, each in two lines."""
_INSIDE = 0.995
"""A point at the very end of a logarithmic axis may be rounded beyond it."""
_MARGINS = Margins(72, 22, 60, 40)
Point = tuple[float, float]


def draw_scattered(plot: Plot, width: float, height: float) -> Drawn:
    """The chart and the sheet behind it."""
    canvas = Canvas(plot, width, height, scale_of(plot))
    names = _names_at_right(plot)
    room = max((width_of(words, SIZE, True) for _, words, _ in names), default=0.0) + 16
    canvas.margins = _MARGINS._replace(right=min(width * 0.3, room))
    series = [*_ground_series(canvas), *_notes(canvas)]
    ordered = sorted(plot.series, key=lambda one: one.role != "context")
    series += [_across(canvas, line) for line in plot.lines] + [_line(canvas, one) for one in ordered] + _right(canvas, names)
    style = '<c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
    charts = f'<c:scatterChart>{style}{"".join(series)}<c:axId val="2001"/><c:axId val="2002"/></c:scatterChart>'
    return chart_xml(width, height, canvas.margins, charts, _axes(canvas)), canvas.sheet


def _ground_series(canvas: Canvas) -> list[str]:
    """The longest first: LibreOffice draws no label and no interval of a chart whose first series is shorter than another."""
    drawn = {_ticks: 2, _quarters: len(canvas.plot.categories), _dots: len(canvas.plot.dots)}
    return [draw(canvas) for draw in sorted(drawn, key=lambda draw: -drawn[draw]) if drawn[draw]]


def _inside(canvas: Canvas) -> list[float]:
    """The ticks that the axis reaches."""
    return sorted(value for value in canvas.scale.ticks if canvas.scale.low <= value <= canvas.scale.high)


def _edges(plot: Plot) -> tuple[float, float]:
    return -0.5, len(plot.categories) - 0.5


def _drawn(value: float | None) -> float | None:
    """A logarithmic axis has no zero."""
    return None if value is None else max(value, SHORTEST_DRAWN)


def _series(canvas: Canvas, head: str, points: Sequence[tuple[float | None, float | None]], look: str) -> str:
    across = canvas.sheet.add(f"{head}: place", [x for x, _ in points])
    return _series_of(canvas, across, canvas.sheet.add(head, [y for _, y in points]), look)


def _series_of(canvas: Canvas, across: Column, up: Column, look: str) -> str:
    data = f'<c:xVal>{across.numbers_xml()}</c:xVal><c:yVal>{up.numbers_xml()}</c:yVal><c:smooth val="0"/>'
    return series_xml(canvas.next_place(), up, look, data)


_BARE = f"<c:spPr>{line_xml(None)}</c:spPr>{marker_xml('none')}"


def _named(texts: Sequence[str], position: Position, size: float = SMALL, colour: str = TONE.muted) -> str:
    return labels_xml(Label(place, text, position, colour, size=size) for place, text in enumerate(texts))


def _ticks(canvas: Canvas) -> str:
    """From each duration that is named a thin line across, its name at the left edge."""
    return "".join(_tick(canvas, value) for value in _inside(canvas))


def _tick(canvas: Canvas, value: float) -> str:
    look = f"<c:spPr>{line_xml(TONE.grid, 0.75)}</c:spPr>{marker_xml('none')}{_named([canvas.scale.ticks[value]], 'l')}"
    return _series(canvas, f"scale: {canvas.scale.ticks[value]}", [(edge, value) for edge in _edges(canvas.plot)], look)


def _quarters(canvas: Canvas) -> str:
    """Below the field, in two lines where a quarter has no room for one, and not each of very many."""
    plot = canvas.plot
    names = [f"{name}*\n(provisional)" if name in plot.provisional else name for name in plot.categories]
    if max(width_of(name, SIZE) for name in plot.categories) > canvas.step - 6:
        names = [name.replace(" ", "\n", 1) + "*" * (name in plot.provisional) for name in plot.categories]
    every = math.ceil(_NARROWEST / canvas.step)
    labels = [Label(place, names[place], "b") for place in range(len(names) - 1, -1, -every)]
    points = [(float(place), canvas.scale.low / _INSIDE) for place in range(len(names))]
    return _series(canvas, plot.category, points, _BARE + labels_xml(labels))


def _notes(canvas: Canvas) -> Iterator[str]:
    """A dated note: its letter above a thin line; a span has one at each end."""
    points: list[Point] = []
    letters: list[str] = []
    left, right = _edges(canvas.plot)
    top = canvas.scale.high * _INSIDE
    for note in canvas.plot.notes:
        for at in dict.fromkeys((note.start, note.end)):
            points.append((min(max(at, left), right), top))
            letters.append(note.letter)
    if points:
        minus = canvas.sheet.add("notes: down", [top - canvas.scale.low] * len(points))
        look = _BARE + _named(letters, "t") + intervals_xml(None, minus, TONE.context, 1.0, "y")
        yield _series(canvas, "dated notes", points, look)


def _dots(canvas: Canvas) -> str:
    """With the name of each incident in the sheet."""
    dots = canvas.plot.dots
    canvas.sheet.add("incident", [dot.name for dot in dots])
    mark = marker_xml("circle", 5, TONE.context, TONE.context)
    return _series(
        canvas, "each incident", [(dot.place, _drawn(dot.value)) for dot in dots], f"<c:spPr>{line_xml(None)}</c:spPr>{mark}"
    )


def _across(canvas: Canvas, line: Line) -> str:
    dash = "dash" if line.role == "target" else "sysDot"
    look = f"<c:spPr>{line_xml(TONE.target, 1.5, dash)}</c:spPr>{marker_xml('none')}"
    return _series(canvas, line.label, [(edge, _drawn(line.value)) for edge in _edges(canvas.plot)], look)


def _line(canvas: Canvas, series: Series) -> str:
    """A value a quarter; a wide bar is its interval, a hollow mark is provisional."""
    is_main, plot = series.role == "value", canvas.plot
    size = 10 if is_main else 6
    hollow = "".join(
        f'<c:dPt><c:idx val="{place}"/>{marker_xml("circle", size, TONE.background, series.colour)}<c:bubble3D val="0"/></c:dPt>'
        for place, name in enumerate(plot.categories)
        if name in plot.provisional
    )
    intervals = ""
    if any(value is not None for value in series.high):
        intervals = intervals_xml(*interval_columns(canvas.sheet, series), series.colour, 5.0, "y")
    look = f"<c:spPr>{line_xml(series.colour, 2.5 if is_main else 1.25)}</c:spPr>{marker_xml('circle', size, series.colour, series.colour)}"
    look += hollow + (labels_xml(_values(canvas, series)) if is_main else "") + intervals
    across = canvas.sheet.add(f"{series.name}: place", [float(place) for place in range(len(series.values))])
    return _series_of(canvas, across, canvas.sheet.add(series.name, [_drawn(value) for value in series.values]), look)


def _values(canvas: Canvas, series: Series) -> Iterator[Label]:
    for place, value in enumerate(series.values[:-1]):
        if value is not None and series.labels and width_of(series.labels[place], SMALL) < canvas.step - 8:
            down = aside(series.values, place) / canvas.height
            yield Label(place, series.labels[place], "r", size=SMALL, down=down, ground=TONE.background)


Named = tuple[float, str, str]


def _names_at_right(plot: Plot) -> list[Named]:
    """The height, the words and the colour of what stands beside the lines."""
    found = [(line.value, line.label, TONE.text) for line in plot.lines]
    for series in plot.series:
        known = [(value, place) for place, value in enumerate(series.values) if value is not None]
        if known:
            value, place = known[-1]
            words = series.labels[place] if series.labels else write_value(value, plot.axis.kind)
            found.append((value, f"{series.name} {words}", series.colour if series.role == "value" else TONE.muted))
    return found


def _right(canvas: Canvas, names: Sequence[Named]) -> list[str]:
    """Each name a series without a mark, so that names that would lie on each other can stand apart."""
    scale, right = canvas.scale, _edges(canvas.plot)[1]
    wanted = [scale.part(value) * canvas.high for value, _, _ in names]
    series = []
    for (_, words, colour), at in zip(names, spread(wanted, SIZE * 1.5, canvas.high), strict=True):
        height = scale.low * (scale.high / scale.low) ** (at / canvas.high)
        look = _BARE + labels_xml([Label(0, words, "r", colour, bold=colour not in (TONE.text, TONE.muted))])
        series.append(_series(canvas, f"name: {words}", [(right, height)], look))
    return series


def _middle(canvas: Canvas) -> tuple[float, float]:
    """Where the title of the upright axis stands: at the edge, because the axis has no names of its own that would push it there."""
    long = width_of(canvas.plot.axis.title, SMALL)
    return 0.002, max(0.0, (canvas.margins.top + (canvas.high - long) / 2) / canvas.height)


def _axes(canvas: Canvas) -> str:
    left, right = _edges(canvas.plot)
    scale = canvas.scale
    return (
        f'<c:valAx><c:axId val="2001"/><c:scaling><c:orientation val="minMax"/><c:max val="{right}"/><c:min val="{left}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="b"/>{_QUIET}<c:spPr>{line_xml(TONE.outline, 0.75)}</c:spPr>'
        '<c:crossAx val="2002"/><c:crosses val="min"/><c:crossBetween val="midCat"/></c:valAx>'
        '<c:valAx><c:axId val="2002"/><c:scaling><c:logBase val="10"/><c:orientation val="minMax"/>'
        f'<c:max val="{scale.high!r}"/><c:min val="{scale.low!r}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="l"/>{axis_text_xml(canvas.plot.axis.title, upright=True, at=_middle(canvas))}{_QUIET}'
        f'<c:spPr>{line_xml(None)}</c:spPr><c:crossAx val="2001"/><c:crosses val="min"/><c:crossBetween val="midCat"/></c:valAx>'
    )  # fmt: skip


_QUIET = (
    '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
    '<c:tickLblPos val="none"/>'
)
