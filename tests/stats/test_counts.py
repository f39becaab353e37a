from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.rates import confint_poisson

from analytics.stats.counts import Limits, compare_counts, control_limits, count_interval
from analytics.stats.interval import UNKNOWN_CHANGE


@pytest.mark.parametrize("count", [0, 1, 10, 500])
def test_the_interval_is_garwoods(count: int) -> None:
    ours, theirs = count_interval(count), confint_poisson(count, 1, method="exact-c")
    assert (ours.low, ours.high) == pytest.approx((np.nan_to_num(theirs[0]), theirs[1]))
    assert (ours.value, ours.n) == (count, count)


def test_published_limits_of_a_poisson_count() -> None:
    """Garwood's table as reprinted everywhere: 0 → 3.689, 1 → 0.0253 … 5.572, 10 → 4.795 … 18.390."""
    assert count_interval(0)[1:3] == pytest.approx((0.0, 3.689), abs=5e-4)
    assert count_interval(1)[1:3] == pytest.approx((0.0253, 5.572), abs=5e-4)
    assert count_interval(10)[1:3] == pytest.approx((4.795, 18.390), abs=5e-4)


@pytest.mark.parametrize(
    ("before", "now", "years_before", "years_now"), [(10, 14, 1, 1), (11, 2, 3, 1.5), (0, 6, 1, 1), (7, 0, 1, 2)]
)
def test_two_counts_are_compared_by_the_binomial(before: int, now: int, years_before: float, years_now: float) -> None:
    ours = compare_counts(before, now, years_before, years_now)
    unchanged = years_now / (years_before + years_now)
    ends = stats.binomtest(now, before + now, unchanged).proportion_ci(method="exact")
    exposures = years_before / years_now
    assert ours.low == pytest.approx(ends.low / (1 - ends.low) * exposures)
    assert ours.high == (pytest.approx(ends.high / (1 - ends.high) * exposures) if before else None)
    tails = [stats.binomtest(now, before + now, unchanged, side).pvalue for side in ("less", "greater")]
    assert ours.p == pytest.approx(min(2 * min(tails), 1))


def test_rs_own_example() -> None:
    """`example(poisson.test)` in R: 11 of 800 against 23 of 3,011: ratio 1.800, interval 0.794 … 3.840 (Breslow & Day 1986)."""
    change = compare_counts(23, 11, 3011, 800)
    assert (change.value, change.low, change.high) == pytest.approx((1.800, 0.7936, 3.8400), abs=5e-3)


@pytest.mark.parametrize("before", [1, 3, 10, 400])
@pytest.mark.parametrize("exposure", [0.25, 1.0, 3.0])
def test_the_smallest_rise_is_seen_four_times_in_five(before: int, exposure: float) -> None:
    smallest = compare_counts(before, before, 1.0, exposure).smallest
    assert smallest is not None
    now = stats.poisson(smallest * before * exposure)
    first = next(
        count for count in range(before * 50 + 50)
        if count > before * exposure and (compare_counts(before, count, 1.0, exposure).p or 1) <= 0.05
    )  # fmt: skip
    assert now.sf(first - 1) == pytest.approx(0.8)


def test_what_cannot_be_said_is_none() -> None:
    assert compare_counts(0, 0) == compare_counts(3, 4, 0.0, 1.0) == compare_counts(3, 4, 1.0, -1.0) == UNKNOWN_CHANGE
    value, low, high, p, smallest, _ = compare_counts(0, 6)
    assert (value, high, smallest) == (None, None, None)
    assert low is not None
    assert low > 1
    assert p == pytest.approx(2 * 0.5**6)
    assert compare_counts(5, 0)[:2] == (0.0, 0.0)


@pytest.mark.parametrize("centre", [0.5, 2.0, 4.9, 8.0, 30.0])
def test_poisson_limits_leave_three_standard_deviations_outside(centre: float) -> None:
    limits = control_limits([centre] * 5)
    assert limits is not None
    assert limits.method == "poisson"
    chance, beyond = stats.poisson(centre), stats.norm.cdf(-3)
    assert chance.sf(limits.high) <= beyond < chance.sf(limits.high - 1)
    assert chance.cdf(limits.low - 1) <= beyond < chance.cdf(limits.low)


def test_moving_ranges_are_not_taken_across_a_gap() -> None:
    with_gap = control_limits([10.0, 12.0, None, 30.0, 32.0, *[30.0, 32.0] * 4])
    assert with_gap is not None
    assert with_gap.method == "xmr"
    assert with_gap.high - with_gap.centre == pytest.approx(2.66 * 2)
    assert control_limits([9.0, float("inf")] * 12) == control_limits([9.0, 9.0])


def test_limits_do_not_go_below_zero() -> None:
    assert control_limits([0.0, 12.0] * 6) == pytest.approx(Limits(6.0, 0.0, 6 + 2.66 * 12, "xmr"))
    assert control_limits([0.0] * 20) == (0.0, 0.0, 0.0, "poisson")
    assert control_limits([]) is None
    assert control_limits([4.0, None]) is None
