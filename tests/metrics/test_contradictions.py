"""Why an author and the timeline may differ: a guess for each kind of difference, and none where nothing fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from analytics.metrics.contradictions import compute_reasons, compute_shifts, compute_source_verdicts
from analytics.metrics.filters import Filters
from analytics.metrics.incidents import list_incidents
from analytics.metrics.periods import load_calendar
from analytics.metrics.quality import list_disagreements
from analytics.metrics.records import compute_records
from analytics.settings import Calendar, Settings
from analytics.store.database import Cursor, Store
from tests.metrics.plain import table

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


def resolved(key: str, stated: float, timeline: float, began: datetime = MONDAY, **columns: Any) -> dict[str, Any]:
    return {
        "incident_key": key, "stated_time_to_resolve_min": stated, "timeline_time_to_resolve_min": timeline, "started_at": began,
        "resolved_at": began + timedelta(minutes=timeline), **columns,
    }  # fmt: skip


DAY = 1440
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "two days without their nights": ("support hours", resolved("i", 540, 540 + 900)),
    "a weekend in between": ("support hours", resolved("i", 600, 3 * DAY + 300, MONDAY + timedelta(days=4, hours=5))),
    "three nights, which are two whole days": ("support hours", resolved("i", DAY, 3 * DAY)),
    "the next day": ("date", resolved("i", 50, 50 + DAY)),
    "an end before its start": ("date", resolved("i", 50, 50 - 31 * DAY)),
    "a wrong midnight, rounded": ("date", resolved("i", 51, 50 + DAY)),
    "from detection": ("other start", resolved("i", 83, 95, timeline_time_to_detect_min=12.0)),
    "from acknowledgement": (
        "other start",
        resolved("i", 78, 95, timeline_time_to_detect_min=12.0, timeline_time_to_acknowledge_min=5.0),
    ),
    "up to mitigation": ("other end", resolved("i", 61, 95, timeline_time_to_mitigate_min=61.0)),
    "up to the all-clear": ("other end", resolved("i", 143, 95, closed_at=MONDAY + timedelta(minutes=143))),
    "digits of minutes": ("swapped digits", resolved("i", 91, 19)),
    "digits of hours and minutes": ("swapped digits", resolved("i", 72, 81)),
    "hours for minutes": ("units", resolved("i", 2, 121)),
    "minutes for hours": ("units", resolved("i", 2100, 35)),
    "to the next quarter of an hour": ("rounding", resolved("i", 60, 67)),
    "to the next five minutes": ("rounding", resolved("i", 5, 7)),
    "nothing that fits": ("no guess", resolved("i", 91, 33)),
    "an hour is no rounding of 85 minutes": ("no guess", resolved("i", 60, 85)),
}


@pytest.mark.parametrize("case", CASES)
def test_each_kind_of_difference_has_its_guess(case: str, open_rows: Callable[..., Cursor]) -> None:
    reason, row = CASES[case]
    listed = list_disagreements(open_rows(incidents=[row]), Filters())
    assert table(listed, "metric", "reason") == [("ttr", reason)]


def test_support_hours_are_those_of_the_calendars_zone(open_rows: Callable[..., Cursor]) -> None:
    row = resolved("i", 120, 1080, datetime(2026, 3, 3, 3, tzinfo=UTC))
    auckland = Settings(calendar=Calendar(time_zone="Pacific/Auckland"))  # where it is 4 in the afternoon
    assert list(list_disagreements(open_rows(auckland, incidents=[row]), Filters())["reason"]) == ["support hours"]
    assert list(list_disagreements(open_rows(incidents=[row]), Filters())["reason"]) == ["no guess"]


def test_a_time_to_detect_up_to_the_acknowledgement_and_the_other_way_round(open_rows: Callable[..., Cursor]) -> None:
    both = {"timeline_time_to_detect_min": 12.0, "timeline_time_to_acknowledge_min": 7.0}
    rows = [
        {"incident_key": "a", **both, "stated_time_to_detect_min": 19.0},
        {"incident_key": "b", **both, "stated_time_to_acknowledge_min": 19.0},
    ]
    listed = list_disagreements(open_rows(incidents=rows), Filters())
    assert table(listed.sort_values("incident_key"), "metric", "reason") == [("ttd", "other start"), ("tta", "other start")]


def test_documents_are_counted_by_reason_the_most_frequent_first(open_rows: Callable[..., Cursor]) -> None:
    rows = [
        resolved("a", 91, 33, timeline_time_to_mitigate_min=3.0, stated_time_to_mitigate_min=160.0, team="Search"),
        resolved("b", 50, 50 + DAY), resolved("c", 50, 50 - DAY), resolved("d", 30, 30),
    ]  # fmt: skip
    cursor = open_rows(incidents=rows)
    assert table(compute_reasons(cursor, Filters()), "reason", "incidents") == [("date", 2), ("no guess", 1)]
    assert table(compute_reasons(cursor, Filters(teams=("Search",))), "reason", "incidents") == [("no guess", 1)]
    assert set(list_incidents(cursor, Filters(), narrow=[("reason", "date")])["incident_key"]) == {"b", "c"}
    assert list(list_incidents(cursor, Filters(), narrow=[("reason", "no guess")])["incident_key"]) == ["a"]


def test_how_far_a_time_moves_is_the_median_difference_within_incidents(open_rows: Callable[..., Cursor]) -> None:
    rows = [resolved(f"{minutes}", 60, 60 + minutes) for minutes in (0, 0, 1, 2, 30, 90, 100)]
    rows += [
        {"incident_key": "s", "stated_time_to_resolve_min": 10.0},
        {"incident_key": "t", "timeline_time_to_resolve_min": 900.0},
    ]
    rows[0]["incident_key"] = "again"
    frame = compute_shifts(open_rows(incidents=rows), Filters())
    assert list(frame["metric"]) == ["ttd", "tta", "ttm", "ttr"]
    columns = ("stated_median", "stated_n", "timeline_median", "timeline_n", "both", "moved", "shift", "shift_low", "shift_high")
    # Of seven values the median lies between the first and the last (Thompson 1936).
    assert table(frame.tail(1), *columns) == [(60.0, 8, 76.0, 8, 7, 4, 2.0, 0.0, 100.0)]
    assert table(frame.head(1), *columns) == [(None, 0, None, 0, 0, 0, None, None, None)]


def test_a_verdict_may_depend_on_whose_times_count(open_rows: Callable[..., Cursor]) -> None:
    def quarter(day: date, stated: float, timeline: float) -> list[dict[str, Any]]:
        return [
            {"incident_key": f"{day}-{place}", "incident_date": day, "time_to_resolve_min": stated + place,
             "stated_time_to_resolve_min": stated + place, "timeline_time_to_resolve_min": timeline + place}
            for place in range(12)
        ]  # fmt: skip

    cursor = open_rows(incidents=[*quarter(date(2026, 2, 1), 500, 500), *quarter(date(2026, 5, 1), 60, 500)])
    found = compute_source_verdicts(cursor, Filters(), load_calendar(cursor), "2026Q2", "2026Q1")
    said = found.set_index("metric").loc["ttr"].to_dict()
    assert said == {"stated": "better", "timeline": "no detectable change", "looks": 2}
    assert set(found.set_index("metric").loc["ttd", ["stated", "timeline"]]) == {"too few to say"}


@pytest.mark.parametrize("filters", [Filters(), Filters(teams=("Payments",)), Filters(severities=("P2",))])
def test_the_verdicts_are_those_of_the_pages_when_one_source_is_chosen(filters: Filters, sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        calendar = load_calendar(cursor)
        quarters = [quarter.name for quarter in calendar.quarters]
        told = {
            (times, record.metric, record.period): record.verdict
            for times in ("stated", "timeline")
            for record in compute_records(cursor, replace(filters, times=times), ("quarter",))
            if record.statistic == "median"
        }
        for before, now in pairwise(quarters):
            for row in compute_source_verdicts(cursor, filters, calendar, now, before).to_dict("records"):
                assert (row["stated"], row["timeline"]) == (
                    told["stated", row["metric"], now], told["timeline", row["metric"], now],
                )  # fmt: skip
