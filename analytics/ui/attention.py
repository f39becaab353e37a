"""The list "Needs attention": one line a thing, each with the way to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from analytics.charts.rows import rows_of
from analytics.charts.wording import format_plural, is_unknown
from analytics.ui.links import INCIDENT, INCIDENT_PAGE
from analytics.ui.words import escape_markdown

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

# Streamlit cuts the label of a page link at the end of its line.
_WRAPPED = "<style>.st-key-attention [data-testid=stPageLink] p { white-space: normal; }</style>"


def count_kind(found: pd.DataFrame, kind: str) -> int:
    """How many things of a kind there are, the ones that are not listed too."""
    return int(found.loc[found["kind"] == kind, "total"].max()) if (found["kind"] == kind).any() else 0


def render_attention(found: pd.DataFrame) -> None:
    """Each line says what is wrong, with which incident, and how many more of its kind there are."""
    st.markdown("**Needs attention** :gray[of all quarters shown]")
    if found.empty:
        st.caption(
            "Nothing in this selection: nothing overdue of a P0 or P1, no repeat, no promise put off again and again, no impossible time, "
            "no old draft."
        )
        return
    st.html(_WRAPPED)
    with st.container(border=True, gap="xxsmall", key="attention"):
        for row in rows_of(found):
            label, words = _WORDS[str(row.kind)]
            severity = "" if is_unknown(row.severity) else f"{row.severity} · "
            said = f"{severity}{words(row)}"
            name = str(row.title or row.incident_id or row.incident_key)
            more = f" :gray[({row.total:,} of {_KINDS[str(row.kind)]})]" if row.total > 1 else ""
            text = f"**{label}** · {escape_markdown(said)} · {escape_markdown(name)}{more}"
            st.page_link(
                INCIDENT_PAGE, label=text, query_params={INCIDENT: str(row.incident_key)}, icon=":material/arrow_forward:"
            )
