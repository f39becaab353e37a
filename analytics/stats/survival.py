"""How long action items take when some are still open: an open item has lasted at least so long, and says no more."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtr, stdtrit

from analytics.stats.interval import FloatArray, Interval, Values, tail_of

Flags = NDArray[np.bool_]
_ROUNDING = 1e-12
"""How far a sum or a product of shares may miss what it stands for."""


class Curve(NamedTuple):
    """The share not yet closed by time: steps at `times`, which are 0 and every distinct duration; arrays of one length.

    `at_risk` counts the items that have lasted at least that long. `median` is in the unit of the durations, None where the
    curve, or an end of its interval, never falls to a half; its `n` counts the items.
    """

    times: FloatArray
    survival: FloatArray
    low: FloatArray
    high: FloatArray
    at_risk: NDArray[np.intp]
    median: Interval


class Incidence(NamedTuple):
    """The share that has ended in one way by time; steps at `times` as in a `Curve`."""

    times: FloatArray
    incidence: FloatArray
    low: FloatArray
    high: FloatArray
    at_risk: NDArray[np.intp]


def closure_curve(durations: Values, closed: Sequence[bool] | Flags, *, level: float = 0.95) -> Curve:
    """Kaplan and Meier's curve (1958) with the log-log interval on Greenwood's variance (Kalbfleisch & Prentice 1980).

    `durations[i]` is the time to closure where `closed[i]`, else how long the item has been open. Durations that are not
    finite or below 0 are dropped. The interval of the median is Brookmeyer and Crowley's (1982): where the band crosses a half.

    No item: empty arrays. None closed: survival 1 throughout, low = high = 1, no median. At 0, where the variance is not
    defined, low is 0 and high stays what it was: the true curve never rises.
    """
    known, (done,) = _known(durations, np.asarray(closed, dtype=np.bool_))
    times, at_risk = _risk_set(known)
    events = _count_at(times, known[done])
    survival: FloatArray = np.cumprod(1 - events / at_risk, dtype=np.float64)
    low, high = _log_log_band(survival, _greenwood_terms(events, at_risk).cumsum(), level)
    estimated = survival > 0
    median = Interval(
        _first_half(times, survival), _first_half(times, low[estimated]), _first_half(times, high[estimated]), known.size
    )
    if not estimated.all():
        high[-1] = high[-2] if high.size > 1 else 1.0
    return Curve(times, survival, low, high, at_risk, median)


def cumulative_incidence(
    durations: Values,
    kinds: Sequence[str | None],
    kind: str,
    *,
    clusters: Sequence[int] | NDArray[np.integer[Any]] | None = None,
    level: float = 0.95,
) -> Incidence:
    """The share that has ended as `kind`, where another end takes an item out of the race: Aalen and Johansen (1978).

    `kinds[i]` says how item i ended, None that it is still open. 1 − Kaplan-Meier would count won't-do items as if they could
    still be done. The interval is log-log on the delta-method variance (Marubini & Valsecchi 1995, 10.3). Dropped durations
    and an empty input as in `closure_curve`; before the first end of this kind incidence = low = high = 0.

    `clusters`: the whole number of each item's cluster, whose items stand or fall together. The variance is then that of the clusters'
    influences on the curve (infinitesimal jackknife: Jaeckel 1972; Williams 2000), never below that of items by themselves, on Student's t
    with clusters − 1 degrees of freedom. One cluster: low and high are NaN from the first end on.
    """
    ended, of_kind = np.array([k is not None for k in kinds], np.bool_), np.array([k == kind for k in kinds], np.bool_)
    own = np.arange(ended.size) if clusters is None else np.asarray(clusters)
    known, (has_ended, as_kind, own) = _known(durations, ended, of_kind, own)
    times, at_risk = _risk_set(known)
    ends, events = _count_at(times, known[has_ended]), _count_at(times, known[as_kind])
    before = np.cumprod(np.append(1.0, 1 - ends / at_risk))[:-1]
    incidence = np.cumsum(before * events / at_risk)
    variance = _incidence_variance(incidence, before, ends, events, at_risk)
    if clusters is not None and known.size:
        steps = _Steps(incidence, before, ends, events, at_risk)
        variance = _widen(variance, _clustered_variance(steps, np.searchsorted(times, known), has_ended, as_kind, own), level)
    relative = np.divide(variance, incidence**2, out=np.zeros_like(variance), where=incidence > 0)
    return Incidence(times, incidence, *_log_log_band(incidence, relative, level), at_risk)


def half_ended(curve: Incidence) -> Interval:
    """When half of all have ended in this way, with where the band crosses a half; None where it, or the curve, never does."""
    # Where all have ended the curve has no variance, and its band no width: that says nothing about the others to come.
    estimated = curve.incidence < 1 - _ROUNDING
    low, high = (_first_half(curve.times, 1 - share[estimated]) for share in (curve.high, curve.low))
    value = _first_half(curve.times, 1 - curve.incidence)
    return Interval(value, low, high, int(curve.at_risk[0]) if curve.at_risk.size else 0)


class Group(NamedTuple):
    """Items of one group: how long each lasted, whether it closed, and the whole number of its cluster."""

    durations: Values
    closed: Sequence[bool] | Flags
    clusters: Sequence[int] | NDArray[np.intp]


def logrank(first: Group, second: Group) -> float | None:
    """The two-sided p-value of the log-rank test (Mantel 1966) for items in clusters: do two groups close at the same pace?

    Items of one cluster stand or fall together, so that the variance is that of the clusters' contributions to the statistic: the robust
    score test of a proportional-hazards model (Lin & Wei 1989; Lee, Wei & Amato 1992), on Student's t with clusters − 1 degrees of
    freedom. Clusters have the same number in both groups where items of one incident are in both.

    Nothing closed while both groups still had items, or fewer than two clusters: None.
    """
    groups = [
        (one, *_known(one.durations, np.asarray(one.closed, np.bool_), np.asarray(one.clusters, np.intp)))
        for one in (first, second)
    ]
    durations = np.concatenate([known for _, known, _ in groups])
    closed, clusters = (np.concatenate([flags[place] for _, _, flags in groups]) for place in (0, 1))
    in_first = np.arange(durations.size) < groups[0][1].size
    parts = _contributions(durations, closed.astype(np.bool_), in_first)
    totals = np.bincount(np.unique(clusters, return_inverse=True)[1], weights=parts) if parts.size else parts
    if totals.size < 2 or (spread := float((totals**2).sum()) * totals.size / (totals.size - 1)) <= _ROUNDING:
        return None
    return float(2 * stdtr(totals.size - 1, -abs(float(totals.sum())) / sqrt(spread)))


def _contributions(durations: FloatArray, closed: Flags, in_first: Flags) -> FloatArray:
    """What each item adds to observed − expected of the first group: δ(z − s(t)) − Σ over closings until t of (z − s)·d/n.

    z tells whether it is in the first group, s is that group's share of the n at risk, d the closings at a time.
    """
    times, done = np.unique(durations[closed], return_counts=True)
    at_risk = _at_risk(times, durations)
    share = _at_risk(times, durations[in_first]) / at_risk
    pace, expected = (np.concatenate([[0.0], np.cumsum(steps)]) for steps in (done / at_risk, share * done / at_risk))
    passed = np.searchsorted(times, durations, "right")
    own = np.concatenate([[0.0], share])[np.where(closed, passed, 0)]
    contributions: FloatArray = np.where(closed, in_first - own, 0.0) - in_first * pace[passed] + expected[passed]
    return contributions


def _known(durations: Values, *beside: NDArray[Any]) -> tuple[FloatArray, list[NDArray[Any]]]:
    numbers = np.asarray(durations, dtype=np.float64).ravel()
    kept = np.isfinite(numbers) & (numbers >= 0)
    return numbers[kept], [array[kept] for array in beside]


def _risk_set(durations: FloatArray) -> tuple[FloatArray, NDArray[np.intp]]:
    times = np.unique(np.append(durations, 0.0)) if durations.size else durations
    return times, _at_risk(times, durations)


def _at_risk(times: FloatArray, durations: FloatArray) -> NDArray[np.intp]:
    return durations.size - np.searchsorted(np.sort(durations), times, "left")


def _count_at(times: FloatArray, durations: FloatArray) -> FloatArray:
    return np.bincount(np.searchsorted(times, durations), minlength=times.size).astype(np.float64)


def _greenwood_terms(events: FloatArray, at_risk: NDArray[np.intp]) -> FloatArray:
    """0 where all that were left have ended: there the curve is 0 and has no variance."""
    left = at_risk * (at_risk - events)
    terms = np.zeros(events.size)
    np.divide(events, left, out=terms, where=left > 0)
    return terms


def _incidence_variance(
    incidence: FloatArray, before: FloatArray, ends: FloatArray, events: FloatArray, at_risk: NDArray[np.intp]
) -> FloatArray:
    """Σ (F − F_j)²·g_j + Σ S²·d_j(n_j − d_j)/n_j³ − 2·Σ (F − F_j)·S·d_j/n_j² over the steps j so far, as running sums."""
    terms, mixed = _greenwood_terms(ends, at_risk), before * events / at_risk**2.0
    survived = (terms * incidence**2).cumsum() - 2 * incidence * (terms * incidence).cumsum() + incidence**2 * terms.cumsum()
    occurred = (before**2 * events * (at_risk - events) / at_risk**3.0).cumsum()
    together = incidence * mixed.cumsum() - (mixed * incidence).cumsum()
    variance: FloatArray = np.maximum(survived + occurred - 2 * together, 0.0)
    return variance


class _Steps(NamedTuple):
    """An incidence at its times: the curve, the share that had not ended before, ends of any kind and of this one, items at risk."""

    incidence: FloatArray
    before: FloatArray
    ends: FloatArray
    events: FloatArray
    at_risk: NDArray[np.intp]


class _Robust(NamedTuple):
    variance: FloatArray
    clusters: int


def _clustered_variance(
    steps: _Steps, places: NDArray[np.intp], ended: Flags, of_kind: Flags, clusters: NDArray[np.integer[Any]]
) -> _Robust:
    """c/(c − 1)·Σ over clusters of their items' influences squared, at every step.

    A cluster's influence a − F(t)·b + k·g(t), with k of its items still followed, changes its a, b and k at its own items' ends only: their
    squares and products are running sums over these.
    """
    numbers = np.unique(clusters, return_inverse=True)[1]
    order = np.lexsort((places, numbers))
    which, at = numbers[order], places[order]
    first, followed = np.flatnonzero(np.diff(which, prepend=-1)), np.bincount(which).astype(np.float64)
    a, b, still = _influences(steps, places, ended, of_kind)
    added = (a[order], b[order], -np.ones(a.size))
    after = [_sum_within(part, first, which) + start for part, start in zip(added, (0.0, 0.0, followed[which]), strict=True)]

    def product(one: int, other: int) -> FloatArray:
        change = after[one] * after[other] - (after[one] - added[one]) * (after[other] - added[other])
        total: FloatArray = np.bincount(at, weights=change, minlength=steps.incidence.size).cumsum()
        return total

    curve = steps.incidence
    squares = product(0, 0) + curve**2 * product(1, 1) + still**2 * (product(2, 2) + float((followed**2).sum()))
    mixed = -curve * product(0, 1) + still * product(0, 2) - curve * still * product(1, 2)
    c = first.size
    return _Robust(np.maximum(squares + 2 * mixed, 0.0) * (c / (c - 1) if c > 1 else np.nan), c)


def _influences(
    steps: _Steps, places: NDArray[np.intp], ended: Flags, of_kind: Flags
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The derivative of the curve F(t) by each item's weight: a − F(t)·b once it is followed no longer, and g(t) while it is: a, b, g."""
    incidence, before, ends, events, at_risk = steps
    left = np.maximum(at_risk - ends, 1.0)  # where none is left the curve does not move any more, whatever stands below it
    jump, pace = before / at_risk, ends / at_risk / left
    gone, lost, late = (part.cumsum() for part in (jump * events / at_risk, pace, incidence * pace))
    own = np.where(ended, 1.0 / left[places], 0.0)
    a = np.where(of_kind, jump[places], 0.0) - gone[places] + incidence[places] * own - late[places]
    return a, own - lost[places], -gone + incidence * lost - late


def _sum_within(values: FloatArray, first: NDArray[np.intp], which: NDArray[np.intp]) -> FloatArray:
    """Running sums that begin anew with each cluster. `first`: where one begins, `which`: its number."""
    totals = values.cumsum()
    return totals - (totals - values)[first][which]


def _widen(alone: FloatArray, robust: _Robust, level: float) -> FloatArray:
    """The larger variance, by as much as Student's t is wider than the normal distribution with so few clusters."""
    if robust.clusters < 2:
        return np.where(alone > 0, np.nan, 0.0)
    tail = tail_of(level)
    ratio: float = (stdtrit(robust.clusters - 1, tail) / ndtri(tail)) ** 2
    return np.maximum(alone, robust.variance) * ratio


def _log_log_band(share: FloatArray, log_variance: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    """The interval is symmetric on the scale log(−log share) and so stays within 0 and 1; `log_variance` is that of log share."""
    inside = (share > 0) & (share < 1 - _ROUNDING)
    logs = np.log(share, out=np.full_like(share, -1.0), where=inside)
    power = np.exp(np.where(inside, float(ndtri(tail_of(level))) * np.sqrt(log_variance) / logs, 0.0))
    return share**power, share ** (1 / power)


def _first_half(times: FloatArray, share: FloatArray) -> float | None:
    """Half is meant with the rounding of the product that led to it."""
    reached = np.flatnonzero(share <= 0.5 + _ROUNDING)
    return float(times[reached[0]]) if reached.size else None
