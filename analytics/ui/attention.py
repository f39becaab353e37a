"""The list "Needs attention": one line a thing, each with the way to it."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from analytics.charts.attention import KINDS, WORDS
from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import is_unknown
from analytics.metrics.filters import Filters
from analytics.ui.links import incident_address

_STYLE = """<style>
.attention a { display: flex; gap: 0.6rem; padding: 0.2rem 0.3rem; color: inherit; text-decoration: none; line-height: 1.45; }
.attention a:hover { text-decoration: underline; }
.attention span.more { opacity: 0.7; }
</style>"""


def render_attention(found: pd.DataFrame, filters: Filters) -> None:
    """Each line says what is wrong, with which incident, and how many more of its kind there are; it leads to the line in its text."""
    st.markdown("**Needs attention** :gray[of all quarters shown]")
    if found.empty:
        st.caption(
            "Nothing in this selection: nothing overdue of a P0 or P1, no repeat, no promise put off again and again, no impossible time, "
            "no old draft."
        )
        return
    with st.container(border=True, gap="xxsmall", key="attention"):
        st.html(f'{_STYLE}<div class="attention">{"".join(_line(row, filters) for row in rows_of(found))}</div>')


def _line(row: Row, filters: Filters) -> str:
    label, words = WORDS[str(row.kind)]
    severity = "" if is_unknown(row.severity) else f"{row.severity} · "
    name = str(row.title or row.incident_id or row.incident_key)
    more = f' <span class="more">({row.total:,} of {KINDS[str(row.kind)]})</span>' if row.total > 1 else ""
    address = incident_address(str(row.incident_key), filters, None if is_unknown(row.line) else int(row.line))
    # Without a target the link opens in the same tab; what documents say is escaped.
    said = f"<b>{escape(label)}</b> · {escape(f'{severity}{words(row)}')} · {escape(name)}{more}"
    return f'<a href="{escape(address)}"><span aria-hidden="true">→</span><span>{said}</span></a>'
