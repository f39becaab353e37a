"""The rule of identity: what it holds for the same, what it does not, and how its threshold was measured."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from analytics.generate.library import load_library
from analytics.ingest.history.identity import ALIKE, Matching, likeness, match_items
from analytics.ingest.history.keys import normal_text
from analytics.ingest.history.versions import Content


def item(
    action: str, owner: str | None = None, due: int | None = None, number: int | None = None, ticket: str | None = None
) -> Content:
    return Content(number, None, action, owner, date(2026, 3, due) if due else None, "pending", ticket)


def rewordings() -> list[tuple[str, str]]:
    lines = Path(__file__).with_name("rewordings.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split(" => ") for line in lines if not line.startswith("#")]
    return [(before, after) for before, after in pairs]


def different() -> list[tuple[str, str]]:
    """Every two actions that the generator may write below one incident."""
    causes = [cause for scenario in load_library().scenarios for cause in scenario.causes]
    return [pair for cause in causes for pair in combinations([*cause.immediate, *cause.short_term, *cause.long_term], 2)]


def test_the_threshold_finds_rewordings_and_keeps_different_items_apart() -> None:
    """The numbers that docs/history.md tells: 40 of 40 found, 7 of 1,092 taken for the same."""
    found = [likeness(before, after) >= ALIKE for before, after in rewordings()]
    wrong = [likeness(one, other) >= ALIKE for one, other in different()]
    assert (sum(found), len(found)) == (40, 40)
    assert (sum(wrong), len(wrong)) == (7, 1092)


@pytest.mark.parametrize("threshold", [60, 90])
def test_another_threshold_would_be_worse(threshold: float) -> None:
    lost = sum(likeness(before, after) < threshold for before, after in rewordings()) / len(rewordings())
    wrong = sum(likeness(one, other) >= threshold for one, other in different()) / len(different())
    assert lost > 0.05 or wrong > 0.03


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alert on the queue", "alert on  the queue."),
        ("Alert on the `queue`", "**Alert on the queue**"),
        ("Say “no”", 'Say "no"'),
    ],
)
def test_what_an_editor_changes_in_passing_is_no_other_wording(one: str, other: str) -> None:
    assert normal_text(one) == normal_text(other)


def test_equal_words_go_before_everything_else() -> None:
    old = [item("Write a runbook", "@mira-k", 20, 1), item("Alert on the queue", "@mira-k", 20, 2)]
    new = [item("Alert on the queue", "@kofi-m", 21, 1), item("Write a runbook", "@kofi-m", 21, 2)]
    assert match_items(old, new) == Matching({0: 1, 1: 0})


def test_items_of_equal_words_are_told_apart_by_owner_and_date_else_by_their_order() -> None:
    old = [item("Alert", "@mira-k"), item("Alert", "@kofi-m")]
    assert match_items(old, [item("Alert", "@kofi-m"), item("Alert", "@mira-k")]).pairs == {0: 1, 1: 0}
    assert match_items(old, [item("Alert", "@kofi-m")]).pairs == {0: 1}
    assert match_items(old, [item("Alert"), item("Alert"), item("Alert")]).pairs == {0: 0, 1: 1}


def test_a_ticket_goes_before_likeness_and_a_shared_one_says_nothing() -> None:
    old = [item("Queue work", ticket="SHIP-1"), item("Alert on queue depth", ticket="SHIP-2")]
    new = [item("Alert on the depth of the queue", ticket="SHIP-1"), item("Something else", ticket="SHIP-2")]
    assert match_items(old, new).pairs == {0: 0, 1: 1}
    shared = [item("Queue work", ticket="SHIP-1"), item("Runbook work", ticket="SHIP-1")]
    assert match_items(shared, [item("Page the on-call", ticket="SHIP-1")]).pairs == {}


def test_different_tickets_are_different_items_however_alike() -> None:
    old, new = item("Alert on the queue of orders", ticket="SHIP-1"), item("Alert on the queue of refunds now", ticket="SHIP-2")
    assert match_items([old], [new]).pairs == {}


def test_less_likeness_is_enough_where_owner_and_due_date_agree() -> None:
    before, after = "Notify support earlier about outages", "Tell the support team about outages in five minutes"
    assert 55 <= likeness(before, after) < ALIKE
    assert match_items([item(before)], [item(after)]).pairs == {}
    assert match_items([item(before, "@mira-k", 20)], [item(after, "@mira-k", 20)]).pairs == {0: 0}


def test_the_same_place_alone_makes_no_item_the_same() -> None:
    assert match_items([item("Rotate the key", "@mira-k", 20, 1)], [item("Write a runbook", "@mira-k", 20, 1)]) == Matching()


def test_two_that_fit_about_as_well_are_neither() -> None:
    old = [item("Alert on the queue of orders"), item("Alert on the queue of refunds")]
    assert match_items(old, [item("Alert on the queue")]) == Matching({}, {0: [0, 1]})
    agreeing = [item("Alert on the queue of orders", "@mira-k", 20), item("Alert on the queue of refunds", "@kofi-m", 28)]
    assert match_items(agreeing, [item("Alert on the queue", "@kofi-m", 28)]).pairs == {0: 1}


def test_the_best_assignment_is_that_of_all_items_together() -> None:
    old = [item("Limit the size of uploads"), item("Limit the size of uploads of partners")]
    new = [item("Limit the size of all uploads of partners to 50 MB"), item("Limit the size of uploads to 50 MB")]
    assert match_items(old, new).pairs in ({0: 1, 1: 0}, {})
