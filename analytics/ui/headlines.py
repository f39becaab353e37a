"""The verdicts on the headline numbers of the quarter under review, for the pages that show one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import pandas as pd
import streamlit as st

from analytics.charts.wording import format_plural, format_quarter
from analytics.metrics.headlines import verdicts_of
from analytics.metrics.registry import LOOKS
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


def describe_looks(looks: int, before: str | None, trends: int = 0) -> str:
    """How many comparisons were made, and how each allows for the others; nothing where there is nothing to compare with."""
    said = []
    if looks and before:
        made = f"{format_plural(looks, 'comparison')} with {format_quarter(before)}"
        said.append(
            f"{made}; {'each verdict allows for all of them (Benjamini–Hochberg, 5 %)' if looks > 1 else 'tested at 5 %'}."
        )
    if trends:
        of = (
            f"{trends} more {'is a trend' if trends == 1 else 'are trends'} over the quarters"
            if said
            else format_plural(trends, "trend")
        )
        said.append(f"{of}, told only where it stands out among {LOOKS} comparisons (Bonferroni).")
    return " ".join(said)


def describe_last_look(groups: pd.DataFrame, verdict: str | None) -> str:
    """The same for a page that compares one number's two newest quarters. `groups`: by quarter, on which `verdict` is judge_newest's."""
    return describe_looks(1, groups["quarter"].iloc[-2]) if verdict else ""


def ask_samples(view: View) -> Asked:
    """What read_verdicts needs: the newest quarter selected and the one before."""
    if not view.choices.quarters:
        return ask(compute_samples, ("quarter",))
    period = review_period(view)
    return ask(compute_samples, ("quarter",), filters=replace(period.review, quarter_from=period.before or period.now))


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
