"""What all readers share: the numbers that they find, and how columns of a frame become series."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from analytics.charts.axes import known
from analytics.charts.chart import Chart, Spec
from analytics.charts.palette import TONES
from analytics.charts.wording import FEWEST_FOR_PERCENT, format_duration, format_quarter, format_share
from analytics.reports.records import Axis, Line, PlotKind, Series

TONE = TONES["light"]
SHARE_OF_INCIDENTS = Axis("share of incidents", "share")


class Numbers(NamedTuple):
    """What a reader finds in a frame; see Plot."""

    kind: PlotKind
    category: str
    categories: tuple[str, ...]
    axis: Axis
    series: tuple[Series, ...]
    lines: tuple[Line, ...] = ()


Read = Callable[[Chart], Numbers]


def floats(values: Iterable[Any]) -> tuple[float | None, ...]:
    return tuple(None if value is None else float(value) for value in known(values))


def counts_of(values: Iterable[Any]) -> tuple[int, ...]:
    return tuple(int(value) for value in values)


def quarters_of(frame: pd.DataFrame) -> tuple[str, ...]:
    return tuple(dict.fromkeys(format_quarter(quarter) for quarter in frame["quarter"]))


def with_interval(series: Series, frame: pd.DataFrame, column: str, *, is_share: bool = False) -> Series:
    """With the intervals of a column where there are any; of a share of fewer than five, which is told as k of n, none."""
    told = frame.where(frame["n"] >= FEWEST_FOR_PERCENT) if is_share else frame
    low, high = (floats(told[f"{column}_{end}"]) for end in ("low", "high"))
    return replace(series, low=low, high=high) if any(value is not None for value in low + high) else series


def with_counts(series: Series, frame: pd.DataFrame) -> Series:
    """With n of N."""
    return replace(series, n=counts_of(frame["n"]), of=counts_of(frame["of"]) if "of" in frame else ())


def durations_of(values: Iterable[float]) -> tuple[str, ...]:
    return tuple(map(format_duration, values))


def share_series(frame: pd.DataFrame, name: str, attained: str = "attained") -> Series:
    """A share with its interval, n of N, and `78 % (75 of 96)` as its words."""
    parts = zip(frame[attained], frame["n"], strict=True)
    series = Series(name, floats(frame["share"]), TONE.main, labels=tuple(format_share(part, whole) for part, whole in parts))
    return with_counts(with_interval(series, frame, "share", is_share=True), frame)


def mark_series(name: str, values: Iterable[Any], colour: str, labels: Sequence[str]) -> Series:
    """What the values are held against, as a mark across each."""
    return Series(name, floats(values), colour, "target", labels=tuple(labels))


def trace_of(chart: Chart, place: int = 0) -> Spec:
    """What the figure draws, for what a frame does not say: which rows it shows, and in which colours."""
    trace: Spec = chart.figure.to_dict()["data"][place]
    return trace


def title_of_axis(chart: Chart, axis: str) -> str:
    """Its words on the figure, which are this program's own."""
    return str(chart.figure.to_dict()["layout"][axis]["title"]["text"])


def target_of(chart: Chart) -> float | None:
    """Where the figure draws a target across; published numbers of others are dotted."""
    shapes = chart.figure.to_dict()["layout"].get("shapes") or ()
    return next((float(one["y0"]) for one in shapes if one.get("xref") == "paper" and one["line"].get("dash") == "dash"), None)
