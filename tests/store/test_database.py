"""The one door: right rows for every thread, nothing but the snapshot within reach, and a sentence for what cannot be opened."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import duckdb
import pytest

from analytics.errors import StoreDamagedError, StoreMissingError
from analytics.settings import Calendar, DurationTargets, Settings, Targets
from analytics.store.database import Store
from analytics.store.snapshot import CURRENT
from tests.conftest import MakeStore


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    return make_store(incidents=[{"incident_key": f"i{number}", "users_affected": number} for number in range(500)])


def test_many_threads_with_cursors_of_their_own_get_right_rows(store: Store) -> None:
    def ask(number: int) -> bool:
        with store.cursor() as cursor:
            return cursor.execute("SELECT incident_key FROM incidents WHERE users_affected = ?", [number]).fetchall() == [
                (f"i{number}",)
            ]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(500)))


def test_threads_and_publications_do_not_disturb_each_other(store: Store) -> None:
    pinned = store.current()

    def ask(_: int) -> int:
        with store.cursor(pinned) as cursor:
            return int(cursor.execute("SELECT sum(users_affected) FROM incidents").fetchall()[0][0])

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(ask, range(100))) == {sum(range(500))}


def test_nothing_outside_the_snapshot_can_be_read(store: Store, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    frame = {"secret": [1]}
    assert frame
    with store.cursor() as cursor:
        for query in (
            f"FROM read_csv('{secret}')",
            f"ATTACH '{tmp_path / 'other.duckdb'}'",
            f"COPY incidents TO '{tmp_path / 'out.csv'}'",
        ):
            with pytest.raises(duckdb.PermissionException):
                cursor.execute(query)
        with pytest.raises(duckdb.CatalogException):
            cursor.execute("FROM frame")
        with pytest.raises(duckdb.InvalidInputException):
            cursor.execute("SET enable_external_access = true")


def test_a_snapshot_cannot_be_changed(store: Store) -> None:
    with store.cursor() as cursor, pytest.raises(duckdb.InvalidInputException, match="read-only"):
        cursor.execute("DELETE FROM incidents")


def test_instants_are_told_in_utc(make_store: MakeStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    with make_store(incidents=[{"incident_key": "a"}]).cursor() as cursor:
        assert cursor.execute("SELECT TIMESTAMPTZ '2026-03-01 12:00:00+00'::VARCHAR").fetchall() == [("2026-03-01 12:00:00+00",)]


def test_a_directory_without_a_store_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError, match=r"There is no store in .*: run `postmortems ingest FOLDER --store"):
        Store(tmp_path).current()


@pytest.mark.parametrize("content", [b"", b"no database", b"\0" * 8192])
def test_a_damaged_snapshot_is_said_in_a_sentence(store: Store, content: bytes) -> None:
    store.current().path.write_bytes(content)
    with pytest.raises(
        StoreDamagedError, match=r"The snapshot .*00000001.duckdb cannot be opened \(.+\): run `postmortems ingest`"
    ):
        Store(store.directory).info()


def test_a_snapshot_that_is_gone_is_said_in_a_sentence(store: Store) -> None:
    store.current().path.unlink()
    with pytest.raises(StoreDamagedError, match="the file is gone"):
        Store(store.directory).info()


def test_a_snapshot_of_another_version_is_not_read(store: Store) -> None:
    with duckdb.connect(str(store.current().path)) as connection:
        connection.execute("UPDATE snapshot_info SET schema_version = schema_version + 1")
    with pytest.raises(StoreDamagedError, match="another version of this program"):
        Store(store.directory).info()


def test_current_reaches_no_file_outside_the_store(store: Store) -> None:
    (store.directory / CURRENT).write_text("../../elsewhere.duckdb\n")
    assert Store(store.directory).current().path == store.directory / "elsewhere.duckdb"


def test_info_tells_where_the_snapshot_comes_from(make_store: MakeStore) -> None:
    info = make_store(as_of=date(2026, 5, 6), incidents=[{"incident_key": "a"}]).info()
    assert (info.generation, info.as_of, info.source, info.corpus_fingerprint) == (1, date(2026, 5, 6), "handmade", "fingerprint")


def test_settings_are_those_of_the_ingest_whatever_the_environment_says_now(
    make_store: MakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(targets=Targets(ttr=DurationTargets(default=77, P0=11)), calendar=Calendar(fiscal_year_starts=4))
    store = make_store(settings, incidents=[{"incident_key": "a"}])
    monkeypatch.setenv("POSTMORTEMS_TARGETS__TTR__DEFAULT", "1")
    monkeypatch.setenv("POSTMORTEMS_CALENDAR__FISCAL_YEAR_STARTS", "7")
    assert Store(store.directory).info().settings.model_dump() == settings.model_dump()
