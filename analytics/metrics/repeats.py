"""Incidents that resemble one not long before."""

from __future__ import annotations

import pandas as pd

from analytics.metrics.estimates import describe_shares
from analytics.metrics.filters import INCIDENTS, Filters
from analytics.metrics.grouping import By, fetch
from analytics.metrics.rows import Rows, of_incidents
from analytics.store.database import Cursor


@of_incidents
def compute_repeats(rows: Rows, by: By = ()) -> pd.DataFrame:
    """Incidents that follow a similar one within 90 days.

    Formula: incidents of the same team as an earlier one that share at least two contributing factors with it ("other" does not
        count), or that name an earlier one as related
    Population: all incidents of the selection; the earlier one may lie outside of it
    Missing: an incident without a date is left out and counted in "of"; one without a team or factors can only be found by its
        related incidents
    Unit: count

    Returns: the groups, then repeats, attained (the same), while_open (repeats that happened while an action item of the earlier
    incident is known to have been open), n (dated incidents), of, share with its interval (NULL where n
    is 0).
    """
    groups = rows.by(by)
    repeats, dated = groups.count(rows["is_repeat"] == 1), groups.count(rows.groups["quarter"].places >= 0)
    return pd.DataFrame({
        **groups.names, "repeats": repeats, "attained": repeats, "while_open": groups.count(rows["is_repeat_while_open"] == 1),
        "n": dated, "of": groups.sizes, **describe_shares(repeats.tolist(), dated.tolist()),
    })  # fmt: skip


def list_repeats(cursor: Cursor, filters: Filters, limit: int = 100) -> pd.DataFrame:
    """Pairs of an incident and an earlier one that it resembles or names, the newest first; those of which an action was open on top.

    Returns: incident_key, title, severity, team, occurred_on (the later one's), earlier_key, earlier_title, earlier_on, why (`named`
    in the later document, else `same factors`), days (between them), open_actions (of the earlier one, known to have been open on that
    day), action (the first of these), total (pairs before the limit).
    """
    sql = f"""WITH later AS (SELECT * FROM {INCIDENTS.table} WHERE {INCIDENTS.conditions}), open_then AS (
            SELECT r.incident_key, r.earlier_key, count(*) AS open_actions, min_by(a.action, a.ordinal) AS action
            FROM repeats r JOIN later USING (incident_key) JOIN action_items a ON a.incident_key = r.earlier_key
            WHERE (a.status IN ('pending', 'in_progress') OR (a.status = 'complete' AND a.completed_on > later.occurred_on))
                AND (a.opened_on IS NULL OR a.opened_on <= later.occurred_on)
            GROUP BY ALL)
        SELECT later.incident_key, coalesce(later.title, later.incident_id) AS title, later.severity, later.team, later.occurred_on,
            r.earlier_key, coalesce(earlier.title, earlier.incident_id) AS earlier_title, earlier.occurred_on AS earlier_on,
            if(EXISTS (FROM related_incidents n WHERE n.incident_key = later.incident_key AND n.related_id = earlier.incident_id),
                'named', 'same factors') AS why, r.days,
            coalesce(open_actions, 0) AS open_actions, action, count(*) OVER () AS total
        FROM repeats r JOIN later USING (incident_key) JOIN incident_facts earlier ON earlier.incident_key = r.earlier_key
        LEFT JOIN open_then USING (incident_key, earlier_key)
        ORDER BY r.while_open DESC, later.occurred_on DESC, later.incident_key, r.earlier_key LIMIT $limit"""
    return fetch(cursor, sql, filters, limit=limit)
