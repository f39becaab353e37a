"""Order statistics of all pairwise differences, without the matrix of pairs where that would be large."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analytics.stats.interval import FloatArray

PAIRS_AT_ONCE = 10_000
"""So many are looked at one by one; more cost longer than the look-ups that narrow them down."""
SAMPLED = 30
"""Values of each side whose differences tell about where a rank lies."""
SAME = 1e-9
"""Differences of logarithms that are closer than this count as one: a billionth part of a duration."""


class _Bracket(NamedTuple):
    """The pairs x_i − y_j above `low` and not above `high`: for each x_i, those with y[first_i] … y[end_i − 1]."""

    low: float
    high: float
    first: NDArray[np.intp]
    end: NDArray[np.intp]


def select_differences(x: FloatArray, y: FloatArray, ranks: Sequence[int]) -> list[float]:
    """The differences x_i − y_j at these ranks (1-based) among all of them. `x` and `y` are sorted, `ranks` need not be.

    Up to 10,000 pairs by selection in the matrix. Above, and just as exactly, by bisection: a bracket around the rank is
    halved until few pairs lie in it, and how many lie under a bound takes one look-up in a sorted array for each x_i.
    """
    if x.size * y.size > PAIRS_AT_ONCE:
        return _select_by_bisection(x, y, ranks)
    positions = [rank - 1 for rank in ranks]
    differences = np.partition(np.subtract.outer(x, y).ravel(), positions)
    return [float(difference) for difference in differences[positions]]


def _select_by_bisection(x: FloatArray, y: FloatArray, ranks: Sequence[int]) -> list[float]:
    """The first steps serve all ranks: the ends of an interval lie close to its middle."""
    first, end = np.zeros(x.size, dtype=np.intp), np.full(x.size, y.size, dtype=np.intp)
    whole = _Bracket(float(x[0] - y[-1]) - 1, float(x[-1] - y[0]) + 1, first, end)
    lowest, highest = min(ranks), max(ranks)
    shared = _narrow(x, y, _narrow_by_sample(x, y, whole, lowest, highest), lowest, highest)
    return [_select_in(x, y, _narrow(x, y, shared, rank, rank), rank) for rank in ranks]


def _narrow_by_sample(x: FloatArray, y: FloatArray, bracket: _Bracket, lowest: int, highest: int) -> _Bracket:
    """Where the ranks lie among the differences of evenly spaced values they lie nearly among all: two look-ups save most halvings."""
    few_x, few_y = (values[np.linspace(0, values.size - 1, SAMPLED).astype(np.intp)] for values in (x, y))
    sample = np.sort(np.subtract.outer(few_x, few_y), axis=None)
    for rank, margin in ((lowest, -SAMPLED), (highest, SAMPLED)):
        place = round(rank / (x.size * y.size) * sample.size) + margin
        at = float(sample[min(max(place, 0), sample.size - 1)])
        bracket = _cut(x, y, bracket, at, lowest, highest) or bracket
    return bracket


def _narrow(x: FloatArray, y: FloatArray, bracket: _Bracket, lowest: int, highest: int) -> _Bracket:
    """Halve the bracket until it is small or its middle parts the two ranks."""
    while (bracket.end - bracket.first).sum() > PAIRS_AT_ONCE and bracket.high - bracket.low > SAME:
        half = _cut(x, y, bracket, (bracket.low + bracket.high) / 2, lowest, highest)
        if half is None:
            break
        bracket = half
    return bracket


def _cut(x: FloatArray, y: FloatArray, bracket: _Bracket, at: float, lowest: int, highest: int) -> _Bracket | None:
    """The side of the bracket that holds both ranks; None where this place parts them."""
    starts = np.searchsorted(y, x - at)
    not_above = x.size * y.size - int(starts.sum())
    if not_above < lowest:
        return bracket._replace(low=at, end=starts)
    if not_above >= highest:
        return bracket._replace(high=at, first=starts)
    return None


def _select_in(x: FloatArray, y: FloatArray, bracket: _Bracket, rank: int) -> float:
    lengths = bracket.end - bracket.first
    if lengths.sum() > PAIRS_AT_ONCE:  # narrower than any difference that counts: all its pairs are one value
        row = int(np.argmax(lengths))
        return float(x[row] - y[bracket.first[row]])
    rank -= int((y.size - bracket.end).sum())
    rows = np.repeat(np.arange(x.size), lengths)
    columns = np.arange(rows.size) - np.repeat(np.cumsum(lengths) - lengths - bracket.first, lengths)
    return float(np.partition(x[rows] - y[columns], rank - 1)[rank - 1])
