"""Times before and after each dated note of the organisation. What comes after a note need not come from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd

from analytics.metrics.annotations import Note, Notes, load_notes
from analytics.metrics.changes import look_at
from analytics.metrics.filters import SELECTED, Filters
from analytics.metrics.grouping import fetch
from analytics.metrics.measures import Measure
from analytics.metrics.periods import load_calendar
from analytics.metrics.registry import DEFINITIONS, LOOKS
from analytics.metrics.scorecard import MEASURES
from analytics.metrics.verdicts import Looked, judge
from analytics.stats.comparison import compare_durations
from analytics.stats.interval import Change
from analytics.store.database import Cursor

REACH = timedelta(days=180)
"""How far a comparison looks to each side of a note: about two quarters."""
_DAY = timedelta(days=1)

Span = tuple[date, date]


class Sides(NamedTuple):
    """The days before a note and those after it, ends included; the days of the note itself are in neither, but one day's is after."""

    note: Note
    before: Span
    after: Span


class _Looked(NamedTuple):
    sides: Sides
    measure: Measure
    before: np.ndarray[tuple[int], np.dtype[np.float64]]
    after: np.ndarray[tuple[int], np.dtype[np.float64]]
    change: Change


def compute_steps(cursor: Cursor, filters: Filters, notes: Notes | None = None) -> pd.DataFrame:
    """Each time before and after each note that began in the selection's quarters: Hodges-Lehmann ratio and verdict.

    A side reaches 180 days, not beyond the corpus and not beyond another note of the same kind that concerns one of its teams. It may
    lie outside of the selected quarters; the other filters hold. A note about one time is held against that one only, a changed
    definition against none: the two sides would not measure the same. The verdicts allow for all rows together, and for
    what their page compares without being asked.
    Returns: first, last, text, kind, metric, before_from, before_to, after_from, after_to, before_n, after_n, before_median and
    after_median (minutes), change with change_low and change_high (a ratio; NULL below 4 on a side), p_value, verdict.
    """
    known = (load_notes(cursor, filters) if notes is None else notes).of_teams(filters.teams)
    calendar = load_calendar(cursor)
    whole = (calendar.quarters[0].starts_on, calendar.as_of) if calendar.quarters else None
    chosen = dict(known.quarters)
    first, last = chosen.get(filters.quarter_from or ""), chosen.get(filters.quarter_to or "")
    told = [
        sides
        for sides in (place_sides(known.notes, whole) if whole else ())
        if (not first or sides.note.first >= first[0]) and (not last or sides.note.first <= last[1])
    ]
    return _to_frame(list(_look(cursor, replace(filters, quarter_from=None, quarter_to=None), told)))


def place_sides(notes: Sequence[Note], whole: Span) -> Iterator[Sides]:
    """The two sides of each note whose values may be compared. `whole`: the days of the corpus."""
    for note in notes:
        if note.kind == "definition" or (note.metric and not _measures(note)):
            continue
        peers = [other for other in notes if other is not note and other.kind == note.kind and _share_teams(note, other)]
        ended = max((other.last + _DAY for other in peers if other.first < note.first), default=whole[0])
        next_one = min((other.first - _DAY for other in peers if other.first > note.first), default=whole[1])
        begins = note.first if note.first == note.last else note.last + _DAY
        yield Sides(
            note,
            (max(note.first - REACH, ended, whole[0]), note.first - _DAY),
            (begins, min(begins + REACH - _DAY, next_one, whole[1])),
        )


def _measures(note: Note) -> tuple[Measure, ...]:
    """The times that a note concerns: one where it names it or its share within target, else all."""
    named = (note.metric or "").removesuffix("_attainment")
    return tuple(measure for measure in MEASURES if not note.metric or measure == named)


def _share_teams(note: Note, other: Note) -> bool:
    return not note.teams or not other.teams or bool(set(note.teams) & set(other.teams))


def _look(cursor: Cursor, filters: Filters, told: Sequence[Sides]) -> Iterator[_Looked]:
    if not told:
        return
    sql = f"{SELECTED} SELECT occurred_on, team, {', '.join(MEASURES)} FROM selected WHERE occurred_on BETWEEN $first AND $end"
    first, end = min(sides.before[0] for sides in told), max(sides.after[1] for sides in told)
    frame = fetch(cursor, sql, filters, first=first, end=end)
    days = frame["occurred_on"].to_numpy(dtype="datetime64[D]")
    for sides in told:
        concerned = frame["team"].isin(sides.note.teams).to_numpy() if sides.note.teams else np.ones(days.size, np.bool_)
        before, after = ((days >= np.datetime64(a)) & (days <= np.datetime64(b)) & concerned for a, b in sides[1:])
        for measure in _measures(sides.note):
            values = frame[measure].to_numpy(dtype=np.float64, na_value=np.nan)
            pair = [side[np.isfinite(side)] for side in (values[before], values[after])]
            yield _Looked(sides, measure, pair[0], pair[1], compare_durations(*pair))


def _to_frame(found: Sequence[_Looked]) -> pd.DataFrame:
    family: dict[tuple[str, ...], Looked] = {
        (one.measure, str(at)): look_at(DEFINITIONS[one.measure], one.change) for at, one in enumerate(found)
    }
    verdicts = judge(family, is_provisional=False, beside=LOOKS).values()
    rows = [(*_cells(one), verdict) for one, verdict in zip(found, verdicts, strict=True)]
    numbers = ("before_median", "after_median", "change", "change_low", "change_high", "p_value")
    columns = (
        "first", "last", "text", "kind", "metric", "before_from", "before_to", "after_from", "after_to", "before_n", "after_n",
        *numbers, "verdict",
    )  # fmt: skip
    return pd.DataFrame(rows, columns=list(columns)).astype(dict.fromkeys(numbers, "float64"))


def _cells(one: _Looked) -> tuple[object, ...]:
    note, before, after = one.sides
    medians = (float(np.median(side)) if side.size else None for side in (one.before, one.after))
    return (
        note.first, note.last, note.text, note.kind, one.measure, *before, *after, one.before.size, one.after.size, *medians,
        *one.change[:4],
    )  # fmt: skip
