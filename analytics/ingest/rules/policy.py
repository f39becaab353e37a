"""The one place in which findings become what is reported: without what the text ignores, at the levels of the settings."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from analytics.diagnostics import CODES, Diagnostic, RuleLevel, diagnose
from analytics.ingest.rules import CORPUS_CODES
from analytics.ingest.rules.ignores import Ignore, find_ignores


def settle(path: str, findings: Sequence[Diagnostic], text: str, levels: Mapping[str, RuleLevel]) -> list[Diagnostic]:
    """The findings about one document, with those about its ignore comments, by line."""
    ignores = find_ignores(text)
    kept = list(_without_ignored(findings, ignores))
    kept += _report_ignores(path, ignores, findings) if ignores else ()
    return sorted(set_levels(kept, levels), key=attrgetter("line", "column", "code", "message"))


def settle_corpus(findings: Iterable[Diagnostic], texts: Mapping[str, str], levels: Mapping[str, RuleLevel]) -> list[Diagnostic]:
    """The findings about several documents, whose comments `settle` has looked at already."""
    by_path: dict[str, list[Diagnostic]] = defaultdict(list)
    for finding in findings:
        by_path[finding.path].append(finding)
    kept = (found for path, here in by_path.items() for found in _without_ignored(here, find_ignores(texts.get(path, ""))))
    return sorted(set_levels(kept, levels), key=attrgetter("path", "line", "column", "code", "message"))


def set_levels(findings: Iterable[Diagnostic], levels: Mapping[str, RuleLevel]) -> Iterator[Diagnostic]:
    """Each finding at the level that `[rules]` gives its code; those that are off are gone."""
    for finding in findings:
        level = levels.get(finding.code, finding.level)
        if level != "off":
            yield finding if level == finding.level else finding._replace(level=level)


class _Lines(NamedTuple):
    """Lines for which one code is ignored: stretches that do not overlap, by their first and last lines."""

    firsts: list[int]
    lasts: list[int]

    def hold(self, line: int) -> bool:
        place = bisect_right(self.firsts, line) - 1
        return place >= 0 and line <= self.lasts[place]


def _without_ignored(findings: Iterable[Diagnostic], ignores: Sequence[Ignore]) -> Iterator[Diagnostic]:
    ignored = _ignored_lines(ignores)
    nowhere = _Lines([], [])
    return (finding for finding in findings if not ignored.get(finding.code, nowhere).hold(finding.line))


def _ignored_lines(ignores: Sequence[Ignore]) -> dict[str, _Lines]:
    """Put together once: a document may have as many comments as findings."""
    ignored: dict[str, _Lines] = defaultdict(lambda: _Lines([], []))
    for ignore in sorted(ignores, key=attrgetter("first", "last")):
        for code in ignore.codes:
            firsts, lasts = ignored[code]
            if lasts and ignore.first <= lasts[-1]:
                lasts[-1] = max(lasts[-1], ignore.last)
            else:
                firsts.append(ignore.first)
                lasts.append(ignore.last)
    return ignored


def _report_ignores(path: str, ignores: Sequence[Ignore], findings: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    lines: dict[str, list[int]] = defaultdict(list)
    for finding in sorted(findings, key=attrgetter("line")):
        lines[finding.code].append(finding.line)
    for ignore in ignores:
        if not ignore.codes:
            yield diagnose(path, ignore.line, "PM902", "the comment names no code", column=ignore.column)
        for code in ignore.codes:
            if code not in CODES:
                yield diagnose(path, ignore.line, "PM902", f"{code} is no code", column=ignore.column)
            elif code not in CORPUS_CODES and not _any_within(lines.get(code, ()), ignore):
                yield diagnose(path, ignore.line, "PM901", f"there is no {code} here to ignore", column=ignore.column)


def _any_within(lines: Sequence[int], ignore: Ignore) -> bool:
    place = bisect_left(lines, ignore.first)
    return place < len(lines) and lines[place] <= ignore.last
