"""`postmortems report` as a job runs it: files with names that sort, the same bytes for the same store, one sentence for a mistake."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from analytics.reports import FORMATS
from analytics.store.database import Store

ROOT = Path(__file__).parents[2]
Result = subprocess.CompletedProcess[str]


def report(store: Store, *arguments: object, **environment: str) -> Result:
    command = [sys.executable, "-c", "from analytics.cli import main; main()", "report", "--store", store.directory, *arguments]
    env = {**os.environ, **environment}
    return subprocess.run([str(part) for part in command], cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_it_writes_each_format_under_a_name_that_sorts(sample_store: Store, tmp_path: Path) -> None:
    asked = (
        "--quarter",
        "2026 q3",
        "--team",
        "Payments",
        "--severity",
        "P1",
        "--format",
        "html,md",
        "-o",
        tmp_path / "new" / "folder",
    )
    run = report(sample_store, *asked)
    assert (run.returncode, run.stderr) == (0, "")
    written = sorted((tmp_path / "new" / "folder").iterdir())
    assert [file.name for file in written] == [f"2026Q3_quarterly-review_payments_p1.{ending}" for ending in ("html", "md")]
    assert run.stdout.split() == [str(file) for file in written]


def test_only_some_sections(sample_store: Store, tmp_path: Path) -> None:
    report(sample_store, "--quarter", "2026Q3", "--section", "scorecard", "--section", "method", "--format", "md", "-o", tmp_path)
    text = (tmp_path / "2026Q3_quarterly-review.md").read_text(encoding="utf-8")
    assert [line.split()[1] for line in text.splitlines() if line.startswith("## ")] == ["2\\.", "C\\."]


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_store_gives_the_same_bytes(name: str, sample_store: Store, tmp_path: Path) -> None:
    """In two processes whose sets and dictionaries of words have another order, in two zones, on another day."""
    digests = set()
    for seed, zone in (("1", "UTC"), ("4242", "Asia/Tokyo")):
        folder = tmp_path / seed
        run = report(sample_store, "--quarter", "2026Q3", "--format", name, "-o", folder, PYTHONHASHSEED=seed, TZ=zone)
        assert run.returncode == 0, run.stderr
        [file] = folder.iterdir()
        digests.add(hashlib.sha256(file.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_without_a_browser_the_other_formats_are_written(sample_store: Store, tmp_path: Path) -> None:
    run = report(sample_store, "--quarter", "2026Q3", "--format", "pdf,md", "-o", tmp_path, BROWSER_PATH="/nowhere/chrome")
    assert run.returncode == 2
    assert [file.name for file in tmp_path.iterdir()] == ["2026Q3_quarterly-review.md"]
    assert run.stdout.splitlines() == [str(tmp_path / "2026Q3_quarterly-review.md")]
    assert run.stderr.startswith("postmortems: No PDF was written. Pictures and PDF need a Chrome or Chromium on this machine: ")
    assert run.stderr.count("\n") == 1
    alone = report(sample_store, "--quarter", "2026Q3", "--format", "pdf", "-o", tmp_path / "new", BROWSER_PATH="/nowhere/chrome")
    assert alone.returncode == 2
    assert not (tmp_path / "new").exists()


def test_the_paper_is_that_of_the_settings_or_of_the_command(sample_store: Store, tmp_path: Path) -> None:
    for asked, size in (((), "a4"), (("--paper", "letter"), "letter")):
        report(sample_store, "--quarter", "2026Q3", "--section", "answer", "--format", "pdf,html", *asked, "-o", tmp_path)
        page = PdfReader(tmp_path / "2026Q3_quarterly-review.pdf").pages[0].mediabox
        assert round(page.width) == {"a4": 595, "letter": 612}[size]
        assert f"size: {size};" in (tmp_path / "2026Q3_quarterly-review.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--quarter", "2031Q3"), "There is no quarter '2031Q3' in this store: choose from 2024Q2, "),
        (("--quarter", "2026Q3", "--format", "doc"), "There is no format 'doc': choose from html, "),
        (("--quarter", "2026Q3", "--format", " , "), "--format names no format: choose from html, "),
        (("--quarter", "2026Q3", "--section", "sum"), "There is no section 'sum' in a report: choose from answer, "),
        (("--quarter", "2026Q3", "--team", "Nobody"), "There is no team 'Nobody' in this store: choose from "),
    ],
)
def test_a_mistake_is_one_sentence(arguments: tuple[str, ...], words: str, sample_store: Store, tmp_path: Path) -> None:
    run = report(sample_store, *arguments, "-o", tmp_path / "out")
    assert run.returncode == 2
    assert run.stderr.startswith(f"postmortems: {words}")
    assert run.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_without_a_store_it_says_what_to_do(tmp_path: Path) -> None:
    run = report(Store(tmp_path / "nothing"), "--quarter", "2026Q3")
    assert run.returncode == 2
    assert "run `postmortems ingest FOLDER" in run.stderr
