"""Fiscal quarters as text: `2026Q3`. A fiscal year carries the number of the calendar year in which it ends."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date


def quarter_of(day: date, fiscal_year_starts: int = 1) -> str:
    """The fiscal quarter that holds a day; `fiscal_year_starts` is a month, 1 to 12."""
    months = (day.month - fiscal_year_starts) % 12
    wraps = fiscal_year_starts > 1 and day.month >= fiscal_year_starts
    return f"{day.year + wraps}Q{months // 3 + 1}"


def next_quarter(quarter: str) -> str:
    year, number = _parts(quarter)
    return f"{year + 1}Q1" if number == 4 else f"{year}Q{number + 1}"


def quarters_between(first: str, last: str) -> Iterator[str]:
    """Every quarter from the first to the last, both included, none missing."""
    while first <= last:
        yield first
        first = next_quarter(first)


def quarter_bounds(quarter: str, fiscal_year_starts: int = 1) -> tuple[date, date]:
    """The first and the last day of a quarter, both inclusive."""
    year, number = _parts(quarter)
    first_month = (year - (fiscal_year_starts > 1)) * 12 + fiscal_year_starts - 1 + 3 * (number - 1)
    last_year, last_month = divmod(first_month + 2, 12)
    last_day = calendar.monthrange(last_year, last_month + 1)[1]
    return date(first_month // 12, first_month % 12 + 1, 1), date(last_year, last_month + 1, last_day)


def _parts(quarter: str) -> tuple[int, int]:
    year, number = quarter.split("Q")
    return int(year), int(number)
