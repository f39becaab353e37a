"""How complete and how consistent the documents are: what every other number rests on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.metrics.estimates import describe_shares, share_of
from analytics.metrics.filters import INCIDENTS, Filters
from analytics.metrics.grouping import By, fetch, group_sql
from analytics.metrics.rows import Column, Rows, of_sources
from analytics.store.database import Cursor

FIELDS: tuple[str, ...] = (
    "incident_id",
    "title",
    "status",
    "incident_date",
    "team",
    "authors",
    "reviewers",
    "severity",
    "summary",
    "started_at",
    "detected_at",
    "acknowledged_at",
    "identified_at",
    "mitigated_at",
    "resolved_at",
    "duration_min",
    "time_to_detect_min",
    "time_to_acknowledge_min",
    "time_to_mitigate_min",
    "time_to_resolve_min",
    "users_affected",
    "revenue_impact",
    "business_revenue",
    "sla_breach_min",
    "reputation",
    "data_impact",
    "user_experience",
    "what_happened",
    "root_cause",
    "alert_name",
    "detect_actual_min",
    "false_positives",
    "review_date",
    "review_attendees",
)
"""The fields of a document whose coverage is shown, in the order of the template."""

LISTS = ("contributing_factors", "detection_methods", "timeline_events", "action_items", "lessons", "sign_offs")
"""The lists whose coverage is shown: filled by one entry."""

ASKED = (*FIELDS, *LISTS)
"""Everything whose coverage is shown, in the order of the bits of `filled_bits`."""


@of_sources
def compute_coverage(rows: Rows, team: str | None = None) -> pd.DataFrame:
    """Share of the documents that fill a field, of one team or all.

    Formula: documents that state the field (for a list: at least one entry) / all documents of the selection
    Population: all incidents of the selection
    Missing: a placeholder, "N/A" or "TBD" counts as not stated
    Unit: share

    Returns: field, n, of, share (NULL where nothing is selected), in the order of the template.
    """
    bits = rows["filled_bits"][_of_team(rows, team)].astype(np.int64)
    filled = np.array([((bits >> place) & 1).sum() for place in range(len(ASKED))], dtype=np.int64)
    of = np.full(len(ASKED), bits.size)
    return pd.DataFrame({"field": ASKED, "n": filled, "of": of, "share": share_of(filled, of)})


@of_sources
def compute_coverage_by_quarter(rows: Rows, team: str | None = None) -> pd.DataFrame:
    """The same for each quarter of the selection, for one team or all; see `compute_coverage`.

    Returns: field, quarter, n, of, share (NULL for a quarter without documents), by field in the order of the template.
    """
    groups, bits, asked = rows.by(("quarter",)), rows["filled_bits"].astype(np.int64), _of_team(rows, team)
    filled = np.concatenate([groups.count(asked & ((bits >> place) & 1 == 1)) for place in range(len(ASKED))])
    of = np.tile(groups.count(asked), len(ASKED))
    names = {"field": np.repeat(ASKED, groups.sizes.size), "quarter": np.tile(groups.names["quarter"], len(ASKED))}
    return pd.DataFrame({**names, "n": filled, "of": of, "share": share_of(filled, of)})


def _of_team(rows: Rows, team: str | None) -> Column:
    return np.ones(len(rows), dtype=bool) if team is None else rows.groups["team"].among((team,))


def compute_completeness(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Share of the template's fields that the documents fill.

    Formula: filled fields, over all documents / fields that the template asks for × documents; a list is filled by one entry
    Population: all incidents of the selection
    Missing: a placeholder, "N/A" or "TBD" counts as not filled
    Unit: share

    Returns: the groups, then attained (filled fields), n and of (fields asked for), share (NULL where n is 0).
    """
    asked = len(ASKED)
    aggregates = f"""coalesce(sum(fields), 0)::BIGINT AS attained, count(present) * {asked} AS n, count(present) * {asked} AS of,
        attained / nullif(n, 0) AS share"""
    return fetch(cursor, group_sql(by, "bit_count(s.filled_bits) AS fields", aggregates), filters)


@of_sources
def compute_disagreements(rows: Rows, by: By = ()) -> pd.DataFrame:
    """Share of the documents whose authors state another duration than their own timeline gives.

    Formula: documents with a stated and a timeline value more than a minute apart / documents that have both, for any of the
        times to detect, acknowledge, mitigate and resolve
    Population: all incidents of the selection
    Missing: a document that has only one of the two cannot disagree and is left out
    Unit: share

    Returns: the groups, then attained (documents that disagree), n, of, share with its interval (NULL where n is 0).
    """
    groups = rows.by(by)
    attained, n = groups.count(rows["disagrees"] == 1), groups.count(rows["is_comparable"] == 1)
    return pd.DataFrame({
        **groups.names, "attained": attained, "n": n, "of": groups.sizes, **describe_shares(attained.tolist(), n.tolist()),
    })  # fmt: skip


def list_disagreements(cursor: Cursor, filters: Filters, limit: int = 500) -> pd.DataFrame:
    """Each disagreement: incident_key, incident_id, title, team, metric, stated, timeline and apart (min), reason (a guess, see
    contradictions.py), source_path, line (of the stated value), total.
    """
    sql = f"""SELECT incident_key, incident_id, title, team, metric, stated, timeline, abs(stated - timeline) AS apart,
            reason, source_path, coalesce(line, source_line) AS line, count(*) OVER () AS total
        FROM disagreements WHERE {INCIDENTS.conditions}
        ORDER BY apart DESC, incident_key, metric LIMIT $limit"""
    return fetch(cursor, sql, filters, limit=limit)


def compute_findings(cursor: Cursor, _filters: Filters) -> pd.DataFrame:
    """Findings of the whole corpus by kind: code, level, findings, documents; errors first."""
    sql = """SELECT code, level, count(*) AS findings, count(DISTINCT source_path) AS documents FROM diagnostics
        GROUP BY code, level ORDER BY list_position(['error', 'warning', 'info'], level), code"""
    return cursor.execute(sql).df()


def list_findings(cursor: Cursor, _filters: Filters, code: str | None = None, limit: int = 500) -> pd.DataFrame:
    """Findings of the whole corpus by place: level, code, source_path, line, message, hint, incident_key, total; errors first."""
    sql = """SELECT level, code, source_path, line, message, hint, incident_key, count(*) OVER () AS total FROM diagnostics
        WHERE ($code IS NULL OR code = $code)
        ORDER BY list_position(['error', 'warning', 'info'], level), source_path, line, code LIMIT $limit"""
    return cursor.execute(sql, {"code": code, "limit": limit}).df()


def compute_accounting(cursor: Cursor, _filters: Filters) -> pd.DataFrame:
    """One row: documents (files looked at), without_incident, incidents, and content_lines and accounted_lines of the documents
    that hold an incident.
    """
    sql = """SELECT count(*) AS documents, count(*) FILTER (incidents = 0) AS without_incident,
        coalesce(sum(incidents), 0)::BIGINT AS incidents,
        coalesce(sum(content_lines) FILTER (incidents > 0), 0)::BIGINT AS content_lines,
        coalesce(sum(captured_lines + boilerplate_lines) FILTER (incidents > 0), 0)::BIGINT AS accounted_lines
        FROM documents"""
    return cursor.execute(sql).df()


def compute_accounting_by_group(cursor: Cursor, _filters: Filters) -> pd.DataFrame:
    """The account of lines of the documents that hold an incident, by dialect and team; the group with most left over first.

    Returns: dialect, team ('not stated' where none is known; a document's first incident decides), documents, content_lines,
    captured_lines, boilerplate_lines, left_over (these three add up to content_lines), share (accounted for / content_lines).
    """
    sql = """SELECT dialect, coalesce(team, 'not stated') AS team, count(*) AS documents, sum(content_lines)::BIGINT AS content_lines,
            sum(captured_lines)::BIGINT AS captured_lines, sum(boilerplate_lines)::BIGINT AS boilerplate_lines,
            sum(content_lines - captured_lines - boilerplate_lines)::BIGINT AS left_over,
            1 - left_over / nullif(sum(content_lines), 0) AS share
        FROM documents
        JOIN (SELECT source_path, first(team ORDER BY source_line) AS team FROM incidents GROUP BY source_path) USING (source_path)
        WHERE documents.incidents > 0 GROUP BY ALL ORDER BY left_over DESC, dialect, team"""
    return cursor.execute(sql).df()


def list_documents_without_incident(cursor: Cursor, _filters: Filters, limit: int = 500) -> pd.DataFrame:
    """Files that hold no incident, with the reason: source_path, reason, total."""
    sql = """SELECT d.source_path, any_value(g.message) AS reason, count(*) OVER () AS total FROM documents d
        LEFT JOIN diagnostics g ON g.source_path = d.source_path AND g.code IN ('PM001', 'PM003', 'PM006')
        WHERE d.incidents = 0 GROUP BY d.source_path ORDER BY d.source_path LIMIT $limit"""
    return cursor.execute(sql, {"limit": limit}).df()
