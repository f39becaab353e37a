"""Which quarter a review is about: the last one selected, with the quarters before it as its background."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analytics.metrics.filters import Filters

SHORTEST_TREND = 8


@dataclass(frozen=True, slots=True)
class Period:
    """The quarter under review, the one before, and the filters of the review and of the trend behind it.

    The trend is for numbers by quarter: where the selection names no quarters it holds the incidents without a date too.
    """

    now: str
    before: str | None
    review: Filters
    trend: Filters


def quarters_of(quarters: Sequence[str], filters: Filters) -> tuple[str | None, str | None]:
    """The last selected quarter and the one before it; None where the corpus has none. `quarters`: those of the corpus, in order."""
    if not quarters:
        return None, None
    now = filters.quarter_to or quarters[-1]
    end = quarters.index(now)
    return now, quarters[end - 1] if end else None


def period_of(quarters: Sequence[str], filters: Filters) -> Period:
    """The last selected quarter; the trend covers the selection, at least SHORTEST_TREND quarters where there are as many."""
    now, before = quarters_of(quarters, filters)
    now = now or quarters[-1]
    return Period(now, before, replace(filters, quarter_from=now, quarter_to=now), _trend_of(quarters, filters, now))


def _trend_of(quarters: Sequence[str], filters: Filters, now: str) -> Filters:
    if filters.quarter_from is None and filters.quarter_to is None:
        return filters  # the very selection, so that a page reads its incidents once
    start = quarters.index(filters.quarter_from) if filters.quarter_from else 0
    first = quarters[max(0, min(start, quarters.index(now) - SHORTEST_TREND + 1))]
    return replace(filters, quarter_from=first, quarter_to=now)
