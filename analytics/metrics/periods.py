"""Which period comes before another, how long each is, and whether its documents are all there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from analytics.metrics.filters import Filters
from analytics.store.database import Cursor


@dataclass(frozen=True, slots=True)
class Quarter:
    """A fiscal quarter. `days`: those until the as-of day; `is_provisional`: documents are still expected, on past lags."""

    name: str
    starts_on: date
    ends_on: date
    days: int
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """The quarters of a corpus in their order, none missing, and the day on which it is judged."""

    quarters: tuple[Quarter, ...]
    as_of: date

    @property
    def provisional(self) -> frozenset[str]:
        """The quarters whose documents are still expected, those that are not over among them."""
        return frozenset(quarter.name for quarter in self.quarters if quarter.is_provisional)

    def before(self, filters: Filters) -> Filters | None:
        """The period of the same length just before that of the filters; None where the corpus does not reach as far back."""
        if filters.since or filters.until:
            return self._days_before(filters)
        if not (filters.quarter_from and filters.quarter_to):
            return None
        names = [quarter.name for quarter in self.quarters]
        if not {filters.quarter_from, filters.quarter_to} <= set(names):
            return None
        first, last = names.index(filters.quarter_from), names.index(filters.quarter_to)
        start = first - (last - first + 1)
        return replace(filters, quarter_from=names[start], quarter_to=names[first - 1]) if start >= 0 else None

    def widen(self, filters: Filters) -> Filters:
        """The filters with one quarter more before theirs, where there is one: what their first period is compared with."""
        names = [quarter.name for quarter in self.quarters]
        place = names.index(filters.quarter_from) if filters.quarter_from in names else 0
        return replace(filters, quarter_from=names[place - 1]) if place else filters

    def days(self, filters: Filters) -> int:
        """How many days of the filters' period lie before the as-of day."""
        chosen = [quarter for quarter in self.quarters if _is_within(quarter.name, filters)]
        if not chosen:
            return 1
        first = max(chosen[0].starts_on, filters.since or chosen[0].starts_on)
        last = min(chosen[-1].ends_on, filters.until or chosen[-1].ends_on, self.as_of)
        return max((last - first).days + 1, 1)

    def days_of_month(self, month: str) -> int:
        """The same for a month such as `2026-03`."""
        first = date.fromisoformat(f"{month}-01")
        after = (first + timedelta(days=31)).replace(day=1)
        return max((min(after, self.as_of + timedelta(days=1)) - first).days, 1)

    def waits_for(self, period: str) -> bool:
        """Whether documents of a period, as `name_period` writes it, are still expected."""
        last = period.rpartition("/")[2]
        return any(quarter.is_provisional and _reaches(quarter, last) for quarter in self.quarters)

    def _days_before(self, filters: Filters) -> Filters | None:
        if not (filters.since and filters.until and self.quarters):
            return None
        length = filters.until - filters.since + timedelta(days=1)
        since = filters.since - length
        return (
            replace(filters, since=since, until=filters.since - timedelta(days=1))
            if since >= self.quarters[0].starts_on
            else None
        )


def load_calendar(cursor: Cursor) -> Calendar:
    rows = cursor.execute(
        "SELECT quarter, starts_on, ends_on, days, is_provisional FROM quarter_states ORDER BY quarter"
    ).fetchall()
    [(as_of,)] = cursor.execute("SELECT as_of FROM snapshot_info").fetchall()
    return Calendar(tuple(Quarter(*row) for row in rows), as_of)


def name_period(filters: Filters) -> str | None:
    """`2026Q3`, or an ISO 8601 interval of quarters or days; None where the selection is not limited in time."""
    by_day = filters.since or filters.until
    first, last = (filters.since, filters.until) if by_day else (filters.quarter_from, filters.quarter_to)
    if first is None and last is None:
        return None
    return str(first) if first == last else f"{first or '..'}/{last or '..'}"


def _is_within(quarter: str, filters: Filters) -> bool:
    return (filters.quarter_from or quarter) <= quarter <= (filters.quarter_to or quarter)


def _reaches(quarter: Quarter, last: str) -> bool:
    """Whether a period that ends with a quarter, a month, a day or is open ends in this quarter."""
    if last in ("..", quarter.name):
        return True
    return (
        f"{quarter.starts_on:%Y-%m-%d}"[: len(last)] <= last <= f"{quarter.ends_on:%Y-%m-%d}"[: len(last)]
        if "-" in last
        else False
    )
