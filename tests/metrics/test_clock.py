"""Where the clock went, and teams beside each other, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from analytics.metrics.clock import compute_clock_shares
from analytics.metrics.filters import Filters
from analytics.metrics.funnel import compute_team_funnel
from analytics.metrics.records import compute_records
from analytics.store.database import Cursor
from tests.handmade import Row
from tests.metrics.plain import table

# key, day, time to detect, mitigate, resolve
TIMES: list[tuple[str, date, float | None, float | None, float | None]] = [
    ("first", date(2026, 1, 5), 10.0, 40.0, 100.0),
    ("second", date(2026, 2, 5), 20.0, 60.0, 100.0),
    ("no time to mitigate", date(2026, 2, 6), 5.0, None, 500.0),
    ("ends before it is noticed", date(2026, 2, 7), 50.0, 20.0, 60.0),
    ("ends before it is mitigated", date(2026, 2, 8), 5.0, 70.0, 60.0),
    ("no time passed", date(2026, 9, 1), 0.0, 0.0, 0.0),
]


@pytest.fixture
def timed(open_rows: Callable[..., Cursor]) -> Cursor:
    rows: list[Row] = [
        {
            "incident_key": key, "incident_date": day, "team": "Search", "time_to_detect_min": detect,
            "time_to_mitigate_min": mitigate, "time_to_resolve_min": resolve,
        }
        for key, day, detect, mitigate, resolve in TIMES
    ]  # fmt: skip
    return open_rows(incidents=rows)


def test_hours_are_split_into_three_phases(timed: Cursor) -> None:
    """200 minutes in Q1: 10 + 20 until noticed, 30 + 40 until mitigated, 60 + 40 until resolved."""
    frame = compute_clock_shares(timed, Filters(quarter_to="2026Q1"))
    assert table(frame, "phase", "minutes", "share", "n", "of", "missing", "impossible") == [
        ("detecting", 30.0, 0.15, 2, 5, 1, 2),
        ("mitigating", 70.0, 0.35, 2, 5, 1, 2),
        ("resolving", 100.0, 0.5, 2, 5, 1, 2),
    ]


def test_a_quarter_without_hours_has_no_shares(timed: Cursor) -> None:
    frame = compute_clock_shares(timed, Filters(), ("quarter",))
    assert table(frame[frame["phase"] == "detecting"], "quarter", "minutes", "share", "n", "of") == [
        ("2026Q1", 30.0, 0.15, 2, 5),
        ("2026Q2", None, None, 0, 0),
        ("2026Q3", 0.0, None, 1, 1),
    ]


def test_the_phases_are_records_of_their_own(timed: Cursor) -> None:
    records = [record for record in compute_records(timed, Filters(quarter_to="2026Q1")) if record.metric == "clock_shares"]
    assert [(record.level, record.value, record.low, record.n, record.of) for record in records] == [
        ("detecting", 0.15, None, 2, 5), ("mitigating", 0.35, None, 2, 5), ("resolving", 0.5, None, 2, 5),
    ]  # fmt: skip


def teams(slow: float) -> list[Row]:
    """Forty incidents of Payments from 1 to 40 min, nine of Search that all take `slow`, one of nobody."""
    rows: list[Row] = [{"incident_key": f"p{n}", "team": "Payments", "time_to_resolve_min": float(n)} for n in range(1, 41)]
    rows += [{"incident_key": f"s{n}", "team": "Search", "time_to_resolve_min": slow} for n in range(9)]
    return [*rows, {"incident_key": "x", "time_to_resolve_min": 20.5}, {"incident_key": "open", "team": "Search"}]


def test_a_team_is_measured_against_what_its_own_number_allows(open_rows: Callable[..., Cursor]) -> None:
    funnel = compute_team_funnel(open_rows(incidents=teams(slow=500.0)), Filters(), "ttr")
    assert (funnel.n, funnel.of, funnel.unassigned, funnel.median) == (50, 51, 1, 24.5)
    assert table(funnel.teams, "team", "median", "n", "of") == [("Payments", 20.5, 40, 40), ("Search", 500.0, 9, 10)]
    search = funnel.teams.iloc[1]
    assert search["usual_low"] < funnel.median < search["usual_high"] < search["rare_high"]
    assert search["median"] >= search["rare_high"]
    payments = funnel.teams.iloc[0]
    assert payments["usual_low"] <= payments["median"] <= payments["usual_high"]
    assert payments["usual_high"] - payments["usual_low"] < search["usual_high"] - search["usual_low"], (
        "more incidents, less chance"
    )


def test_the_curves_reach_from_one_incident_to_beyond_the_largest_team(open_rows: Callable[..., Cursor]) -> None:
    curves = compute_team_funnel(open_rows(incidents=teams(slow=20.0)), Filters(), "ttr").curves
    assert curves["n"].iloc[0] == 1
    assert curves["n"].iloc[-1] > 40
    assert (curves["rare_low"] <= curves["usual_low"]).all()
    assert (curves["usual_high"] <= curves["rare_high"]).all()


def test_without_incidents_there_is_no_funnel(nothing: Cursor) -> None:
    funnel = compute_team_funnel(nothing, Filters(), "ttr")
    assert funnel.teams.empty
    assert funnel.curves.empty
    assert (funnel.median, funnel.n, funnel.of) == (None, 0, 0)
