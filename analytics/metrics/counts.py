"""How many incidents, and how severe."""

from __future__ import annotations

import pandas as pd

from analytics.metrics.filters import Filters
from analytics.metrics.grouping import By, fetch, group_sql
from analytics.store.database import Cursor


def compute_incidents(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Number of incidents.

    Formula: count of postmortems
    Population: all incidents of the selection
    Missing: an incident without a date is in no quarter and no month; one without a team or severity stands under "not stated"
    Unit: count

    Returns: the groups, then incidents, severe (P0 and P1), open (no end stated), n and of (both the incidents).
    """
    aggregates = (
        "count(present) AS incidents, count(*) FILTER (severe) AS severe, count(*) FILTER (is_open) AS open, "
        "count(present) AS n, count(present) AS of"
    )
    return fetch(cursor, group_sql(by, "s.severity IN ('P0', 'P1') AS severe, s.is_open", aggregates), filters)


def compute_severity_mix(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Share of the incidents that each severity has.

    Formula: incidents of the severity / all incidents of the group
    Population: all incidents of the selection
    Missing: an incident whose severity nobody wrote counts as "not stated", in the denominator too
    Unit: share

    Returns: the groups, then severity, incidents, attained (the same), n and of (incidents of the group), share (NULL where n
    is 0).
    """
    outer = [group for group in by if group != "severity"]
    inner = group_sql([*outer, "severity"], "s.incident_key", "count(present) AS incidents")
    partition = f"PARTITION BY {', '.join(outer)}" if outer else ""
    sql = (
        f"SELECT *, incidents AS attained, sum(incidents) OVER ({partition})::BIGINT AS n, n AS of, "
        f"incidents / nullif(n, 0) AS share FROM ({inner}) ORDER BY {', '.join([*outer, 'severity'])}"
    )
    return fetch(cursor, sql, filters)
