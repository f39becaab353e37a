"""Days of the calendar.

dateutil reads these forms too, but it fills what is missing from today's date and settles 03/04/2026 without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from analytics.ingest.values.value import NO_CONVENTIONS, Conventions, Rule, Value, single_spaced

_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?"
)
MONTH = rf"(?:{_MONTH})\b\.?"
"""A month's name, whole or short, for those who look for a date in front of words; IGNORECASE is theirs to set."""
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}  # noqa: SIM905 - twelve names
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th|\.(?=\s))?"
_TO = r"\s?(?:[-–—→&]|to|until|through|and)\s?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s)?"
_FULL = re.compile(
    r"(?<![0-9])(?P<iso_year>[0-9]{4,5})(?P<iso_sep>[-/.])(?P<iso_month>[0-9]{1,2})(?P=iso_sep)(?P<iso_day>[0-9]{1,2})(?![0-9])"
    r"|(?<![\w/.-])(?P<first>[0-9]{1,2})(?P<sep>[-/.])(?P<second>[0-9]{1,2})(?P=sep)(?P<year>[0-9]{4,5})(?![0-9])"
    rf"|(?<![\w/.-])(?P<dmy_from>{_DAY}{_TO})?(?P<dmy_day>{_DAY})(?:\sof)?[\s-](?P<dmy_month>{_MONTH})\b\.?,?[\s-](?P<dmy_year>[0-9]{{4,5}})(?![0-9])"
    rf"|\b(?P<mdy_month>{_MONTH})\b\.?\s(?P<mdy_day>{_DAY})(?P<mdy_to>{_TO}{_DAY})?,?\s(?P<mdy_year>[0-9]{{4,5}})(?![0-9])",
    re.IGNORECASE,
)
_YEARLESS = re.compile(
    rf"(?<![\w/.:-])(?:(?P<dm_day>{_DAY})(?:\sof)?[\s-](?P<dm_month>{_MONTH})|(?P<md_month>{_MONTH})\.?\s(?P<md_day>{_DAY}))(?![\w:/-])\.?",
    re.IGNORECASE,
)
_ISO_ALONE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_JOINED = re.compile(r"\s?(?:[-–—→]|to|until|through)\s?", re.IGNORECASE)
_ALONE = re.compile(rf"(?:on\s|by\s|due\s|the\s|{_WEEKDAY})*", re.IGNORECASE)

Side = Literal["nearest", "after"]


class WrittenDay(NamedTuple):
    """A day found in a text, and where it stands; `value` is None where it is impossible or could mean two days."""

    start: int
    end: int
    value: Value[date] | None


@lru_cache(maxsize=8192)
def parse_date(
    text: str, conventions: Conventions = NO_CONVENTIONS, near: date | None = None, side: Side = "nearest"
) -> Value[date] | None:
    """The one day in `2026-03-14`, `14th March 2026`, `27-05-2025`, also with words around it; both days of `14-19 March 2026`.

    03/04/2026 is read only by `conventions.date_order`. A day without a year (`Nov 19`) is read only where it stands alone and
    `near` is given: in the year that brings it nearest to it, or (`after`) as the first such day on or after it.
    """
    if _ISO_ALONE.fullmatch(text):
        day = _day(text[:4], text[5:7], text[8:])
        return Value(day) if day else None
    found = list(find_days(single_spaced(text), conventions))
    if not found:
        return _yearless(text, near, side)
    if any(day.value is None for day in found):
        return None
    if len(found) == 2 and _JOINED.fullmatch(single_spaced(text), found[0].end, found[1].start):
        return _span(text, found[0].value, found[1].value)
    days = {day.value.value: day.value for day in found if day.value}
    return next(iter(days.values())) if len(days) == 1 else None


def find_days(text: str, conventions: Conventions) -> Iterator[WrittenDay]:
    """Every day with a year in a single-spaced text."""
    for match in _FULL.finditer(text):
        yield WrittenDay(match.start(), match.end(), _value(match, conventions))


def find_yearless_day(text: str, near: date | None, side: Side = "nearest") -> WrittenDay | None:
    """The first day without a year in a single-spaced text."""
    match = _YEARLESS.search(text)
    if match is None or near is None:
        return None
    month = _month(match["dm_month"] or match["md_month"])
    day = _number_of(match["dm_day"] or match["md_day"])
    around = [found for year in (-1, 0, 1) if (found := _day(near.year + year, month, day))]
    if side == "after":
        around = [found for found in around if found >= near]
    if not around:
        return WrittenDay(match.start(), match.end(), None)
    best = min(around, key=lambda found: abs(found - near))
    rule = Rule("PM112", f"{match[0]!r} states no year and is read as {best}")
    return WrittenDay(match.start(), match.end(), Value(best, rule=rule))


def _yearless(text: str, near: date | None, side: Side) -> Value[date] | None:
    text = single_spaced(text)
    found = find_yearless_day(text, near, side)
    alone = found and _ALONE.fullmatch(text, 0, found.start) and not text[found.end :].strip()
    return found.value if found and alone else None


def states_a_day(text: str) -> bool:
    """Whether the text means to state a day with its year, be it impossible or one that could be two."""
    return _FULL.search(single_spaced(text)) is not None


def is_two_ways(text: str) -> bool:
    """Whether a date stands in the text that could mean two days, as 03/04/2026."""
    return any(_is_two_ways(match) for match in _FULL.finditer(single_spaced(text)))


def _is_two_ways(match: re.Match[str]) -> bool:
    return bool(match["first"]) and match["first"] != match["second"] and max(int(match["first"]), int(match["second"])) <= 12


def _value(match: re.Match[str], conventions: Conventions) -> Value[date] | None:
    if match["iso_year"]:
        day = _day(match["iso_year"], match["iso_month"], match["iso_day"])
    elif match["first"]:
        return _numeric(match, conventions)
    elif match["dmy_day"]:
        return _words(match["dmy_year"], match["dmy_month"], match["dmy_from"] or match["dmy_day"], match["dmy_day"], match[0])
    else:
        return _words(match["mdy_year"], match["mdy_month"], match["mdy_day"], match["mdy_to"] or match["mdy_day"], match[0])
    return Value(day) if day else None


def _numeric(match: re.Match[str], conventions: Conventions) -> Value[date] | None:
    """27-05-2025 can only be day first; 03/04/2026 needs the corpus's order."""
    first, second, year = match["first"], match["second"], match["year"]
    if not _is_two_ways(match):
        day = _day(year, second, first) or _day(year, first, second)
        return Value(day) if day else None
    if conventions.date_order is None:
        return None
    day_first = conventions.date_order == "day_first"
    day = _day(year, second, first) if day_first else _day(year, first, second)
    order = "day first" if day_first else "month first"
    return Value(day, rule=Rule("PM111", f"{match[0]!r} is read as {day}, {order}")) if day else None


def _words(year: str, month: str, first: str, last: str, text: str) -> Value[date] | None:
    """A day with its month in words, or the first and last day of a span within one month."""
    low, high = (_day(year, _month(month), _number_of(day)) for day in (first, last))
    if low is None or high is None:
        return None
    return Value(low) if low == high else _span(text, Value(low), Value(high))


def _span(text: str, first: Value[date] | None, last: Value[date] | None) -> Value[date] | None:
    if first is None or last is None or first.value > last.value:
        return None
    rule = Rule("PM110", f"{text!r} is a range of days; both are kept")
    return Value(first.value, "range", first.value, last.value, rule)


def _number_of(day: str) -> str:
    found = re.search(r"[0-9]+", day)
    return found[0] if found else ""


def _month(name: str) -> int:
    return _MONTHS[name[:3].lower()]


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
