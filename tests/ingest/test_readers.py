"""Which reader reads what, and what stays the same when the file around a document changes."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analytics.ingest.dialect import load_dialects
from analytics.ingest.read import FileRead, read_file
from analytics.ingest.readers import READERS, ending_of
from analytics.ingest.sources import find_files
from analytics.settings import Ingest, Settings, load_settings

BODY = "## Incident Postmortem\n\n**Date:** 2026-06-01\n**Status:** Final\n\n## Summary\n\nThe queue stopped.\n"


def _read(path: str, data: bytes, settings: Settings | None = None) -> FileRead:
    settings = settings or load_settings(None)
    return read_file(path, data, datetime(2026, 6, 5, tzinfo=UTC), settings, load_dialects(settings))


def _export(*numbers: int) -> bytes:
    return json.dumps([{"number": number, "title": f"Queue {number}", "body": BODY} for number in numbers]).encode()


def test_an_issue_keeps_its_key_wherever_it_stands_in_the_export() -> None:
    before = {p.incident.title: p.incident.incident_key for p in _read("issues.json", _export(7, 8)).postmortems}
    after = {p.incident.title: p.incident.incident_key for p in _read("issues.json", _export(6, 8, 7)).postmortems}
    assert before.items() < after.items()
    assert len(set(after.values())) == 3


def test_issues_of_the_same_number_stay_apart() -> None:
    """An export of several repositories."""
    keys = [p.incident.incident_key for p in _read("issues.json", _export(7, 7)).postmortems]
    assert len(set(keys)) == 2


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("queue.MD", "md"),
        ("page.html.md.erb", "erb"),
        ("INCIDENT-2026-05-15 v1.2", ""),
        ("release 1.2 notes", ""),
        ("LICENSE", ""),
    ],
)
def test_endings(name: str, ending: str) -> None:
    assert ending_of(name) == ending


def test_files_without_an_ending_are_looked_at_where_the_settings_say_so(tmp_path: Path) -> None:
    for name in ("queue v1.2 outage", "queue.md", "queue.png", "page.html.md.erb", "view.html.erb"):
        (tmp_path / name).write_text(BODY, encoding="utf-8")
    assert [file.path for file in find_files([tmp_path], Ingest())] == ["page.html.md.erb", "queue.md"]
    named = Ingest(include=("*.md", "*."))
    assert [file.path for file in find_files([tmp_path], named)] == ["queue v1.2 outage", "queue.md"]


def test_every_ending_that_is_read_by_default_has_a_reader() -> None:
    assert {ending_of(pattern) for pattern in Ingest().include} == set(READERS)


def test_markdown_needs_no_converter() -> None:
    """They take longer to load than a hundred documents to read, in every process of an ingest."""
    script = (
        "import sys; from analytics.ingest.readers import reader_of; from analytics.settings import Ingest\n"
        "reader_of('a.md')('a.md', 'Größe'.encode(), Ingest())\n"
        "print([name for name in ('bs4', 'lxml', 'markdownify', 'mammoth', 'ftfy') if name in sys.modules])"
    )
    root = Path(__file__).parent.parent.parent
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_limits_are_settings() -> None:
    settings = Settings(ingest=Ingest(max_lines=3, max_line_length=20))
    read = _read("queue.md", (BODY + "x" * 30).encode(), settings)
    assert [finding.code for finding in read.diagnostics].count("PM009") == 2
    assert read.document.text == BODY + "x" * 30
