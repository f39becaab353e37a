"""Every number of a page for the newest quarter, each with all that says how sure it is: the records of `postmortems metrics`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from analytics.charts.certainty import change_interval, compared_with, describe_change, format_interval, smallest_visible
from analytics.charts.quality import field_label
from analytics.charts.wording import (
    GAP,
    format_count,
    format_days,
    format_duration,
    format_label,
    format_money,
    format_percent,
    format_quarter,
    format_share,
    format_target,
)
from analytics.metrics.records import MetricRecord, compute_records, own_groups, to_frame
from analytics.metrics.registry import DEFINITIONS
from analytics.ui.behind import address_behind
from analytics.ui.exhibits import render_table
from analytics.ui.periods import review_period
from analytics.ui.tables import CHANGES
from analytics.ui.view import View

_STATISTICS = {"median": "median", "mean": "mean", "p90": "90th percentile", "sum": "sum", "count": "", "share": ""}


def render_changes(view: View, *metrics: str) -> None:
    """The numbers of these metrics as a table, worked out when somebody opens it."""
    if not view.choices.quarters:
        return
    period = review_period(view)
    against = f" against {format_quarter(period.before)}" if period.before else ""
    opened = st.expander(
        f"Every number of {format_quarter(period.now)}{against}", key="changes", on_change="rerun", bind="query-params"
    )
    if not opened.open:
        return
    with opened:
        records = in_order(view.load(compute_records, ("quarter",), filters=period.review), metrics)
        rows = change_rows(records).assign(behind=[address_behind(one, view.addressed) for one in records])
        render_table(view, "changes", "The newest quarter in numbers", rows, CHANGES, note=_NOTE, height=640, wrap=True)


_NOTE = (
    "Intervals are 95 %. A verdict allows for the other numbers of its kind (Benjamini–Hochberg, 5 %). Smallest visible: what so few would "
    "show four times in five. The command “postmortems metrics --by quarter” prints the same."
)


def in_order(records: Sequence[MetricRecord], metrics: Sequence[str]) -> list[MetricRecord]:
    """Those of these metrics, in the order of these; the number on which the verdict is first among those of a metric."""
    statistics = {metric: list(DEFINITIONS[metric].statistics) for metric in metrics}
    chosen = (one for one in records if one.metric in metrics)
    return sorted(chosen, key=lambda one: (metrics.index(one.metric), statistics[one.metric].index(one.statistic)))


def change_rows(records: list[MetricRecord]) -> pd.DataFrame:
    """The records as a table: their fields, and beside them the same in words."""
    return to_frame(records).assign(
        number=[name_number(one) for one in records],
        said=[_write(one, one.value) for one in records],
        interval=[format_interval(one.low, one.high, partial(_write_end, one)) or "–" for one in records],
        basis=[f"{one.n:,} of {one.of:,}" for one in records],
        goal=[_say_target(one) for one in records],
        change_words=[_say_change(one) for one in records],
        verdict=[one.verdict or ("not compared" if DEFINITIONS[one.metric].not_compared else "–") for one in records],
        smallest=[smallest_visible(one) or "–" for one in records],
    )


def name_number(record: MetricRecord) -> str:
    """`Time to resolve, median`, `Ways of detection: User report`."""
    groups = " and ".join(_name_group(record, group) for group in (record.severity, *own_groups(record)) if group)
    statistic = _STATISTICS[record.statistic]
    is_share_of_count = record.statistic == "share" and len(DEFINITIONS[record.metric].statistics) > 1
    name = f"{DEFINITIONS[record.metric].name}{f': {groups}' if groups else ''}"
    return f"{name}, {'share' if is_share_of_count else statistic}" if statistic or is_share_of_count else name


def _name_group(record: MetricRecord, group: str) -> str:
    return field_label(group) if record.metric == "coverage" else format_label(group)


def _write(record: MetricRecord, value: float | None) -> str:
    if record.statistic == "share" and record.attained is not None:
        return format_share(record.attained, record.n).replace(" of ", f"{GAP}of{GAP}")
    return _write_end(record, value)


def _write_end(record: MetricRecord, value: float | None) -> str:
    match record.unit:
        case "share":
            return format_percent(value)
        case "min":
            return format_duration(value)
        case "days":
            return format_days(value)
        case "count" | "users":
            return format_count(value)
    return format_money(value, None if record.unit in ("currency", "not stated") else record.unit)


def _say_target(record: MetricRecord) -> str:
    """`under 5 min, 9 on target`; `90 %`. A target is one of the first statistic of its metric, which the others stand beside."""
    if record.statistic not in ("median", "share"):
        return "–"
    attained = f"{record.attained:,} on target" if record.statistic == "median" and record.attained is not None else ""
    return ", ".join(part for part in (_say_goal(record), attained) if part) or "–"


def _say_goal(record: MetricRecord) -> str:
    if record.target is None:
        return ""
    match record.unit:
        case "share":
            return format_percent(record.target)
        case "days":
            return f"within {format_days(record.target)}"
    return format_target(record.metric, record.target)


def _say_change(record: MetricRecord) -> str:
    """The change with its interval, or why there is none."""
    definition = DEFINITIONS[record.metric]
    if definition.not_compared:
        return definition.not_compared
    words, ends = describe_change(record), change_interval(record)
    typically = "typically " if words and record.statistic == "median" else ""
    against = f", against {compared_with(record)}" if words and "/" in (record.compared_with or "") else ""
    return f"{typically}{words}{f' ({ends})' if ends and words else ''}{against}" or "–"
