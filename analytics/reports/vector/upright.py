"""Plots that run from left to right: lines with dots behind them, columns, stacks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analytics.charts.palette import TONES
from analytics.charts.wording import FEWEST_FOR_PERCENT, GAP, format_count, shorten
from analytics.reports.records import Plot, Series
from analytics.reports.vector.marks import LINE, SIZE, SMALL, WIDTH, fit, ink, lines_of, paint, tag, tip, width_of, words, wrap
from analytics.reports.vector.scale import Scale, scale_of
from analytics.reports.words import describe_note, write_value

HEIGHT = 330
LEGEND, GROUND = 30.0, 50.0
RIGHT, RIGHT_WORDS = 32.0, 150.0
_LOWEST_NUMBERED = 15.0
"""A segment lower than a line of text holds no number."""
_QUARTER = re.compile(r"^(\d{4}) (Q\d)$")
_RANGE = " to "
"""Between the two ends in the name of a range."""
_COLUMN = 0.62


class Frame(NamedTuple):
    """The plot inside of the picture: its edges, how many categories, and the axis of numbers."""

    left: float
    right: float
    top: float
    bottom: float
    places: int
    scale: Scale

    def x(self, place: float) -> float:
        """The middle of a category, or a place between two."""
        return self.left + (place + 0.5) * self.step

    def y(self, value: float) -> float:
        return self.bottom - self.scale.part(value) * (self.bottom - self.top)

    @property
    def step(self) -> float:
        return (self.right - self.left) / max(self.places, 1)


def draw_upright(plot: Plot) -> tuple[str, int]:
    """The content of the picture, and its height."""
    is_stack, is_line = plot.kind in ("stacked", "stacked_share"), plot.kind in ("line", "dots")
    frame = _frame_of(plot, is_stack=is_stack, is_line=is_line)
    parts = [*_axes(plot, frame), *_draw_notes(plot, frame)]
    if is_line:
        parts += [*_bands(plot, frame), *_draw_dots(plot, frame), *_draw_lines(plot, frame), *_right_words(plot, frame)]
    else:
        parts += [*(_draw_stacks(plot, frame) if is_stack else _draw_columns(plot, frame)), *legend(plot.series, frame.left)]
    return "".join(parts), HEIGHT


def _frame_of(plot: Plot, *, is_stack: bool, is_line: bool) -> Frame:
    scale = scale_of(plot, stacked=is_stack)
    left = 34 + max((width_of(text, SMALL + 1) for text in scale.ticks.values()), default=20)
    right = WIDTH - (RIGHT_WORDS if is_line else RIGHT)
    has_legend = not is_line and len(plot.series) > 1
    top = 20 + (LEGEND if has_legend else 0) + _room_of_notes(plot)
    return Frame(left, right, top, HEIGHT - GROUND, len(plot.categories), scale)


def _axes(plot: Plot, frame: Frame) -> Iterator[str]:
    """Thin lines across at the ticks, the title of the axis upright, the categories below."""
    for value, text in frame.scale.ticks.items():
        y = frame.y(value)
        yield tag("line", x1=frame.left, x2=frame.right, y1=y, y2=y, class_="grid")
        yield words(frame.left - 7, y + SIZE / 3, text, anchor="end", kind="tick")
    middle = (frame.top + frame.bottom) / 2
    yield words(12, middle, plot.axis.title, anchor="middle", kind="axis", transform=f"rotate(-90 12 {middle:.1f})")
    yield tag("line", x1=frame.left, x2=frame.right, y1=frame.bottom, y2=frame.bottom, class_="ground")
    if any(not _QUARTER.match(name) for name in plot.categories):
        yield words((frame.left + frame.right) / 2, HEIGHT - 5, plot.category, anchor="middle", kind="axis")
    yield from _name_categories(plot, frame)


def _name_categories(plot: Plot, frame: Frame) -> Iterator[str]:
    """`Q3`, the year below the first quarter of each, with a star where a column cannot be hollow; of ranges their ends."""
    if plot.categories and all(_RANGE in name for name in plot.categories):
        yield from _name_edges(plot.categories, frame)
        return
    year = ""
    for place, name in enumerate(plot.categories):
        star = "*" if name in plot.provisional and plot.kind not in ("line", "dots") else ""
        x, found = frame.x(place), _QUARTER.match(name)
        if not found:
            for at, line in enumerate(wrap(name, frame.step - 4, 2, SMALL)):
                yield words(x, frame.bottom + 16 + at * 13, line, anchor="middle", kind="small")
            continue
        yield words(x, frame.bottom + 18, f"{found[2]}{star}", anchor="middle", kind="tick")
        if found[1] != year:
            year = found[1]
            yield words(x, frame.bottom + 34, year, anchor="middle", kind="tick")


def _name_edges(names: Sequence[str], frame: Frame) -> Iterator[str]:
    """The ends of ranges that follow each other, each between two columns."""
    edges = [name.partition(_RANGE)[0] for name in names] + [names[-1].partition(_RANGE)[2]]
    for place, edge in enumerate(edges):
        x = frame.x(place - 0.5)
        yield tag("line", x1=x, x2=x, y1=frame.bottom, y2=frame.bottom + 4, class_="ground")
        for at, line in enumerate(wrap(edge.replace(f"h{GAP}", "h "), min(frame.step, 2 * RIGHT) - 4, 2, SMALL)):
            yield words(x, frame.bottom + 16 + at * 13, line, anchor="middle", kind="small")


def _room_of_notes(plot: Plot) -> float:
    """Above the plot; where each column says on how many incidents it rests, above that."""
    return (26.0 if plot.kind == "stacked_share" else 12.0) if plot.notes else 0.0


def _draw_notes(plot: Plot, frame: Frame) -> Iterator[str]:
    """A dated note: its letter above a line, or above a tint between two; behind the data, whose numbers stay readable."""
    edge = frame.left
    for note in sorted(plot.notes, key=lambda note: note.start):
        start, end = (min(max(frame.x(at), frame.left), frame.right) for at in (note.start, note.end))
        if end > start:
            yield tag("rect", x=start, y=frame.top, width=end - start, height=frame.bottom - frame.top, class_="noted")
        for x in dict.fromkeys((start, end)):
            yield tag("line", x1=x, x2=x, y1=frame.top, y2=frame.bottom, class_="note")
        edge = max((start + end) / 2, edge + 12)
        y = frame.top - _room_of_notes(plot) + 5
        yield words(edge, y, note.letter, anchor="middle", kind="mark small strong", data_tip=describe_note(note))


def _bands(plot: Plot, frame: Frame) -> Iterator[str]:
    """What chance allows as a tint between its limits; targets dashed, limits dotted, the mean thin."""
    limits = [frame.y(line.value) for line in plot.lines if line.role == "limit"]
    if limits:
        top, bottom = min(limits), max(limits) if len(limits) > 1 else frame.bottom
        yield tag("rect", x=frame.left, y=top, width=frame.right - frame.left, height=bottom - top, class_="band")
    for line in plot.lines:
        y = frame.y(line.value)
        yield tag("line", x1=frame.left, x2=frame.right, y1=y, y2=y, class_=f"line {line.role}")


def _draw_dots(plot: Plot, frame: Frame) -> Iterator[str]:
    for dot in plot.dots:
        about = (write_value(dot.value, plot.axis.kind), dot.severity or "severity not stated", dot.team or "no team")
        said = tip(shorten(dot.name, 80), " · ".join(about), write_value(dot.on, "date") if dot.on else "")
        yield tag("circle", cx=frame.x(dot.place), cy=frame.y(dot.value), r=3.2, class_="mark dot", data_tip=said)


def _draw_lines(plot: Plot, frame: Frame) -> Iterator[str]:
    """The lighter ones first, so that the number that counts lies on top."""
    for series in sorted(plot.series, key=lambda series: series.role != "context"):
        is_main = series.role == "value"
        yield from _draw_intervals(series, frame)
        yield tag("path", d=_path(series, frame), fill="none", stroke=paint(series.colour), stroke_width=3 if is_main else 1.5)
        for place, value in enumerate(series.values):
            if value is not None:
                yield _point(plot, series, place, value, frame, 5.5 if is_main else 3.5)


def _draw_intervals(series: Series, frame: Frame) -> Iterator[str]:
    for place, (low, high) in enumerate(zip(series.low, series.high, strict=True)):
        if low is not None and high is not None:
            top, bottom = frame.y(high), frame.y(low)
            yield tag(
                "rect", x=frame.x(place) - 5, y=top, width=10, height=max(bottom - top, 1), fill=paint(series.colour), class_="interval"
            )  # fmt: skip


def _path(series: Series, frame: Frame) -> str:
    """A line with a gap where a value is not known."""
    parts, begins = [], True
    for place, value in enumerate(series.values):
        if value is None:
            begins = True
            continue
        parts.append(f"{'M' if begins else 'L'}{frame.x(place):.1f} {frame.y(value):.1f}")
        begins = False
    return "".join(parts)


def _point(plot: Plot, series: Series, place: int, value: float, frame: Frame, radius: float) -> str:
    colour = paint(series.colours[place] if series.colours else series.colour)
    is_open = plot.categories[place] in plot.provisional
    return tag(
        "circle", cx=frame.x(place), cy=frame.y(value), r=radius, fill="var(--page)" if is_open else colour, stroke=colour,
        stroke_width=2, class_="mark", data_tip=describe(plot, series, place),
    )  # fmt: skip


def describe(plot: Plot, series: Series, place: int) -> str:
    """What a value says when somebody points at it."""
    name = plot.categories[place] + (" (provisional)" if plot.categories[place] in plot.provisional else "")
    value = series.labels[place] if series.labels else write_value(series.values[place], plot.axis.kind)
    interval = ""
    if series.low and series.low[place] is not None and series.high[place] is not None:
        ends = (write_value(end[place], plot.axis.kind) for end in (series.low, series.high))
        interval = f"95 %: {' to '.join(ends)}"
    counted = f"n = {series.n[place]:,}" + (f" of {series.of[place]:,}" if series.of else "") if series.n else ""
    return tip(name, f"{series.name}: {value}" if len(plot.series) > 1 or plot.kind == "columns" else value, interval, counted)


def _right_words(plot: Plot, frame: Frame) -> Iterator[str]:
    """The last value of each line, and what lies across, beside the plot: pushed apart where they would touch."""
    room = WIDTH - frame.right - 14
    found = [(frame.y(line.value), wrap(line.label if line.role == "target" else _say_line(plot, line.label, line.value), room, 2, SMALL),
              "small muted" if line.role != "target" else "small") for line in plot.lines]  # fmt: skip
    for series in plot.series:
        known = [(place, value) for place, value in enumerate(series.values) if value is not None]
        if known:
            place, value = known[-1]
            said = series.labels[place] if series.labels else write_value(value, plot.axis.kind)
            kind = "strong" if series.role == "value" else "muted"
            named = said if len(plot.series) == 1 else f"{series.name} {said}"
            found.append((frame.y(value), wrap(named, room, 2), kind))
    for y, texts, kind in push_apart(found, frame.top - 6, frame.bottom + 8):
        yield lines_of(frame.right + 8, y, texts, kind=kind)


def _say_line(plot: Plot, label: str, value: float) -> str:
    return f"{label} {write_value(round(value, 1), 'number' if plot.axis.kind == 'count' else plot.axis.kind)}"


Placed = tuple[float, list[str], str]


def push_apart(found: Sequence[Placed], top: float, bottom: float) -> list[Placed]:
    """Labels in the order of their heights, each as close to its own as the one before and the edges allow."""
    placed: list[Placed] = []
    edge = top
    for y, texts, kind in sorted(found, key=lambda one: one[0]):
        half = LINE * len(texts) / 2
        at = max(y, edge + half)
        placed.append((at, texts, kind))
        edge = at + half
    ceiling = bottom
    for index in range(len(placed) - 1, -1, -1):
        y, texts, kind = placed[index]
        half = LINE * len(texts) / 2
        placed[index] = (min(y, ceiling - half), texts, kind)
        ceiling = placed[index][0] - half
    return placed


def _draw_columns(plot: Plot, frame: Frame) -> Iterator[str]:
    width = frame.step * (0.96 if plot.category != "quarter" else _COLUMN)
    [series] = plot.series
    for place, value in enumerate(series.values):
        if value is None:
            continue
        x, y = frame.x(place), frame.y(value)
        yield tag(
            "rect", x=x - width / 2, y=y, width=width, height=frame.bottom - y, fill=paint(series.colour), class_="mark bar",
            data_tip=describe(plot, series, place),
        )  # fmt: skip
        if value:
            yield words(x, y - 5, fit(series.labels[place], frame.step), anchor="middle", kind="halo small")


def _draw_stacks(plot: Plot, frame: Frame) -> Iterator[str]:
    width, is_share = frame.step * _COLUMN, plot.kind == "stacked_share"
    for place in range(len(plot.categories)):
        ground, x = 0.0, frame.x(place)
        for series in plot.series:
            value = series.values[place] or 0.0
            if value:
                yield from _segment(plot, series, place, x, width, (ground, ground + value), frame)
            ground += value
        if ground:
            yield words(
                x,
                frame.y(ground) - 5,
                _above(plot, place, ground),
                anchor="middle",
                kind="halo small" if is_share else "halo strong",
            )


def _above(plot: Plot, place: int, total: float) -> str:
    """The sum of a stack; of one to 100 %, on how many incidents it rests."""
    if plot.kind == "stacked":
        return format_count(total)
    first = plot.series[0]
    return f"{first.n[place]}/{first.of[place]}"


def _segment(
    plot: Plot, series: Series, place: int, x: float, width: float, ends: tuple[float, float], frame: Frame
) -> Iterator[str]:
    bottom, top = (frame.y(end) for end in ends)
    is_unknown = series.colour == TONES["light"].outline
    fill = "url(#hatch)" if is_unknown else paint(series.colour)
    yield tag(
        "rect", x=x - width / 2, y=top, width=width, height=bottom - top, fill=fill, class_="mark segment",
        data_tip=describe(plot, series, place),
    )  # fmt: skip
    if bottom - top >= _LOWEST_NUMBERED:
        colour = "var(--text)" if is_unknown else ink(series.colour)
        yield words(
            x, (top + bottom) / 2 + 4, _inside(plot, series, place), anchor="middle", kind="small", style=f"fill:{colour}"
        )


def _inside(plot: Plot, series: Series, place: int) -> str:
    """The number; of a share a bare percentage, of fewer than five incidents the time itself."""
    value = series.values[place] or 0.0
    if plot.kind == "stacked":
        return format_count(value)
    return f"{100 * value:.0f}" if series.n[place] >= FEWEST_FOR_PERCENT else series.labels[place].partition(", ")[2]


def legend(series: Sequence[Series], left: float) -> Iterator[str]:
    """A square and a name each, in one line above the plot; one series alone needs none."""
    if len(series) < 2:
        return
    x = left
    for one in series:
        fill = "url(#hatch)" if one.colour == TONES["light"].outline else paint(one.colour)
        if one.role == "target":
            yield tag("line", x1=x + 6, x2=x + 6, y1=4, y2=18, class_="goal")
        else:
            yield tag("rect", x=x, y=5, width=12, height=12, fill=fill, class_="segment")
        yield words(x + 17, 15.5, one.name, kind="tick")
        x += 17 + width_of(one.name) + 22
