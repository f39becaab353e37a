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


def describe_last_look(groups: pd.DataFrame, verdict: str | None) -> str:
    """The same for a page that compares one number's two newest quarters. `groups`: by quarter, on which `verdict` is judge_newest's."""
    return describe_looks(1, groups["quarter"].iloc[-2]) if verdict else ""


def ask_samples(view: View) -> Asked:
    """What read_verdicts needs: the newest quarter selected and the one before, which the trend holds."""
    return ask(compute_samples, ("quarter",), filters=review_period(view).trend if view.choices.quarters else None)


def read_verdicts(view: View, samples: pd.DataFrame) -> Verdicts:
    """The verdict on each headline number's change, as it stands on the Overview; none where no incident has a date."""
    if not view.choices.quarters:
        return Verdicts({})
    period = review_period(view)
    return Verdicts(*verdicts_of(samples, view.calendar, period.now, period.before), period.before)


def render_comparisons(words: str) -> None:
    """How many comparisons the page makes, below the charts that show them; nothing where it makes none."""
    if words:
        st.caption(words)


def render_looks(verdicts: Verdicts, trends: int) -> None:
    """Below the charts that show some of the verdicts: of how many they are. `trends`: how many the charts are tested for."""
    words = describe_looks(verdicts.looks, verdicts.before, trends)
    render_comparisons(words and f"Verdicts are those of the Overview: {words}")
