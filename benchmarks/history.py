"""Reading a long history, next to `git log --patch` over the same commits: `python -m benchmarks` runs it.

Aim: 10,000 commits over 2,000 documents in under a minute on two cores, and what has been added since in seconds.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from analytics.generate import SAMPLE_SEED, generate_corpus
from analytics.ingest.pipeline import ingest
from analytics.settings import load_settings
from analytics.store.database import Store
from benchmarks.result import Result

DOCUMENTS = 2000
YARDSTICK = "git log --patch"


def run(documents: int = DOCUMENTS) -> list[Result]:
    """Seconds of each way through the same history; the ratio is to the yardstick's, and below 1 is faster."""
    with tempfile.TemporaryDirectory() as name:
        corpus, store = Path(name) / "corpus", Store(Path(name) / "store")
        generate_corpus(corpus, documents, SAMPLE_SEED, history=True)
        commits = int(_git(corpus, "rev-list", "--count", "HEAD"))
        yardstick = _measure(lambda: _git(corpus, "log", "--patch"))
        spent = {
            f"ingest with {commits:,} commits": _measure(lambda: _ingest(corpus, store)),
            "ingest, nothing changed": _measure(lambda: _ingest(corpus, store)),
            "ingest, one commit more": _measure(lambda: _ingest(corpus, store), before=lambda: _commit(corpus)),
        }
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


def _commit(corpus: Path) -> None:
    file = next(file for file in sorted(corpus.rglob("INCIDENT*.md")) if "⏳" in file.read_text(encoding="utf-8"))
    file.write_text(file.read_text(encoding="utf-8").replace("⏳", "🔄", 1), encoding="utf-8")
    identity = ("-c", "user.name=bench", "-c", "user.email=bench@example.com")
    _git(corpus, *identity, "commit", "--quiet", "--all", "--message", "Started")


def _git(corpus: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=corpus, check=True, capture_output=True)
    return done.stdout.decode(errors="replace")
