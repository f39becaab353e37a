"""The tables hold what the records hold, and the sample corpus fills every one of their columns."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analytics.model import CHILD_TABLES, DOCUMENT_COLUMNS, INCIDENT_COLUMNS
from analytics.store.database import Cursor, Store

KEYED = ("incident_key", "ordinal")


def columns_of(cursor: Cursor) -> dict[str, dict[str, str]]:
    """The type of each column of each table."""
    rows = cursor.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal ORDER BY table_name, column_index"
    ).fetchall()
    tables: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        tables.setdefault(table, {})[column] = kind
    return tables


@pytest.mark.parametrize("table", CHILD_TABLES)
def test_a_child_table_has_the_columns_of_its_record(open_rows: Callable[..., Cursor], table: str) -> None:
    assert tuple(columns_of(open_rows())[table]) == (*KEYED, *CHILD_TABLES[table])


def test_incidents_and_documents_have_the_columns_of_their_records(open_rows: Callable[..., Cursor]) -> None:
    tables = columns_of(open_rows())
    assert tuple(tables["incidents"]) == INCIDENT_COLUMNS
    assert tuple(tables["documents"]) == DOCUMENT_COLUMNS


def test_instants_carry_their_zone_and_durations_are_doubles(open_rows: Callable[..., Cursor]) -> None:
    for columns in columns_of(open_rows()).values():
        for name, kind in columns.items():
            assert not name.endswith("_at") or kind == "TIMESTAMP WITH TIME ZONE", name
            assert not name.endswith("_min") or kind == "DOUBLE", name
            assert not name.endswith("_on") or kind == "DATE", name


def test_no_column_is_null_throughout_the_sample_corpus(sample_store: Store) -> None:
    """Every column of every table and view: a NULL throughout means that nothing reads it, or that the sample never writes it."""
    with sample_store.cursor() as cursor:
        empty = [
            f"{table}.{column}"
            for table, columns in columns_of(cursor).items()
            for column, kind in columns.items()
            if not count_filled(cursor, table, column, kind)
        ]
    # A duration has no target: the column is there so that all five durations can be asked alike. Passages hold the words of
    # documents in other dialects, and the sample is written in the template; it is Markdown, whose lines are those of the file.
    passages = [f"passages.{column}" for column in ("incident_key", "ordinal", "line", "kind", "heading", "text")]
    assert sorted(empty) == sorted(["documents.line_map", "incident_facts.duration_target", *passages])


def count_filled(cursor: Cursor, table: str, column: str, kind: str) -> int:
    condition = f'len("{column}") > 0' if kind.endswith("[]") else f'"{column}" IS NOT NULL'
    count: int = cursor.execute(f"SELECT count(*) FROM {table} WHERE {condition}").fetchall()[0][0]
    return count
