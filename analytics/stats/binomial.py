"""The one question to the binomial distribution that ranks of quantiles and limits of shares have in common."""

from __future__ import annotations

from bisect import bisect_right

from scipy.special import bdtr


def improbable_below(n: int, p: float, tail: float) -> int:
    """The largest k such that fewer than k successes in n have a probability of at most `tail`; 0 where there is none."""
    return bisect_right(range(n), tail, key=lambda successes: float(bdtr(successes, n, p)))
