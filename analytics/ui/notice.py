"""The words of the page "Would we notice?"."""

from __future__ import annotations

import streamlit as st

from analytics.charts.wording import format_label, format_percent, format_plural


def describe_wobble(rate: float | None, measure: str, n: int) -> str:
    """What chance alone does to the number that people look at."""
    return (
        f"With nothing changed at all, the median {format_label(measure)} of two quarters of {format_plural(n, 'incident')} differs by "
        f"a fifth or more **{format_percent(rate)}** of the time."
    )


def render_too_few(measure: str) -> None:
    st.info(
        f"Fewer than two incidents of this selection state a {format_label(measure)}, so that no quarter can be drawn from them. "
        "Widen the filters or choose another time.",
        icon=":material/info:",
    )
