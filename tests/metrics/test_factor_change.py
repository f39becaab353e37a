"""Does a factor come more often than before? Two comparisons for each: the quarter before, and the four before together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from analytics.metrics.factors import compute_factor_change
from analytics.metrics.filters import NOT_STATED, Filters
from analytics.model import FACTORS
from analytics.store.database import Cursor
from tests.metrics.plain import table

# quarter: for each incident, its team's first letter and the factors it ticks.
HISTORY = {
    "2025Q1": "P:testing P:testing",
    "2025Q2": "P:testing S:process",
    "2025Q3": "P:process S:process S:",
    "2025Q4": "P:testing+process",
    "2026Q1": "S:testing S:process P:process P:process",
    "2026Q2": "P:testing P:testing P:process S:",
}
TEAMS = {"P": "Payments", "S": "Search"}
COLUMNS = ("compared_with", "incidents", "n", "of", "share_now", "incidents_before", "n_before", "share_before", "change")


@pytest.fixture
def history(open_rows: Callable[..., Cursor]) -> Cursor:
    incidents, ticked = [], []
    for quarter, told in HISTORY.items():
        for place, incident in enumerate(told.split()):
            team, _, factors = incident.partition(":")
            key = f"{quarter}-{place}"
            day = date(int(quarter[:4]), 3 * int(quarter[-1]) - 1, 5 + place)
            incidents.append({"incident_key": key, "incident_date": day, "team": TEAMS[team]})
            ticked += [{"incident_key": key, "factor": factor} for factor in factors.split("+") if factor]
    return open_rows(incidents=incidents, contributing_factors=ticked)


def test_the_newest_quarter_is_compared_with_the_one_and_the_four_before(history: Cursor) -> None:
    """Before: 1 of 4 in 2026Q1; in the four quarters 1 of 2, 0 of 2, 1 of 1 and 1 of 4, together 3 of 9."""
    frame = compute_factor_change(history, Filters())
    assert set(frame["quarter"]) == {"2026Q2"}
    assert set(frame["factor"]) == set(FACTORS)
    assert table(frame[frame["factor"] == "testing"], *COLUMNS) == [
        ("2026Q1", 2, 3, 4, 0.6667, 1, 4, 0.25, 0.4167),
        ("2025Q2/2026Q1", 2, 3, 4, 0.6667, 3, 9, 0.3333, 0.3333),
    ]
    assert table(frame[frame["factor"] == "capacity"], "share_now", "share_before", "change") == [(0.0, 0.0, 0.0)] * 2


def test_the_quarters_before_may_lie_outside_of_the_selection(history: Cursor) -> None:
    everything = compute_factor_change(history, Filters())
    for filters in (Filters(quarter_from="2026Q2", quarter_to="2026Q2"), Filters(since=date(2026, 5, 6))):
        assert compute_factor_change(history, filters).equals(everything), "whole quarters are compared"
    earlier = compute_factor_change(history, Filters(quarter_to="2025Q2"))
    assert table(earlier[earlier["factor"] == "testing"], "quarter", *COLUMNS) == [
        ("2025Q2", "2025Q1", 1, 2, 2, 0.5, 2, 2, 1.0, -0.5),
    ]  # fmt: skip


def test_the_other_filters_hold_for_both_sides(history: Cursor) -> None:
    frame = compute_factor_change(history, Filters(teams=("Payments",)))
    assert table(
        frame[frame["factor"] == "process"], "compared_with", "share_now", "n", "share_before", "n_before", "change"
    ) == [
        ("2026Q1", 0.3333, 3, 1.0, 2, -0.6667),
        ("2025Q2/2026Q1", 0.3333, 3, 0.8, 5, -0.4667),
    ]


def test_what_has_no_share_has_no_change(history: Cursor) -> None:
    search = compute_factor_change(history, Filters(teams=("Search",)))
    assert table(search[search["factor"] == "process"], "share_now", "n", "of", "share_before", "n_before", "change") == [
        (None, 0, 1, 0.5, 2, None),
        (None, 0, 1, 0.75, 4, None),
    ]
    first = compute_factor_change(history, Filters(quarter_to="2025Q1"))
    assert table(first[first["factor"] == "testing"], "compared_with", "share_now", "share_before", "change") == [
        (None, 1.0, None, None),
    ]  # fmt: skip


def test_by_quarter_every_quarter_is_compared_with_its_own_past(history: Cursor) -> None:
    frame = compute_factor_change(history, Filters(quarter_from="2025Q4"), ("quarter",))
    before = frame[(frame["factor"] == "testing") & ~frame["compared_with"].str.contains("/")]
    assert table(before, "quarter", "compared_with", "share_now", "share_before", "change") == [
        ("2025Q4", "2025Q3", 1.0, 0.0, 1.0),
        ("2026Q1", "2025Q4", 0.25, 1.0, -0.75),
        ("2026Q2", "2026Q1", 0.6667, 0.25, 0.4167),
    ]


def test_each_team_is_compared_with_itself(history: Cursor) -> None:
    frame = compute_factor_change(history, Filters(), ("team",))
    testing = frame[(frame["factor"] == "testing") & (frame["compared_with"] == "2026Q1")]
    assert table(testing, "team", "share_now", "share_before", "change") == [
        ("Payments", 0.6667, 0.0, 0.6667), ("Search", None, 0.5, None),
    ]  # fmt: skip
    assert NOT_STATED not in set(frame["team"])


def test_without_incidents_nothing_changes(nothing: Cursor) -> None:
    assert compute_factor_change(nothing, Filters()).empty
