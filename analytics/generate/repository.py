"""A generated corpus as a git repository: every version of every document as a commit, the same ids for the same seed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, cast

from analytics.errors import UsageError
from analytics.generate.versions import Version

_BEFORE = timedelta(days=7)
"""The folder is older than the first document in it."""


class _Commit(NamedTuple):
    at: datetime
    path: str
    author: str
    message: str
    mark: int
    old_path: str | None


class RepositoryWriter:
    """Feeds `git fast-import`: the bytes at once, the commits at the end, when their order is known."""

    def __init__(self, directory: Path) -> None:
        if shutil.which("git") is None:
            raise UsageError("--history needs git: install it, or leave the option out.")
        self._directory = directory
        self._commits: list[_Commit] = []
        self._marks = 0
        _git(directory, "init", "--quiet", "--initial-branch=main")
        self._import = subprocess.Popen(
            ["git", "fast-import", "--quiet", "--date-format=raw"],  # noqa: S607 - whatever git the user has
            cwd=directory,
            env=_environment(),
            stdin=subprocess.PIPE,
        )

    def __enter__(self) -> RepositoryWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._pipe.close()
        if self._import.wait() and kind is None:
            raise UsageError("git could not write the history: see its message above.")

    @property
    def _pipe(self) -> IO[bytes]:
        return cast(IO[bytes], self._import.stdin)

    def add_versions(self, versions: Iterable[Version]) -> None:
        for version in versions:
            mark = self._write_blob(version.data)
            self._commits.append(_Commit(version.at, version.path, version.author, version.message, mark, version.old_path))

    def finish(self, first: dict[str, bytes], author: str) -> None:
        """Writes the commits in the order of their times, and `first` of all the files that were there before the documents."""
        self._commits.sort()
        began = min((commit.at for commit in self._commits), default=datetime(2024, 4, 1, tzinfo=UTC)) - _BEFORE
        files = [("M", self._write_blob(data), path) for path, data in sorted(first.items())]
        self._write_commit(began, author, "Settings and template", files)
        for commit in self._commits:
            changes = [("M", commit.mark, commit.path)]
            if commit.old_path:
                changes.insert(0, ("D", 0, commit.old_path))
            self._write_commit(commit.at, commit.author, commit.message, changes)

    def _write_blob(self, data: bytes) -> int:
        self._marks += 1
        self._pipe.write(b"blob\nmark :%d\ndata %d\n%b\n" % (self._marks, len(data), data))
        return self._marks

    def _write_commit(self, at: datetime, author: str, message: str, changes: Sequence[tuple[str, int, str]]) -> None:
        who = f"{author} <{author}@example.com> {int(at.timestamp())} +0000"
        words = message.encode()
        lines = [f"M 100644 :{mark} {path}" if kind == "M" else f"D {path}" for kind, mark, path in changes]
        head = f"commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata {len(words)}\n".encode()
        self._pipe.write(head + words + b"\n" + "\n".join(lines).encode() + b"\n\n")


def check_out(directory: Path, aside: str) -> None:
    """Make the files that lie there those of the newest commit; the one put `aside` is no part of the corpus."""
    with (directory / ".git/info/exclude").open("a", encoding="utf-8") as file:
        file.write(f"/{aside}\n")
    _git(directory, "reset", "--quiet")


def _git(directory: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=directory, env=_environment(), check=True)  # noqa: S603, S607 - as above


def _environment() -> dict[str, str]:
    """Nobody's own settings, which might sign commits or run hooks."""
    return {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
