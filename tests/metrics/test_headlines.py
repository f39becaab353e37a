"""The headline numbers of the pages are the records of `postmortems metrics`, verdict by verdict."""

from __future__ import annotations

import pytest

from analytics.metrics.filters import Filters
from analytics.metrics.headlines import Headlines, headlines_of
from analytics.metrics.periods import load_calendar
from analytics.metrics.records import compute_records
from analytics.metrics.registry import DEFINITIONS, HEADLINES
from analytics.metrics.scorecard import compute_scorecard
from analytics.store.database import Cursor, Store


def headlines(cursor: Cursor, filters: Filters, now: str, before: str | None) -> Headlines:
    calendar = load_calendar(cursor)
    return headlines_of(compute_scorecard(cursor, filters, ("quarter",)), calendar, filters, now, before)


@pytest.mark.parametrize("now", ["2026Q3", "2025Q3", "2024Q3", "2024Q2"])
@pytest.mark.parametrize("teams", [(), ("Payments",), ("Payments", "Search")])
@pytest.mark.parametrize("times", ["preferred", "stated", "timeline"])
def test_they_equal_the_records(sample_store: Store, now: str, teams: tuple[str, ...], times: str) -> None:
    filters = Filters(teams=teams, times=times)  # type: ignore[arg-type]  # a parameter is a plain text
    with sample_store.cursor() as cursor:
        names = [quarter.name for quarter in load_calendar(cursor).quarters]
        before = names[names.index(now) - 1] if now != names[0] else None
        found = headlines(cursor, filters, now, before)
        records = compute_records(cursor, Filters(now, now, teams=teams, times=times))  # type: ignore[arg-type]
    main = {name: next(iter(DEFINITIONS[name].statistics)) for name in HEADLINES}
    expected = {record.metric: record for record in records if main.get(record.metric) == record.statistic}
    assert dict(found.records) == expected
    assert found.looks == sum(record.p_value is not None for record in expected.values())
    means = {record.metric: (record.value, record.low, record.high) for record in records if record.statistic == "mean"}
    for measure, interval in found.means.items():
        assert interval[:3] == pytest.approx(means[measure], nan_ok=True), measure


def test_the_first_quarter_is_compared_with_nothing(sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        found = headlines(cursor, Filters(), "2024Q2", None)
    assert {record.verdict for record in found.records.values()} == {None}
    assert found.looks == 0
