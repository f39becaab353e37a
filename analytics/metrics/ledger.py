"""Open action items for those who have to close them: one record each, and the place of one item in its document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from analytics.errors import UsageError
from analytics.metrics.filters import NOT_STATED
from analytics.store.database import Cursor


@dataclass(frozen=True, slots=True)
class Promises:
    """Which open items: of some teams, owners and severities; overdue, due within so many days, or either. Nothing set: all of them."""

    teams: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    overdue: bool = False
    due_within: int | None = None


class OpenItem(NamedTuple):
    """An open action item. Its fields are the keys of what `postmortems actions --format json` prints, and so a contract.

    `number`: by which `postmortems actions complete` knows it: its own, or its place where no item of the incident has a number.
    """

    incident_id: str | None
    number: int | None
    action: str
    owner: str | None
    team: str | None
    severity: str | None
    horizon: str | None
    status: str
    opened_on: date | None
    due_date: date | None
    overdue_days: int | None
    ticket: str | None
    ticket_url: str | None
    title: str | None
    source_path: str
    line: int
    incident_key: str
    item_key: str
    as_of: date


_NUMBER = "coalesce(number, CASE WHEN count(number) OVER (PARTITION BY incident_key) = 0 THEN ordinal END)"
_LISTED = f"""
WITH numbered AS (SELECT * REPLACE ({_NUMBER} AS number) FROM action_item_states)
SELECT {", ".join(OpenItem._fields)}
FROM numbered, (SELECT as_of FROM snapshot_info)
WHERE is_open
    AND (NOT $narrowed OR ($overdue AND is_overdue) OR coalesce(due_date BETWEEN as_of AND as_of + $days::INTEGER, false))
    AND (len($teams::VARCHAR[]) = 0 OR list_contains($teams::VARCHAR[], coalesce(team, $nobody)))
    AND (len($owners::VARCHAR[]) = 0 OR list_contains($owners::VARCHAR[], lower(ltrim(coalesce(owner, $nobody), '@'))))
    AND (len($severities::VARCHAR[]) = 0 OR list_contains($severities::VARCHAR[], coalesce(severity, $nobody)))
ORDER BY team NULLS LAST, lower(owner) NULLS LAST, owner, overdue_days DESC NULLS LAST, due_date NULLS LAST, source_path,
    incident_key, ordinal
"""
_KNOWN = {
    "team": "SELECT DISTINCT coalesce(team, $nobody) FROM incidents ORDER BY 1",
    "owner": "SELECT DISTINCT coalesce(owner, $nobody) FROM action_items ORDER BY 1",
    "severity": "SELECT DISTINCT coalesce(severity, $nobody) FROM incidents ORDER BY 1",
}


def list_open_items(cursor: Cursor, wanted: Promises) -> list[OpenItem]:
    """By team and owner, the longest overdue first.

    Raises:
        UsageError: there is no such team, owner or severity.
    """
    _check_known(cursor, "team", wanted.teams)
    _check_known(cursor, "owner", wanted.owners)
    _check_known(cursor, "severity", wanted.severities)
    values = {
        "nobody": NOT_STATED,
        "narrowed": wanted.overdue or wanted.due_within is not None,
        "overdue": wanted.overdue,
        "days": wanted.due_within if wanted.due_within is not None else -1,
        "teams": list(wanted.teams),
        "owners": [_plain(owner) for owner in wanted.owners],
        "severities": list(wanted.severities),
    }
    return [OpenItem(*row) for row in cursor.execute(_LISTED, values).fetchall()]


def _check_known(cursor: Cursor, name: str, wanted: Sequence[str]) -> None:
    """A misspelt team would have nothing overdue, which looks like good news."""
    known = [value for (value,) in cursor.execute(_KNOWN[name], {"nobody": NOT_STATED}).fetchall()]
    same = {_plain(value) for value in known} if name == "owner" else set(known)
    for value in wanted:
        if (_plain(value) if name == "owner" else value) not in same:
            raise UsageError(f"There is no {name} {value!r} in this store: choose from {', '.join(known) or 'none'}.")


def _plain(owner: str) -> str:
    """An @ in front and capitals make no difference, as in [teams.owners]."""
    return owner.lstrip("@").lower()
