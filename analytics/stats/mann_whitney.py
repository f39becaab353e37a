"""The distribution of Mann and Whitney's U: of the m·n pairs, how many have the first value above the second."""

from __future__ import annotations

from functools import lru_cache
from math import comb, floor

import numpy as np
from scipy.special import ndtr, ndtri

from analytics.stats.interval import FloatArray

EXACT_BELOW = 50
"""Both samples smaller than this, and no two values equal: the exact distribution, as in R's `wilcox.test`."""


def two_sided_p(u: FloatArray, m: int, n: int, ties: FloatArray) -> FloatArray:
    """Two-sided p-values for an array of U; `ties` is Σ(t³ − t) over the groups of equal values, for each U.

    Exact without ties and with both samples below 50 (Mann & Whitney 1947), else the normal approximation with corrections
    for ties and continuity (Lehmann, Nonparametrics, 1975, 1.3-1.4). All values equal: 1.
    """
    smaller = np.minimum(u, m * n - u)
    p = 2 * ndtr(-_standardise(smaller, m, n, ties))
    if max(m, n) < EXACT_BELOW:
        exact = 2 * null_distribution(min(m, n), max(m, n))[smaller.astype(np.intp)]
        p = np.where(ties == 0, exact, p)
    return np.minimum(p, 1.0)


def _standardise(smaller: FloatArray, m: int, n: int, ties: FloatArray) -> FloatArray:
    total = m + n
    variance = m * n / 12 * (total + 1 - ties / (total * (total - 1)))
    distance = np.maximum(m * n / 2 - smaller - 0.5, 0)
    return np.divide(distance, np.sqrt(variance), out=np.zeros_like(distance), where=variance > 0)


def interval_rank(m: int, n: int, tail: float) -> int:
    """The rank from either end of the sorted differences at which the interval of a shift ends; 0 where there is none.

    Taken as if no values were equal: the interval that includes its ends then covers at least as much (Noether 1967).
    """
    if max(m, n) < EXACT_BELOW:
        return int(np.searchsorted(null_distribution(min(m, n), max(m, n)), tail, side="right"))
    spread = float(np.sqrt(m * n * (m + n + 1) / 12))
    return max(floor(m * n / 2 + float(ndtri(tail)) * spread - 0.5) + 1, 0)


@lru_cache(maxsize=1024)
def null_distribution(m: int, n: int) -> FloatArray:
    """P(U ≤ k) for k = 0 … m·n // 2 when both samples come from one distribution; the upper half mirrors it.

    The number of orders that give U = k is a coefficient of the Gaussian binomial Π (1 − x^(n+i)) / (1 − x^i), i = 1 … m
    (Harding 1984): a subtraction shifted by n + i, then sums in steps of i.
    """
    size = m * n // 2 + 1
    orders = np.zeros(size)
    orders[0] = 1.0
    for i in range(1, m + 1):
        orders[n + i :] -= orders[: max(size - n - i, 0)].copy()
        padded = np.append(orders, np.zeros(-size % i)).reshape(-1, i)
        orders = padded.cumsum(axis=0).ravel()[:size]
    below = orders.cumsum() / comb(m + n, m)
    below.setflags(write=False)
    return below
