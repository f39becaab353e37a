"""What the numbers leave out: how many incidents, and for which reason."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from analytics.metrics.filters import SELECTED, Filters, apply_filters
from analytics.metrics.grouping import fetch
from analytics.store.database import Cursor

REASONS: tuple[str, ...] = (
    "missing", "impossible", "open", "other source", "one source", "undecided", "no target", "not final",
)  # fmt: skip
"""Why a metric leaves an incident out: the document does not state it; a diagnostic such as PM203 refused it; nothing says that the
incident ended; only the source gives it that the filters leave out; it has only one of the two sources that are compared; what is
ticked does not decide it; its severity has no target; its document is not final."""

EXCLUDED_METRICS: tuple[str, ...] = (
    "severe_incidents", "ttd", "ttd_attainment", "tta", "tta_attainment", "ttm", "ttm_attainment", "ttr", "ttr_attainment",
    "duration", "users_affected", "revenue_impact", "business_revenue", "sla_breach_min", "reputation", "data_impact",
    "user_impacts", "factor_share", "detection_methods", "detected_internally", "alert_false_positives", "postmortem_lag",
    "disagreements",
)  # fmt: skip
"""The metrics that may leave an incident out, in the order of the registry. The others count every incident, or action items."""


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


def count_outside(cursor: Cursor, filters: Filters) -> Outside:
    """How many incidents of the corpus the filters leave out, and how many of the selection have no date."""
    sql = f"{SELECTED} SELECT (SELECT count(*) FROM incidents) - count(*), count(*) FILTER (quarter IS NULL) FROM selected"
    statement, values = apply_filters(sql, filters)
    return Outside(*cursor.execute(statement, values).fetchall()[0])
