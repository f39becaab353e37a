"""From a mark to the documents behind it.

`incident:KEY` opens one incident, `code:CODE` a kind of finding on its page, `name:value` narrows the list of incidents; behind
`items:STATE` the same narrows the ledger of action items.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple, NoReturn
from urllib.parse import quote, urlencode

import streamlit as st

from analytics.charts.wording import format_label, format_quarter
from analytics.metrics.filters import Filters
from analytics.ui.words import TIMES

INCIDENT_PAGE = "pages/explore/incident.py"
INCIDENT, ONLY, CODE, SECTION = "incident", "only", "code", "section"
ACTIONS_SECTION = "Actions and lessons"
"""The tab of an incident's page that holds its action items and their history."""
ITEMS, ITEMS_OF, LEDGER_ANCHOR = "items", "of", "ledger"
TARGETS = "targets"
LEDGER_PART = "Items"
"""The tab in which the ledger stands."""

ITEM_STATES: dict[str, str] = {
    "overdue": "Overdue",
    "promised": "All but won't do",
    "complete": "Done",
    "not_done": "Not done",
    "open": "Open",
    "waiting": "Open, not overdue",
    "due": "Due date has passed",
    "on_time": "Closed on time",
    "late": "Closed late",
    "closed_unknown": "Past due, done on an unknown day",
    "status_unknown": "Without a status",
    "wont_do": "Won't do",
    "all": "All",
}
"""The labels of the choice which action items the ledger lists."""


class Narrowing(NamedTuple):
    """One restriction that a click added: its name and value."""

    name: str
    value: str


def open_destination(destination: str | list[str], filters: Filters, *, has_ledger: bool = False) -> None:
    """Leaves this page for the one that a mark's `customdata` names. The filters stay, but a mark's own quarters come before theirs.

    `has_ledger`: this is the page that lists action items.
    """
    parts = [destination] if isinstance(destination, str) else [str(part) for part in destination]
    if parts[0].startswith(f"{CODE}:") or (parts[0].startswith(f"{ITEMS}:") and has_ledger):
        return  # choose_here has chosen it
    if parts[0].startswith(f"{INCIDENT}:"):
        go_to(incident_address(parts[0].removeprefix(f"{INCIDENT}:"), filters))
    if parts[0].startswith(f"{ITEMS}:"):
        go_to(items_address(filters, parts[0].removeprefix(f"{ITEMS}:"), *parts[1:]))
    go_to(incidents_address(_reach(filters, parts), *parts))


def go_to(address: str) -> NoReturn:
    """Leaves for an address below the app's own, without loading the dashboard again."""
    # Streamlit's switch_page cannot name the parameters of widgets, and adds each of them on arrival as a step of its own: the way
    # back would take three. So the address becomes one step of the history, and Streamlit hears of it as of the way back or forward:
    # it runs the page with the address's parameters, and the browser loads nothing again.
    # An address has everything percent-encoded, so no text of a document can end the string or the script.
    script = f"history.pushState(null, '', {json.dumps(address)}); dispatchEvent(new PopStateEvent('popstate'))"
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
    st.stop()


def _reach(filters: Filters, parts: list[str]) -> Filters:
    """The filters with the quarters of the mark, which may lie outside theirs: a trend is drawn over more than the selection."""
    for name, value in (part.split(":", 1) for part in parts if part.startswith(("quarter:", "quarters:"))):
        first, _, last = value.partition("..") if name == "quarters" else (value, "", value)
        return replace(filters, quarter_from=first, quarter_to=last)
    return filters


def choose_here(chart_key: str, *, has_ledger: bool = False) -> None:
    """Callback of a chart: a click chooses in the list of the same page the kind of finding or the action items of the mark."""
    points = st.session_state[chart_key]["selection"]["points"]
    found = points[0].get("customdata", "") if points else ""
    first, *narrow = [found] if isinstance(found, str) else [str(part) for part in found]
    if first.startswith(f"{CODE}:"):
        st.session_state[CODE] = first.removeprefix(f"{CODE}:")
    elif first.startswith(f"{ITEMS}:") and has_ledger:
        choose_items(first.removeprefix(f"{ITEMS}:"), *narrow)


def choose_items(state: str, *narrow: str) -> None:
    """Callback: the ledger lists these action items, and comes into view."""
    st.session_state.update({ITEMS: state, "part": LEDGER_PART, LEDGER_ANCHOR: st.session_state.get(LEDGER_ANCHOR, 0) + 1})
    st.query_params[ITEMS_OF] = list(narrow)


def read_narrowing(key: str = ONLY) -> list[Narrowing]:
    """The restrictions in the address of the page; what has no colon is a name without a value."""
    parts = (text.partition(":") for text in st.query_params.get_all(key))
    return [Narrowing(name, value) for name, _, value in parts]


def incident_address(incident_key: str, filters: Filters, line: int | None = None, section: str | None = None) -> str:
    """The address of an incident's page, so that it opens in a tab of its own as here; at a line of its text, if one is named.

    `section`: the tab of the page that is open.
    """
    address = page_address("incident", filters, (INCIDENT, incident_key), *([(SECTION, section)] if section else ()))
    return address if line is None else f"{address}#line-{line}"


def incidents_address(filters: Filters, *narrow: str) -> str:
    """The address of the list of incidents, narrowed to `name:value`."""
    return page_address("incidents", filters, *((ONLY, restriction) for restriction in narrow))


def items_address(filters: Filters, state: str, *narrow: str) -> str:
    """The address of the ledger of action items, of one of ITEM_STATES, narrowed to `name:value`."""
    # The widget reads its label, as those of the filters do.
    narrowed = ((ITEMS_OF, one) for one in narrow)
    return f"{page_address('action_items', filters, (ITEMS, ITEM_STATES[state]), *narrowed)}#{LEDGER_ANCHOR}"


def page_address(page: str, filters: Filters, *more: tuple[str, str]) -> str:
    """The address of a page below the app's own, with the filters."""
    return f"{page}?{'&'.join(part for part in (urlencode(more, quote_via=quote), _filter_query(filters)) if part)}"


# A table writes an address in each of its rows, with the same filters.
@lru_cache(maxsize=64)
def _filter_query(filters: Filters) -> str:
    """The filters as the address names them.

    What it leaves out and a widget holds, Streamlit adds on arrival, each as a page of its own in the browser's history.
    """
    # The filters' widgets write their labels into the address, and read nothing else.
    query = {
        "from": [format_quarter(filters.quarter_from)] if filters.quarter_from else [],
        "to": [format_quarter(filters.quarter_to)] if filters.quarter_to else [],
        "team": [format_label(team) for team in filters.teams],
        "severity": [format_label(severity) for severity in filters.severities],
        "status": [format_label(status) for status in filters.statuses],
        "times": [TIMES[filters.times]] if filters.times != "preferred" else [],
    }
    return urlencode(query, doseq=True, quote_via=quote)
