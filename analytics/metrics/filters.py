"""The one record that every metric takes, and the one piece of SQL that applies it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

NOT_STATED = "not stated"
"""Stands for a NULL team, severity or status in a filter and on the page."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which incidents count. Empty or None means no restriction; quarters and days are inclusive at both ends.

    `teams`, `severities` and `statuses` may hold NOT_STATED, which selects the incidents whose value is NULL.
    """

    quarter_from: str | None = None
    quarter_to: str | None = None
    teams: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def parameters(self) -> dict[str, Any]:
        """The values for the named parameters of SELECTED."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


EVERYTHING = Filters()
"""No restriction."""


def _select(table: str, status: str) -> str:
    return f"""
WITH selected AS (
    SELECT * FROM {table}
    WHERE ($quarter_from IS NULL OR quarter >= $quarter_from)
      AND ($quarter_to IS NULL OR quarter <= $quarter_to)
      AND (len($teams) = 0 OR list_contains($teams, coalesce(team, '{NOT_STATED}')))
      AND (len($severities) = 0 OR list_contains($severities, coalesce(severity, '{NOT_STATED}')))
      AND (len($statuses) = 0 OR list_contains($statuses, coalesce({status}, '{NOT_STATED}')))
      AND ($since IS NULL OR occurred_on >= $since)
      AND ($until IS NULL OR occurred_on <= $until)
)
"""


SELECTED = _select("incident_facts", "status")
"""Opens a statement with the incidents of a Filters record as `selected`."""

SELECTED_ACTIONS = _select("action_item_states", "incident_status")
"""The same with their action items."""

SELECTED_ATTENTION = _select("attention_items", "status")
"""The same with what needs attention in them."""
