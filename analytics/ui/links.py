"""From a mark to the documents behind it.

`incident:KEY` opens one incident, `code:CODE` a kind of finding on its page, `name:value` narrows the list of incidents.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote, urlencode

import streamlit as st

from analytics.charts.wording import format_label, format_quarter
from analytics.metrics.filters import Filters

INCIDENT_PAGE = "pages/explore/incident.py"
INCIDENTS_PAGE = "pages/explore/incidents.py"
INCIDENT, ONLY, CODE = "incident", "only", "code"


class Narrowing(NamedTuple):
    """One restriction that a click added: its name and value."""

    name: str
    value: str


def open_destination(destination: str | list[str]) -> None:
    """Leaves this page for the one that a mark's `customdata` names. The frame's filters stay as they are."""
    parts = [destination] if isinstance(destination, str) else [str(part) for part in destination]
    if parts[0].startswith(f"{CODE}:"):
        return  # choose_code has chosen it
    if parts[0].startswith(f"{INCIDENT}:"):
        st.switch_page(INCIDENT_PAGE, query_params={INCIDENT: parts[0].removeprefix(f"{INCIDENT}:")})
    st.switch_page(INCIDENTS_PAGE, query_params={ONLY: parts})


def choose_code(chart_key: str) -> None:
    """Callback of a chart whose marks stand for kinds of findings: a click chooses the kind in the list of the same page."""
    points = st.session_state[chart_key]["selection"]["points"]
    if points and str(points[0].get("customdata", "")).startswith(f"{CODE}:"):
        st.session_state[CODE] = points[0]["customdata"].removeprefix(f"{CODE}:")


def read_narrowing() -> list[Narrowing]:
    """The restrictions in the address of the page Incidents; what is malformed is left out."""
    return [Narrowing(*text.split(":", 1)) for text in st.query_params.get_all(ONLY) if ":" in text]


def incident_address(incident_key: str, filters: Filters) -> str:
    """The address of an incident's page, so that it opens in a tab of its own as here."""
    return page_address("incident", filters, (INCIDENT, incident_key))


def incidents_address(filters: Filters, *narrow: str) -> str:
    """The address of the list of incidents, narrowed to `name:value`."""
    return page_address("incidents", filters, *((ONLY, restriction) for restriction in narrow))


def page_address(page: str, filters: Filters, *more: tuple[str, str]) -> str:
    """The address of a page below the app's own, with the filters."""
    # The filters' widgets write their labels into the address, and read nothing else.
    quarters = [("from", filters.quarter_from), ("to", filters.quarter_to)] if filters.quarter_from else []
    chosen = [
        *((name, format_quarter(quarter)) for name, quarter in quarters),
        *(("team", format_label(team)) for team in filters.teams),
        *(("severity", format_label(severity)) for severity in filters.severities),
        *(("status", format_label(status)) for status in filters.statuses),
    ]
    return f"{page}?{urlencode([*more, *chosen], quote_via=quote)}"
