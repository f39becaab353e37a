"""The incidents behind a number: what a click on a bar means, words to search for, their order and how many there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, get_args

import pytest

from analytics.metrics.filters import NOT_STATED, Filters, Times
from analytics.metrics.incidents import NARROWINGS, Narrowing, Order, list_incidents, read_incident
from analytics.metrics.ticked import NOT_RECORDED
from analytics.store.database import Cursor
from tests.metrics.conftest import INCIDENTS, SETTINGS

AS_OF = date(2026, 10, 5)
TABLES: dict[str, list[dict[str, Any]]] = {
    "contributing_factors": [
        {"incident_key": "a", "factor": "testing"},
        {"incident_key": "a", "factor": "process"},
        {"incident_key": "b", "factor": "testing"},
        {"incident_key": "d", "factor": "process"},
    ],
    "detection_methods": [{"incident_key": "a", "method": "automated_alert"}, {"incident_key": "d", "method": "user_report"}],
    "related_incidents": [{"incident_key": "b", "related_id": "INC-1"}],
    "user_impacts": [{"incident_key": "b", "impact": "degraded"}, {"incident_key": "e", "impact": "no_access"}],
    "action_items": [
        {"incident_key": "a", "owner": "@mira-k", "horizon": "immediate", "status": "pending", "due_date": date(2026, 10, 1)},
        {"incident_key": "a", "owner": "@jonas-w", "horizon": "long_term", "status": "complete", "due_date": date(2026, 6, 1)},
        {
            "incident_key": "b",
            "owner": "@mira-k",
            "horizon": "short_term",
            "status": "in_progress",
            "due_date": date(2026, 9, 15),
        },
        {"incident_key": "c", "owner": "@mira-k", "status": "wont_do", "due_date": date(2026, 1, 1)},
        {"incident_key": "d", "horizon": "immediate", "status": "pending", "due_date": date(2026, 8, 1)},
        {"incident_key": "e", "horizon": "immediate", "due_date": date(2026, 1, 1)},
        {"incident_key": "e", "owner": "@jonas-w", "status": "pending", "due_date": date(2026, 1, 1)},
    ],
}
BUSINESS: dict[str, dict[str, Any]] = {
    "a": {"business_revenue": 0.0, "business_revenue_currency": "USD", "reputation": "high", "data_impact": "none"},
    "d": {"business_revenue": 5.0, "reputation": "low", "data_impact": "partial"},
}
"""What section 3.2 says of an incident."""
UNDATED = {"incident_key": "u", "severity": "P1", "summary": "The QUEUE filled up.", "alert_name": "100% disk_full"}


@pytest.fixture
def listed(open_rows: Callable[..., Cursor]) -> Cursor:
    rows = [{**row, **BUSINESS.get(row["incident_key"], {})} for row in (*INCIDENTS, UNDATED)]
    return open_rows(SETTINGS, AS_OF, incidents=rows, **TABLES)


def keys(cursor: Cursor, filters: Filters | None = None, **options: Any) -> str:
    """The keys of the incidents, in the order of the list."""
    return "".join(list_incidents(cursor, filters or Filters(), **options)["incident_key"])


CASES: list[tuple[Narrowing, str]] = [
    (("quarter", "2026Q1"), "cba"),
    (("quarter", "2026Q2"), ""),
    (("month", "2026-01"), "ba"),
    (("team", "Payments"), "ba"),
    (("team", NOT_STATED), "cu"),
    (("severity", "P1"), "cbu"),
    (("severity", NOT_STATED), "e"),
    (("status", "final"), "ba"),
    (("status", "in_review"), "e"),
    (("status", NOT_STATED), "du"),
    (("factor", "testing"), "ba"),
    (("factor", "capacity"), ""),
    (("factor", NOT_RECORDED), "ecu"),
    (("method", "user_report"), "d"),
    (("method", NOT_RECORDED), "ecbu"),
    (("impact", "degraded"), "b"),
    (("impact", NOT_RECORDED), "dcau"),
    (("horizon", "immediate"), "eda"),
    (("horizon", "short_term"), "b"),
    (("horizon", NOT_STATED), "ec"),
    (("owner", "@mira-k"), "cba"),
    (("owner", NOT_STATED), "ed"),
    (("action_status", "pending"), "eda"),
    (("action_status", "wont_do"), "c"),
    (("action_status", NOT_STATED), "e"),
    (("action_lacks", "owner"), "d"),
    (("action_lacks", "due date"), ""),
    (("action_lacks", "ticket"), "edba"),
    (("action_lacks", "anything"), ""),
    (("open_at_end_of", "2026-09"), "edba"),
    (("open_at_end_of", "2025-12"), ""),
    (("open_at_end_of", "some day"), ""),
    (("overdue_band", "0-7"), "a"),
    (("overdue_band", "8-30"), "b"),
    (("overdue_band", "31-90"), "d"),
    (("overdue_band", ">90"), "e"),
    (("quarters", "2026Q1..2026Q2"), "cba"),
    (("ttd_between", "0..5"), "b"),
    (("tta_between", "0..99999"), ""),
    (("ttm_between", "0..99999"), ""),
    (("ttr_between", "60..100"), "b"),
    (("ttr_between", "60..200"), "eb"),
    (("ttr_between", "60"), ""),
    (("duration_between", "0..99999"), ""),
    (("severe", "true"), "cbau"),
    (("severe", "false"), "d"),
    (("internal", "true"), "a"),
    (("internal", "false"), "d"),
    (("repeat", "true"), "b"),
    (("contradicted", "true"), ""),
    (("contradicted", "false"), "edcbau"),
    (("reason", "no guess"), ""),
    (("excluded", "ttr.open"), "cu"),
    (("excluded", "ttr.missing"), ""),
    (("excluded", "tta.missing"), "edcbau"),
    (("excluded", "ttr_attainment.no target"), "ed"),
    (("excluded", "postmortem_lag.not final"), "edcu"),
    (("undated", "true"), "u"),
    (("outside", "true"), ""),
    (("outside", "false"), "edcbau"),
    (("currency", "USD"), "da"),
    (("currency", NOT_STATED), "e"),
    (("business_currency", "USD"), "a"),
    (("business_currency", NOT_STATED), "d"),
    (("reputation", "high"), "a"),
    (("data_impact", "partial"), "d"),
    (("stated", "users_affected"), "ba"),
    (("stated", "action_items"), "edcba"),
    (("missing", "users_affected"), "edcu"),
    (("missing", "no_such_field"), ""),
    (("action_state", "overdue"), "edba"),
    (("action_state", "waiting"), ""),
    (("owner_overdue", "@mira-k"), "ba"),
    (("owner_waiting", "@mira-k"), ""),
    (("open", "true"), "cu"),
    (("open", "false"), "edba"),
]


@pytest.mark.parametrize(("narrowing", "expected"), CASES, ids=[f"{name} {value}" for (name, value), _ in CASES])
def test_a_narrowing_leaves_the_incidents_that_it_means(listed: Cursor, narrowing: Narrowing, expected: str) -> None:
    assert keys(listed, narrow=[narrowing]) == expected


def test_every_narrowing_has_a_case() -> None:
    assert {name for (name, _), _ in CASES} == set(NARROWINGS)


def test_what_the_filters_leave_out_can_be_listed(listed: Cursor) -> None:
    assert keys(listed, Filters(teams=("Payments",)), narrow=[("outside", "true")]) == "edcu"


@pytest.mark.parametrize(
    ("narrow", "expected"),
    [
        ([("factor", "testing"), ("factor", "process")], "a"),
        ([("quarter", "2026Q1"), ("factor", NOT_RECORDED)], "c"),
        ([("team", "Search"), ("horizon", "immediate"), ("severity", "P2")], "d"),
        ([("team", "Payments"), ("team", "Search")], ""),
    ],
)
def test_several_narrowings_must_all_hold(listed: Cursor, narrow: list[Narrowing], expected: str) -> None:
    assert keys(listed, narrow=narrow) == expected


def test_a_value_that_does_not_occur_finds_nothing_and_is_no_sql(listed: Cursor) -> None:
    for name in NARROWINGS:
        assert keys(listed, narrow=[(name, "' OR true --")]) == ""


def test_narrowing_search_and_filters_hold_together(listed: Cursor) -> None:
    assert keys(listed, search="queue") == "bau"
    assert keys(listed, Filters(teams=("Payments",)), search="queue") == "ba"
    assert keys(listed, Filters(teams=("Payments",)), search="queue", narrow=[("severity", "P0")]) == "a"
    assert keys(listed, Filters(severities=("P1",)), narrow=[("factor", NOT_RECORDED)]) == "cu"


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("", "edcbau"),
        ("  ", "edcbau"),
        ("BACKLOG queue", "ba"),
        ("backlog again", "b"),
        ("inc-1", "a"),
        ("search", "ed"),
        ("filled up.", "u"),
        ("payments again", "b"),
        ("100% disk_full", "u"),
        ("1%0", ""),
        ("disk-full", ""),
        ("queue nowhere", ""),
    ],
)
def test_every_word_must_occur_somewhere_and_none_is_a_pattern(listed: Cursor, search: str, expected: str) -> None:
    assert keys(listed, search=search) == expected


@pytest.mark.parametrize(("order", "expected"), [("newest", "edcbau"), ("severest", "acbude"), ("longest", "debacu")])
def test_the_order_is_the_one_asked_for_and_what_is_unknown_comes_last(listed: Cursor, order: Order, expected: str) -> None:
    assert keys(listed, order=order) == expected


def test_the_total_counts_those_past_the_limit(listed: Cursor) -> None:
    frame = list_incidents(listed, Filters(), narrow=[("factor", "testing")], limit=1)
    assert ("".join(frame["incident_key"]), list(frame["total"])) == ("b", [2])
    whole = list_incidents(listed, Filters(), limit=6)
    assert (len(whole), set(whole["total"])) == (6, {6})
    assert list_incidents(listed, Filters(teams=("Nobody",))).empty


def test_a_row_says_what_the_list_shows(listed: Cursor) -> None:
    [row] = list_incidents(listed, Filters(), narrow=[("severity", "P0")]).to_dict("records")
    shown = {
        name: row[name]
        for name in ("incident_id", "title", "quarter", "team", "severity", "status", "ttd", "ttr", "users_affected")
    }
    assert shown == {
        "incident_id": "INC-1", "title": "Queue backlog", "quarter": "2026Q1", "team": "Payments", "severity": "P0",
        "status": "final", "ttd": 5.0, "ttr": 10.0, "users_affected": 100,
    }  # fmt: skip
    assert (row["revenue_impact"], row["revenue_currency"], row["is_open"]) == (1000.0, "USD", False)
    assert (row["actions"], row["overdue_actions"], row["source_path"], row["source_line"]) == (2, 1, "a.md", 1)


def test_one_incident_is_read_with_its_rows_in_their_order(listed: Cursor) -> None:
    detail = read_incident(listed, "a")
    assert detail is not None
    assert (detail.postmortem.incident.incident_id, detail.document.source_path) == ("INC-1", "a.md")
    assert [item.owner for item in detail.postmortem.action_items] == ["@mira-k", "@jonas-w"]
    assert [factor.factor for factor in detail.postmortem.contributing_factors] == ["testing", "process"]
    assert detail.postmortem.user_impacts == []
    assert read_incident(listed, "nobody") is None


PLACED: list[tuple[Narrowing, dict[str, tuple[int, str]]]] = [
    (("ttr_between", "0..99999"), {"a": (27, "10 minutes"), "b": (48, "16:16 Recovered")}),
    (("stated", "time_to_resolve_min"), {"a": (27, "10 minutes"), "b": (48, "16:16 Recovered")}),
    (("excluded", "ttr_attainment.no target"), {}),
    (("stated", "users_affected"), {"a": (23, "100 users")}),
    (("severity", "P0"), {"a": (21, "SEV0")}),
    (("factor", "testing"), {"a": (60, "No load test"), "b": (61, "Inadequate testing")}),
    (("owner", "@mira-k"), {"a": (80, "Add an alert")}),
    (("missing", "users_affected"), {}),
    (("quarter", "2026Q1"), {}),
]


@pytest.mark.parametrize(("narrowing", "expected"), PLACED, ids=[f"{name} {value}" for (name, value), _ in PLACED])
def test_a_number_leads_to_the_line_and_the_words_of_its_value(
    narrowing: Narrowing, expected: dict[str, tuple[int, str]], open_rows: Callable[..., Cursor]
) -> None:
    incidents = [
        {**INCIDENTS[0], "time_to_resolve_basis": "stated"}, {**INCIDENTS[1], "time_to_resolve_basis": "timeline"}, *INCIDENTS[2:],
    ]  # fmt: skip
    told = [("a", "stated_time_to_resolve_min", 27, "10 minutes"), ("a", "resolved_at", 47, "10:10 Recovered"),
            ("b", "stated_time_to_resolve_min", 29, "1 hour"), ("b", "resolved_at", 48, "16:16 Recovered"),
            ("a", "users_affected", 23, "100 users"), ("a", "severity", 21, "SEV0")]  # fmt: skip
    cursor = open_rows(
        SETTINGS, incidents=incidents,
        field_sources=[{"incident_key": k, "field": f, "line": line, "text": text, "certainty": "exact"} for k, f, line, text in told],
        contributing_factors=[
            {"incident_key": "a", "factor": "testing", "line": 60, "text": "No load test"},
            {"incident_key": "b", "factor": "testing", "line": 61, "text": "Inadequate testing"},
        ],
        action_items=[
            {"incident_key": "a", "owner": "@jonas-w", "line": 79, "action": "Tidy up"},
            {"incident_key": "a", "owner": "@mira-k", "line": 80, "action": "Add an alert"},
        ],
    )  # fmt: skip
    rows = list_incidents(cursor, Filters(), narrow=[("quarters", "2026Q1..2026Q3"), narrowing]).to_dict("records")
    assert {
        row["incident_key"]: (row["place_line"], row["place_text"]) for row in rows if isinstance(row["place_text"], str)
    } == expected


def test_the_place_is_that_of_the_source_that_counts(open_rows: Callable[..., Cursor]) -> None:
    incidents = [
        {
            **INCIDENTS[0],
            "stated_time_to_resolve_min": 10.0,
            "timeline_time_to_resolve_min": 12.0,
            "time_to_resolve_basis": "stated",
        }
    ]
    told = [("stated_time_to_resolve_min", "10 minutes"), ("resolved_at", "10:12 Recovered")]
    cursor = open_rows(incidents=incidents, field_sources=[{"incident_key": "a", "field": f, "text": text} for f, text in told])
    found = [
        list_incidents(cursor, Filters(times=times), narrow=[("ttr_between", "0..99")])["place_text"].tolist()
        for times in get_args(Times)
    ]
    assert found == [["10 minutes"], ["10 minutes"], ["10:12 Recovered"]]
