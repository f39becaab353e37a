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


def review_quarters(view: View) -> tuple[str | None, str | None]:
    """The last selected quarter and the one before it; None where the corpus has none."""
    quarters = view.choices.quarters
    if not quarters:
        return None, None
    now = view.filters.quarter_to or quarters[-1]
    end = quarters.index(now)
    return now, quarters[end - 1] if end else None


def review_period(view: View) -> Period:
    """The last selected quarter; the trend covers the selection, at least SHORTEST_TREND quarters where there are as many."""
    quarters = view.choices.quarters
    now, before = review_quarters(view)
    now = now or quarters[-1]
    start = quarters.index(view.filters.quarter_from) if view.filters.quarter_from else 0
    first = quarters[max(0, min(start, quarters.index(now) - SHORTEST_TREND + 1))]
    return Period(
        now,
        before,
        replace(view.filters, quarter_from=now, quarter_to=now),
        replace(view.filters, quarter_from=first, quarter_to=now),
    )
