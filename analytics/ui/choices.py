"""Choices that belong to one page. They stand in the address beside the filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import pandas as pd
import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from analytics.charts.actions import CompletionGroup
from analytics.charts.wording import format_label, format_names
from analytics.diagnostics import CODES
from analytics.metrics.closure import Split
from analytics.metrics.filters import Filters
from analytics.metrics.incidents import NARROWINGS, Order
from analytics.metrics.measures import Measure
from analytics.ui.links import CODE, Narrowing, go_to, incidents_address, read_narrowing
from analytics.ui.narrowings import describe_narrowing, explain_unknown_narrowings
from analytics.ui.states import render_filter_note
from analytics.ui.view import View
from analytics.ui.words import escape_markdown

MEASURES: tuple[Measure, ...] = ("ttd", "tta", "ttm", "ttr")
LARGEST_QUARTER = 500
"""What the page can resample while somebody waits."""
ORDERS: tuple[Order, ...] = ("newest", "severest", "longest")


def choose_measure() -> Measure:
    """Which duration the rest of the page is about."""
    return st.segmented_control(
        "Look closer at", MEASURES, default="ttr", required=True, key="measure", bind="query-params",
        format_func=lambda measure: format_label(measure).capitalize(),
    )  # fmt: skip


def choose_references(view: View) -> None:
    """Whether the page's charts show the published numbers of others: context, and off until somebody asks for it."""
    view.references = st.toggle(
        "Published numbers of others", key="references", bind="query-params",
        help="GitLab, PagerDuty and Atlassian publish numbers like these. They have other incidents and count in other ways, so that "
        "their numbers are context and no target. Definitions lists them all.",
    )  # fmt: skip


def choose_completion_group() -> CompletionGroup:
    """By what the action items are told apart."""
    labels: dict[CompletionGroup, str] = {"horizon": "By horizon", "team": "By team", "severity": "By severity"}
    return st.segmented_control(
        "Complete", list(labels), default="horizon", required=True, key="complete", bind="query-params", label_visibility="collapsed",
        format_func=labels.__getitem__,
    )  # fmt: skip


def choose_split(teams: tuple[str, ...]) -> tuple[Split, str | None, tuple[str, str]] | None:
    """Which two groups of action items to compare: how they are split, the first one's team, and their names; None for no comparison."""
    options = ["severity", "horizon", *(f"team:{team}" for team in teams)]
    chosen = st.selectbox(
        "Compare", options, index=None, key="compare", bind="query-params", placeholder="All items together", width=420,
        format_func=lambda option: "{} against {}".format(*_name_split(option)),
    )  # fmt: skip
    if chosen is None:
        return None
    kind, _, team = chosen.partition(":")
    return cast("Split", kind), team or None, _name_split(chosen)


def _name_split(option: str) -> tuple[str, str]:
    known = {"severity": ("P0 and P1", "other severities"), "horizon": ("immediate actions", "the others")}
    return known.get(option) or (format_label(option.removeprefix("team:")), "other teams")


def choose_change() -> float:
    """The change to look for, as a ratio."""
    percent = st.slider(
        "Change to look for", -90, 100, -20, step=5, key="change", bind="query-params", format="%+d %%",
        help="Minus: shorter. 0 shows how often nothing would be called a change.",
    )  # fmt: skip
    return 1 + float(percent) / 100


def choose_size(a_quarter: int) -> int:
    """How many incidents a quarter has; at first as many as the middle quarter of the selection."""
    return st.number_input(
        "Incidents a quarter", min_value=2, max_value=LARGEST_QUARTER, value=min(max(a_quarter, 2), LARGEST_QUARTER), step=1,
        help="The middle quarter of the selection, until you change it.",
    )  # fmt: skip


def choose_search() -> str:
    """Words that must all occur in the incident."""
    return st.text_input(
        "Search", key="q", bind="query-params", placeholder="Words in the id, title, summary, cause or alert",
        icon=":material/search:",
        type="search",
    )  # fmt: skip


def choose_order() -> Order:
    """The order of the list."""
    labels = {"newest": "Newest first", "severest": "Most severe first", "longest": "Longest first"}
    return st.segmented_control(
        "Order", list(ORDERS), default="newest", required=True, key="order", bind="query-params", label_visibility="collapsed",
        format_func=lambda order: labels[order],
    )  # fmt: skip


def choose_part(*parts: str, first: str | None = None, of_code: str | None = None) -> Sequence[TabContainer]:
    """The lower half of a page behind tabs, each built when it is opened. `first`: the one that is open at first, else the leftmost; an
    address that names a finding opens `of_code`.
    """
    chosen = of_code if CODE in st.query_params and "part" not in st.query_params else first
    return st.tabs(parts, default=chosen, key="part", on_change="rerun", bind="query-params")


def choose_team(teams: tuple[str, ...]) -> str | None:
    """The team whose documents to look at, None for all of the selection."""
    return st.selectbox(
        "Documents of", teams, index=None, key="documents", bind="query-params", placeholder="All teams of the selection",
        format_func=format_label, width=420,
    )  # fmt: skip


def choose_finding(findings: pd.DataFrame) -> str | None:
    """The kind of finding to list, None for all of them. `findings`: compute_findings."""
    codes = list(findings["code"])
    chosen: str | None = st.selectbox(
        "Kind of finding", codes, index=None, key=CODE, bind="query-params", placeholder="All kinds", width=420,
        format_func=lambda code: f"{code} {CODES[code].title}",
    )  # fmt: skip
    return chosen


def render_narrowing(filters: Filters) -> tuple[Narrowing, ...]:
    """What a click on a chart narrowed the list to, with the way back; what does not exist is left out, and told."""
    asked = read_narrowing()
    narrow = tuple(restriction for restriction in asked if restriction.name in NARROWINGS)
    if unknown := [restriction.name for restriction in asked if restriction.name not in NARROWINGS]:
        render_filter_note(explain_unknown_narrowings(unknown))
    if narrow:
        words = format_names([describe_narrowing(name, value) for name, value in narrow])
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/filter_alt: Narrowed to {escape_markdown(words)}", width="content")
            if st.button("Show all of the selection", key="widen", type="tertiary"):
                go_to(incidents_address(filters))
    return narrow
