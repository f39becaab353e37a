"""Many files into the store: only what changed is read again, on every core, and published as one snapshot."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from analytics.errors import NothingFoundError, StoreDamagedError, StoreMissingError
from analytics.ingest.batch import Batch, Task, VersionBytes, diagnostics_table, read_batch, read_versions, status_words
from analytics.ingest.corpus_checks import FORGET, check_corpus
from analytics.ingest.dialect_check import check_dialects
from analytics.ingest.history.roots import list_folders, read_heads
from analytics.ingest.history.tables import load_sources
from analytics.ingest.history.update import Ingested, update_history
from analytics.ingest.read import Promised
from analytics.ingest.sources import SourceFile, find_files, prefixes_of
from analytics.ingest.ticket_states import forget_tickets, take_tickets
from analytics.ingest.tickets import read_export
from analytics.ingest.undated import settle_undated
from analytics.ingest.workers import Workers, batched
from analytics.settings import Settings
from analytics.store.carry import carry_history
from analytics.store.database import Store
from analytics.store.load import (
    Origin,
    delete_documents,
    insert_batches,
    target_rows,
    write_annotations,
    write_quarters,
    write_snapshot_info,
    write_targets,
)
from analytics.store.snapshot import Draft, publishing

BATCH_FILES = 200
BATCH_VERSIONS = 500
"""Of a version only the action items are read, which takes a fraction of the time of the whole document."""
FEW_BATCHES = 4
"""So many of versions are read in the time that starting processes takes."""
INSERTED_BYTES = 50_000_000
"""Rows wait for each other up to this much memory: a statement costs the same for few of them as for many."""

Progress = Callable[[int, int, str], None]
"""Told of how many of how many `files` or `commits` have been read."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an ingest has to do: files to read, documents that are gone, files that are as the store knows them."""

    tasks: list[Task]
    removed: list[str]
    unchanged: int
    new: int


@dataclass(slots=True)
class Summary:
    """What an ingest did. `diagnostics` counts, by code, everything the store now holds."""

    files: int = 0
    incidents: int = 0
    new: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    diagnostics: dict[str, int] = field(default_factory=dict)
    errors: int = 0
    seconds: float = 0.0
    published: bool = False


def ingest(
    sources: Sequence[Path],
    store: Store,
    settings: Settings,
    jobs: int | None = None,
    progress: Progress | None = None,
    root: Path = Path(),
) -> Summary:
    """Bring the store up to date with the sources, which are its whole content: documents that are gone leave it.

    Nothing is published where nothing changed. `root`: the folder of the settings, beside which the export of tickets stands.

    Raises:
        SourceMissingError, UsageError: the sources are not as `find_files` needs them.
        NothingFoundError: the sources are empty, and the store is not.
        SettingsError: the export of tickets cannot be read.
        DialectError: an own dialect names something that there is not.
        StoreBusyError, StoreUnwritableError: the store cannot be written now.
    """
    began = time.monotonic()
    check_dialects(settings)
    found = find_files(sources, settings.ingest)
    export = read_export(root, settings, status_words(settings))
    origin = _Origin(sources, settings, export.digest)
    if _is_current(store, found, origin) and _has_same_history(store, sources, settings):
        return _summarise(store, Plan([], [], len(found), 0), 0, began)
    with publishing(store.directory, fresh=not _can_continue(store, origin)) as draft:
        hashes = {} if draft.continues else carry_history(draft.connection, store.directory)
        plan = _plan_draft(store, draft, found)
        if plan.removed and not found:
            raise NothingFoundError(origin.source, len(plan.removed))
        report = progress or (lambda _done, _all, _what: None)
        with Workers(jobs or os.cpu_count() or 1) as workers:
            touched = _read_into(draft, plan, settings, workers, report)
            forget_tickets(draft.connection)
            _follow_history(draft.connection, sources, settings, hashes, workers, report)
        findings = take_tickets(draft.connection, export, settings) + settle_undated(draft.connection, settings)
        insert_batches(draft.connection, {"diagnostics": diagnostics_table(findings)})
        _finish(draft, settings, origin)
    return _summarise(store, plan, touched, began, published=True)


class _Origin:
    """What decides whether rows of an older snapshot may stay: the reader's code, its settings, and the day of judgement."""

    def __init__(self, sources: Sequence[Path], settings: Settings, tickets: str) -> None:
        self.tickets = tickets
        self.source = ", ".join(source.resolve().name for source in sources)
        self.reader_version = reader_version(settings)
        self.settings = settings.model_dump_json()
        self.counted = settings.model_dump_json(exclude={"report"})
        self.targets = set(target_rows(settings))
        self.as_of = as_of(settings)


def as_of(settings: Settings) -> date:
    """The day on which "overdue" is judged: the one set, else today in the calendar's zone."""
    return settings.calendar.as_of or datetime.now(ZoneInfo(settings.calendar.time_zone)).date()


def reader_version(settings: Settings) -> str:
    """Changes whenever the same file could give other rows: with the reading code, the dialects, or the settings it reads by."""
    digest = hashlib.sha256()
    package = files("analytics")
    for source in (package / "model.py", package / "diagnostics.py", package / "quarters.py", *_sources_of(package / "ingest")):
        digest.update(source.read_bytes())
    digest.update(
        settings.model_dump_json(
            include={"teams", "calendar", "aliases", "ingest", "history", "links", "rules", "dialects"}
        ).encode()
    )
    return digest.hexdigest()[:16]


def _sources_of(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _sources_of(entry)
        elif entry.name.endswith((".py", ".toml")):
            yield entry


def _can_continue(store: Store, origin: _Origin) -> bool:
    try:
        return store.info().reader_version == origin.reader_version
    except (StoreMissingError, StoreDamagedError, duckdb.Error):
        return False


def _is_current(store: Store, found: Sequence[SourceFile], origin: _Origin) -> bool:
    """Whether a publication would change nothing; the cheap question that a cron job asks most of the time."""
    try:
        info = store.info()
        same = (info.reader_version, info.as_of, info.source) == (origin.reader_version, origin.as_of, origin.source)
        if not same or info.settings.model_dump_json() != origin.settings:
            return False
        with store.cursor() as cursor:
            # A default that somebody has put into the settings changes whose number it is, but not the settings' values.
            if set(cursor.execute("SELECT metric, severity, horizon, target, basis FROM targets").fetchall()) != origin.targets:
                return False
            if info.corpus_fingerprint != _fingerprint(cursor, origin):
                return False
            plan = _plan(cursor, found)
    except (StoreMissingError, StoreDamagedError, duckdb.Error):
        return False
    return not plan.tasks and not plan.removed


def _has_same_history(store: Store, sources: Sequence[Path], settings: Settings) -> bool:
    """Whether the commits that are checked out are those up to which the histories were read."""
    with store.cursor() as cursor:
        known = {folder: revision for folder, (revision, _) in load_sources(cursor).items()}
    if settings.history.source != "git":
        return not known
    # Where a repository further down begins is known from the last ingest; a new one comes with new files.
    folders = list_folders(sources, prefixes_of(sources), [f"{folder}." for folder in known])
    return read_heads(folders) == known


def _plan_draft(store: Store, draft: Draft, found: Sequence[SourceFile]) -> Plan:
    plan = _plan(draft.connection, found)
    # A draft that begins empty knows of no document, but those of the live snapshot leave the store all the same.
    return plan if draft.continues else replace(plan, removed=sorted(_live_documents(store) - {source.path for source in found}))


def _live_documents(store: Store) -> set[str]:
    try:
        with store.cursor() as cursor:
            return {path for (path,) in cursor.execute("SELECT source_path FROM documents").fetchall()}
    except (StoreMissingError, StoreDamagedError, duckdb.Error):
        return set()


def _plan(cursor: duckdb.DuckDBPyConnection, found: Sequence[SourceFile]) -> Plan:
    """Compare by size and time; a file that was read in vain has no hash and is tried again."""
    rows = cursor.execute("SELECT source_path, bytes, epoch_us(modified_at), sha256 FROM documents").fetchall()
    known = {path: (size, modified, sha256) for path, size, modified, sha256 in rows}
    tasks, new = [], 0
    for source in found:
        size, modified, sha256 = known.pop(source.path, (None, None, None))
        new += size is None
        if not sha256 or (size, modified) != (source.bytes, _microseconds(source.modified_at)):
            tasks.append(Task(source, sha256))
    return Plan(tasks, sorted(known), len(found) - len(tasks), new)


def _microseconds(instant: datetime) -> int:
    since = instant - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _read_into(draft: Draft, plan: Plan, settings: Settings, workers: Workers, progress: Progress) -> int:
    """Put what the files give into the draft, batch by batch in the files' order; the number of files merely touched."""
    delete_documents(draft.connection, plan.removed)
    done = touched = 0
    waiting: list[Batch] = []
    for batch in workers.map(partial(read_batch, settings=settings), batched(plan.tasks, BATCH_FILES)):
        waiting.append(batch)
        touched += len(batch.touched)
        done += len(batch.paths) + len(batch.touched)
        if sum(table.nbytes for waits in waiting for table in waits.tables.values()) >= INSERTED_BYTES:
            _insert(draft, waiting)
            waiting.clear()
        progress(done, len(plan.tasks), "files")
    _insert(draft, waiting)
    return touched


def _insert(draft: Draft, batches: Sequence[Batch]) -> None:
    if draft.continues:
        delete_documents(draft.connection, [path for batch in batches for path in batch.paths])
    tables = {
        name: pa.concat_tables([batch.tables[name] for batch in batches]) for name in (batches[0].tables if batches else ())
    }
    insert_batches(draft.connection, tables)
    _touch(draft.connection, [source for batch in batches for source in batch.touched])


def _touch(connection: duckdb.DuckDBPyConnection, touched: Sequence[SourceFile]) -> None:
    if not touched:
        return
    paths = [source.path for source in touched]
    instants = pa.array([source.modified_at for source in touched], pa.timestamp("us", "UTC"))
    times = pa.table({"path": paths, "time": instants})
    connection.register("touched", times)
    connection.execute("UPDATE documents SET modified_at = touched.time FROM touched WHERE source_path = touched.path")
    connection.unregister("touched")


def _follow_history(
    connection: duckdb.DuckDBPyConnection,
    sources: Sequence[Path],
    settings: Settings,
    hashes: dict[str, str],
    workers: Workers,
    progress: Progress,
) -> None:
    now = connection.execute("SELECT source_path, sha256 FROM documents").fetchall() if hashes else []
    unchanged = {path for path, sha256 in now if hashes.get(path) == sha256}
    read = partial(_read_all, workers, settings)
    ingested = Ingested(
        sources, settings, datetime.now(UTC), read, unchanged, lambda done, total: progress(done, total, "commits")
    )
    insert_batches(connection, {"diagnostics": diagnostics_table(update_history(connection, ingested))})


def _read_all(workers: Workers, settings: Settings, versions: Iterable[VersionBytes]) -> Iterator[list[Promised] | None]:
    batches = batched(versions, BATCH_VERSIONS)
    for found in workers.map(partial(read_versions, settings=settings), batches, FEW_BATCHES):
        yield from found


def _finish(draft: Draft, settings: Settings, origin: _Origin) -> None:
    draft.connection.execute(FORGET)
    insert_batches(draft.connection, {"diagnostics": diagnostics_table(check_corpus(draft.connection, settings))})
    write_quarters(draft.connection, settings)
    write_targets(draft.connection, settings)
    write_annotations(draft.connection, settings)
    fingerprint = _fingerprint(draft.connection, origin)
    write_snapshot_info(draft, settings, Origin(origin.as_of, origin.source, fingerprint, origin.reader_version))


def _fingerprint(connection: duckdb.DuckDBPyConnection, origin: _Origin) -> str:
    """Of every document's path, content and history, of the settings and the export of tickets: equal fingerprints, equal numbers.

    How a report looks changes no number, and where its template lies differs from machine to machine.
    """
    query = """SELECT (SELECT sha256(string_agg(source_path || ':' || sha256, '\n' ORDER BY source_path)) FROM documents),
        (SELECT bit_xor(md5_number_lower(concat_ws('|', item_key, ordinal, changed_at, field, old, new))) FROM action_item_changes)"""
    content = str(connection.execute(query).fetchone())
    return hashlib.sha256(f"{content}\n{origin.counted}\n{origin.as_of}\n{origin.tickets}".encode()).hexdigest()[:12]


def _summarise(store: Store, plan: Plan, touched: int, began: float, *, published: bool = False) -> Summary:
    with store.cursor() as cursor:
        counts = cursor.execute("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM incidents)").fetchall()[0]
        codes = cursor.execute("SELECT code, count(*) FROM diagnostics GROUP BY code ORDER BY code").fetchall()
        errors = cursor.execute("SELECT count(*) FROM diagnostics WHERE level = 'error'").fetchall()[0][0]
    return Summary(
        files=counts[0],
        incidents=counts[1],
        new=plan.new,
        changed=len(plan.tasks) - plan.new - touched,
        removed=len(plan.removed),
        unchanged=plan.unchanged + touched,
        diagnostics=dict(codes),
        errors=errors,
        seconds=time.monotonic() - began,
        published=published,
    )
