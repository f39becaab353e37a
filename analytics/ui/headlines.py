"""The verdicts on the headline numbers of the quarter under review, for the pages that show one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd
import streamlit as st

from analytics.charts.certainty import describe_looks
from analytics.metrics.headlines import verdicts_of
from analytics.metrics.scorecard import compute_samples
from analytics.ui.periods import review_period
from analytics.ui.view import Asked, View, ask


class Verdicts(NamedTuple):
    """The verdict on each headline number's change by metric, and of how many comparisons with which quarter they are."""

    of: Mapping[str, str | None]
    looks: int = 0
    before: str | None = None

    def get(self, metric: str) -> str | None:
        return self.of.get(metric)


def ask_samples(view: View) -> Asked:
    """What read_verdicts needs: the newest quarter selected and the one before, which the trend holds."""
    return ask(compute_samples, ("quarter",), filters=review_period(view).trend if view.choices.quarters else None)


def read_verdicts(view: View, samples: pd.DataFrame) -> Verdicts:
    """The verdict on each headline number's change, as it stands on the Overview; none where no incident has a date."""
    if not view.choices.quarters:
        return Verdicts({})
    period = review_period(view)
    return Verdicts(*verdicts_of(samples, view.calendar, period.now, period.before), period.before)


def render_looks(verdicts: Verdicts) -> None:
    """Below the charts that show some of the verdicts: of how many they are."""
    if words := describe_looks(verdicts.looks, verdicts.before):
        st.caption(f"Verdicts are those of the Overview: {words}")
