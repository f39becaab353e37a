"""What the numbers leave out: how many incidents or action items, and for which reason."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from analytics.metrics.filters import ACTIONS, SELECTED, Filters, apply_filters
from analytics.metrics.grouping import fetch
from analytics.store.database import Cursor

REASONS: tuple[str, ...] = (
    "missing", "impossible", "open", "other source", "one source", "undecided", "no target", "not final",
)  # fmt: skip
"""Why a metric leaves an incident out: the document does not state it; a diagnostic such as PM203 refused it; nothing says that the
incident ended; only the source gives it that the filters leave out; it has only one of the two sources that are compared; what is
ticked does not decide it; its severity has no target; its document is not final. Times that contradict each other are impossible too."""

ACTION_REASONS: tuple[str, ...] = (
    "dropped", "no due date", "not due", "not open", "no status", "no beginning", "no end", "impossible",
)  # fmt: skip
"""Why a metric leaves an action item out: won't do; nothing or not yet to be judged by; it is not open any more; nobody wrote its status,
the day on which it was opened (nor that of its incident), or that on which it ended; it would have ended before it began."""

EXCLUDED_METRICS: tuple[str, ...] = (
    "severe_incidents", "severity_mix", "ttd", "ttd_attainment", "tta", "tta_attainment", "ttm", "ttm_attainment", "ttr", "ttr_attainment",
    "duration", "clock_shares", "users_affected", "revenue_impact", "business_revenue", "sla_breach_min", "reputation", "data_impact",
    "user_impacts", "factor_share", "factor_pairs", "detection_methods", "detected_internally", "alert_false_positives", "postmortem_lag",
    "repeat_incidents", "disagreements",
)  # fmt: skip
"""The metrics of incidents that look at a value of theirs, in the order of the registry. The others count every incident; the change of
factors leaves out what their share does. Of the severity mix nothing is left out: "not stated" is a severity of its own there."""

EXCLUDED_ACTION_METRICS: tuple[str, ...] = (
    "action_completion", "action_on_time", "action_overdue", "action_closure", "action_backlog", "action_gaps",
)  # fmt: skip
"""All metrics of action items, in the order of the registry."""


class Outside(NamedTuple):
    """Incidents that no number of a page holds, or none by quarter: `filtered` are outside the selection, `undated` are in it."""

    filtered: int
    undated: int


def compute_exclusions(cursor: Cursor, filters: Filters, metric: str | None = None) -> pd.DataFrame:
    """How many incidents of the selection each metric leaves out, or only one metric: by the first reason that fits.

    Returns: metric, reason, incidents, n (those that the metric counts), of (incidents of the selection), in the order of
    EXCLUDED_METRICS and REASONS; n and the incidents of all reasons of a metric add up to `of`.
    """
    sql = f"""{SELECTED}, counted AS (
            SELECT metric, reason, sum(found)::BIGINT AS incidents FROM exclusion_kinds JOIN (
                SELECT kind, count(*) AS found
                FROM (SELECT unnest(kinds) AS kind FROM incident_exclusions SEMI JOIN selected USING (incident_key)) GROUP BY kind
            ) USING (kind)
            WHERE (times IS NULL OR times = $times) AND ($metric IS NULL OR metric = $metric) GROUP BY metric, reason)
        SELECT metric, reason, incidents, (of - sum(incidents) OVER (PARTITION BY metric))::BIGINT AS n, of
        FROM counted, (SELECT count(*) AS of FROM selected)
        ORDER BY list_position({list(EXCLUDED_METRICS)}, metric), list_position({list(REASONS)}, reason)"""
    return fetch(cursor, sql, filters, metric=metric)


def compute_action_exclusions(cursor: Cursor, filters: Filters) -> pd.DataFrame:
    """How many action items of the selection each of their metrics leaves out: by the first reason that fits.

    Returns: metric, reason, items, n (those that the metric counts), of (items of the selection), in the order of
    EXCLUDED_ACTION_METRICS and ACTION_REASONS; n and the items of all reasons of a metric add up to `of`.
    """
    sql = f"""WITH items AS (SELECT incident_key, ordinal FROM {ACTIONS.table} WHERE {ACTIONS.conditions}), counted AS (
            SELECT metric, reason, count(*) AS items FROM action_exclusions SEMI JOIN items USING (incident_key, ordinal)
            GROUP BY metric, reason)
        SELECT metric, reason, items, (of - sum(items) OVER (PARTITION BY metric))::BIGINT AS n, of
        FROM counted, (SELECT count(*) AS of FROM items)
        ORDER BY list_position({list(EXCLUDED_ACTION_METRICS)}, metric), list_position({list(ACTION_REASONS)}, reason)"""
    return fetch(cursor, sql, filters)


def count_outside(cursor: Cursor, filters: Filters) -> Outside:
    """How many incidents of the corpus the filters leave out, and how many of the selection have no date."""
    sql = f"{SELECTED} SELECT (SELECT count(*) FROM incidents) - count(*), count(*) FILTER (quarter IS NULL) FROM selected"
    statement, values = apply_filters(sql, filters)
    return Outside(*cursor.execute(statement, values).fetchall()[0])
