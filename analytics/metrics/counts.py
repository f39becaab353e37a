"""How many incidents, and how severe."""

from __future__ import annotations

import pandas as pd

from analytics.metrics.estimates import describe_shares, with_count_interval
from analytics.metrics.filters import Filters
from analytics.metrics.grouping import By, fetch, group_sql
from analytics.metrics.rows import Rows, of_incidents
from analytics.store.database import Cursor


def compute_incidents(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Number of incidents.

    Formula: count of postmortems
    Population: all incidents of the selection
    Missing: an incident without a date is in no quarter and no month; one without a team or severity stands under "not stated"
    Unit: count

    Returns: the groups, then incidents with its interval, severe (P0 and P1), open (no end stated), n and of (both the incidents).
    """
    aggregates = (
        "count(present) AS incidents, count(*) FILTER (severe) AS severe, count(*) FILTER (is_open) AS open, "
        "count(present) AS n, count(present) AS of"
    )
    frame = fetch(cursor, group_sql(by, "s.severity IN ('P0', 'P1') AS severe, s.is_open", aggregates), filters)
    return with_count_interval(frame, "incidents")


def compute_severe(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Number of incidents of the two highest severities.

    Formula: count of postmortems rated P0 or P1; fewer of them is a better quarter only where incidents as a whole are fewer
        or shorter too: a change of labels alone makes nothing better
    Population: all incidents of the selection
    Missing: an incident whose severity nobody wrote is left out and counted in "of"
    Unit: count

    Returns: the groups, then severe with its interval, n (incidents with a severity), of.
    """
    columns = "s.severity IN ('P0', 'P1') AS is_severe, s.severity IS NOT NULL AS is_rated"
    aggregates = "count(*) FILTER (is_severe) AS severe, count(*) FILTER (is_rated) AS n, count(present) AS of"
    return with_count_interval(fetch(cursor, group_sql(by, columns, aggregates), filters), "severe")


@of_incidents
def compute_severity_mix(rows: Rows, by: By = ()) -> pd.DataFrame:
    """Share of the incidents that each severity has.

    Formula: incidents of the severity / all incidents of the group
    Population: all incidents of the selection
    Missing: an incident whose severity nobody wrote counts as "not stated", in the denominator too
    Unit: share

    Returns: the groups, then severity, incidents, attained (the same), n and of (incidents of the group), share with its
    interval (NULL where n is 0).
    """
    outer = [group for group in by if group != "severity"]
    groups = rows.by([*outer, "severity"])
    found, shown = groups.sizes, len(set(groups.names["severity"])) or 1
    of = found.reshape(-1, shown).sum(axis=1).repeat(shown)
    return pd.DataFrame({
        **groups.names, "incidents": found, "attained": found, "n": of, "of": of, **describe_shares(found.tolist(), of.tolist()),
    })  # fmt: skip
