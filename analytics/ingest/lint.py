"""What could not be read as it stands, for authors and CI: reads the files and stores nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from analytics.diagnostics import Diagnostic
from analytics.ingest.batch import Task, read_source
from analytics.ingest.sources import find_files
from analytics.settings import Settings


def lint_paths(paths: Sequence[Path], settings: Settings) -> list[Diagnostic]:
    """The diagnostics of every document below the paths, sorted by place."""
    reads = (read_source(Task(source, None), settings) for source in find_files(paths, settings.ingest))
    findings = [diagnostic for read in reads if read for diagnostic in read.diagnostics]
    return sorted(findings, key=lambda d: (d.path, d.line, d.column, d.code))
