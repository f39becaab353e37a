"""Dates in date cells and date fields, in the form YYYY-MM-DD: only such as the reader has understood, and that nothing stands beside."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from analytics.ingest.fixes.edits import Edit, Line, split_lines
from analytics.ingest.values import parse_date
from analytics.ingest.values.dates import MONTH
from analytics.model import Postmortem

_FORMS = re.compile(
    rf"\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH},?\s+\d{{4}}|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{4}}-\d{{1,2}}-\d{{1,2}}",
    re.IGNORECASE,
)
"""Forms that mean one day to everybody: the month in words, or an ISO date without its zeros. Slashes and dots are left to people."""
_CELL = re.compile(r"(?<!\\)\|([^|\\]*)(?=\|)")
_FIELD = re.compile(r"^[^:|]*:[*_\s]*(?P<value>.*?)[*_\s]*$")
_FIELDS = ("incident_date", "review_date")


def mend_dates(text: str, postmortems: Iterable[Postmortem]) -> Iterator[Edit]:
    lines = split_lines(text)
    first = _end_of_front_matter(lines)
    wanted = {place for postmortem in postmortems for place in _read_dates(postmortem) if place[0] > first}
    for number, days in _by_line(wanted).items():
        for start, written in _places(lines[number].text):
            day = _day_of(written, days)
            if day and written != day.isoformat():
                begin = lines[number].start + start
                yield Edit(begin, begin + len(written), day.isoformat())


def _read_dates(postmortem: Postmortem) -> Iterator[tuple[int, date]]:
    """The days that the reader took from fields and cells, by line."""
    for source in postmortem.field_sources:
        day = getattr(postmortem.incident, source.field) if source.field in _FIELDS else None
        if day:
            yield source.line, day
    for item in postmortem.action_items:
        yield from ((item.line, day) for day in (item.due_date, item.opened_on, item.completed_on) if day)
    yield from ((related.line, related.related_date) for related in postmortem.related_incidents if related.related_date)
    yield from ((sign_off.line, sign_off.signed_on) for sign_off in postmortem.sign_offs if sign_off.signed_on)


def _by_line(places: Iterable[tuple[int, date]]) -> dict[int, set[date]]:
    days: dict[int, set[date]] = {}
    for line, day in places:
        days.setdefault(line, set()).add(day)
    return days


def _places(text: str) -> Iterator[tuple[int, str]]:
    """The cells of a row, else the value behind the name of a field: where it begins, and what is written."""
    if text.lstrip().startswith("|"):
        for cell in _CELL.finditer(text):
            yield cell.start(1) + len(cell[1]) - len(cell[1].lstrip()), cell[1].strip()
    elif field := _FIELD.match(text):
        yield field.start("value"), field["value"]


def _day_of(written: str, days: Collection[date]) -> date | None:
    """The day that is written, if the form leaves no doubt and the reader took it for the same."""
    day = parse_date(written) if _FORMS.fullmatch(written) else None
    return day.value if day and day.certainty == "exact" and day.value in days else None


def _end_of_front_matter(lines: list[Line]) -> int:
    """Front matter belongs to the program that reads it: a date there may have to be in its form."""
    if len(lines) > 1 and lines[1].text.lstrip("\ufeff").strip() == "---":
        return next((number for number, line in enumerate(lines[2:], 2) if line.text.strip() == "---"), 0)
    return 0
