"""The frame around every page: product name, corpus, the filters with what they leave, whose times count, reset."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import streamlit as st

from analytics.charts.palette import ThemeName
from analytics.charts.wording import format_label, format_plural, format_quarter
from analytics.errors import InsightsError
from analytics.metrics.filters import Filters, Times
from analytics.metrics.selection import Choices, count_selected
from analytics.store.database import SnapshotInfo
from analytics.ui.stores import store_directory
from analytics.ui.view import View, current, load_choices, load_info, load_quarters, open_store
from analytics.ui.words import TIMES, escape_markdown

PRODUCT = "Postmortem Insights"
ICON = str(Path(__file__).with_name("icon.svg"))


def open_frame() -> None:
    """Pins the run to the live snapshot and draws the sidebar. Whatever is wrong with the store is kept for the page to say."""
    try:
        current.set(_open_view())
    except InsightsError as error:
        current.set(error)
        st.sidebar.markdown(f"### {PRODUCT}")


def reset_filters(choices: Choices) -> None:
    """Callback: every filter back to everything."""
    ends = {"from": choices.quarters[0], "to": choices.quarters[-1]} if choices.quarters else {}
    st.session_state.update({**ends, "team": [], "severity": [], "status": [], "times": "preferred"})


def theme_name() -> ThemeName:
    return "dark" if st.context.theme.type == "dark" else "light"


def _open_view() -> View:
    store = open_store(store_directory().absolute())
    snapshot = store.current()
    info = load_info(store, snapshot)
    choices = load_choices(store, snapshot)
    unknown = _find_unknown(choices)
    with st.sidebar:
        _render_corpus(info)
        filters = _render_filters(choices)
        view = View(store, snapshot, info, choices, load_quarters(store, snapshot), filters, 0, theme_name())
        view.selected, view.undated = view.load(count_selected)
        _render_count(view)
    view.left_out = _keep_unknown(unknown, filters)
    return view


def _find_unknown(choices: Choices) -> tuple[tuple[str, str], ...]:
    """What the address names and the widgets will drop: kind and value."""
    quarters = [format_quarter(quarter) for quarter in choices.quarters]
    offered = {
        "from": ("quarter", quarters),
        "to": ("quarter", quarters),
        "team": ("team", [format_label(team) for team in choices.teams]),
        "severity": ("severity", [format_label(severity) for severity in choices.severities]),
        "status": ("status", [format_label(status) for status in choices.statuses]),
    }
    named = ((kind, value, labels) for key, (kind, labels) in offered.items() for value in st.query_params.get_all(key))
    return tuple(dict.fromkeys((kind, value) for kind, value, labels in named if value and value not in labels))


def _keep_unknown(unknown: tuple[tuple[str, str], ...], filters: Filters) -> tuple[tuple[str, str], ...]:
    """The widgets drop it from the address at once, so it is remembered until somebody changes a filter."""
    if unknown:
        st.session_state["left-out"] = (unknown, filters)
    kept, chosen = st.session_state.get("left-out", ((), filters))
    return kept if chosen == filters else ()


def _render_corpus(info: SnapshotInfo) -> None:
    st.markdown(
        f"### {PRODUCT}\n\n:gray[{escape_markdown(info.source)} · as of {info.as_of:%-d %B %Y} · snapshot {info.generation}]",
        help=f"Corpus fingerprint {info.corpus_fingerprint[:12]}, read on {info.created_at:%Y-%m-%d %H:%M} UTC",
    )


def _render_filters(choices: Choices) -> Filters:
    if not choices.incidents:
        return Filters()  # four headings over nothing to choose
    first, last = _render_quarters(choices.quarters)
    teams = st.multiselect(
        "Teams", choices.teams, key="team", bind="query-params", placeholder="All teams", format_func=format_label
    )
    severities = st.pills(
        "Severity",
        choices.severities,
        selection_mode="multi",
        default=None,
        key="severity",
        bind="query-params",
        format_func=format_label,
    )
    statuses = st.pills(
        "Document status", choices.statuses, selection_mode="multi", default=None, key="status", bind="query-params",
        format_func=format_label,
    )  # fmt: skip
    times = _choose_times()
    return Filters(first, last, tuple(sorted(teams)), tuple(sorted(severities)), tuple(sorted(statuses)), times=times)


def _choose_times() -> Times:
    """Whose durations count. It stands with the filters, because like them it changes every number of every page."""
    times: Times = st.selectbox(
        "Times", get_args(Times), key="times", bind="query-params", format_func=TIMES.__getitem__,
        help="An author states how long things took; the timeline says it again. Where both do, the settings say which one counts: "
        "choose one of them to see how much the numbers depend on it.",
    )  # fmt: skip
    return times


def _render_quarters(quarters: tuple[str, ...]) -> tuple[str | None, str | None]:
    """The quarters from–to; the whole range is no restriction, so that undated incidents stay in."""
    if not quarters:
        return None, None
    _pin({"from": quarters[0], "to": quarters[-1]})
    # One below the other: side by side the button that clears a choice leaves no room for `2024 Q2`.
    first = _choose_quarter("From quarter", quarters, "from") or quarters[0]
    last = _choose_quarter("To quarter", quarters, "to") or quarters[-1]
    if (first, last) == (quarters[0], quarters[-1]):
        return None, None
    return min(first, last), max(first, last)


def _pin(ends: dict[str, str]) -> None:
    """Writes the ends of the range into the address of a fresh session, both at once: each writing is a step of the way back.

    Streamlit leaves a widget's default out of it, and the newest quarter is not the same one when a colleague opens the link.
    """
    missing = {key: end for key, end in ends.items() if key not in st.session_state and key not in st.query_params}
    if missing:
        st.session_state.update(missing)
        st.query_params.update({key: format_quarter(end) for key, end in missing.items()})


def _choose_quarter(label: str, quarters: tuple[str, ...], key: str) -> str | None:
    return st.selectbox(label, quarters, index=None, key=key, bind="query-params", format_func=format_quarter, placeholder="Any")


def _render_count(view: View) -> None:
    left, right = st.columns([3, 2], vertical_alignment="center")
    left.markdown(f"**{view.selected:,}** of {format_plural(view.choices.incidents, 'incident')}")
    right.button(
        "Reset", key="reset", on_click=reset_filters, args=(view.choices,), disabled=view.filters == Filters(),
        width="stretch", type="tertiary",
        icon=":material/restart_alt:",
    )  # fmt: skip
