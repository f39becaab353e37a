"""What a click on a mark narrowed the list of incidents to, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analytics.charts.quality import LEFT_OUT, REASONS, field_label
from analytics.charts.wording import format_duration, format_label, format_names, format_quarter, shorten
from analytics.metrics.exclusions import EXCLUDED_ACTION_METRICS
from analytics.metrics.filters import EVERYTHING, Filters
from analytics.metrics.incidents import NARROWINGS
from analytics.metrics.registry import DEFINITIONS

LONGEST = 70
"""Characters of a value: an address may hold anything."""


def describe_narrowing(name: str, value: str) -> str:
    """`quarter 2026 Q3`, `time to resolve 1 h to 1 h 28 min`, `documents that fill SLA breach`."""
    words = _WORDS.get(name)
    return shorten(words(value) if words else f"{name} {format_label(value)}", LONGEST)


def explain_none(filters: Filters, *, search: str, narrow: Sequence[tuple[str, str]]) -> str:
    """Why a list is empty: `No incident that the filters leave matches the search and what the list is narrowed to.`"""
    causes = [*(["the search"] if search.strip() else []), *(["what the list is narrowed to"] if narrow else [])]
    among = "" if filters == EVERYTHING else " that the filters leave"
    return f"No incident{among} matches {format_names(causes)}."


def explain_unknown_narrowings(names: Sequence[str]) -> str:
    """`The address narrows the list by colour, which does not exist; it is left out.`"""
    named = format_names([f"“{shorten(name, LONGEST)}”" for name in names])
    return f"The address narrows the list by {named}, which {_left_out(names, 'does not exist', 'do not exist')}"


def explain_unknown_filters(named: Sequence[tuple[str, str]]) -> str:
    """`The address names the team Nope, which this store does not hold; it is left out.`; `named`: kind and value."""
    words = format_names([f"the {kind} {shorten(value, LONGEST)}" for kind, value in named])
    return f"The address names {words}, which this store {_left_out(named, 'does not hold', 'does not hold')}"


def _left_out(found: Sequence[object], one: str, many: str) -> str:
    return f"{one}; it is left out." if len(found) == 1 else f"{many}; they are left out."


def _flag(yes: str, no: str) -> Callable[[str], str]:
    return lambda value: yes if value == "true" else no


def _describe_range(measure: str) -> Callable[[str], str]:
    def describe(value: str) -> str:
        low, _, high = value.partition("..")
        try:
            start, end = float(low), float(high)
        except ValueError:
            return f"{format_label(measure)} {value}"
        span = f"{format_duration(start)} to {format_duration(end)}" if start else f"under {format_duration(end)}"
        return f"{format_label(measure)} {span}"

    return describe


def _describe_quarters(value: str) -> str:
    first, _, last = value.partition("..")
    return f"quarters {format_quarter(first)} to {format_quarter(last)}"


def _describe_excluded(value: str) -> str:
    """`left out of time to resolve: impossible value`."""
    metric, _, reason = value.partition(".")
    name = DEFINITIONS[metric].name.lower() if metric in DEFINITIONS else metric
    if metric in EXCLUDED_ACTION_METRICS:
        return f"an action item left out of {name}: {LEFT_OUT.get(reason, reason)}"
    return f"left out of {name}: {LEFT_OUT.get(reason, reason)}"


def _describe_reason(value: str) -> str:
    label = REASONS[value].label.lower() if value in REASONS else value
    return f"stated times that the timeline contradicts, {label}"


_STATES = {"overdue": "an overdue action item", "waiting": "an open action item that is not overdue"}

_WORDS: dict[str, Callable[[str], str]] = {
    "quarter": lambda value: f"quarter {format_quarter(value)}",
    "quarters": _describe_quarters,
    **{name: _describe_range(name.removesuffix("_between")) for name in NARROWINGS if name.endswith("_between")},
    "severe": _flag("P0 and P1", "all but P0 and P1"),
    "internal": _flag("found internally", "not found internally"),
    "repeat": _flag("repeat incidents", "first incidents of their kind"),
    "contradicted": _flag("stated times that the timeline contradicts", "times without a contradiction"),
    "reason": _describe_reason,
    "excluded": _describe_excluded,
    "undated": _flag("incidents without a date", "incidents with a date"),
    "outside": _flag("incidents outside the filters", "incidents inside the filters"),
    "open": _flag("no end stated", "an end stated"),
    "currency": lambda value: f"revenue impact in {format_label(value)}",
    "business_currency": lambda value: f"revenue lost or delayed in {format_label(value)}",
    "reputation": lambda value: f"harm to the reputation {format_label(value).lower()}",
    "data_impact": lambda value: f"impact on data {format_label(value).lower()}",
    "stated": lambda value: f"documents that fill {field_label(value)}",
    "missing": lambda value: f"documents that do not fill {field_label(value)}",
    "action_status": lambda value: f"action status {format_label(value)}",
    "action_state": lambda value: _STATES.get(value, value),
    "owner_overdue": lambda value: f"{_STATES['overdue']} of {format_label(value)}",
    "owner_waiting": lambda value: f"{_STATES['waiting']} of {format_label(value)}",
    "overdue_band": lambda value: f"actions overdue for {value} days",
    "action_lacks": lambda value: f"an open action item without {'an' if value == 'owner' else 'a'} {value}",
    "open_at_end_of": lambda value: f"an action item open at the end of {value}",
}
