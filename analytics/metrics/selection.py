"""What can be chosen in the filters, and how many incidents a choice leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from analytics.metrics.filters import INCIDENTS, NOT_STATED, Filters, apply_filters
from analytics.store.database import Cursor, parse


@dataclass(frozen=True, slots=True)
class Choices:
    """The values that a snapshot offers for each filter. `undated` counts the incidents that belong to no quarter."""

    quarters: tuple[str, ...]
    teams: tuple[str, ...]
    severities: tuple[str, ...]
    statuses: tuple[str, ...]
    incidents: int
    undated: int
    documents: int


def compute_choices(cursor: Cursor) -> Choices:
    """Quarters in order, none missing; teams, severities and statuses that occur, NOT_STATED last where it does."""
    quarters = [row[0] for row in cursor.execute("SELECT quarter FROM quarters ORDER BY quarter").fetchall()]
    incidents, undated, documents = cursor.execute(
        "SELECT count(*), count(*) FILTER (WHERE quarter IS NULL), (SELECT count(*) FROM documents) FROM incidents"
    ).fetchall()[0]
    return Choices(
        tuple(quarters),
        _values(cursor, "SELECT DISTINCT team FROM incidents ORDER BY team NULLS LAST"),
        _values(cursor, "SELECT DISTINCT severity FROM incidents ORDER BY severity NULLS LAST"),
        _values(
            cursor,
            "SELECT DISTINCT status FROM incidents ORDER BY list_position(['draft', 'in_review', 'final'], status) NULLS LAST",
        ),
        incidents,
        undated,
        documents,
    )


class Selected(NamedTuple):
    """How many incidents the filters leave, and how many of them have no date and so no quarter."""

    incidents: int
    undated: int


def count_selected(cursor: Cursor, filters: Filters) -> Selected:
    sql = f"SELECT count(*), count(*) FILTER (quarter IS NULL) FROM {INCIDENTS.table} WHERE {INCIDENTS.conditions}"
    statement, values = apply_filters(sql, filters)
    return Selected(*cursor.execute(parse(cursor, statement), values).fetchall()[0])


def _values(cursor: Cursor, query: str) -> tuple[str, ...]:
    return tuple(row[0] or NOT_STATED for row in cursor.execute(query).fetchall())
