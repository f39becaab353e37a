"""Mends files in place, or shows what would be mended."""

from __future__ import annotations

import difflib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from analytics.ingest.batch import Task, read_data, read_source
from analytics.ingest.fixes import Fixed, fix_bytes
from analytics.ingest.lint import find_documents
from analytics.ingest.readers.markdown import NAME
from analytics.ingest.sources import SourceFile
from analytics.model import Postmortem
from analytics.settings import Settings


class FileFix(NamedTuple):
    """What becomes of one file. `fixed` is None for a file that is not UTF-8."""

    file: Path
    before: bytes
    fixed: Fixed | None


def plan_fixes(paths: Sequence[Path], settings: Settings, root: Path | None) -> Iterator[FileFix]:
    """The Markdown documents below the paths that would change, and those that cannot be mended."""
    for source in find_documents(paths, settings, root):
        read = read_source(Task(source, None), settings)
        if read and read.document.reader == NAME:
            before = Path(source.file).read_bytes()
            fixed = fix_bytes(before, partial(_read, source, settings))
            if fixed is None or fixed.data != before:
                yield FileFix(Path(source.file), before, fixed)


def _read(source: SourceFile, settings: Settings, data: bytes) -> list[Postmortem]:
    return read_data(source, data, settings).postmortems


def write_fix(file: Path, data: bytes) -> None:
    """Puts the bytes in the place of the file at one instant, with its mode; a symbolic link stays one."""
    target = file.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as temporary:
            temporary.write(data)
            temporary.flush()
            os.fsync(temporary.fileno())
        shutil.copymode(target, name)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def render_diff(name: str, before: bytes, after: bytes) -> str:
    """What would change, as a unified diff."""
    old, new = (data.decode("utf-8").splitlines(keepends=True) for data in (before, after))
    return "".join(_ended(line) for line in difflib.unified_diff(old, new, name, name))


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
