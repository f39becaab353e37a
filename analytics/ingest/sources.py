"""Which files are documents, what they are called, and what a later ingest compares to see whether they changed."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from analytics.errors import SourceMissingError, UsageError
from analytics.ingest.readers import ending_of
from analytics.settings import Ingest

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class SourceFile(NamedTuple):
    """A file that is to be looked at; `path` is relative to its source and names the document everywhere."""

    path: str
    file: str
    bytes: int
    modified_at: datetime


def find_files(sources: Sequence[Path], settings: Ingest) -> list[SourceFile]:
    """The documents below the sources, sorted by path. Hidden files and folders and symbolic links are left alone.

    With several sources each path begins with its source's name, so that they stay apart.

    Raises:
        SourceMissingError: a source does not exist.
        UsageError: two sources have the same name.
    """
    for source in sources:
        if not source.exists():
            raise SourceMissingError(source)
    prefixes = prefixes_of(sources)
    found = [file for source, prefix in zip(sources, prefixes, strict=True) for file in _files_of(source, prefix, settings)]
    return sorted(found)


def prefixes_of(sources: Sequence[Path]) -> list[str]:
    if len(sources) == 1:
        return [""]
    names = [source.resolve().name for source in sources]
    if len(set(names)) < len(names):
        raise UsageError("Two sources have the same name: give the folder above them instead.")
    return [f"{name}/" if source.is_dir() else "" for name, source in zip(names, sources, strict=True)]


def _files_of(source: Path, prefix: str, settings: Ingest) -> Iterator[SourceFile]:
    if source.is_file():
        stat = source.stat()
        yield SourceFile(f"{prefix}{source.name}", str(source), stat.st_size, _instant(stat))
    else:
        beside = {prefix + name for name in _beside(settings)}
        yield from (found for found in _walk(str(source), prefix, settings) if found.path not in beside)


def is_document(path: str, prefix: str, settings: Ingest) -> bool:
    """Whether a file at this path would be found; `prefix`: of the source's paths."""
    names = path.removeprefix(prefix).split("/")
    folders = [prefix + "/".join(names[: depth + 1]) for depth in range(len(names))]
    if any(name.startswith(".") for name in names) or any(_matches(folder, settings.exclude) for folder in folders):
        return False
    return _is_included(names[-1].lower(), settings.include) and path.removeprefix(prefix) not in _beside(settings)


def _beside(settings: Ingest) -> set[str]:
    """Notes and tickets are the organisation's, not documents; they stand beside the settings, mostly in the source itself."""
    return {posixpath.normpath(name) for name in (settings.annotations, settings.tickets) if name}


def _walk(folder: str, prefix: str, settings: Ingest) -> Iterator[SourceFile]:
    with os.scandir(folder) as entries:
        for entry in entries:
            name, path = entry.name, prefix + entry.name
            if name.startswith(".") or entry.is_symlink() or _matches(path, settings.exclude):
                continue
            if entry.is_dir():
                yield from _walk_below(entry, f"{path}/", settings)
            elif entry.is_file() and _is_included(name.lower(), settings.include):
                yield from _file_of(entry, path)


def _walk_below(entry: os.DirEntry[str], prefix: str, settings: Ingest) -> Iterator[SourceFile]:
    """What a subfolder holds; one that cannot be listed stands for itself, and reading it says why."""
    try:
        yield from _walk(entry.path, prefix, settings)
    except PermissionError:
        yield SourceFile(prefix, entry.path, 0, _NEVER)


def _file_of(entry: os.DirEntry[str], path: str) -> Iterator[SourceFile]:
    """The file; nothing where it has gone since the folder was listed."""
    with suppress(FileNotFoundError):
        stat = entry.stat()
        yield SourceFile(path, entry.path, stat.st_size, _instant(stat))


def _is_included(name: str, patterns: Sequence[str]) -> bool:
    """The pattern `*.` stands for the names without an ending."""
    return _matches(name, patterns) or (not ending_of(name) and _matches(f"{name}.", patterns))


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def _instant(stat: os.stat_result) -> datetime:
    """Microseconds, the store's own resolution, rounded down, so that what comes back compares equal."""
    seconds, nanoseconds = divmod(stat.st_mtime_ns, 1_000_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=nanoseconds // 1000)
