"""What the numbers leave out adds up: those counted and those left out for each reason are all incidents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from analytics.metrics.exclusions import (
    EXCLUDED_ACTION_METRICS,
    EXCLUDED_METRICS,
    Outside,
    compute_action_exclusions,
    compute_exclusions,
    count_outside,
)
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


@pytest.mark.parametrize("metric", EXCLUDED_ACTION_METRICS)
def test_action_items_that_are_counted_and_left_out_add_up(metric: str, sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        for filters in (Filters(), Filters(teams=("Payments",), quarter_from="2025Q1", quarter_to="2026Q1")):
            [n, of] = DEFINITIONS[metric].compute(cursor, filters, ())[["n", "of"]].to_numpy()[0]
            found = compute_action_exclusions(cursor, filters)
            left_out = found[found["metric"] == metric]
            assert n + left_out["items"].sum() == of
            assert (left_out["n"].tolist(), left_out["of"].tolist()) == ([n] * len(left_out), [of] * len(left_out))


def test_no_metric_of_the_registry_is_forgotten() -> None:
    """What is neither listed here nor counts everything: a change of shares, which leaves out what the share does."""
    assert set(DEFINITIONS) - {*EXCLUDED_METRICS, *EXCLUDED_ACTION_METRICS} == {"incidents", "coverage", "factor_change"}
    assert [metric for metric in DEFINITIONS if metric in EXCLUDED_METRICS] == list(EXCLUDED_METRICS)
    assert [metric for metric in DEFINITIONS if metric in EXCLUDED_ACTION_METRICS] == list(EXCLUDED_ACTION_METRICS)


ITEMS: list[dict[str, Any]] = [
    {"status": "complete", "due_date": date(2026, 8, 1), "completed_on": date(2026, 7, 30)},
    {"status": "complete", "completed_on": date(2026, 6, 1)},
    {"status": "complete", "due_date": date(2026, 8, 1)},
    {"status": "wont_do", "due_date": date(2026, 8, 1), "completed_on": date(2026, 7, 30)},
    {"status": "pending", "due_date": date(2027, 8, 1)},
    {"due_date": date(2026, 8, 1)},
]


def test_an_action_item_is_left_out_for_its_reason(open_rows: Callable[..., Cursor]) -> None:
    cursor = open_rows(
        incidents=[{"incident_key": "a", "incident_date": date(2026, 7, 1)}],
        action_items=[{"incident_key": "a", **item} for item in ITEMS],
    )
    found: dict[str, dict[str, int]] = {}
    for metric, reason, items in table(compute_action_exclusions(cursor, Filters()), "metric", "reason", "items"):
        found.setdefault(metric, {})[reason] = items
    assert found == {
        "action_completion": {"dropped": 1},
        "action_on_time": {"dropped": 1, "no due date": 1, "not due": 1},
        "action_overdue": {"not open": 4, "no status": 1},
        "action_closure": {"no status": 1, "no end": 1, "impossible": 1},
        "action_backlog": {"no status": 1, "no end": 1},
        "action_gaps": {"not open": 4, "no status": 1},
    }
    for reason in ("action_closure.impossible", "action_on_time.not due"):
        assert len(list_incidents(cursor, Filters(), narrow=[("excluded", reason)])) == 1
    assert len(list_incidents(cursor, Filters(), narrow=[("excluded", "action_closure.not due")])) == 0


@pytest.mark.parametrize(
    ("times", "reason"),
    [
        ({"ttd": 5.0, "ttm": 9.0, "ttr": 12.0}, None),
        ({"ttd": 5.0, "ttm": 4.0, "ttr": 12.0}, "impossible"),
        ({"ttd": 5.0, "ttm": 13.0, "ttr": 12.0}, "impossible"),
        ({"ttd": 5.0, "ttr": 12.0}, "missing"),
        ({"ttm": 9.0, "ttr": -12.0}, "impossible"),
    ],
)
def test_the_clock_leaves_out_what_has_not_three_times_in_order(
    times: dict[str, float], reason: str | None, open_rows: Callable[..., Cursor]
) -> None:
    words = {"ttd": "detect", "ttm": "mitigate", "ttr": "resolve"}
    row = {f"stated_time_to_{words[name]}_min": value for name, value in times.items()}
    plain = {f"time_to_{words[name]}_min": value for name, value in times.items() if value > 0}
    cursor = open_rows(incidents=[{"incident_key": "a", "resolved_at": "2026-07-01 12:00:00+00", **row, **plain}])
    assert table(compute_exclusions(cursor, Filters(), "clock_shares"), "reason") == ([(reason,)] if reason else [])


@pytest.mark.parametrize("times", ["preferred", "stated", "timeline"])
def test_each_reason_leads_to_as_many_incidents_as_it_counts(times: Times, sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        rows = table(compute_exclusions(cursor, Filters(times=times)), "metric", "reason", "incidents")
        for metric, reason, incidents in rows:
            listed = list_incidents(cursor, Filters(times=times), narrow=[("excluded", f"{metric}.{reason}")])
            assert len(listed) == incidents
        for metric, reason, items in table(compute_action_exclusions(cursor, Filters()), "metric", "reason", "items"):
            holding = list_incidents(cursor, Filters(), narrow=[("excluded", f"{metric}.{reason}")])
            assert 0 < len(holding) <= items


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
