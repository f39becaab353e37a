"""The organisation's dated notes on a chart by quarter or month: a line or a band each, its letter on top, its words below the chart."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from math import floor
from statistics import fmean
from typing import Any, NamedTuple

import pandas as pd

from analytics.charts.chart import Chart, DrawnNote, PreparedFigure, Spec
from analytics.charts.palette import TONES, ThemeName
from analytics.charts.wording import GAP, escape_figure_text, format_label, wrap_lines
from analytics.metrics.annotations import Bounds, Note, Notes

MARK = 0.015
"""The height of a mark above a heat map, as a share of the plot's."""
STRIP = 15
"""Pixels above the plot for the letters."""
LEGEND_ABOVE = 1.09
"""Where a legend begins so that it stands above the strip, as a share of the plot's height."""
LETTER_ROOM = 0.045
"""The width of a letter as a share of the axis, where two charts stand beside each other on a page 1,280 pixels wide."""
_HOVER_LINE = 50
_REMEMBERED = 256
"""Notes whose words are kept: they are the same on every chart and after every change of a filter."""
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Placed(NamedTuple):
    """A note at its place on the axis of quarters or months."""

    letter: str
    note: Note
    start: float
    end: float

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


def draw_notes(chart: Chart, notes: Notes, theme: ThemeName) -> Chart:
    """The chart with the notes of its quarters and its metric; a line is broken where the metric's definition changed."""
    placed = place_notes(chart, notes)
    if not placed:
        return chart
    spec = chart.figure.to_dict()
    breaks = {floor(one.start) + 1 for one in placed if one.note.kind == "definition" and one.note.metric}
    drawn = {"data": [_break_line(trace, breaks) for trace in spec["data"]], "layout": _add_to_layout(spec, placed, chart, theme)}
    return replace(
        chart,
        figure=PreparedFigure(drawn),
        notes=tuple(DrawnNote(one.letter, _words(one.note), one.start, one.end) for one in placed),
    )


def data_with_notes(chart: Chart) -> pd.DataFrame:
    """The data of a chart as they are exported: each row with the notes of its quarter, where the chart draws any."""
    if not chart.notes:
        return chart.data
    listed = {
        period: "; ".join(f"{one.letter} {one.words}" for one in chart.notes if one.start < at + 0.5 and one.end > at - 0.5)
        for at, period in enumerate(chart.quarters or chart.months)
    }
    # Of very many months the chart draws the newest only.
    return chart.data.assign(
        annotations=[listed.get(period, "") for period in chart.data["quarter" if chart.quarters else "month"]]
    )


def place_notes(chart: Chart, notes: Notes) -> list[Placed]:
    """Those that the chart draws. A letter stands for the same note on every chart of these quarters, whatever its metric."""
    if not (chart.quarters or chart.months) or not notes.notes:
        return []
    days = dict(notes.quarters)
    bounds = [days[quarter] for quarter in chart.quarters] or [_days_of(month) for month in chart.months]
    within = [note for note in notes.notes if note.first <= bounds[-1][1] and note.last >= bounds[0][0]]
    return [
        _place(_letter(number), note, bounds)
        for number, note in enumerate(within)
        if note.metric is None or note.metric in chart.metrics
    ]


def _days_of(month: str) -> Bounds:
    """The first and the last day of a month such as `2026-03`."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def _letter(number: int) -> str:
    """A … Z, AA, AB …"""
    rounds, place = divmod(number, len(_LETTERS))
    return (_letter(rounds - 1) if rounds else "") + _LETTERS[place]


def _place(letter: str, note: Note, bounds: Sequence[Bounds]) -> Placed:
    """A day's line stands in the middle of the day, a band goes from the morning of its first to the evening of its last day."""
    if note.first == note.last:
        middle = place_day(note.first, bounds, 0.5)
        return Placed(letter, note, middle, middle)
    return Placed(letter, note, place_day(note.first, bounds, 0), place_day(note.last, bounds, 1))


def place_day(day: date, bounds: Sequence[Bounds], hour: float) -> float:
    """Where a moment of a day (0 its morning, 1 its evening) lies on an axis whose n-th period goes from n - 0.5 to n + 0.5.

    Quarters are equally wide and have 89 to 92 days, months 28 to 31, so a day is as wide as its period makes it.
    """
    at = min(max(bisect_right(bounds, day, key=lambda quarter: quarter[0]) - 1, 0), len(bounds) - 1)
    first, last = bounds[at]
    along = ((day - first).days + hour) / ((last - first).days + 1)
    return at - 0.5 + min(max(along, 0.0), 1.0)


@lru_cache(maxsize=_REMEMBERED)
def _words(note: Note) -> str:
    """`12 May 2025: alerting programme launched`; a changed definition says that it is one."""
    text = " ".join(note.text.split())
    return f"{describe_days(note.first, note.last)}: {text}{' (definition changed)' if note.kind == 'definition' else ''}"


def describe_days(first: date, last: date) -> str:
    """`12 May 2025`, or `17 Nov 2025 to 5 Jan 2026`."""
    return " to ".join(f"{day.day}{GAP}{day:%b}{GAP}{day.year}" for day in dict.fromkeys((first, last)))


def _add_to_layout(spec: Spec, placed: list[Placed], chart: Chart, theme: ThemeName) -> Spec:
    layout = spec["layout"]
    # Cells cover the whole plot: a line behind them would show between two of them only, at another day.
    draw = _mark_above if any(trace["type"] == "heatmap" for trace in spec["data"]) else _shapes
    margin = layout.get("margin", layout["template"]["layout"]["margin"])
    # A line may lie behind a number, not strike it through.
    labels = [
        _clear_of_strip({**label, "bgcolor": TONES[theme].background, "borderpad": 0}) for label in layout.get("annotations", [])
    ]
    added = {
        "shapes": [*(shape for one in placed for shape in draw(one, theme)), *layout.get("shapes", [])],
        "annotations": [*labels, *_markers(placed, len(chart.quarters or chart.months), theme)],
        "margin": {**margin, "t": margin["t"] + STRIP},
    }
    if layout.get("showlegend"):
        added["legend"] = {**layout.get("legend", {}), "y": LEGEND_ABOVE}
    return {**layout, **added}


def _clear_of_strip(label: Spec) -> Spec:
    """A key above the plot stands above the letters too."""
    is_key = label.get("yref") == "paper" and label["y"] == 1 and label.get("yanchor") == "bottom"
    return {**label, "yshift": STRIP} if is_key else label


def _shapes(one: Placed, theme: ThemeName) -> list[Spec]:
    """A line, or a tint between two lines; dotted where a definition changed. Behind the data, whose numbers stay readable."""
    tone, dash = TONES[theme], "dot" if one.note.kind == "definition" else "solid"
    across: Spec = {"xref": "x", "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
    lines = [
        {"type": "line", "x0": at, "x1": at, "line": {"color": tone.outline, "width": 1, "dash": dash}, **across}
        for at in dict.fromkeys((one.start, one.end))
    ]
    if len(lines) == 1:
        return lines
    band = {"type": "rect", "x0": one.start, "x1": one.end, "fillcolor": tone.outline, "opacity": 0.13, "line": {"width": 0}}
    return [{**band, **across}, *lines]


def _mark_above(one: Placed, theme: ThemeName) -> list[Spec]:
    """A short line above the cells of the note's quarter, or one along its span."""
    level = one.start == one.end
    place: Spec = {"xref": "x", "yref": "paper", "x0": one.start, "x1": one.end, "y0": 1, "y1": 1 + MARK * level}
    return [{"type": "line", "layer": "above", "line": {"color": TONES[theme].outline, "width": 2 - level}, **place}]


def _markers(placed: list[Placed], periods: int, theme: ThemeName) -> list[Spec]:
    tone = TONES[theme]
    return [
        {
            "text": f"<b>{' '.join(one.letter for one in group)}</b>", "x": fmean(one.middle for one in group), "y": 1,
            "xref": "x", "yref": "paper", "xanchor": "center", "yanchor": "bottom", "showarrow": False, "borderpad": 0,
            "font": {"size": 11.5, "color": tone.muted},
            "hovertext": "<br>".join(f"<b>{one.letter}</b> {_hover(one.note)}" for one in group),
            "hoverlabel": {"bgcolor": tone.background, "bordercolor": tone.outline, "font": {"size": 13, "color": tone.text}},
        }
        for group in _group_close(placed, periods)
    ]  # fmt: skip


def _group_close(placed: list[Placed], periods: int) -> list[list[Placed]]:
    """Letters that would touch share one marker; their lines stay where they are."""
    groups: list[list[Placed]] = []
    for one in sorted(placed, key=lambda one: one.middle):
        if groups and one.middle - fmean(near.middle for near in groups[-1]) < _room_of(len(groups[-1])) * periods:
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _room_of(letters: int) -> float:
    """From the middle of so many letters to that of the next one."""
    return LETTER_ROOM * (letters + 1) / 2


@lru_cache(maxsize=_REMEMBERED)
def _hover(note: Note) -> str:
    kind = "" if note.kind == "other" else f" · {format_label(note.kind)}"
    text = "<br>".join(escape_figure_text(line) for line in wrap_lines(note.text, _HOVER_LINE))
    return f"{describe_days(note.first, note.last)}{kind}<br>{text}"


def _break_line(trace: Spec, breaks: set[int]) -> Spec:
    """The line with a gap before the points of these places; every list that goes along its points gets it too."""
    points = len(trace["x"])
    if "lines" not in trace.get("mode", ""):
        return trace
    for at in sorted(breaks, reverse=True):
        if 0 < at < points:
            trace = _insert_gap(trace, at, points)
            points += 1
    return trace


def _insert_gap(part: Any, at: int, points: int) -> Any:  # noqa: ANN401 - a specification is any JSON
    if isinstance(part, dict):
        return {name: _insert_gap(value, at, points) for name, value in part.items()}
    return [*part[:at], None, *part[at:]] if isinstance(part, list) and len(part) == points else part
