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


class Promised(NamedTuple):
    """One action item: where it stands in its document, and what the store knows of that."""

    incident_key: str
    ordinal: int
    horizon: str | None
    source_path: str
    line: int
    reader: str
    sha256: str
    completed_on: date | None


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
ORDER BY CASE WHEN NOT $narrowed THEN team END NULLS LAST, CASE WHEN NOT $narrowed THEN lower(owner) END NULLS LAST,
    CASE WHEN NOT $narrowed THEN owner END, overdue_days DESC NULLS LAST, due_date NULLS LAST, source_path, incident_key, ordinal
"""
_DOUBTFUL = "SELECT source_path || ':' || line FROM action_item_states WHERE outcome = 'status unknown' ORDER BY ALL"
_NUMBERED = f"""
SELECT {_NUMBER} AS number, incident_key, ordinal, horizon, source_path, line, reader, sha256, completed_on
FROM action_items JOIN incidents USING (incident_key) JOIN documents USING (source_path) WHERE incident_key = $incident_key
ORDER BY ordinal
"""
_KNOWN = {
    "team": "SELECT DISTINCT coalesce(team, $nobody) FROM incidents ORDER BY 1",
    "owner": "SELECT DISTINCT coalesce(owner, $nobody) FROM action_items ORDER BY 1",
    "severity": "SELECT DISTINCT coalesce(severity, $nobody) FROM incidents ORDER BY 1",
}


def list_open_items(cursor: Cursor, wanted: Promises) -> list[OpenItem]:
    """By team and owner, and of each the longest overdue first; where days are asked for, the longest overdue of all first.

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


def find_doubtful(cursor: Cursor) -> list[str]:
    """Where the items stand that are past their due date and state no status: whether they are overdue, nobody wrote."""
    return [str(place) for (place,) in cursor.execute(_DOUBTFUL).fetchall()]


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


def find_item(cursor: Cursor, incident_id: str, number: int, horizon: str | None) -> Promised:
    """The item of an incident that has this number, among those of a horizon where one is given.

    Raises:
        UsageError: there is no such item, or more than one.
    """
    found = cursor.execute(_NUMBERED, {"incident_key": _find_incident(cursor, incident_id)}).fetchall()
    items = [Promised(*row) for its, *row in found if its == number]
    chosen = [item for item in items if horizon in (None, item.horizon)]
    if len(chosen) == 1:
        return chosen[0]
    if chosen:
        lines = ", ".join(f"line {item.line}{f' ({item.horizon})' if item.horizon else ''}" for item in chosen)
        way = "say which with --horizon" if len({item.horizon for item in chosen}) == len(chosen) else "number them apart"
        raise UsageError(f"{incident_id} has {len(chosen)} action items {number}, {lines}: {way}.")
    known = ", ".join(dict.fromkeys(str(its) for its, *_ in found if its is not None)) or "none"
    raise UsageError(f"{incident_id} has no action item {number}{f' of {horizon}' if horizon else ''}: its numbers are {known}.")


def _find_incident(cursor: Cursor, incident_id: str) -> str:
    query = """SELECT incident_key, source_path FROM incidents
        WHERE incident_id = $id OR (incident_id IS NULL AND $id IN (incident_key, title)) ORDER BY source_path, source_line"""
    found = cursor.execute(query, {"id": incident_id}).fetchall()
    if not found:
        raise UsageError(f"There is no incident {incident_id!r} in this store: check the id, or ingest its document first.")
    if len(found) > 1:
        paths = ", ".join(path for _, path in found)
        raise UsageError(
            f"{len(found)} incidents have the id {incident_id} ({paths}): give each an id of its own, and ingest again."
        )
    return str(found[0][0])
