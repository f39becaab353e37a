"""What the history of promises tells: how often they were put off, which vanished, and what repeated while they were open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from analytics.charts.actions import figure_gaps
from analytics.metrics.actions import compute_action_gaps, list_actions, list_vanished
from analytics.metrics.attention import compute_attention
from analytics.metrics.filters import Filters
from analytics.metrics.repeats import list_repeats
from analytics.store.database import Cursor
from tests.handmade import Row
from tests.metrics.plain import table

OpenRows = Callable[..., Cursor]
INCIDENT: Row = {
    "incident_key": "a",
    "incident_id": "INC-1",
    "incident_date": date(2026, 5, 1),
    "severity": "P1",
    "status": "final",
}
ITEM: Row = {
    "incident_key": "a", "item_key": "k", "number": 1, "action": "Add an alert", "horizon": "immediate", "status": "pending",
    "due_date": date(2026, 9, 1), "owner": "@search-oncall",
}  # fmt: skip
HISTORY: Row = {"item_key": "k", "incident_key": "a", "item_ordinal": 0, "action": "Add an alert"}


def due(old: str | None, new: str | None, field: str = "due_date") -> Row:
    return {"item_key": "k", "incident_key": "a", "field": field, "old": old, "new": new, "basis": "git"}


def open_item(open_rows: OpenRows, *changes: Row, **more: object) -> Cursor:
    numbered = [{**change, "ordinal": place} for place, change in enumerate(changes, 1)]
    history = [{**HISTORY, "line": 1, "source_path": "a.md"}]
    tables = {"incidents": [INCIDENT], "action_items": [{**ITEM, **more}], "action_item_histories": history}
    return open_rows(**tables, action_item_changes=numbered)


def test_only_a_date_put_off_is_a_move(open_rows: OpenRows) -> None:
    """Set for the first time, brought forward, taken away: none of these breaks a promise."""
    cursor = open_item(
        open_rows, due(None, "2026-06-01"), due("2026-06-01", "2026-07-01"), due("2026-07-01", "2026-06-15"), due("2026-06-15", None),
        due(None, "2026-08-01"), due("2026-08-01", "2026-09-01"), due("pending", "in_progress", "status"),
    )  # fmt: skip
    row = list_actions(cursor, Filters()).iloc[0]
    assert (row["moves"], f"{row['first_due_date']:%Y-%m-%d}") == (2, "2026-06-01")


def test_without_a_history_nobody_knows_how_often(open_rows: OpenRows) -> None:
    cursor = open_rows(incidents=[INCIDENT], action_items=[ITEM])
    assert list_actions(cursor, Filters())["moves"].isna().all()


MOVES = [due(f"2026-0{month}-01", f"2026-0{month + 1}-01") for month in range(5, 9)]


@pytest.mark.parametrize(("moves", "status", "told"), [(2, "pending", 0), (3, "pending", 1), (3, "complete", 0)])
def test_an_open_promise_put_off_more_than_twice_needs_attention(open_rows: OpenRows, moves: int, status: str, told: int) -> None:
    cursor = open_item(open_rows, *MOVES[:moves], status=status)
    found = compute_attention(cursor, Filters())
    assert (found["kind"] == "moved_promise").sum() == told


@pytest.mark.parametrize(
    ("severity", "status", "horizons", "told"),
    [
        ("P1", "final", ["long_term"], 1),
        ("P0", "in_review", [], 1),
        ("P1", "final", ["immediate", "long_term"], 0),
        ("P1", "final", [None], 0),
        ("P1", "draft", ["long_term"], 0),
        ("P2", "final", ["long_term"], 0),
        (None, "final", ["long_term"], 0),
    ],
    ids=["only later", "nothing", "immediate", "horizon unknown", "still a draft", "not severe", "severity unknown"],
)
def test_a_severe_incident_that_promises_nothing_at_once_needs_attention(
    open_rows: OpenRows, severity: str | None, status: str, horizons: list[str | None], told: int
) -> None:
    items = [{"incident_key": "a", "action": "Add an alert", "horizon": horizon, "status": "complete"} for horizon in horizons]
    cursor = open_rows(incidents=[{**INCIDENT, "severity": severity, "status": status}], action_items=items)
    assert (compute_attention(cursor, Filters())["kind"] == "no_immediate_action").sum() == told


@pytest.mark.parametrize(
    ("status", "ordinal", "told"), [("pending", None, 1), (None, None, 1), ("complete", None, 0), ("pending", 0, 0)]
)
def test_a_promise_that_left_its_document_unkept_is_listed(
    open_rows: OpenRows, status: str | None, ordinal: int | None, told: int
) -> None:
    gone = {
        **HISTORY,
        "item_key": "gone",
        "item_ordinal": ordinal,
        "status": status,
        "removed_at": datetime(2026, 8, 2, tzinfo=UTC),
    }
    cursor = open_rows(incidents=[INCIDENT], action_item_histories=[{**gone, "line": 4, "source_path": "a.md"}])
    assert table(list_vanished(cursor, Filters()), "action", "status") == [("Add an alert", status)] * told


def test_gaps_count_open_items_only(open_rows: OpenRows) -> None:
    items = [
        ITEM, {**ITEM, "owner": None}, {**ITEM, "due_date": None, "ticket": "OPS-1"}, {**ITEM, "status": "complete", "owner": None},
    ]  # fmt: skip
    gaps = compute_action_gaps(open_rows(incidents=[INCIDENT], action_items=items), Filters())
    assert table(gaps, "gap", "attained", "n", "of") == [("owner", 1, 3, 4), ("due date", 1, 3, 4), ("ticket", 2, 3, 4)]
    assert figure_gaps(gaps, theme="light").title.replace("\xa0", " ") == "2 open items have no ticket"


LATER: Row = {**INCIDENT, "incident_key": "b", "incident_id": "INC-2", "incident_date": date(2026, 6, 10), "title": "Again"}


@pytest.mark.parametrize(
    ("item", "opened"),
    [
        ({"status": "pending"}, 1),
        ({"status": "complete", "completed_on": date(2026, 6, 11)}, 1),
        ({"status": "complete", "completed_on": date(2026, 6, 10)}, 0),
        ({"status": "complete"}, 0),
        ({"status": "pending", "opened_on": date(2026, 6, 11)}, 0),
    ],
    ids=["still open", "done a day later", "done by then", "nobody knows when", "promised later"],
)
def test_a_repeat_counts_the_actions_known_to_have_been_open(open_rows: OpenRows, item: Row, opened: int) -> None:
    related = [{"incident_key": "b", "related_id": "INC-1"}]
    cursor = open_rows(incidents=[INCIDENT, LATER], action_items=[{**ITEM, **item}], related_incidents=related)
    pairs = list_repeats(cursor, Filters())
    columns = ("incident_key", "earlier_key", "why", "days", "open_actions", "total")
    assert table(pairs, *columns) == [("b", "a", "named", 40, opened, 1)]
    kinds = set(compute_attention(cursor, Filters())["kind"])
    assert ("repeat_while_open" in kinds, "repeat" in kinds) == (bool(opened), not opened)


def test_a_pair_that_names_nothing_is_one_of_factors(open_rows: OpenRows) -> None:
    rows = [{**INCIDENT, "team": "Payments"}, {**LATER, "team": "Payments"}]
    factors = [{"incident_key": key, "factor": factor} for key in "ab" for factor in ("testing", "capacity")]
    pairs = list_repeats(open_rows(incidents=rows, contributing_factors=factors), Filters())
    assert table(pairs, "incident_key", "earlier_key", "why") == [("b", "a", "same factors")]
