"""Reading a long history, next to pygit2 alone, which compares the same commits and reads the same blobs: `python -m benchmarks` runs it.

Aim: 10,000 commits over 2,000 documents in under a minute on two cores, and what has been added since in seconds.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pygit2
from pygit2.enums import DeltaStatus, ResetMode, SortMode

from analytics.generate import SAMPLE_SEED, generate_corpus
from analytics.ingest.pipeline import ingest
from analytics.settings import load_settings
from analytics.store.database import Store
from benchmarks.result import Result

DOCUMENTS = 2000
YARDSTICK = "pygit2 walks and reads the same"


def run(documents: int = DOCUMENTS) -> list[Result]:
    """Seconds of each way through the same history; the ratio is to the yardstick's, and below 1 is faster."""
    with tempfile.TemporaryDirectory() as name:
        corpus, store = Path(name) / "corpus", Store(Path(name) / "store")
        generate_corpus(corpus, documents, SAMPLE_SEED, history=True)
        commits = int(_git(corpus, "rev-list", "--count", "HEAD"))
        yardstick = _measure(lambda: _walk(corpus))
        spent = {
            "git log --patch": _measure(lambda: _git(corpus, "log", "--patch")),
            f"ingest with {commits:,} commits": _measure(lambda: _ingest(corpus, store)),
            "ingest, nothing changed": _measure(lambda: _ingest(corpus, store)),
            "ingest, one commit more": _measure(lambda: _ingest(corpus, store), before=lambda: _commit(corpus)),
        }
        spent["ingest after a rebase of all of them"] = _measure(lambda: _ingest(corpus, store), before=lambda: _rewrite(corpus))
        plain = Store(Path(name) / "plain")
        (corpus / "postmortems.toml").open("a", encoding="utf-8").write('\n[history]\nsource = "ingest"\n')
        spent["the same corpus without its history"] = _measure(lambda: _ingest(corpus, plain))
    return [
        Result(YARDSTICK, yardstick, "s", YARDSTICK, 1.0),
        *(Result(f"history: {words}", seconds, "s", YARDSTICK, seconds / yardstick) for words, seconds in spent.items()),
    ]


def _measure(work: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    before()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _ingest(corpus: Path, store: Store) -> None:
    ingest([corpus], store, load_settings(corpus / "postmortems.toml"))


def _walk(corpus: Path) -> int:
    """What no reader of a history can do without: the bytes of all blobs that the commits made."""
    repository = pygit2.Repository(str(corpus))
    read = 0
    for commit in repository.walk(repository.head.target, SortMode.TOPOLOGICAL | SortMode.REVERSE):
        before = commit.parents[0].tree if commit.parents else None
        diff = commit.tree.diff_to_tree(before, swap=True) if before else commit.tree.diff_to_tree(swap=True)
        for delta in diff.deltas:
            if delta.status != DeltaStatus.DELETED:
                read += len(cast(pygit2.Blob, repository[delta.new_file.id]).data)
    return read


def _rewrite(corpus: Path) -> None:
    """Every commit under another id with the same files, as a rebase leaves them."""
    repository = pygit2.Repository(str(corpus))
    other = pygit2.Signature("bench", "bench@example.com", 1_800_000_000, 0)
    named: dict[pygit2.Oid, pygit2.Oid] = {}
    for commit in repository.walk(repository.head.target, SortMode.TOPOLOGICAL | SortMode.REVERSE):
        parents = [named[parent] for parent in commit.parent_ids]
        named[commit.id] = repository.create_commit(None, commit.author, other, commit.message, commit.tree_id, parents)
    repository.reset(named[cast(pygit2.Oid, repository.head.target)], ResetMode.SOFT)


def _commit(corpus: Path) -> None:
    file = next(file for file in sorted(corpus.rglob("INCIDENT*.md")) if "⏳" in file.read_text(encoding="utf-8"))
    file.write_text(file.read_text(encoding="utf-8").replace("⏳", "🔄", 1), encoding="utf-8")
    identity = ("-c", "user.name=bench", "-c", "user.email=bench@example.com")
    _git(corpus, *identity, "commit", "--quiet", "--all", "--message", "Started")


def _git(corpus: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=corpus, check=True, capture_output=True)
    return done.stdout.decode(errors="replace")
