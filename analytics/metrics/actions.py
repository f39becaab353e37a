"""Whether what was promised is done. Items belong to the incidents of the selection; their state is that of the as-of day.

An item is open when it is pending or in progress; an item whose status nobody wrote is neither open nor complete.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.metrics.estimates import Sample, describe_cluster_shares, share_of
from analytics.metrics.filters import ACTIONS, INCIDENTS, Filters
from analytics.metrics.grouping import By, fetch
from analytics.metrics.places import ITEM_CONDITIONS
from analytics.metrics.rows import Column, Groups, Rows, of_actions
from analytics.store.database import Cursor

OVERDUE_BANDS = ("0-7", "8-30", "31-90", ">90")
"""Days past the due date."""


def _targets(rows: Rows, groups: Groups, metric: str) -> Sample:
    """The target of each group's horizon, else the one that holds for all horizons together."""
    overall = rows.targets.get((metric, None), np.nan)
    horizons = groups.names.get("horizon", [None] * groups.sizes.size)
    return np.array([rows.targets.get((metric, horizon), overall) for horizon in horizons], dtype=np.float64)


@of_actions
def compute_action_completion(rows: Rows, by: By = ()) -> pd.DataFrame:
    """Share of the promised actions that are done.

    Formula: complete / (all − won't do)
    Population: all action items of the incidents in the selection
    Missing: an item whose status nobody wrote is not known to be done: it stays in the denominator and is also counted apart
    Unit: share

    Returns: the groups, then attained (complete), wont_do, n (all − won't do), of (all), open, status_unknown, share with its
    interval, clusters, target.
    """
    groups = rows.by(by)
    is_done, is_wont_do = rows.has("status", "complete"), rows.has("status", "wont_do")
    inside, all_of = (groups.within(mask, rows["incident_number"]) for mask in (is_done, ~is_wont_do))
    return pd.DataFrame({
        **groups.names, "attained": groups.count(is_done), "wont_do": groups.count(is_wont_do), "n": groups.count(~is_wont_do),
        "of": groups.sizes, "open": groups.count(rows["is_open"] == 1), "status_unknown": groups.count(~(rows["status"] > 0)),
        "target": _targets(rows, groups, "action_completion"), **describe_cluster_shares("share", inside, all_of),
    })  # fmt: skip


@of_actions
def compute_action_on_time(rows: Rows, by: By = ()) -> pd.DataFrame:
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
    groups, is_due = rows.by(by), rows["outcome"] > 0
    counts = {name: groups.count(rows.has("outcome", outcome)) for name, outcome in _OUTCOMES.items()}
    inside, all_of = (groups.within(mask, rows["incident_number"]) for mask in (rows.has("outcome", "on time"), is_due))
    n, at_most = groups.count(is_due), counts["attained"] + counts["closed_unknown"]
    return pd.DataFrame({
        **groups.names, **counts, "n": n, "of": groups.sizes,
        "share_at_most": share_of(at_most, n),
        "target": _targets(rows, groups, "action_on_time"), **describe_cluster_shares("share", inside, all_of),
    })  # fmt: skip


_OUTCOMES = {
    "attained": "on time", "late": "late", "closed_unknown": "closed, date unknown", "open": "open", "status_unknown": "status unknown",
}  # fmt: skip


@of_actions
def compute_action_overdue(rows: Rows, by: By = ()) -> pd.DataFrame:
    """Open actions whose due date has passed.

    Formula: count of items that are pending or in progress and due before the as-of day
    Population: open action items of the selection
    Missing: an item without a due date can never be overdue and is counted apart, one without a status is not known to be open
    Unit: count

    Returns: the groups, then overdue, days_0_7, days_8_30, days_31_90, days_over_90 (days past due; they add up to overdue),
    oldest (days), undated (open without a due date), n (open), of (all items).
    """
    groups, days, is_open = rows.by(by), rows["overdue_days"], rows["is_open"] == 1
    return pd.DataFrame({
        **groups.names, "overdue": groups.count(days > 0),
        **{name: groups.count((days >= first) & (days <= last)) for name, (first, last) in _BANDS.items()},
        "oldest": groups.largest(days), "undated": groups.count(is_open & (rows["is_dated"] == 0)), "n": groups.count(is_open),
        "of": groups.sizes,
    })  # fmt: skip


@of_actions
def compute_action_gaps(rows: Rows, by: By = ()) -> pd.DataFrame:
    """Share of the open actions that nobody can follow up, because something is missing.

    Formula: open items without an owner, without a due date, without a ticket / open items; an item may lack several
    Population: open action items of the selection
    Missing: an item without a status is not known to be open
    Unit: share

    Returns: the groups, then gap (owner, due date, ticket), attained (items that lack it), n (open items), of (all items), share with its
    interval, clusters.
    """
    groups, is_open = rows.by(by), rows["is_open"] == 1
    all_of = groups.within(is_open, rows["incident_number"])
    return pd.concat([_gap(rows, groups, is_open, gap, all_of) for gap in GAPS], ignore_index=True)


GAPS = {"owner": "has_owner", "due date": "is_dated", "ticket": "has_ticket"}


def _gap(rows: Rows, groups: Groups, is_open: Column, gap: str, all_of: list[Column]) -> pd.DataFrame:
    lacks = is_open & (rows[GAPS[gap]] == 0)
    return pd.DataFrame({
        **groups.names, "gap": gap, "attained": groups.count(lacks), "n": groups.count(is_open), "of": groups.sizes,
        **describe_cluster_shares("share", groups.within(lacks, rows["incident_number"]), all_of),
    })  # fmt: skip


_BANDS = {"days_0_7": (0, 7), "days_8_30": (8, 30), "days_31_90": (31, 90), "days_over_90": (91, np.inf)}


ITEM_STATES: dict[str, str] = {
    "overdue": "a.is_overdue",
    "promised": "a.status IS DISTINCT FROM 'wont_do'",
    "complete": "a.status = 'complete'",
    "not_done": "a.status IS DISTINCT FROM 'wont_do' AND a.status IS DISTINCT FROM 'complete'",
    "open": "a.is_open",
    "waiting": "a.is_open AND NOT a.is_overdue",
    "due": "a.outcome IS NOT NULL",
    "on_time": "a.outcome = 'on time'",
    "late": "a.outcome = 'late'",
    "closed_unknown": "a.outcome = 'closed, date unknown'",
    "status_unknown": "a.status IS NULL",
    "wont_do": "a.status = 'wont_do'",
    "all": "true",
}
"""Which items a number counts: the numerators and denominators of the shares above, and the rest."""

ITEM_NARROWINGS: dict[str, str] = {
    "quarter": "a.quarter = {value}",
    "team": "coalesce(a.team, 'not stated') = {value}",
    "severity": "coalesce(a.severity, 'not stated') = {value}",
    **{name: ITEM_CONDITIONS[name] for name in ("horizon", "owner", "overdue_band", "action_lacks", "open_at_end_of")},
}
"""Whose items: what a click on a bar or a point means."""


def list_actions(
    cursor: Cursor, filters: Filters, limit: int = 500, *, state: str = "overdue", narrow: Sequence[tuple[str, str]] = ()
) -> pd.DataFrame:
    """The ledger: action items, the longest overdue first, then the others by due date, those that are done or dropped last.

    `state`: one of ITEM_STATES; `narrow`: some of ITEM_NARROWINGS with their values.
    Returns: incident_key, incident_id, title, team, severity, quarter, source_path, line, place_line (the same), number, horizon, action,
    owner, due_date, status, reason, opened_on, completed_on, outcome, is_overdue, overdue_days, overdue_band, moves (how often the due date
    was put off; NULL where the history is not known), first_due_date, ticket, ticket_url, total (rows before the limit).
    """
    conditions = "".join(f" AND {ITEM_NARROWINGS[name].format(value=f'$narrow_{at}')}" for at, (name, _) in enumerate(narrow))
    sql = f"""WITH found AS (SELECT * FROM {ACTIONS.table}
        a WHERE {ACTIONS.conditions} AND {ITEM_STATES[state]}{conditions})
        SELECT incident_key, incident_id, title, team, severity, quarter, source_path, line, line AS place_line, number, horizon,
            action, owner, due_date, status, reason, opened_on, completed_on, outcome, is_overdue, overdue_days, overdue_band, moves,
            first_due_date, ticket, ticket_url, (SELECT count(*) FROM found) AS total
        FROM found
        ORDER BY overdue_days DESC NULLS LAST, coalesce(status IN ('complete', 'wont_do'), false), due_date NULLS LAST, incident_key,
            ordinal
        LIMIT $limit"""
    return fetch(cursor, sql, filters, limit=limit, **{f"narrow_{at}": value for at, (_, value) in enumerate(narrow)})


def list_vanished(cursor: Cursor, filters: Filters, limit: int = 100) -> pd.DataFrame:
    """Action items that left their document without being done or dropped, the newest loss first; none where no history is known.

    Returns: incident_key, title, severity, team, removed_on, action, owner, due_date, status (the last one), total (rows before the limit).
    """
    sql = f"""SELECT s.incident_key, coalesce(s.title, s.incident_id) AS title, s.severity, s.team, h.removed_at::DATE AS removed_on,
            h.action, h.owner, h.due_date, h.status, count(*) OVER () AS total
        FROM action_item_histories h JOIN (SELECT * FROM {INCIDENTS.table} WHERE {INCIDENTS.conditions}) s USING (incident_key)
        WHERE h.item_ordinal IS NULL AND h.status IS DISTINCT FROM 'complete' AND h.status IS DISTINCT FROM 'wont_do'
        ORDER BY removed_on DESC NULLS LAST, h.item_key LIMIT $limit"""
    return fetch(cursor, sql, filters, limit=limit)
