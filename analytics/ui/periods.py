"""Which quarter a review is about: the last one selected, with the quarters before it as its background."""

from __future__ import annotations

from dataclasses import dataclass, replace

from analytics.metrics.filters import Filters
from analytics.ui.view import View

SHORTEST_TREND = 8


@dataclass(frozen=True, slots=True)
class Period:
    """The quarter under review, the one before, and the filters of the review and of the trend behind it."""

    now: str
    before: str | None
    review: Filters
    trend: Filters


def review_period(view: View) -> Period:
    """The last selected quarter; the trend covers the selection, at least SHORTEST_TREND quarters where there are as many."""
    quarters = view.choices.quarters
    now = view.filters.quarter_to or quarters[-1]
    end = quarters.index(now)
    start = quarters.index(view.filters.quarter_from) if view.filters.quarter_from else 0
    first = quarters[max(0, min(start, end - SHORTEST_TREND + 1))]
    return Period(
        now,
        quarters[end - 1] if end else None,
        replace(view.filters, quarter_from=now, quarter_to=now),
        replace(view.filters, quarter_from=first, quarter_to=now),
    )
