"""Bring what a draft knows of the history of its action items up to date: from git where there is one, and from this ingest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeAlias

import duckdb

from analytics.diagnostics import Diagnostic, diagnose
from analytics.ingest.history import tables
from analytics.ingest.history.changes import Unsure
from analytics.ingest.history.follow import Followed, Problem, Read, Report, follow
from analytics.ingest.history.identity import match_items
from analytics.ingest.history.incidents import pair_versions
from analytics.ingest.history.repository import Root, open_root, short
from analytics.ingest.history.roots import Folder, is_inside, list_folders
from analytics.ingest.history.tracker import Standing, Tracker
from analytics.ingest.history.versions import Change, Stamp, Version
from analytics.ingest.rules.policy import set_levels
from analytics.ingest.sources import is_document, prefixes_of
from analytics.settings import Settings

Connection: TypeAlias = duckdb.DuckDBPyConnection
PLACE = ".git"
"""Where a finding about a repository stands: it belongs to no document."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """What the history has to know of the ingest that it is a part of.

    `unchanged`: documents that were read again though their bytes are those of the last ingest: another reading of them is no event.
    """

    sources: Sequence[Path]
    settings: Settings
    now: datetime
    read: Read
    unchanged: Collection[str]
    report: Report


def update_history(connection: Connection, ingested: Ingested) -> list[Diagnostic]:
    """Fills the tables of the history and the dates of the action items. The documents of the draft are those of now."""
    if ingested.settings.history.source == "off":
        tables.forget_all(connection)
        return []
    is_first = not tables.is_known(connection)
    findings = _follow_git(connection, ingested) if ingested.settings.history.source == "git" else _forget_git(connection)
    connection.execute(tables.KEEP_KEYS)
    if is_first:
        connection.execute(tables.TAKE_AS_FOUND)
    connection.execute(tables.KEEP_LINES)
    findings += _compare_with_documents(connection, ingested)
    tables.date_items(connection, ingested.settings.calendar.time_zone)
    return list(set_levels(findings, ingested.settings.rules))


def _forget_git(connection: Connection) -> list[Diagnostic]:
    if tables.load_sources(connection):
        tables.forget_git(connection)
    return []


def _follow_git(connection: Connection, ingested: Ingested) -> list[Diagnostic]:
    paths = tables.load_paths(connection)
    folders = list_folders(ingested.sources, prefixes_of(ingested.sources), paths)
    known = tables.load_sources(connection)
    read: dict[str, tuple[str, int]] = {}
    tables.forget_findings(connection, "", ("PM501", "PM502", "PM503"))
    findings: list[Diagnostic] = []
    for folder in folders:
        root = open_root(folder.directory)
        if not isinstance(root, Root):
            problem = Problem("PM502", root) if root else Problem("PM501", "no document is in git: dates come from ingests")
            findings += _report([problem], folder.prefix) if paths or root else []
            continue
        revision, commits = known.get(folder.prefix, (None, 0))
        followed = _follow_folder(connection, ingested, folder, folders, root, revision)
        read[folder.prefix] = (followed.revision, followed.commits + commits * followed.continues)
        findings += _report(followed.problems, folder.prefix)
        findings += [_report_unsure(unsure, paths, folder.prefix) for unsure in followed.tracker.unsure]
    tables.write_sources(connection, read)
    return findings


def _follow_folder(
    connection: Connection, ingested: Ingested, folder: Folder, folders: Sequence[Folder], root: Root, revision: str | None
) -> Followed:
    limits = ingested.settings.ingest
    followed = follow(
        root,
        folder.prefix,
        revision,
        ingested.read,
        lambda paths: tables.load_known(connection, paths),
        _filter(ingested.settings, folder, folders),
        ingested.now,
        limits.years[0],
        ingested.report,
    )
    if followed.continues:
        _write_more(connection, followed)
    else:
        tables.forget_findings(connection, folder.prefix, ("PM504", "PM505", "PM506", "PM509"))
        _write_anew(connection, followed, folder, folders)
    return followed


def _filter(settings: Settings, folder: Folder, folders: Sequence[Folder]) -> Callable[[str], bool]:
    source = max((f.prefix for f in folders if folder.prefix.startswith(f.prefix)), key=lambda prefix: -len(prefix))

    def accepts(path: str) -> bool:
        full = folder.prefix + path
        return is_inside(full, folder, folders) and is_document(full, source, settings.ingest)

    return accepts


def _write_more(connection: Connection, followed: Followed) -> None:
    """What has been added to the history since the last ingest."""
    standing = {**followed.tracker.seen, **followed.live}
    changes = _with(tables.load_changes(connection, standing), followed.tracker.changes)
    tables.replace_items(connection, standing, followed.live, changes, "git")


def _write_anew(connection: Connection, followed: Followed, folder: Folder, folders: Sequence[Folder]) -> None:
    """A history that was read from its beginning, with what only earlier ingests saw; items keep the keys that they had."""
    rows = [row for row in tables.load_rows(connection) if is_inside(row.standing.path, folder, folders)]
    names = _old_names(tables.versions_of(rows), _versions(followed.live.values()))
    standing = {names.get(key, key): _renamed(place, names) for key, place in {**followed.tracker.seen, **followed.live}.items()}
    live = {names.get(key, key) for key in followed.live}
    changes = _with({}, [change._replace(key=names.get(change.key, change.key)) for change in followed.tracker.changes])
    before = tables.load_changes(connection, [row.standing.entry.key for row in rows])
    kept: dict[str, Standing] = {}
    for row in rows:
        key = row.standing.entry.key
        if key in standing:
            changes[key] = [*changes[key], *(change for change in before.get(key, ()) if change.basis == "ingest")]
        elif row.removed != "git":  # the comparison with the documents says what became of it
            kept[key], changes[key] = row.standing, before.get(key, [])
            live |= {key} if row.removed is None else set()
    tables.delete_items(connection, [row.standing.entry.key for row in rows])
    tables.replace_items(connection, standing, live, changes, "git")
    tables.replace_items(connection, kept, live, changes, "ingest")


def _old_names(old: Sequence[Version], new: Sequence[Version]) -> dict[str, str]:
    """The keys that items had, where a rewritten history calls them otherwise."""
    names: dict[str, str] = {}
    for j, i in pair_versions(old, new).items():
        before, after = old[i].entries, new[j].entries
        matching = match_items([entry.content for entry in before], [entry.content for entry in after])
        names |= {after[b].key: before[a].key for b, a in matching.pairs.items()}
    return names


def _versions(standing: Iterable[Standing]) -> list[Version]:
    return tables.versions_of(tables.Row(place, None) for place in standing)


def _renamed(place: Standing, names: Mapping[str, str]) -> Standing:
    key = place.entry.key
    return place._replace(entry=place.entry._replace(key=names.get(key, key)))


def _with(changes: Mapping[str, Sequence[Change]], more: Iterable[Change]) -> dict[str, list[Change]]:
    joined: dict[str, list[Change]] = defaultdict(list, {key: list(known) for key, known in changes.items()})
    for change in more:
        joined[change.key].append(change)
    return joined


def _compare_with_documents(connection: Connection, ingested: Ingested) -> list[Diagnostic]:
    """What differs between the documents and what is known of them came to be since, and this ingest is the first to see it."""
    incidents = tables.load_different(connection)
    if not incidents:
        return []
    rows = tables.load_rows_of(connection, incidents)
    arrived = tables.load_present(connection, incidents)
    tracker = Tracker(partial(tables.load_owner, connection))
    for row in rows:
        if row.removed:
            tracker.lose(row.standing.incident_key, row.standing.incident_id, row.standing.entry)
    stamp = Stamp(ingested.now, "ingest")
    live: set[str] = set()
    for is_silent in (True, False):
        old = [version for version in tables.versions_of(rows) if (version.path in ingested.unchanged) is is_silent]
        new = [one for one in arrived if (one[0] in ingested.unchanged) is is_silent]
        found = tracker.advance(old, new, stamp._replace(silent=is_silent))
        live |= {entry.key for versions in found.values() for version in versions for entry in version.entries}
    changes = _with(tables.load_changes(connection, tracker.seen), tracker.changes)
    tables.replace_items(connection, tracker.seen, live, changes, "ingest")
    connection.execute(tables.KEEP_KEYS)
    paths = tables.load_paths(connection) if tracker.unsure else set[str]()
    return [_report_unsure(unsure, paths, "") for unsure in tracker.unsure]


def _report(problems: Iterable[Problem], prefix: str) -> list[Diagnostic]:
    return [diagnose(prefix + PLACE, 0, problem.code, problem.message, column=0) for problem in problems]


def _report_unsure(unsure: Unsure, paths: Collection[str], prefix: str) -> Diagnostic:
    """At the document, where it is still there under that name."""
    rivals = " or ".join(repr(action) for action in unsure.candidates)
    version = f"commit {short(unsure.stamp.revision)}" if unsure.stamp.revision else "this version"
    message = f"{unsure.action!r} in {version} may be {rivals} of the version before: it counts as a new item"
    if unsure.path in paths:
        return diagnose(unsure.path, unsure.line, "PM506", message)
    return diagnose(prefix + PLACE, 0, "PM506", f"{unsure.path}: {message}", column=0)
