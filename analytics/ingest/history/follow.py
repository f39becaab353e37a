"""The commits of a repository one after the other -> what became of each action item, and how the items stand at the head."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import tee
from typing import NamedTuple, cast

from analytics.ingest.history import repository as git
from analytics.ingest.history.changes import step
from analytics.ingest.history.incidents import Arrived, pair_incidents
from analytics.ingest.history.repository import Delta, Oid, Root
from analytics.ingest.history.tracker import Standing, Tracker
from analytics.ingest.history.versions import Content, Entry, Stamp, Version
from analytics.ingest.read import Promised

SILENT = Stamp(None, "git", silent=True)
Read = Callable[[Iterable[tuple[str, bytes | None]]], Iterator[list[Promised] | None]]
"""The incidents of each version of a document, from its path and its bytes; None where there are no bytes. It may read ahead."""
Report = Callable[[int, int], None]
"""Told of how many of how many commits have been read."""


class Commit(NamedTuple):
    """A commit that changes documents, its place among all that are read, and what it changes against its first parent."""

    place: int
    oid: Oid
    deltas: list[Delta]


class Problem(NamedTuple):
    """Something of a repository that could not be read, by the code of its diagnostic."""

    code: str
    message: str


class Known(NamedTuple):
    """What an earlier ingest knew of some documents: incidents by their path, and items that stood nowhere any more."""

    versions: Mapping[str, Sequence[Version]]
    lost: Sequence[Standing]
    owner_of: Callable[[str], str | None] = lambda _key: None


@dataclass(slots=True)
class Followed:
    """What reading a repository gave. `live`: the items of the head, of the documents that were looked at.

    `continues`: only what came after the last ingest was read.
    """

    revision: str
    continues: bool
    commits: int
    tracker: Tracker
    live: dict[str, Standing]
    problems: list[Problem] = field(default_factory=list)


class _Corpus:
    """The versions of documents, each under its path and its content: equal content at one path is one version."""

    def __init__(self, root: Root, prefix: str, read: Read, known: Known) -> None:
        self.root, self.prefix, self.read, self.known = root, prefix, read, known
        self.unreadable: list[str] = []
        self._versions: dict[tuple[str, Oid], list[Version]] = {}
        self._contents: dict[Content, Content] = {}

    def of(self, path: str, blob: Oid | None) -> list[Version]:
        """The incidents of a version of a document. One that no commit of this ingest made has the keys that were known before."""
        if blob is None:
            return []
        if (path, blob) not in self._versions:
            self._versions[path, blob] = self._adopt(path, blob)
        return self._versions[path, blob]

    def keep(self, path: str, blob: Oid, versions: Iterable[Version]) -> None:
        self._versions[path, blob] = [version._replace(entries=tuple(map(self._shared, version.entries))) for version in versions]

    def _shared(self, entry: Entry) -> Entry:
        """Most versions of an item say the same, and are kept once."""
        content = self._contents.setdefault(entry.content, entry.content)
        return entry if content is entry.content else entry._replace(content=content)

    def read_all(self, commits: Iterable[Commit]) -> Iterator[list[Arrived] | None]:
        """The incidents of every version that the commits made, one after the other; None where its bytes cannot be read."""
        made, named = tee((d.new_path, d.new_blob) for commit in commits for d in commit.deltas if d.new_blob is not None)
        found = self.read((self.prefix + path, git.read_blob(self.root, blob)) for path, blob in made)
        for (path, blob), promised in zip(named, found, strict=True):
            if promised is None:
                self.unreadable.append(f"{path} in blob {git.short(blob)} cannot be read: that version is passed over")
            yield None if promised is None else [(self.prefix + path, one) for one in promised]

    def _adopt(self, path: str, blob: Oid) -> list[Version]:
        [promised] = self.read([(self.prefix + path, git.read_blob(self.root, blob))])
        arrived = [(self.prefix + path, one) for one in promised or ()]
        known = self.known.versions.get(self.prefix + path, ())
        pairs = pair_incidents(known, arrived, {})
        return [
            Version(full, one.incident_key, one.incident_id, step(full, one, old, {}, SILENT).entries)
            for j, (full, one) in enumerate(arrived)
            for old in [known[pairs[j]] if j in pairs else None]
        ]


def follow(
    root: Root,
    prefix: str,
    since: str | None,
    read: Read,
    load_known: Callable[[set[str]], Known],
    is_document: Callable[[str], bool],
    now: datetime,
    first_year: int,
    report: Report,
) -> Followed:
    """Read what led to the head, or what has been added since the revision `since`, where the head still comes from it.

    `prefix`: of the paths of the corpus in the folder of the repository. `load_known`: what the store knows of documents.
    """
    oids, continues = git.walk(root, since)
    commits: Iterable[Commit] = _commits(root, oids, is_document)
    known, touched = Known({}, ()), set[str]()
    if continues:  # what has been added since is little
        commits = list(commits)
        touched = {prefix + path for commit in commits for path in git.paths_of(commit.deltas)}
        known = load_known(touched)
    corpus, tracker = _Corpus(root, prefix, read, known), Tracker(known.owner_of)
    for standing in known.lost:
        tracker.lose(standing.incident_key, standing.incident_id, standing.entry)
    problems: list[Problem] = []
    moved: dict[str, str] = {}
    cut, count = git.cut_commits(root), 0
    ahead, behind = tee(commits)
    arriving = corpus.read_all(ahead)
    for count, commit in enumerate(behind, 1):  # noqa: B007 - their number is needed after the loop
        at, problem = git.date_of(root, commit.oid, now, first_year)
        problems += [Problem("PM504", problem)] if problem else []
        silent = str(commit.oid) in cut or git.is_cut_off(root, commit.oid)
        came = git.find_moved_in(root, commit.oid, {d.new_path for d in commit.deltas if d.old_blob is None})
        moved |= came
        _advance(corpus, tracker, commit, arriving, Stamp(at, "git", str(commit.oid), silent), came)
        report(commit.place, len(oids))
    tree = git.root_tree(root, root.head)
    paths = touched if continues else {prefix + path for path, _ in git.list_documents(root, tree, is_document)}
    live = _standing(corpus, tree, paths, prefix)
    problems += [Problem("PM505", text) for text in dict.fromkeys([*root.problems, *corpus.unreadable])]
    if moved:
        problems.append(_moved_in(moved))
    if cut:
        problems.append(Problem("PM503", "the clone is shallow: what came before its first commit is not known"))
    return Followed(git.revision_of(root), continues, count, tracker, live, problems)


def _moved_in(moved: Mapping[str, str]) -> Problem:
    path, before = next(iter(moved.items()))
    documents = "1 document" if len(moved) == 1 else f"{len(moved):,} documents"
    more = "" if len(moved) == 1 else "such as "
    return Problem(
        "PM509", f"{documents} came into this folder from elsewhere in the repository ({more}{path} from {before}): "
        "what became of the items before that is not known",
    )  # fmt: skip


def _commits(root: Root, oids: Sequence[Oid], is_document: Callable[[str], bool]) -> Iterator[Commit]:
    for place, oid in enumerate(oids, 1):
        parents = git.parents_of(root, oid) or []
        old = git.root_tree(root, parents[0]) if parents else None
        deltas = git.changed_documents(root, old, git.root_tree(root, oid), is_document)
        if len(parents) > 1:
            deltas = _own_deltas(root, deltas, parents[1:])
        if deltas:
            yield Commit(place, oid, deltas)


def _own_deltas(root: Root, deltas: Iterable[Delta], parents: Sequence[Oid]) -> list[Delta]:
    """Of a merge, the documents that are as in none of the other parents: the rest was changed on a branch, and dated there."""
    trees = [git.root_tree(root, parent) for parent in parents]
    return [
        delta
        for delta in deltas
        if all(git.blob_at(root, tree, delta.new_path if delta.new_blob else delta.old_path) != delta.new_blob for tree in trees)
    ]


def _advance(
    corpus: _Corpus,
    tracker: Tracker,
    commit: Commit,
    arriving: Iterator[list[Arrived] | None],
    stamp: Stamp,
    moved_in: Iterable[str],
) -> None:
    root, deltas = corpus.root, commit.deltas
    arrived = {delta: next(arriving) if delta.new_blob is not None else [] for delta in deltas}
    for delta in [delta for delta in deltas if arrived[delta] is None]:  # what follows it is compared with what was before it
        corpus.keep(delta.new_path, cast(Oid, delta.new_blob), corpus.of(delta.old_path, delta.old_blob))
    deltas = [delta for delta in deltas if arrived[delta] is not None]
    old = [version for delta in deltas for version in corpus.of(delta.old_path, delta.old_blob)]
    new = [one for delta in deltas for one in arrived[delta] or []]
    renamed = {
        corpus.prefix + delta.new_path: corpus.prefix + delta.old_path
        for delta in deltas
        if delta.old_blob and delta.new_blob and delta.old_path != delta.new_path
    }
    trees = [git.root_tree(root, parent) for parent in (git.parents_of(root, commit.oid) or [])[1:]]
    beside = [
        [version for delta in deltas for version in corpus.of(delta.new_path, git.blob_at(root, tree, delta.new_path))]
        for tree in trees
    ]
    found = tracker.advance(old, new, stamp, renamed, beside, {corpus.prefix + path for path in moved_in})
    for delta in deltas:
        if delta.new_blob is not None:
            corpus.keep(delta.new_path, delta.new_blob, found.get(corpus.prefix + delta.new_path, []))


def _standing(corpus: _Corpus, tree: Oid | None, paths: Iterable[str], prefix: str) -> dict[str, Standing]:
    live: dict[str, Standing] = {}
    for path in sorted(paths):
        inside = path.removeprefix(prefix)
        for version in corpus.of(inside, git.blob_at(corpus.root, tree, inside)):
            for ordinal, entry in enumerate(version.entries, 1):
                live[entry.key] = Standing(path, version.incident_key, version.incident_id, ordinal, entry)
    return live
