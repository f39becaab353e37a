"""What commits and ingests say of one item, put together so that each thing happened once."""

from __future__ import annotations

from datetime import UTC, datetime

from analytics.ingest.history.settle import settle
from analytics.ingest.history.versions import Basis, Change, Field


def change(day: int | None, new: str | None, basis: Basis = "git", field: Field = "status") -> Change:
    at = datetime(2026, 3, day, tzinfo=UTC) if day else None
    return Change("key", at, field, None, new, basis, None, "a.md", 1)


def test_of_a_commit_and_an_ingest_that_saw_it_first_the_commit_counts() -> None:
    seen, committed = change(3, "complete", "ingest"), change(9, "complete")
    assert settle([committed, seen]) == [committed]


def test_what_an_ingest_saw_after_the_commit_is_nothing_new() -> None:
    seen, committed = change(9, "complete", "ingest"), change(3, "complete")
    assert settle([seen, committed]) == [committed]


def test_what_only_ingests_saw_stands_between_the_commits() -> None:
    done, undone, again = change(3, "complete", "ingest"), change(5, "pending", "ingest"), change(9, "complete")
    assert settle([again, undone, done]) == [done, undone, again]


def test_changes_of_several_branches_stand_in_the_order_of_their_days() -> None:
    late, early, undated = change(9, "complete"), change(5, "in_progress"), change(None, "pending")
    assert settle([late, undated, early]) == [early, late, undated]


def test_fields_do_not_disturb_each_other_and_to_go_is_not_to_come() -> None:
    came, went, back = change(3, None, field="appeared"), change(5, None, field="removed"), change(9, None, field="appeared")
    owner = change(6, "@mira-k", field="owner")
    assert settle([came, went, owner, back]) == [came, went, owner, back]
