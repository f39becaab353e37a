"""Which pages there are. Access is controlled by this list alone, so a page that is not in it cannot be reached."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import Page

Menu = dict[str, list[Page]]


def build_menu() -> Menu:
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
        "Deliver": [_page("deliver/reports", "Reports")],
        "Reference": [_page("reference/definitions", "Definitions")],
    }


def mark_current(menu: Menu, page: Page) -> None:
    """Shows in the closed menu where the reader is: the section of the page, underlined, with the page's name."""
    # Streamlit marks the current page only inside an opened section, and takes the sections' names before it says which page it is.
    place = next(place for place, pages in enumerate(menu.values(), start=1) if page in pages)
    section = f"[data-testid=stTopNav] > :nth-child({place}) [data-testid=stTopNavSection]"
    st.html(
        f"<style>{section} {{ box-shadow: inset 0 -2px currentColor; border-radius: 0; }} {section} p {{ font-weight: 600; }}"
        f'{section} p::after {{ content: " · {page.title}"; font-weight: 400; }}</style>'
    )


def _page(path: str, title: str, *, default: bool = False, hidden: bool = False) -> Page:
    return st.Page(f"pages/{path}.py", title=title, default=default, visibility="hidden" if hidden else "visible")
