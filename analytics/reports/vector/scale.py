"""Axes of numbers: where a value lies, and which values are named."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from analytics.charts.axes import duration_axis
from analytics.charts.wording import SHORTEST_DRAWN, format_count, format_percent, is_unknown
from analytics.reports.records import Axis, Plot
from analytics.reports.words import write_value

_STEPS = (1, 2, 5, 10)
_MOST_TICKS = 5


class Scale(NamedTuple):
    """`low` and `high`: the ends of the axis; `ticks`: value -> its words."""

    low: float
    high: float
    ticks: dict[float, str]
    log: bool = False

    def part(self, value: float) -> float:
        """Where on the axis a value lies, 0 to 1."""
        if self.log:
            value, low, high = (math.log10(max(one, SHORTEST_DRAWN)) for one in (value, self.low, self.high))
        else:
            low, high = self.low, self.high
        return min(max((value - low) / (high - low), 0.0), 1.0)


def scale_of(plot: Plot, *, stacked: bool = False) -> Scale:
    """The axis of a plot's numbers over everything that is drawn on it."""
    values = _stacks(plot) if stacked else list(_drawn(plot))
    known = [value for value in values if not is_unknown(value)]
    if plot.axis.log:
        axis = duration_axis(known, "")
        low, high = (10**end for end in axis["range"])
        return Scale(low, high, dict(zip(axis["tickvals"], axis["ticktext"], strict=True)), log=True)
    highest = max(known, default=0.0)
    if plot.axis.kind == "share":
        return _shares(highest, full=plot.kind == "stacked_share" or bool(plot.lines))
    return _counts(plot.axis, highest)


def _drawn(plot: Plot) -> Iterable[float]:
    yield from (line.value for line in plot.lines)
    yield from (dot.value for dot in plot.dots)
    for series in plot.series:
        for values in (series.values, series.low, series.high):
            yield from (value for value in values if value is not None)


def _stacks(plot: Plot) -> list[float]:
    parts = [series.values for series in plot.series]
    return [sum(value or 0.0 for value in values) for values in zip(*parts, strict=True)]


def _shares(highest: float, *, full: bool) -> Scale:
    """To 100 %; small shares without a target would lie flat on the ground."""
    top = 1.0 if full else next(top for top in (0.2, 0.4, 0.6, 1.0) if highest <= top or top == 1.0)
    return Scale(0.0, top, {top * part / 4: format_percent(top * part / 4) for part in range(5)})


def _counts(axis: Axis, highest: float) -> Scale:
    """From zero in round steps; half an incident does not exist."""
    step = _step(max(highest, 1.0), whole=axis.kind == "count")
    top = step * math.ceil(max(highest, 1.0) * 1.02 / step)
    ticks = [step * at for at in range(round(top / step) + 1)]
    return Scale(0.0, top, {tick: _name(tick, axis) for tick in ticks})


def _name(tick: float, axis: Axis) -> str:
    return format_count(tick) if axis.kind in ("count", "hours") and tick == round(tick) else write_value(tick, "number")


def _step(highest: float, *, whole: bool) -> float:
    size = 10.0 ** math.floor(math.log10(highest))
    steps = [size * part / 10 for part in _STEPS] + [size * part for part in _STEPS]
    found = next(step for step in steps if highest / step <= _MOST_TICKS)
    return max(found, 1.0) if whole else found
