"""The figures that metrics.md and the issue state."""

from __future__ import annotations

from math import exp, sqrt

import numpy as np
import pytest
from scipy.special import ndtri

from analytics.stats.comparison import compare_durations, probe_durations
from analytics.stats.counts import compare_counts, control_limits
from analytics.stats.interval import UNKNOWN_CHANGE, Interval
from analytics.stats.many import adjust
from analytics.stats.means import mean_interval
from analytics.stats.quantiles import median_interval, order_statistic_ranks, quantile_interval
from analytics.stats.shares import share_interval


@pytest.mark.parametrize(
    ("n", "ranks"), [(0, (None, None)), (5, (None, None)), (6, (1, 6)), (10, (2, 9)), (20, (6, 15)), (50, (18, 33))]
)
def test_the_median_lies_between_these_values(n: int, ranks: tuple[int | None, int | None]) -> None:
    assert order_statistic_ranks(n, 0.5, 0.95) == ranks


def test_a_90th_percentile_has_no_upper_end_below_36_values() -> None:
    assert order_statistic_ranks(35, 0.9, 0.95)[1] is None
    assert order_statistic_ranks(36, 0.9, 0.95)[1] == 36


def test_the_interval_of_a_median_is_made_of_values() -> None:
    assert median_interval([float(value) for value in range(10, 0, -1)]) == Interval(5.5, 2.0, 9.0, 10)


def test_a_quantile_is_linear_between_neighbours() -> None:
    assert quantile_interval([10.0, 20.0, 30.0, 40.0], 0.9).value == pytest.approx(37.0)


def test_with_20_incidents_a_quarter_only_a_cut_of_67_percent_would_be_seen() -> None:
    logs = ndtri((np.arange(1, 21) - 0.5) / 20)
    logs *= 1.25 / logs.std(ddof=1)
    smallest = compare_durations(np.exp(logs + 4), np.exp(logs + 4)).smallest
    assert smallest == pytest.approx(exp(-(1.959964 + 0.841621) * 1.25 * sqrt(0.1)), rel=1e-6)
    assert smallest is not None
    assert round(1 - smallest, 2) == 0.67


def test_a_change_of_durations_needs_four_on_each_side() -> None:
    assert compare_durations([1.0, 2.0, 3.0], [10.0, 20.0, 30.0, 40.0]) == UNKNOWN_CHANGE
    assert compare_durations([1.0, 2.0, 3.0, 4.0], [10.0, 20.0, 30.0, 40.0]).p == pytest.approx(2 / 70)


def test_ten_incidents_need_23_to_be_more_and_14_are_noise() -> None:
    noise, seen, nearly = compare_counts(10, 14), compare_counts(10, 23), compare_counts(10, 22)
    assert noise.low is not None
    assert noise.low < 1
    assert noise.smallest == pytest.approx(2.691, abs=1e-3), "four in five of these reach 23"
    assert seen.p is not None
    assert nearly.p is not None
    assert seen.p < 0.05 < nearly.p
    assert seen.low is not None
    assert nearly.low is not None
    assert nearly.low < 1 < seen.low


def test_control_limits_follow_the_mean_and_the_number_of_counts() -> None:
    methods = [limits and limits.method for limits in map(control_limits, ([2.0] * 20, [8.0, 9.0] * 6, [8.0, 9.0] * 5, [4.0]))]
    assert methods == ["poisson", "xmr", "poisson", None]
    assert control_limits([8.0, 9.0] * 6) == pytest.approx((8.5, 8.5 - 2.66, 8.5 + 2.66, "xmr"))


def test_wilsons_interval_of_nothing_is_not_0() -> None:
    assert share_interval(0, 10) == pytest.approx((0.0, 0.0, 0.2775, 10), abs=1e-4)
    assert share_interval(0, 0) == (None, None, None, 0)


def test_a_comparison_that_could_not_be_made_is_not_counted() -> None:
    assert adjust([0.01, None, 0.04, 0.03]) == pytest.approx([0.03, None, 0.04, 0.04])


def test_one_value_has_a_mean_and_no_interval() -> None:
    assert mean_interval([5.0]) == (5.0, None, None, 1)
    assert mean_interval([5.0, 5.0]) == (5.0, 5.0, 5.0, 2)


@pytest.mark.parametrize("shift", [1.0, 1.2, 8.0])
def test_a_probe_says_what_the_whole_comparison_says_of_a_change(shift: float) -> None:
    before = [float(minutes) for minutes in range(10, 40, 2)]
    now = [minutes * shift for minutes in before]
    whole, probed = compare_durations(before, now), probe_durations(before, now)
    assert probed.p == whole.p
    assert probed.value == (whole.value if whole.p is not None and whole.p <= 0.05 else 1.0)
    assert probe_durations(before[:3], now).p is None
