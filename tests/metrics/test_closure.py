"""How long actions take: open ones are neither left out nor taken for done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from analytics.charts.closure import figure_closure, figure_closure_groups
from analytics.metrics.closure import Split, compare_closures, compute_action_closure, compute_closure_curve
from analytics.metrics.filters import Filters
from analytics.store.database import Cursor
from tests.handmade import AS_OF, Row

OpenRows = Callable[..., Cursor]
OPENED = AS_OF - timedelta(100)


def item(status: str | None, after: int | None = None, opened: date | None = OPENED) -> Row:
    """An item that ended `after` so many days."""
    ended = None if after is None else OPENED + timedelta(after)
    return {"incident_key": "a", "status": status, "opened_on": opened, "completed_on": ended}


def rows(*items: Row) -> dict[str, list[Row]]:
    return {"incidents": [{"incident_key": "a", "incident_date": OPENED}], "action_items": list(items)}


def test_open_items_count_for_as_long_as_they_have_lasted(open_rows: OpenRows) -> None:
    """Of five items three are done after 10, 20 and 30 days: half of all by day 30, though half of the closed ones by day 20."""
    cursor = open_rows(**rows(*(item("complete", day) for day in (10, 20, 30)), item("pending"), item("in_progress")))
    row = compute_action_closure(cursor, Filters()).iloc[0]
    assert (row["median"], row["closed"], row["n"], row["of"]) == (30, 3, 5, 5)
    curve = compute_closure_curve(cursor, Filters())
    assert curve[["days", "at_risk"]].to_numpy().tolist() == [[0, 5], [10, 5], [20, 4], [30, 3], [100, 2]]
    assert curve["share"].round(6).tolist() == [0.0, 0.2, 0.4, 0.6, 0.6]


def test_what_will_not_be_done_is_never_done(open_rows: OpenRows) -> None:
    cursor = open_rows(**rows(item("complete", 10), item("wont_do", 5), item("wont_do", 6)))
    row = compute_action_closure(cursor, Filters()).iloc[0]
    assert row["median"] != row["median"]
    assert (row["closed"], row["n"]) == (1, 3)


def test_what_nobody_dated_is_left_out_and_counted(open_rows: OpenRows) -> None:
    cursor = open_rows(**rows(item("complete", 10, opened=None), item("complete"), item(None), item("wont_do")))
    summary = compute_action_closure(cursor, Filters())
    assert summary[["median", "n", "of"]].to_numpy().tolist() == [[10, 1, 4]]  # opened on the day of its incident
    chart = figure_closure(compute_closure_curve(cursor, Filters()), summary, theme="light")
    assert "1 of 4 items are followed" in chart.source
    assert "3 have no known day of opening or end and are left out." in chart.source
    assert chart.title.replace("\xa0", " ").startswith("Half of the action items are done within 10 days")


def test_without_items_there_is_no_number(open_rows: OpenRows) -> None:
    cursor = open_rows(**rows())
    summary = compute_action_closure(cursor, Filters())
    assert summary[["n", "of"]].to_numpy().tolist() == [[0, 0]]
    assert figure_closure(compute_closure_curve(cursor, Filters()), summary, theme="light").data.empty


def test_two_groups_are_followed_each_for_itself(open_rows: OpenRows) -> None:
    """Immediate items are done after 10 days, the others after 50, in ten incidents."""
    keys = [f"i{place}" for place in range(10)]
    incidents = [{"incident_key": key, "incident_date": OPENED, "team": "Search"} for key in keys]
    items = [
        {**item("complete", days), "incident_key": key, "horizon": horizon}
        for key in keys
        for horizon, days in (("immediate", 10), ("long_term", 50))
    ]
    cursor = open_rows(incidents=incidents, action_items=[*items, {**item("pending"), "incident_key": "i0", "horizon": None}])
    compared = compare_closures(cursor, Filters(), "horizon")
    assert [(side.n, side.closed, side.half.value) for side in (compared.first, compared.second)] == [(10, 10, 10), (10, 10, 50)]
    assert compared.p_value is not None
    assert compared.p_value < 0.05
    chart = figure_closure_groups(compared, names=("immediate actions", "the others"), theme="light")
    assert (
        chart.title.replace("\xa0", " ")
        == "Half are done within 10 days (immediate actions), 50 days (the others): their pace differs"
    )
    assert set(chart.data["group"]) == {"immediate actions", "the others"}


@pytest.mark.parametrize(("split", "team", "sizes"), [("severity", None, (1, 1)), ("team", "Search", (1, 2))])
def test_what_does_not_tell_its_group_is_in_neither(
    open_rows: OpenRows, split: Split, team: str | None, sizes: tuple[int, int]
) -> None:
    incidents = [
        {"incident_key": key, "incident_date": OPENED, "severity": severity, "team": of}
        for key, severity, of in (("a", "P1", "Search"), ("b", "P3", "Payments"), ("c", None, "Payments"), ("d", None, None))
    ]
    cursor = open_rows(incidents=incidents, action_items=[{**item("pending"), "incident_key": key} for key in "abcd"])
    compared = compare_closures(cursor, Filters(), split, team)
    assert (compared.first.n, compared.second.n) == sizes
    assert compared.p_value is None
    assert "too few to compare" in figure_closure_groups(compared, names=("x", "y"), theme="dark").title
