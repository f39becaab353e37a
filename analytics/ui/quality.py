"""The head of the page Data quality: how much of the corpus was read."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts.wording import format_plural


def render_accounting(accounting: pd.DataFrame) -> None:
    """Files, incidents and the lines that found no place, in a sentence. `accounting`: compute_accounting."""
    row = accounting.iloc[0]
    files = format_plural(int(row["documents"]), "file")
    all_lines = f"{int(row['content_lines']):,} lines of text"
    left_over = int(row["content_lines"] - row["accounted_lines"])
    lines = (
        f" All but **{left_over:,}** of their {all_lines} found a place."
        if left_over
        else f" All of their {all_lines} found a place."
    )
    without = f" {int(row['without_incident']):,} hold none and say why." if row["without_incident"] else ""
    st.markdown(f"**{format_plural(int(row['incidents']), 'incident')}** in {files}.{without}{lines}")
