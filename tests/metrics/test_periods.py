"""What a period is compared with, how long it is, and whether its documents are all there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from analytics.metrics.filters import Filters
from analytics.metrics.periods import load_calendar, name_period
from analytics.store.database import Store

MakeStore = Callable[..., Store]
INCIDENTS = [{"incident_key": str(month), "incident_date": date(2026, month, 10)} for month in (1, 5, 8)]


def test_the_period_before_has_the_same_length(make_store: MakeStore) -> None:
    with make_store(incidents=INCIDENTS).cursor() as cursor:
        calendar = load_calendar(cursor)
    before = calendar.before(Filters("2026Q3", "2026Q3", teams=("Payments",)))
    assert before == Filters("2026Q2", "2026Q2", teams=("Payments",))
    assert calendar.before(Filters("2026Q2", "2026Q3")) is None  # the corpus begins in 2026Q1
    assert calendar.before(Filters("2026Q1", "2026Q1")) is None
    assert calendar.before(Filters()) is None
    assert calendar.before(Filters("2031Q1", "2031Q1")) is None


def test_days_are_compared_with_as_many_days(make_store: MakeStore) -> None:
    with make_store(incidents=INCIDENTS).cursor() as cursor:
        calendar = load_calendar(cursor)
    before = calendar.before(Filters(since=date(2026, 5, 1), until=date(2026, 5, 10)))
    assert before == Filters(since=date(2026, 4, 21), until=date(2026, 4, 30))
    assert calendar.before(Filters(since=date(2026, 1, 5), until=date(2026, 3, 1))) is None
    assert calendar.before(Filters(since=date(2026, 5, 1))) is None


def test_a_quarter_that_is_not_over_has_fewer_days(make_store: MakeStore) -> None:
    with make_store(incidents=INCIDENTS, as_of=date(2026, 8, 15)).cursor() as cursor:
        calendar = load_calendar(cursor)
    assert [quarter.days for quarter in calendar.quarters] == [90, 91, 46]
    assert calendar.days(Filters("2026Q3", "2026Q3")) == 46
    assert calendar.days(Filters("2026Q1", "2026Q2")) == 181
    assert (calendar.days_of_month("2026-02"), calendar.days_of_month("2026-08")) == (28, 15)


def test_documents_are_expected_as_long_as_nine_in_ten_took(make_store: MakeStore) -> None:
    """Ten final documents, signed 1 to 10 days after their incident: documents are expected for ten days (90th percentile)."""
    incidents = [
        {"incident_key": str(lag), "incident_date": date(2026, 5, 1), "status": "final", "resolved_at": "2026-05-01 00:00:00+00",
         "review_date": date(2026, 5, 1) + timedelta(days=lag)}
        for lag in range(1, 11)
    ]  # fmt: skip
    for as_of, waits in ((date(2026, 7, 9), True), (date(2026, 7, 10), False)):
        with make_store(incidents=incidents, as_of=as_of).cursor() as cursor:
            calendar = load_calendar(cursor)
        assert calendar.waits_for("2026Q2") is waits, as_of
        assert calendar.waits_for("2026-05") is waits


def test_a_period_that_ends_in_a_provisional_quarter_waits(make_store: MakeStore) -> None:
    with make_store(incidents=INCIDENTS, as_of=date(2026, 9, 1)).cursor() as cursor:
        calendar = load_calendar(cursor)
    assert calendar.waits_for(name_period(Filters("2026Q1", "2026Q3")) or "")
    assert calendar.waits_for("2026-09")
    assert calendar.waits_for("2026-08-01/2026-08-20")
    assert not calendar.waits_for("2026Q1")
