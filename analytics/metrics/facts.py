"""What numbers are made from, record by record, so that two days can be compared: incidents, action items, and where each value stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from analytics.metrics.filters import ACTIONS, INCIDENTS, Filters, apply_filters
from analytics.store.database import Cursor, parse


class IncidentFact(NamedTuple):
    """What of an incident goes into a number; durations are minutes. `factors` and `methods`: the boxes that are ticked, in their order.

    The names of the fields stand in the data that reports carry: who changes them raises the version there.
    """

    incident_key: str
    incident_id: str | None
    title: str | None
    source_path: str
    source_line: int
    occurred_on: date | None
    quarter: str | None
    team: str | None
    severity: str | None
    status: str | None
    ttd: float | None
    tta: float | None
    ttm: float | None
    ttr: float | None
    duration: float | None
    users_affected: int | None
    revenue_impact: float | None
    revenue_currency: str | None
    factors: str | None
    methods: str | None

    @property
    def name(self) -> str:
        return self.title or self.incident_id or self.incident_key


class ItemFact(NamedTuple):
    """An action item. `outcome`: what it counts as on the as-of day, such as `on time` or `overdue`. As for the names: see IncidentFact."""

    item_key: str
    incident_key: str
    line: int
    action: str
    owner: str | None
    due_date: date | None
    status: str | None
    completed_on: date | None
    outcome: str | None


_TICKED = "(SELECT string_agg(DISTINCT {column}, ', ' ORDER BY {column}) FROM {table} c WHERE c.incident_key = s.incident_key) AS {name}"
_BOXES = {
    "factors": _TICKED.format(column="factor", table="contributing_factors", name="factors"),
    "methods": _TICKED.format(column="method", table="detection_methods", name="methods"),
}
_INCIDENTS = f"""SELECT {", ".join(_BOXES.get(name, name) for name in IncidentFact._fields)}
    FROM {INCIDENTS.table} s WHERE {INCIDENTS.conditions} ORDER BY source_path, source_line, incident_key"""
_ITEMS = f"""SELECT {", ".join(ItemFact._fields)}
    FROM {ACTIONS.table} WHERE {ACTIONS.conditions} ORDER BY source_path, incident_key, ordinal"""

_TIMES = {
    "ttd": ("stated_time_to_detect_min", "detected_at"), "tta": ("stated_time_to_acknowledge_min", "acknowledged_at"),
    "ttm": ("stated_time_to_mitigate_min", "mitigated_at"), "ttr": ("stated_time_to_resolve_min", "resolved_at"),
    "duration": ("stated_duration_min", "resolved_at"),
}  # fmt: skip
"""A duration -> the field that states it, and the event with which it ends in the timeline."""
_FIELDS = {
    **{name: (name,) for name in ("incident_id", "title", "team", "severity", "status", "users_affected", "revenue_impact")},
    **{name: (name,) for name in ("revenue_currency", "factors", "methods")},
    "occurred_on": ("started_at", "detected_at", "incident_date"), "quarter": ("started_at", "detected_at", "incident_date"),
}  # fmt: skip
_PLACES = """SELECT incident_key, field, min(line) FROM (
    SELECT incident_key, field, line FROM field_sources
    UNION ALL SELECT incident_key, 'factors', line FROM contributing_factors
    UNION ALL SELECT incident_key, 'methods', line FROM detection_methods)
    WHERE list_contains($keys::VARCHAR[], incident_key) GROUP BY ALL"""
_BASES = f"""SELECT incident_key, {", ".join(f"coalesce({name}_basis = 'timeline', false)" for name in _TIMES)}
    FROM incident_facts WHERE list_contains($keys::VARCHAR[], incident_key)"""

Places = Mapping[tuple[str, str], int]
"""Incident and field -> the line that states the value; fields that stand nowhere are missing."""


def list_incident_facts(cursor: Cursor, filters: Filters) -> list[IncidentFact]:
    """In the order of the files and of the lines in them."""
    return [IncidentFact(*row) for row in _fetch(cursor, _INCIDENTS, filters)]


def list_item_facts(cursor: Cursor, filters: Filters) -> list[ItemFact]:
    """The action items of the incidents that the filters leave, in the same order."""
    return [ItemFact(*row) for row in _fetch(cursor, _ITEMS, filters)]


def find_places(cursor: Cursor, keys: Sequence[str]) -> Places:
    """Where the values of some incidents stand: of a duration where that stands which counts, the authors' words or the timeline's end."""
    lines = {(key, field): line for key, field, line in cursor.execute(_PLACES, {"keys": list(keys)}).fetchall()}
    places: dict[tuple[str, str], int] = {}
    for key, *is_timeline in cursor.execute(_BASES, {"keys": list(keys)}).fetchall():
        times = {name: _TIMES[name][::-1] if ends else _TIMES[name] for name, ends in zip(_TIMES, is_timeline, strict=True)}
        for field, asked in {**_FIELDS, **times}.items():
            found = [lines[key, name] for name in asked if (key, name) in lines]
            places.update({(key, field): found[0]} if found else {})
    return places


def _fetch(cursor: Cursor, sql: str, filters: Filters) -> list[tuple[Any, ...]]:
    statement, values = apply_filters(sql, filters)
    return cursor.execute(parse(cursor, statement), values).fetchall()
