"""Counts of incidents, sums of what they state, and where their hours went."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from analytics.charts.axes import known
from analytics.charts.chart import Chart
from analytics.charts.palette import CATEGORIES, SEVERITY_COLOURS, SEVERITY_ORDER
from analytics.charts.rows import rows_of
from analytics.charts.wording import format_count, format_duration, format_label, format_percent, format_quarter
from analytics.metrics.clock import PHASES
from analytics.reports.plots.shapes import TONE, Numbers, Read, floats, quarters_of, title_of_axis, trace_of, with_counts
from analytics.reports.records import Axis, Kind, Line, Series

HOUR = 60
UNKNOWN_COLOUR = TONE.outline
"""For a severity that nobody wrote: the figure draws it hatched on white, which a native chart may not be able to."""


def _read_counts(chart: Chart) -> Numbers:
    """Incidents between the limits of chance."""
    frame = chart.data
    labels, colours = tuple(map(format_count, frame["incidents"])), trace_of(chart)["marker"]["line"]["color"]
    values = Series("incidents", floats(frame["incidents"]), TONE.muted, labels=labels, colours=tuple(colours))
    told: tuple[tuple[str, str, Literal["limit", "mean"]], ...] = (
        ("at most, by chance", "limit_high", "limit"), ("mean", "mean", "mean"), ("at least, by chance", "limit_low", "limit"),
    )  # fmt: skip
    first = frame.head(1)
    lines = tuple(Line(label, float(first[name].iloc[0]), role) for label, name, role in told if first[name].notna().any())
    return Numbers("line", "quarter", quarters_of(frame), Axis("incidents", "count"), (values,), lines)


def _read_severities(chart: Chart) -> Numbers:
    return _stack_severities(chart.data, "quarter", list(dict.fromkeys(chart.data["quarter"])))


def _read_teams(chart: Chart) -> Numbers:
    """The teams that the figure shows, in the order of their names, which no ranking is."""
    shown = _teams_drawn(chart)
    return _stack_severities(chart.data, "team", [team for team in dict.fromkeys(chart.data["team"]) if team in shown])


def _teams_drawn(chart: Chart) -> set[str]:
    """Of very many teams the figure leaves the small ones out; its marks say of which team they are."""
    traces = chart.figure.to_dict()["data"]
    return {str(mark[0]).removeprefix("team:") for trace in traces[:1] for mark in trace["customdata"]}


def _stack_severities(frame: pd.DataFrame, by: str, groups: list[str]) -> Numbers:
    """Incidents of each group by severity, the gravest at the bottom."""
    found = dict(zip(zip(frame[by], frame["severity"], strict=True), frame["incidents"], strict=True))
    series = tuple(
        Series(
            format_label(severity), tuple(float(found.get((group, severity), 0)) for group in groups),
            UNKNOWN_COLOUR if SEVERITY_COLOURS[severity] == "#FFFFFF" else SEVERITY_COLOURS[severity],
        )
        for severity in SEVERITY_ORDER if any(found.get((group, severity)) for group in groups)
    )  # fmt: skip
    names = tuple(format_quarter(group) if by == "quarter" else format_label(group) for group in groups)
    return Numbers("stacked", by, names, Axis("incidents", "count"), series)


def _read_clock(chart: Chart) -> Numbers:
    frame = chart.data
    series = []
    for place, phase in enumerate(PHASES):
        told = frame[frame["phase"] == phase]
        labels = tuple(f"{format_percent(row.share)}, {format_duration(row.minutes)}" if row.n else "–" for row in rows_of(told))
        series.append(with_counts(Series(phase, floats(told["share"]), CATEGORIES[place], labels=labels), told))
    return Numbers("stacked_share", "quarter", quarters_of(frame), Axis("share of all hours", "share"), tuple(series))


def _read_sums(kind: Kind, per_unit: float = 1) -> Read:
    """Sums of stated values by quarter; a quarter in which nobody states one has none."""

    def read(chart: Chart) -> Numbers:
        frame, title = chart.data, title_of_axis(chart, "yaxis")
        heights = tuple(None if value is None else float(value) / per_unit for value in known(frame["sum"]))
        series = with_counts(Series(title, heights, TONE.main), frame)
        return Numbers("columns", "quarter", quarters_of(frame), Axis(title, kind), (series,))

    return read


READERS: dict[str, Read] = {
    "incidents-by-quarter": _read_counts,
    "severity-by-quarter": _read_severities,
    "severity-by-team": _read_teams,
    "where-the-clock-went": _read_clock,
    "users-affected": _read_sums("count"),
    "false-positives": _read_sums("count"),
    "sla-breach": _read_sums("hours", HOUR),
}
FAMILIES: dict[str, Read] = {"revenue-impact-": _read_sums("count"), "business-revenue-": _read_sums("count")}
"""One chart a currency."""
