"""The cards' numbers are those of the metrics that define them."""

from __future__ import annotations

import pandas as pd
import pytest

from analytics.metrics.actions import compute_action_completion, compute_action_on_time, compute_action_overdue
from analytics.metrics.counts import compute_incidents
from analytics.metrics.detection import compute_detected_internally
from analytics.metrics.durations import compute_durations
from analytics.metrics.filters import Filters
from analytics.metrics.grouping import By
from analytics.metrics.impact import compute_users_affected
from analytics.metrics.scorecard import MEASURES, compute_action_scorecard, compute_scorecard
from analytics.store.database import Store

CHOSEN = pytest.mark.parametrize(
    "filters", [Filters(), Filters(quarter_from="2026Q2", teams=("Payments",), severities=("P0", "P1"))]
)
GROUPED = pytest.mark.parametrize("by", [(), ("quarter",)])


def assert_same(card: pd.DataFrame, metric: pd.DataFrame, columns: dict[str, str]) -> None:
    """`columns`: the card's name of a number -> the metric's."""
    for ours, theirs in columns.items():
        pd.testing.assert_series_equal(card[ours], metric[theirs], check_names=False, check_dtype=False)


@CHOSEN
@GROUPED
def test_incidents(sample_store: Store, filters: Filters, by: By) -> None:
    with sample_store.cursor() as cursor:
        card = compute_scorecard(cursor, filters, by)
        assert_same(card, compute_incidents(cursor, filters, by), {"of": "of", "severe": "severe"})
        found = compute_detected_internally(cursor, filters, by)
        names = {"internal": "attained", "internal_n": "n", "internal_share": "share", "internal_target": "target"}
        assert_same(card, found, names)
        assert_same(card, compute_users_affected(cursor, filters, by), {"users": "sum", "users_n": "n"})
        for measure in MEASURES:
            durations = compute_durations(cursor, filters, measure, by)
            columns = ("median", "n", "target", "judged", "attained")
            assert_same(card, durations, {f"{measure}_{column}": column for column in columns})


@CHOSEN
@GROUPED
def test_actions(sample_store: Store, filters: Filters, by: By) -> None:
    with sample_store.cursor() as cursor:
        card = compute_action_scorecard(cursor, filters, by)
        done = compute_action_completion(cursor, filters, by)
        assert_same(card, done, {"done": "attained", "n": "n", "done_share": "share", "open": "open"})
        kept = compute_action_on_time(cursor, filters, by)
        names = {"on_time": "attained", "due": "n", "on_time_share": "share", "on_time_target": "target"}
        assert_same(card, kept, {**names, "closed_unknown": "closed_unknown"})
        late = compute_action_overdue(cursor, filters, by)
        assert_same(card, late, {"overdue": "overdue", "oldest": "oldest"})
        assert list(card["long_overdue"]) == list(late["days_31_90"] + late["days_over_90"])
