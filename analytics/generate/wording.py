"""How people write numbers, days and times: the texts that a reader must turn back into the same values."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CURRENCIES = {"USD": "$", "EUR": "€", "GBP": "£"}


def to_instant(minute: int) -> datetime:
    """Minutes since 1970 as an instant."""
    return EPOCH + timedelta(minutes=minute)


def to_workday(day: date) -> date:
    """The day itself, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


def write_duration(minutes: int, *, short: bool = False) -> str:
    """`1 hour 52 minutes`, or `1 h 52 min`."""
    hours, rest = divmod(minutes, 60)
    if short:
        parts = [f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest or not hours)
    else:
        parts = [_count(hours, "hour")] * bool(hours) + [_count(rest, "minute")] * bool(rest or not hours)
    return " ".join(parts)


def write_money(amount: float, currency: str) -> str:
    return f"{CURRENCIES[currency]}{amount:,.0f}"


def write_day(day: date) -> str:
    """`14 March 2026`, as in running text."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def round_to_digits(value: float, digits: int = 2) -> int:
    """Rounded to so many significant digits: 41,283 → 41,000."""
    if value < 1:
        return 0
    return int(round(value, digits - 1 - math.floor(math.log10(value))))


def lower_first(text: str) -> str:
    """For use within a sentence; a word such as `API` keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def start_sentences(text: str) -> str:
    """A capital where a sentence begins with an article or the like that was filled in; names of systems stay as they are."""
    return _SENTENCE_START.sub(lambda match: match[0][:-1] + match[0][-1].upper(), text)


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


_SENTENCE_START = re.compile(r"(?:^|[.?!] |\n)[atn](?=(?:he|n|bout|o) )")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
