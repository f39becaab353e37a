"""Shares of things in clusters: against statsmodels' cluster-robust variance, Kish's formula, and by simulation."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from analytics.stats.clusters import Clusters, cluster_share_interval, compare_cluster_shares, count_clusters, gather, interval_of
from analytics.stats.interval import UNKNOWN_CHANGE, FloatArray, Interval
from analytics.stats.shares import share_interval

RUNS = 2000
SIZES = [2, 3, 4, 5, 6]


def draw(runs: int, clusters: int, share: float, together: float, seed: int = 0) -> tuple[FloatArray, FloatArray]:
    """Successes and sizes of clusters whose own share varies: `together` is the correlation of two things of one cluster."""
    rng = np.random.default_rng([seed, clusters, round(100 * together)])
    sizes = rng.choice(SIZES, (runs, clusters))
    odds = (1 - together) / together if together else 0
    own = rng.beta(share * odds, (1 - share) * odds, (runs, clusters)) if together else np.full((runs, clusters), share)
    return rng.binomial(sizes, own).astype(np.float64), sizes.astype(np.float64)


def test_the_variance_is_that_of_statsmodels() -> None:
    [k], [m] = draw(1, 30, 0.7, 0.4)
    things = np.concatenate([np.repeat([1.0, 0.0], [int(a), int(b - a)]) for a, b in zip(k, m, strict=True)])
    groups = np.repeat(np.arange(m.size), m.astype(int))
    fitted = sm.OLS(things, np.ones_like(things)).fit(cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False})
    found = gather(k, m)
    assert found.variance(found.share) == pytest.approx(fitted.cov_params()[0, 0] * m.size / (m.size - 1))


def test_the_interval_is_wilsons_for_the_effective_number() -> None:
    """By hand: 10 incidents of 4 items, of which 5 are all done and 5 not at all: the design effect is 40 / 10 · 10 / 9."""
    found = cluster_share_interval([4] * 5 + [0] * 5, [4] * 10)
    effective = 40 / (4 * 10 / 9) * (stats.t.ppf(0.975, 39) / stats.t.ppf(0.975, 9)) ** 2
    z = stats.norm.ppf(0.975)
    reach = z * sqrt(0.25 * effective + z * z / 4) / (effective + z * z)
    assert found == pytest.approx((0.5, 0.5 - reach, 0.5 + reach, 40))


def test_things_that_stand_for_themselves_have_nearly_wilsons_interval() -> None:
    alone = share_interval(300, 400)
    found = cluster_share_interval([1] * 300 + [0] * 100, [1] * 400)
    assert found == pytest.approx(alone, abs=1e-3)


def test_clusters_that_differ_less_than_chance_gain_nothing() -> None:
    """Exactly half of each: the design effect stays at 1."""
    even, alone = cluster_share_interval([2] * 60, [4] * 60), share_interval(120, 240)
    assert (even.low or 0) <= (alone.low or 0)
    assert even == pytest.approx(alone, abs=2e-3)


@pytest.mark.parametrize(
    ("k", "m", "expected"),
    [
        ([], [], Interval(None, None, None, 0)),
        ([0], [0], Interval(None, None, None, 0)),
        ([3], [4], Interval(0.75, None, None, 4)),
        ([3, 0], [4, 0], Interval(0.75, None, None, 4)),
    ],
)
def test_too_few_clusters_have_no_interval(k: list[float], m: list[float], expected: Interval) -> None:
    assert cluster_share_interval(k, m) == expected


def test_all_or_none_count_each_cluster_once() -> None:
    """Nothing says how much clusters differ: 10 of 10 incidents is what is known, not 40 of 40 items."""
    everything, nothing = cluster_share_interval([4] * 10, [4] * 10), cluster_share_interval([0] * 10, [4] * 10)
    assert (everything.value, everything.high, nothing.value, nothing.low) == (1.0, 1.0, 0.0, 0.0)
    assert (everything.low or 0) < (share_interval(10, 10).low or 0) < 0.75
    assert everything.low == pytest.approx(1 - (nothing.high or 0))


def test_whole_numbers_of_clusters_give_the_same_sums() -> None:
    things = np.array([1007, 1007, 1009, 1009, 1009], dtype=np.int32)
    assert count_clusters(np.array([1009, 1007, 1009], dtype=np.int32), things) == gather([1, 2], [2, 3])
    assert count_clusters(np.empty(0, np.intp), np.empty(0, np.intp)) == Clusters(0, 0, 0, 0, 0, 0)
    assert interval_of(count_clusters(np.empty(0, np.intp), things)).value == 0


def test_two_shares_need_two_clusters_on_each_side() -> None:
    one, two = gather([1], [3]), gather([1, 2], [3, 3])
    assert compare_cluster_shares(one, two) == compare_cluster_shares(two, one) == UNKNOWN_CHANGE
    assert compare_cluster_shares(gather([], []), two) == UNKNOWN_CHANGE


def test_two_shares_of_all_or_none_differ_where_they_do() -> None:
    none, everything = gather([0] * 8, [3] * 8), gather([3] * 8, [3] * 8)
    same = compare_cluster_shares(everything, everything)
    assert (same.value, same.p) == (0.0, 1.0)
    assert same.smallest == 1.0
    apart = compare_cluster_shares(none, everything)
    assert (apart.value, apart.high) == (1.0, 1.0)
    assert apart.p is not None
    assert apart.p < 0.01


def test_items_in_clusters_say_less_than_items_by_themselves() -> None:
    """12 of 24 items, then 21 of 24: six incidents that are done as a whole or not at all do not show it."""
    before, now = gather([4] * 3 + [0] * 3, [4] * 6), gather([4] * 5 + [1], [4] * 6)
    spread_before, spread_now = gather([2] * 6, [4] * 6), gather([4, 4, 4, 3, 3, 3], [4] * 6)
    assert (compare_cluster_shares(before, now).p or 0) > 0.05 > (compare_cluster_shares(spread_before, spread_now).p or 1)


@pytest.mark.slow
@pytest.mark.parametrize("clusters", [5, 20, 150])
@pytest.mark.parametrize("together", [0.1, 0.3])
@pytest.mark.parametrize("share", [0.5, 0.8])
def test_the_interval_covers_what_it_says(clusters: int, together: float, share: float) -> None:
    pairs = list(zip(*draw(RUNS, clusters, share, together), strict=True))
    assert 0.93 <= covered(share, [cluster_share_interval(k, m) for k, m in pairs]) <= 0.992
    alone = [share_interval(int(k.sum()), int(m.sum())) for k, m in pairs]
    assert covered(share, alone) < 0.935, "items that hang together are what this is for"


@pytest.mark.slow
@pytest.mark.parametrize("clusters", [20, 50])
@pytest.mark.parametrize("together", [0.0, 0.3, 0.6])
def test_nothing_changed_is_called_a_change_once_in_twenty_times(clusters: int, together: float) -> None:
    sides = (zip(*draw(RUNS, clusters, 0.7, together, seed), strict=True) for seed in (1, 2))
    changes = [compare_cluster_shares(gather(*before), gather(*now)) for before, now in zip(*sides, strict=True)]
    assert np.mean([change.p is not None and change.p <= 0.05 for change in changes]) <= 0.062
    assert 0.93 <= np.mean([(c.low or 0) <= 0 <= (c.high or 0) for c in changes]) <= 0.99


@pytest.mark.slow
def test_the_smallest_visible_difference_is_seen_four_times_in_five() -> None:
    before = [gather(*pair) for pair in zip(*draw(RUNS, 40, 0.4, 0.3, 1), strict=True)]
    told = float(np.median([compare_cluster_shares(one, one).smallest or 0 for one in before]))
    now = [gather(*pair) for pair in zip(*draw(RUNS, 40, 0.4 + told, 0.3, 2), strict=True)]
    seen = np.mean([(compare_cluster_shares(*pair).p or 1) <= 0.05 for pair in zip(before, now, strict=True)])
    assert seen == pytest.approx(0.8, abs=0.05)


def covered(share: float, intervals: list[Interval]) -> float:
    return float(np.mean([(one.low or 0) <= share <= (one.high or 0) for one in intervals]))
