"""`postmortems store verify` finds each kind of damage."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from analytics.errors import StoreDamagedError
from analytics.model import CHILD_TABLES
from analytics.store.database import Store
from analytics.store.verify import verify
from tests.conftest import MakeStore

HEADERS, BLOCK = 3 * 4096, 262_144
"""DuckDB's file: three headers, then blocks."""

DAMAGES = {
    "DELETE FROM documents": {"2 incidents whose document is missing", "1 diagnostics whose document is missing"},
    "UPDATE documents SET incidents = 3 WHERE source_path = 'a.md'": {"1 documents whose number of incidents is wrong"},
    "UPDATE diagnostics SET source_path = 'gone.md'": {"1 diagnostics whose document is missing"},
    "DELETE FROM incident_facts WHERE incident_key = 'a'": {"1 incidents without their derived row"},
    "DELETE FROM quarters": {"1 incidents in a quarter that the calendar lacks"},
    "UPDATE whys SET incident_key = 'nobody'": {"2 rows of whys without their incident"},
    "UPDATE whys SET ordinal = 0": {"1 rows of whys with an ordinal used twice"},
}


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    return make_store(
        incidents=[{"incident_key": "a", "quarter": "2026Q1"}, {"incident_key": "b"}],
        diagnostics=[{"source_path": "a.md"}],
        whys=[{"incident_key": "a"}, {"incident_key": "a"}],
    )


def test_a_whole_snapshot_has_no_problems(store: Store, sample_store: Store) -> None:
    assert verify(store) == []
    assert verify(sample_store) == []


def damage(store: Store, statement: str) -> Store:
    with duckdb.connect(str(store.current().path)) as connection:
        connection.execute(statement)
    return Store(store.directory)


@pytest.mark.parametrize("statement", DAMAGES)
def test_each_damage_is_told(store: Store, statement: str) -> None:
    assert set(verify(damage(store, statement))) == DAMAGES[statement]


@pytest.mark.parametrize("table", CHILD_TABLES)
def test_orphans_of_every_table_are_told(store: Store, table: str) -> None:
    columns = ", ".join(CHILD_TABLES[table])
    values = {"incident_key": "'nobody'", "ordinal": "7"}
    with duckdb.connect(str(store.current().path)) as connection:
        kinds = dict(
            connection.execute("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ?", [table]).fetchall()
        )
        filled = ", ".join(
            {"VARCHAR": "''", "INTEGER": "1", "BOOLEAN": "true"}.get(kinds[name], "NULL") for name in CHILD_TABLES[table]
        )
        connection.execute(
            f"INSERT INTO {table} ({', '.join(values)}, {columns}) VALUES ({', '.join(values.values())}, {filled})"
        )
    assert verify(Store(store.directory)) == [f"1 rows of {table} without their incident"]


@pytest.mark.parametrize("table", ["documents", "incidents", "timeline_events", "action_item_states"])
def test_a_flipped_bit_is_found_in_whatever_column_it_is(sample_store: Store, tmp_path: Path, table: str) -> None:
    """Damage that only reading every value can find: a checksum stands beside every block."""
    with sample_store.cursor() as cursor:
        query = f"SELECT max(block_id) FROM pragma_storage_info('{table}') WHERE persistent"
        block = cursor.execute(query).fetchall()[0][0]
    for file in ("CURRENT", sample_store.current().path.name):
        (tmp_path / file).write_bytes((sample_store.directory / file).read_bytes())
    damaged = Store(tmp_path).current().path
    content = bytearray(damaged.read_bytes())
    content[HEADERS + block * BLOCK + BLOCK // 2] ^= 1
    damaged.write_bytes(content)
    with pytest.raises(StoreDamagedError, match="cannot be opened"):
        verify(Store(tmp_path))


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "DELETE FROM action_item_histories",
            {"action items without their history", "changes of action items without their history"},
        ),
        (
            "UPDATE action_item_histories SET item_ordinal = item_ordinal + 1000",
            {"histories of an action item that is not there"},
        ),
        ("UPDATE action_item_changes SET item_key = 'nobody'", {"changes of action items without their history"}),
        (
            "INSERT INTO action_item_histories FROM action_item_histories WHERE item_ordinal IS NULL",
            {"keys of action items used twice"},
        ),
    ],
)
def test_damage_to_the_history_is_told(sample_store: Store, tmp_path: Path, statement: str, words: set[str]) -> None:
    for file in ("CURRENT", sample_store.current().path.name):
        (tmp_path / file).write_bytes((sample_store.directory / file).read_bytes())
    assert {problem.partition(" ")[2] for problem in verify(damage(Store(tmp_path), statement))} == words
