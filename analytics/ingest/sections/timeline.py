"""Section 2: the rows of the timeline, each placed on its day and given its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

from analytics.ingest.dialect import Dialect
from analytics.ingest.outline import Block, Code, Heading, Html, Item, Paragraph, Table
from analytics.ingest.reading import OtherDate, Reading, Section, has_column, heading_dates, table_records
from analytics.ingest.sections.passages import keep_other_columns, keep_passage
from analytics.ingest.values import (
    ClockTime,
    Value,
    is_out_of_season,
    is_placeholder,
    looks_like_a_zone,
    parse_time,
    parse_zone,
    states_a_day,
)
from analytics.ingest.values.dates import MONTH
from analytics.model import EventKind, TimelineEvent

_OUT_OF_ORDER = timedelta(hours=6)
"""A time this far or less behind the row before it is a row out of order; further behind, midnight has been crossed."""
_LATE_ENTRY = timedelta(minutes=30)
"""23:55 below 00:10 is of the evening before; 23:10 below 00:10 is of the next one."""
_REMARK = re.compile(r"\([^()]*\)")
_BRACKETED = re.compile(r"\(([^)]+)\)")
_HEADER_ZONE = re.compile(r"\bin ([A-Z][\w/+:-]*)$")
_DATE = (
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?(?:\d{{4,5}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.)?\s+{MONTH}(?:,?\s+\d{{4}})?|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?)"
)
_SECONDS = r"(?:[:.]\d{2})?(?:[.,]\d+)?"
# A dotted time, or one with an h, must have a sign behind it: "1.25 million requests" is none, nor is "1h30 of errors".
_CLOCK = rf"\d{{1,2}}(?::(?:\d{{2}}|\?\?){_SECONDS}|[.h]\d{{2}}(?=~?\]?(?:\s?uhr)?\s?[-–—:|]))(?:\s?[ap]\.?m\.?(?![a-z])|[ap](?![a-z]))?"
_TIME = rf"(?:[~≈c]\.?\s?)?(?:{_CLOCK}|\d{{1,2}}\s?[ap]\.?m\.?(?![a-z]))~?(?:\s?ish|\s?uhr\b)?"
_NAMED_ZONE = r"UTC(?:[+-]\d{1,2})?|GMT|Z|[ECMP][SD]?T|[CEW]ES?T|BST|IST|AE[SD]T|JST|[+-]\d{2}:?\d{2}"
_ZONE = rf"(?:\s?\(?(?-i:{_NAMED_ZONE})\)?(?![\w-])|\s(?-i:[A-Z][a-z]+)(?=\s?[-–—:]\s))?"
_TIMES = rf"{_TIME}{_ZONE}(?:\s?[-–—]\s?(?:{_TIME}|\d{{2}}(?!\d)){_ZONE})?"
_ENTRY = re.compile(
    rf"\W{{0,2}}?(?P<time>{_DATE}(?:\s?(?:,|at|T|[-–—])?\s*+{_TIMES})?|{_TIMES}(?:,?\s(?:on\s)?{_DATE})?)"
    r"(?![\d]|[:.]\d)\]?\s*+(?::{2,}|[-–—:|>,]++|(?<=\s)|$)\s*+(?P<event>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_MARKED = re.compile(r"^(?P<time>[^:\n]{0,60}?)\s*:{3,}\s*(?P<event>.*)$", re.DOTALL)
_DECLARED_ZONE = re.compile(
    r"\b(?:times?|timestamps?|timeline)\s(?:below\s)?(?:(?:are|is|listed|given|shown)\s){0,3}in\s(?:the\s)?(?P<zone>[A-Z][\w/+: -]{1,40})",
    re.IGNORECASE,
)
_IN_ZONE = re.compile(r"^(?:all\s+)?(?:times?\s+)?(?:are\s+)?(?:in\s+)?(?P<zone>.+)$", re.IGNORECASE)
_LAST_WORD = re.compile(r"(?<!\s)\s++([A-Za-z]+)$")
_NAMED_ZONE_ALONE = re.compile(_NAMED_ZONE)
_SIGN = re.compile(r"\s[-–—|]\s|:\s")
_LONGEST_TIME = 80
_BULLET_MARK = re.compile(r"^\s*(?:[-*+•]|\d+[.)])\s+")


class Entry(NamedTuple):
    """A row of the timeline as written."""

    line: int
    time_text: str
    event: str
    depth: int = 0
    """Of the list item in which it stands; 0 for one in no list."""


def load_timeline(section: Section, reading: Reading) -> None:
    """Rows of tables, bullets, lines and headings that begin with a time, each an event; other words are kept as a passage."""
    clock = Clock(reading, declared_zone(section, reading))
    for entry, zone in _entries(section, reading, clock):
        timeless = is_placeholder(entry.time_text)
        if is_placeholder(entry.event) or (timeless and reading.dialect.is_prompt(entry.event)):
            reading.set_aside(entry.line)
            continue
        reading.capture_line(entry.line)
        kind = cast("EventKind | None", reading.dialect.event_kind(entry.event))
        occurred_at = None if timeless else clock.place(entry.line, entry.time_text, zone)
        reading.postmortem.timeline_events.append(TimelineEvent(entry.line, occurred_at, entry.time_text, entry.event, kind))
    reading.timeline_days |= clock.days


def declared_zone(section: Section, reading: Reading) -> tzinfo | None:
    """The zone that the section's heading or its words declare: `Timeline (PT)`, `All times in UTC`; else the dialect's."""
    for line, text in _zone_words(section):
        if zone := known_zone(text, line, reading):
            return zone
    return parse_zone(reading.dialect.time_zone) if reading.dialect.time_zone else None


def _zone_words(section: Section) -> Iterator[tuple[int, str]]:
    """The words that may name a zone, each with its line."""
    if match := _BRACKETED.search(section.heading):
        named = _IN_ZONE.match(match[1])
        yield section.line, named["zone"] if named else match[1]
    for block in section.blocks:
        if isinstance(block, Paragraph):
            for line in block.lines:
                if match := _DECLARED_ZONE.search(line.text):
                    yield line.line, match["zone"].strip(" .:")


def _entries(section: Section, reading: Reading, clock: Clock) -> Iterator[tuple[Entry, tzinfo | None]]:
    columns = reading.dialect.columns["timeline"]
    gathered: list[Entry] = []
    words: list[Block] = []
    for block in section.blocks:
        if has_column(block, columns, "event"):
            yield from _flush(gathered)
            reading.set_aside(block.line)
            zone = header_zone(block, reading)
            for row, cells in table_records(block, columns):
                written = " ".join(part for part in (cells.get("day", ""), cells.get("time", "")) if part)
                event = ": ".join(part for part in (cells.get("who", ""), cells.get("event", "")) if part)
                yield Entry(row.line, written, event), zone
            keep_other_columns(block, columns, "event", section, reading)
        elif isinstance(block, Html):
            continue
        else:
            for found in _written_entries(block, bool(gathered), reading.dialect):
                reading.capture(block.lines if isinstance(block, Item) else ())
                reading.capture_line(found.line)
                yield from _place(found, gathered, clock)
            if isinstance(block, Table) or (not gathered and isinstance(block, Paragraph | Code)):
                words.append(block)
    yield from _flush(gathered)
    keep_passage(words, section, reading)


def _flush(gathered: list[Entry]) -> Iterator[tuple[Entry, None]]:
    """The entry that was being gathered, once nothing more can belong to it."""
    if gathered:
        first = gathered[0]
        yield Entry(first.line, first.time_text, "\n".join(entry.event for entry in gathered if entry.event)), None
        gathered.clear()


def _place(found: Entry, gathered: list[Entry], clock: Clock) -> Iterator[tuple[Entry, None]]:
    """An entry with a time begins an event; a date alone is the day of those that follow; other words go on with the event."""
    if found.time_text or not gathered or 0 < found.depth <= gathered[0].depth:
        yield from _flush(gathered)  # before the day turns: what was gathered belongs to the day before
        if not (_is_bare(found) and clock.turn_to(found.time_text, found.line)):
            gathered.append(found)
    else:
        gathered.append(found)


def _is_bare(entry: Entry) -> bool:
    """Whether no event stands behind the time: nothing, or a remark such as `(all times in UTC)`."""
    return bool(entry.time_text) and (not entry.event or _REMARK.fullmatch(entry.event) is not None)


def _written_entries(block: Block, inside: bool, dialect: Dialect) -> Iterator[Entry]:
    """The entries of a block that is no table; `inside`: an event has begun to which words without a time belong."""
    match block:
        case Item():
            text = "\n".join(line.text for line in block.lines)
            entry = _entry(block.lines[0].line, text, dialect) or Entry(block.lines[0].line, "", text)
            yield entry._replace(depth=block.depth)
        case Heading():
            yield _entry(block.line, block.text, dialect) or Entry(block.line, "", block.text)
        case Paragraph():
            for line in block.lines:
                found = _entry(line.line, line.text, dialect)
                inside = inside or found is not None
                if inside:
                    yield found or Entry(line.line, "", line.text)
        case Code():
            for number, text in enumerate(block.source.split("\n"), block.line):
                found = _entry(number, _BULLET_MARK.sub("", text), dialect) if not block.source.startswith(("`", "~")) else None
                inside = inside or found is not None
                if found or (inside and text.strip(" `~")):
                    yield found or Entry(number, "", text.strip())


def is_time(text: str, dialect: Dialect) -> bool:
    """Whether nothing but a time or a date stands in the text, as in a heading that dates what is below it."""
    found = _entry(0, text, dialect)
    return found is not None and not found.event


def match_bullet(text: str) -> re.Match[str] | None:
    """`14:05 - Alert fired` taken apart into `time` and `event`."""
    return _ENTRY.match(text) or _MARKED.match(text)


def _entry(line: int, text: str, dialect: Dialect) -> Entry | None:
    """The time in front of a text, and the words behind it; where the dialect has words for times, those are tried too."""
    return _known_entry(line, text) or _entry_in_words(line, text, dialect)


def _entry_in_words(line: int, text: str, dialect: Dialect) -> Entry | None:
    """`4. Mai 2026, 14:05 – …` is an entry if what stands in front of the sign is one, with nothing behind, in words that are known."""
    sign = _SIGN.search(text)
    head = (text[: sign.start()] if sign else text).strip("*_: ")
    known = dialect.known_words(head) if len(head) <= _LONGEST_TIME else head
    found = _known_entry(line, f"{known} –") if known != head else None
    return Entry(line, head, text[sign.end() :].strip() if sign else "") if found and not found.event else None


def _known_entry(line: int, text: str) -> Entry | None:
    match = match_bullet(text)
    if match is None:
        return None
    time_text = match["time"].strip()
    word = _LAST_WORD.search(time_text)
    if word and _NAMED_ZONE_ALONE.fullmatch(word[1]) is None and not _is_time_of_day(time_text):
        # Not a zone, as in `14:05 London: …`, but a speaker or a marker: `14:05 MK: …`, `14:05 Detection: …`.
        return Entry(line, time_text[: word.start()], text[match.start("time") + word.start() :].strip())
    return Entry(line, time_text, match["event"].strip())


def _is_time_of_day(text: str) -> bool:
    """Whether the text is a time, in a zone that is known if it names one."""
    time = parse_time(text)
    return time is not None and time.value.unknown_zone is None


def known_zone(text: str, line: int, reading: Reading) -> tzinfo | None:
    """The zone of a name, an abbreviation or an offset; what looks like one and is not known is reported."""
    zone = parse_zone(text, reading.conventions.zones)
    if zone is None and looks_like_a_zone(text):
        instead = reading.dialect.time_zone or reading.settings.calendar.time_zone
        reading.report(line, "PM114", f"{text!r} is no time zone that is known; the times are read in {instead}")
    return zone


def header_zone(table: Table, reading: Reading) -> tzinfo | None:
    """The zone in a column header such as `Time (Europe/Berlin)`; one that is not known is reported."""
    for header in table.header:
        match = _BRACKETED.search(header) or _HEADER_ZONE.search(header)
        if match and (zone := known_zone(match[1], table.line, reading)):
            return zone
    return None


class Clock:
    """Gives bare times their day: that of the incident, a day later each time midnight is crossed."""

    def __init__(self, reading: Reading, zone: tzinfo | None = None) -> None:
        self.reading = reading
        self.day = base_day(reading)
        self.last: datetime | None = None
        self.days: set[date] = set()
        self.zone = zone or ZoneInfo(reading.settings.calendar.time_zone)
        self.reported: set[str] = set()

    def _time_of(self, text: str, line: int) -> Value[ClockTime] | None:
        return self.reading.value_of(lambda known: parse_time(known, self.reading.conventions, self.day), text, line)

    def turn_to(self, text: str, line: int) -> bool:
        """Takes a date that stands alone as the day of the times that follow; False where the text is none."""
        day = self.reading.day_of(text, line, self.day)
        if day is None or day.certainty == "range" or self._time_of(text, line) is not None:
            return False
        self.day, self.last = day.value, None
        return True

    def place(self, line: int, text: str, header_zone: tzinfo | None) -> datetime | None:
        """The UTC instant of a time as written, None (with a diagnostic) where it cannot be placed."""
        value = self._time_of(text, line)
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
        zone = written.zone or header_zone or self.zone
        instant = self._instant(line, text, written, zone)
        if instant is not None:
            self.days.add(instant.astimezone(zone).date())
            self.last = max(instant, self.last or instant)
            self._keep_certainty(line, value, instant)
        return instant

    def _refuse(self, line: int, text: str) -> None:
        """A day without a time sets the day of the rows below it; the row itself has no instant."""
        day = self.reading.day_of(text, line, self.day)
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
        if self.last is None:
            return instant
        before = instant - timedelta(days=1)
        if self.last - _LATE_ENTRY <= before < self.last:  # of the evening before, below the first rows past midnight
            self._report_out_of_order(line, text, zone)
            return before
        if instant >= self.last:
            return instant
        if self.last - instant <= _OUT_OF_ORDER:
            self._report_out_of_order(line, text, zone)
            return instant
        self.day += timedelta(days=1)
        self.reading.report(line, "PM201", f"{text} is read as {self.day}, the day after the row before it")
        return self._to_utc(line, written, self.day, zone)

    def _report_out_of_order(self, line: int, text: str, zone: tzinfo) -> None:
        last = self.last.astimezone(zone) if self.last else None
        self.reading.report(line, "PM202", f"{text} stands after {last:%H:%M}, which is later")

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
    """The day of the incident: the header's, else one that stands elsewhere, with a diagnostic."""
    if reading.incident.incident_date is not None:
        return reading.incident.incident_date
    first, last = reading.settings.ingest.years
    for other in other_dates(reading):
        if first <= other.day.year <= last:
            _report_other_date(reading, other)
            if not reading.date_is_unread:
                reading.record("incident_date", other.day, other.line, str(other.day))
            return other.day
    return None


def other_dates(reading: Reading) -> Iterator[OtherDate]:
    """Dates outside of the header, the surest first: in the id, the title, the front matter, the file's name."""
    yield from heading_dates(reading.incident, reading.conventions)
    yield from reading.other_dates


def _report_other_date(reading: Reading, other: OtherDate) -> None:
    code = "PM207" if other.place == "the incident id" else "PM210"
    if not any(finding.code == code for finding in reading.diagnostics):  # the communication log asks again
        reading.report_rule(other.line, other.rule)
        reading.report(other.line, code, f"{_no_date(reading)}; {other.day} is taken from {other.place}")


def _no_date(reading: Reading) -> str:
    return "the header's date cannot be read" if reading.date_is_unread else "the header states no date"
