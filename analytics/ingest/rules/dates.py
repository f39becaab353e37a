"""The day of the incident, as the header, the id, the title, the front matter, the file's name, the text and the timeline have it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from analytics.ingest.reading import OtherDate, heading_dates
from analytics.ingest.rules.subject import Found, Subject
from analytics.ingest.values import Conventions, parse_date

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(
    rf"\b(?P<weekday>{'|'.join(_DAYS)}),? (?:the )?(?P<date>[\w.,-]{{1,20}}(?: (?:of )?[\w.,]{{1,20}}){{0,3}})", re.IGNORECASE
)
_PERHAPS = re.compile(r"day,? (?:the )?(?:\d|[JFMASOND])")
"""Quick to look for, and most documents have none."""
_NEIGHBOURS = timedelta(days=1)
"""An incident may run past midnight, and past it in one time zone only."""


def find_disagreeing_dates(subject: Subject) -> Iterator[Found]:
    """PM307: one of the places names another day than the first of them."""
    dates = list(_stated_dates(subject))
    for other in dates[1:]:
        if not other.holds(dates[0].day):
            yield Found(other.line, f"{other.place} says {other.day}, {dates[0].place} {dates[0].day}")
    yield from _disagreeing_summary(subject, dates)


def _stated_dates(subject: Subject) -> Iterator[OtherDate]:
    """The surest first: header, id, title, front matter, file name. A header without a date has one of the others."""
    incident = subject.incident
    others = [*heading_dates(incident, subject.conventions), *subject.other_dates]
    if incident.incident_date:
        own = (incident.incident_date, subject.line_of("incident_date"))
        yield OtherDate(*own, next((other.place for other in others if other[:2] == own), "the header"))
    yield from others


def _one_day(text: str, conventions: Conventions) -> date | None:
    """The one day that a text names; a range is none."""
    day = parse_date(text, conventions)
    return day.value if day and day.certainty == "exact" else None


def _disagreeing_summary(subject: Subject, dates: list[OtherDate]) -> Iterator[Found]:
    """A summary that names one day, and that one neither the incident's nor one of the timeline's."""
    day = _one_day(subject.incident.summary or "", subject.conventions)
    if day and dates and not any(abs(day - near) <= _NEIGHBOURS for near in (dates[0].day, *_timeline_days(subject))):
        yield Found(subject.line_of("summary"), f"the summary says {day}, {dates[0].place} {dates[0].day}")


def find_date_outside_timeline(subject: Subject) -> Iterator[Found]:
    """PM308: the day of the incident lies outside of the days of its timeline."""
    days = _timeline_days(subject)
    day = subject.incident.incident_date
    if day and days and not days[0] - _NEIGHBOURS <= day <= days[-1] + _NEIGHBOURS:
        period = f"on {days[0]}" if days[0] == days[-1] else f"from {days[0]} to {days[-1]}"
        yield Found(subject.line_of("incident_date"), f"the incident is dated {day}, its timeline runs {period}")


def _timeline_days(subject: Subject) -> list[date]:
    return sorted({event.occurred_at.date() for event in subject.postmortem.timeline_events if event.occurred_at})


def find_wrong_weekdays(subject: Subject) -> Iterator[Found]:
    """PM316: a weekday in front of a date that falls on another one."""
    for line, text in subject.lines_with(_PERHAPS):
        for match in _WEEKDAY.finditer(text):
            day = _one_day(match["date"], subject.conventions)
            if day and _DAYS[day.weekday()] != match["weekday"].lower():
                yield Found(line, f"{day} is no {match['weekday']}, it is a {_DAYS[day.weekday()].capitalize()}")
