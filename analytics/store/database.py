"""The one door to a snapshot: cached read-only connections, one cursor a use.

A connection shared by threads gives wrong rows; its cursors do not. A snapshot file never changes, so a cursor stays on the
snapshot it was opened for, whatever is published meanwhile.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
from pydantic import TypeAdapter

from analytics.errors import StoreDamagedError, StoreMissingError
from analytics.settings import Settings
from analytics.store.connect import open_reader
from analytics.store.snapshot import CURRENT, KEPT, SCHEMA_VERSION, generation_of, read_current

Cursor: TypeAlias = duckdb.DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published file. Hashable, so that caches can be keyed by it."""

    path: Path
    generation: int


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """The row of `snapshot_info`."""

    generation: int
    created_at: datetime
    as_of: date
    source: str
    corpus_fingerprint: str
    schema_version: int
    reader_version: str
    product_version: str
    settings: Settings


class Store:
    """A store's directory. Share one object among threads; take one cursor a use and drain it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._lock = threading.Lock()
        self._pointer: tuple[tuple[int, int, int], Snapshot] | None = None
        self._connections: dict[Path, duckdb.DuckDBPyConnection] = {}

    def current(self) -> Snapshot:
        """The live snapshot. CURRENT is read again only where its file was replaced.

        Raises:
            StoreMissingError: nothing was published here.
        """
        try:
            stat = (self.directory / CURRENT).stat()
        except OSError as error:
            raise StoreMissingError(self.directory) from error
        identity = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        known = self._pointer
        if known is not None and known[0] == identity:
            return known[1]
        path = read_current(self.directory)
        if path is None:
            raise StoreMissingError(self.directory)
        snapshot = Snapshot(path, generation_of(path))
        self._pointer = (identity, snapshot)
        return snapshot

    @contextmanager
    def cursor(self, snapshot: Snapshot | None = None) -> Iterator[Cursor]:
        """A read-only cursor on the given snapshot (None: the live one), in UTC, for one thread and one use.

        Raises:
            StoreMissingError: nothing was published here.
            StoreDamagedError: the snapshot's file is gone or no database that this version can open.
        """
        cursor = self._connection((snapshot or self.current()).path).cursor()
        try:
            cursor.execute("SET TimeZone = 'UTC'")
            yield cursor
        finally:
            cursor.close()

    def info(self, snapshot: Snapshot | None = None) -> SnapshotInfo:
        """What the snapshot says about itself."""
        pinned = snapshot or self.current()
        with self.cursor(pinned) as cursor:
            row = cursor.execute("SELECT * FROM snapshot_info").fetchone()
            names = [column[0] for column in cursor.description]
        values = dict(zip(names, row or (), strict=True))
        return SnapshotInfo(**{**values, "settings": _parse_settings(json.loads(values["settings"]))})

    def _connection(self, path: Path) -> duckdb.DuckDBPyConnection:
        with self._lock:
            if path not in self._connections:
                self._connections[path] = _open_reader(path)
                # Closing would kill cursors that other threads still hold; a dropped one closes with its last cursor.
                for stale in list(self._connections)[:-KEPT]:
                    del self._connections[stale]
            return self._connections[path]


def parse(cursor: Cursor, sql: str) -> duckdb.Statement:
    """The one statement in a constant SQL text, parsed once: parsing takes a third of a small query's time."""
    statement = _parsed.get(sql)
    if statement is None:
        [statement] = cursor.extract_statements(sql)
        # The texts are constants of this program assembled by a few choices, so there are some dozens of them.
        _parsed[sql] = statement
    return statement


_parsed: dict[str, duckdb.Statement] = {}


def _open_reader(path: Path) -> duckdb.DuckDBPyConnection:
    if not path.is_file():
        raise StoreDamagedError(path, "the file is gone")
    try:
        connection = open_reader(path)
        versions = connection.execute("SELECT schema_version FROM snapshot_info").fetchall()
    except duckdb.Error as error:
        raise StoreDamagedError(path, str(error).splitlines()[0]) from error
    if versions != [(SCHEMA_VERSION,)]:
        raise StoreDamagedError(path, "another version of this program wrote it")
    return connection


def _parse_settings(values: dict[str, Any]) -> Settings:
    """The settings as they were at the ingest: past the constructor, which would let today's environment override them."""
    types: dict[str, Any] = {name: field.annotation for name, field in Settings.model_fields.items()}
    return Settings.model_construct(**{name: TypeAdapter(types[name]).validate_python(value) for name, value in values.items()})
