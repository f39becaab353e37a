"""Dated notes in the settings and in a CSV beside them: nothing of them is lost without a word."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analytics.annotations import METRICS, Annotation
from analytics.errors import SettingsError
from analytics.ingest.pipeline import ingest
from analytics.metrics.registry import DEFINITIONS
from analytics.settings import Settings, load_settings
from analytics.store.database import Store
from tests.conftest import MakeStore

NOTE = '[[annotations]]\non = 2025-05-12\ntext = "Alerting programme launched"\n'
LAUNCH = Annotation(on=date(2025, 5, 12), text="Alerting programme launched")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "postmortems.toml"


def write(file: Path, table: str) -> Path:
    """The settings with a CSV of notes beside them."""
    file.write_text(f'{NOTE}\n[ingest]\nannotations = "notes.csv"\n', encoding="utf-8")
    notes = file.with_name("notes.csv")
    notes.write_text(table, encoding="utf-8")
    return notes


@pytest.mark.parametrize(
    "table",
    [
        'on,until,text,kind,teams,metric\n2025-11-17,2026-01-05,"Freeze, all of it",freeze,Payments; Search,ttr\n',
        '\ufeffmetric;Teams;kind;text;until;on\r\n\r\nttr;"Payments;Search";freeze;Freeze, all of it;2026-01-05;2025-11-17\r\n;;;;;\r\n',
    ],
)
def test_notes_stand_in_the_file_and_in_a_csv_beside_it(file: Path, table: str) -> None:
    write(file, table)
    freeze = Annotation(
        on=date(2025, 11, 17),
        until=date(2026, 1, 5),
        text="Freeze, all of it",
        kind="freeze",
        teams=("Payments", "Search"),
        metric="ttr",
    )
    assert load_settings(file).annotations == (LAUNCH, freeze)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{NOTE}\n{NOTE}until = 2025-05-11\n", ":8: annotations.1.until: 2025-05-11 is earlier than on = 2025-05-12."),
        (f"{NOTE}metric = 'mttr'\n", ":4: annotations.0.metric: 'mttr' is no id of a metric, such as ttr."),
        (f"{NOTE}kind = 'party'\n", ":4: annotations.0.kind: "),
        (f"{NOTE}note = 'x'\n", ":4: annotations.0.note: unknown key."),
        (f"{NOTE}teams = 'Payments'\n", ":4: annotations.0.teams: "),
        ("[[annotations]]\non = '12 May'\ntext = 'x'\n", ":2: annotations.0.on: '12 May' is no date, such as 2025-05-12."),
        ("[[annotations]]\non = 2025\ntext = 'x'\n", ":2: annotations.0.on: 2025 is no date, such as 2025-05-12."),
        ("[[annotations]]\non = 2025-05-12\ntext = ' '\n", ":3: annotations.0.text: "),
        ("[[annotations]]\non = 2025-05-12\n", ":1: annotations.0.text: this value is missing."),
    ],
)
def test_a_mistake_names_its_file_line_and_key(file: Path, text: str, message: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(file)
    assert str(caught.value).startswith(f"{file}{message}")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('on,text\n2025-05-12,"two\nlines"\n2025-13-01,x\n', ":4: on: '2025-13-01' is no date, such as 2025-05-12."),
        ("on,text\n2025-05-12,a,b\n", ":2: annotations: 3 cells in 2 columns; put text with commas in quotes."),
        ("on,text\n2025-05-12\n", ":2: text: Field required."),
        ("on,text,metric\n2025-05-12,x,mttr\n", ":2: metric: 'mttr' is no id of a metric, such as ttr."),
        ("on,text,colour\n", ":1: colour: unknown column; there are on, until, text, kind, teams, metric."),
        ("on,text,on\n", ":1: on: the column stands twice."),
        ("until,text\n", ":1: on: the column is missing."),
        ("", ":1: on: the column is missing."),
        ('on,text\n2025-05-12,"x\n', ":2: annotations: the CSV cannot be read: "),
    ],
)
def test_a_mistake_in_the_csv_names_its_line_and_column(file: Path, table: str, message: str) -> None:
    notes = write(file, table)
    with pytest.raises(SettingsError) as caught:
        load_settings(file)
    assert str(caught.value).startswith(f"{notes}{message}")


def test_a_csv_that_is_not_there_is_said(file: Path) -> None:
    write(file, "").unlink()
    with pytest.raises(SettingsError, match=r"notes\.csv.*cannot be read"):
        load_settings(file)


def test_the_metrics_are_those_of_the_registry() -> None:
    assert tuple(DEFINITIONS) == METRICS


def rows(store: Store) -> list[tuple[object, ...]]:
    with store.cursor() as cursor:
        return cursor.execute("SELECT * FROM annotations ORDER BY ordinal").fetchall()


def test_the_store_keeps_notes_in_the_order_of_their_days(make_store: MakeStore) -> None:
    freeze = Annotation(on=date(2025, 1, 2), until=date(2025, 2, 1), text="Freeze", kind="freeze", teams=("A", "B"), metric="ttr")
    assert rows(make_store(Settings.model_validate({"annotations": [LAUNCH, freeze]}))) == [
        (1, date(2025, 1, 2), date(2025, 2, 1), "Freeze", "freeze", ["A", "B"], "ttr"),
        (2, date(2025, 5, 12), None, "Alerting programme launched", "other", [], None),
    ]


def test_a_new_note_is_published_though_no_document_changed_and_its_csv_is_no_document(file: Path, tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text("# Incident Postmortem: INCIDENT-2026-03-14-001\n\n**Date:** 2026-03-14\n", encoding="utf-8")
    store = Store(tmp_path / ".store")

    def read() -> tuple[int, int, bool]:
        summary = ingest([tmp_path], store, load_settings(file), jobs=1)
        return summary.files, summary.unchanged, summary.published

    notes = write(file, "on,text\n")
    read()
    assert read() == (1, 1, False)
    notes.write_text("on,text\n2026-01-01,Reorganisation\n", encoding="utf-8")
    assert read() == (1, 1, True)
    assert [row[3] for row in rows(store)] == ["Alerting programme launched", "Reorganisation"]
