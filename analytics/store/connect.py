"""How a snapshot is opened for reading: one configuration, since a process may open a file under one configuration only."""

from __future__ import annotations

from pathlib import Path

import duckdb

_READER: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
}


def open_reader(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection that reaches nothing but the file.

    Raises:
        duckdb.Error: the file is no database that this version can open.
    """
    return duckdb.connect(str(path), read_only=True, config=_READER)
