"""The list "Needs attention": one line a thing, each with the way to it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import format_plural, is_unknown
from analytics.metrics.filters import Filters
from analytics.ui.links import incident_address

_WORDS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "overdue_action": (
        "Overdue",
        lambda r: f"{format_plural(int(r.days), 'day')}: {r.detail} ({r.owner or 'no owner'})",
    ),
    "repeat_while_open": (
        "Repeat",
        lambda r: f"{format_plural(int(r.days), 'day')} after {r.detail}, while an action of that one was open",
    ),
    "no_immediate_action": ("Nothing at once", lambda _: "promises no immediate action"),
    "moved_promise": (
        "Put off",
        lambda r: f"{int(r.days)} times: {r.detail} ({r.owner or 'no owner'})",
    ),
    "impossible_time": ("Impossible time", lambda r: f"line {r.line}: {r.detail}"),
    "repeat": ("Repeat", lambda r: f"{format_plural(int(r.days), 'day')} after {r.detail}"),
    "open_incident": ("No end stated", lambda r: f"{format_plural(int(r.days), 'day')} after it began"),
    "old_draft": ("Still a draft", lambda r: f"{format_plural(int(r.days), 'day')} after the incident"),
}

_KINDS: dict[str, str] = {
    "overdue_action": "P0 and P1",
    "repeat_while_open": "this kind",
    "no_immediate_action": "this kind",
    "moved_promise": "this kind",
    "impossible_time": "this kind",
    "repeat": "this kind",
    "open_incident": "this kind",
    "old_draft": "this kind",
}
"""Which things the count of a kind counts: the cards count overdue items of every severity."""

_STYLE = """<style>
.attention a { display: flex; gap: 0.6rem; padding: 0.2rem 0.3rem; color: inherit; text-decoration: none; line-height: 1.45; }
.attention a:hover { text-decoration: underline; }
.attention span.more { opacity: 0.7; }
</style>"""


def count_kind(found: pd.DataFrame, kind: str) -> int:
    """How many things of a kind there are, the ones that are not listed too."""
    return int(found.loc[found["kind"] == kind, "total"].max()) if (found["kind"] == kind).any() else 0


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
    label, words = _WORDS[str(row.kind)]
    severity = "" if is_unknown(row.severity) else f"{row.severity} · "
    name = str(row.title or row.incident_id or row.incident_key)
    more = f' <span class="more">({row.total:,} of {_KINDS[str(row.kind)]})</span>' if row.total > 1 else ""
    address = incident_address(str(row.incident_key), filters, None if is_unknown(row.line) else int(row.line))
    # Without a target the link opens in the same tab; what documents say is escaped.
    said = f"<b>{escape(label)}</b> · {escape(f'{severity}{words(row)}')} · {escape(name)}{more}"
    return f'<a href="{escape(address)}"><span aria-hidden="true">→</span><span>{said}</span></a>'
