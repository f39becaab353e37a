"""Whether what was promised is done. Items belong to the incidents of the selection; their state is that of the as-of day.

An item is open when it is pending or in progress; an item whose status nobody wrote is neither open nor complete.
"""

from __future__ import annotations

import pandas as pd

from analytics.metrics.estimates import with_cluster_intervals
from analytics.metrics.filters import ACTIONS, Filters
from analytics.metrics.grouping import By, fetch, group_sql
from analytics.store.database import Cursor

OVERDUE_BANDS = ("0-7", "8-30", "31-90", ">90")
"""Days past the due date."""
_SHARE = {"share": ("attained", "n")}


def _with_target(sql: str, by: By) -> str:
    """Adds the target of the row's horizon, else the one that holds for all horizons together."""
    overall = "(SELECT target FROM targets WHERE metric = $metric AND horizon IS NULL)"
    own = f"coalesce((SELECT target FROM targets t WHERE t.metric = $metric AND t.horizon = grouped.horizon), {overall})"
    return f"SELECT *, {own if 'horizon' in by else overall} AS target FROM ({sql}) grouped"


def compute_action_completion(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Share of the promised actions that are done.

    Formula: complete / (all − won't do)
    Population: all action items of the incidents in the selection
    Missing: an item whose status nobody wrote is not known to be done: it stays in the denominator and is also counted apart
    Unit: share

    Returns: the groups, then attained (complete), wont_do, n (all − won't do), of (all), open, status_unknown, share with its
    interval, clusters, target.
    """
    aggregates = """count(*) FILTER (status = 'complete') AS attained,
        count(*) FILTER (status = 'wont_do') AS wont_do, count(present) - wont_do AS n, count(present) AS of,
        count(*) FILTER (is_open) AS open,
        count(*) FILTER (present AND status IS NULL) AS status_unknown, attained / nullif(n, 0) AS share,
        list(incident_number) FILTER (status = 'complete') AS attained_in,
        list(incident_number) FILTER (present AND status IS DISTINCT FROM 'wont_do') AS n_in"""
    sql = group_sql(by, "s.status, s.is_open, s.incident_number", aggregates, ACTIONS)
    return with_cluster_intervals(fetch(cursor, _with_target(sql, by), filters, metric="action_completion"), _SHARE)


def compute_action_on_time(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Share of the due actions that are known to have been closed in time.

    Formula: closed on or before the due date / items whose due date has passed, without won't do
    Population: action items of the selection whose due date lies before the as-of day; an item not yet due is neither success
        nor failure
    Missing: an item that is complete but states no completion date stays in the denominator and is counted apart (closed, date
        unknown): the share is "at least"; counting all of those as in time gives the "at most"
    Unit: share

    Returns: the groups, then attained (on time), late, closed_unknown, open, status_unknown (these five add up to n), n, of (all
    items), share (at least) with its interval, share_at_most, clusters, target.
    """
    aggregates = """count(*) FILTER (outcome = 'on time') AS attained, count(*) FILTER (outcome = 'late') AS late,
        count(*) FILTER (outcome = 'closed, date unknown') AS closed_unknown, count(*) FILTER (outcome = 'open') AS open,
        count(*) FILTER (outcome = 'status unknown') AS status_unknown, count(outcome) AS n, count(present) AS of,
        attained / nullif(n, 0) AS share, (attained + closed_unknown) / nullif(n, 0) AS share_at_most,
        list(incident_number) FILTER (outcome = 'on time') AS attained_in,
        list(incident_number) FILTER (outcome IS NOT NULL) AS n_in"""
    sql = group_sql(by, "s.outcome, s.incident_number", aggregates, ACTIONS)
    return with_cluster_intervals(fetch(cursor, _with_target(sql, by), filters, metric="action_on_time"), _SHARE)


def compute_action_overdue(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Open actions whose due date has passed.

    Formula: count of items that are pending or in progress and due before the as-of day
    Population: open action items of the selection
    Missing: an item without a due date can never be overdue and is counted apart, one without a status is not known to be open
    Unit: count

    Returns: the groups, then overdue, days_0_7, days_8_30, days_31_90, days_over_90 (days past due; they add up to overdue),
    oldest (days), undated (open without a due date), n (open), of (all items).
    """
    aggregates = """count(band) AS overdue,
        count(*) FILTER (band = '0-7') AS days_0_7, count(*) FILTER (band = '8-30') AS days_8_30,
        count(*) FILTER (band = '31-90') AS days_31_90, count(*) FILTER (band = '>90') AS days_over_90,
        max(overdue_days) AS oldest,
        count(*) FILTER (is_open AND due_date IS NULL) AS undated, count(*) FILTER (is_open) AS n, count(present) AS of"""
    sql = group_sql(by, "s.overdue_band AS band, s.overdue_days, s.is_open, s.due_date", aggregates, ACTIONS)
    return fetch(cursor, sql, filters)


def list_actions(
    cursor: Cursor,
    filters: Filters,
    limit: int = 500,
    *,
    state: str = "overdue",
    horizon: str | None = None,
    owner: str | None = None,
) -> pd.DataFrame:
    """The ledger: action items, the longest overdue first, then by due date.

    `state`: all, overdue, open, complete, wont_do, due (its date has passed, won't do left out) or an `outcome`.
    Returns: incident_key, incident_id, title, team, severity, quarter, source_path, line, number, horizon, action, owner,
    due_date, status, reason, opened_on, completed_on, outcome, is_overdue, overdue_days, overdue_band, total (rows before the limit).
    """
    sql = f"""WITH found AS (SELECT * FROM {ACTIONS.table}
        WHERE {ACTIONS.conditions} AND CASE $state WHEN 'all' THEN true WHEN 'overdue' THEN is_overdue WHEN 'open' THEN is_open
                  WHEN 'due' THEN outcome IS NOT NULL ELSE status = $state OR outcome = $state END
          AND ($horizon IS NULL OR coalesce(horizon, 'not stated') = $horizon)
          AND ($owner IS NULL OR coalesce(owner, 'not stated') = $owner))
        SELECT incident_key, incident_id, title, team, severity, quarter, source_path, line, number, horizon, action, owner,
            due_date, status, reason, opened_on, completed_on, outcome, is_overdue, overdue_days, overdue_band,
            (SELECT count(*) FROM found) AS total
        FROM found
        ORDER BY overdue_days DESC NULLS LAST, due_date NULLS LAST, incident_key, ordinal
        LIMIT $limit"""
    return fetch(cursor, sql, filters, state=state, horizon=horizon, owner=owner, limit=limit)
