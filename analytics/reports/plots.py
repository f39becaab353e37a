"""Charts of the pages as records of numbers: what a native chart of PowerPoint or Excel, or a table, is made from.

Each reader takes the frame that the figure draws, so that both show the same numbers. One function a shape, one line of READERS a chart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Literal, NamedTuple

import pandas as pd

from analytics.charts.actions import BANDS
from analytics.charts.axes import known
from analytics.charts.chart import Chart
from analytics.charts.durations import MEAN_NAMES
from analytics.charts.intervals import Provisional
from analytics.charts.palette import CATEGORIES, ORANGE, SEVERITY_COLOURS, SEVERITY_ORDER, TONES, ThemeName
from analytics.charts.rows import rows_of
from analytics.charts.targets import targets_of
from analytics.charts.wording import (
    FEWEST_FOR_PERCENT,
    format_count,
    format_duration,
    format_label,
    format_percent,
    format_quarter,
    format_share,
    format_target,
)
from analytics.metrics.clock import PHASES
from analytics.metrics.registry import name_definition
from analytics.reports.records import Axis, Dot, Line, Note, Plot, PlotKind, Series

TONE = TONES["light"]
SHARE_OF_INCIDENTS = Axis("share of incidents", "share")
UNKNOWN_COLOUR = TONE.outline
"""For a severity that nobody wrote: the figure draws it hatched on white, which a native chart may not be able to."""


class Numbers(NamedTuple):
    """What a reader finds in a frame; see Plot."""

    kind: PlotKind
    category: str
    categories: tuple[str, ...]
    axis: Axis
    series: tuple[Series, ...]
    lines: tuple[Line, ...] = ()


Read = Callable[[Chart], Numbers]


def plot_of(
    chart: Chart, draw: Callable[[ThemeName], Chart], dots: pd.DataFrame | None = None, waiting: Provisional = frozenset()
) -> Plot:
    """A chart of the pages as a record. `chart`: `draw("light")`; `dots`: compute_dots; `waiting`: quarters that are provisional."""
    numbers = READERS[chart.name](chart)
    places = {format_quarter(quarter): place for place, quarter in enumerate(chart.quarters)}
    provisional = tuple(format_quarter(quarter) for quarter in chart.quarters if quarter in waiting)
    found = _read_dots(dots, places) if dots is not None else ()
    return Plot(
        chart.name, "dots" if found else numbers.kind, chart.title, chart.alt, chart.source, numbers.category, numbers.categories,
        numbers.axis, numbers.series, draw, numbers.lines, found, provisional,
        tuple(Note(*note) for note in chart.notes), tuple(map(name_definition, chart.metrics)),
    )  # fmt: skip


def is_known(chart: Chart) -> bool:
    """Whether a chart of the pages can be told in numbers of this form."""
    return chart.name in READERS


def told(plots: Sequence[Plot]) -> tuple[Plot, ...]:
    """Those that tell any number: an empty picture says less than the sentence above it."""
    return tuple(plot for plot in plots if plot.dots or any(v is not None for series in plot.series for v in series.values))


def _read_dots(dots: pd.DataFrame, places: dict[str, int]) -> tuple[Dot, ...]:
    """In the order of the figure, which spreads neighbours by the golden ratio; this does too."""
    return tuple(
        Dot(
            row.incident_key, row.title or row.incident_id or row.incident_key, _day(row.occurred_on),
            round(places[format_quarter(row.quarter)] + ((at * 0.618) % 1 - 0.5) * 0.5, 4), row.minutes, row.severity, row.team,
        )
        for at, row in enumerate(rows_of(dots))
    )  # fmt: skip


def _day(value: Any) -> Any:  # noqa: ANN401 - a cell of a frame
    return value.date() if isinstance(value, pd.Timestamp) else value


def _floats(values: Iterable[Any]) -> tuple[float | None, ...]:
    return tuple(None if value is None else float(value) for value in known(values))


def _counts(values: Iterable[Any]) -> tuple[int, ...]:
    return tuple(int(value) for value in values)


def _quarters(frame: pd.DataFrame) -> tuple[str, ...]:
    return tuple(dict.fromkeys(format_quarter(quarter) for quarter in frame["quarter"]))


def _with_interval(series: Series, frame: pd.DataFrame, column: str, *, is_share: bool = False) -> Series:
    """With the intervals of a column where there are any; of a share of fewer than five, which is told as k of n, none."""
    told = frame.where(frame["n"] >= FEWEST_FOR_PERCENT) if is_share else frame
    low, high = (_floats(told[f"{column}_{end}"]) for end in ("low", "high"))
    return replace(series, low=low, high=high) if any(value is not None for value in low + high) else series


def _with_counts(series: Series, frame: pd.DataFrame) -> Series:
    """With n of N."""
    return replace(series, n=_counts(frame["n"]), of=_counts(frame["of"]) if "of" in frame else ())


def _read_counts(chart: Chart) -> Numbers:
    """Incidents between the limits of chance."""
    frame = chart.data
    labels, colours = tuple(map(format_count, frame["incidents"])), chart.figure.to_dict()["data"][0]["marker"]["line"]["color"]
    values = Series("incidents", _floats(frame["incidents"]), TONE.muted, labels=labels, colours=tuple(colours))
    told: tuple[tuple[str, str, Literal["limit", "mean"]], ...] = (
        ("at most, by chance", "limit_high", "limit"), ("mean", "mean", "mean"), ("at least, by chance", "limit_low", "limit"),
    )  # fmt: skip
    first = frame.head(1)
    lines = tuple(Line(label, float(first[name].iloc[0]), role) for label, name, role in told if first[name].notna().any())
    return Numbers("line", "quarter", _quarters(frame), Axis("incidents", "count"), (values,), lines)


def _read_severities(chart: Chart) -> Numbers:
    frame = chart.data
    found = {(row.quarter, row.severity): row.incidents for row in rows_of(frame)}
    quarters = list(dict.fromkeys(frame["quarter"]))
    series = tuple(
        Series(
            format_label(severity), tuple(float(found.get((quarter, severity), 0)) for quarter in quarters),
            UNKNOWN_COLOUR if SEVERITY_COLOURS[severity] == "#FFFFFF" else SEVERITY_COLOURS[severity],
        )
        for severity in SEVERITY_ORDER if any(found.get((quarter, severity)) for quarter in quarters)
    )  # fmt: skip
    return Numbers("stacked", "quarter", _quarters(frame), Axis("incidents", "count"), series)


def _read_trend(chart: Chart) -> Numbers:
    """Median with its interval, and mean, of a duration by quarter."""
    frame, measure = chart.data, chart.metrics[0]
    median = Series("median", _floats(frame["median"]), TONE.main, labels=_durations(frame["median"]))
    mean = Series(
        f"mean ({MEAN_NAMES[measure]})", _floats(frame["mean"]), TONE.outline, "context", labels=_durations(frame["mean"])
    )
    series = (_with_counts(_with_interval(median, frame, "median"), frame), _with_counts(mean, frame))
    axis = Axis(f"{format_label(measure)}, log scale", "minutes", log=True)
    return Numbers("line", "quarter", _quarters(frame), axis, series, _target_lines(frame, measure))


def _target_lines(frame: pd.DataFrame, measure: str) -> tuple[Line, ...]:
    """The one target of all severities, else the strictest and the mildest."""
    targets = targets_of(frame)
    names = ("target",) if len(targets) == 1 else ("strictest target", "mildest target")
    return tuple(
        Line(f"{name}: {format_target(measure, target)}", target, "target") for name, target in zip(names, targets, strict=False)
    )


def _durations(values: Iterable[float]) -> tuple[str, ...]:
    return tuple(map(format_duration, values))


def _read_shares(chart: Chart) -> Numbers:
    """A share by quarter against a target."""
    frame = chart.data
    series = _share_series(frame, "share")
    targets = frame["target"].dropna() if "target" in frame else frame["n"].head(0)
    lines = tuple(Line(f"target: {format_percent(float(target))}", float(target), "target") for target in targets.head(1))
    return Numbers("line", "quarter", _quarters(frame), SHARE_OF_INCIDENTS, (series,), lines)


def _share_series(frame: pd.DataFrame, name: str, attained: str = "attained") -> Series:
    """A share with its interval, n of N, and `78 % (75 of 96)` as its words."""
    parts = zip(frame[attained], frame["n"], strict=True)
    series = Series(name, _floats(frame["share"]), TONE.main, labels=tuple(format_share(part, whole) for part, whole in parts))
    return _with_counts(_with_interval(series, frame, "share", is_share=True), frame)


def _read_clock(chart: Chart) -> Numbers:
    frame = chart.data
    series = []
    for place, phase in enumerate(PHASES):
        told = frame[frame["phase"] == phase]
        labels = tuple(f"{format_percent(row.share)}, {format_duration(row.minutes)}" if row.n else "–" for row in rows_of(told))
        series.append(_with_counts(Series(phase, _floats(told["share"]), CATEGORIES[place], labels=labels), told))
    return Numbers("stacked_share", "quarter", _quarters(frame), Axis("share of all hours", "share"), tuple(series))


def _read_distribution(chart: Chart) -> Numbers:
    frame = chart.data
    names = tuple(f"{format_duration(row.low)} to {format_duration(row.high)}" for row in rows_of(frame))
    series = Series("incidents", _floats(frame["n"]), TONE.main, labels=tuple(map(format_count, frame["n"])))
    return Numbers("columns", format_label(chart.metrics[0]), names, Axis("incidents", "count"), (series,))


def _read_concentration(chart: Chart) -> Numbers:
    frame = chart.data.head(LONGEST)
    names = tuple(str(row.title or row.incident_id or row.incident_key) for row in rows_of(frame))
    labels = _durations(frame["minutes"])
    series = Series("hours", tuple(float(minutes) / 60 for minutes in frame["minutes"]), TONE.main, labels=labels)
    return Numbers("bars", "incident", names, Axis("hours", "hours"), (series,))


LONGEST = 8
"""As many of the longest incidents as the figure draws."""


def _read_ticked(group: str) -> Read:
    """Shares of the incidents that tick something, most frequent first."""

    def read(chart: Chart) -> Numbers:
        frame = chart.data[chart.data["incidents"] > 0]
        series = _share_series(frame, "share of incidents", "incidents")
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
    return replace(_share_series(own, name, "incidents"), colour=colour, role=role)


def _read_completion(chart: Chart) -> Numbers:
    frame = chart.data[chart.data["n"] > 0].reset_index(drop=True)
    series = [_share_series(frame, "complete")]
    if frame["target"].notna().any():
        missed = [row.target is not None and row.share < row.target for row in rows_of(frame)]
        series[0] = replace(series[0], colours=tuple(ORANGE if late else TONE.main for late in missed))
        goals = tuple("" if target != target else format_percent(target) for target in frame["target"])
        series.append(Series("target", _floats(frame["target"]), TONE.target, "target", labels=goals))
    names = tuple(map(format_label, frame["horizon"]))
    return Numbers("bars", "horizon", names, Axis("complete, of all but won't do", "share"), tuple(series))


def _read_overdue(chart: Chart) -> Numbers:
    row = next(rows_of(chart.data))
    counts = [getattr(row, column) for column in BANDS]
    series = Series("overdue items", _floats(counts), ORANGE, labels=tuple(map(format_count, counts)))
    return Numbers(
        "bars", "days past the due date", tuple(BANDS.values()), Axis("open items past their due date", "count"), (series,)
    )


def _for_measures(names: Sequence[str], read: Read) -> dict[str, Read]:
    return dict.fromkeys(names, read)


READERS: dict[str, Read] = {
    "incidents-by-quarter": _read_counts,
    "severity-by-quarter": _read_severities,
    "detection-methods": _read_ticked("method"),
    "contributing-factors": _read_ticked("factor"),
    "top-factors": _read_top_factors,
    "where-the-clock-went": _read_clock,
    "action-completion": _read_completion,
    "overdue-by-age": _read_overdue,
    **_for_measures(("detected-internally", "actions-on-time-by-quarter", "action-completion-by-quarter"), _read_shares),
    **_for_measures(("time-to-detect-by-quarter", "time-to-acknowledge-by-quarter"), _read_trend),
    **_for_measures(("time-to-mitigate-by-quarter", "time-to-resolve-by-quarter"), _read_trend),
    **_for_measures(("time-to-detect-distribution", "time-to-resolve-distribution"), _read_distribution),
    **_for_measures(("time-to-detect-concentration", "time-to-resolve-concentration"), _read_concentration),
}
"""The name of a chart -> how its frame is read. A chart whose numbers are in no reader has no native form; `is_known` says so."""
