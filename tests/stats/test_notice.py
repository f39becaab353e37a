from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analytics.stats.comparison import compare_durations
from analytics.stats.notice import _draw, detection_rates, incidents_needed, naive_median
from analytics.stats.two_samples import mann_whitney_p, median_p, proportion_p, welch_p

POOL = np.random.default_rng(1).lognormal(4, 1.25, 180)


@pytest.mark.parametrize("pool", [POOL, np.round(POOL, -1) + 10, 25 * np.round(POOL / 25) + 25])
@pytest.mark.parametrize(("n_before", "n_now"), [(6, 9), (20, 20), (60, 35)])
def test_each_row_is_the_test_it_is_named_after(
    pool: np.ndarray[tuple[int], np.dtype[np.float64]], n_before: int, n_now: int
) -> None:
    draws = _draw(pool, n_before, n_now, 0.5, 40, 7)
    before, now = draws.distinct[draws.before], draws.distinct[draws.now]
    assert mann_whitney_p(draws) == pytest.approx([compare_durations(b, n).p for b, n in zip(before, now, strict=True)])
    assert welch_p(before, now) == pytest.approx(
        [stats.ttest_ind(b, n, equal_var=False).pvalue for b, n in zip(before, now, strict=True)]
    )
    assert median_p(draws) == pytest.approx([stats.median_test(b, n).pvalue for b, n in zip(before, now, strict=True)])


def test_proportions_are_pearsons_chi_squared() -> None:
    rng = np.random.default_rng(2)
    before, now = rng.random((30, 25)) < 0.4, rng.random((30, 40)) < 0.6
    tables = [np.array([[b.sum(), (~b).sum()], [n.sum(), (~n).sum()]]) for b, n in zip(before, now, strict=True)]
    assert proportion_p(before, now) == pytest.approx([stats.chi2_contingency(t, correction=False).pvalue for t in tables])


def test_values_that_do_not_vary_are_no_news_unless_they_differ() -> None:
    same = np.full((2, 5), 7.0)
    assert list(welch_p(same, same)) == [1.0, 1.0]
    assert list(welch_p(same, same * 2)) == [0.0, 0.0]
    assert set(detection_rates([7.0], 20, 20, 1.0, target=9.0).values()) == {0.0}


def test_with_20_incidents_and_nothing_changed_the_median_moves_by_a_fifth_two_times_in_three() -> None:
    """With the scatter of the requirement's example: a standard deviation of 1.25 of the logarithms."""
    pool = np.exp(stats.norm.ppf((np.arange(500) + 0.5) / 500) * 1.25 + 4)
    assert naive_median(pool, 20, 20) == pytest.approx(2 / 3, abs=0.03)
    assert detection_rates(pool, 20, 20, 0.33)["mann_whitney"] == pytest.approx(0.78, abs=0.04)


def test_with_nothing_changed_a_test_raises_false_alarms_in_five_percent() -> None:
    rates = detection_rates(POOL, 40, 40, 1.0, target=60.0)
    assert set(rates) == {"mann_whitney", "mean", "log_mean", "median", "share_within_target"}
    assert all(rate < 0.065 for rate in rates.values())
    assert 0.035 < rates["mann_whitney"] < 0.065


def test_a_larger_change_is_noticed_more_often_and_the_mean_notices_least() -> None:
    small, large = detection_rates(POOL, 40, 40, 0.8), detection_rates(POOL, 40, 40, 0.4)
    assert all(large[name] > small[name] for name in small)
    assert large["mean"] < large["median"] < large["mann_whitney"]
    assert "share_within_target" not in small


def test_the_same_seed_gives_the_same_rates() -> None:
    assert detection_rates(POOL, 10, 12, 0.5) == detection_rates(POOL[::-1], 10, 12, 0.5)
    assert detection_rates(POOL, 10, 12, 0.5, seed=1) != detection_rates(POOL, 10, 12, 0.5)
    assert naive_median(POOL, 10, 12) != naive_median(POOL, 10, 12, seed=1)


def test_the_incidents_needed_have_the_power_asked_for() -> None:
    needed = incidents_needed(POOL, 0.5, target=60.0)
    for name, n in needed.items():
        assert n is not None
        assert detection_rates(POOL, n, n, 0.5, target=60.0, seed=5)[name] == pytest.approx(0.8, abs=0.06)
    assert needed["mann_whitney"] < (needed["mean"] or 0)  # type: ignore[operator]  # told apart from None in the loop
    assert (incidents_needed(POOL, 0.5, 0.5)["log_mean"] or 0) < (needed["log_mean"] or 0)


def test_a_change_that_nobody_could_see_needs_more_than_can_be_said() -> None:
    assert set(incidents_needed(POOL, 1.0, resamples=200).values()) == {None}


def test_what_cannot_be_said_has_no_rate() -> None:
    assert detection_rates([], 20, 20, 0.5) == incidents_needed([None, float("nan")], 0.5) == {}
    assert naive_median([], 5, 5) is None
    assert naive_median(POOL, 0, 5) is None
    assert set(detection_rates(POOL, 1, 20, 0.5).values()) == {0.0}
    assert detection_rates(POOL, 3, 3, 0.001)["mann_whitney"] == 0.0
