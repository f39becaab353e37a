"""The backlog of action items: what came, what went, and whether it grows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from analytics.charts.backlog import describe_growth, figure_backlog
from analytics.metrics.backlog import compute_backlog, compute_backlog_growth
from analytics.metrics.filters import Filters
from analytics.stats.interval import Interval
from analytics.store.database import Cursor
from tests.handmade import Row

OpenRows = Callable[..., Cursor]


def item(opened: date | None, status: str | None = "pending", ended: date | None = None, incident: str = "a") -> Row:
    return {"incident_key": incident, "status": status, "opened_on": opened, "completed_on": ended, "action": "Add an alert"}


def open_items(open_rows: OpenRows, *items: Row) -> Cursor:
    """As of 1 October 2026; incidents of January 2026."""
    incidents = [{"incident_key": key, "incident_date": date(2026, 1, 5)} for key in ("a", "b")]
    return open_rows(incidents=incidents, action_items=list(items))


def test_each_month_says_what_came_what_went_and_what_was_left(open_rows: OpenRows) -> None:
    cursor = open_items(
        open_rows,
        item(date(2026, 6, 1)),
        item(date(2026, 6, 30), "complete", date(2026, 8, 1)),
        item(date(2026, 8, 15), "wont_do", date(2026, 8, 20)),
    )
    months = compute_backlog(cursor, Filters()).months
    assert months.to_numpy().tolist() == [
        ["2026-06", 2, 0, 2, True],
        ["2026-07", 0, 0, 2, True],
        ["2026-08", 1, 2, 1, True],
        ["2026-09", 0, 0, 1, True],
        ["2026-10", 0, 0, 1, False],
    ]


def test_an_item_without_a_day_of_its_own_is_opened_with_its_incident(open_rows: OpenRows) -> None:
    assert compute_backlog(open_items(open_rows, item(None)), Filters()).months["month"].iloc[0] == "2026-01"


def test_what_ended_on_an_unknown_day_is_neither_open_nor_gone(open_rows: OpenRows) -> None:
    cursor = open_items(open_rows, item(date(2026, 9, 1), "complete"), item(date(2026, 9, 1), None), item(date(2026, 9, 2)))
    backlog = compute_backlog(cursor, Filters())
    assert (backlog.n, backlog.of, backlog.months["open"].iloc[-1]) == (1, 3, 1)
    assert (
        "2 have no known day of opening or end, or no status, and are left out." in figure_backlog(backlog, theme="light").source
    )


def test_growth_is_that_of_the_last_twelve_complete_months(open_rows: OpenRows) -> None:
    """Three more opened than ended in each month of a year; what came in bulk before it, and in October so far, does not count."""
    year = [date(2025 + (month > 3), (month + 8) % 12 + 1, 3) for month in range(1, 13)]
    items = [item(day) for day in year for _ in range(3)] + [item(date(2025, 1, 1))] * 50 + [item(date(2026, 10, 1))] * 40
    row = compute_backlog_growth(open_items(open_rows, *items), Filters()).iloc[0]
    assert (row["median"], row["median_low"], row["median_high"], row["n"], row["open"]) == (3, 3, 3, 126, 126)


@pytest.mark.parametrize(
    ("growth", "words"),
    [
        (Interval(3.0, 1.0, 5.0, 12), "the backlog grows by 3 in a typical month (95 %: +1 to +5)"),
        (Interval(-3.0, -5.0, -1.0, 12), "the backlog shrinks by 3 in a typical month (95 %: −5 to −1)"),
        (Interval(3.0, 0.0, 5.0, 12), "no detectable growth (+3 in a typical month, 95 %: +0 to +5)"),
        (Interval(3.0, None, None, 5), "too few months to say whether the backlog grows"),
    ],
)
def test_words_about_growth_say_no_more_than_its_interval(growth: Interval, words: str) -> None:
    assert describe_growth(growth).replace("\xa0", " ") == words


def test_nothing_promised_is_an_empty_chart(open_rows: OpenRows) -> None:
    backlog = compute_backlog(open_items(open_rows), Filters())
    assert (backlog.n, backlog.of, len(backlog.months), backlog.growth.value) == (0, 0, 0, None)
    assert figure_backlog(backlog, theme="dark").data.empty


def test_other_incidents_do_not_count(open_rows: OpenRows) -> None:
    cursor = open_items(open_rows, item(date(2026, 9, 1)), item(date(2026, 9, 1), incident="b"))
    assert compute_backlog(cursor, Filters(teams=("nobody",))).of == 0
