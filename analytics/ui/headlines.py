"""The verdicts on the headline numbers of the quarter under review, for the pages that show one of them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from analytics.metrics.headlines import headlines_of
from analytics.metrics.scorecard import compute_scorecard
from analytics.ui.periods import review_period
from analytics.ui.view import Asked, View, ask


def ask_scorecard(view: View) -> Asked:
    """What verdicts_of needs: the newest quarter selected and the one before."""
    if not view.choices.quarters:
        return ask(compute_scorecard, ("quarter",))
    period = review_period(view)
    return ask(compute_scorecard, ("quarter",), filters=replace(period.review, quarter_from=period.before or period.now))


def verdicts_of(view: View, scorecard: pd.DataFrame) -> dict[str, str | None]:
    """The verdict on each headline number's change, as it stands on the Overview; none where no incident has a date."""
    if not view.choices.quarters:
        return {}
    period = review_period(view)
    headlines = headlines_of(scorecard, view.calendar, view.filters, period.now, period.before)
    return {metric: record.verdict for metric, record in headlines.records.items()}
