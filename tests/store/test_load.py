"""Rows into and out of a draft; the calendar and the targets that go with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics.model import CHILD_TABLES
from analytics.settings import Calendar, DurationTargets, HorizonTargets, Settings, Targets, load_settings
from analytics.store.database import Store
from analytics.store.load import TABLES, delete_documents
from analytics.store.snapshot import publishing
from tests.conftest import MakeStore


def test_deleting_a_document_takes_everything_that_came_from_it_and_nothing_else(make_store: MakeStore) -> None:
    children: dict[str, Any] = {
        table: [{"incident_key": "a"}, {"incident_key": "b"}, {"incident_key": "b"}] for table in CHILD_TABLES
    }
    store = make_store(
        incidents=[{"incident_key": "a"}, {"incident_key": "b"}],
        diagnostics=[{"source_path": "a.md"}, {"source_path": "b.md"}, {"source_path": "b.md"}],
        **children,
    )
    with publishing(store.directory) as draft:
        delete_documents(draft.connection, ["b.md", "never-there.md"])
    with store.cursor() as cursor:
        counts = {table: cursor.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0] for table in TABLES}
    assert counts == dict.fromkeys(TABLES, 1)


def quarters(store: Store) -> list[tuple[str, date, date]]:
    with store.cursor() as cursor:
        return cursor.execute("SELECT quarter, starts_on, ends_on FROM quarters ORDER BY quarter").fetchall()


def test_no_quarter_is_missing_between_the_first_and_the_last(make_store: MakeStore) -> None:
    days = [date(2025, 11, 30), date(2026, 8, 1)]
    store = make_store(incidents=[{"incident_key": str(day), "incident_date": day} for day in days])
    assert [quarter for quarter, _, _ in quarters(store)] == ["2025Q4", "2026Q1", "2026Q2", "2026Q3"]


def test_a_fiscal_year_is_named_by_the_year_in_which_it_ends(make_store: MakeStore) -> None:
    settings = Settings(calendar=Calendar(fiscal_year_starts=4))
    store = make_store(settings, incidents=[{"incident_key": "a", "incident_date": date(2026, 3, 31)}])
    assert quarters(store) == [("2026Q4", date(2026, 1, 1), date(2026, 3, 31))]


def test_without_a_dated_incident_there_are_no_quarters(make_store: MakeStore) -> None:
    assert quarters(make_store(incidents=[{"incident_key": "a"}])) == []


def test_targets_say_whose_number_they_are(make_store: MakeStore) -> None:
    targets = Targets(ttr=DurationTargets(P0=30), action_completion=HorizonTargets(immediate=0.95), detected_internally=0.8)
    with make_store(Settings(targets=targets)).cursor() as cursor:
        rows = cursor.execute("SELECT metric, severity, horizon, target, basis FROM targets ORDER BY ALL").fetchall()
    assert rows == [
        ("action_completion", None, "immediate", 0.95, "settings"),
        ("action_completion", None, None, 0.9, "default"),
        ("action_on_time", None, None, 0.9, "default"),
        ("detected_internally", None, None, 0.8, "settings"),
        ("ttd", None, None, 5.0, "default"),
        ("ttr", "P0", None, 30.0, "settings"),
    ]


def test_a_target_that_is_set_to_the_default_is_the_organisations_own(
    make_store: MakeStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "postmortems.toml"
    file.write_text("[targets.ttd]\ndefault = 5\nP0 = 2\n[targets.action_completion]\nimmediate = 0.95\n", encoding="utf-8")
    monkeypatch.setenv("POSTMORTEMS_TARGETS__ACTION_ON_TIME__DEFAULT", "0.9")
    with make_store(load_settings(file)).cursor() as cursor:
        rows = cursor.execute("SELECT metric, coalesce(severity, horizon), target, basis FROM targets ORDER BY ALL").fetchall()
    assert rows == [
        ("action_completion", "immediate", 0.95, "settings"),
        ("action_completion", None, 0.9, "default"),
        ("action_on_time", None, 0.9, "settings"),
        ("ttd", "P0", 2.0, "settings"),
        ("ttd", None, 5.0, "settings"),
    ]
