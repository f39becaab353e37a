"""What a draft that begins empty takes over from the live snapshot: what only earlier ingests saw cannot be read again."""

from __future__ import annotations

from pathlib import Path

import duckdb

from analytics.store.connect import open_reader
from analytics.store.snapshot import read_current

HISTORY_TABLES = ("action_item_histories", "action_item_changes", "history_sources")


def carry_history(connection: duckdb.DuckDBPyConnection, directory: Path) -> dict[str, str]:
    """Copies the history of the action items into an empty draft; the hash of each document that the live snapshot holds.

    A snapshot of another schema gives what it has under the same names; one that cannot be read gives nothing.
    """
    live = read_current(directory)
    if live is None or not live.is_file():
        return {}
    try:
        with open_reader(live) as reader:
            held = {table: reader.sql(f"SELECT * FROM {table}").to_arrow_table() for table in HISTORY_TABLES}
            hashes = dict(reader.execute("SELECT source_path, sha256 FROM documents").fetchall())
    except duckdb.Error:
        return {}
    for table, rows in held.items():
        columns = [name for (name, *_) in connection.execute(f"DESCRIBE {table}").fetchall() if name in rows.column_names]
        connection.register("carried", rows.select(columns))
        connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM carried")
        connection.unregister("carried")
    return hashes
