"""The headline numbers of the quarter under review, for the pages that show one of them."""

from __future__ import annotations

from dataclasses import replace

from analytics.metrics.headlines import Headlines, headlines_of
from analytics.metrics.scorecard import compute_scorecard
from analytics.ui.periods import review_period
from analytics.ui.view import View


def load_verdicts(view: View) -> dict[str, str | None]:
    """The verdict on each headline number's change in the newest quarter selected, as it stands on the Overview."""
    headlines = load_headlines(view)
    return {metric: record.verdict for metric, record in headlines.records.items()} if headlines else {}


def load_headlines(view: View) -> Headlines | None:
    """The same with the numbers; none where no incident has a date."""
    if not view.choices.quarters:
        return None
    period = review_period(view)
    both = replace(period.review, quarter_from=period.before or period.now)
    return headlines_of(
        view.load(compute_scorecard, ("quarter",), filters=both), view.calendar, view.filters, period.now, period.before
    )
