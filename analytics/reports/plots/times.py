"""Durations: by quarter, their distribution, by severity, method or team, and the longest of them; days until documents are final."""

from __future__ import annotations

import pandas as pd

from analytics.charts.chart import Chart
from analytics.charts.durations import MEAN_NAMES, SLUGS
from analytics.charts.rows import rows_of
from analytics.charts.targets import targets_of
from analytics.charts.wording import format_count, format_days, format_duration, format_label, format_target
from analytics.reports.plots.shapes import (
    TONE,
    Numbers,
    Read,
    durations_of,
    floats,
    mark_series,
    quarters_of,
    target_of,
    trace_of,
    with_counts,
    with_interval,
)
from analytics.reports.records import Axis, Line, Series


def _read_trend(chart: Chart) -> Numbers:
    """Median with its interval, and mean, of a duration by quarter."""
    frame, measure = chart.data, chart.metrics[0]
    median = Series("median", floats(frame["median"]), TONE.main, labels=durations_of(frame["median"]))
    mean = Series(
        f"mean ({MEAN_NAMES[measure]})", floats(frame["mean"]), TONE.outline, "context", labels=durations_of(frame["mean"])
    )
    series = (with_counts(with_interval(median, frame, "median"), frame), with_counts(mean, frame))
    axis = Axis(f"{format_label(measure)}, log scale", "minutes", log=True)
    return Numbers("line", "quarter", quarters_of(frame), axis, series, _target_lines(frame, measure))


def _target_lines(frame: pd.DataFrame, measure: str) -> tuple[Line, ...]:
    """The one target of all severities, else the strictest and the mildest."""
    targets = targets_of(frame)
    names = ("target",) if len(targets) == 1 else ("strictest target", "mildest target")
    return tuple(
        Line(f"{name}: {format_target(measure, target)}", target, "target") for name, target in zip(names, targets, strict=False)
    )


def _read_distribution(chart: Chart) -> Numbers:
    frame = chart.data
    names = tuple(f"{format_duration(row.low)} to {format_duration(row.high)}" for row in rows_of(frame))
    series = Series("incidents", floats(frame["n"]), TONE.main, labels=tuple(map(format_count, frame["n"])))
    return Numbers("columns", format_label(chart.metrics[0]), names, Axis("incidents", "count"), (series,))


def _read_concentration(chart: Chart) -> Numbers:
    frame = chart.data.head(LONGEST)
    names = tuple(str(row.title or row.incident_id or row.incident_key) for row in rows_of(frame))
    labels = durations_of(frame["minutes"])
    series = Series("hours", tuple(float(minutes) / 60 for minutes in frame["minutes"]), TONE.main, labels=labels)
    return Numbers("bars", "incident", names, Axis("hours", "hours"), (series,))


LONGEST = 8
"""As many of the longest incidents as the figure draws."""


def _read_group(by: str) -> Read:
    """Medians from zero, because bars on a logarithmic axis have no length that means anything; mean and target are marks across."""

    def read(chart: Chart) -> Numbers:
        frame, measure = chart.data, chart.metrics[0]
        median = Series("median", floats(frame["median"]), TONE.main, labels=durations_of(frame["median"]))
        series = [with_counts(with_interval(median, frame, "median"), frame)]
        series.append(mark_series(f"mean ({MEAN_NAMES[measure]})", frame["mean"], TONE.muted, durations_of(frame["mean"])))
        if frame["target"].notna().any():
            goals = ["" if target != target else format_duration(target) for target in frame["target"]]
            series.append(mark_series("target", frame["target"], TONE.target, goals))
        return Numbers("bars", by, tuple(map(format_label, frame[by])), _minutes(measure), tuple(series))

    return read


def _read_funnel(chart: Chart) -> Numbers:
    """Each team's median between the limits that its own number of incidents sets: a funnel without its curves, and no ranking."""
    frame, measure = chart.data, chart.metrics[0]
    colours = tuple(trace_of(chart, POINTS)["marker"]["color"])
    median = Series("median", floats(frame["median"]), TONE.muted, labels=durations_of(frame["median"]), colours=colours)
    marks = [
        mark_series(f"by chance {words}", frame[column], TONE.text, [format_duration(value) for value in frame[column]])
        for words, column in (("at least", "usual_low"), ("at most", "usual_high"))
        if frame[column].notna().any()
    ]
    names = tuple(map(format_label, frame["team"]))
    return Numbers("bars", "team", names, _minutes(measure), (with_counts(median, frame), *marks))


POINTS = 5
"""The trace of the teams; before it are the curves of the limits."""


def _minutes(measure: str) -> Axis:
    return Axis(f"minutes, median {format_label(measure)}", "minutes")


def _read_lag(chart: Chart) -> Numbers:
    frame, target = chart.data, target_of(chart)
    median = Series("median", floats(frame["median"]), TONE.main, labels=tuple(map(format_days, frame["median"])))
    lines = () if target is None else (Line(f"target: {format_days(target)}", target, "target"),)
    series = with_counts(with_interval(median, frame, "median"), frame)
    return Numbers("line", "quarter", quarters_of(frame), Axis("days, median", "days"), (series,), lines)


_OF_MEASURES: dict[str, Read] = {
    "by-quarter": _read_trend,
    "distribution": _read_distribution,
    "concentration": _read_concentration,
    "by-severity": _read_group("severity"),
    "by-method": _read_group("method"),
    "by-team": _read_funnel,
}
READERS: dict[str, Read] = {
    "postmortem-lag": _read_lag,
    **{f"{slug}-{what}": read for slug in SLUGS.values() for what, read in _OF_MEASURES.items()},
}
