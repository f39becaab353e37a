"""Publishing: a reader always finds a whole snapshot, whatever happens to the writer."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from analytics.errors import StoreBusyError, StoreUnwritableError
from analytics.store.database import Cursor, Store
from analytics.store.snapshot import CURRENT, publishing
from tests.conftest import MakeStore
from tests.handmade import publish_rows

WRITER = """
import sys
from pathlib import Path
from analytics.store.snapshot import publishing
with publishing(Path(sys.argv[1])) as draft:
    draft.connection.execute("DELETE FROM incidents")
    draft.connection.execute("CHECKPOINT")
    print("halfway", flush=True)
    sys.stdin.read()
"""


def keys(store: Store) -> list[str]:
    with store.cursor() as cursor:
        return keys_of(cursor)


def keys_of(cursor: Cursor) -> list[str]:
    return [key for (key,) in cursor.execute("SELECT incident_key FROM incidents ORDER BY 1").fetchall()]


def files(store: Store) -> set[str]:
    return {path.name for path in store.directory.iterdir() if path.name != ".lock"}


def start_writer(store: Store) -> subprocess.Popen[str]:
    """Another process that has changed its draft and now holds it."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(store.directory)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "halfway\n"
    return writer


def kill(writer: subprocess.Popen[str]) -> None:
    writer.send_signal(signal.SIGKILL)
    writer.communicate()


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    return make_store(incidents=[{"incident_key": "first"}])


def test_current_names_the_live_file_on_one_line(store: Store) -> None:
    assert (store.directory / CURRENT).read_text() == "corpus-00000001.duckdb\n"
    assert store.current().path == store.directory / "corpus-00000001.duckdb"
    assert files(store) == {CURRENT, "corpus-00000001.duckdb"}


def test_the_next_question_after_a_publication_sees_it(store: Store) -> None:
    assert keys(store) == ["first"]
    publish_rows(store.directory, {"incidents": [{"incident_key": "second"}]})
    assert keys(store) == ["second"]
    assert store.current().generation == 2


def test_a_reader_of_the_old_snapshot_goes_on_undisturbed(store: Store) -> None:
    pinned = store.current()
    with store.cursor(pinned) as before:
        publish_rows(store.directory, {"incidents": [{"incident_key": "second"}]})
        assert keys_of(before) == ["first"]
    with store.cursor(pinned) as after, store.cursor() as live:
        assert (keys_of(after), keys_of(live)) == (["first"], ["second"])


def test_a_reader_outlives_even_the_removal_of_its_file(store: Store) -> None:
    with store.cursor() as old:
        for number in range(4):
            publish_rows(store.directory, {"incidents": [{"incident_key": f"later-{number}"}]})
        assert not (store.directory / "corpus-00000001.duckdb").exists()
        assert keys_of(old) == ["first"]


def test_the_live_and_the_previous_snapshot_are_kept(store: Store) -> None:
    for number in range(3):
        publish_rows(store.directory, {"incidents": [{"incident_key": f"later-{number}"}]})
    assert files(store) == {CURRENT, "corpus-00000003.duckdb", "corpus-00000004.duckdb"}


def test_a_draft_continues_the_live_snapshot(store: Store) -> None:
    with publishing(store.directory) as draft:
        assert draft.continues
        draft.connection.execute("INSERT INTO incidents BY NAME SELECT * REPLACE ('second' AS incident_key) FROM incidents")
    assert keys(store) == ["first", "second"]


def test_a_fresh_draft_is_empty(store: Store) -> None:
    with publishing(store.directory, fresh=True) as draft:
        assert not draft.continues
        assert draft.connection.execute("SELECT count(*) FROM incidents").fetchall() == [(0,)]


def test_a_failing_writer_changes_nothing_and_leaves_nothing(store: Store) -> None:
    def publish_halfway() -> None:
        with publishing(store.directory) as draft:
            draft.connection.execute("DELETE FROM incidents")
            raise RuntimeError("halfway")

    before = files(store)
    with pytest.raises(RuntimeError, match="halfway"):
        publish_halfway()
    assert keys(store) == ["first"]
    assert files(store) == before


def test_a_killed_writer_leaves_the_old_snapshot_whole_and_the_next_one_tidies_up(store: Store) -> None:
    kill(start_writer(store))
    assert "corpus-00000002.duckdb.tmp" in files(store)
    assert keys(Store(store.directory)) == ["first"]
    publish_rows(store.directory, {"incidents": [{"incident_key": "second"}]})
    assert keys(store) == ["second"]
    assert files(store) == {CURRENT, "corpus-00000001.duckdb", "corpus-00000002.duckdb"}


def test_a_writer_killed_between_renaming_and_pointing_leaves_a_file_that_nobody_reads(store: Store) -> None:
    (store.directory / "corpus-00000002.duckdb").write_bytes(b"never named by CURRENT")
    (store.directory / f"{CURRENT}.tmp").write_text("corpus-00000002.duckdb\n")
    assert keys(Store(store.directory)) == ["first"]
    publish_rows(store.directory, {"incidents": [{"incident_key": "second"}]})
    assert keys(store) == ["second"]
    assert f"{CURRENT}.tmp" not in files(store)


def test_readers_go_on_while_another_process_writes(store: Store) -> None:
    writer = start_writer(store)
    try:
        assert keys(Store(store.directory)) == ["first"]
    finally:
        writer.communicate()
    assert keys(store) == []


def test_a_second_writer_is_told_to_wait(store: Store) -> None:
    writer = start_writer(store)
    try:
        with (
            pytest.raises(StoreBusyError, match=r"Another ingest is writing to .*: wait"),
            publishing(store.directory, wait_seconds=0.1),
        ):
            pytest.fail("two writers at once")
        assert "corpus-00000002.duckdb.tmp" in files(store), "the draft of the first writer is still there"
    finally:
        kill(writer)


def test_a_damaged_snapshot_is_rebuilt_not_continued(store: Store) -> None:
    store.current().path.write_bytes(b"no database")
    with publishing(store.directory) as draft:
        assert not draft.continues


def test_a_directory_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnwritableError, match="cannot be written"), publishing(tmp_path / "file" / "store"):
        pytest.fail("there is no such directory")
