"""A weekday in front of a date."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analytics.ingest.rules.days import one_day
from analytics.ingest.rules.subject import Found, Subject

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(
    rf"\b(?P<weekday>{'|'.join(_DAYS)}),? (?:the )?(?P<date>[\w.,-]{{1,20}}(?: (?:of )?[\w.,]{{1,20}}){{0,3}})", re.IGNORECASE
)
_PERHAPS = re.compile(r"day,? (?:the )?(?:\d|[JFMASOND])")
"""Quick to look for, and most documents have none."""


def find_wrong_weekdays(subject: Subject) -> Iterator[Found]:
    """PM316: a weekday in front of a date that falls on another one."""
    for line, text in subject.lines_with(_PERHAPS):
        for match in _WEEKDAY.finditer(text):
            day = one_day(match["date"], subject.conventions)
            if day and _DAYS[day.weekday()] != match["weekday"].lower():
                yield Found(line, f"{day} is no {match['weekday']}, it is a {_DAYS[day.weekday()].capitalize()}")
