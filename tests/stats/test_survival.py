from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.statistics import logrank_test
from lifelines.utils import median_survival_times
from numpy.typing import NDArray
from scipy import stats

from analytics.stats.interval import FloatArray
from analytics.stats.survival import Group, Incidence, closure_curve, cumulative_incidence, half_ended, logrank


def draw(seed: int, n: int, median: float = 30.0, days: bool = False) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Items opened over a quarter, closed after an exponential time, looked at on its last day; `days` rounds, with ties."""
    rng = np.random.default_rng(seed)
    needed, observed = rng.exponential(median / math.log(2), n), rng.uniform(0, 91, n)
    durations = np.minimum(needed, observed)
    return (np.floor(durations) if days else durations), needed <= observed


@pytest.mark.parametrize("days", [False, True])
@pytest.mark.parametrize("n", [5, 40, 300])
def test_the_curve_is_that_of_lifelines(n: int, days: bool) -> None:
    durations, closed = draw(n, n, days=days)
    theirs = KaplanMeierFitter().fit(durations, closed)
    ours = closure_curve(durations, closed)
    assert ours.times == pytest.approx(theirs.timeline)
    assert ours.survival == pytest.approx(theirs.survival_function_.to_numpy().ravel())
    assert list(ours.at_risk) == list(theirs.event_table["at_risk"])
    estimated = ours.survival > 0
    for band, column in ((ours.low, 0), (ours.high, 1)):
        assert band[estimated] == pytest.approx(theirs.confidence_interval_.to_numpy()[estimated, column])


def test_the_median_is_that_of_lifelines() -> None:
    durations, closed = draw(2, 120)
    theirs = KaplanMeierFitter().fit(durations, closed)
    value, low, high, n = closure_curve(durations, closed).median
    assert value == pytest.approx(theirs.median_survival_time_)
    ends = median_survival_times(theirs.confidence_interval_).to_numpy().ravel()
    assert (low, high) == pytest.approx(tuple(ends))
    assert n == 120


def test_the_published_remission_times() -> None:
    """Freireich's 6-MP arm (1963), the example of every textbook: S(6) = 0.857, S(10) = 0.753, S(23) = 0.448, median 23."""
    durations = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    closed = [True, True, True, False, True, False, True, False, False, True, True, *[False] * 3, True, True, *[False] * 5]
    curve = closure_curve([float(duration) for duration in durations], closed)
    at = {float(time): float(share) for time, share in zip(curve.times, curve.survival, strict=True)}
    assert [at[time] for time in (6.0, 10.0, 23.0)] == pytest.approx([0.857, 0.753, 0.448], abs=5e-4)
    assert curve.median.value == 23
    placebo = [1.0, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
    p = logrank(alone([float(duration) for duration in durations], closed), alone(placebo, [True] * 21, first=21))
    assert p is not None
    assert p < stats.chi2.sf(16.79, 1) * 3  # the usual variance gives 4.2e-5, that of the patients' contributions nearly the same


def test_a_median_of_closed_items_alone_looks_half_as_long() -> None:
    durations, closed = draw(1, 20_000)
    median = closure_curve(durations, closed).median
    assert median.value == pytest.approx(30, abs=1)
    assert durations[closed].mean() < 25


@pytest.mark.parametrize("kind", ["done", "dropped"])
def test_the_incidence_is_that_of_lifelines(kind: str) -> None:
    rng = np.random.default_rng(4)
    durations = rng.exponential(30, 150)
    kinds = [[None, "done", "dropped"][int(number)] for number in rng.choice(3, 150, p=[0.3, 0.5, 0.2])]
    codes = np.array([0 if k is None else 1 + (k != kind) for k in kinds])
    theirs = AalenJohansenFitter().fit(durations, codes, event_of_interest=1)
    ours = cumulative_incidence(durations, kinds, kind)
    assert ours.times == pytest.approx(theirs.cumulative_density_.index.to_numpy())
    assert ours.incidence == pytest.approx(theirs.cumulative_density_.to_numpy().ravel())
    some = ours.incidence > 0
    for band, column in ((ours.low, 0), (ours.high, 1)):
        assert band[some] == pytest.approx(theirs.confidence_interval_.to_numpy()[some, column], rel=1e-6)


def test_without_a_competing_end_the_incidence_is_what_the_curve_leaves() -> None:
    durations, closed = draw(6, 80, days=True)
    curve = closure_curve(durations, closed)
    incidence = cumulative_incidence(durations, ["done" if done else None for done in closed], "done")
    assert incidence.incidence == pytest.approx(1 - curve.survival)
    assert list(incidence.at_risk) == list(curve.at_risk)


Items = tuple[FloatArray, list[str | None], NDArray[np.intp]]


def draw_items(rng: np.random.Generator, clusters: int, together: float) -> Items:
    """Items of incidents: days until they are done, dropped or still open; `together`: the correlation of two items of one incident."""
    own = np.repeat(np.arange(clusters), rng.choice([2, 3, 4, 5, 6], clusters))
    pace = np.sqrt(together) * rng.normal(size=clusters)[own] + np.sqrt(1 - together) * rng.normal(size=own.size)
    needed = 20 * np.exp(1.2 * pace)
    dropped = np.where(rng.random(own.size) < 0.1, rng.exponential(60, own.size), np.inf)
    ends = np.stack([rng.uniform(20, 120, clusters)[own], needed, dropped])
    kinds = [(None, "done", "wont_do")[first] for first in ends.argmin(axis=0)]
    return np.ceil(ends.min(axis=0)), kinds, own


def test_the_band_of_clusters_is_the_jackknifes() -> None:
    """Each item's influence as the curve's derivative by its weight, taken numerically from the curve's own definition."""
    days, kinds, own = draw_items(np.random.default_rng(3), 6, 0.5)
    days = np.minimum(days, 25)
    found = cumulative_incidence(days, kinds, "done", clusters=own, level=0.9)
    influence = [
        (weighted_incidence(days, kinds, found.times, at, 1e-6) - weighted_incidence(days, kinds, found.times, at, -1e-6)) / 2e-6
        for at in range(days.size)
    ]
    totals = np.stack([np.sum([influence[at] for at in np.flatnonzero(own == cluster)], axis=0) for cluster in range(6)])
    variance = 6 / 5 * (totals**2).sum(axis=0)
    place = int(np.argmax(variance))
    share = found.incidence[place]
    power = np.exp(stats.t.ppf(0.05, 5) * np.sqrt(variance[place]) / share / np.log(share))
    assert (found.low[place], found.high[place]) == pytest.approx((share**power, share ** (1 / power)))


def weighted_incidence(days: FloatArray, kinds: list[str | None], times: FloatArray, at: int, more: float) -> FloatArray:
    """Aalen and Johansen's curve with one item counted for somewhat more than the others."""
    weights = np.ones(days.size)
    weights[at] += more
    has_ended, is_done = np.array([kind is not None for kind in kinds]), np.array([kind == "done" for kind in kinds])
    left, told, curve = 1.0, 0.0, []
    for day in times:
        followed, now = weights[days >= day].sum(), days == day
        told += left * weights[now & is_done].sum() / followed
        left *= 1 - weights[now & has_ended].sum() / followed
        curve.append(told)
    return np.array(curve)


def test_clusters_never_make_a_band_narrower_and_one_of_them_makes_none() -> None:
    days, kinds, own = draw_items(np.random.default_rng(4), 12, 0.6)
    alone, together = (cumulative_incidence(days, kinds, "done", clusters=clusters) for clusters in (None, own))
    assert (together.incidence == alone.incidence).all()
    assert ((together.low <= alone.low) & (together.high >= alone.high)).all()
    one = cumulative_incidence(days, kinds, "done", clusters=np.zeros_like(own))
    assert half_ended(one).value == half_ended(alone).value
    assert (half_ended(one).low, half_ended(one).high) == (None, None)
    assert cumulative_incidence([], [], "done", clusters=[]).times.size == 0


@pytest.mark.slow
@pytest.mark.parametrize("clusters", [10, 20, 60])
@pytest.mark.parametrize("together", [0.0, 0.3, 0.6])
def test_the_band_covers_what_it_says_where_items_stand_or_fall_together(clusters: int, together: float) -> None:
    rng = np.random.default_rng([clusters, round(10 * together)])
    whole = cumulative_incidence(*draw_items(np.random.default_rng(9), 100_000, together)[:2], "done")
    place, half = np.searchsorted(whole.times, 30.0), half_ended(whole).value
    draws = [draw_items(rng, clusters, together) for _ in range(1000)]
    covered, alone = (
        np.array([
            holds(cumulative_incidence(days, kinds, "done", clusters=own if told else None), half or 0, whole.incidence[place])
            for days, kinds, own in draws
        ]).mean(axis=0)
        for told in (True, False)
    )  # fmt: skip
    assert (covered >= 0.94).all()
    # Ten incidents whose items stand for themselves are taken for what ten may be.
    assert together == 0 or (covered <= 0.99).all()
    assert together == 0 or (alone <= 0.92).all(), "items that hang together are what this is for"


def holds(curve: Incidence, half: float, share: float) -> tuple[bool, bool]:
    """Whether the intervals of the median and of the share after 30 days hold the truth."""
    middle, at = half_ended(curve), np.searchsorted(curve.times, 30.0, "right") - 1
    return (middle.low or 0) <= half <= (middle.high or np.inf), bool(curve.low[at] <= share <= curve.high[at])


def test_half_have_ended_when_the_curve_and_its_band_cross_a_half() -> None:
    durations, closed = draw(6, 80, days=True)
    curve = cumulative_incidence(durations, ["done" if done else None for done in closed], "done")
    half = half_ended(curve)
    assert (half.value, half.n) == (closure_curve(durations, closed).median.value, 80)
    assert half.low is not None
    assert half.high is not None
    assert curve.high[curve.times < half.low].max() < 0.5 <= curve.high[curve.times == half.low][0]
    assert curve.low[curve.times < half.high].max() < 0.5 <= curve.low[curve.times == half.high][0]
    assert half_ended(cumulative_incidence([], [], "done")) == (None, None, None, 0)


def test_where_all_have_ended_rounding_neither_overflows_nor_makes_anything_certain() -> None:
    days = [float(day) for day in (1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 9, 9, 10, 11, 12, 13, 14, 15)]
    curve = cumulative_incidence(days, ["done"] * len(days), "done")
    assert curve.incidence[-1] == pytest.approx(1)
    assert half_ended(cumulative_incidence([10.0], ["done"], "done")) == (10.0, None, None, 1)


def test_all_ends_together_make_the_whole() -> None:
    durations, closed = draw(7, 60, days=True)
    kinds = [("done" if place % 3 else "dropped") if end else None for place, end in enumerate(closed)]
    parts = sum(cumulative_incidence(durations, kinds, kind).incidence for kind in ("done", "dropped"))
    assert parts == pytest.approx(1 - closure_curve(durations, closed).survival)


def alone(durations: FloatArray | list[float], closed: NDArray[np.bool_] | list[bool], first: int = 0) -> Group:
    """Items of which each has an incident of its own."""
    return Group(durations, closed, list(range(first, first + len(durations))))


@pytest.mark.parametrize("days", [False, True])
def test_where_each_item_stands_for_itself_the_logrank_test_is_that_of_lifelines_and_scipy(days: bool) -> None:
    (a, done_a), (b, done_b) = draw(8, 900, days=days), draw(9, 1100, median=33, days=days)
    ours = logrank(alone(a, done_a), alone(b, done_b, first=900))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # lifelines 0.30 calls pandas in a way that pandas 4 will refuse
        assert ours == pytest.approx(logrank_test(a, b, done_a, done_b).p_value, rel=0.1)
    x, y = (stats.CensoredData(uncensored=times[done], right=times[~done]) for times, done in ((a, done_a), (b, done_b)))
    assert ours == pytest.approx(stats.logrank(x, y).pvalue, rel=0.1)
    assert ours == pytest.approx(logrank(alone(b, done_b, first=900), alone(a, done_a)))


def test_the_contributions_of_clusters_are_those_of_the_textbook_formula() -> None:
    """Lee, Wei and Amato's sums item by item, in loops."""
    (a, done_a), (b, done_b) = draw(3, 30, days=True), draw(4, 40, median=45, days=True)
    durations, closed, clusters = np.append(a, b), np.append(done_a, done_b), np.arange(70) // 7
    totals: dict[int, float] = {}
    for item in range(70):
        z, part = float(item < 30), 0.0
        for time in sorted(set(durations[closed])):
            at_risk = durations >= time
            share = (at_risk & (np.arange(70) < 30)).sum() / at_risk.sum()
            if closed[item] and durations[item] == time:
                part += z - share
            if durations[item] >= time:
                part -= (z - share) * (closed & (durations == time)).sum() / at_risk.sum()
        totals[int(clusters[item])] = totals.get(int(clusters[item]), 0.0) + part
    spread = sum(total**2 for total in totals.values()) * 10 / 9
    expected = 2 * stats.t.sf(abs(sum(totals.values())) / spread**0.5, 9)
    assert logrank(Group(a, done_a, clusters[:30]), Group(b, done_b, clusters[30:])) == pytest.approx(expected)


@pytest.mark.slow
def test_items_that_stand_or_fall_together_alarm_no_more_often_than_promised() -> None:
    """40 incidents of 5 items with a pace of their own, in two groups without a difference: as items alone they would alarm three times
    as often.
    """
    rng, alarms, naive = np.random.default_rng(5), 0, 0
    for _ in range(600):
        pace = np.repeat(rng.lognormal(0, 1, 40), 5)
        needed, observed = rng.exponential(30 / pace), rng.uniform(0, 91, 200)
        durations, closed, clusters = np.minimum(needed, observed), needed <= observed, np.arange(200) // 5
        halves = [Group(durations[part], closed[part], clusters[part]) for part in (slice(0, 100), slice(100, 200))]
        p = logrank(*halves)
        alarms += p is not None and p <= 0.05
        naive += logrank_p(durations, closed) <= 0.05
    assert alarms / 600 <= 0.08
    assert naive / 600 >= 0.12


def logrank_p(durations: FloatArray, closed: NDArray[np.bool_]) -> float:
    x, y = (
        stats.CensoredData(uncensored=durations[p][closed[p]], right=durations[p][~closed[p]])
        for p in (slice(0, 100), slice(100, 200))
    )
    return float(stats.logrank(x, y).pvalue)


def test_nothing_closed_is_a_flat_line_without_a_median() -> None:
    curve = closure_curve([5.0, 9.0, 9.0], [False, False, False])
    assert list(curve.survival) == list(curve.low) == list(curve.high) == [1.0, 1.0, 1.0]
    assert list(curve.at_risk) == [3, 3, 2]
    assert curve.median == (None, None, None, 3)
    incidence = cumulative_incidence([5.0, 9.0], [None, "dropped"], "done")
    assert list(incidence.incidence) == list(incidence.high) == [0.0, 0.0, 0.0]
    assert logrank(alone([5.0], [False]), alone([6.0], [False], first=1)) is None


def test_an_empty_input_is_an_empty_curve() -> None:
    curve = closure_curve([], [])
    assert (curve.times.size, curve.survival.size, curve.at_risk.size, curve.median) == (0, 0, 0, (None, None, None, 0))
    assert cumulative_incidence([], [], "done").incidence.size == 0
    assert logrank(alone([], []), alone([], [])) is None
    assert logrank(alone([1.0, 2.0], [True, True]), alone([], [])) is None
    assert logrank(Group([1.0, 2.0], [True, True], [0, 0]), Group([3.0], [True], [0])) is None  # one incident alone


def test_durations_that_are_none_are_dropped_with_their_flags() -> None:
    broken = closure_curve([3.0, math.nan, None, math.inf, -1.0, 5.0], [True, True, True, True, True, False])
    clean = closure_curve([3.0, 5.0], [True, False])
    assert (list(broken.times), list(broken.survival), broken.median) == (list(clean.times), list(clean.survival), clean.median)


def test_when_all_have_closed_the_upper_end_does_not_fall_with_the_curve() -> None:
    curve = closure_curve([0.0, 1.0, 2.0, 4.0], [True] * 4)
    assert curve.times[0] == 0
    assert curve.survival == pytest.approx([0.75, 0.5, 0.25, 0.0])
    assert curve.low[-1] == 0
    assert curve.high[-1] == curve.high[-2] > 0.5
    assert closure_curve([3.0], [True]).median == (3.0, None, None, 1)
    assert list(closure_curve([0.0], [True]).high) == [1.0]
