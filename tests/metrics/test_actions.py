"""Action items with every outcome that one can have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from analytics.metrics.actions import compute_action_completion, compute_action_on_time, compute_action_overdue, list_actions
from analytics.metrics.filters import NOT_STATED, Filters
from analytics.store.database import Cursor
from tests.handmade import AS_OF
from tests.metrics.conftest import INCIDENTS, SETTINGS
from tests.metrics.plain import table

IMMEDIATE, SHORT, LONG = "immediate", "short_term", "long_term"


def item(
    action: str, horizon: str | None, status: str | None, due_in: int | None = None, done_in: int | None = None
) -> dict[str, Any]:
    """Days are counted from the as-of day."""
    due = None if due_in is None else AS_OF + timedelta(due_in)
    done = None if done_in is None else AS_OF + timedelta(done_in)
    return {"incident_key": "a", "action": action, "horizon": horizon, "status": status, "due_date": due, "completed_on": done}


ITEMS = [
    item("on time", IMMEDIATE, "complete", due_in=-10, done_in=-10),
    item("late", IMMEDIATE, "complete", due_in=-10, done_in=-9),
    item("closed some day", IMMEDIATE, "complete", due_in=-10),
    item("dropped", IMMEDIATE, "wont_do", due_in=-10),
    item("7 days over", SHORT, "pending", due_in=-7),
    item("8 days over", SHORT, "in_progress", due_in=-8),
    item("31 days over", SHORT, "pending", due_in=-31),
    item("91 days over", SHORT, "pending", due_in=-91),
    item("due today", SHORT, "pending", due_in=0),
    item("done early", LONG, "complete", due_in=30, done_in=-1),
    item("no due date", LONG, "pending"),
    {**item("no status", None, None, due_in=-5), "incident_key": "d", "owner": "@search-oncall"},
]


@pytest.fixture
def actions(open_rows: Callable[..., Cursor]) -> Cursor:
    return open_rows(SETTINGS, incidents=INCIDENTS, action_items=ITEMS)


def test_completion_leaves_out_what_will_not_be_done_and_keeps_the_unknown(actions: Cursor) -> None:
    columns = ("attained", "wont_do", "n", "of", "open", "status_unknown", "share", "target")
    assert table(compute_action_completion(actions, Filters()), *columns) == [(4, 1, 11, 12, 6, 1, 0.3636, 0.9)]
    assert table(compute_action_completion(actions, Filters(), ("horizon",)), "horizon", *columns) == [
        (IMMEDIATE, 3, 1, 3, 4, 0, 0, 1.0, 0.95),
        (SHORT, 0, 0, 5, 5, 5, 0, 0.0, 0.9),
        (LONG, 1, 0, 2, 2, 1, 0, 0.5, 0.9),
        (NOT_STATED, 0, 0, 1, 1, 0, 1, 0.0, 0.9),
    ]


def test_on_time_judges_only_what_was_due(actions: Cursor) -> None:
    """Due: 3 closed ones, 4 open ones, 1 of unknown status. Due today or later, undated and dropped ones are not judged."""
    columns = ("attained", "late", "closed_unknown", "open", "status_unknown", "n", "of", "share", "share_at_most", "target")
    assert table(compute_action_on_time(actions, Filters()), *columns) == [(1, 1, 1, 4, 1, 8, 12, 0.125, 0.25, 0.9)]
    [*_, long_term, _] = table(compute_action_on_time(actions, Filters(), ("horizon",)), "horizon", "n", "of", "share")
    assert long_term == (LONG, 0, 2, None)


def test_overdue_falls_into_bands_of_age(actions: Cursor) -> None:
    columns = ("overdue", "days_0_7", "days_8_30", "days_31_90", "days_over_90", "oldest", "undated", "n", "of")
    assert table(compute_action_overdue(actions, Filters()), *columns) == [(4, 1, 1, 1, 1, 91, 1, 6, 12)]


@pytest.mark.parametrize(
    ("days", "band"), [(1, "0-7"), (7, "0-7"), (8, "8-30"), (30, "8-30"), (31, "31-90"), (90, "31-90"), (91, ">90")]
)
def test_the_edges_of_the_bands(open_rows: Callable[..., Cursor], days: int, band: str) -> None:
    cursor = open_rows(incidents=INCIDENTS, action_items=[item("late", SHORT, "pending", due_in=-days)])
    assert table(list_actions(cursor, Filters()), "overdue_days", "overdue_band") == [(days, band)]


def test_items_follow_the_filters_of_their_incident(actions: Cursor) -> None:
    assert table(compute_action_completion(actions, Filters(teams=("Search",))), "of", "share") == [(1, 0.0)]
    assert table(compute_action_completion(actions, Filters(teams=(NOT_STATED,))), "of", "share") == [(0, None)]
    frame = compute_action_completion(actions, Filters(), ("quarter",))
    assert table(frame, "quarter", "of", "share") == [("2026Q1", 11, 0.4), ("2026Q2", 0, None), ("2026Q3", 1, 0.0)]


def test_owners_are_counted_and_the_unknown_one_stands_last(actions: Cursor) -> None:
    frame = compute_action_completion(actions, Filters(), ("owner",))
    assert table(frame, "owner", "of") == [("@search-oncall", 1), (NOT_STATED, 11)]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("overdue", ["91 days over", "31 days over", "8 days over", "7 days over"]),
        ("open", ["91 days over", "31 days over", "8 days over", "7 days over", "due today", "no due date"]),
        ("wont_do", ["dropped"]),
        ("late", ["late"]),
        ("on_time", ["on time"]),
        ("closed_unknown", ["closed some day"]),
        ("status_unknown", ["no status"]),
        ("not_done", ["91 days over", "31 days over", "8 days over", "7 days over", "no status", "due today", "no due date"]),
        ("waiting", ["due today", "no due date"]),
    ],
)
def test_the_ledger_lists_a_state(actions: Cursor, state: str, expected: list[str]) -> None:
    assert list(list_actions(actions, Filters(), state=state)["action"]) == expected


def test_the_ledger_counts_what_it_cuts_off(actions: Cursor) -> None:
    assert table(list_actions(actions, Filters(), state="all", limit=2), "action", "total") == [
        ("91 days over", 12),
        ("31 days over", 12),
    ]
    assert list(list_actions(actions, Filters(), state="all", narrow=[("owner", "@search-oncall")])["action"]) == ["no status"]
    assert list(list_actions(actions, Filters(), state="all", narrow=[("horizon", LONG)])["action"]) == [
        "no due date",
        "done early",
    ]
    assert len(list_actions(actions, Filters(), state="due")) == 8


def test_the_day_of_judgement_decides(open_rows: Callable[..., Cursor]) -> None:
    rows = [item("once overdue", SHORT, "pending", due_in=-7)]
    cursor = open_rows(as_of=date(2026, 9, 24), incidents=INCIDENTS, action_items=rows)
    assert table(compute_action_overdue(cursor, Filters()), "overdue", "n") == [(0, 1)]


def test_without_items_nothing_is_a_share(nothing: Cursor) -> None:
    assert table(compute_action_completion(nothing, Filters()), "n", "of", "share") == [(0, 0, None)]
    assert table(compute_action_on_time(nothing, Filters()), "n", "of", "share") == [(0, 0, None)]
    assert table(compute_action_overdue(nothing, Filters()), "overdue", "oldest") == [(0, None)]
    assert list_actions(nothing, Filters(), state="all").empty
