"""How each metric changed against the period before: the same comparison for the pages, the command line and the reports."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, cast

import numpy as np
import pandas as pd

from analytics.metrics.estimates import known
from analytics.metrics.filters import Filters
from analytics.metrics.grouping import By, fetch, group_sql
from analytics.metrics.periods import Calendar, name_period
from analytics.metrics.registry import Comparison, Definition
from analytics.metrics.verdicts import SIGNIFICANT, Looked, Verdict, judge
from analytics.stats.clusters import Clusters, compare_cluster_shares
from analytics.stats.comparison import compare_durations, probe_durations
from analytics.stats.counts import compare_counts
from analytics.stats.interval import Change
from analytics.stats.shares import compare_shares
from analytics.store.database import Cursor

Key: TypeAlias = tuple[Hashable, ...]
Durations: TypeAlias = np.ndarray[tuple[int], np.dtype[np.float64]]

NEUTRAL = {"duration": 1.0, "count": 1.0, "share": 0.0}
"""A change of nothing: a ratio for durations and counts, a difference for shares."""


class Count(NamedTuple):
    """So many events in so many days."""

    events: int
    days: int


class Share(NamedTuple):
    attained: int
    n: int


Sample: TypeAlias = Durations | Count | Share | Clusters


class Compared(NamedTuple):
    """A change with the period that it is measured against."""

    compared_with: str
    change: Change


def compare(before: Sample, now: Sample) -> Change:
    """The change between two samples of one kind; see analytics/stats for the methods."""
    if isinstance(now, Count) and isinstance(before, Count):
        return compare_counts(before.events, now.events, before.days, now.days)
    if isinstance(now, Share) and isinstance(before, Share):
        return compare_shares(before.attained, before.n, now.attained, now.n)
    if isinstance(now, Clusters) and isinstance(before, Clusters):
        return compare_cluster_shares(before, now)
    return compare_durations(np.asarray(before, dtype=np.float64), np.asarray(now, dtype=np.float64))


def probe(before: Sample, now: Sample) -> Change:
    """The same as far as a verdict depends on it: of a duration only the p-value, and the ratio where that is small enough."""
    if isinstance(now, Count | Share | Clusters) or isinstance(before, Count | Share | Clusters):
        return compare(before, now)
    return probe_durations(np.asarray(before, dtype=np.float64), np.asarray(now, dtype=np.float64), level=1 - SIGNIFICANT)


def compute_changes(cursor: Cursor, definition: Definition, calendar: Calendar, filters: Filters, by: By) -> dict[Key, Compared]:
    """The change of a metric by group against the period before: by quarter or month, each against the one before it.

    Empty where the metric is not compared, where the corpus does not reach as far back, and by quarter or month of single days.
    """
    if definition.comparison is None:
        return {}
    place = next((place for place, group in enumerate(by) if group in ("quarter", "month")), None)
    if place is not None:
        by_days = filters.since or filters.until
        return {} if by_days else _compare_in_time(_samples(cursor, definition, calendar, calendar.widen(filters), by), place)
    earlier = calendar.before(filters)
    if earlier is None:
        return {}
    now, before = (_samples(cursor, definition, calendar, period, by) for period in (filters, earlier))
    return {key: Compared(name_period(earlier) or "", compare(before[key], now[key])) for key in now if key in before}


def key_of(row: Mapping[Hashable, Any], by: Sequence[str], own_group: str | None) -> Key:
    """What tells a row of a metric's frame apart."""
    return tuple(row[group] for group in (*by, *([own_group] if own_group else [])))


def look_at(definition: Definition, change: Change) -> Looked:
    """A change with what its verdict depends on."""
    comparison = definition.comparison or Comparison("share")
    return Looked(change, comparison.better, NEUTRAL[comparison.kind], grows_late=comparison.kind == "count")


def judge_newest(definition: Definition, frame: pd.DataFrame, calendar: Calendar) -> Verdict | None:
    """The verdict on a metric's newest quarter against the one before, as in the records; None where the frame holds one quarter only.

    `frame`: what the definition computes by quarter; a comparison of durations needs their values and is not made here.
    """
    if len(frame) < 2 or definition.comparison is None:
        return None
    before, now = frame.tail(2).to_dict("records")
    samples = (_read_sample(row, definition.comparison, calendar, Filters()) for row in (before, now))
    family = {(definition.id,): look_at(definition, compare(*samples))}
    return judge(family, is_provisional=calendar.waits_for(now["quarter"]))[definition.id,]


def _samples(cursor: Cursor, definition: Definition, calendar: Calendar, filters: Filters, by: By) -> dict[Key, Sample]:
    """What is compared, by group."""
    comparison = cast("Comparison", definition.comparison)
    if comparison.kind == "duration":
        sql = group_sql(by, f"s.{definition.id} AS value", "list(value) FILTER (value IS NOT NULL) AS values")
        frame = fetch(cursor, sql, filters)
    else:
        frame = definition.compute(cursor, filters, by)
    rows = frame.to_dict("records")
    return {key_of(row, by, definition.own_group): _read_sample(row, comparison, calendar, filters) for row in rows}


def _read_sample(row: Mapping[Hashable, Any], comparison: Comparison, calendar: Calendar, filters: Filters) -> Sample:
    if comparison.kind == "duration":
        return known(row["values"])
    if comparison.in_incidents:
        return cast("Clusters", row["share_clusters"])
    if comparison.kind == "share":
        return Share(int(row[comparison.column]), int(row["n"]))
    return Count(int(row[comparison.column]), _days_of(row, calendar, filters))


def _days_of(row: Mapping[Hashable, Any], calendar: Calendar, filters: Filters) -> int:
    """How long a row had for its events: its own period, else that of the filters."""
    if row.get("month"):
        return calendar.days_of_month(row["month"])
    if row.get("quarter"):
        return next(quarter.days for quarter in calendar.quarters if quarter.name == row["quarter"])
    return calendar.days(filters)


def _compare_in_time(samples: Mapping[Key, Sample], place: int) -> dict[Key, Compared]:
    """Each group with the same one a period earlier; `place`: where in the key the period stands."""
    periods = sorted({str(key[place]) for key in samples})
    earlier = dict(zip(periods[1:], periods[:-1], strict=True))
    found = {}
    for key, now in samples.items():
        before = earlier.get(str(key[place]))
        other = (*key[:place], before, *key[place + 1 :])
        if before is not None and other in samples:
            found[key] = Compared(before, compare(samples[other], now))
    return found
