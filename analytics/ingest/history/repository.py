"""The git repository that a folder lies in, opened for reading, and the commits that led to what is checked out."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import NamedTuple, TypeAlias, cast

import pygit2
from pygit2.enums import DeltaStatus, DiffFind, DiffOption, FileMode, ObjectType, SortMode

Oid: TypeAlias = pygit2.Oid
UNREADABLE = (pygit2.GitError, KeyError, ValueError, OSError)
"""What libgit2 raises for an object that is missing or damaged."""
BESIDE = ".history.git"
_FILES = (FileMode.BLOB, FileMode.BLOB_EXECUTABLE)
_CACHED_TREE = 1 << 20
_CACHE = 64 << 20
_LEEWAY = timedelta(days=1)
"""A clock that goes ahead by less than that is a clock."""


class Delta(NamedTuple):
    """A document that differs between two commits; None where it is not there. Paths are relative to the folder."""

    old_path: str
    old_blob: Oid | None
    new_path: str
    new_blob: Oid | None


@dataclass(slots=True)
class Root:
    """A folder in a work tree: `inside` is its path in the repository, `head` the commit that is checked out there."""

    repository: pygit2.Repository
    inside: str
    head: Oid
    trees: dict[Oid, Oid | None] = field(default_factory=dict)
    """The folder's tree in each commit that was asked for; None where the commit has no such folder."""
    problems: list[str] = field(default_factory=list)
    """Objects that could not be read, each in words."""


def open_root(directory: Path) -> Root | str | None:
    """The repository of the folder's documents; None where there is none, a reason where its history cannot be read.

    It is the one that the folder brings along, as a bare clone of the name `.history.git`, else the one that it is part of.
    """
    try:
        if (directory / BESIDE).is_dir():
            return _root(pygit2.Repository(str(directory / BESIDE)), "")
        found = pygit2.discover_repository(str(directory))
        if found is None:
            return None
        repository = pygit2.Repository(found)
        if repository.workdir is None:
            return "the repository is bare, so its files are not those of a commit"
        inside = directory.resolve().relative_to(Path(repository.workdir).resolve()).as_posix()
        return _root(repository, "" if inside == "." else inside)
    except UNREADABLE as error:
        return f"git says: {error}"


def _root(repository: pygit2.Repository, inside: str) -> Root | None:
    """None where no commit has the folder."""
    # libgit2 keeps no tree above 4 kB, which is a folder of 60 documents; reading both of every commit again takes most of the walk.
    pygit2.settings.cache_object_limit(ObjectType.TREE, _CACHED_TREE)
    pygit2.settings.cache_max_size(_CACHE)
    if repository.head_is_unborn:
        return None
    root = Root(repository, inside, cast(Oid, repository.head.target))
    return root if root_tree(root, root.head) is not None else None


def cut_commits(root: Root) -> list[str]:
    """The commits at which a shallow clone was cut off: their parents are elsewhere."""
    file = Path(root.repository.path) / "shallow"
    return sorted(file.read_text(encoding="ascii").split()) if file.is_file() else []


def revision_of(root: Root) -> str:
    """The commit that is checked out, and where its history begins in a clone that is not whole: this may change without that."""
    return ":".join([str(root.head), *cut_commits(root)])


def walk(root: Root, since: str | None) -> tuple[list[Oid], bool]:
    """The commits that led to the head, parents first, without those that led to a revision; whether the head comes from it.

    Where a commit cannot be read the walk ends there: what it led to is read, what led to it is not.
    """
    repository = root.repository
    try:
        known, *cut = since.split(":") if since else ("",)
        old = repository.get(known) if known and cut == cut_commits(root) else None
        continues = old is not None and (old.id == root.head or repository.descendant_of(root.head, old.id))
        walker = repository.walk(root.head, SortMode.TOPOLOGICAL | SortMode.REVERSE)
        if continues and old is not None:
            walker.hide(old.id)
        return [commit.id for commit in walker], continues
    except UNREADABLE:
        return _walk_readable(root), False


def _walk_readable(root: Root) -> list[Oid]:
    """Parents first, as far as commits can be read."""
    order: list[Oid] = []
    seen: set[Oid] = set()
    waiting: list[tuple[Oid, bool]] = [(root.head, False)]
    while waiting:
        oid, is_done = waiting.pop()
        if is_done:
            order.append(oid)
        elif oid not in seen:
            seen.add(oid)
            if (parents := parents_of(root, oid)) is not None:
                waiting.append((oid, True))
                waiting += [(parent, False) for parent in reversed(parents)]
    return order


def parents_of(root: Root, oid: Oid) -> list[Oid] | None:
    """The ids of the parents; None where the commit cannot be read."""
    try:
        return list(_commit(root.repository, oid).parent_ids)
    except UNREADABLE:
        root.problems.append(f"commit {short(oid)} cannot be read: what came before it is not known")
        return None


def root_tree(root: Root, oid: Oid) -> Oid | None:
    """The folder's tree in a commit. A tree that cannot be read counts as that of the first parent, as if nothing had changed."""
    if oid not in root.trees:
        root.trees[oid] = _find_tree(root, oid)
    return root.trees[oid]


def _find_tree(root: Root, oid: Oid) -> Oid | None:
    try:
        commit = _commit(root.repository, oid)
        try:
            tree = commit.tree
            for part in PurePosixPath(root.inside).parts:
                if part not in tree or not isinstance(inner := tree[part], pygit2.Tree):
                    return None
                tree = inner
            return tree.id
        except UNREADABLE:
            root.problems.append(f"the files of commit {short(oid)} cannot be read: what it changed is not known")
            parents = commit.parent_ids
            return root_tree(root, parents[0]) if parents and parents[0] in root.trees else None
    except UNREADABLE:
        return None


def changed_documents(root: Root, old: Oid | None, new: Oid | None, is_document: Callable[[str], bool]) -> list[Delta]:
    """The documents that differ between two trees of the folder; one under a new name is one that differs, not two."""
    if old == new:
        return []
    try:
        diff = _diff(root.repository, old, new)
        statuses = {d.status for d in diff.deltas if is_document(_path(d.old_file)) or is_document(_path(d.new_file))}
        if {DeltaStatus.ADDED, DeltaStatus.DELETED} <= statuses:
            diff.find_similar(flags=DiffFind.FIND_RENAMES)
        deltas = [_delta(d, is_document) for d in diff.deltas]
    except UNREADABLE as error:
        root.problems.append(f"two versions of the folder cannot be compared ({error}): what changed between them is not known")
        return []
    return [delta for delta in deltas if delta.old_blob or delta.new_blob]


def find_moved_in(root: Root, oid: Oid, arrived: Collection[str]) -> dict[str, str]:
    """Of documents that a commit added to the folder, those that lay elsewhere in the repository before: path in the folder -> there."""
    parents = parents_of(root, oid) or []
    if not root.inside or not parents:
        return {}
    try:
        diff = _diff(root.repository, _commit(root.repository, parents[0]).tree_id, _commit(root.repository, oid).tree_id)
        if not any(delta.status == DeltaStatus.DELETED for delta in diff.deltas):
            return {}
        diff.find_similar(flags=DiffFind.FIND_RENAMES)
        renames = [(_path(d.old_file), _path(d.new_file)) for d in diff.deltas if d.status == DeltaStatus.RENAMED]
    except UNREADABLE:
        return {}
    folder = f"{root.inside}/"
    moved = ((new.removeprefix(folder), old) for old, new in renames if new.startswith(folder) and not old.startswith(folder))
    return {new: old for new, old in moved if new in arrived}


def _diff(repository: pygit2.Repository, old: Oid | None, new: Oid | None) -> pygit2.Diff:
    flags = DiffOption.SKIP_BINARY_CHECK
    if old is None and new is not None:
        return _tree(repository, new).diff_to_tree(flags=flags, swap=True)
    before = _tree(repository, cast(Oid, old))  # two trees that are not there are equal, and nobody compares them
    return before.diff_to_tree(flags=flags) if new is None else before.diff_to_tree(_tree(repository, new), flags=flags)


def _commit(repository: pygit2.Repository, oid: Oid) -> pygit2.Commit:
    return cast(pygit2.Commit, repository[oid])


def _tree(repository: pygit2.Repository, oid: Oid) -> pygit2.Tree:
    return cast(pygit2.Tree, repository[oid])


def _delta(delta: pygit2.DiffDelta, is_document: Callable[[str], bool]) -> Delta:
    old, new = _path(delta.old_file), _path(delta.new_file)
    had = delta.status != DeltaStatus.ADDED and delta.old_file.mode in _FILES and is_document(old)
    has = delta.status != DeltaStatus.DELETED and delta.new_file.mode in _FILES and is_document(new)
    return Delta(old, delta.old_file.id if had else None, new, delta.new_file.id if has else None)


def _path(file: pygit2.DiffFile) -> str:
    return os.fsdecode(file.raw_path)


def blob_at(root: Root, tree: Oid | None, path: str) -> Oid | None:
    """The blob under a path of the folder's tree."""
    if tree is None:
        return None
    try:
        return _tree(root.repository, tree)[path].id
    except UNREADABLE:
        return None


def list_documents(root: Root, tree: Oid | None, is_document: Callable[[str], bool]) -> Iterator[tuple[str, Oid]]:
    for delta in changed_documents(root, None, tree, is_document):
        if delta.new_blob is not None:
            yield delta.new_path, delta.new_blob


def read_blob(root: Root, blob: Oid) -> bytes | None:
    """The bytes; None where they cannot be read."""
    try:
        return cast(pygit2.Blob, root.repository[blob]).data
    except UNREADABLE:
        return None


def is_cut_off(root: Root, oid: Oid) -> bool:
    """Whether a parent is missing, so that nobody knows what the commit changed."""
    try:
        return any(root.repository.get(parent) is None for parent in _commit(root.repository, oid).parent_ids)
    except UNREADABLE:
        return True


def date_of(root: Root, oid: Oid, now: datetime, first_year: int) -> tuple[datetime | None, str | None]:
    """When a commit was made, and what is wrong with its date.

    The author's date, because a rebase keeps it; where it cannot be, the committer's; where that cannot be either, None.
    """
    commit = _commit(root.repository, oid)
    authored, committed = _instant(commit.author), _instant(commit.committer)
    if _is_possible(authored, now, first_year):
        return authored, None
    usable = committed if _is_possible(committed, now, first_year) else None
    said = f"{authored:%Y-%m-%d}" if authored else "a day that no calendar has"
    instead = f"its committer's date, {usable:%Y-%m-%d}, counts" if usable else "what it changed has no date"
    return usable, f"commit {short(oid)} says that it was made on {said}: {instead}"


def _instant(signature: pygit2.Signature) -> datetime | None:
    try:
        return datetime.fromtimestamp(signature.time, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _is_possible(at: datetime | None, now: datetime, first_year: int) -> bool:
    return at is not None and at.year >= first_year and at <= now + _LEEWAY


def short(oid: Oid | str) -> str:
    return str(oid)[:10]


def paths_of(deltas: Sequence[Delta]) -> set[str]:
    return {
        path for delta in deltas for path, blob in ((delta.old_path, delta.old_blob), (delta.new_path, delta.new_blob)) if blob
    }
