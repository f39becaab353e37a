"""The one place in which findings become what is reported: without what the text ignores, at the levels of the settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter

from analytics.diagnostics import CODES, Diagnostic, RuleLevel, diagnose
from analytics.ingest.rules import CORPUS_CODES
from analytics.ingest.rules.ignores import Ignore, find_ignores


def settle(path: str, findings: Sequence[Diagnostic], text: str, levels: Mapping[str, RuleLevel]) -> list[Diagnostic]:
    """The findings about one document, with those about its ignore comments, by line."""
    ignores = find_ignores(text)
    kept = [finding for finding in findings if not _is_ignored(finding, ignores)]
    kept += _report_ignores(path, ignores, findings)
    return sorted(set_levels(kept, levels), key=attrgetter("line", "column", "code", "message"))


def settle_corpus(findings: Iterable[Diagnostic], texts: Mapping[str, str], levels: Mapping[str, RuleLevel]) -> list[Diagnostic]:
    """The findings about several documents, whose comments `settle` has looked at already."""
    ignores = {path: find_ignores(text) for path, text in texts.items()}
    kept = (finding for finding in findings if not _is_ignored(finding, ignores.get(finding.path, ())))
    return sorted(set_levels(kept, levels), key=attrgetter("path", "line", "column", "code", "message"))


def set_levels(findings: Iterable[Diagnostic], levels: Mapping[str, RuleLevel]) -> Iterator[Diagnostic]:
    """Each finding at the level that `[rules]` gives its code; those that are off are gone."""
    for finding in findings:
        level = levels.get(finding.code, finding.level)
        if level != "off":
            yield finding if level == finding.level else finding._replace(level=level)


def _is_ignored(finding: Diagnostic, ignores: Sequence[Ignore]) -> bool:
    return any(finding.code in ignore.codes and ignore.first <= finding.line <= ignore.last for ignore in ignores)


def _report_ignores(path: str, ignores: Sequence[Ignore], findings: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    for ignore in ignores:
        if not ignore.codes:
            yield diagnose(path, ignore.line, "PM902", "the comment names no code", column=ignore.column)
        for code in ignore.codes:
            if code not in CODES:
                yield diagnose(path, ignore.line, "PM902", f"{code} is no code", column=ignore.column)
            elif code not in CORPUS_CODES and not any(f.code == code and ignore.first <= f.line <= ignore.last for f in findings):
                yield diagnose(path, ignore.line, "PM901", f"there is no {code} here to ignore", column=ignore.column)
