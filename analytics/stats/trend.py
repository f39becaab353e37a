"""Is there a trend over many periods?"""

from __future__ import annotations

from functools import lru_cache
from math import exp, sqrt
from math import floor as round_down

import numpy as np
from scipy.special import ndtr, ndtri

from analytics.stats.interval import UNKNOWN_CHANGE, Change, FloatArray, Values, tail_of
from analytics.stats.quantiles import interpolate_quantile

FEWEST = 5
"""Four points in perfect order are no news: 2 in 24 orders."""
EXACT_BELOW = 50


def theil_sen(values: Values, *, floor: float = 0.5, level: float = 0.95) -> Change:
    """The change from one step to the next as a ratio: the median of the slopes of all pairs of points, on logarithms
    (Theil 1950, Sen 1968), which one wild quarter does not bend.

    `values` are equal steps apart; a gap (None, NaN, infinity) is skipped and keeps its place. Values below `floor` count as
    `floor`. `p` is two-sided, Mann's (1945) and Kendall's (1975): exact below 50 points without equal values, else normal with
    corrections for ties and continuity. The interval inverts the same test as if no values were equal, which covers at least
    as much. `smallest` is None: it would depend on how the scatter is spread over the steps.

    Fewer than 5 points: all None.
    """
    numbers = np.asarray(values, dtype=np.float64).ravel()
    steps = np.flatnonzero(np.isfinite(numbers))
    if steps.size < FEWEST:
        return UNKNOWN_CHANGE
    logs = np.log(np.maximum(numbers[steps], floor))
    first, second = np.triu_indices(steps.size, 1)
    rises = logs[second] - logs[first]
    low, value, high = _slopes(np.sort(rises / (steps[second] - steps[first])), _interval_rank(steps.size, tail_of(level)))
    return Change(value, low, high, _mann_kendall(int(np.sign(rises).sum()), logs), None)


def _slopes(ordered: FloatArray, rank: int) -> tuple[float | None, float, float | None]:
    value = exp(interpolate_quantile(ordered, 0.5))
    return (exp(ordered[rank - 1]), value, exp(ordered[-rank])) if rank else (None, value, None)


def _mann_kendall(balance: int, logs: FloatArray) -> float:
    """`balance`: pairs that rise less pairs that fall."""
    n, pairs = logs.size, logs.size * (logs.size - 1) // 2
    _, ties = np.unique(logs, return_counts=True)
    if n < EXACT_BELOW and ties.size == n:
        return float(min(2 * _null_distribution(n)[(pairs - abs(balance)) // 2], 1.0))
    variance = _variance(n) - float((ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
    if variance <= 0:
        return 1.0
    return float(min(2 * ndtr(-(max(abs(balance) - 1, 0)) / sqrt(variance)), 1.0))


def _variance(n: int) -> float:
    return n * (n - 1) * (2 * n + 5) / 18


def _interval_rank(n: int, tail: float) -> int:
    """The rank from either end of the sorted slopes at which the interval ends; 0 where these n cannot reach the level."""
    if n < EXACT_BELOW:
        return int(np.searchsorted(_null_distribution(n), tail, side="right"))
    return max(round_down((n * (n - 1) / 2 + float(ndtri(tail)) * sqrt(_variance(n))) / 2 - 0.5) + 1, 0)


@lru_cache(maxsize=EXACT_BELOW)
def _null_distribution(n: int) -> FloatArray:
    """P(falling pairs ≤ k) for k = 0 … n(n − 1)/2 in random order: the i-th point falls below 0 … i − 1 of those before it,
    each equally likely.
    """
    probabilities = np.ones(1)
    for i in range(2, n + 1):
        probabilities = np.convolve(probabilities, np.full(i, 1 / i))
    below = probabilities.cumsum()
    below.setflags(write=False)
    return below
