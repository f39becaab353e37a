from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from analytics.stats.interval import UNKNOWN_CHANGE
from analytics.stats.shares import compare_shares, share_interval, share_limits

TABLES = [(56, 70, 48, 80), (9, 10, 3, 10), (0, 12, 5, 12), (10, 10, 0, 20), (0, 10, 0, 10), (400, 900, 300, 800), (1, 1, 0, 1)]


@pytest.mark.parametrize(("successes", "n"), [(0, 10), (1, 1), (3, 7), (81, 263), (10, 10)])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_the_interval_is_wilsons(successes: int, n: int, level: float) -> None:
    ours = share_interval(successes, n, level=level)
    assert (ours.low, ours.high) == pytest.approx(proportion_confint(successes, n, 1 - level, method="wilson"), abs=1e-12)
    assert (ours.value, ours.n) == (successes / n, n)


@pytest.mark.parametrize(("before", "n_before", "now", "n_now"), TABLES)
def test_the_difference_is_newcombes_and_p_is_fishers(before: int, n_before: int, now: int, n_now: int) -> None:
    change = compare_shares(before, n_before, now, n_now)
    theirs = confint_proportions_2indep(now, n_now, before, n_before, method="newcomb", compare="diff")
    assert (change.low, change.high) == pytest.approx(theirs, abs=1e-9)
    table = np.array([[before, n_before - before], [now, n_now - now]])
    assert change.p == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-9)


def test_newcombes_own_examples() -> None:
    """Newcombe (1998), table II, method 10: 56/70 − 48/80: 0.0524 … 0.3339; 9/10 − 3/10: 0.1705 … 0.8090."""
    assert compare_shares(48, 80, 56, 70)[:3] == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert compare_shares(3, 10, 9, 10)[:3] == pytest.approx((0.6, 0.1705, 0.8090), abs=5e-5)


@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 0.95, 1.0])
@pytest.mark.parametrize("n", [1, 7, 40, 300])
@pytest.mark.parametrize("level", [0.95, 0.998])
def test_a_funnel_is_exact(share: float, n: int, level: float) -> None:
    low, high = (round(limit * n) for limit in share_limits(share, n, level=level))
    chance, tail = stats.binom(n, share), (1 - level) / 2
    assert chance.cdf(low - 1) <= tail
    assert chance.sf(high) <= tail
    assert low == n or chance.cdf(low) > tail
    assert high == 0 or chance.sf(high - 1) > tail


def test_what_cannot_be_said_is_none() -> None:
    assert share_interval(0, 0) == (None, None, None, 0)
    assert compare_shares(0, 0, 3, 4) == compare_shares(3, 4, 0, 0) == UNKNOWN_CHANGE
    assert share_limits(0.4, 0) == (0.0, 1.0)


def test_nothing_seen_in_few_does_not_promise_to_show_anything() -> None:
    smallest = compare_shares(0, 5, 0, 5).smallest
    assert smallest is not None
    assert smallest > 0.5
    assert compare_shares(1, 2, 1, 2).smallest == 1.0


@pytest.mark.slow
@pytest.mark.parametrize("n", [30, 100, 400])
def test_the_smallest_difference_is_seen_four_times_in_five(n: int) -> None:
    rng = np.random.default_rng(n)
    smallest = compare_shares(n // 2, n, n // 2, n).smallest
    assert smallest is not None
    low, high = rng.binomial(n, 0.5 - smallest / 2, 2000), rng.binomial(n, 0.5 + smallest / 2, 2000)
    p_values = [compare_shares(int(before), n, int(now), n).p for before, now in zip(low, high, strict=True)]
    assert np.mean([p is not None and p <= 0.05 for p in p_values]) == pytest.approx(0.8, abs=0.05)
