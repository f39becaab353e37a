"""How complete and how consistent the documents are, and what needs somebody's attention."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from analytics.metrics.attention import compute_attention
from analytics.metrics.filters import Filters
from analytics.metrics.quality import (
    ASKED,
    compute_accounting_by_group,
    compute_coverage,
    compute_coverage_by_quarter,
    compute_disagreements,
    compute_findings,
    list_disagreements,
    list_documents_without_incident,
    list_findings,
)
from analytics.store.database import Cursor
from tests.handmade import AS_OF
from tests.metrics.conftest import INCIDENTS
from tests.metrics.plain import table


def test_coverage_counts_documents_that_fill_a_field(open_rows: Callable[..., Cursor]) -> None:
    incidents = [{**INCIDENTS[0], "authors": ["@mira-k"]}, *INCIDENTS[1:]]
    cursor = open_rows(incidents=incidents, lessons=[{"incident_key": "a"}, {"incident_key": "a"}])
    rows = {field: rest for field, *rest in table(compute_coverage(cursor, Filters()), "field", "n", "of", "share")}
    assert rows["team"] == [4, 5, 0.8]
    assert rows["time_to_resolve_min"] == [4, 5, 0.8]
    assert rows["authors"] == [1, 5, 0.2]
    assert rows["lessons"] == [1, 5, 0.2]
    assert rows["root_cause"] == [0, 5, 0.0]


def test_coverage_by_quarter_is_that_of_each_quarter_and_team(corpus: Cursor) -> None:
    frame = compute_coverage_by_quarter(corpus, Filters())
    assert list(dict.fromkeys(frame["field"])) == list(ASKED)
    users = frame[frame["field"] == "users_affected"]
    assert table(users, "quarter", "n", "of", "share") == [
        ("2026Q1", 2, 3, 0.6667), ("2026Q2", 0, 0, None), ("2026Q3", 0, 2, 0.0),
    ]  # fmt: skip
    payments = compute_coverage_by_quarter(corpus, Filters(), "Payments")
    assert table(payments[payments["field"] == "users_affected"], "n", "of") == [(2, 2), (0, 0), (0, 0)]
    whole = compute_coverage(corpus, Filters())
    assert frame.groupby("field", sort=False)["n"].sum().tolist() == whole["n"].tolist()


def test_without_a_document_there_is_no_coverage(corpus: Cursor) -> None:
    frame = compute_coverage(corpus, Filters(teams=("nobody",)))
    assert set(table(frame, "n", "of", "share")) == {(0, 0, None)}


def test_more_than_a_minute_apart_disagrees(open_rows: Callable[..., Cursor]) -> None:
    pairs = {"same": (30.0, 30.0), "near": (30.0, 31.0), "far": (30.0, 90.0), "stated only": (30.0, None)}
    rows = [
        {"incident_key": key, "stated_time_to_resolve_min": stated, "timeline_time_to_resolve_min": timeline}
        for key, (stated, timeline) in pairs.items()
    ]
    cursor = open_rows(incidents=rows)
    assert table(compute_disagreements(cursor, Filters()), "attained", "n", "of", "share") == [(1, 3, 4, 0.3333)]
    listed = list_disagreements(cursor, Filters())
    assert table(listed, "incident_key", "metric", "stated", "timeline", "apart", "total") == [
        ("far", "ttr", 30.0, 90.0, 60.0, 1)
    ]


def test_findings_are_counted_and_listed_by_gravity(open_rows: Callable[..., Cursor]) -> None:
    found = [("a.md", "PM401", "info"), ("a.md", "PM203", "error"), ("b.md", "PM401", "info"), ("b.md", "PM401", "info")]
    rows = [{"source_path": path, "code": code, "level": level, "line": 3} for path, code, level in found]
    cursor = open_rows(incidents=INCIDENTS, diagnostics=rows)
    counts = compute_findings(cursor, Filters())
    assert table(counts, "code", "level", "findings", "documents") == [("PM203", "error", 1, 1), ("PM401", "info", 3, 2)]
    assert table(list_findings(cursor, Filters(), limit=2), "source_path", "code", "total") == [
        ("a.md", "PM203", 4),
        ("a.md", "PM401", 4),
    ]
    assert len(list_findings(cursor, Filters(), "PM401")) == 3


def test_lines_are_accounted_for_by_dialect_and_team(open_rows: Callable[..., Cursor]) -> None:
    counts = {"content_lines": 10, "captured_lines": 6, "boilerplate_lines": 3}
    documents = [
        {"source_path": path, "dialect": dialect, "incidents": incidents, **counts}
        for path, dialect, incidents in (
            ("a.md", "template", 1),
            ("b.md", "template", 1),
            ("c.md", "generic", 1),
            ("README.md", None, 0),
        )
    ]
    incidents = [
        {"incident_key": key, "source_path": path, "source_line": line, "team": team}
        for key, path, line, team in (
            ("a", "a.md", 1, "Search"),
            ("b", "b.md", 1, "Search"),
            ("c", "c.md", 1, None),
            ("d", "c.md", 9, "Search"),
        )
    ]
    frame = compute_accounting_by_group(open_rows(documents=documents, incidents=incidents), Filters())
    assert table(
        frame, "dialect", "team", "documents", "content_lines", "captured_lines", "boilerplate_lines", "left_over", "share"
    ) == [
        ("template", "Search", 2, 20, 12, 6, 2, 0.9),
        ("generic", "not stated", 1, 10, 6, 3, 1, 0.9),
    ]


def test_files_without_an_incident_say_why(open_rows: Callable[..., Cursor]) -> None:
    documents = [{"source_path": "README.md", "incidents": 0}]
    findings = [{"source_path": "README.md", "code": "PM003", "message": "no field is filled in"}]
    cursor = open_rows(incidents=INCIDENTS, documents=documents, diagnostics=findings)
    assert table(list_documents_without_incident(cursor, Filters()), "source_path", "reason") == [
        ("README.md", "no field is filled in")
    ]


def incident(key: str, days_ago: int, **columns: Any) -> dict[str, Any]:
    return {"incident_key": key, "incident_id": key, "incident_date": AS_OF - timedelta(days_ago), "duration_min": 5.0, **columns}


def test_each_kind_of_thing_that_needs_attention_and_its_edge(open_rows: Callable[..., Cursor]) -> None:
    overdue = {"status": "pending", "due_date": AS_OF - timedelta(3)}
    cursor = open_rows(
        incidents=[
            incident("old draft", 31, status="draft"), incident("young draft", 30, status="draft"),
            incident("open", 8, duration_min=None), incident("open, young", 7, duration_min=None),
            incident("first", 200), incident("again", 110), incident("long after", 109),
            incident("grave", 50, severity="P1"), incident("mild", 50, severity="P2"),
            incident("impossible", 60),
        ],
        action_items=[{"incident_key": "grave", "action": "alert", **overdue}, {"incident_key": "mild", "action": "tidy", **overdue}],
        related_incidents=[{"incident_key": key, "related_id": "first"} for key in ("again", "long after")],
        diagnostics=[
            {"source_path": "impossible.md", "incident_key": "impossible", "code": "PM203", "message": "ends before it starts"},
            {"source_path": "mild.md", "incident_key": "mild", "code": "PM401"},
        ],
    )  # fmt: skip
    assert table(compute_attention(cursor, Filters(), 20), "kind", "incident_key", "days", "detail") == [
        ("overdue_action", "grave", 3, "alert"),
        ("impossible_time", "impossible", None, "ends before it starts"),
        ("repeat", "again", 90, "first"),
        ("open_incident", "open", 8, None),
        ("old_draft", "old draft", 31, None),
    ]


def test_no_kind_hides_another_and_the_rest_is_counted(open_rows: Callable[..., Cursor]) -> None:
    drafts = [incident(f"draft-{days}", days, status="draft") for days in range(40, 50)]
    cursor = open_rows(incidents=[*drafts, incident("open", 20, duration_min=None)])
    assert table(compute_attention(cursor, Filters(), 3), "kind", "incident_key", "total") == [
        ("open_incident", "open", 1),
        ("old_draft", "draft-49", 10),
        ("old_draft", "draft-48", 10),
    ]


def test_the_filters_hold_for_attention_too(open_rows: Callable[..., Cursor]) -> None:
    cursor = open_rows(as_of=date(2026, 10, 1), incidents=INCIDENTS)
    assert list(compute_attention(cursor, Filters(quarter_from="2026Q3"))["incident_key"]) == []
    assert set(compute_attention(cursor, Filters(quarter_to="2026Q1"))["incident_key"]) == {"a", "b", "c"}
