"""Counts of incidents: their interval, two periods, and the limits of a control chart."""

from __future__ import annotations

from math import ceil, exp, floor
from typing import NamedTuple

import numpy as np
from scipy.special import betainc, betaincinv, btdtria, gammaincinv, ndtr, pdtrik

from analytics.stats.interval import POWER, UNKNOWN_CHANGE, Change, Interval, Values, tail_of

BEYOND = float(ndtr(-3))
"""The probability beyond three standard deviations, which is where both kinds of control limits stand."""
FEW_EVENTS = 5
FEWEST_COUNTS = 12


class Limits(NamedTuple):
    """The centre line and the limits of a control chart, in the unit of the counts; `method` is `poisson` or `xmr`."""

    centre: float
    low: float
    high: float
    method: str


def count_interval(count: int, *, level: float = 0.95) -> Interval:
    """A Poisson count (0 or more) with its exact interval (Garwood 1936); `n` is the count itself."""
    tail = tail_of(level)
    low = float(gammaincinv(count, tail)) if count else 0.0
    return Interval(float(count), low, float(gammaincinv(count + 1, 1 - tail)), count)


def compare_counts(
    before: int, now: int, exposure_before: float = 1.0, exposure_now: float = 1.0, *, level: float = 0.95
) -> Change:
    """The ratio of two rates, now / before; the exposures are lengths of time (or services, or deployments) in one unit.

    Given their sum, `now` is binomial with a probability that only the ratio and the exposures decide (Przyborowski &
    Wilenski 1940): the interval transforms that of Clopper and Pearson (1934), `p` doubles the smaller tail, so that the two
    agree. `smallest` is the ratio at which, given the count before, four counts in five would be significantly more.

    Nothing counted before: no ratio and no upper end. Nothing counted at all, or an exposure that is not positive: all None.
    """
    if before + now == 0 or min(exposure_before, exposure_now) <= 0:
        return UNKNOWN_CHANGE
    exposures = exposure_before / exposure_now
    unchanged, tail = 1 / (1 + exposures), tail_of(level)
    low = exposures * _odds(float(betaincinv(now, before + 1, tail))) if now else 0.0
    high = exposures * _odds(float(betaincinv(now + 1, before, 1 - tail))) if before else None
    value = exposures * now / before if before else None
    return Change(value, low, high, _p_value(before, now, unchanged), _smallest_rise(before, unchanged, tail))


def _odds(probability: float) -> float:
    return probability / (1 - probability)


def _p_value(before: int, now: int, unchanged: float) -> float:
    at_least = float(betainc(now, before + 1, unchanged)) if now else 1.0
    at_most = float(betainc(before, now + 1, 1 - unchanged)) if before else 1.0
    return min(2 * min(at_least, at_most), 1.0)


def _smallest_rise(before: int, unchanged: float, tail: float) -> float | None:
    if not before:
        return None
    # A Poisson count reaches the first significant one four times in five at this mean.
    detected = ceil(btdtria(tail, before + 1, unchanged))
    return float(gammaincinv(detected, POWER)) / (before * _odds(unchanged))


def control_limits(counts: Values) -> Limits | None:
    """The limits between which the counts of equal periods stay while only chance is at work; None is a gap, never 0.

    A mean below 5: exact Poisson limits. From 5 on and with 12 counts or more: Wheeler's individuals chart (XmR, 1993), the
    mean ± 2.66 mean moving ranges, which holds where counts vary more than Poisson's; no range is taken across a gap. From 5
    on with fewer than 12 counts the moving ranges say too little, and Poisson's limits stand in. Both sit at three standard
    deviations (0.135 % a side), and no lower limit is below 0. Fewer than two counts: None.
    """
    numbers = np.asarray(counts, dtype=np.float64).ravel()
    known = numbers[np.isfinite(numbers)]
    if known.size < 2:
        return None
    ranges = np.abs(np.diff(np.where(np.isfinite(numbers), numbers, np.nan)))
    ranges = ranges[np.isfinite(ranges)]
    centre = float(known.mean())
    if centre < FEW_EVENTS or known.size < FEWEST_COUNTS or not ranges.size:
        return _poisson_limits(centre)
    return _moving_range_limits(centre, float(ranges.mean()))


def _poisson_limits(centre: float) -> Limits:
    low = floor(pdtrik(BEYOND, centre)) + 1 if exp(-centre) <= BEYOND else 0
    high = ceil(pdtrik(1 - BEYOND, centre)) if centre else 0
    return Limits(centre, float(low), float(high), "poisson")


def _moving_range_limits(centre: float, mean_range: float) -> Limits:
    return Limits(centre, max(centre - 2.66 * mean_range, 0.0), centre + 2.66 * mean_range, "xmr")
