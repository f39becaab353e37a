"""One text -> one value. Every function takes the words as they stand and returns None for what it does not understand.

Ask `is_placeholder` first: the template's own placeholders and "N/A" are no value, and no mistake either. Nothing here guesses:
a form that could mean two things (03/04/2026) is not understood. Time is linear in the length of the text.
"""

from __future__ import annotations

import re
from datetime import UTC, date, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

_EMPTY = frozenset(
    "|-|--|—|–|?|??|n/a|na|tbd|tbc|tba|none|unknown|not stated|@name|hh:mm|yyyy-mm-dd|incident-xxx|incident-yyy".split("|")  # noqa: SIM905 - a list of 19 strings is harder to read
)
_CHOICES = frozenset(
    {"draft | in review | final", "low / medium / high", "none / partial / significant", "p0 / p1 / p2 / p3 / p4"}
)
_TEMPLATE = re.compile(
    r"\[[^\]]*\]|[<$€£+/ -]*X|.*\bX (?:users|minutes|hours|min|false positives|estimated|lost / delayed)\b.*"
    r"|.*\bYYYY-MM-DD\b.*|(?:Suggestion|Feature|Lesson) \d"
)


@lru_cache(maxsize=8192)
def is_placeholder(text: str) -> bool:
    """Whether a cell holds no value: empty, N/A, TBD, ?, [Names], X minutes, YYYY-MM-DD, P0 / P1 / P2 / P3 / P4."""
    text = text.strip()
    lowered = text.lower()
    return lowered in _EMPTY or lowered in _CHOICES or (len(text) <= 100 and _TEMPLATE.fullmatch(text) is not None)


# durations

_UNIT_MINUTES = {"w": 10080.0, "d": 1440.0, "h": 60.0, "m": 1.0, "s": 1 / 60}
_DURATION_PART = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(weeks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|min|m|seconds?|secs?|s)(?![a-z])\.?", re.IGNORECASE
)
_DURATION_GLUE = re.compile(r"^(?:\s|,|and|&|~|about|approximately|approx\.?|around|roughly|circa|<|≤|total)*$", re.IGNORECASE)
_COMMENT = re.compile(r"\s*\([^()]*\)\s*$")


def parse_duration(text: str) -> float | None:
    """Minutes in `1 hour 52 minutes`, `2 h 5 min`, `45 min`, `1.5 h`, `2d 1h 29m`, `~8 hours (estimated)`, `<5 min`.

    Returns None where anything but numbers with units, "and" and "about" stands in the text.
    """
    text = _COMMENT.sub("", text)
    minutes, end, glue = 0.0, 0, []
    for part in _DURATION_PART.finditer(text):
        glue.append(text[end : part.start()])
        minutes += float(part[1].replace(",", ".")) * _UNIT_MINUTES[part[2][0].lower()]
        end = part.end()
    glue.append(text[end:])
    if end == 0 or not all(map(_DURATION_GLUE.match, glue)):
        return None
    return round(minutes, 6)


# numbers and money

_NUMBER = r"\d{1,3}(?:[,\u00a0\u202f' ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9}
_SCALE_WORDS = "thousand|million|billion|mn|bn|k|m|b"
_ABOUT = r"(?:~|≈|about|approximately|approx\.?|around|roughly|circa|ca\.?|some)?\s*"
_COUNT = re.compile(rf"^{_ABOUT}({_NUMBER})\s*({_SCALE_WORDS})?\b(?!\s*(?:%|per\s?cent))[^\d%]*$", re.IGNORECASE)
_CURRENCIES = {"$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
_MONEY = re.compile(
    rf"^{_ABOUT}(?:(US\$|[$€£¥₹]|[A-Z]{{3}})\s*)?({_NUMBER})\s*({_SCALE_WORDS})?\s*(?:([$€£¥₹]|[A-Z]{{3}})(?![A-Za-z]))?(?![\w%])[^\d%]*$",
    re.IGNORECASE,
)


class Money(NamedTuple):
    """An amount and its ISO 4217 code, None where no currency is written."""

    amount: float
    currency: str | None


def parse_count(text: str) -> int | None:
    """The whole number in `12,400 users`, `~12 000`, `1.2M users`; a share (`3 % of EU users`) is no count."""
    match = _COUNT.match(text.strip())
    if not match:
        return None
    number = _number(match[1]) * _SCALE.get((match[2] or "").lower(), 1)
    return round(number) if number == round(number) else None


def parse_money(text: str) -> Money | None:
    """Amount and currency in `$12,400 estimated`, `€1.2M`, `8400 EUR`, `USD 5k lost`."""
    match = _MONEY.match(text.strip())
    if not match:
        return None
    sign = match[1] or match[4]
    currency = _CURRENCIES.get(sign.lower(), sign.upper()) if sign else None
    return Money(_number(match[2]) * _SCALE.get((match[3] or "").lower(), 1), currency)


def _number(text: str) -> float:
    return float(re.sub(r"[,\u00a0\u202f' ]", "", text))


# dates and times

_ISO_DATE = re.compile(r"(?<!\d)(\d{4,5})-(\d{1,2})-(\d{1,2})(?!\d)")
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTHS = {name: number for number, name in enumerate(_MONTH.split("|"), 1)}
_DAY_FIRST = re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s+({_MONTH})[a-z]*\.?,?\s+(\d{{4}})(?!\d)", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b({_MONTH})[a-z]*\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)", re.IGNORECASE)
_TIME = re.compile(
    r"^[~c.\s]*(?:(?P<date>\d{4}-\d{1,2}-\d{1,2})[T ,]+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?\s*"
    r"(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?\s*~?$",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"^(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d{2}))?$", re.IGNORECASE)


def parse_date(text: str) -> date | None:
    """The one day in `2026-03-14`, `14 March 2026`, `March 14, 2026`, also with words around it; None for none or two."""
    found = {day for day in _dates(text) if day}
    return found.pop() if len(found) == 1 else None


def _dates(text: str) -> list[date | None]:
    days = [_day(m[1], m[2], m[3]) for m in _ISO_DATE.finditer(text)]
    days += [_day(m[3], _MONTHS[m[2].lower()], m[1]) for m in _DAY_FIRST.finditer(text)]
    days += [_day(m[3], _MONTHS[m[1].lower()], m[2]) for m in _MONTH_FIRST.finditer(text)]
    return days


def _day(year: str, month: str | int, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


class ClockTime(NamedTuple):
    """A time of day as written; `day` and `zone` are None where the text gives none."""

    clock: time
    day: date | None
    zone: tzinfo | None


@lru_cache(maxsize=4096)
def parse_time(text: str) -> ClockTime | None:
    """`14:05`, `9:29`, `14:05:33`, `2:05 PM`, `~10:45`, `14:05 UTC`, `2026-03-14 14:05`, `2026-03-14T14:05Z`."""
    match = _TIME.match(text.strip())
    if not match:
        return None
    hour = _hour(int(match["hour"]), match["half"])
    try:
        clock = time(-1 if hour is None else hour, int(match["minute"]), int(match["second"] or 0))
    except ValueError:
        return None
    day = parse_date(match["date"]) if match["date"] else None
    if match["date"] and day is None:
        return None
    return ClockTime(clock, day, parse_zone(match["zone"]) if match["zone"] else None)


def _hour(hour: int, half: str | None) -> int | None:
    """The hour on the 24-hour clock; 13:55 PM contradicts itself and is none."""
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        return None
    return hour % 12 + (12 if half[0].lower() == "p" else 0)


@lru_cache(maxsize=256)
def parse_zone(text: str) -> tzinfo | None:
    """`UTC`, `Z`, `+02:00`, `UTC+2`, `Europe/Berlin`. Abbreviations that several zones share (`CST`) are not understood."""
    text = text.strip()
    if text.upper() in {"UTC", "GMT", "Z"}:
        return UTC
    if match := _OFFSET.match(text):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return timezone(offset if match[1] == "+" else -offset) if offset < timedelta(hours=24) else None
    if "/" not in text:
        return None
    try:
        return ZoneInfo(text)
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        return None


# words

_TICK = re.compile(r"[✓✔☑✅]|^(?:x|yes|signed)$", re.IGNORECASE)
_ID = re.compile(
    r"^(?:(?P<id>[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*[-_]?\d[\w-]*)(?:\s*:\s*|\s+[–—|-]\s+|$)"
    r"|\[(?P<bracketed>[A-Za-z][\w-]*\d[\w-]*)\]\s*[:–—-]?\s*"
    r"|(?P<loud>[A-Z][A-Z0-9]*-[A-Z0-9-]*\d+)\s+)(?P<title>.*)$",
    re.DOTALL,
)
_SEPARATORS = re.compile(r"\s*(?:,|;|\n|\s/\s|\sand\s|\s&\s)\s*")


def parse_names(text: str) -> list[str]:
    """`@mira-k, @tomas-r and @on-call` -> the names in order, placeholders left out."""
    return [name for name in _SEPARATORS.split(text.strip()) if not is_placeholder(name)]


def parse_incident_id(text: str) -> tuple[str | None, str | None]:
    """`INCIDENT-2026-03-14-001: Queue backlog` -> (id, title); a text without a leading id is all title."""
    match = _ID.match(text.strip())
    if match is None:
        return None, text.strip() or None
    incident_id = match["id"] or match["bracketed"] or match["loud"]
    if not re.search(r"[-_]", incident_id):
        return None, text.strip()
    return incident_id, match["title"].strip() or None


def is_ticked(text: str) -> bool:
    """Whether a signature cell is signed: ✓, ✔, x, yes."""
    return bool(_TICK.search(text.strip()))
