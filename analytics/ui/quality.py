"""The head of the page Data quality: how much of the corpus was read."""

from __future__ import annotations

import streamlit as st

from analytics.charts.wording import format_percent, format_plural
from analytics.metrics.quality import compute_accounting
from analytics.ui.view import View


def render_accounting(view: View) -> None:
    """Files, incidents and the share of lines that found a place, in a sentence."""
    row = view.load(compute_accounting).iloc[0]
    files = format_plural(int(row["documents"]), "file")
    share = row["accounted_lines"] / row["content_lines"] if row["content_lines"] else None
    lines = (
        f" Of their lines, **{format_percent(share)}** found their place; the rest is listed below." if share is not None else ""
    )
    without = f" {int(row['without_incident']):,} hold none and say why." if row["without_incident"] else ""
    st.markdown(f"**{format_plural(int(row['incidents']), 'incident')}** in {files}.{without}{lines}")
