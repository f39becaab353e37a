"""How much of the template the documents fill."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from analytics.metrics.filters import Filters
from analytics.metrics.quality import FIELDS, LISTS, compute_completeness, compute_coverage
from analytics.store.database import Cursor, Store


def test_a_field_counts_once_and_an_empty_list_does_not(open_rows: Callable[..., Cursor]) -> None:
    cursor = open_rows(
        incidents=[
            {
                "incident_key": "A",
                "title": "Queue backlog",
                "authors": ["@mira-k", "@jonas-w"],
                "incident_date": date(2026, 1, 2),
            },
            {"incident_key": "B", "incident_date": date(2026, 7, 2)},
        ],
        contributing_factors=[{"incident_key": "A", "factor": "testing", "text": "Inadequate testing"}] * 2,
    )
    filled = compute_completeness(cursor, Filters(), ("quarter",)).set_index("quarter")["attained"]
    assert filled.to_dict() == {"2026Q1": 4, "2026Q2": 0, "2026Q3": 1}


def test_every_field_is_counted_as_its_own_column_says(sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        coverage = compute_coverage(cursor, Filters()).set_index("field")["n"].to_dict()
        types = dict(
            cursor.execute("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'incidents'").fetchall()
        )
        counted = {
            field: cursor.execute(
                f"SELECT count(*) FROM incidents WHERE {f'len({field}) > 0' if '[]' in types[field] else f'{field} IS NOT NULL'}"
                if field in FIELDS
                else f"SELECT count(DISTINCT incident_key) FROM {field}"
            ).fetchall()[0][0]
            for field in (*FIELDS, *LISTS)
        }
    assert coverage == counted


def test_the_total_is_that_of_the_fields(sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        total = compute_completeness(cursor, Filters()).iloc[0]
        fields = compute_coverage(cursor, Filters())
    assert (total["attained"], total["n"]) == (fields["n"].sum(), fields["of"].sum())


def test_nothing_selected_is_no_share(open_rows: Callable[..., Cursor]) -> None:
    row = compute_completeness(open_rows(), Filters())
    assert (row["attained"].item(), row["n"].item()) == (0, 0)
    assert row["share"].isna().all()
