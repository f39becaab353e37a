"""The ledger of action items: which of them are listed, whose, and where each is written."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts.wording import format_names
from analytics.metrics.actions import ITEM_NARROWINGS, list_actions
from analytics.ui.exhibits import ROW_LIMIT, render_table
from analytics.ui.links import ITEM_STATES, ITEMS_OF, LEDGER_ANCHOR, Narrowing, choose_items, read_narrowing
from analytics.ui.narrowings import describe_narrowing, explain_unknown_narrowings
from analytics.ui.states import render_filter_note
from analytics.ui.tables import ITEMS, Columns, ledger_columns
from analytics.ui.view import View
from analytics.ui.words import escape_markdown

# Whoever comes from a mark or a card wants the list, which lies below the charts; what is drawn above it a moment later would push it away.
_FIND_LIST = """<script>
{
  const clicks = %d, list = document.getElementById('%s');
  if (list && (clicks || location.hash === '#' + list.id)) {
    const drawn = new ResizeObserver(() => list.scrollIntoView());
    drawn.observe(document.querySelector('[data-testid=stMainBlockContainer]'));
    for (const move of ['wheel', 'keydown', 'pointerdown']) addEventListener(move, () => drawn.disconnect(), {once: true});
    setTimeout(() => drawn.disconnect(), 2500);
  }
}
</script>"""


def render_ledger(view: View) -> None:
    """The items that a share or a bar counts, or the overdue ones until somebody asks for others."""
    st.html(f'<div id="{LEDGER_ANCHOR}" style="scroll-margin: 5rem"></div>')
    state, narrow = _choose_state(), _read_narrowing()
    if narrow:
        _render_narrowing(state, narrow)
    rows, title = view.load(list_actions, ROW_LIMIT, state=state, narrow=narrow), f"Action items: {ITEM_STATES[state].lower()}"
    render_table(
        view, "overdue-actions" if (state, narrow) == ("overdue", ()) else "action-items", _TITLES.get(state, title),
        rows.drop(columns="total"), _columns_of(rows, state, narrow), total=int(rows["total"].max()) if len(rows) else 0, height=720,
        wrap=True, load_all=lambda: view.load(list_actions, 1_000_000, state=state, narrow=narrow).drop(columns="total"),
        note=_NOTES.get(state, "").format(day=f"{view.info.as_of:%Y-%m-%d}"),
    )  # fmt: skip
    # A script runs again only where it is another one: after each click.
    st.html(_FIND_LIST % (st.session_state.get(LEDGER_ANCHOR, 0), LEDGER_ANCHOR), unsafe_allow_javascript=True)


_TITLES = {"overdue": "Overdue items, the oldest first"}
_NOTES = {
    "overdue": "Open items past their due date as of {day}.",
    "due": "Items whose due date lies before {day}, without those that won't be done.",
    "promised": "All items but those that won't be done; what is overdue comes first, what is done last.",
}


def _columns_of(rows: pd.DataFrame, state: str, narrow: tuple[Narrowing, ...]) -> Columns:
    return ledger_columns(rows) if (state, narrow) == ("overdue", ()) else ITEMS


def _choose_state() -> str:
    return st.selectbox(
        "Items", list(ITEM_STATES), key="items", bind="query-params", format_func=ITEM_STATES.__getitem__, width=320,
    )  # fmt: skip


def _read_narrowing() -> tuple[Narrowing, ...]:
    """Whose items the address asks for; what does not exist is left out, and told."""
    asked = read_narrowing(ITEMS_OF)
    if unknown := [one.name for one in asked if one.name not in ITEM_NARROWINGS]:
        render_filter_note(explain_unknown_narrowings(unknown))
    return tuple(one for one in asked if one.name in ITEM_NARROWINGS)


def _render_narrowing(state: str, narrow: tuple[Narrowing, ...]) -> None:
    words = format_names([describe_narrowing(name, value) for name, value in narrow])
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/filter_alt: Narrowed to {escape_markdown(words)}", width="content")
        st.button("Show all of the selection", key="all-items", type="tertiary", on_click=choose_items, args=(state,))
