"""Some files -> the rows they give, as one Arrow table for each table of the store. This is what runs in the worker processes."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from analytics.diagnostics import Diagnostic, diagnose
from analytics.ingest.dialect import Dialects, load_dialects
from analytics.ingest.read import FileRead, Promised, read_file, read_promises
from analytics.ingest.reading import Trace
from analytics.ingest.rules.policy import set_levels
from analytics.ingest.sources import SourceFile
from analytics.model import CHILD_TABLES, DOCUMENT_COLUMNS, INCIDENT_COLUMNS, Document, Postmortem
from analytics.settings import Settings

_TEXT, _LIST = pa.string(), pa.list_(pa.string())
_INSTANT, _DATE, _INT, _LONG, _REAL, _BOOL = (
    pa.timestamp("us", tz="UTC"),
    pa.date32(),
    pa.int32(),
    pa.int64(),
    pa.float64(),
    pa.bool_(),
)
_TYPES: dict[str, Any] = {
    **dict.fromkeys(("authors", "reviewers", "review_attendees"), _LIST),
    "line_map": pa.list_(pa.int32()),
    **dict.fromkeys(("is_root_cause", "done", "signed"), _BOOL),
    **dict.fromkeys(("users_affected", "bytes"), _LONG),
    **dict.fromkeys(("revenue_impact", "business_revenue"), _REAL),
    **dict.fromkeys(("source_line", "false_positives", "depth", "number", "incidents", "ordinal", "line", "col"), _INT),
    **dict.fromkeys(("content_lines", "captured_lines", "boilerplate_lines"), _INT),
}
_SUFFIXES = {"_min": _REAL, "_at": _INSTANT, "_on": _DATE, "_date": _DATE}
_DIAGNOSTIC_COLUMNS = ("source_path", "line", "col", "code", "message", "hint", "level", "incident_key")


_NEW_OBJECTS = 50_000


class Task(NamedTuple):
    """A file to read unless its content still has the hash that the store knows (None: it is new)."""

    source: SourceFile
    known_sha256: str | None


@dataclass(slots=True)
class Batch:
    """What some files gave. `touched`: files whose content is the one already in the store, though their time is not."""

    tables: dict[str, pa.Table] = field(default_factory=dict)
    touched: list[SourceFile] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


def read_batch(tasks: Sequence[Task], settings: Settings) -> Batch:
    """Read the files of the tasks, in order. A file that cannot be read is a diagnostic; the others go on."""
    batch = Batch()
    reads: list[FileRead] = []
    with _fewer_collections():
        for task in tasks:
            read = read_source(task, settings)
            if read is None:
                batch.touched.append(task.source)
            else:
                batch.paths.append(task.source.path)
                reads.append(read)
        batch.tables = build_tables(reads)
    return batch


@contextmanager
def _fewer_collections() -> Iterator[None]:
    """Records have no cycles and stay until the batch is handed over: looking through them again and again costs a tenth of reading.

    Not turned off: the parser of HTML does leave cycles.
    """
    usual = gc.get_threshold()
    gc.set_threshold(_NEW_OBJECTS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def read_source(task: Task, settings: Settings, traces: list[Trace] | None = None) -> FileRead | None:
    """What the file gives, None where its content is the one that the store knows; `traces` get one for each text."""
    source = task.source
    data, problem = _read_bytes(source, settings)
    if problem:
        return FileRead([], _unread(source), list(set_levels([problem], settings.rules)))
    if task.known_sha256 and hashlib.sha256(data).hexdigest() == task.known_sha256:
        return None
    try:
        return read_data(source, data, settings, traces)
    except Exception as error:  # a mistake of ours must cost one document, not the ingest of all the others
        message = f"the reader failed on this file ({type(error).__name__}); please report it"
        return FileRead([], _unread(source), [diagnose(source.path, 0, "PM011", message, column=0)])


def read_data(source: SourceFile, data: bytes, settings: Settings, traces: list[Trace] | None = None) -> FileRead:
    """What the file gives with these bytes in it."""
    return read_file(source.path, data, source.modified_at, settings, _dialects(settings), traces)


VersionBytes = tuple[str, bytes | None]
"""The path of a document and its bytes in one version; None where they are lost."""


def read_versions(versions: Sequence[VersionBytes], settings: Settings) -> list[list[Promised] | None]:
    """The action items of each document when it had these bytes; none where it cannot be read, None where there are no bytes."""
    with _fewer_collections():
        return [None if data is None else _read_version(path, data, settings) for path, data in versions]


def _read_version(path: str, data: bytes, settings: Settings) -> list[Promised]:
    if len(data) > settings.ingest.max_bytes:
        return []
    try:
        return read_promises(path, data, settings, _dialects(settings))
    except Exception:  # as in `read_source`, which says so where it happens to the document of now
        return []


def status_words(settings: Settings) -> Mapping[str, str]:
    """What words for the status of an action item mean where no document says in which dialect they are."""
    return next(dialect for dialect in _dialects(settings).all if dialect.name == "generic").words["action_status"]


def _dialects(settings: Settings) -> Dialects:
    # What a dialect leaves unsaid must stay unsaid: there the one that it extends speaks.
    return _load_dialects_once(settings.model_dump_json(include={"aliases", "dialects"}, exclude_unset=True))


@lru_cache(maxsize=4)
def _load_dialects_once(wording: str) -> Dialects:
    return load_dialects(Settings.model_validate_json(wording))


def _read_bytes(source: SourceFile, settings: Settings) -> tuple[bytes, Diagnostic | None]:
    limit = settings.ingest.max_bytes
    if source.bytes > limit:
        return b"", diagnose(source.path, 0, "PM006", f"{source.bytes:,} bytes; the limit is {limit:,}", column=0)
    try:
        return Path(source.file).read_bytes(), None
    except OSError as error:
        kind = "folder" if source.path.endswith("/") else "file"
        return b"", diagnose(source.path, 0, "PM001", f"the {kind} cannot be read: {error.strerror}", column=0)


def _unread(source: SourceFile) -> Document:
    """The row of a file that was looked at in vain; its empty hash makes the next ingest try again."""
    return Document(source.path, "", source.bytes, source.modified_at, "none", None, 0, 0, 0, 0, "", None)


def build_tables(reads: Sequence[FileRead]) -> dict[str, pa.Table]:
    """The rows of what some files gave, as `insert_batches` takes them."""
    postmortems = [postmortem for read in reads for postmortem in read.postmortems]
    tables = {
        "documents": _table(DOCUMENT_COLUMNS, (attrgetter(*DOCUMENT_COLUMNS)(read.document) for read in reads)),
        "incidents": _table(INCIDENT_COLUMNS, (attrgetter(*INCIDENT_COLUMNS)(p.incident) for p in postmortems)),
        "diagnostics": diagnostics_table(diagnostic for read in reads for diagnostic in read.diagnostics),
    }
    for table, columns in CHILD_TABLES.items():
        tables[table] = _table(("incident_key", "ordinal", *columns), _child_rows(postmortems, table))
    return tables


def diagnostics_table(diagnostics: Iterable[Diagnostic]) -> pa.Table:
    return _table(_DIAGNOSTIC_COLUMNS, diagnostics)


def _child_rows(postmortems: Iterable[Postmortem], table: str) -> Iterable[tuple[object, ...]]:
    for postmortem in postmortems:
        key = postmortem.incident.incident_key
        for ordinal, record in enumerate(getattr(postmortem, table), 1):
            yield (key, ordinal, *record)


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> pa.Table:
    values: Iterable[Sequence[object]] = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = [pa.array(column, _type_of(name)) for name, column in zip(columns, values, strict=True)]
    return pa.Table.from_arrays(arrays, names=list(columns))


@lru_cache(maxsize=256)
def _type_of(column: str) -> Any:  # noqa: ANN401 - pyarrow has no types for a type checker
    if column in _TYPES:
        return _TYPES[column]
    return next((kind for suffix, kind in _SUFFIXES.items() if column.endswith(suffix)), _TEXT)
