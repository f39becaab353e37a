"""Whatever is thrown at it: a diagnostic, bounded time and memory, and nothing else lost.

One real ingest, in a process that the system ends if it takes more processor time or memory than allowed, reads all the bad files
between two good ones.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from analytics.ingest.batch import Task, read_source
from analytics.ingest.sources import find_files
from analytics.settings import Settings
from analytics.store.database import Store
from tests.ingest.word import pack

ROOT = Path(__file__).parent.parent.parent
CPU_SECONDS = 120
PEAK_BYTES = 1_200_000_000
MEMORY = 8_000_000_000
"""What may be reserved, DuckDB's own pools with it, so that a mistake ends this test and not the machine."""
RUN = """
import re, resource, sys
from pathlib import Path
from analytics.cli import main
try:
    main()
finally:
    if sys.platform == "darwin":
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    else:
        print(re.search("VmHWM:\\s+([0-9]+)", Path("/proc/self/status").read_text())[1])
"""
"""Prints the peak in kilobytes. Linux hands ru_maxrss on from the process that started this one, which may be larger."""

HEAD = "## Incident Postmortem: INCIDENT-2026-03-14-0{number}: Queue stopped\n\n**Date:** 2026-03-14\n**Status:** Final\n\n"
TIMELINE = "## 2. Timeline\n\n| Time (UTC) | Event |\n|---|---|\n"
PAGE = "<h2>Incident Postmortem: INCIDENT-2026-03-14-001: Queue stopped</h2>\n<p>Date: 2026-03-14</p>\n<p>Status: Final</p>\n"
RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="'
    b'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def _markdown(number: int, text: str) -> bytes:
    return (HEAD.format(number=number) + text).encode()


def _bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(100):
            part.write(b" " * 1_000_000)
    return buffer.getvalue()


def _word(body: bytes) -> bytes:
    return pack({"_rels/.rels": RELATIONS, "word/document.xml": body})


BAD: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "empty.md": (lambda: b"", "PM003"),
    "binary.md": (lambda: bytes(range(256)) * 4000, "PM008"),
    "fifty-megabytes.md": (lambda: b"x" * 50_000_000, "PM006"),
    "line-of-five-megabytes.md": (lambda: _markdown(10, TIMELINE + "| 14:05 | " + "alert " * 850_000 + "|\n"), "PM009"),
    "field-of-five-megabytes.md": (lambda: _markdown(11, "**Authors:** " + "1 " * 2_500_000), "PM009"),
    "nested-quotes.md": (lambda: _markdown(12, ">" * 10_000 + " deep\n"), "PM009"),
    "nested-lists.md": (lambda: _markdown(13, "\n".join("  " * depth + "- x" for depth in range(1000))), None),
    "table-of-100000-rows.md": (lambda: _markdown(14, TIMELINE + "| 14:05 | Alert fired |\n" * 100_000), "PM009"),
    "nul.md": (lambda: _markdown(15, "## Summary\n\nThe queue\0stopped.\n"), "PM010"),
    "damaged-throughout.md": (lambda: _markdown(16, "Ã¼berlastet â€“ Ã©\n" * 20_000), "PM005"),
    "nested-front-matter.md": (lambda: b"---\na: " + b"[" * 20_000 + b"\n---\n" + _markdown(17, ""), "PM007"),
    "aliases-of-aliases.md": (lambda: _aliases() + _markdown(18, ""), None),
    "day-that-is-none.md": (lambda: b"---\ndate: 2026-13-45\n---\n\n" + _markdown(19, ""), "PM007"),
    "comments-that-ignore.md": (lambda: _markdown(21, "<!-- postmortems: ignore PM401 PM402 -->\nword\n" * 24_000), "PM901"),
    "tables-of-actions.md": (
        lambda: _markdown(22, "## 7. Action Items\n\n" + "| Action |\n|---|\n| Alert |\n\n" * 12_000),
        "PM401",
    ),
    "large.html": (lambda: (PAGE + "<p>one <b>two</b></p>\n" * 200_000).encode(), "PM009"),
    "nested.html": (lambda: (PAGE + "<blockquote>" * 10_000).encode(), "PM009"),
    "unclosed.html": (lambda: (PAGE + "<!-- <script " * 100_000).encode(), None),
    "merged-cells.html": (lambda: (PAGE + "<table>" + "<tr><td rowspan=9999 colspan=9999>x</td></tr>" * 3000).encode(), None),
    "long-list.html": (lambda: (PAGE + "<ol>" + "<li>x</li>" * 20_000).encode(), None),
    "no-archive.docx": (lambda: b"PK\x03\x04 broken", "PM008"),
    "bomb.docx": (_bomb, "PM009"),
    "parts.docx": (lambda: pack({"word/document.xml": b""} | {f"word/{n}.xml": b"" for n in range(6000)}), "PM009"),
    "entities.docx": (lambda: _word(b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'), "PM008"),
    "no-xml.docx": (lambda: _word(b"<a><b>"), "PM008"),
    "nested.json": (lambda: b"[" * 500_000, "PM003"),
    "half-of-a-character.json": (lambda: _issues("\\ud83d"), None),
    "open-quote.csv": (lambda: b'number,title,body\n1,t,"' + b"x\n" * 500_000, "PM009"),
}
"""Name -> bytes, and the code that must be reported (None: it is read, or is nothing)."""


def _aliases() -> bytes:
    letters = "abcdefghijklmnopqrst"
    rows = [f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]" for old, new in pairwise(letters)]
    return "\n".join(["---", "a: &a [x, x]", *rows, "authors: *t", "---", ""]).encode()


def _issues(title: str) -> bytes:
    body = json.dumps(HEAD.format(number=20) + "## Summary\n\nThe queue stopped.\n")
    return f'[{{"number": 1, "title": "{title}", "body": {body}}}]'.encode()


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The store after one ingest of the bad files, with a good one before them and one behind."""
    folder = tmp_path_factory.mktemp("bad")
    for name, (build, _) in BAD.items():
        (folder / name).write_bytes(build())
    for number, name in ((1, "a-first.md"), (2, "z-last.md")):
        (folder / name).write_bytes(_markdown(number, "## Summary\n\nThe queue stopped.\n"))
    store = folder.parent / f"{folder.name}-store"
    command = [
        sys.executable,
        "-c",
        RUN,
        "ingest",
        str(folder),
        "--store",
        str(store),
        "--jobs",
        "1",
    ]
    done = subprocess.run(command, cwd=ROOT, preexec_fn=_limit, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr[-2000:]
    peak_kilobytes = int(done.stdout.split()[-1])
    assert peak_kilobytes * 1024 < PEAK_BYTES
    return Store(store)


@pytest.mark.xdist_group("bad input")
@pytest.mark.parametrize("name", BAD)
def test_every_bad_file_is_looked_at_and_says_what_is_wrong(store: Store, name: str) -> None:
    with store.cursor() as cursor:
        documents = cursor.execute("SELECT count(*) FROM documents WHERE source_path = ?", [name]).fetchall()
        codes = {row[0] for row in cursor.execute("SELECT code FROM diagnostics WHERE source_path = ?", [name]).fetchall()}
    assert documents == [(1,)]
    assert "PM001" not in codes, "the reader itself failed"
    assert BAD[name][1] is None or BAD[name][1] in codes


@pytest.mark.xdist_group("bad input")
def test_neighbours_are_read(store: Store) -> None:
    with store.cursor() as cursor:
        rows = cursor.execute("SELECT source_path, summary FROM incidents WHERE source_path LIKE '_-%' ORDER BY ALL").fetchall()
    assert rows == [("a-first.md", "The queue stopped."), ("z-last.md", "The queue stopped.")]


@pytest.mark.xdist_group("bad input")
def test_what_stands_before_the_limit_is_read(store: Store) -> None:
    with store.cursor() as cursor:
        rows = cursor.execute(
            "SELECT i.source_path, count(e.line), max(e.kind) FROM incidents i LEFT JOIN timeline_events e USING (incident_key) "
            "WHERE i.source_path IN ('line-of-five-megabytes.md', 'table-of-100000-rows.md') GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    assert rows == [("line-of-five-megabytes.md", 1, None), ("table-of-100000-rows.md", 49_991, "detected")]


def test_a_mistake_of_ours_costs_one_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "queue.md").write_bytes(_markdown(1, ""))
    monkeypatch.setattr("analytics.ingest.batch.read_file", lambda *_: [][0])
    (source,) = find_files([tmp_path], Settings().ingest)
    read = read_source(Task(source, None), Settings())
    assert read
    assert [(finding.code, finding.message) for finding in read.diagnostics] == [
        ("PM011", "the reader failed on this file (IndexError); please report it")
    ]
