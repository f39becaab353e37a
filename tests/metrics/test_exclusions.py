"""What the numbers leave out adds up: those counted and those left out for each reason are all incidents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from analytics.metrics.exclusions import EXCLUDED_METRICS, Outside, compute_exclusions, count_outside
from analytics.metrics.filters import Filters, Times
from analytics.metrics.incidents import list_incidents
from analytics.metrics.registry import DEFINITIONS
from analytics.store.database import Cursor, Store
from tests.metrics.conftest import INCIDENTS, SETTINGS
from tests.metrics.plain import table

DAY = 1440.0
SOURCES: list[dict[str, Any]] = [
    {"incident_key": "both", "time_to_resolve_min": 9.0, "stated_time_to_resolve_min": 9.0, "timeline_time_to_resolve_min": 9.0},
    {"incident_key": "stated", "time_to_resolve_min": 9.0, "stated_time_to_resolve_min": 9.0},
    {"incident_key": "timeline", "time_to_resolve_min": 9.0, "timeline_time_to_resolve_min": 9.0},
    {"incident_key": "backwards", "timeline_time_to_resolve_min": -9.0},
    {"incident_key": "endless", "stated_time_to_resolve_min": 31 * DAY, "timeline_time_to_resolve_min": 9.0},
    {"incident_key": "open", "severity": "P0"},
    {"incident_key": "silent", "stated_duration_min": 9.0, "duration_min": 9.0},
]  # fmt: skip


def counted(cursor: Cursor, metric: str, filters: Filters) -> tuple[int, int]:
    """How many incidents a metric counts, as its own function says, and of how many."""
    rows = DEFINITIONS[metric].compute(cursor, filters, ()).to_dict("records")
    if DEFINITIONS[metric].own_group == "currency":
        return sum(row["n"] for row in rows), rows[0]["of"]
    return rows[0]["judged" if metric.endswith("_attainment") else "n"], rows[0]["of"]


@pytest.mark.parametrize("times", ["preferred", "stated", "timeline"])
@pytest.mark.parametrize("metric", EXCLUDED_METRICS)
def test_what_is_counted_and_what_is_left_out_add_up(metric: str, times: Times, sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        for filters in (
            Filters(times=times),
            Filters(times=times, teams=("Payments",), quarter_from="2025Q1", quarter_to="2026Q1"),
        ):
            n, of = counted(cursor, metric, filters)
            left_out = compute_exclusions(cursor, filters, metric)
            assert n + left_out["incidents"].sum() == of
            assert set(left_out["n"]) <= {n}


@pytest.mark.parametrize("times", ["preferred", "stated", "timeline"])
def test_each_reason_leads_to_as_many_incidents_as_it_counts(times: Times, sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        rows = table(compute_exclusions(cursor, Filters(times=times)), "metric", "reason", "incidents")
        for metric, reason, incidents in rows:
            listed = list_incidents(cursor, Filters(times=times), narrow=[("excluded", f"{metric}.{reason}")])
            assert len(listed) == incidents


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ("preferred", [("impossible", 2), ("open", 1), ("missing", 1)]),
        ("stated", [("impossible", 1), ("other source", 1), ("open", 1), ("missing", 2)]),
        ("timeline", [("impossible", 1), ("other source", 1), ("open", 1), ("missing", 1)]),
    ],
)
def test_a_time_is_left_out_for_its_reason(
    times: Times, expected: list[tuple[str, int]], open_rows: Callable[..., Cursor]
) -> None:
    cursor = open_rows(incidents=SOURCES)
    found = compute_exclusions(cursor, Filters(times=times), "ttr")
    assert sorted(table(found, "reason", "incidents")) == sorted(expected)
    assert len(SOURCES) - found["incidents"].sum() == counted(cursor, "ttr", Filters(times=times))[0]


def test_a_severity_without_a_target_and_a_draft_are_reasons_of_their_own(corpus: Cursor) -> None:
    assert table(compute_exclusions(corpus, Filters(), "ttr_attainment"), "reason", "incidents", "n", "of") == [
        ("open", 1, 2, 5),
        ("no target", 2, 2, 5),
    ]
    assert table(compute_exclusions(corpus, Filters(), "postmortem_lag"), "reason", "incidents") == [
        ("missing", 2),
        ("not final", 3),
    ]


def test_what_the_filters_and_the_missing_dates_leave_out(open_rows: Callable[..., Cursor]) -> None:
    cursor = open_rows(SETTINGS, incidents=[*INCIDENTS, {"incident_key": "u", "team": "Search"}])
    assert count_outside(cursor, Filters()) == Outside(0, 1)
    assert count_outside(cursor, Filters(teams=("Search",))) == Outside(3, 1)
    assert count_outside(cursor, Filters(since=date(2026, 8, 1))) == Outside(4, 0)


def test_nothing_is_left_out_of_nothing(nothing: Cursor) -> None:
    assert compute_exclusions(nothing, Filters()).empty
