"""A corpus with a history: the same commits for the same seed, and an ingest finds out what truth.jsonl says of every item."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.errors import UsageError
from analytics.generate import generate_corpus, load_truth
from analytics.ingest.pipeline import ingest
from analytics.settings import load_settings
from analytics.store.database import Cursor, Store

COUNT, SEED = 120, 20260314


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("history") / "corpus"
    generate_corpus(directory, COUNT, SEED, history=True)
    return directory


@pytest.fixture(scope="module")
def cursor(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cursor]:
    store = Store(tmp_path_factory.mktemp("history") / "store")
    ingest([corpus], store, load_settings(corpus / "postmortems.toml"), jobs=1)
    with store.cursor() as opened:
        yield opened


def git(directory: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=directory, check=True, capture_output=True, text=True).stdout


def test_the_same_seed_gives_the_same_commits(corpus: Path, tmp_path: Path) -> None:
    generate_corpus(tmp_path / "again", COUNT, SEED, history=True)
    assert git(corpus, "rev-parse", "HEAD") == git(tmp_path / "again", "rev-parse", "HEAD")


def test_the_newest_commit_is_the_corpus_and_the_truth_stays_outside(corpus: Path, tmp_path: Path) -> None:
    assert git(corpus, "status", "--porcelain") == ""
    assert "truth.jsonl" not in git(corpus, "ls-files")
    generate_corpus(tmp_path / "plain", COUNT, SEED)
    for file in (tmp_path / "plain").rglob("*.md"):
        assert file.read_bytes() == (corpus / file.relative_to(tmp_path / "plain")).read_bytes()


def test_an_ingest_finds_out_what_happened_to_every_item(corpus: Path, cursor: Cursor) -> None:
    found = cursor.execute(
        """SELECT i.source_path, a.number, list([strftime(changed_at, '%Y-%m-%d'), field, old, new] ORDER BY c.ordinal)
        FROM action_items a JOIN incidents i USING (incident_key) JOIN action_item_changes c USING (item_key) GROUP BY ALL"""
    ).fetchall()
    read = {(path, number): changes for path, number, changes in found}
    told = 0
    for truth in load_truth(corpus / "truth.jsonl"):
        items = truth.postmortem.action_items if truth.postmortem else []
        for item, changes in zip(items, truth.history, strict=False):
            assert sorted(map(str, read[truth.source_path, item.number])) == sorted(map(str, changes))
            told += 1
    assert told > 300


def test_the_dates_of_the_items_are_those_of_their_stories(corpus: Path, cursor: Cursor) -> None:
    found = cursor.execute(
        "SELECT i.source_path, a.number, opened_on, completed_on FROM action_items a JOIN incidents i USING (incident_key)"
    ).fetchall()
    read = {(path, number): (str(opened), str(done) if done else None) for path, number, opened, done in found}
    for truth in load_truth(corpus / "truth.jsonl"):
        items = truth.postmortem.action_items if truth.postmortem else []
        for item, changes in zip(items, truth.history, strict=False):
            ends = [day for day, field, _, new in changes if field == "status" and new in ("complete", "wont_do")]
            assert read[truth.source_path, item.number] == (changes[0][0], ends[-1] if ends else None)


def test_what_was_crossed_out_is_still_known(corpus: Path, cursor: Cursor) -> None:
    gone = cursor.execute("SELECT source_path, action FROM action_item_histories WHERE removed_basis = 'git'").fetchall()
    truths = [truth for truth in load_truth(corpus / "truth.jsonl") if truth.postmortem]
    assert len(gone) == sum(len(truth.history) - len(truth.postmortem.action_items) for truth in truths if truth.postmortem)
    assert gone


def test_everything_that_happens_to_items_happens(cursor: Cursor) -> None:
    counts = dict(cursor.execute("SELECT field, count(*) FROM action_item_changes GROUP BY field").fetchall())
    assert set(counts) == {"appeared", "removed", "status", "due_date", "action", "ticket"}
    assert cursor.execute("SELECT count(*) FROM diagnostics WHERE code LIKE 'PM5%'").fetchall() == [(0,)]
    renamed = "SELECT count(DISTINCT item_key) FROM action_item_changes c JOIN action_item_histories h USING (item_key)"
    assert cursor.execute(f"{renamed} WHERE c.source_path <> h.source_path").fetchall() != [(0,)]


def test_without_git_the_option_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="--history needs git"):
        generate_corpus(tmp_path / "corpus", 1, 1, history=True)
