"""The day of the incident, where the header, the id, the title, the front matter, the file's name and the text differ."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.ingest.reading import OtherDate, heading_dates
from analytics.ingest.rules.days import NEIGHBOURS, one_day, timeline_days
from analytics.ingest.rules.subject import Found, Subject


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


def _disagreeing_summary(subject: Subject, dates: list[OtherDate]) -> Iterator[Found]:
    """A summary that names one day, and that one neither the incident's nor one of the timeline's."""
    day = one_day(subject.incident.summary or "", subject.conventions)
    if day and dates and not any(abs(day - near) <= NEIGHBOURS for near in (dates[0].day, *timeline_days(subject))):
        yield Found(subject.line_of("summary"), f"the summary says {day}, {dates[0].place} {dates[0].day}")
