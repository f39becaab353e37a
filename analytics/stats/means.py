"""The mean, shown because people ask for MTTD and MTTR, with an interval that follows the skew of durations."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from analytics.stats.interval import FloatArray, Interval, Values, sort_known, tail_of
from analytics.stats.quantiles import interpolate_quantile

RESAMPLES = 2000
RESAMPLED_UP_TO = 100


def mean_interval(values: Values, *, level: float = 0.95) -> Interval:
    """The mean with its BCa bootstrap interval (Efron 1987): bias-corrected and accelerated, 2,000 resamples.

    The seed is the number of values, so that the same values give the same interval in every order and every unit. Above
    100 values the analytic form of the same interval stands in, ABC (DiCiccio & Efron 1992; Efron & Tibshirani 1993, 14.4):
    resampling 1,000 values takes more than ten milliseconds, the formula some microseconds, and by then the two agree within
    the noise of 2,000 resamples.

    A "95 %" interval of a mean holds the true mean less often the longer the tail, because what the sample has not seen it
    cannot know. Simulated: moderate skew (gamma, shape 4) 89 % at n = 10, 93 % at 20, 94.5 % at 100; durations as incidents
    have them (log-normal, 1.25) 78 % at 10, 85 % at 20, 90 % at 100, 92 % at 300. It never stands without the median's.

    No value: all None. One value: no interval. All equal: low = high = value.
    """
    known = sort_known(values)
    n = known.size
    if not n:
        return Interval(None, None, None, 0)
    if known[0] == known[-1]:
        value = float(known[0])
        return Interval(value, value, value, n) if n > 1 else Interval(value, None, None, n)
    tail = tail_of(level)
    normal = np.array([ndtri(tail), ndtri(1 - tail)])
    low, high = (_resampled_ends if n <= RESAMPLED_UP_TO else _analytic_ends)(known, normal)
    return Interval(float(known.mean()), low, high, n)


def _resampled_ends(known: FloatArray, normal: FloatArray) -> tuple[float, float]:
    means = np.sort(_resampling(known.size) @ known / known.size)
    mean = known.mean()
    below = (np.searchsorted(means, mean, "left") + np.searchsorted(means, mean, "right")) / (2 * RESAMPLES)
    bias = ndtri(below)
    shifted = bias + normal
    low, high = ndtr(bias + shifted / (1 - _acceleration(known) * shifted))
    return interpolate_quantile(means, low), interpolate_quantile(means, high)


@lru_cache(maxsize=RESAMPLED_UP_TO)
def _resampling(n: int) -> NDArray[np.uint8]:
    """How often each resample holds each of the n values, (2,000, n): a resampled mean is then one row's product with them."""
    draws = np.random.default_rng(n).integers(0, n, (RESAMPLES, n)) + n * np.arange(RESAMPLES)[:, np.newaxis]
    return np.bincount(draws.ravel(), minlength=n * RESAMPLES).astype(np.uint8).reshape(RESAMPLES, n)


def _analytic_ends(known: FloatArray, normal: FloatArray) -> tuple[float, float]:
    """A linear statistic has no curvature; its bias correction is then the acceleration itself."""
    acceleration = _acceleration(known)
    shifted = acceleration + normal
    low, high = known.mean() + known.std() / np.sqrt(known.size) * shifted / (1 - acceleration * shifted) ** 2
    return float(low), float(high)


def _acceleration(known: FloatArray) -> float:
    """A sixth of the skewness of the mean: Σt³ / (6·(Σt²)^1.5) over the deviations t (the jackknife gives the same)."""
    deviations = known - known.mean()
    deviations /= np.abs(deviations).max()  # or the square of a very small one would be 0
    squares = deviations * deviations  # products of arrays take a tenth of the time of their powers
    return float((squares * deviations).sum() / (6 * squares.sum() ** 1.5))
