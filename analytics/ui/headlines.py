"""The newest quarter against the one before, on the pages beside the Overview: verdicts, changes, and what could have been seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd
import streamlit as st

from analytics.charts.certainty import describe_looks, say_change, say_kinds
from analytics.metrics.changes import Sample, Share, compare
from analytics.metrics.estimates import known
from analytics.metrics.headlines import verdicts_of
from analytics.metrics.newest import compare_kinds
from analytics.metrics.registry import DEFINITIONS
from analytics.metrics.review import Period
from analytics.metrics.scorecard import MEASURES, compute_samples
from analytics.ui.periods import review_period
from analytics.ui.view import Asked, View, ask


class Verdicts(NamedTuple):
    """The verdict on each headline number's change by metric, and of how many comparisons with which quarter they are."""

    of: Mapping[str, str | None]
    looks: int = 0
    before: str | None = None
    samples: Mapping[str, tuple[Sample, Sample]] = MappingProxyType({})

    def get(self, metric: str) -> str | None:
        return self.of.get(metric)

    def say(self, metric: str) -> str:
        """How large a change is, and the smallest that would have shown; nothing where there is nothing to compare with."""
        return say_change(metric, compare(*self.samples[metric]), self.before) if metric in self.samples else ""


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
    verdicts, looks = verdicts_of(samples, view.calendar, period.now, period.before)
    return Verdicts(verdicts, looks, period.before, _pairs(samples, period) if verdicts else MappingProxyType({}))


def _pairs(samples: pd.DataFrame, period: Period) -> dict[str, tuple[Sample, Sample]]:
    """The samples of the quarter before and of the newest, of each time and of the share found internally."""
    before, now = (samples[samples["quarter"] == quarter].iloc[0] for quarter in (period.before, period.now))
    times: dict[str, tuple[Sample, Sample]] = {
        measure: (known(before[f"{measure}_values"]), known(now[f"{measure}_values"])) for measure in MEASURES
    }
    internal = [Share(int(row["internal"]), int(row["internal_n"])) for row in (before, now)]
    return {**times, "detected_internally": (internal[0], internal[1])}


def ask_newest(view: View, compute: Callable[..., object]) -> Asked:
    """A metric by quarter for `say_newest`: over the trend, which holds the quarter before the newest one where the selection does not."""
    return ask(compute, ("quarter",), filters=review_period(view).trend if view.choices.quarters else None)


def say_newest(view: View, metric: str, by_quarter: pd.DataFrame) -> str:
    """How the shares of a metric's kinds changed against the quarter before, in a sentence. `by_quarter`: what ask_newest gives."""
    if by_quarter.empty or not view.choices.quarters:
        return ""
    return say_kinds(compare_kinds(DEFINITIONS[metric], by_quarter, view.calendar))


def say_clusters(metric: str, by_quarter: pd.DataFrame) -> str:
    """The same of a share of action items, which come in incidents: of the two newest quarters of the frame."""
    if len(by_quarter) < 2:
        return ""
    before, now = by_quarter["share_clusters"].tolist()[-2:]
    return say_change(metric, compare(before, now), by_quarter["quarter"].iloc[-2])


def render_comparisons(words: str) -> None:
    """How many comparisons the page makes, below the charts that show them; nothing where it makes none."""
    if words:
        st.caption(words)


def render_looks(verdicts: Verdicts, trends: int) -> None:
    """Below the charts that show some of the verdicts: of how many they are. `trends`: how many the charts are tested for."""
    words = describe_looks(verdicts.looks, verdicts.before, trends)
    render_comparisons(words and f"Verdicts are those of the Overview: {words}")
