"""Who or what noticed."""

from __future__ import annotations

import pandas as pd

from analytics.metrics.filters import SELECTED, Filters
from analytics.metrics.grouping import By, fetch, group_sql
from analytics.store.database import Cursor


def compute_detection_methods(cursor: Cursor, filters: Filters) -> pd.DataFrame:
    """How incidents were noticed: method, incidents (that tick it), n (incidents that tick any), of (selected), share of n.

    Several may be ticked; the last row is 'not recorded', with n = of.
    """
    sql = f"""{SELECTED},
        ticked AS (SELECT DISTINCT incident_key, method FROM detection_methods SEMI JOIN selected USING (incident_key)),
        totals AS (SELECT (SELECT count(DISTINCT incident_key) FROM ticked) AS n, (SELECT count(*) FROM selected) AS of),
        counted AS (
            SELECT method, count(*) AS incidents, any_value(n) AS n, any_value(of) AS of FROM ticked, totals GROUP BY method
            UNION ALL SELECT 'not recorded', of - n, of, of FROM totals)
        SELECT *, incidents / nullif(n, 0) AS share FROM counted ORDER BY method = 'not recorded', incidents DESC, method"""
    return fetch(cursor, sql, filters)


def compute_detected_internally(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Share of the incidents that the organisation found itself, before a user did.

    Formula: incidents found by an alert, a health check or staff, without a user report / incidents with a known way of detection
    Population: all incidents of the selection
    Missing: an incident with no box ticked, or only "other", is left out and counted in "of"; where a user report is ticked
        beside an alert, nobody wrote which came first, so it does not count as found internally
    Unit: share

    Returns: the groups, then attained, n, of, share (NULL where n is 0), target (NULL where none is set).
    """
    aggregates = """count(*) FILTER (value) AS attained, count(value) AS n, count(present) AS of,
        attained / nullif(n, 0) AS share,
        (SELECT target FROM targets WHERE metric = 'detected_internally') AS target"""
    return fetch(cursor, group_sql(by, "s.is_internal AS value", aggregates), filters)


def compute_false_positives(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """False alarms of the alerts that fired, added up over the incidents that state a number.

    Formula: sum of the stated numbers of false positives; a stated 0 counts as stated
    Population: all incidents of the selection
    Missing: an incident that states no number is left out and counted in "of"
    Unit: count

    Returns: the groups, then sum (NULL where n is 0), affected (incidents that state 1 or more), n, of.
    """
    aggregates = """CASE WHEN count(value) > 0 THEN sum(value)::DOUBLE END AS sum, count(*) FILTER (value > 0) AS affected,
        count(value) AS n, count(present) AS of"""
    return fetch(cursor, group_sql(by, "s.false_positives AS value", aggregates), filters)
