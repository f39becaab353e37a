"""How sure a mark is, drawn: 95 % intervals as bars, and quarters whose documents are not all there as hollow marks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from analytics.charts.chart import Chart, PreparedFigure, Spec
from analytics.charts.palette import TONES, ThemeName
from analytics.charts.wording import format_names, format_quarter, is_unknown

Provisional = Collection[str]
"""The quarters whose documents are still expected."""
INTERVAL = "95\u00a0%"


def interval_bars(
    values: Sequence[float | None],
    lows: Sequence[float | None],
    highs: Sequence[float | None],
    colour: str,
    thickness: float = 1.5,
) -> Spec:
    """The bars of a trace from low to high; none where an end cannot be given.

    Without caps: Plotly would draw those also where a bar has no length.
    """
    reach = [_reach(*three) for three in zip(values, lows, highs, strict=True)]
    return {
        "type": "data", "symmetric": False, "arrayminus": [below for below, _ in reach], "array": [above for _, above in reach],
        "color": colour, "thickness": thickness, "width": 0,
    }  # fmt: skip


def _reach(value: float | None, low: float | None, high: float | None) -> tuple[float, float]:
    if value is None or low is None or high is None or is_unknown(value + low + high):
        return 0.0, 0.0
    return max(value - low, 0.0), max(high - value, 0.0)


def hollow_marker(quarters: Iterable[str], provisional: Provisional, colour: str, size: float, theme: ThemeName) -> Spec:
    """Filled marks, hollow ones for provisional quarters."""
    fills = [TONES[theme].background if quarter in provisional else colour for quarter in quarters]
    return {"size": size, "color": fills, "line": {"color": colour, "width": 2}}


def name_quarter(quarter: str, provisional: Provisional) -> str:
    """`2026 Q3`, `2026 Q3 (provisional)`."""
    return f"{format_quarter(quarter)} (provisional)" if quarter in provisional else format_quarter(quarter)


def describe_provisional(quarters: Iterable[str], provisional: Provisional) -> str:
    """`2026 Q3 (hollow) is provisional: documents are still expected.`; nothing where no quarter shown is."""
    names = [format_quarter(quarter) for quarter in quarters if quarter in provisional]
    verb = "is" if len(names) == 1 else "are"
    return f"{format_names(names)} (hollow) {verb} provisional: documents are still expected." if names else ""


def mark_provisional(chart: Chart, provisional: Provisional) -> Chart:
    """A chart by quarter that has no hollow marks gets a star at its provisional quarters and says what it means."""
    waiting = [quarter for quarter in chart.quarters if quarter in provisional]
    if not waiting or describe_provisional(waiting, provisional) in chart.source:
        return chart
    spec = chart.figure.to_dict()
    axis = spec["layout"]["xaxis"]
    # Behind the quarter, above the year; on a crowded axis, which names no quarters, it stands alone.
    ticks = [
        re.sub(r"^(Q\d)?", r"\g<0>*", text, count=1) if quarter in provisional else text
        for text, quarter in zip(axis["ticktext"], chart.quarters, strict=False)
    ]
    ticks += axis["ticktext"][len(chart.quarters) :]
    words = describe_provisional(waiting, provisional).replace(" (hollow)", " (*)")
    figure = PreparedFigure({**spec, "layout": {**spec["layout"], "xaxis": {**axis, "ticktext": ticks}}})
    return replace(chart, figure=figure, source=f"{chart.source} {words}")
