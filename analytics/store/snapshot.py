"""How a snapshot comes to life: built under a temporary name, made durable, then named by CURRENT in one atomic step.

A writer that dies at any instant leaves CURRENT on the snapshot before; what it left behind goes with the next publication.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import duckdb

from analytics.errors import StoreBusyError, StoreUnwritableError
from analytics.store.connect import open_reader

CURRENT = "CURRENT"
LOCK = ".lock"
SCHEMA_VERSION = 14
KEPT = 2
"""The live snapshot and the one before it, so that a page run which began just before a publication finds its file."""

_NAME = re.compile(r"corpus-(\d+)\.duckdb")
_FICLONE = 0x40049409
_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Draft:
    """A snapshot in the making. `continues`: it holds the rows of the live snapshot, else its tables are empty."""

    connection: duckdb.DuckDBPyConnection
    generation: int
    continues: bool


def read_current(directory: Path) -> Path | None:
    """The file that CURRENT names, whether it exists or not; None where nothing was ever published."""
    try:
        name = (directory / CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    return directory / Path(name).name


def generation_of(snapshot: Path) -> int:
    """The number in `corpus-<generation>.duckdb`; 0 for any other name."""
    match = _NAME.fullmatch(snapshot.name)
    return int(match[1]) if match else 0


@contextmanager
def publishing(directory: Path, *, fresh: bool = False, wait_seconds: float = 2.0) -> Iterator[Draft]:
    """A draft to fill; leaving the block normally makes it the live snapshot, an exception discards it.

    The draft starts as a copy of the live snapshot, or empty where there is none of this schema or `fresh` asks for it.

    Raises:
        StoreBusyError: another writer has held the lock for longer than `wait_seconds`.
        StoreUnwritableError: the directory cannot be written.
    """
    with _locked(directory, wait_seconds):
        live = read_current(directory)
        _remove_leftovers(directory, live)
        generation = generation_of(live) + 1 if live else 1
        path = directory / f"corpus-{generation:08d}.duckdb"
        building = path.with_suffix(".duckdb.tmp")
        try:
            with _open_draft(building, generation, None if fresh else live) as draft:
                yield draft
                execute_script(draft.connection, "derived.sql")
                draft.connection.execute("CHECKPOINT")
            _publish(building, path)
        except BaseException:
            _discard(building)
            raise
        _remove_leftovers(directory, path)


def execute_script(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Runs one of the SQL files that lie beside this module."""
    connection.execute((resources.files("analytics.store") / name).read_text(encoding="utf-8"))


@contextmanager
def _locked(directory: Path, wait_seconds: float) -> Iterator[None]:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        lock = (directory / LOCK).open("a")
    except OSError as error:
        raise StoreUnwritableError(directory, error.strerror or str(error)) from error
    with lock:
        deadline = time.monotonic() + wait_seconds
        while not _try_lock(lock.fileno()):
            if time.monotonic() > deadline:
                raise StoreBusyError(directory)
            time.sleep(_POLL_SECONDS)
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _open_draft(building: Path, generation: int, live: Path | None) -> Iterator[Draft]:
    continues = live is not None and _is_continuable(live)
    if continues and live is not None:
        _copy(live, building)
    connection = duckdb.connect(str(building))
    try:
        connection.execute("SET TimeZone = 'UTC'")
        if not continues:
            execute_script(connection, "schema.sql")
        yield Draft(connection, generation, continues)
    finally:
        connection.close()


def _is_continuable(live: Path) -> bool:
    """Whether the live snapshot is whole and of this schema; a damaged one is rebuilt, not carried on."""
    try:
        with open_reader(live) as connection:
            row = connection.execute("SELECT schema_version FROM snapshot_info").fetchone()
    except duckdb.Error:
        return False
    return row is not None and row[0] == SCHEMA_VERSION


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as reader, target.open("wb") as writer:
        try:
            fcntl.ioctl(writer.fileno(), _FICLONE, reader.fileno())
        except OSError:  # the file system cannot share blocks
            shutil.copyfileobj(reader, writer, 1 << 22)


def _publish(building: Path, path: Path) -> None:
    _sync(building)
    building.rename(path)
    _sync(path.parent)
    pointer = path.with_name(f"{CURRENT}.tmp")
    pointer.write_text(f"{path.name}\n", encoding="utf-8")
    _sync(pointer)
    pointer.replace(path.with_name(CURRENT))
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_leftovers(directory: Path, live: Path | None) -> None:
    """Removes drafts of dead writers, snapshots that CURRENT never named, and those older than the previous one."""
    newest = generation_of(live) if live else 0
    published = sorted((path for path in directory.glob("corpus-*.duckdb") if generation_of(path) <= newest), key=generation_of)
    kept = set(published[-KEPT:])
    for path in [*directory.glob("corpus-*"), directory / f"{CURRENT}.tmp"]:
        if path not in kept:
            path.unlink(missing_ok=True)


def _discard(building: Path) -> None:
    for path in (building, building.with_name(f"{building.name}.wal")):
        path.unlink(missing_ok=True)
