"""Action items: how many are done, overdue and open, what they lack, and how long they take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from analytics.charts.actions import BANDS
from analytics.charts.backlog import MONTHS, MOST_MONTHS
from analytics.charts.chart import Chart
from analytics.charts.palette import ORANGE
from analytics.charts.rows import rows_of
from analytics.charts.wording import format_count, format_label, format_percent
from analytics.reports.plots.shapes import (
    TONE,
    Numbers,
    Read,
    floats,
    mark_series,
    share_series,
    target_of,
    title_of_axis,
    trace_of,
)
from analytics.reports.records import Axis, Line, Series


def _read_completion(by: str) -> Read:
    """Only what is below its target by more than chance does has a colour of its own, as in the figure."""

    def read(chart: Chart) -> Numbers:
        frame = chart.data[chart.data["n"] > 0].reset_index(drop=True)
        series = [replace(share_series(frame, "complete"), colours=tuple(trace_of(chart)["marker"]["color"]))]
        if frame["target"].notna().any():
            goals = ["" if target != target else format_percent(target) for target in frame["target"]]
            series.append(mark_series("target", frame["target"], TONE.target, goals))
        names = tuple(map(format_label, frame[by]))
        return Numbers("bars", by, names, Axis("complete, of all but won't do", "share"), tuple(series))

    return read


def _read_overdue(chart: Chart) -> Numbers:
    row = next(rows_of(chart.data))
    counts = [getattr(row, column) for column in BANDS]
    series = Series("overdue items", floats(counts), ORANGE, labels=tuple(map(format_count, counts)))
    return Numbers(
        "bars", "days past the due date", tuple(BANDS.values()), Axis("open items past their due date", "count"), (series,)
    )


def _read_open(by: str) -> Read:
    """Overdue below, open but not overdue above; those that the figure shows, in its order."""

    def read(chart: Chart) -> Numbers:
        drawn = [mark[1].removeprefix(f"{by}:") for mark in trace_of(chart)["customdata"]]
        frame = chart.data.set_index(by).loc[drawn]
        parts = (("overdue", frame["overdue"], ORANGE), ("open, not overdue", frame["n"] - frame["overdue"], TONE.context))
        series = tuple(Series(name, floats(values), colour) for name, values, colour in parts)
        return Numbers("stacked", by, tuple(map(format_label, drawn)), Axis("open action items", "count"), series)

    return read


def _read_gaps(chart: Chart) -> Numbers:
    frame = chart.data
    names = tuple(f"no {gap}" for gap in frame["gap"])
    return Numbers("bars", "gap", names, Axis("of the open items", "share"), (share_series(frame, "open items"),))


def _read_backlog(chart: Chart) -> Numbers:
    """What came and what went are lines beside what is open: no native chart has bars on both sides of a line that begins at zero."""
    frame = chart.data.tail(MOST_MONTHS)
    names = tuple(
        f"{MONTHS[int(row.month[5:]) - 1]} {row.month[:4]}{'' if row.is_complete else ' so far'}" for row in rows_of(frame)
    )
    series = (
        Series("open", floats(frame["open"]), TONE.main, labels=tuple(map(format_count, frame["open"]))),
        Series("opened", floats(frame["opened"]), TONE.muted, "context"),
        Series("done or dropped", floats(frame["ended"]), TONE.outline, "context"),
    )
    return Numbers("line", "month", names, Axis("action items", "count"), series)


def _read_closure(chart: Chart) -> Numbers:
    """The share done on each day up to the end of the figure's axis: between two days of the frame a curve in steps stays where it was."""
    frame, target = chart.data, target_of(chart)
    last = int(chart.figure.to_dict()["layout"]["xaxis"]["range"][1]) if len(frame) else -1
    days = range(last + 1)
    curves = list(frame.groupby("group", sort=False)) if "group" in frame else [("", frame)]
    series = tuple(
        one for (name, curve), colour in zip(curves, (TONE.main, ORANGE), strict=False)
        for one in _curve_series(curve, str(name), colour, days)
    )  # fmt: skip
    lines = () if target is None else (Line(f"target: {format_percent(target)}", target, "target"),)
    axis = Axis(title_of_axis(chart, "yaxis"), "share")
    return Numbers("line", "days since the item was opened", tuple(f"{day:,}" for day in days), axis, series, lines)


def _curve_series(curve: pd.DataFrame, name: str, colour: str, days: range) -> Iterator[Series]:
    """The curve, and the ends of its band as lines of their own: an interval a day would hide it."""
    of = f"{name}, " if name else ""
    steps = curve.drop_duplicates("days", keep="last").set_index("days").reindex(days, method="ffill")
    labels = tuple(map(format_percent, steps["share"]))
    yield Series(name or "done", floats(steps["share"]), colour, labels=labels)
    yield Series(f"{of}95 % from", floats(steps["share_low"]), TONE.outline, "context")
    yield Series(f"{of}95 % to", floats(steps["share_high"]), TONE.outline, "context")


READERS: dict[str, Read] = {
    "action-completion": _read_completion("horizon"),
    "action-completion-by-team": _read_completion("team"),
    "action-completion-by-severity": _read_completion("severity"),
    "overdue-by-age": _read_overdue,
    "open-actions-by-team": _read_open("team"),
    "open-actions-by-owner": _read_open("owner"),
    "action-gaps": _read_gaps,
    "action-backlog": _read_backlog,
    "action-closure": _read_closure,
    "action-closure-compared": _read_closure,
}
