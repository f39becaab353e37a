"""How long it takes to detect, acknowledge, mitigate and resolve.

Every frame here has the columns of its groups, then: median, mean and p90 with their 95 % intervals (`<number>_low` and
`<number>_high`), longest (minutes, NULL where n is 0), n (incidents with the value), of (incidents in the group), open (no end stated),
target (minutes; NULL where the severities of the group have different ones), target_low and target_high (the strictest and the mildest
of them), judged (incidents with the value and a target), attained (those within the target of their own severity), share
(attained / judged) with its interval.
"""

from __future__ import annotations

import pandas as pd

from analytics.metrics.estimates import with_duration_intervals, with_share_interval
from analytics.metrics.filters import Filters
from analytics.metrics.grouping import By, fetch, group_sql
from analytics.metrics.measures import WITHIN, Measure
from analytics.store.database import Cursor

_AGGREGATES = """
    quantile_cont(value, 0.5) AS median, favg(value) AS mean, quantile_cont(value, 0.9) AS p90, max(value) AS longest,
    count(value) AS n, count(present) AS of, count(*) FILTER (is_open) AS open,
    CASE WHEN min(target) = max(target) THEN min(target) END AS target, min(target) AS target_low, max(target) AS target_high,
    count(*) FILTER (value IS NOT NULL AND target IS NOT NULL) AS judged,
    count(*) FILTER (is_within) AS attained, attained / nullif(judged, 0) AS share,
    list(value) FILTER (value IS NOT NULL) AS values"""


def compute_durations(cursor: Cursor, filters: Filters, measure: Measure, by: By = ()) -> pd.DataFrame:
    """One duration by group; `compute_ttd` and the others below say what each one is."""
    columns = f"s.{measure} AS value, s.{measure}_target AS target, value {WITHIN[measure]} target AS is_within, s.is_open"
    frame = fetch(cursor, group_sql(by, columns, _AGGREGATES), filters)
    return with_share_interval(with_duration_intervals(frame), n="judged")


def compute_ttd(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Time from the start of impact until somebody or something noticed.

    Formula: detected − impact start; median, mean (MTTD) and 90th percentile over the incidents
    Population: all incidents of the selection
    Clock: impact start → detected
    Fallback: what the authors state, else what the timeline gives (the other way round by setting); an impossible value is none
    Missing: an incident that gives no such time is left out of the value and counted in "of"
    Unit: min
    """
    return compute_durations(cursor, filters, "ttd", by)


def compute_tta(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Time from detection until somebody took the incident on.

    Formula: acknowledged − detected; median, mean (MTTA) and 90th percentile over the incidents
    Population: all incidents of the selection
    Clock: detected → acknowledged
    Fallback: what the authors state, else what the timeline gives (the other way round by setting); an impossible value is none
    Missing: an incident that gives no such time is left out of the value and counted in "of"
    Unit: min
    """
    return compute_durations(cursor, filters, "tta", by)


def compute_ttm(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Time until users no longer felt the incident.

    Formula: mitigated − impact start (else detected); median, mean (MTTM) and 90th percentile over the incidents
    Population: all incidents of the selection
    Clock: impact start (else detected) → user impact ended
    Fallback: what the authors state, else what the timeline gives (the other way round by setting); an impossible value is none
    Missing: an incident that gives no such time is left out of the value and counted in "of"; one without any stated end is open
    Unit: min
    """
    return compute_durations(cursor, filters, "ttm", by)


def compute_ttr(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Time until the service was restored.

    Formula: resolved − impact start (else detected); median, mean (MTTR: mean time to resolve) and 90th percentile
    Population: all incidents of the selection
    Clock: impact start (else detected) → service restored
    Fallback: what the authors state, else what the timeline gives (the other way round by setting); an impossible value is none
    Missing: an incident that gives no such time is left out of the value and counted in "of"; one without any stated end is open
    Unit: min
    """
    return compute_durations(cursor, filters, "ttr", by)


def compute_duration(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """How long an incident lasted.

    Formula: resolved − impact start (else detected); median, mean and 90th percentile over the incidents
    Population: all incidents of the selection
    Clock: impact start (else detected) → service restored
    Fallback: the summary table's Duration, else what the timeline gives (the other way round by setting); an impossible value is none
    Missing: an incident that gives no duration is left out of the value and counted in "of"; one without any stated end is open
    Unit: min
    """
    return compute_durations(cursor, filters, "duration", by)
