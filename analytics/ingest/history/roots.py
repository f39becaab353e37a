"""Which folders of the sources are in git: a source itself, and repositories inside of it, such as submodules."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from analytics.ingest.history.repository import Root, open_root, revision_of


class Folder(NamedTuple):
    """A folder that may be in git. `prefix`: of its documents' paths; `only`: the one file that was given as a source."""

    prefix: str
    directory: Path
    only: str | None = None


def list_folders(sources: Sequence[Path], prefixes: Sequence[str], paths: Collection[str]) -> list[Folder]:
    """The sources, and the folders of documents that have a repository of their own."""
    found = [
        Folder(prefix, source) if source.is_dir() else Folder(prefix, source.parent, source.name)
        for source, prefix in zip(sources, prefixes, strict=True)
    ]
    return found + [folder for outer in found if outer.only is None for folder in _inner_folders(outer, paths)]


def _inner_folders(outer: Folder, paths: Collection[str]) -> Iterator[Folder]:
    inside = {path.removeprefix(outer.prefix) for path in paths if path.startswith(outer.prefix)}
    folders = {"/".join(parts[:depth]) for path in inside for parts in [path.split("/")] for depth in range(1, len(parts))}
    for name in sorted(folders):
        if (outer.directory / name / ".git").exists():
            yield Folder(f"{outer.prefix}{name}/", outer.directory / name)


def is_inside(path: str, folder: Folder, folders: Sequence[Folder]) -> bool:
    """Whether a document's history is the one of this folder, and not that of a repository further down."""
    if not path.startswith(folder.prefix) or (folder.only and path != folder.prefix + folder.only):
        return False
    return not any(
        len(inner.prefix) > len(folder.prefix) and path.startswith(inner.prefix) for inner in folders if not inner.only
    )


def read_heads(folders: Sequence[Folder]) -> dict[str, str]:
    """The revision of each folder that is in git, by the folder's prefix."""
    roots = ((folder.prefix, open_root(folder.directory)) for folder in folders)
    return {prefix: revision_of(root) for prefix, root in roots if isinstance(root, Root)}
