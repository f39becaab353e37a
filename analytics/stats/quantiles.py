"""Medians and other quantiles with exact, distribution-free intervals."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy.special import betaincinv

from analytics.stats.binomial import improbable_below
from analytics.stats.interval import FloatArray, Interval, Values, sort_known, tail_of


@lru_cache(maxsize=4096)
def order_statistic_ranks(n: int, q: float = 0.5, level: float = 0.95) -> tuple[int | None, int | None]:
    """The ranks (1-based) of the sorted values between which the quantile lies; None where no value is far enough out.

    How many values lie under the quantile is Binomial(n, q) whatever their distribution, so that the values at these ranks
    hold it between them in at least `level` of all samples (Thompson 1936; David & Nagaraja, Order Statistics, 2003, 7.1).
    For the median there is none below n = 6, for the upper end of a 90th percentile none below n = 36.
    """
    tail = tail_of(level)
    low, high = improbable_below(n, q, tail), improbable_below(n, 1 - q, tail)
    return low or None, n + 1 - high if high else None


def interpolate_quantile(ordered: FloatArray, q: float) -> float:
    """The quantile of sorted values, linear between neighbours as in DuckDB's `quantile_cont` (type 7, Hyndman & Fan 1996)."""
    position = (ordered.size - 1) * q
    below = min(int(position), ordered.size - 1)
    above = min(below + 1, ordered.size - 1)
    return float(ordered[below] + (ordered[above] - ordered[below]) * (position - below))


def quantile_interval(values: Values, q: float, *, level: float = 0.95) -> Interval:
    """A quantile (0 ≤ q ≤ 1) between two order statistics; an end without a rank far enough out is None.

    No value: all None. One value: itself without an interval. All equal: low = high = value, once n allows an interval.
    """
    ordered = sort_known(values)
    if not ordered.size:
        return Interval(None, None, None, 0)
    low, high = order_statistic_ranks(ordered.size, q, level)
    return Interval(
        interpolate_quantile(ordered, q),
        float(ordered[low - 1]) if low else None,
        float(ordered[high - 1]) if high else None,
        ordered.size,
    )


def median_interval(values: Values, *, level: float = 0.95) -> Interval:
    """The median with its exact interval; no interval below n = 6 at 95 %."""
    return quantile_interval(values, 0.5, level=level)


def median_limits(pooled: Values, n: int, *, level: float = 0.95) -> tuple[float, float]:
    """The range in which the median of `n` values drawn from `pooled` lies with probability `level`: the funnel around a line.

    The k-th of n draws falls under the pooled quantile u with the probability of a Beta(k, n + 1 − k) variable below u
    (David & Nagaraja 2003, 2.1); k = (n + 1) / 2 is the middle, between two values where n is even (below 6 of these, skewed
    values pass the upper limit a little more often, and the lower one less). The limits never leave the pooled values.
    Nothing drawn or nothing to draw from: (NaN, NaN), which a chart leaves out.
    """
    low, high = median_funnel(pooled, [n], level=level)
    return float(low[0]), float(high[0])


def median_funnel(pooled: Values, sizes: Sequence[int], *, level: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """The lower and the upper limits of `median_limits` for several n at once, which sorts `pooled` once."""
    ordered, n, tail = sort_known(pooled), np.asarray(sizes, dtype=np.float64), tail_of(level)
    if not ordered.size:
        return np.full(n.shape, np.nan), np.full(n.shape, np.nan)
    middle = np.maximum(n + 1, 2) / 2
    below, above = (betaincinv(middle, middle, end) * (ordered.size - 1) for end in (tail, 1 - tail))
    # Between two values the outer one: no value of the pool lies beyond all of it.
    ends = ordered[np.floor(below).astype(np.intp)], ordered[np.ceil(above).astype(np.intp)]
    low, high = (np.where(n >= 1, limits, np.nan) for limits in ends)
    return low, high
