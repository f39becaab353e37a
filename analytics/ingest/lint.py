"""What could not be read as it stands, for authors and CI: reads the files and stores nothing."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from analytics.diagnostics import Diagnostic
from analytics.errors import UsageError
from analytics.ingest.batch import Task, read_source
from analytics.ingest.dialect_check import check_dialects
from analytics.ingest.explain import Explanation, explain
from analytics.ingest.read import FileRead
from analytics.ingest.reading import Trace
from analytics.ingest.rules import apply_corpus_rules
from analytics.ingest.rules.corpus import Corpus, Known, Reference
from analytics.ingest.rules.policy import settle_corpus
from analytics.ingest.sources import SourceFile, find_files
from analytics.settings import Settings


class Finding(NamedTuple):
    """A diagnostic, the file it is about as the working directory sees it, what to call it, and the text of its line."""

    file: str
    name: str
    diagnostic: Diagnostic
    text: str


def lint_paths(paths: Sequence[Path], settings: Settings, root: Path | None = None) -> list[Finding]:
    """The diagnostics of every document below the paths, sorted by place.

    `root`: the folder of the settings, from which single files have the paths that the settings know. Whether a related incident
    exists can be told only of whole folders; ids used twice are found among the files given.
    """
    check_dialects(settings)
    sources = {source.path: source for source in find_documents(paths, settings, root)}
    reads = {path: read for path, source in sources.items() if (read := read_source(Task(source, None), settings))}
    diagnostics = [diagnostic for read in reads.values() for diagnostic in read.diagnostics]
    diagnostics += _check_together(reads.values(), settings, whole=all(path.is_dir() for path in paths))
    single = {_from_here(str(path)) for path in paths if not path.is_dir()}
    found = [_locate(diagnostic, sources[diagnostic.path], reads[diagnostic.path], single) for diagnostic in diagnostics]
    return sorted(found, key=lambda finding: (finding.name, *finding.diagnostic[1:5]))


def find_documents(paths: Sequence[Path], settings: Settings, root: Path | None) -> list[SourceFile]:
    """The documents below folders, named as an ingest of the folders names them, and single files, named from the root."""
    folders = [path for path in paths if path.is_dir()]
    return [
        *find_files(folders, settings.ingest),
        *_single_files([path for path in paths if path not in folders], settings, root),
    ]


def _single_files(paths: Iterable[Path], settings: Settings, root: Path | None) -> Iterator[SourceFile]:
    for path in dict.fromkeys(paths):
        [source] = find_files([path], settings.ingest)
        inside = root is not None and path.resolve().is_relative_to(root.resolve())
        yield source._replace(path=os.path.relpath(path, root).replace(os.sep, "/") if inside else _from_here(str(path)))


def _check_together(reads: Collection[FileRead], settings: Settings, *, whole: bool) -> list[Diagnostic]:
    postmortems = [postmortem for read in reads for postmortem in read.postmortems]
    incidents = [
        Known(i.source_path, i.source_line, i.incident_id, i.incident_key)
        for i in (postmortem.incident for postmortem in postmortems)
        if i.incident_id
    ]
    references = [
        Reference(postmortem.incident.source_path, related.line, related.related_id, postmortem.incident.incident_key)
        for postmortem in postmortems
        for related in postmortem.related_incidents
    ]
    findings = apply_corpus_rules(Corpus(incidents, references if whole else ()))
    texts = {read.document.source_path: read.document.text for read in reads}
    return settle_corpus(findings, texts, settings.rules)


def _locate(diagnostic: Diagnostic, source: SourceFile, read: FileRead, single: Collection[str]) -> Finding:
    file = _from_here(source.file)
    lines = ["", *read.document.text.split("\n")]
    return Finding(file, file if file in single else diagnostic.path, diagnostic, lines[diagnostic.line])


def _from_here(file: str) -> str:
    """The path from the working directory, with slashes on every system."""
    return os.path.relpath(file).replace(os.sep, "/")


def explain_paths(paths: Sequence[Path], settings: Settings, root: Path | None = None) -> list[Explanation]:
    """What became of every line of every document below the paths; `root` as for `lint_paths`.

    Raises:
        UsageError: a file cannot be read, so that there is nothing to explain.
    """
    check_dialects(settings)
    return [found for source in find_documents(paths, settings, root) for found in _explain_file(source, settings)]


def _explain_file(source: SourceFile, settings: Settings) -> list[Explanation]:
    traces: list[Trace] = []
    read = read_source(Task(source, None), settings, traces)
    if not traces:
        problem = read.diagnostics[0].message if read and read.diagnostics else "it is no text"
        raise UsageError(f"There is nothing to explain in {source.file}: {problem}.")
    return [explain(source.path, trace) for trace in traces]
