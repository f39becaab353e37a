"""Days in a text and in a timeline, as the rules about dates compare them."""

from __future__ import annotations

from datetime import date, timedelta

from analytics.ingest.rules.subject import Subject
from analytics.ingest.values import Conventions, parse_date

NEIGHBOURS = timedelta(days=1)
"""An incident may run past midnight, and past it in one time zone only."""


def one_day(text: str, conventions: Conventions) -> date | None:
    """The one day that a text names; a range is none."""
    day = parse_date(text, conventions)
    return day.value if day and day.certainty == "exact" else None


def timeline_days(subject: Subject) -> list[date]:
    """The days of its rows in UTC, each once."""
    return sorted({event.occurred_at.date() for event in subject.postmortem.timeline_events if event.occurred_at})
