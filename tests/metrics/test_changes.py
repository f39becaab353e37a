"""A change is measured against the right period, for the days that each had."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from analytics.metrics.filters import Filters
from analytics.metrics.headlines import headlines_of, verdicts_of
from analytics.metrics.periods import load_calendar
from analytics.metrics.records import MetricRecord, compute_records
from analytics.metrics.scorecard import compute_samples, compute_scorecard
from analytics.store.database import Cursor
from tests.handmade import Row

OpenRows = Callable[..., Cursor]


def incidents(month: int, count: int) -> list[Row]:
    return [{"incident_key": f"{month}-{at}", "incident_date": date(2026, month, 1 + at % 28)} for at in range(count)]


def counted(cursor: Cursor, filters: Filters, *by: str) -> dict[str | None, MetricRecord]:
    records = compute_records(cursor, filters, by)  # type: ignore[arg-type]  # the names of groups
    return {record.period: record for record in records if record.metric == "incidents"}


def test_half_a_quarter_with_half_as_many_incidents_is_no_fall(open_rows: OpenRows) -> None:
    """10 in 91 days, 5 in 46: the rate a day is the same but for half a day."""
    cursor = open_rows(incidents=[*incidents(5, 10), *incidents(7, 5)], as_of=date(2026, 8, 15))
    assert counted(cursor, Filters("2026Q3", "2026Q3"))["2026Q3"].change == pytest.approx((5 / 46) / (10 / 91))


def test_the_first_quarter_of_a_selection_is_compared_with_the_one_before_it(open_rows: OpenRows) -> None:
    cursor = open_rows(incidents=[*incidents(2, 9), *incidents(5, 18), *incidents(8, 9)])
    found = counted(cursor, Filters("2026Q2", "2026Q3"), "quarter")
    assert {period: record.compared_with for period, record in found.items()} == {"2026Q2": "2026Q1", "2026Q3": "2026Q2"}
    assert found["2026Q2"].change == pytest.approx((18 / 91) / (9 / 90))


@pytest.mark.parametrize(("as_of", "verdict"), [(date(2026, 9, 30), "unclear"), (date(2027, 3, 1), "better")])
def test_the_verdicts_alone_are_those_beside_the_numbers(as_of: date, verdict: str, open_rows: OpenRows) -> None:
    cursor = open_rows(incidents=[*incidents(5, 40), *incidents(8, 6)], as_of=as_of)
    calendar, frame = load_calendar(cursor), compute_scorecard(cursor, Filters(), ("quarter",))
    alone, looks = verdicts_of(compute_samples(cursor, Filters(), ("quarter",)), calendar, "2026Q3", "2026Q2")
    beside = headlines_of(frame, calendar, Filters(), "2026Q3", "2026Q2")
    assert alone == {metric: record.verdict for metric, record in beside.records.items()}
    assert looks == beside.looks
    assert alone["incidents"] == verdict
