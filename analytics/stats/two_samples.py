"""Two-sample tests of many pairs of samples at once: one row a pair, p-values two-sided, one for each row."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, stdtr

from analytics.stats.interval import FloatArray
from analytics.stats.mann_whitney import two_sided_p


class Draws(NamedTuple):
    """Samples as places in the sorted distinct values: ranks compare places, and a function of the values is a look-up.

    `before` and `now` have one row a resample, `distinct` is one-dimensional.
    """

    distinct: FloatArray
    before: NDArray[np.intp]
    now: NDArray[np.intp]


def mann_whitney_p(draws: Draws) -> FloatArray:
    """The test of `compare_durations`. A table of all distinct values is the faster way where it is smaller than the draws."""
    m, n = draws.before.shape[1], draws.now.shape[1]
    above, ties = (_u_by_table if draws.distinct.size <= m + n else _u_by_sorting)(draws)
    return two_sided_p(above, n, m, ties)


def _u_by_table(draws: Draws) -> tuple[FloatArray, FloatArray]:
    """U and Σ(t³ − t) from how often each row holds each distinct value."""
    rows, values = draws.before.shape[0], draws.distinct.size
    shift = np.arange(rows)[:, np.newaxis] * values
    before, now = (
        np.bincount((places + shift).ravel(), minlength=rows * values).reshape(rows, values).astype(np.float64)
        for places in (draws.before, draws.now)
    )
    both = before + now
    return (now * (before.cumsum(axis=1) - before / 2)).sum(axis=1), (both**3 - both).sum(axis=1)


def _u_by_sorting(draws: Draws) -> tuple[FloatArray, FloatArray]:
    """A row's places are shifted past those of the row before, so that one sort serves all rows."""
    rows, m = draws.before.shape
    shift = np.arange(rows)[:, np.newaxis] * draws.distinct.size
    before, now = np.sort((draws.before + shift).ravel()), (draws.now + shift).ravel()
    places = np.searchsorted(before, now, "left") + np.searchsorted(before, now, "right")
    above = places.reshape(rows, -1).sum(axis=1) / 2 - np.arange(rows) * m * draws.now.shape[1]
    groups, sizes = np.unique(np.concatenate([before, now]), return_counts=True)
    ties = np.bincount(groups // draws.distinct.size, sizes.astype(np.float64) ** 3 - sizes, minlength=rows)
    return above, ties.astype(np.float64)


def welch_p(before: FloatArray, now: FloatArray) -> FloatArray:
    """Welch's t-test (1947). Where neither sample varies: 1 if they are equal, else 0."""
    m, n = before.shape[1], now.shape[1]
    part, other = before.var(axis=1, ddof=1) / m, now.var(axis=1, ddof=1) / n
    distance, square = np.abs(now.mean(axis=1) - before.mean(axis=1)), part + other
    varies = square > 0
    square = np.where(varies, square, 1.0)
    freedom = 1 / ((part / square) ** 2 / (m - 1) + (other / square) ** 2 / (n - 1) + ~varies)
    p: FloatArray = np.where(varies, 2 * stdtr(freedom, -distance / np.sqrt(square)), distance == 0)
    return p


def median_p(draws: Draws) -> FloatArray:
    """Mood's median test (1954) with Yates' correction; values at the common median count as below. All equal: 1."""
    both = np.concatenate([draws.before, draws.now], axis=1)
    middle = (both.shape[1] - 1) // 2
    median = np.partition(both, middle, axis=1)[:, middle, np.newaxis]
    above, above_now = (both > median).sum(axis=1), (draws.now > median).sum(axis=1)
    return _table_p(above_now, draws.now.shape[1], above, both.shape[1], correction=0.5)


def proportion_p(before: NDArray[np.bool_], now: NDArray[np.bool_]) -> FloatArray:
    """The test of two proportions with the pooled variance (Pearson's chi-squared). None or all: 1."""
    successes, total = before.sum(axis=1) + now.sum(axis=1), before.shape[1] + now.shape[1]
    return _table_p(now.sum(axis=1), now.shape[1], successes, total, correction=0.0)


def _table_p(inside: NDArray[np.intp], n: int, successes: NDArray[np.intp], total: int, correction: float) -> FloatArray:
    """Chi-squared of a fourfold table: `inside` of the `successes` among `total` lie in the sample of `n`."""
    distance = np.abs(inside - successes * n / total)
    distance -= np.minimum(correction, distance)
    variance = successes * (total - successes) / total**2 * (n * (total - n) / total)
    square = np.zeros(inside.size)
    np.divide(distance**2, variance, out=square, where=variance > 0)
    return chdtrc(1, square)
