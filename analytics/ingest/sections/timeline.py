"""Section 2: the rows of the timeline, each placed on its day and given its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

from analytics.ingest.outline import Item, Paragraph, Table
from analytics.ingest.reading import Reading, Section, table_records
from analytics.ingest.values import ClockTime, is_placeholder, parse_date, parse_time, parse_zone
from analytics.model import EventKind, TimelineEvent

_OUT_OF_ORDER = timedelta(hours=6)
"""A time this far or less behind the row before it is a row out of order; further behind, midnight has been crossed."""
_BULLET = re.compile(
    r"^\[?(?P<time>(?:\d{4}-\d\d-\d\d[T ,]+)?~?\d{1,2}:\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?\s*(?:UTC|GMT|Z)?)\]?"
    r"\s*(?:[-–—:|]+\s*)?(?P<event>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_BRACKETED = re.compile(r"\(([^)]+)\)")


class Entry(NamedTuple):
    """A row of the timeline as written."""

    line: int
    time_text: str
    event: str


def load_timeline(section: Section, reading: Reading) -> None:
    clock = Clock(reading)
    for entry, zone in _entries(section, reading):
        timeless = is_placeholder(entry.time_text)
        if is_placeholder(entry.event) or (timeless and reading.dialect.is_prompt(entry.event)):
            reading.set_aside(entry.line)
            continue
        reading.capture_line(entry.line)
        kind = cast("EventKind | None", reading.dialect.event_kind(entry.event))
        occurred_at = None if timeless else clock.place(entry.line, entry.time_text, zone)
        reading.postmortem.timeline_events.append(TimelineEvent(entry.line, occurred_at, entry.time_text, entry.event, kind))


def _entries(section: Section, reading: Reading) -> Iterator[tuple[Entry, tzinfo | None]]:
    for block in section.blocks:
        match block:
            case Table():
                reading.set_aside(block.line)
                zone = header_zone(block)
                for row, cells in table_records(block, reading.dialect.columns["timeline"]):
                    yield Entry(row.line, cells.get("time", ""), cells.get("event", "")), zone
            case Item() if match := _BULLET.match("\n".join(line.text for line in block.lines)):
                reading.capture(block.lines)
                yield Entry(block.lines[0].line, match["time"].strip(), match["event"]), None
            case Paragraph():
                for line in block.lines:
                    if match := _BULLET.match(line.text):
                        yield Entry(line.line, match["time"].strip(), match["event"]), None
            case _:
                pass


def header_zone(table: Table) -> tzinfo | None:
    """The zone in a column header such as `Time (Europe/Berlin)`."""
    for header in table.header:
        if (match := _BRACKETED.search(header)) and (zone := parse_zone(match[1])):
            return zone
    return None


class Clock:
    """Gives bare times their day: that of the incident, a day later each time midnight is crossed."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.day = base_day(reading)
        self.last: datetime | None = None
        self.zone = ZoneInfo(reading.settings.calendar.time_zone)
        self.missing_day_reported = False

    def place(self, line: int, text: str, header_zone: tzinfo | None) -> datetime | None:
        """The UTC instant of a time as written, None (with a diagnostic) where it cannot be placed."""
        written = parse_time(text)
        if written is None:
            self.reading.report(line, "PM103", f"{text!r} is no time of day")
            return None
        if written.day is None and self.day is None:
            self._report_missing_day(line)
            return None
        instant = self._instant(line, text, written, written.zone or header_zone or self.zone)
        if instant is not None:
            self.last = max(instant, self.last or instant)
        return instant

    def _instant(self, line: int, text: str, written: ClockTime, zone: tzinfo) -> datetime | None:
        if written.day is not None:
            if not self._year_is_possible(line, written.day, text):
                return None
            self.day = written.day
            return datetime.combine(written.day, written.clock, zone).astimezone(UTC)
        assert self.day is not None  # noqa: S101 - place() has checked it; the type checker cannot see it
        instant = datetime.combine(self.day, written.clock, zone).astimezone(UTC)
        if self.last is None or instant >= self.last:
            return instant
        if self.last - instant <= _OUT_OF_ORDER:
            self.reading.report(line, "PM202", f"{text} stands after {self.last:%H:%M} of the same day")
            return instant
        self.day += timedelta(days=1)
        self.reading.report(line, "PM201", f"{text} is read as {self.day}, the day after the row before it")
        return datetime.combine(self.day, written.clock, zone).astimezone(UTC)

    def _year_is_possible(self, line: int, day: date, text: str) -> bool:
        first, last = self.reading.settings.ingest.years
        if first <= day.year <= last:
            return True
        self.reading.report(line, "PM205", f"the year of {text!r} is outside {first} to {last}")
        return False

    def _report_missing_day(self, line: int) -> None:
        if not self.missing_day_reported:
            self.reading.report(line, "PM206", "the times cannot be placed: the document states no date")
            self.missing_day_reported = True


def base_day(reading: Reading) -> date | None:
    """The day of the incident: the header's, else the one in its id (with a diagnostic)."""
    incident = reading.incident
    if incident.incident_date is not None:
        return incident.incident_date
    day = parse_date(incident.incident_id or "")
    first, last = reading.settings.ingest.years
    if day is None or not first <= day.year <= last:
        return None
    if not any(finding.code == "PM207" for finding in reading.diagnostics):  # the communication log asks again
        reading.report(incident.source_line, "PM207", f"the header states no date; {day} is taken from {incident.incident_id}")
    return day
