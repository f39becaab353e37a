"""Incidents that resemble one not long before."""

from __future__ import annotations

import pandas as pd

from analytics.metrics.filters import SELECTED, Filters
from analytics.metrics.grouping import By, fetch, group_sql
from analytics.model import FACTORS
from analytics.store.database import Cursor

WITHIN_DAYS = 90
SHARED_FACTORS = 2

_TELLING = sum(1 << place for place, factor in enumerate(FACTORS) if factor != "other")
_BEFORE = f"""earlier.occurred_on >= later.occurred_on - {WITHIN_DAYS}
    AND (earlier.occurred_on, earlier.incident_key) < (later.occurred_on, later.incident_key)"""

# An earlier incident stands in the span of its own day and in the next one, so that equal spans are all that has to be joined.
_REPEATED = f"""{SELECTED},
    spans AS (
        SELECT incident_key, team, occurred_on, factor_bits & {_TELLING} AS bits,
            date_diff('day', DATE '2000-01-01', occurred_on) // {WITHIN_DAYS} AS span
        FROM incident_facts WHERE bit_count(factor_bits & {_TELLING}) >= {SHARED_FACTORS}
    ), pairs AS (
        SELECT later.incident_key, earlier.incident_key AS earlier_key, later.occurred_on
        FROM spans later
        JOIN (SELECT * FROM spans UNION ALL SELECT * REPLACE (span + 1 AS span) FROM spans) earlier USING (team, span)
        SEMI JOIN selected ON selected.incident_key = later.incident_key
        WHERE bit_count(later.bits & earlier.bits) >= {SHARED_FACTORS} AND {_BEFORE}
        UNION ALL
        SELECT later.incident_key, earlier.incident_key, later.occurred_on
        FROM related_incidents r JOIN selected later USING (incident_key)
        JOIN incident_facts earlier ON earlier.incident_id = r.related_id
        WHERE {_BEFORE}
    ), unfinished AS (
        SELECT pairs.incident_key FROM pairs JOIN action_items a ON a.incident_key = earlier_key
        WHERE (a.status IN ('pending', 'in_progress') OR (a.status = 'complete' AND a.completed_on > occurred_on))
          AND (a.opened_on IS NULL OR a.opened_on <= occurred_on)
    )"""

REPEATS = f"{_REPEATED} SELECT incident_key FROM pairs"
"""The incidents of the selection that follow a similar one."""


def compute_repeats(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Incidents that follow a similar one within 90 days.

    Formula: incidents of the same team as an earlier one that share at least two contributing factors with it ("other" does not
        count), or that name an earlier one as related
    Population: all incidents of the selection; the earlier one may lie outside of it
    Missing: an incident without a date is left out and counted in "of"; one without a team or factors can only be found by its
        related incidents
    Unit: count

    Returns: the groups, then repeats, attained (the same), while_open (repeats that happened while an action item of the earlier
    incident is known to have been open), n (dated incidents), of, share (NULL where n is 0).
    """
    columns = """s.occurred_on, s.incident_key IN (SELECT incident_key FROM pairs) AS is_repeat,
        s.incident_key IN (SELECT incident_key FROM unfinished) AS was_unfinished"""
    aggregates = """count(*) FILTER (is_repeat) AS repeats, repeats AS attained,
        count(*) FILTER (was_unfinished) AS while_open, count(occurred_on) AS n, count(present) AS of, repeats / nullif(n, 0) AS share"""
    return fetch(cursor, group_sql(by, columns, aggregates, _REPEATED), filters)
