"""From a number to the file: where the value stands for which a list of incidents was narrowed, and the words that stand there.

Each piece of SQL gives one struct of `line` and `text` for the incident `s`, NULL where the document does not state the value.
"""

from __future__ import annotations

from collections.abc import Sequence

_OWNER = "coalesce(a.owner, 'not stated')"
_STATE = "CASE WHEN a.is_overdue THEN 'overdue' WHEN a.is_open THEN 'waiting' END"
_OPENED = "coalesce(a.opened_on, a.occurred_on)"
_MONTH_END = "last_day(try_cast({value} || '-01' AS DATE))"

ITEM_CONDITIONS: dict[str, str] = {
    "horizon": "coalesce(a.horizon, 'not stated') = {value}",
    "owner": f"{_OWNER} = {{value}}",
    "action_status": "coalesce(a.status, 'not stated') = {value}",
    "action_state": f"{_STATE} = {{value}}",
    "owner_overdue": f"{_STATE} = 'overdue' AND {_OWNER} = {{value}}",
    "owner_waiting": f"{_STATE} = 'waiting' AND {_OWNER} = {{value}}",
    "overdue_band": "a.overdue_band = {value}",
    "action_lacks": """a.is_open AND CASE {value} WHEN 'owner' THEN a.owner IS NULL WHEN 'due date' THEN a.due_date IS NULL
        WHEN 'ticket' THEN a.ticket IS NULL END""",
    "open_at_end_of": f"{_OPENED} <= {_MONTH_END} AND (a.is_open OR a.completed_on > {_MONTH_END})",
}
"""What a narrowing means for an action item `a`."""

TICKED: dict[str, str] = {"factor": "contributing_factors", "method": "detection_methods", "impact": "user_impacts"}
"""The tables of boxes that an incident may tick, by the column that tells them apart."""

NOWHERE = "NULL::STRUCT(line INTEGER, text VARCHAR)"

_TIMES: dict[str, tuple[str, str]] = {
    "ttd": ("time_to_detect", "detected_at"),
    "tta": ("time_to_acknowledge", "acknowledged_at"),
    "ttm": ("time_to_mitigate", "mitigated_at"),
    "ttr": ("time_to_resolve", "resolved_at"),
    "duration": ("duration", "resolved_at"),
}
"""Measure -> the field that states it, and the event with which it ends in the timeline."""
_MEASURES = {f"{field}_min": measure for measure, (field, _) in _TIMES.items()}

# The authors' words come first, unless the number is the timeline's.
_OF_MEASURE = """(SELECT arg_min(struct_pack(line := p.line, text := p.text), (p.field = '{end}') <>
        ($times = 'timeline' OR ($times = 'preferred' AND coalesce(s.{measure}_basis = 'timeline', false))))
    FROM field_sources p WHERE p.incident_key = s.incident_key AND p.field IN ('{stated}', '{end}'))"""
_OF_FIELD = """(SELECT arg_min(struct_pack(line := p.line, text := p.text), p.ordinal) FROM field_sources p
    WHERE p.incident_key = s.incident_key AND p.field = {field})"""
_OF_BOX = """(SELECT arg_min(struct_pack(line := c.line, text := c.text), c.ordinal) FROM {table} c
    WHERE c.incident_key = s.incident_key AND c.{column} = {value})"""
_OF_ITEM = """(SELECT arg_min(struct_pack(line := a.line, text := a.action), a.ordinal) FROM action_item_states a
    WHERE a.incident_key = s.incident_key AND {condition})"""
_FIELDS = {
    "team": "'team'", "severity": "'severity'", "severe": "'severity'", "status": "'status'", "currency": "'revenue_impact'",
    "business_currency": "'business_revenue'", "reputation": "'reputation'", "data_impact": "'data_impact'", "stated": "{value}",
}  # fmt: skip


def place_of(narrow: Sequence[tuple[str, str]]) -> str:
    """Where the value of the last restriction that has a place stands; NOWHERE where none has one."""
    found = ((_place(name, value), at) for at, (name, value) in reversed(list(enumerate(narrow))))
    return next((place.format(value=f"$narrow_{at}") for place, at in found if place), NOWHERE)


def measure_of(narrow: Sequence[tuple[str, str]]) -> str | None:
    """The duration that a list is narrowed to, if it is to one."""
    return next(filter(None, (_measure_of(name, value) for name, value in reversed(narrow))), None)


def _place(name: str, value: str) -> str | None:
    if measure := _measure_of(name, value):
        stated, end = _TIMES[measure]
        return _OF_MEASURE.format(stated=f"stated_{stated}_min", end=end, measure=measure)
    if name in TICKED:
        return _OF_BOX.format(table=TICKED[name], column=name, value="{value}")
    if name in ITEM_CONDITIONS:
        return _OF_ITEM.format(condition=ITEM_CONDITIONS[name])
    return _OF_FIELD.format(field=_FIELDS[name]) if name in _FIELDS else None


def _measure_of(name: str, value: str) -> str | None:
    """The duration that a restriction is about, if it is about one."""
    if name == "stated":
        return _MEASURES.get(value)
    measure = name.removesuffix("_between")
    if name == "excluded":
        measure = value.partition(".")[0].removesuffix("_attainment")
    return measure if measure in _TIMES else None
