"""The sample shows everything that the product can show: each column, each kind, each way of writing, each flaw."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest

from analytics import model
from analytics.generate import Truth
from analytics.generate.contradictions import WAYS
from analytics.generate.flaws import FLAWS
from analytics.generate.labels import OBSERVATION_MARKS, SIGNED_MARK, STATUS_MARKS, damage
from analytics.model import CHILD_TABLES, INCIDENT_COLUMNS, Postmortem
from analytics.store.database import Store

KINDS: list[tuple[str, str, Any]] = [
    ("timeline_events", "kind", model.EventKind),
    ("user_impacts", "impact", model.Impact),
    ("customer_communications", "channel", model.CommunicationChannel),
    ("contributing_factors", "factor", model.Factor),
    ("detection_methods", "method", model.Method),
    ("observations", "kind", model.ObservationKind),
    ("action_items", "horizon", model.Horizon),
    ("action_items", "status", model.ActionStatus),
    ("lessons", "kind", model.LessonKind),
    ("documentation_updates", "kind", model.DocumentationKind),
    ("reference_links", "kind", model.LinkKind),
    ("review_notes", "kind", model.NoteKind),
]


@pytest.mark.parametrize("column", INCIDENT_COLUMNS)
def test_each_column_of_incidents_is_filled_in_some_document(postmortems: list[Postmortem], column: str) -> None:
    assert any(getattr(postmortem.incident, column) not in (None, []) for postmortem in postmortems)


# Passages hold the words of documents in other dialects: the template has a place for everything.
@pytest.mark.parametrize("table", sorted(CHILD_TABLES.keys() - {"passages"}))
def test_each_column_of_each_child_table_is_filled_in_some_document(postmortems: list[Postmortem], table: str) -> None:
    rows = [row for postmortem in postmortems for row in getattr(postmortem, table)]
    # Made by the reader: from where an item stands, and of its ticket by the settings.
    told = [column for column in CHILD_TABLES[table] if column not in ("item_key", "ticket_url")]
    assert [column for column in told if all(getattr(row, column) is None for row in rows)] == []


@pytest.mark.parametrize(("table", "column", "kinds"), KINDS, ids=[f"{table}.{column}" for table, column, _ in KINDS])
def test_each_kind_occurs(postmortems: list[Postmortem], table: str, column: str, kinds: Any) -> None:
    seen = {getattr(row, column) for postmortem in postmortems for row in getattr(postmortem, table)}
    assert set(get_args(kinds)) - seen == set()


@pytest.mark.parametrize("column", ["severity", "status", "team_basis", "reputation", "data_impact", "revenue_currency"])
def test_each_value_of_a_choice_occurs(postmortems: list[Postmortem], column: str) -> None:
    values: dict[str, tuple[str, ...]] = {
        "severity": model.SEVERITIES,
        "status": model.STATUSES,
        "team_basis": get_args(model.TeamBasis),
        "reputation": ("low", "medium", "high"),
        "data_impact": ("none", "partial", "significant"),
        "revenue_currency": ("USD", "EUR", "GBP"),
    }
    assert set(values[column]) - {getattr(postmortem.incident, column) for postmortem in postmortems} == set()


@pytest.mark.parametrize("name", model.DURATIONS)
def test_a_duration_comes_from_the_author_or_only_from_the_timeline(postmortems: list[Postmortem], name: str) -> None:
    bases = Counter(getattr(postmortem.incident, f"{name}_basis") for postmortem in postmortems)
    assert bases["stated"] > 0
    assert bases["timeline"] > 0


def test_both_forms_of_each_mark_occur(corpus: Path) -> None:
    text = "".join(file.read_text(encoding="utf-8", errors="ignore") for file in corpus.rglob("INCIDENT*.md"))
    marks = [*OBSERVATION_MARKS.values(), *(mark for mark, _ in STATUS_MARKS.values()), SIGNED_MARK, "←"]
    assert [mark for mark in marks if mark not in text or damage(mark) not in text] == []


def test_damaged_marks_are_those_of_the_organisation() -> None:
    marks = "⏳ 🔄 ✅ ❌ ✓ ⚠️ 🍀 ←"
    assert damage(marks) == "â³ ðŸ”„ âœ… âŒ âœ“ âš\u00a0ï¸ ðŸ€ â†"
    assert damage("12,400 € – naïve") == "12,400 € – naïve"


def test_each_flaw_occurs_once_and_few_documents_have_one(truths: list[Truth]) -> None:
    flaws = Counter(flaw for truth in truths for flaw in truth.flaws)
    assert set(flaws) == set(FLAWS) | set(WAYS)
    assert {flaws[flaw] for flaw in FLAWS} == {1}
    assert sum(flaws[way] for way in WAYS) == 10


def test_what_authors_state_beside_their_timeline_is_guessed_as_it_was_planted(truths: list[Truth], sample_store: Store) -> None:
    """The guess is made from the two values alone."""
    planted = {truth.source_path: truth.flaws[0] for truth in truths if set(truth.flaws) & set(WAYS)}
    with sample_store.cursor() as cursor:
        rows = cursor.execute("SELECT i.source_path, reason FROM disagreements JOIN incidents i USING (incident_key)").fetchall()
    guessed = {path: reason for path, reason in rows if path in planted}
    assert guessed.keys() == planted.keys()
    assert {(planted[path], reason) for path, reason in guessed.items()} == {
        ("counts_support_hours", "support hours"), ("counts_from_detection", "other start"), ("counts_to_mitigation", "other end"),
        ("day_too_many", "date"), ("digits_swapped", "swapped digits"),
    }  # fmt: skip


def test_some_incidents_cross_midnight_and_some_are_not_over(postmortems: list[Postmortem]) -> None:
    spans = [
        (p.timeline_events[0].occurred_at, p.timeline_events[-1].occurred_at) for p in postmortems if len(p.timeline_events) > 1
    ]
    assert any(first and last and first.date() < last.date() for first, last in spans)
    assert any(postmortem.incident.resolved_at is None and postmortem.incident.status == "draft" for postmortem in postmortems)


def test_teams_differ_in_what_they_suffer_from(postmortems: list[Postmortem]) -> None:
    by_team: dict[str, Counter[str]] = {}
    for postmortem in postmortems:
        counts = by_team.setdefault(postmortem.incident.team or "", Counter())
        counts.update(factor.factor for factor in postmortem.contributing_factors)
    assert len(by_team) == 6
    assert len({counts.most_common(1)[0][0] for counts in by_team.values()}) > 1
