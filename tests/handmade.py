"""Small real stores from hand-written rows, so that a test can know every answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa

from analytics.quarters import quarter_of
from analytics.settings import Settings, load_settings
from analytics.store.carry import HISTORY_TABLES
from analytics.store.database import Store
from analytics.store.load import (
    TABLES,
    Connection,
    Origin,
    write_annotations,
    write_quarters,
    write_snapshot_info,
    write_targets,
)
from analytics.store.snapshot import publishing

Row: TypeAlias = Mapping[str, Any]

AS_OF = date(2026, 10, 1)
_EMPTY = {
    "VARCHAR": "",
    "INTEGER": 0,
    "BIGINT": 0,
    "BOOLEAN": False,
    "VARCHAR[]": [],
    "TIMESTAMP WITH TIME ZONE": datetime(2026, 1, 1, tzinfo=UTC),
}


def publish_rows(
    directory: Path, tables: Mapping[str, Sequence[Row]], settings: Settings | None = None, as_of: date = AS_OF
) -> Store:
    """Publishes a snapshot with these rows. What a row leaves out is NULL, or the empty value where a column cannot be NULL.

    An incident needs only its key: it gets a document of its own and the quarter of its date. Child rows get their ordinals.
    """
    settings = settings or load_settings(None)
    with publishing(directory, fresh=True) as draft:
        for table, rows in _complete(tables, settings).items():
            draft.connection.register("handmade", _to_arrow(draft.connection, table, rows))
            draft.connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM handmade")
            draft.connection.unregister("handmade")
        write_quarters(draft.connection, settings)
        write_targets(draft.connection, settings)
        write_annotations(draft.connection, settings)
        write_snapshot_info(draft, settings, Origin(as_of, "handmade", "fingerprint", "reader"))
    return Store(directory)


def _complete(tables: Mapping[str, Sequence[Row]], settings: Settings) -> dict[str, list[Row]]:
    incidents = [_complete_incident(row, settings.calendar.fiscal_year_starts) for row in tables.get("incidents", ())]
    given_paths = {row["source_path"] for row in tables.get("documents", ())}
    documents = [
        {"source_path": row["source_path"], "sha256": row["incident_key"], "incidents": 1}
        for row in incidents
        if row["source_path"] not in given_paths
    ]
    children = {name: _number(rows) for name, rows in tables.items() if name not in ("incidents", "documents")}
    given = {"documents": [*documents, *tables.get("documents", ())], "incidents": incidents, **children}
    return {table: given[table] for table in (*TABLES, *HISTORY_TABLES) if given.get(table)}


def _complete_incident(row: Row, fiscal_year_starts: int) -> Row:
    day = row.get("incident_date")
    quarter = quarter_of(day, fiscal_year_starts) if day else None
    return {"source_path": f"{row['incident_key']}.md", "source_line": 1, "dialect": "template", "quarter": quarter, **row}


def _number(rows: Sequence[Row]) -> list[Row]:
    return [{"ordinal": place, "line": 10 + place, **row} for place, row in enumerate(rows)]


def _to_arrow(connection: Connection, table: str, rows: Sequence[Row]) -> pa.Table:
    columns = connection.execute(
        "SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_name = ?", [table]
    ).fetchall()
    names = {name for name, _, _ in columns}
    # Diagnostics have no ordinal; a misspelt column must not go unnoticed.
    if unknown := {name for row in rows for name in row} - names - {"ordinal"}:
        raise KeyError(f"{table} has no column {sorted(unknown)}")
    defaults = {name: None if nullable == "YES" else _EMPTY[kind] for name, kind, nullable in columns}
    whole = [{name: row.get(name, default) for name, default in defaults.items()} for row in rows]
    return pa.Table.from_pylist(whole)
