"""Shares: k of n, two of them, and the limits of a funnel."""

from __future__ import annotations

from math import hypot, sqrt

import numpy as np
from scipy.special import binom, gammaln, ndtri

from analytics.stats.binomial import improbable_below
from analytics.stats.interval import POWER, UNKNOWN_CHANGE, Change, FloatArray, Interval, tail_of


def share_interval(successes: int, n: int, *, level: float = 0.95) -> Interval:
    """A share (0 to 1) with Wilson's score interval (1927). n = 0: None."""
    if not n:
        return Interval(None, None, None, 0)
    return Interval(*score_interval(successes, n, level), n)


def score_interval(successes: float, n: float, level: float) -> tuple[float, float, float]:
    """The share with Wilson's ends; `n` above 0 need not be whole, as an effective number of things is not."""
    z = -float(ndtri(tail_of(level)))
    share = successes / n
    centre = (successes + z * z / 2) / (n + z * z)
    reach = z * sqrt(share * (1 - share) * n + z * z / 4) / (n + z * z)
    # At 0 and n one end is the share itself; rounding must not put it on the other side.
    return share, max(min(centre - reach, share), 0.0), min(max(centre + reach, share), 1.0)


def compare_shares(before: int, n_before: int, now: int, n_now: int, *, level: float = 0.95) -> Change:
    """The difference of two shares, now − before, each k of n.

    The interval is Newcombe's hybrid score (1998, method 10), built from the two Wilson intervals; `p` is Fisher's exact test,
    two-sided as in R: all tables that are no more probable than this one. `smallest` is the difference that Fisher's test
    would see four times in five around the pooled share: the normal formula with the continuity correction (Fleiss, Levin &
    Paik 2003, 4.2), and two successes and two failures added to the share (Agresti & Coull 1998), so that 0 of n does not
    promise to show anything. Nothing on a side: all None.
    """
    if not n_before or not n_now:
        return UNKNOWN_CHANGE
    earlier, earlier_low, earlier_high = score_interval(before, n_before, level)
    later, later_low, later_high = score_interval(now, n_now, level)
    low = later - earlier - hypot(later - later_low, earlier_high - earlier)
    high = later - earlier + hypot(later_high - later, earlier - earlier_low)
    smallest = _smallest_difference(before + now, n_before, n_now, tail_of(level))
    return Change(later - earlier, low, high, fisher_p(before, n_before, now, n_now), smallest, _least_p(n_before, n_now))


def _smallest_difference(successes: int, n_before: int, n_now: int, tail: float) -> float:
    share = (successes + 2) / (n_before + n_now + 4)
    both = 1 / n_before + 1 / n_now
    return min(float(ndtri(POWER) - ndtri(tail)) * sqrt(share * (1 - share) * both) + both / 2, 1.0)


def fisher_p(before: int, n_before: int, now: int, n_now: int) -> float:
    """Fisher's exact test, two-sided (1935): the hypergeometric probabilities of all tables with the same margins, at once."""
    successes = before + now
    tables = np.arange(max(0, successes - n_before), min(successes, n_now) + 1, dtype=np.float64)
    logs = _log_choose(n_now, tables) + _log_choose(n_before, successes - tables)
    weights = np.exp(logs - logs.max())
    observed = weights[now - int(tables[0])]
    # R's tolerance: tables that are equally probable must not be told apart by rounding.
    return float(min(weights[weights <= observed * (1 + 1e-7)].sum() / weights.sum(), 1.0))


def _least_p(n_before: int, n_now: int) -> float:
    """Of all tables with these sizes, the p-value of the one in which all succeed on one side and none on the other."""
    return (2 if n_before == n_now else 1) / float(binom(n_before + n_now, n_now))


def _log_choose(n: int, k: FloatArray) -> FloatArray:
    return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)


def share_limits(share: float, n: int, *, level: float = 0.95) -> tuple[float, float]:
    """The range in which the share of `n` lies when the true share is `share`: a funnel (Spiegelhalter 2005).

    Exact binomial: a share below the lower or above the upper limit has a probability of at most (1 − level) / 2. n = 0: 0 to 1.
    """
    if not n:
        return 0.0, 1.0
    tail = tail_of(level)
    return improbable_below(n, share, tail) / n, (n - improbable_below(n, 1 - share, tail)) / n
