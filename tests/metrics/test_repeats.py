"""Which incidents count as a repeat of an earlier one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from analytics.metrics.attention import compute_attention
from analytics.metrics.filters import Filters
from analytics.metrics.repeats import compute_repeats
from analytics.store.database import Cursor
from tests.handmade import Row

Open = Callable[..., Cursor]


def incident(key: str, day: date | None, team: str | None = "Search") -> Row:
    return {"incident_key": key, "incident_id": key, "incident_date": day, "team": team}


def factors(key: str, *names: str) -> list[Row]:
    return [{"incident_key": key, "ordinal": place, "factor": name, "text": name} for place, name in enumerate(names)]


def repeats(open_rows: Open, first: Row, second: Row, ticked: list[Row], **tables: list[Row]) -> int:
    cursor = open_rows(incidents=[first, second], contributing_factors=ticked, **tables)
    return int(compute_repeats(cursor, Filters())["repeats"].item())


BOTH = [*factors("A", "testing", "capacity", "process"), *factors("B", "capacity", "testing")]


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 1, 10), 1), (date(2026, 4, 10), 1), (date(2026, 4, 11), 0)],
    ids=["the same day", "90 days later", "91 days later"],
)
def test_the_same_team_and_two_factors_within_90_days(open_rows: Open, day: date, expected: int) -> None:
    assert repeats(open_rows, incident("A", date(2026, 1, 10)), incident("B", day), BOTH) == expected


def test_every_distance_up_to_90_days_counts_wherever_the_spans_begin(open_rows: Open) -> None:
    days = [date.fromordinal(date(2026, 1, 1).toordinal() + 90 * place) for place in range(8)]
    rows = [incident(f"I{place}", day) for place, day in enumerate(days)]
    ticked = [row for place in range(8) for row in factors(f"I{place}", "testing", "capacity")]
    assert compute_repeats(open_rows(incidents=rows, contributing_factors=ticked), Filters())["repeats"].item() == 7


@pytest.mark.parametrize("team", ["Payments", None])
def test_another_team_is_no_repeat(open_rows: Open, team: str | None) -> None:
    assert repeats(open_rows, incident("A", date(2026, 1, 10), team), incident("B", date(2026, 1, 12)), BOTH) == 0


def test_two_incidents_without_a_team_are_not_of_the_same_team(open_rows: Open) -> None:
    assert repeats(open_rows, incident("A", date(2026, 1, 10), None), incident("B", date(2026, 1, 12), None), BOTH) == 0


@pytest.mark.parametrize("shared", [("testing",), ("testing", "other")])
def test_one_telling_factor_is_too_few(open_rows: Open, shared: tuple[str, ...]) -> None:
    ticked = [*factors("A", *shared), *factors("B", *shared)]
    assert repeats(open_rows, incident("A", date(2026, 1, 10)), incident("B", date(2026, 1, 12)), ticked) == 0


@pytest.mark.parametrize(("day", "expected"), [(date(2026, 3, 1), 1), (date(2026, 8, 1), 0)])
def test_a_related_incident_counts_whatever_its_team(open_rows: Open, day: date, expected: int) -> None:
    link: list[Row] = [{"incident_key": "B", "related_id": "A"}]
    first, second = incident("A", date(2026, 1, 10), "Payments"), incident("B", day)
    assert repeats(open_rows, first, second, [], related_incidents=link) == expected


def test_the_earlier_one_may_lie_outside_of_the_selection(open_rows: Open) -> None:
    cursor = open_rows(incidents=[incident("A", date(2026, 3, 20)), incident("B", date(2026, 4, 2))], contributing_factors=BOTH)
    assert compute_repeats(cursor, Filters(quarter_from="2026Q2"))["repeats"].item() == 1
    assert compute_repeats(cursor, Filters(quarter_to="2026Q1"))["repeats"].item() == 0


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"status": "pending"}, 1),
        ({"status": "complete", "completed_on": date(2026, 1, 20)}, 1),
        ({"status": "complete", "completed_on": date(2026, 1, 11)}, 0),
        ({"status": "complete"}, 0),
        ({"status": "wont_do"}, 0),
        ({"status": "in_progress", "opened_on": date(2026, 1, 15)}, 0),
        ({}, 0),
    ],
)
def test_while_an_action_of_the_earlier_one_was_open(open_rows: Open, item: Row, expected: int) -> None:
    rows = [incident("A", date(2026, 1, 10)), incident("B", date(2026, 1, 12))]
    actions = [{"incident_key": "A", "action": "Add an alert", **item}]
    row = compute_repeats(open_rows(incidents=rows, contributing_factors=BOTH, action_items=actions), Filters())
    assert (row["repeats"].item(), row["while_open"].item()) == (1, expected)


def test_an_incident_without_a_date_is_counted_apart(open_rows: Open) -> None:
    row = compute_repeats(open_rows(incidents=[incident("A", None), incident("B", date(2026, 1, 2))]), Filters())
    assert row[["repeats", "n", "of", "share"]].iloc[0].tolist() == [0, 1, 2, 0]


def test_nothing_selected_is_no_share(open_rows: Open) -> None:
    row = compute_repeats(open_rows(), Filters())
    assert row["n"].item() == 0
    assert row["share"].isna().all()


def test_a_related_id_that_two_documents_use_is_one_thing_to_look_at(open_rows: Open) -> None:
    twins = [incident("A", date(2026, 7, 10)), {**incident("C", date(2026, 7, 20)), "incident_id": "A"}]
    later = {**incident("B", date(2026, 7, 22)), "resolved_at": datetime(2026, 7, 22, tzinfo=UTC)}
    cursor = open_rows(incidents=[*twins, later], related_incidents=[{"incident_key": "B", "related_id": "A"}])
    found = compute_attention(cursor, Filters(), 10).query("kind == 'repeat'")
    assert found[["incident_key", "detail", "days", "total"]].to_numpy().tolist() == [["B", "A", 2, 1]]
