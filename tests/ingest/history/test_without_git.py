"""Successive ingests of a plain folder keep the history that git would."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.settings import load_settings
from tests.ingest.history.repo import DONE, Item, Reader, document
from tests.ingest.history.test_follow import ALERT, LIMIT, RUNBOOK

RECENT = "SELECT timezone('UTC', created_at)::DATE::VARCHAR FROM snapshot_info"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "plain"
    made.mkdir()
    write(made / "a.md", Item(ALERT), Item(RUNBOOK))
    return made


@pytest.fixture
def reader(folder: Path, tmp_path: Path) -> Reader:
    return Reader(folder, tmp_path / "store")


def write(file: Path, *items: Item, ident: str = "INCIDENT-2026-03-02-001", day: str = "2026-03-02") -> None:
    file.write_text(document(*items, ident=ident, day=day), encoding="utf-8")


def test_a_later_ingest_dates_what_has_changed(folder: Path, reader: Reader) -> None:
    reader.ingest()
    keys = reader.keys()
    write(folder / "a.md", Item(RUNBOOK, due="2026-04-01"), Item("Alert on the depth of the queue of exports", DONE), Item(LIMIT))
    reader.ingest()
    [(today,)] = reader.rows(RECENT)
    assert [(opened, done, basis) for _, opened, done, basis in reader.dates()] == [
        (None, None, None),
        (None, today, "ingest"),
        (today, None, None),
    ]
    assert [change[1] for change in reader.changes()] == ["action", "status", "appeared", "due_date"]
    assert keys[ALERT] == reader.keys()["Alert on the depth of the queue of exports"]


def test_what_the_first_ingest_finds_has_no_days(reader: Reader) -> None:
    reader.ingest()
    assert reader.changes() == []
    assert reader.rows("SELECT appeared_at, appeared_basis, item_ordinal FROM action_item_histories") == [
        (None, None, 1),
        (None, None, 2),
    ]


def test_an_item_that_goes_stays_visible(folder: Path, reader: Reader) -> None:
    reader.ingest()
    write(folder / "a.md", Item(RUNBOOK))
    reader.ingest()
    gone = "SELECT action, status, removed_basis FROM action_item_histories WHERE item_ordinal IS NULL"
    assert reader.rows(gone) == [(ALERT, "pending", "ingest")]
    write(folder / "a.md", Item(RUNBOOK), Item(ALERT))
    reader.ingest()
    assert reader.rows(gone) == []
    assert [change[1] for change in reader.changes(ALERT)] == ["removed", "appeared"]


def test_a_document_that_goes_leaves_its_items_visible(folder: Path, reader: Reader) -> None:
    write(folder / "b.md", Item(LIMIT), ident="INCIDENT-2026-03-02-002")
    reader.ingest()
    (folder / "a.md").unlink()
    reader.ingest()
    gone = "SELECT action, incident_id, source_path FROM action_item_histories WHERE item_ordinal IS NULL ORDER BY ALL"
    assert reader.rows(gone) == [(ALERT, "INCIDENT-2026-03-02-001", "a.md"), (RUNBOOK, "INCIDENT-2026-03-02-001", "a.md")]


def test_an_incident_that_moves_takes_its_history_along(folder: Path, reader: Reader) -> None:
    reader.ingest()
    keys = reader.keys()
    (folder / "a.md").unlink()
    write(folder / "z.md", Item(ALERT, DONE), Item(RUNBOOK))
    reader.ingest()
    assert reader.keys() == keys
    assert [change[1] for change in reader.changes()] == ["status"]


def test_another_reading_of_the_same_bytes_is_no_event(folder: Path, reader: Reader, tmp_path: Path) -> None:
    write(folder / "a.md", Item(ALERT, "Shipped"), Item(RUNBOOK, DONE))
    reader.ingest()
    write(folder / "a.md", Item(ALERT, "Shipped"), Item(RUNBOOK))
    reader.ingest()
    before = reader.changes()
    config = tmp_path / "words.toml"
    config.write_text('[aliases.action_status]\n"Shipped" = "complete"\n', encoding="utf-8")
    reader.ingest(load_settings(config))
    assert reader.rows("SELECT status FROM action_items ORDER BY ordinal") == [("complete",), ("pending",)]
    assert reader.changes() == before
    assert reader.dates()[0] == (ALERT, None, None, None)


def test_an_unchanged_corpus_keeps_its_days(folder: Path, reader: Reader) -> None:
    reader.ingest()
    write(folder / "a.md", Item(ALERT, DONE), Item(RUNBOOK))
    reader.ingest()
    before = reader.dates()
    write(folder / "b.md", Item(LIMIT), ident="INCIDENT-2026-03-02-002")
    reader.ingest()
    assert reader.dates()[:2] == before or before[0] in reader.dates()
    assert before[0][2] is not None


def test_two_documents_with_one_id_are_two(folder: Path, reader: Reader) -> None:
    write(folder / "b.md", Item(ALERT), Item(RUNBOOK))
    reader.ingest()
    write(folder / "b.md", Item(ALERT, DONE), Item(RUNBOOK))
    reader.ingest()
    assert [change[1] for change in reader.changes()] == ["status"]
    assert reader.rows("SELECT source_path FROM action_item_changes") == [("b.md",)]
