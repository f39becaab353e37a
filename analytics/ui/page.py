"""The head of every page, and the one place where a page that fails is caught."""

from __future__ import annotations

import logging
from typing import NoReturn

import streamlit as st
from streamlit.navigation.page import Page

from analytics.ui.exports import render_page_export
from analytics.ui.frame import reset_filters
from analytics.ui.narrowings import explain_unknown_filters
from analytics.ui.states import (
    render_failed,
    render_filter_note,
    render_no_dates,
    render_no_incidents,
    render_nothing_selected,
)
from analytics.ui.stores import store_directory
from analytics.ui.view import View, current
from analytics.ui.words import escape_markdown

log = logging.getLogger(__name__)

# Streamlit's theme has no setting for the margins at the sides, a seventh of a window 1,280 pixels wide.
_MARGINS = "<style>[data-testid=stMainBlockContainer] { padding-left: 2rem; padding-right: 2rem; }</style>"


def run_page(page: Page) -> None:
    """Runs the page; what goes wrong is logged and shown as the one designed failure state."""
    st.html(_MARGINS)
    try:
        page.run()
    except Exception as error:
        log.exception("The page %s failed", page.title)
        render_failed(error, store_directory())


def open_view(title: str) -> View:
    """The view of this run, for a page that draws its own head. Ends the run where there is no store, and says why."""
    view = current.get()
    if isinstance(view, Exception):
        st.title(title, anchor=False)
        render_failed(view, store_directory())
        st.stop()
    return view


def open_page(
    title: str,
    question: str,
    *,
    needs_selection: bool = True,
    needs_quarters: bool = False,
    has_charts: bool = True,
    has_export: bool = True,
) -> View:
    """Title, question, what is selected, and the page's export. Ends the run where there is nothing to show, and says why."""
    view = open_view(title)
    head, menu = st.columns([5, 1], vertical_alignment="bottom", wrap=False)
    head.title(title, anchor=False)
    if has_export:
        with menu:
            render_page_export(view, title, view.exhibits, has_charts=has_charts)
    st.caption(f"{escape_markdown(question)}  \n{escape_markdown(view.selection)}")
    if view.left_out:
        render_filter_note(explain_unknown_filters(view.left_out))
    if needs_selection and view.selected == 0:
        _stop_empty(view)
    if needs_quarters and not view.choices.quarters:
        render_no_dates()
        st.stop()
    return view


def _stop_empty(view: View) -> NoReturn:
    if view.choices.incidents == 0:
        render_no_incidents(view.choices.documents)
    else:
        render_nothing_selected(reset_filters, view.choices)
    st.stop()
