"""Which pages there are. Access is controlled by this list alone, so a page that is not in it cannot be reached."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import Page


def build_menu() -> dict[str, list[Page]]:
    """The menu's sections with their pages."""
    return {
        "Review": [
            _page("review/overview", "Overview", default=True),
            _page("review/response_times", "Response times"),
            _page("review/severity_and_impact", "Severity and impact"),
            _page("review/contributing_factors", "Contributing factors"),
            _page("review/detection", "Detection"),
            _page("review/action_items", "Action items"),
        ],
        "Explore": [
            _page("explore/incidents", "Incidents"),
            _page("explore/incident", "Incident", hidden=True),
        ],
        "Quality": [
            _page("quality/data_quality", "Data quality"),
            _page("quality/would_we_notice", "Would we notice?"),
        ],
        "Reference": [_page("reference/definitions", "Definitions")],
    }


def _page(path: str, title: str, *, default: bool = False, hidden: bool = False) -> Page:
    return st.Page(f"pages/{path}.py", title=title, default=default, visibility="hidden" if hidden else "visible")
