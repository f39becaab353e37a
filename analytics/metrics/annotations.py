"""The organisation's dated notes, and the days of the quarters in which charts place them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from analytics.metrics.filters import Filters
from analytics.store.database import Cursor

Bounds = tuple[date, date]
"""The first and the last day, both included."""


@dataclass(frozen=True, slots=True)
class Note:
    """A row of `annotations`. `last` is `first` where the note is of one day."""

    first: date
    last: date
    text: str
    kind: str
    teams: tuple[str, ...]
    metric: str | None


@dataclass(frozen=True, slots=True)
class Notes:
    """All notes in the order of their days, and the calendar of the store."""

    notes: tuple[Note, ...] = ()
    quarters: tuple[tuple[str, Bounds], ...] = ()

    def of_teams(self, teams: tuple[str, ...]) -> Notes:
        """Those that concern one of the teams; all of them where no team is chosen."""
        if not teams:
            return self
        return Notes(tuple(note for note in self.notes if not note.teams or set(note.teams) & set(teams)), self.quarters)


NO_NOTES = Notes()


def load_notes(cursor: Cursor, _filters: Filters) -> Notes:
    """Every note of the store: which of them a chart draws depends on its quarters, its metric and the teams chosen."""
    query = "SELECT starts_on, coalesce(ends_on, starts_on), text, kind, teams, metric FROM annotations ORDER BY ordinal"
    rows = cursor.execute(query).fetchall()
    quarters = cursor.execute("SELECT quarter, starts_on, ends_on FROM quarters ORDER BY quarter").fetchall()
    return Notes(
        tuple(Note(first, last, text, kind, tuple(teams), metric) for first, last, text, kind, teams, metric in rows),
        tuple((quarter, (first, last)) for quarter, first, last in quarters),
    )
