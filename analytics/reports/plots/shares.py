"""Shares: by quarter against a target, and of the boxes that incidents tick; factors, and how often a change would be noticed."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pandas as pd

from analytics.charts.chart import Chart
from analytics.charts.durations import SLUGS
from analytics.charts.wording import format_count, format_label, format_percent, format_short_label
from analytics.reports.plots.shapes import (
    SHARE_OF_INCIDENTS,
    TONE,
    Numbers,
    Read,
    floats,
    mark_series,
    quarters_of,
    share_series,
    target_of,
    title_of_axis,
    trace_of,
)
from analytics.reports.records import Axis, Line, Series


def _read_shares(chart: Chart) -> Numbers:
    """A share by quarter against a target."""
    frame = chart.data
    series = share_series(frame, "share")
    target = target_of(chart)
    lines = () if target is None else (Line(f"target: {format_percent(target)}", target, "target"),)
    return Numbers("line", "quarter", quarters_of(frame), Axis(title_of_axis(chart, "yaxis"), "share"), (series,), lines)


def _read_ticked(group: str, *, is_level: bool = False) -> Read:
    """Shares of the incidents that tick something, most frequent first; of levels all, from the mildest to the gravest."""

    def read(chart: Chart) -> Numbers:
        frame = chart.data if is_level else chart.data[chart.data["incidents"] > 0]
        series = share_series(frame, "share of incidents", "incidents")
        return Numbers("bars", group, tuple(map(format_label, frame[group])), SHARE_OF_INCIDENTS, (series,))

    return read


def _read_top_factors(chart: Chart) -> Numbers:
    frame = chart.data
    series = [_paired(frame, "", "this quarter", TONE.main, "value")]
    if len(frame) and frame["before_n"].max() > 0:
        series.append(_paired(frame, "before_", "the quarters before", TONE.context, "context"))
    names = tuple(map(format_label, frame["factor"])) if len(frame) else ()
    return Numbers("bars", "factor", names, SHARE_OF_INCIDENTS, tuple(series))


def _paired(frame: pd.DataFrame, which: str, name: str, colour: str, role: Literal["value", "context"]) -> Series:
    """`which`: the prefix of a period's columns."""
    if frame.empty:
        return Series(name, (), colour, role)
    own = pd.DataFrame({
        part: frame[f"{which}{part}"] for part in ("incidents", "n", "share", "share_low", "share_high")
    })  # fmt: skip
    return replace(share_series(own, name, "incidents"), colour=colour, role=role)


def _read_pairs(chart: Chart) -> Numbers:
    """The pairs of the figure with what chance would bring together."""
    frame = chart.data.set_index(["first", "second"])
    drawn = [tuple(part.removeprefix("factor:") for part in mark) for mark in trace_of(chart)["customdata"]]
    top = frame.loc[drawn] if drawn else frame.head(0)
    names = tuple(f"{format_short_label(first)} + {format_short_label(second).lower()}" for first, second in drawn)
    series = Series("incidents", floats(top["incidents"]), TONE.main, labels=tuple(map(format_count, top["incidents"])))
    expected = mark_series("expected by chance", top["expected"], TONE.text, [f"{value:.1f}" for value in top["expected"]])
    return Numbers("bars", "pair of factors", names, Axis("incidents", "count"), (series, expected))


READERS: dict[str, Read] = {
    "detection-methods": _read_ticked("method"),
    "contributing-factors": _read_ticked("factor"),
    "user-impacts": _read_ticked("impact"),
    "reputation": _read_ticked("reputation", is_level=True),
    "data-impact": _read_ticked("data_impact", is_level=True),
    "top-factors": _read_top_factors,
    "factor-pairs": _read_pairs,
    **dict.fromkeys(("detected-internally", "actions-on-time-by-quarter", "action-completion-by-quarter"), _read_shares),
    **dict.fromkeys((f"{measure}-attainment" for measure in SLUGS), _read_shares),
    "stated-against-timeline": _read_shares,
}
