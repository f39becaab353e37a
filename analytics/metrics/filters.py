"""The one record that every metric takes, and the one piece of SQL that applies it."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

NOT_STATED = "not stated"
"""Stands for a NULL team, severity or status in a filter and on the page."""


Times = Literal["preferred", "stated", "timeline"]
"""Whose durations count: those that the settings prefer, or only what the authors state, or only what the timeline gives."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which incidents count, and whose durations. Empty or None means no restriction; quarters and days are inclusive at both ends.

    `teams`, `severities` and `statuses` may hold NOT_STATED, which selects the incidents whose value is NULL.
    """

    quarter_from: str | None = None
    quarter_to: str | None = None
    teams: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    times: Times = "preferred"


EVERYTHING = Filters()
"""No restriction."""


_IN_QUARTERS = {"quarter_from": "quarter >= $quarter_from", "quarter_to": "quarter <= $quarter_to"}
_OF_INCIDENTS = {
    **_IN_QUARTERS,
    "teams": f"list_contains($teams, coalesce(team, '{NOT_STATED}'))",
    "severities": f"list_contains($severities, coalesce(severity, '{NOT_STATED}'))",
    "statuses": f"list_contains($statuses, coalesce(status, '{NOT_STATED}'))",
    "since": "occurred_on >= $since",
    "until": "occurred_on <= $until",
}
_CONDITIONS: dict[str, dict[str, str]] = {
    "incidents": _OF_INCIDENTS,
    "actions": {**_OF_INCIDENTS, "statuses": f"list_contains($statuses, coalesce(incident_status, '{NOT_STATED}'))"},
    "quarters": {**_IN_QUARTERS, "since": "ends_on >= $since", "until": "starts_on <= $until"},
    "months": {"since": "last_day(first_day) >= $since", "until": "first_day <= $until"},
}


class Source(NamedTuple):
    """Where rows come from and the place of the conditions on them: what stands behind FROM and WHERE."""

    table: str
    conditions: str


INCIDENTS = Source("/* incident_facts */", "/* of incidents */")
ACTIONS = Source("action_item_states", "/* of actions */")
"""The action items of the incidents."""

_DURATIONS = ("ttd", "tta", "ttm", "ttr", "duration")
_PLACE = re.compile(r"/\* of (\w+) \*/")


def apply_filters(sql: str, filters: Filters) -> tuple[str, dict[str, Any]]:
    """The statement with the conditions of the restrictions that are set, and the values of their parameters.

    A restriction that is not set costs nothing: planning its condition would take longer than a small table's whole query.
    """
    sql = sql.replace(INCIDENTS.table, "incident_facts" if filters.times == "preferred" else _from_one_source(filters.times))
    given = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(filters).items() if value}

    def conditions(place: re.Match[str]) -> str:
        known = _CONDITIONS[place[1]]
        return " AND ".join(known[name] for name in given if name in known) or "true"

    text = _PLACE.sub(conditions, sql)
    return text, {name: value for name, value in given.items() if f"${name}" in text}


def _from_one_source(times: Times) -> str:
    """Every column, the durations being those of one source."""
    return f"(SELECT * REPLACE ({', '.join(f'{times}_{name} AS {name}' for name in _DURATIONS)}) FROM incident_facts)"


SELECTED = f"WITH selected AS (SELECT * FROM {INCIDENTS.table} WHERE {INCIDENTS.conditions})"
"""Opens a statement with the incidents of a Filters record as `selected`; `apply_filters` puts the conditions in."""

SELECTED_ATTENTION = "WITH selected AS (SELECT * FROM attention_items WHERE /* of incidents */)"
"""The same with what needs attention."""

SELECTED_QUARTERS = "FROM quarters WHERE /* of quarters */"
"""The quarters of a Filters record, those without incidents too."""
