"""The states in which a page has nothing to draw: what happened, what to do, one button. Each is designed here and only here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from analytics.charts.wording import format_plural
from analytics.errors import InsightsError, StoreMissingError
from analytics.metrics.selection import Choices
from analytics.ui.words import escape_markdown


def render_no_store(directory: Path) -> None:
    """Nothing was ingested yet."""
    with _panel(":material/inventory_2:", "No postmortems have been read yet"):
        st.markdown("The dashboard shows what a store holds, and there is none in this folder:")
        st.code(str(directory), language=None)
        st.markdown("Read a folder of postmortems into it, then look again:")
        st.code(f"postmortems ingest FOLDER --store {directory}", language="shell")
        _button("Look again", "look-again")


def render_no_incidents(documents: int) -> None:
    """A store without a single incident."""
    if not documents:
        with _panel(":material/folder_open:", "The folder that was read held no document"):
            st.markdown("Check the folder and the setting `include` of `[ingest]`, then run `postmortems ingest` again.")
        return
    with _panel(":material/find_in_page:", "The files that were read hold no incidents"):
        st.markdown(
            f"{format_plural(documents, 'file')} looked at; none could be read as a postmortem. "
            "The page Data quality says for each file and line what stood in the way."
        )
        st.page_link("pages/quality/data_quality.py", label="Open data quality", icon=":material/rule:")


def render_no_dates() -> None:
    """A page about a quarter, on a corpus in which no incident has a date."""
    with _panel(":material/event_busy:", "No incident has a date, so there is no quarter to review"):
        st.markdown(
            "An incident's quarter comes from the start of its impact, else its detection, else the date in its head. "
            "The page Data quality says which fields are empty and which dates could not be read; the other pages work without."
        )
        st.page_link("pages/quality/data_quality.py", label="Open data quality", icon=":material/rule:")


def render_nothing_selected(reset: Callable[[Choices], None], choices: Choices) -> None:
    """The filters exclude everything."""
    with _panel(":material/filter_alt_off:", "No incident matches the filters"):
        st.markdown("Each filter narrows the others. Widen the quarters, or take out a team, severity or status.")
        st.button("Reset the filters", key="reset-empty", on_click=reset, args=(choices,), type="primary")


def render_no_incident(incident_key: str) -> None:
    """The address names no incident, or one that this snapshot does not hold."""
    with _panel(":material/find_in_page:", "This incident is not in the corpus" if incident_key else "No incident was chosen"):
        if incident_key:
            st.markdown("Its document may have been renamed or removed since the link was made:")
            st.code(incident_key, language=None)
        st.page_link("pages/explore/incidents.py", label="Choose one from the list", icon=":material/list:")


def render_no_data(what: str, why: str) -> None:
    """A chart or table without a single value, in the place where it would stand."""
    st.markdown(f"**{escape_markdown(what)}**")
    st.caption(f"Nothing to draw: {escape_markdown(why)}")


def render_failed(error: Exception, directory: Path) -> None:
    """The page could not be built. A known cause says what to do; an unknown one is in the server's log, not on the page."""
    if isinstance(error, StoreMissingError):
        render_no_store(directory)
        return
    with _panel(":material/error:", "This page could not be built"):
        known = isinstance(error, InsightsError)
        st.markdown(escape_markdown(str(error)) if known else "The cause is in the server's log. Other pages may work.")
        _button("Try again", "try-again")


def render_filter_note(note: str) -> None:
    """A part of the page that a filter does not reach, or reaches only partly."""
    st.caption(f":material/filter_alt: {escape_markdown(note)}")


def _panel(icon: str, title: str) -> st.delta_generator.DeltaGenerator:
    panel = st.container(border=True, width=640, key="state-panel")
    panel.markdown(f"#### {icon} {title}")
    return panel


def _button(label: str, key: str) -> None:
    # A click is a rerun, which looks for the store and its snapshot again.
    st.button(label, key=key, type="primary")
