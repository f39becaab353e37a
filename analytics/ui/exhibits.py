"""Charts and tables as they stand on a page: title, picture, what is left out, export, and the way to the documents behind it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from analytics.charts.chart import Chart
from analytics.charts.wording import format_plural
from analytics.metrics.registry import DEFINITIONS, name_definition
from analytics.ui.exports import render_chart_export, render_table_export
from analytics.ui.links import choose_here, open_destination
from analytics.ui.states import render_no_data
from analytics.ui.tables import Columns, display_rows, style_durations
from analytics.ui.view import View
from analytics.ui.words import escape_markdown

ROW_LIMIT = 200
"""Rows of a table on a page: more than anybody scrolls through, and few enough to be built in a third of the page's time."""

ROW, WRAPPED_ROW = 35, 62
"""Pixels. Streamlit wraps a cell's text only in rows higher than 4 rem, which is 60; three lines find room in them."""
_CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False}


def render_chart(view: View, chart: Chart) -> None:
    """The chart with its message, its source line and its export. A click on a mark opens the incidents behind it."""
    view.exhibits.append(chart)
    with st.container(border=True, height="stretch", gap="xsmall"):
        if chart.data.empty:
            render_no_data(chart.title, chart.source)
            return
        with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
            st.markdown(f"**{escape_markdown(chart.title)}**", width="stretch", help=_meaning_of(chart))
            render_chart_export(view, chart)
        points = _draw(view, chart)
        st.caption("  \n".join([escape_markdown(chart.source), *_list_notes(chart)]))
    if points and points[0].get("customdata"):
        open_destination(points[0]["customdata"], view.addressed, has_ledger=view.has_ledger)


def _list_notes(chart: Chart) -> list[str]:
    return [f"**{note.letter}** {escape_markdown(note.words)}" for note in chart.notes]


def _meaning_of(chart: Chart) -> str | None:
    """What the numbers of a chart mean, in the words of the registry, or of the chart where it shows none of its metrics."""
    return escape_markdown(" ".join(map(meaning_of, chart.metrics)) or chart.meaning) or None


def meaning_of(metric: str) -> str:
    """What a number means and how sure it is, in the words of the registry."""
    one = DEFINITIONS[metric]
    return f"{one.sentence} {one.formula}. {one.certainty} {name_definition(metric)}"


def _draw(view: View, chart: Chart) -> list[Any]:
    """Draws the figure and gives the marks that were clicked. What leads nowhere does not react to a click."""
    key, leads = f"chart-{chart.name}", any("customdata" in trace for trace in chart.figure.to_dict()["data"])
    picked: Any = st.plotly_chart(
        chart.figure, key=key, theme=None, config=_CONFIG, alt=chart.alt, selection_mode="points",
        on_select=partial(choose_here, key, has_ledger=view.has_ledger) if leads else "ignore",
    )  # fmt: skip
    return list(picked["selection"]["points"]) if leads else []


def render_charts(view: View, *charts: Chart, columns: int = 2) -> None:
    """Charts side by side, row by row; each row as high as its highest."""
    for start in range(0, len(charts), columns):
        places = st.columns(columns)
        for place, chart in zip(places, charts[start : start + columns], strict=False):
            with place:
                render_chart(view, chart)


def render_table_head(view: View, name: str, title: str, load_all: Callable[[], pd.DataFrame]) -> None:
    """A table's title and its export; `load_all` gives every row, also those that the page leaves out."""
    with st.container(horizontal=True, wrap=False, vertical_alignment="bottom"):
        st.markdown(f"**{escape_markdown(title)}**", width="stretch")
        render_table_export(view, name, title, load_all)


def render_table(
    view: View,
    name: str,
    title: str,
    rows: pd.DataFrame,
    columns: Columns,
    *,
    total: int | None = None,
    load_all: Callable[[], pd.DataFrame] | None = None,
    note: str = "",
    height: int | None = None,
    wrap: bool = False,
) -> None:
    """A table of at most ROW_LIMIT rows that says how many there are; `columns` in the order in which they stand.

    `wrap`: its texts are longer than their columns in a window 1,280 pixels wide, so its rows have room for three lines.
    """
    view.exhibits.append((name, rows))
    everything = total if total is not None else len(rows)
    shown = display_rows(view, rows.head(ROW_LIMIT))
    if rows.empty:
        st.markdown(f"**{escape_markdown(title)}**")
        st.caption(escape_markdown(note or "No rows in this selection."))
        return
    render_table_head(view, name, title, load_all or (lambda: rows))
    row_height = WRAPPED_ROW if wrap else ROW
    st.dataframe(
        style_durations(shown[[name for name in columns if name in shown]]), hide_index=True, column_config=columns,
        placeholder="", alt=title, row_height=row_height,
        height=(height if len(shown) * row_height + 38 > height else "content") if height else "auto",
    )  # fmt: skip
    rows_in_all = format_plural(everything, "row")
    counted = f"{len(shown):,} of {rows_in_all}." if everything > len(shown) else f"{rows_in_all}."
    st.caption(escape_markdown(f"{counted} {note}".strip()))
