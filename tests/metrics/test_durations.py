"""Durations against values worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from analytics.metrics.durations import compute_duration, compute_durations, compute_tta, compute_ttd, compute_ttm, compute_ttr
from analytics.metrics.filters import NOT_STATED, Filters
from analytics.metrics.lag import compute_postmortem_lag
from analytics.metrics.spread import compute_concentration, compute_dots, compute_histogram
from analytics.store.database import Cursor
from tests.metrics.conftest import SETTINGS
from tests.metrics.plain import table

VALUES = ("median", "mean", "p90", "longest", "n", "of", "open")
JUDGEMENT = ("target", "judged", "attained", "share")


def test_values_by_quarter_with_a_gap_in_the_middle(corpus: Cursor) -> None:
    frame = compute_ttr(corpus, Filters(), ("quarter",))
    assert table(frame, "quarter", *VALUES) == [
        ("2026Q1", 35.0, 35.0, 55.0, 60.0, 2, 3, 1),
        ("2026Q2", None, None, None, None, 0, 0, 0),
        ("2026Q3", 150.0, 150.0, 190.0, 200.0, 2, 2, 0),
    ]


def test_the_target_is_that_of_the_incidents_own_severity(corpus: Cursor) -> None:
    """Of Q1's two values one meets its target of 30, the other misses its 50; nothing of Q3 has a target."""
    frame = compute_ttr(corpus, Filters(), ("quarter",))
    assert table(frame, "quarter", *JUDGEMENT) == [
        ("2026Q1", None, 2, 1, 0.5),
        ("2026Q2", None, 0, 0, None),
        ("2026Q3", None, 0, 0, None),
    ]
    assert table(compute_ttr(corpus, Filters(), ("severity",)), "severity", *JUDGEMENT) == [
        ("P0", 30.0, 1, 1, 1.0),
        ("P1", 50.0, 1, 0, 0.0),
        ("P2", None, 0, 0, None),
        (NOT_STATED, None, 0, 0, None),
    ]


def test_under_five_minutes_does_not_include_five(corpus: Cursor) -> None:
    assert table(compute_ttd(corpus, Filters(), ("severity",)), "severity", "target", "attained", "judged")[:2] == [
        ("P0", 5.0, 0, 1),
        ("P1", 5.0, 1, 1),
    ]


def test_teams_stand_in_order_and_the_unknown_one_last(corpus: Cursor) -> None:
    assert table(compute_ttr(corpus, Filters(), ("team",)), "team", "median", "n", "of", "open") == [
        ("Payments", 35.0, 2, 2, 0),
        ("Search", 150.0, 2, 2, 0),
        (NOT_STATED, None, 0, 1, 1),
    ]


def test_months_are_complete_up_to_the_day_of_judgement(corpus: Cursor) -> None:
    frame = compute_ttr(corpus, Filters(), ("month",))
    assert list(frame["month"]) == [f"2026-{month:02}" for month in range(1, 10)]
    assert table(frame, "n", "of") == [(2, 2), (0, 1), *[(0, 0)] * 5, (1, 1), (1, 1)]


@pytest.mark.parametrize(
    ("filters", "median", "of"),
    [
        (Filters(), 80.0, 5),
        (Filters(quarter_from="2026Q3"), 150.0, 2),
        (Filters(quarter_to="2026Q2"), 35.0, 3),
        (Filters(quarter_from="2026Q2", quarter_to="2026Q2"), None, 0),
        (Filters(teams=(NOT_STATED,)), None, 1),
        (Filters(teams=("Search", NOT_STATED)), 150.0, 3),
        (Filters(severities=(NOT_STATED,)), 100.0, 1),
        (Filters(severities=("P0", "P1")), 35.0, 3),
        (Filters(statuses=(NOT_STATED,)), 200.0, 1),
        (Filters(statuses=("final",)), 35.0, 2),
        (Filters(since=date(2026, 1, 20)), 100.0, 4),
        (Filters(until=date(2026, 1, 20)), 35.0, 2),
        (Filters(since=date(2026, 1, 20), until=date(2026, 1, 20)), 60.0, 1),
        (Filters(teams=("nobody",)), None, 0),
    ],
)
def test_filters_choose_the_incidents(corpus: Cursor, filters: Filters, median: float | None, of: int) -> None:
    assert table(compute_ttr(corpus, filters), "median", "of") == [(median, of)]


@pytest.mark.parametrize("compute", [compute_ttd, compute_tta, compute_ttm, compute_ttr, compute_duration])
def test_each_duration_reads_its_own_column(open_rows: Callable[..., Cursor], compute: Callable[..., Any]) -> None:
    columns = ["time_to_detect", "time_to_acknowledge", "time_to_mitigate", "time_to_resolve", "duration"]
    cursor = open_rows(incidents=[{"incident_key": "a", **{f"{name}_min": place for place, name in enumerate(columns, 1)}}])
    computes: list[Callable[..., Any]] = [compute_ttd, compute_tta, compute_ttm, compute_ttr, compute_duration]
    place = computes.index(compute) + 1
    assert table(compute(cursor, Filters()), "median", "n", "of") == [(float(place), 1, 1)]


def test_nothing_gives_no_number_rather_than_zero(nothing: Cursor) -> None:
    assert table(compute_ttr(nothing, Filters()), *VALUES, "share") == [(None, None, None, None, 0, 0, 0, None)]
    assert compute_ttr(nothing, Filters(), ("quarter",)).empty
    assert compute_durations(nothing, Filters(), "ttd", ("team",)).empty


def test_longest_come_first(corpus: Cursor) -> None:
    frame = compute_concentration(corpus, Filters(), "ttr", 2).top
    assert table(frame, "incident_key", "minutes") == [("d", 200.0), ("e", 100.0)]


def test_dots_are_all_or_none(corpus: Cursor) -> None:
    assert list(compute_dots(corpus, Filters(), "ttr", 4)["incident_key"]) == ["a", "b", "d", "e"]
    assert compute_dots(corpus, Filters(), "ttr", 3).empty


def test_one_incident_makes_half_of_all_minutes(corpus: Cursor) -> None:
    spread = compute_concentration(corpus, Filters(), "ttr", 3)
    assert (spread.for_half, spread.n, spread.total_min) == (1, 4, 370.0)
    assert table(spread.top, "incident_key", "cumulative_share") == [("d", 0.5405), ("e", 0.8108), ("b", 0.973)]


def test_histogram_has_every_incident_and_no_missing_bin(corpus: Cursor) -> None:
    frame = compute_histogram(corpus, Filters(), "ttr")
    assert (frame["n"].sum(), frame["judged"].sum(), frame["attained"].sum()) == (4, 2, 1)
    assert list(frame["bin"]) == list(range(frame["bin"].min(), frame["bin"].max() + 1))
    assert compute_histogram(corpus, Filters(teams=("nobody",)), "ttr").empty


def test_lag_counts_from_the_resolution_to_the_last_signature(open_rows: Callable[..., Cursor]) -> None:
    resolved = datetime(2026, 3, 1, 23, tzinfo=UTC)
    cursor = open_rows(
        SETTINGS,
        incidents=[
            {"incident_key": "signed", "status": "final", "resolved_at": resolved, "review_date": date(2026, 3, 3)},
            {"incident_key": "reviewed", "status": "final", "resolved_at": resolved, "review_date": date(2026, 3, 21)},
            {"incident_key": "draft", "status": "draft", "resolved_at": resolved, "review_date": date(2026, 3, 21)},
            {"incident_key": "undated", "status": "final"},
        ],
        sign_offs=[
            {"incident_key": "signed", "signed": True, "signed_on": date(2026, 3, 5)},
            {"incident_key": "signed", "signed": True, "signed_on": date(2026, 3, 11)},
            {"incident_key": "signed", "signed": False, "signed_on": date(2026, 9, 9)},
        ],
    )
    frame = compute_postmortem_lag(cursor, Filters())
    assert table(frame, "median", "n", "of", "target", "judged", "attained", "share") == [(15.0, 2, 4, 10.0, 2, 1, 0.5)]
