"""Before and after a dated note: which days are compared, what is said of them, and that chance alone is not taken for an effect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from analytics.annotations import Annotation
from analytics.metrics.annotations import Note, Notes, load_notes
from analytics.metrics.filters import Filters
from analytics.metrics.steps import compute_steps, place_sides
from analytics.settings import Settings
from analytics.store.database import Cursor, Store
from analytics.ui.steps import step_rows
from tests.metrics.plain import table
from tests.scenarios import name_of, publish_many

OpenRows = Callable[..., Cursor]
WHOLE = (date(2025, 1, 1), date(2026, 9, 30))


def note(
    first: date, last: date | None = None, kind: str = "change", teams: tuple[str, ...] = (), metric: str | None = None
) -> Note:
    return Note(first, last or first, "a note", kind, teams, metric)


def ends(*notes: Note) -> list[tuple[date, ...]]:
    return [(*sides.before, *sides.after) for sides in place_sides(notes, WHOLE)]


def test_a_side_reaches_180_days_and_never_beyond_the_corpus() -> None:
    day = date(2025, 12, 31)
    assert ends(note(day)) == [(day - timedelta(180), day - timedelta(1), day, day + timedelta(179))]
    assert ends(note(date(2025, 2, 1))) == [(date(2025, 1, 1), date(2025, 1, 31), date(2025, 2, 1), date(2025, 7, 30))]
    assert ends(note(date(2026, 9, 1)))[0][3] == date(2026, 9, 30)


def test_the_days_of_a_span_are_on_neither_side() -> None:
    [(_, before, after, _)] = ends(note(date(2025, 11, 17), date(2026, 1, 5)))
    assert (before, after) == (date(2025, 11, 16), date(2026, 1, 6))


def test_a_side_ends_at_another_note_of_the_kind_that_concerns_its_team() -> None:
    first, second = note(date(2025, 6, 1), teams=("Payments",)), note(date(2025, 8, 1), teams=("Payments", "Search"))
    assert [(start, end) for start, _, _, end in ends(first, second)] == [
        (date(2025, 1, 1), date(2025, 7, 31)),
        (date(2025, 6, 2), date(2026, 1, 27)),
    ]
    other_team, other_kind = note(date(2025, 8, 1), teams=("Search",)), note(date(2025, 8, 1), kind="launch")
    assert ends(first, other_team)[0][3] == ends(first, other_kind)[0][3] == ends(first)[0][3]


def test_what_would_not_measure_the_same_is_not_compared() -> None:
    assert ends(note(date(2025, 6, 1), kind="definition", metric="ttr"), note(date(2025, 6, 1), metric="users_affected")) == []


def rows(first: date, count: int, minutes: float, **more: Any) -> list[dict[str, Any]]:
    return [
        {"incident_key": f"{first}-{more.get('team')}-{at}", "incident_date": first + timedelta(at), "time_to_resolve_min": minutes + at,
         **more}
        for at in range(count)
    ]  # fmt: skip


def with_notes(*notes: Annotation) -> Settings:
    return Settings(annotations=notes)


def test_a_cut_after_a_note_is_told_with_its_size(open_rows: OpenRows) -> None:
    launch = Annotation(on=date(2026, 5, 1), text="Runbooks", kind="launch", metric="ttr_attainment")
    cursor = open_rows(with_notes(launch), incidents=[*rows(date(2026, 3, 1), 12, 100), *rows(date(2026, 5, 1), 10, 40)])
    frame = compute_steps(cursor, Filters())
    assert table(frame, "text", "metric", "before_n", "after_n", "before_median", "after_median", "verdict") == [
        ("Runbooks", "ttr", 12, 10, 105.5, 44.5, "better")
    ]
    [row] = step_rows(frame).to_dict("records")
    assert row["note"].replace("\xa0", " ") == "1 May 2026: Runbooks"
    assert row["change_words"].replace("\xa0", " ") == "typically 58 % shorter (−60 % to −55 %)"


def test_a_note_of_a_team_is_held_against_its_incidents_alone(open_rows: OpenRows) -> None:
    launch = Annotation(on=date(2026, 5, 1), text="Runbooks", teams=("Search",), metric="ttr")
    cursor = open_rows(
        with_notes(launch),
        incidents=[
            *rows(date(2026, 3, 1), 9, 100, team="Payments"), *rows(date(2026, 5, 1), 9, 10, team="Payments"),
            *rows(date(2026, 3, 1), 9, 100, team="Search"), *rows(date(2026, 5, 1), 9, 101, team="Search"), *rows(date(2026, 5, 9), 3, 1),
        ],
    )  # fmt: skip
    assert table(compute_steps(cursor, Filters()), "before_n", "after_n", "verdict") == [(9, 9, "no detectable change")]
    assert compute_steps(cursor, Filters(teams=("Payments",))).empty


def test_the_sides_may_lie_outside_of_the_quarters_but_the_note_may_not(open_rows: OpenRows) -> None:
    launch = Annotation(on=date(2026, 4, 1), text="Runbooks", metric="ttr")
    cursor = open_rows(with_notes(launch), incidents=[*rows(date(2026, 3, 1), 12, 100), *rows(date(2026, 5, 1), 10, 40)])
    assert table(compute_steps(cursor, Filters("2026Q2", "2026Q2")), "before_n", "after_n") == [(12, 10)]
    assert compute_steps(cursor, Filters("2026Q1", "2026Q1")).empty


def test_few_on_a_side_say_nothing(open_rows: OpenRows) -> None:
    launch = Annotation(on=date(2026, 5, 1), text="Runbooks", metric="ttr")
    cursor = open_rows(with_notes(launch), incidents=[*rows(date(2026, 3, 1), 3, 100), *rows(date(2026, 5, 1), 10, 40)])
    frame = compute_steps(cursor, Filters())
    assert table(frame, "before_n", "change", "verdict") == [(3, None, "too few to say")]
    assert step_rows(frame)["change_words"].tolist() == ["–"]


def test_a_store_without_dates_or_notes_compares_nothing(nothing: Cursor) -> None:
    assert compute_steps(nothing, Filters()).empty
    assert compute_steps(nothing, Filters(), Notes((note(date(2026, 5, 1)),))).empty


def test_the_sample_shows_what_was_planted_and_nothing_else(sample_store: Store) -> None:
    """The alerting programme cut the time to detect to 0.38 of what it was; the review policy changed nothing."""
    with sample_store.cursor() as cursor:
        frame = compute_steps(cursor, Filters())
    told = {(row["text"], row["metric"]): row for row in frame.to_dict("records")}
    changed = [place for place, row in told.items() if row["verdict"] in ("better", "worse")]
    assert changed == [("Alerting programme launched", "ttd")]
    row = told["Alerting programme launched", "ttd"]
    assert row["verdict"] == "better"
    assert row["change_low"] <= 0.38 <= row["change_high"]
    assert told["Incident-review policy in force", "ttr"]["verdict"] == "no detectable change"


@pytest.mark.slow
def test_notes_on_days_on_which_nothing_happened_are_hardly_ever_followed_by_a_change(tmp_path: Path) -> None:
    """100 unchanged corpora with three notes each: a false claim in no more than one of twenty."""
    days = (date(2025, 1, 15), date(2025, 7, 1), date(2026, 2, 3))
    store = publish_many(tmp_path / "store", "unchanged", range(100), 300)
    with store.cursor() as cursor:
        notes = Notes(tuple(note(day, kind=f"kind {at}") for at, day in enumerate(days)), load_notes(cursor, Filters()).quarters)
        said = [set(compute_steps(cursor, Filters(teams=(name_of(seed),)), notes)["verdict"]) for seed in range(100)]
    assert sum(bool(verdicts & {"better", "worse"}) for verdicts in said) <= 5
