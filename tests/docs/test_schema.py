"""docs/schema.md names every table, view and column of a snapshot with its type, and none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from analytics.store.snapshot import publishing
from tests.docs.documents import DOCS, Section, read_sections

PAGE = DOCS / "schema.md"
_SHORT = {"TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ"}

Columns = dict[str, str]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Columns]:
    """The tables and views of an empty snapshot: name -> column -> type."""
    directory = tmp_path_factory.mktemp("store")
    with publishing(directory):
        pass
    return _read_tables(directory)


def _read_tables(directory: Path) -> dict[str, Columns]:
    path = next(directory.glob("corpus-*.duckdb"))
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns ORDER BY table_name, ordinal_position"
        ).fetchall()
    found: dict[str, Columns] = {}
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = _SHORT.get(kind, kind)
    return found


def _documented() -> dict[str, Columns]:
    sections = {match[1]: section for section in read_sections(PAGE) if (match := re.fullmatch(r"`(\w+)`", section.title))}
    return {table: _columns(section) for table, section in sections.items()}


def _columns(section: Section) -> Columns:
    pairs = [(name, row[1]) for row in section.rows() for name in re.findall(r"`(\w+)`", row[0])]
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), f"{section.title} names a column twice"
    return dict(pairs)


def test_every_table_and_view_is_documented_and_no_other(tables: dict[str, Columns]) -> None:
    assert set(_documented()) == set(tables)


def test_every_column_is_documented_with_its_type_and_no_other(tables: dict[str, Columns]) -> None:
    assert _flat(_documented()) - _flat(tables) == set(), "documented, but not so in the store"
    assert _flat(tables) - _flat(_documented()) == set(), "in the store, but not so documented"


def _flat(tables: dict[str, Columns]) -> set[str]:
    return {f"{table}.{column} {kind}" for table, columns in tables.items() for column, kind in columns.items()}


def test_every_column_says_what_it_means() -> None:
    rows = [row for section in read_sections(PAGE) for row in section.rows()]
    assert [row[0] for row in rows if len(row) != 3 or not row[2].endswith((".", ")", "`"))] == []
