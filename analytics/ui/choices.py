"""Choices that belong to one page. They stand in the address beside the filters."""

from __future__ import annotations

import streamlit as st

from analytics.charts.wording import format_label
from analytics.metrics.durations import Measure

MEASURES: tuple[Measure, ...] = ("ttd", "tta", "ttm", "ttr")


def choose_measure() -> Measure:
    """Which duration the rest of the page is about."""
    return st.segmented_control(
        "Look closer at", MEASURES, default="ttr", required=True, key="measure", bind="query-params",
        format_func=lambda measure: format_label(measure).capitalize(),
    )  # fmt: skip
