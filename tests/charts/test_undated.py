"""Incidents without a date are in no quarter, and every chart by quarter says so."""

from __future__ import annotations

import pytest

from analytics.charts.chart import tell_undated
from analytics.metrics.filters import Filters
from analytics.store.database import Store
from tests.charts.test_figures import CHARTS

BY_QUARTER = frozenset({
    "trend", "severity by quarter", "users", "breach", "revenue", "factor heat", "internal", "false positives", "attainment",
    "completion by quarter", "on time", "disagreements",
    "clock", "incident counts", "coverage", "business revenue", "lag",
})  # fmt: skip


@pytest.mark.parametrize("name", CHARTS)
def test_only_a_chart_by_quarter_says_how_many_it_leaves_out(name: str, sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        chart = CHARTS[name](cursor, Filters(), "light")
    assert tell_undated(chart, 0).source == chart.source
    told = tell_undated(chart, 2).source.removeprefix(chart.source)
    assert told == (" 2 incidents without a date are in no quarter." if name in BY_QUARTER else "")
    assert ("1 incident without a date is in" in tell_undated(chart, 1).source) is (name in BY_QUARTER)
