"""Axes that people can read: quarters equally spaced, durations on a logarithmic scale with human ticks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from analytics.charts.chart import Spec
from analytics.charts.wording import DENSE_DURATION_TICKS, DURATION_TICKS, SHORTEST_DRAWN, is_unknown

MOST_LABELLED = 13
FEWEST_TICKS = 3
_WIDER = 1.35
"""How far the axis of durations goes beyond its values, and beyond that where it would have fewer ticks."""
FEW = 5
"""Below it an axis of counts would get ticks at halves and fifths."""
CLOSE = 0.6
"""Ticks nearer than this (on the logarithm) to a target would lie on its label."""
CLOSE_ACROSS = 1.1
"""The same where durations run from left to right: labels are wider than they are high."""


def quarter_axis(quarters: Sequence[str], *, room_right: float = 0.0) -> Spec:
    """Positions 0, 1, 2 … with `Q1` and the year below the first quarter shown of each; crowded axes label years only."""
    crowded = len(quarters) > MOST_LABELLED
    labels, year = [], ""
    for quarter in quarters:
        is_new = quarter[:4] != year
        year = quarter[:4]
        labels.append((year if is_new else "") if crowded else f"{quarter[4:]}<br>{year}" if is_new else quarter[4:])
    return {
        "tickvals": list(range(len(quarters))),
        "ticktext": labels,
        "range": [-0.6, len(quarters) - 0.4 + room_right],
        "tickangle": 0,
    }


def count_axis(highest: float) -> Spec:
    """From zero, in whole numbers: half an incident does not exist."""
    few = {"dtick": 1, "range": [0, max(highest, 1) * 1.2]} if highest < FEW else {}
    return {"rangemode": "tozero", **few}


def duration_axis(
    values: Iterable[float], title: str, targets: Mapping[float, str] = MappingProxyType({}), close: float = CLOSE
) -> Spec:
    """A logarithmic axis over the values (minutes), with ticks at 1 min, 5 min, 15 min, 1 h, 4 h, 1 d …

    A target is a tick with a label of its own, so that it never lies on the data.
    """
    known = [max(float(value), SHORTEST_DRAWN) for value in values if not is_unknown(value)]
    low, high = (min(known), max(known)) if known else (1.0, 60.0)
    low, high = low / _WIDER, high * _WIDER
    labels = _duration_ticks(low, high, targets, close)
    while len(labels) < FEWEST_TICKS:
        low, high = low / _WIDER, high * _WIDER
        labels = _duration_ticks(low, high, targets, close)
    return {
        "type": "log",
        "range": [math.log10(low), math.log10(high)],
        "tickvals": list(labels),
        "ticktext": list(labels.values()),
        "tickangle": 0,
        "title": {"text": title},
    }


def _duration_ticks(low: float, high: float, targets: Mapping[float, str], close: float) -> dict[float, str]:
    """The targets, and what of the usual ticks keeps clear of them; where that is little, of the denser ones."""
    few, many = (
        [
            tick
            for tick in sorted(ticks)
            if low <= tick <= high and all(abs(math.log(tick / target)) > close for target in targets)
        ]
        for ticks in (DURATION_TICKS, DENSE_DURATION_TICKS)
    )
    ticks = few if len(few) >= FEWEST_TICKS else _thin(many)
    return {tick: DENSE_DURATION_TICKS[tick] for tick in ticks} | dict(targets)


def _thin(ticks: list[float]) -> list[float]:
    """The ticks without those that stand too close to the one before."""
    kept: list[float] = []
    for tick in ticks:
        if not kept or math.log(tick / kept[-1]) > CLOSE:
            kept.append(tick)
    return kept


def drawn_minutes(values: Iterable[float]) -> list[float | None]:
    """Minutes as they can stand on a logarithmic axis: unknown stays unknown, zero is drawn at its lower end."""
    return [None if is_unknown(value) else max(float(value), SHORTEST_DRAWN) for value in values]


def known(values: Iterable[Any]) -> list[Any]:
    """The values with None for what is unknown, as JSON wants it."""
    return [None if is_unknown(value) else value for value in values]
