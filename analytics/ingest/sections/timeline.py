"""Section 2: the rows of the timeline, each placed on its day and given its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

from analytics.ingest.outline import Item, Paragraph, Table
from analytics.ingest.reading import Reading, Section, table_records
from analytics.ingest.values import (
    ABBREVIATIONS,
    ClockTime,
    Value,
    is_out_of_season,
    is_placeholder,
    looks_like_a_zone,
    parse_date,
    parse_time,
    parse_zone,
    states_a_day,
)
from analytics.model import EventKind, TimelineEvent

_OUT_OF_ORDER = timedelta(hours=6)
"""A time this far or less behind the row before it is a row out of order; further behind, midnight has been crossed."""
# A dotted time must have a sign behind it: "1.25 million requests" is none.
_ONE_TIME = (
    r"(?:[~c]\.?\s?)?(?:[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?|[0-9]{2}\.[0-9]{2}(?=~?\]?\s?[-–—:|]))"
    r"(?:(?:\s?[ap]\.?m\.?|[ap])(?![A-Za-z]))?~?"
)
_BULLET = re.compile(
    rf"\[?(?P<time>(?:[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[T ,]+)?{_ONE_TIME}(?:\s?[-–—]\s?(?:{_ONE_TIME}|[0-9]{{2}}(?![0-9])))?"
    rf"(?:\s?(?:UTC|GMT|Z|(?-i:{'|'.join(ABBREVIATIONS)}))\b)?)\]?"
    r"(?![0-9]|[:.][0-9])\s*+(?:[-–—:|]++\s*+)?(?P<event>\S.*)",
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
                zone = header_zone(block, reading)
                for row, cells in table_records(block, reading.dialect.columns["timeline"]):
                    yield Entry(row.line, cells.get("time", ""), cells.get("event", "")), zone
            case Item() if match := match_bullet("\n".join(line.text for line in block.lines)):
                reading.capture(block.lines)
                yield Entry(block.lines[0].line, match["time"].strip(), match["event"]), None
            case Paragraph():
                for line in block.lines:
                    if match := match_bullet(line.text):
                        yield Entry(line.line, match["time"].strip(), match["event"]), None
            case _:
                pass


def match_bullet(text: str) -> re.Match[str] | None:
    """`14:05 - Alert fired` taken apart into `time` and `event`."""
    return _BULLET.match(text)


def header_zone(table: Table, reading: Reading) -> tzinfo | None:
    """The zone in a column header such as `Time (Europe/Berlin)`; one that is not known is reported."""
    for header in table.header:
        for match in _BRACKETED.finditer(header):
            if zone := parse_zone(match[1], reading.conventions.zones):
                return zone
            if looks_like_a_zone(match[1]):
                zone_of_settings = reading.settings.calendar.time_zone
                message = f"{match[1]!r} is no time zone that is known; the times are read in {zone_of_settings}"
                reading.report(table.line, "PM114", message)
    return None


class Clock:
    """Gives bare times their day: that of the incident, a day later each time midnight is crossed."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.day = base_day(reading)
        self.last: datetime | None = None
        self.zone = ZoneInfo(reading.settings.calendar.time_zone)
        self.reported: set[str] = set()

    def place(self, line: int, text: str, header_zone: tzinfo | None) -> datetime | None:
        """The UTC instant of a time as written, None (with a diagnostic) where it cannot be placed."""
        value = parse_time(text, self.reading.conventions, self.day)
        if value is None:
            self._refuse(line, text)
            return None
        written = value.value
        if written.unknown_zone:
            # Another row may name another zone, so the zone of the document would be a guess.
            self.reading.report(line, "PM114", f"{written.unknown_zone!r} is no time zone that is known")
            return None
        if written.day is None and self.day is None:
            self._report_missing_day(line)
            return None
        instant = self._instant(line, text, written, written.zone or header_zone or self.zone)
        if instant is not None:
            self.last = max(instant, self.last or instant)
            self._keep_certainty(line, value, instant)
        return instant

    def _refuse(self, line: int, text: str) -> None:
        """A day without a time sets the day of the rows below it; the row itself has no instant."""
        day = parse_date(text, self.reading.conventions, self.day)
        if day is None and states_a_day(text):
            self.reading.possible_day(line, text, None)
        elif day is None or day.certainty == "range":
            self.reading.report(line, "PM103", f"{text!r} is no time of day")
        elif possible := self.reading.possible_day(line, text, day):
            self.day = possible.value
            self.reading.report(line, "PM103", f"{text!r} states a day and no time of day")

    def _keep_certainty(self, line: int, value: Value[ClockTime], instant: datetime) -> None:
        self.reading.report_rule(line, value.rule)
        if value.certainty == "exact":
            return
        end = self._end_of(value, instant)
        low = instant if end else None
        self.reading.inexact_times[line] = Value(instant, value.certainty, low, end)

    def _end_of(self, value: Value[ClockTime], instant: datetime) -> datetime | None:
        """The end of a range that begins at `instant`: of the next day where it crosses midnight."""
        if value.low is None or value.high is None:
            return None
        length = value.high.on(date(2000, 1, 1)) - value.low.on(date(2000, 1, 1))
        return instant + (length if length >= timedelta(0) else length + timedelta(days=1))

    def _instant(self, line: int, text: str, written: ClockTime, zone: tzinfo) -> datetime | None:
        if written.day is not None:
            if not self._year_is_possible(line, written.day, text):
                return None
            self.day = written.day
            return self._to_utc(line, written, written.day, zone)
        assert self.day is not None  # noqa: S101 - place() has checked it; the type checker cannot see it
        instant = self._to_utc(line, written, self.day, zone)
        if self.last is None or instant >= self.last:
            return instant
        if self.last - instant <= _OUT_OF_ORDER:
            self.reading.report(line, "PM202", f"{text} stands after {self.last:%H:%M} of the same day")
            return instant
        self.day += timedelta(days=1)
        self.reading.report(line, "PM201", f"{text} is read as {self.day}, the day after the row before it")
        return self._to_utc(line, written, self.day, zone)

    def _to_utc(self, line: int, written: ClockTime, day: date, zone: tzinfo) -> datetime:
        instant = written.on(day).replace(tzinfo=zone).astimezone(UTC)
        if is_out_of_season(zone, instant) and "PM115" not in self.reported:
            self.reported.add("PM115")
            message = f"{zone.tzname(None)} is taken at its word; the clocks there showed another time on {day}"
            self.reading.report(line, "PM115", message)
        return instant

    def _year_is_possible(self, line: int, day: date, text: str) -> bool:
        first, last = self.reading.settings.ingest.years
        if first <= day.year <= last:
            return True
        self.reading.report(line, "PM205", f"the year of {text!r} is outside {first} to {last}")
        return False

    def _report_missing_day(self, line: int) -> None:
        if "PM206" not in self.reported:
            self.reported.add("PM206")
            self.reading.report(line, "PM206", "the times cannot be placed: the document states no date")


def base_day(reading: Reading) -> date | None:
    """The day of the incident: the header's, else the one in its id (with a diagnostic)."""
    incident = reading.incident
    if incident.incident_date is not None:
        return incident.incident_date
    written = parse_date(incident.incident_id or "")
    first, last = reading.settings.ingest.years
    if written is None or not first <= written.value.year <= last:
        return None
    day = written.value
    if not any(finding.code == "PM207" for finding in reading.diagnostics):  # the communication log asks again
        reading.report(incident.source_line, "PM207", f"the header states no date; {day} is taken from {incident.incident_id}")
    return day
