"""What could not be read as it stands, for authors and CI: reads the files and stores nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from analytics.diagnostics import Diagnostic
from analytics.errors import UsageError
from analytics.ingest.batch import Task, read_source
from analytics.ingest.dialect_check import check_dialects
from analytics.ingest.explain import Explanation, explain
from analytics.ingest.reading import Trace
from analytics.ingest.sources import SourceFile, find_files
from analytics.settings import Settings


def lint_paths(paths: Sequence[Path], settings: Settings) -> list[Diagnostic]:
    """The diagnostics of every document below the paths, sorted by place."""
    check_dialects(settings)
    reads = (read_source(Task(source, None), settings) for source in find_files(paths, settings.ingest))
    findings = [diagnostic for read in reads if read for diagnostic in read.diagnostics]
    return sorted(findings, key=lambda d: (d.path, d.line, d.column, d.code))


def explain_paths(paths: Sequence[Path], settings: Settings) -> list[Explanation]:
    """What became of every line of every document below the paths.

    Raises:
        UsageError: a file cannot be read, so that there is nothing to explain.
    """
    check_dialects(settings)
    return [_explain_file(source, settings) for source in find_files(paths, settings.ingest)]


def _explain_file(source: SourceFile, settings: Settings) -> Explanation:
    trace = Trace()
    read = read_source(Task(source, None), settings, trace)
    if read is None or trace.dialect is None:
        problem = read.diagnostics[0].message if read and read.diagnostics else "it is no text"
        raise UsageError(f"There is nothing to explain in {source.file}: {problem}.")
    return explain(read, trace)
