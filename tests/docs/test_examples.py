"""The examples of SQL and Python in the documentation run, on a store of the sample corpus."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from analytics.ingest.pipeline import ingest
from analytics.settings import find_settings_file, load_settings
from analytics.store.database import Store
from analytics.store.snapshot import read_current
from tests.docs.documents import ROOT, all_documents, read_blocks

SAMPLE = ROOT / ("data/sample" if (ROOT / "data/sample/postmortems.toml").is_file() else "tests/cases/template")
SQL = [(block.place, block.text) for document in all_documents() for block in read_blocks(document, "sql")]
PYTHON = [(block.place, block.text) for document in all_documents() for block in read_blocks(document, "python")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working directory with a store of the sample corpus in data/store."""
    folder = tmp_path_factory.mktemp("examples")
    ingest([SAMPLE], Store(folder / "data/store"), load_settings(find_settings_file(SAMPLE)), jobs=1)
    return folder


@pytest.mark.parametrize(("place", "statement"), SQL)
def test_sql_runs_and_finds_something(place: str, statement: str, folder: Path) -> None:
    path = read_current(folder / "data/store")
    assert path
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute(statement).fetchall(), f"{place} finds nothing in the sample corpus"


@pytest.mark.parametrize(("place", "script"), PYTHON)
def test_python_runs(place: str, script: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), place
    assert done.stdout.strip()


def test_there_are_at_least_three_statements_for_analysts() -> None:
    assert sum(place.startswith("user-guide.md") for place, _ in SQL) >= 3
