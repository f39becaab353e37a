"""Times of day, with the day and the zone where the text states them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from analytics.ingest.values.dates import WrittenDay, find_days, find_yearless_day, parse_date
from analytics.ingest.values.value import NO_CONVENTIONS, Conventions, Rule, Value, single_spaced
from analytics.ingest.values.zones import looks_like_a_zone, parse_zone


class ClockTime(NamedTuple):
    """A time of day as written; `day` and `zone` are None where the text gives none.

    `next_day` is set by 24:00, which is the following midnight. `unknown_zone` has the words of a zone that is not understood.
    """

    clock: time
    day: date | None
    zone: tzinfo | None
    next_day: bool = False
    unknown_zone: str | None = None

    def on(self, day: date) -> datetime:
        """The time on a day, without a zone."""
        return datetime.combine(day + timedelta(days=self.next_day), self.clock)


_PLAIN = re.compile(
    r"(?:(?P<date>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})(?P<iso>T|[ ,]+))?(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:\.[0-9]{1,9})?)?(?:\s?(?P<half>[ap]\.?m\.?))?(?:\s?(?P<zone>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?",
    re.IGNORECASE,
)
_CLOCK = r"(?:[0-9]{4}|[0-9]{1,2}(?:[:.h][0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?)?)(?![0-9])"
_HALF = r"(?:a\.?m\.?|p\.?m\.?|[ap])(?![A-Za-z])"
_ABOUT = r"(?:~|≈|c\.?(?=\s?[0-9])|ca\.?|circa|about|around|approximately|approx\.?|roughly|at)\s?"
_WRITTEN = re.compile(
    rf"(?P<about>{_ABOUT})?(?P<start>{_CLOCK})(?:\s?(?P<start_half>{_HALF}))?"
    rf"(?:\s?(?:[-–—→]|to|until)\s?(?P<end>{_CLOCK})(?:\s?(?P<end_half>{_HALF}))?)?"
    r"(?P<rough>\s?~|\s?ish\b|\s?\(?approx\.?\)?)?(?:\s?(?:hrs?|hours|h|uhr)\b)?(?:\s?(?P<zone>\S.*))?",
    re.IGNORECASE,
)
_DECORATION = "[]*_` ,;"
_LONGEST = 80


def parse_time(text: str, conventions: Conventions = NO_CONVENTIONS, near: date | None = None) -> Value[ClockTime] | None:
    """`14:05`, `9:29`, `14.43`, `1600`, `2:05 PM`, `~10:45`, `14:05 CET`, `11:10 6th Nov 2023`, `09:00–11:00`, `16:05:57-58`.

    Ask for it only where a time is expected: 1600 and 14.43 are other numbers elsewhere. `near` gives a day without a year its year.
    """
    return _plain_time(text) or (_written_time(text, conventions, near) if len(text) <= _LONGEST else None)


@lru_cache(maxsize=4096)
def _plain_time(text: str) -> Value[ClockTime] | None:
    match = _PLAIN.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if match is None or _is_range(match):
        return None
    clock = _clock(match["hour"], match["minute"], match["second"], match["half"])
    day = parse_date(match["date"]) if match["date"] else None
    if clock is None or (match["date"] and day is None):
        return None
    zone = parse_zone(match["zone"]) if match["zone"] else None
    if match["zone"] and zone is None:
        return None
    return Value(ClockTime(clock, day.value if day else None, zone))


def _is_range(match: re.Match[str]) -> bool:
    """`09:00-11:00` is a range and `2026-03-14T09:00-05:00` an offset."""
    return (match["zone"] or "").startswith("-") and not (match["iso"] and (match["iso"] in "Tt" or match["second"]))


def _clock(hour: str, minute: str, second: str | None, half: str | None) -> time | None:
    hours = _hour(int(hour), half)
    try:
        return time(-1 if hours is None else hours, int(minute), int(second or 0))
    except ValueError:
        return None


def _hour(hour: int, half: str | None) -> int | None:
    """The hour on the 24-hour clock; 13 PM contradicts itself and is none."""
    if not half:
        return hour
    if not 1 <= hour <= 12:
        return None
    return hour % 12 + (12 if half[0].lower() == "p" else 0)


# the less usual forms


class _Reading(NamedTuple):
    """A clock with the rule that read it."""

    clock: time
    next_day: bool
    rule: Rule | None


@lru_cache(maxsize=4096)
def _written_time(text: str, conventions: Conventions, near: date | None) -> Value[ClockTime] | None:
    words = single_spaced(text).strip(_DECORATION)
    day = _day_in(words, conventions, near)
    if day:
        words = f"{words[: day.start].rstrip('(')} {words[day.end :].lstrip(')T')}"
        words = re.sub(r"^\s*(?:at|on)\b|\bon\s*$", "", words.strip(_DECORATION)).strip(_DECORATION)
    match = _WRITTEN.fullmatch(words)
    if match is None or (day and day.value is None):
        return None
    return _assemble(text, match, day.value if day else None, conventions)


def _day_in(words: str, conventions: Conventions, near: date | None) -> WrittenDay | None:
    days = list(find_days(words, conventions))
    if len(days) > 1:
        return WrittenDay(days[0].start, days[0].end, None)
    return days[0] if days else find_yearless_day(words, near)


def _assemble(text: str, match: re.Match[str], day: Value[date] | None, conventions: Conventions) -> Value[ClockTime] | None:
    zone_text = (match["zone"] or "").strip("() ")
    zone = parse_zone(zone_text, conventions.zones) if zone_text else None
    if zone_text and zone is None and not looks_like_a_zone(zone_text):
        return None
    first, last = _start_and_end(text, match)
    if first is None or (match["end"] and last is None):
        return None
    written_day = day.value if day else None
    low = ClockTime(first.clock, written_day, zone, first.next_day, zone_text if zone is None and zone_text else None)
    rule = first.rule or (day.rule if day else None)
    if last:
        high = low._replace(clock=last.clock, next_day=last.next_day)
        return Value(low, "range", low, high, rule or Rule("PM110", f"{text!r} is a range of times; its beginning counts"))
    rough = match["rough"] or (match["about"] or "at").strip().lower() != "at"
    return Value(low, "approximate" if rough else "exact", rule=rule)


def _start_and_end(text: str, match: re.Match[str]) -> tuple[_Reading | None, _Reading | None]:
    if not match["end"]:
        return _read_clock(match["start"], match["start_half"], text), None
    end_half = match["end_half"]
    end_text = _completed(match["start"], match["end"], end_half)
    end = _read_clock(end_text, end_half, text)
    start = _read_clock(match["start"], match["start_half"] or end_half, text)
    if start and end and not match["start_half"] and start.clock > end.clock and end_half:
        # 11:00 - 1:00 PM begins before noon.
        start = _read_clock(match["start"], "am" if end_half[0].lower() == "p" else "pm", text)
    return start, end


def _completed(start: str, end: str, half: str | None) -> str:
    """The end of `16:05:57-58` with the hours and minutes of its beginning."""
    if half or len(end) > 2 or len(start) <= 2:
        return end
    return f"{start[:-2]}{end:0>2}"


def _read_clock(text: str, half: str | None, whole: str) -> _Reading | None:
    digits = text if not text.isdigit() or len(text) < 4 else f"{text[:2]}:{text[2:]}"
    hour, minute, second = (*re.split(r"[:.,h]", digits.lower()), None, None)[:3]
    if hour is None or (minute is None and not half):
        return None
    if (hour, minute or "00", second or "00") == ("24", "00", "00"):
        return _Reading(time(0), True, Rule("PM113", f"{whole!r} is read as the midnight at the end of the day"))
    if half and (int(hour) > 12 or int(hour) == 0):
        return _contradiction(hour, minute, second, half, whole)
    clock = _clock(hour, minute or "00", second, half)
    if clock is None:
        return None
    return _Reading(clock, False, Rule("PM113", f"{whole!r} is read as {clock:%H:%M}") if digits is not text else None)


def _contradiction(hour: str, minute: str | None, second: str | None, half: str, whole: str) -> _Reading | None:
    """`13:55 PM` and `0:30 AM` say the same twice; `13:55 AM` contradicts itself."""
    if (half[0].lower() == "p") != (int(hour) > 12):
        return None
    clock = _clock(hour, minute or "00", second, None)
    return _Reading(clock, False, Rule("PM113", f"{whole!r} is read as {clock:%H:%M}")) if clock else None
