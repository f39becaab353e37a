"""The quarter under review of a page."""

from __future__ import annotations

from analytics.metrics.review import Period, period_of, quarters_of
from analytics.ui.view import View


def review_quarters(view: View) -> tuple[str | None, str | None]:
    """The last selected quarter and the one before it; None where the corpus has none."""
    return quarters_of(view.choices.quarters, view.filters)


def review_period(view: View) -> Period:
    """The last selected quarter with the trend behind it."""
    return period_of(view.choices.quarters, view.filters)
