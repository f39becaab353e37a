"""Documents per second, next to merely tokenising the same files with markdown-it-py: `python -m benchmarks` runs it.

Aim: the whole ingest takes less time than that tokenising.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from markdown_it import MarkdownIt
from pyromark import Markdown, Options

from analytics.generate import SAMPLE_SEED, generate_corpus
from analytics.ingest.dialect import load_dialects
from analytics.ingest.pipeline import ingest
from analytics.ingest.read import read_file
from analytics.settings import load_settings
from analytics.store.database import Store
from benchmarks.result import Result

DOCUMENTS = 5000
YARDSTICK = "markdown-it-py tokenises"


def run(documents: int = DOCUMENTS) -> list[Result]:
    """Documents per second of each way over the same files; a ratio above 1 is faster than the yardstick."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus = folder / "corpus"
        generate_corpus(corpus, documents, SAMPLE_SEED)
        files = sorted(corpus.rglob("*.md"))
        texts = [file.read_bytes() for file in files]
        seconds = {YARDSTICK: measure(lambda: tokenise(texts)), **measure_own(folder, corpus, files, texts)}
    return [
        Result(words, len(files) / spent, "documents/s", YARDSTICK, seconds[YARDSTICK] / spent)
        for words, spent in seconds.items()
    ]


def measure_own(folder: Path, corpus: Path, files: Sequence[Path], texts: Sequence[bytes]) -> dict[str, float]:
    one, two = Store(folder / "one"), Store(folder / "two")
    seconds = {
        "floor: pyromark's events": measure(lambda: list_events(texts)),
        "parse to records": measure(lambda: parse(texts)),
        "whole ingest, 1 process": measure(lambda: ingest_into(one, corpus, jobs=1)),
        "whole ingest, 2 processes": measure(lambda: ingest_into(two, corpus, jobs=2)),
        "ingest, nothing changed": measure(lambda: ingest_into(one, corpus, jobs=1)),
    }
    changed = files[len(files) // 2]
    changed.write_text(changed.read_text(encoding="utf-8") + "\n- One more line\n", encoding="utf-8")
    return {**seconds, "ingest, one file changed": measure(lambda: ingest_into(one, corpus, jobs=1))}


def measure(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def tokenise(texts: Sequence[bytes]) -> None:
    markdown = MarkdownIt("commonmark").enable("table")
    for text in texts:
        markdown.parse(text.decode(errors="replace"))


def list_events(texts: Sequence[bytes]) -> None:
    markdown = Markdown(options=Options.ENABLE_TABLES | Options.ENABLE_TASKLISTS)
    for text in texts:
        list(markdown.events_with_range(text.decode(errors="replace")))


def parse(texts: Sequence[bytes]) -> None:
    settings = load_settings(None)
    dialects = load_dialects(settings)
    for number, text in enumerate(texts):
        read_file(f"{number}.md", text, datetime(2026, 1, 1, tzinfo=UTC), settings, dialects)


def ingest_into(store: Store, corpus: Path, jobs: int) -> None:
    ingest([corpus], store, load_settings(corpus / "postmortems.toml"), jobs)
