"""The floor: the Overview's four charts, prebuilt for each filter setting, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from analytics.charts.actions import figure_completion
from analytics.charts.chart import PreparedFigure
from analytics.charts.counts import figure_severity_by_quarter
from analytics.charts.durations import figure_trend
from analytics.charts.factors import figure_top_factors
from analytics.metrics.actions import compute_action_completion
from analytics.metrics.counts import compute_severity_mix
from analytics.metrics.durations import compute_durations
from analytics.metrics.factors import compute_factor_shares
from analytics.metrics.filters import Filters
from analytics.metrics.spread import compute_dots
from analytics.store.database import Store
from analytics.ui.stores import STORE_VARIABLE
from benchmarks.browser import SEVERITIES


@st.cache_resource
def build_all() -> dict[tuple[str, ...], list[PreparedFigure]]:
    store = Store(Path(os.environ[STORE_VARIABLE]))
    chosen = [tuple(sorted(SEVERITIES[:count])) for count in range(len(SEVERITIES) + 1)]
    return {severities: build(store, Filters(severities=severities)) for severities in chosen}


def build(store: Store, filters: Filters) -> list[PreparedFigure]:
    with store.cursor() as cursor:
        resolve = compute_durations(cursor, filters, "ttr", ("quarter",))
        charts = [
            figure_trend(resolve, compute_dots(cursor, filters, "ttr", 300), measure="ttr", theme="light"),
            figure_severity_by_quarter(compute_severity_mix(cursor, filters, ("quarter",)), theme="light"),
            figure_top_factors(compute_factor_shares(cursor, filters, ("quarter",)), most=5, before=4, theme="light"),
            figure_completion(compute_action_completion(cursor, filters, ("horizon",)), theme="light"),
        ]
    return [chart.figure for chart in charts]


st.set_page_config(layout="wide")
st.title("Floor")
severities = st.pills("Severity", sorted(SEVERITIES), selection_mode="multi", default=None)
figures = build_all()[tuple(sorted(severities))]
for left, right in zip(figures[::2], figures[1::2], strict=True):
    for place, figure in zip(st.columns(2), (left, right), strict=True):
        place.plotly_chart(figure, theme=None, config={"displayModeBar": False})
