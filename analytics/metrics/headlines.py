"""The quarter under review in its headline numbers, each with interval, change and verdict: the records of `postmortems metrics`.

They are worked out from the frame of scorecard.py, because a statement a number would take longer than a page may.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analytics.metrics.changes import Compared, Count, Sample, Share, compare, look_at, probe
from analytics.metrics.estimates import known
from analytics.metrics.filters import Filters
from analytics.metrics.periods import Calendar
from analytics.metrics.records import MetricRecord, only, with_change
from analytics.metrics.registry import DEFINITIONS, HEADLINES, name_definition
from analytics.metrics.scorecard import MEASURES
from analytics.metrics.verdicts import Looked, Verdict, judge
from analytics.stats.counts import count_interval
from analytics.stats.interval import Change, Interval
from analytics.stats.means import mean_interval
from analytics.stats.quantiles import median_interval
from analytics.stats.shares import share_interval

Row = Mapping[Hashable, Any]


@dataclass(frozen=True, slots=True)
class Headlines:
    """The headline records of a quarter by metric; of its durations the means with their intervals, and how many incidents have both a
    value and a target.

    `looks`: how many changes were looked at together, for which each verdict allows.
    """

    quarter: str
    before: str | None
    is_provisional: bool
    records: Mapping[str, MetricRecord]
    means: Mapping[str, Interval]
    judged: Mapping[str, int]
    looks: int


def headlines_of(incidents: pd.DataFrame, calendar: Calendar, filters: Filters, now: str, before: str | None) -> Headlines:
    """`incidents`: compute_scorecard by quarter, holding `now` and `before`."""
    rows, earlier = (_row_of(incidents, calendar, quarter) for quarter in (now, before))
    records = {metric: _record(metric, rows, replace(filters, quarter_from=now, quarter_to=now)) for metric in HEADLINES}
    is_provisional = calendar.waits_for(now)
    if earlier and before:
        compared = _compare(rows, earlier, before, compare)
        verdicts = _judge(compared, is_provisional=is_provisional)
        records = {
            metric: replace(with_change(record, compared[metric]), verdict=verdicts[metric]) for metric, record in records.items()
        }
    means = {str(measure): mean_interval(known(rows[f"{measure}_values"])) for measure in MEASURES}
    judged = {str(measure): int(rows[f"{measure}_judged"]) for measure in MEASURES}
    looks = sum(record.p_value is not None for record in records.values())
    return Headlines(now, before, is_provisional, records, means, judged, looks)


def verdicts_of(incidents: pd.DataFrame, calendar: Calendar, now: str, before: str | None) -> tuple[dict[str, Verdict], int]:
    """The verdict on each headline metric alone and how many changes were looked at, both as in `headlines_of`; none without a quarter
    before.

    `incidents`: compute_samples by quarter. What a change amounts to is worked out only where there is one, so that it takes a tenth
    of the time.
    """
    rows, earlier = (_row_of(incidents, calendar, quarter) for quarter in (now, before))
    if not (rows and earlier and before):
        return {}, 0
    compared = _compare(rows, earlier, before, probe)
    looks = sum(found.change.p is not None for found in compared.values())
    return _judge(compared, is_provisional=calendar.waits_for(now)), looks


def _compare(rows: Row, earlier: Row, before: str, compare_two: Callable[[Sample, Sample], Change]) -> dict[str, Compared]:
    return {metric: Compared(before, compare_two(_sample(metric, earlier), _sample(metric, rows))) for metric in HEADLINES}


def _judge(compared: Mapping[str, Compared], *, is_provisional: bool) -> dict[str, Verdict]:
    looked: dict[tuple[str, ...], Looked] = {
        (metric,): look_at(DEFINITIONS[metric], found.change) for metric, found in compared.items()
    }
    return {place[0]: verdict for place, verdict in judge(looked, is_provisional=is_provisional).items()}


def _row_of(incidents: pd.DataFrame, calendar: Calendar, quarter: str | None) -> Row:
    """The numbers of a quarter, and its days; empty where the frame does not hold it."""
    [*places] = (incidents["quarter"] == quarter).to_numpy().nonzero()[0]
    if not places:
        return {}
    days = next(known.days for known in calendar.quarters if known.name == quarter)
    # pandas' own ways to a row go through every value of its lists.
    return {**dict(zip(incidents.columns, incidents.to_numpy(dtype=object)[places[0]], strict=True)), "days": days}


def _sample(metric: str, row: Row) -> Sample:
    if metric in MEASURES:
        return known(row[f"{metric}_values"])
    if metric == "incidents":
        return Count(row["of"], row["days"])
    if metric == "severe_incidents":
        return Count(row["severe"], row["days"])
    return Share(int(row["internal"]), int(row["internal_n"]))


def _record(metric: str, row: Row, filters: Filters) -> MetricRecord:
    sample = _sample(metric, row)
    if isinstance(sample, Count):
        of = row["of"]
        n = row["rated"] if metric == "severe_incidents" else of
        return _fill(metric, "count", count_interval(sample.events), filters, n=n, of=of)
    if isinstance(sample, Share):
        interval, target = share_interval(*sample), row["internal_target"]
        return _fill(metric, "share", interval, filters, n=sample.n, of=row["of"], target=target, attained=sample.attained)
    judged = row[f"{metric}_judged"]
    return _fill(
        metric, "median", median_interval(sample), filters, n=row[f"{metric}_n"], of=row["of"], target=row[f"{metric}_target"],
        attained=row[f"{metric}_attained"] if judged else None,
    )  # fmt: skip


def _fill(
    metric: str,
    statistic: str,
    interval: Interval,
    filters: Filters,
    *,
    n: int,
    of: int,
    target: float | None = None,
    attained: int | None = None,
) -> MetricRecord:
    definition = DEFINITIONS[metric]
    return MetricRecord(
        metric=metric, statistic=statistic, unit="share" if statistic == "share" else definition.unit, period=filters.quarter_to,
        team=only(filters.teams), severity=only(filters.severities), value=interval.value, low=interval.low, high=interval.high,
        n=int(n), of=int(of), target=None if target is None or pd.isna(target) else float(target),
        attained=None if attained is None else int(attained), definition=name_definition(metric),
    )  # fmt: skip
