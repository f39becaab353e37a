"""The incidents behind a number: lists to look through, and one incident with everything its document says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_type_hints

import pandas as pd

from analytics.diagnostics import Diagnostic
from analytics.metrics.filters import SELECTED, Filters
from analytics.metrics.grouping import fetch
from analytics.metrics.places import ITEM_CONDITIONS, TICKED, place_of
from analytics.metrics.quality import ASKED
from analytics.model import CHILD_TABLES, DOCUMENT_COLUMNS, INCIDENT_COLUMNS, Document, Incident, Postmortem
from analytics.store.database import Cursor

Narrowing = tuple[str, str]
"""One of NARROWINGS and the value that it must have: what a click on a bar or a point means."""

OUTSIDE = "outside"
"""The one narrowing that shows what the filters leave out."""

_TICKED = "EXISTS (FROM {table} c WHERE c.incident_key = s.incident_key AND c.{column} = {{value}})"
_NOT_RECORDED = "({{value}} = 'not recorded' AND NOT EXISTS (FROM {table} c WHERE c.incident_key = s.incident_key))"
_BETWEEN = """(s.{measure} >= try_cast(split_part({{value}}, '..', 1) AS DOUBLE)
    AND s.{measure} < try_cast(split_part({{value}}, '..', 2) AS DOUBLE))"""
_FILLED = f"(s.filled_bits >> (list_position({list(ASKED)}, {{value}}) - 1)) & 1"
_ITEM = "EXISTS (FROM action_item_states a WHERE a.incident_key = s.incident_key AND {condition})"

_LEFT_OUT = """s.incident_key IN (
        SELECT incident_key FROM exclusions WHERE (times IS NULL OR times = $times) AND metric || '.' || reason = {value}
        UNION ALL SELECT incident_key FROM action_exclusions WHERE metric || '.' || reason = {value})"""

NARROWINGS: dict[str, str] = {
    "quarter": "s.quarter = {value}",
    "quarters": "s.quarter BETWEEN split_part({value}, '..', 1) AND split_part({value}, '..', 2)",
    "month": "s.month = {value}",
    "team": "coalesce(s.team, 'not stated') = {value}",
    "severity": "coalesce(s.severity, 'not stated') = {value}",
    "status": "coalesce(s.status, 'not stated') = {value}",
    **{column: f"({_TICKED} OR {_NOT_RECORDED})".format(table=table, column=column) for column, table in TICKED.items()},
    **{f"{measure}_between": _BETWEEN.format(measure=measure) for measure in ("ttd", "tta", "ttm", "ttr", "duration")},
    "severe": "(s.severity IN ('P0', 'P1'))::VARCHAR = {value}",
    "internal": "s.is_internal::VARCHAR = {value}",
    "repeat": "(s.incident_key IN (SELECT incident_key FROM repeats))::VARCHAR = {value}",
    "contradicted": "s.disagrees::VARCHAR = {value}",
    "reason": "EXISTS (FROM disagreements d WHERE d.incident_key = s.incident_key AND d.reason = {value})",
    "currency": "(s.revenue_impact IS NOT NULL AND coalesce(s.revenue_currency, 'not stated') = {value})",
    "business_currency": "(s.business_revenue IS NOT NULL AND coalesce(s.business_revenue_currency, 'not stated') = {value})",
    "reputation": "s.reputation = {value}",
    "data_impact": "s.data_impact = {value}",
    "stated": f"({_FILLED}) = 1",
    "missing": f"({_FILLED}) = 0",
    "excluded": _LEFT_OUT,
    "undated": "(s.quarter IS NULL)::VARCHAR = {value}",
    OUTSIDE: "(s.incident_key NOT IN (SELECT incident_key FROM selected))::VARCHAR = {value}",
    **{name: _ITEM.format(condition=condition) for name, condition in ITEM_CONDITIONS.items()},
    "open": "s.is_open::VARCHAR = {value}",
}
"""What a click can narrow the list to. `..` stands between the ends of a range; of durations (minutes) the upper one is excluded.

A range that is none, or a field that does not exist, narrows to nothing.
"""

Order = Literal["newest", "severest", "longest"]
_ORDERS: dict[Order, str] = {
    "newest": "s.occurred_on DESC NULLS LAST",
    "severest": "s.severity NULLS LAST, s.occurred_on DESC NULLS LAST",
    "longest": "s.ttr DESC NULLS LAST",
}

_FOUND = """AND s.incident_key IN (
    SELECT incident_key FROM incidents
    WHERE list_bool_and([contains(lower(concat_ws(' ', incident_id, title, team, summary, what_happened, root_cause, alert_name)), word)
                         FOR word IN $words]))"""

# Where the value stands is looked up for the rows that are listed only.
_LIST = """{selected}, found AS (SELECT * FROM {source} s WHERE {condition} {found}),
    listed AS (SELECT *, (SELECT count(*) FROM found) AS total FROM found s ORDER BY {order}, incident_key LIMIT $limit)
    SELECT incident_key, incident_id, title, quarter, occurred_on, team, severity, status, ttd, tta, ttm, ttr, duration,
        users_affected, revenue_impact, revenue_currency, is_open, actions, overdue_actions, source_path, source_line,
        place.line AS place_line, place.text AS place_text, total
    FROM (SELECT *, {place} AS place FROM listed s) s ORDER BY {order}, incident_key"""

_RECORDS: dict[str, Callable[..., Any]] = {
    table: get_args(hint)[0] for table, hint in get_type_hints(Postmortem).items() if table in CHILD_TABLES
}


@dataclass(frozen=True, slots=True)
class IncidentDetail:
    """One incident as its document gives it, with the findings in that document and the document itself: untrusted text, all of it."""

    postmortem: Postmortem
    diagnostics: list[Diagnostic]
    document: Document


def list_incidents(
    cursor: Cursor,
    filters: Filters,
    *,
    search: str = "",
    narrow: Sequence[Narrowing] = (),
    order: Order = "newest",
    limit: int = 500,
) -> pd.DataFrame:
    """The incidents of the selection that match, and how many there are before the limit (`total`, in every row).

    `search`: words that must all occur in id, title, team, summary, what happened, root cause or alert, in any case.
    Returns: incident_key, incident_id, title, quarter, occurred_on, team, severity, status, ttd, tta, ttm, ttr, duration (minutes),
    users_affected, revenue_impact, revenue_currency, is_open, actions, overdue_actions, source_path, source_line, place_line and
    place_text (where the value stands that the list is narrowed to, and its words; NULL where it stands nowhere), total.
    """
    words = search.lower().split()
    sql = _LIST.format(
        selected=SELECTED,
        source="incident_facts" if any(name == OUTSIDE for name, _ in narrow) else "selected",
        condition=" AND ".join(NARROWINGS[name].format(value=f"$narrow_{place}") for place, (name, _) in enumerate(narrow))
        or "true",
        found=_FOUND if words else "",
        order=_ORDERS[order],
        place=place_of(narrow),
    )
    parameters: dict[str, Any] = {f"narrow_{place}": value for place, (_, value) in enumerate(narrow)}
    if words:
        parameters["words"] = words
    return fetch(cursor, sql, filters, limit=limit, **parameters)


def read_incident(cursor: Cursor, incident_key: str) -> IncidentDetail | None:
    """Everything the store knows about one incident; None where there is no such key."""
    incidents = _rows(cursor, "incidents", INCIDENT_COLUMNS, "incident_key", incident_key)
    if not incidents:
        return None
    incident = Incident(*incidents[0])
    tables = {
        table: [_RECORDS[table](*row) for row in _rows(cursor, table, columns, "incident_key", incident_key, "ordinal")]
        for table, columns in CHILD_TABLES.items()
    }
    [document] = _rows(cursor, "documents", DOCUMENT_COLUMNS, "source_path", incident.source_path)
    columns = ("source_path", "line", "col", "code", "message", "hint", "level", "incident_key")
    found = _rows(cursor, "diagnostics", columns, "source_path", incident.source_path, "line, col, code, message")
    return IncidentDetail(Postmortem(incident, **tables), [Diagnostic(*row) for row in found], Document(*document))


def _rows(cursor: Cursor, table: str, columns: Sequence[str], key: str, value: str, order: str = "1") -> list[tuple[Any, ...]]:
    sql = f"SELECT {', '.join(columns)} FROM {table} WHERE {key} = ? ORDER BY {order}"
    return cursor.execute(sql, [value]).fetchall()
