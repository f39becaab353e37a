"""Who or what noticed, and what it cost in false alarms."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from analytics.charts.axes import count_axis, quarter_axis
from analytics.charts.chart import Chart, label_at, prepare_figure
from analytics.charts.intervals import INTERVAL
from analytics.charts.palette import TONES, ThemeName
from analytics.charts.rows import Row, leaders_of, rows_of
from analytics.charts.share_bars import figure_ticked
from analytics.charts.wording import (
    format_labels,
    format_leaders,
    format_number,
    format_plural,
    format_quarter,
    format_share,
    is_unknown,
)

NOT_RECORDED = "not recorded"


def figure_methods(methods: pd.DataFrame, *, theme: ThemeName, compared: str = "") -> Chart:
    """How incidents were noticed, most frequent first. `methods`: compute_detection_methods; `compared`: how the shares changed."""
    told = methods[methods["incidents"] > 0].reset_index(drop=True)
    figure = figure_ticked(told, "method", "share of the incidents that say how they were noticed", theme)
    recorded = told[told["method"] != NOT_RECORDED]
    title, source = "How incidents were noticed", "No incident says how it was noticed."
    if len(recorded):
        top = recorded.iloc[0]
        most = format_labels(leaders_of(recorded, "method", "incidents"))
        each = " each" if len(most) > 1 else ""
        title = f"{format_leaders(most, 'ways')} noticed most: {format_share(top['incidents'], top['n'])}{each}"
        source = f"{top['n']:,} of {format_plural(int(top['of']), 'incident')} say how they were noticed; several may be ticked. "
        source += f"{f'{compared} ' if compared else ''}Thin bars: {INTERVAL} intervals."
    return Chart(
        "detection-methods",
        title,
        figure,
        methods,
        source,
        f"{title}. Bars, most frequent first, with 95 % intervals.",
        metrics=("detection_methods",),
    )


def figure_false_positives(groups: pd.DataFrame, *, theme: ThemeName) -> Chart:
    """False alarms by quarter. `groups`: compute_false_positives by quarter; a quarter without a stated number stays empty."""
    return figure_sum_by_quarter(
        groups, name="false-positives", metric="alert_false_positives", what="False alarms", axis="false positives stated",
        say=partial(format_number, one="false alarm"), behind="stated:false_positives", theme=theme,
    )  # fmt: skip


def figure_sum_by_quarter(
    groups: pd.DataFrame, *, name: str, metric: str, what: str, axis: str, say: Callable[[float], str], behind: str, theme: ThemeName,
    label: Callable[[float], str] | None = None, per_unit: float = 1, source: str = "",
) -> Chart:  # fmt: skip
    """A sum of stated values by quarter as bars. `groups`: quarter, sum (NULL where n is 0), n, of.

    `say` writes a sum with its unit, `label` the same over its bar; `per_unit`: how much of it makes one unit of the axis. `behind`
    narrows a quarter's incidents to those that state a value. `source` replaces the words about those that do not.
    """
    quarters, tone = list(groups["quarter"]), TONES[theme]
    heights = [None if is_unknown(value) else value / per_unit for value in groups["sum"]]
    trace = {
        "type": "bar", "x": list(range(len(quarters))), "y": heights, "marker": {"color": tone.main}, "hoverinfo": "text",
        "hovertext": [_sum_hover(row, say) for row in rows_of(groups)],
        "customdata": [[f"quarter:{quarter}", behind] for quarter in quarters],
    }  # fmt: skip
    # Smaller than other labels: `35 min` over one bar of ten must not touch the next.
    labels = [
        label_at(at, height, (label or _short)(value), tone.text, yanchor="bottom", font={"size": 11, "color": tone.text})
        for at, (height, value) in enumerate(zip(heights, groups["sum"], strict=True)) if height is not None
    ]  # fmt: skip
    figure = prepare_figure(
        [trace], theme, annotations=labels if len(quarters) <= 16 else [], xaxis=quarter_axis(quarters),
        yaxis={"title": {"text": axis}, **count_axis(max((height for height in heights if height is not None), default=0))},
    )  # fmt: skip
    title = _sum_title(groups, what, say)
    n, of = int(groups["n"].sum()), int(groups["of"].sum())
    rest = format_plural(of - n, "does not and is", "do not and are")
    stating = f"{n:,} of {format_plural(of, 'incident')} state a number; {rest} left out."
    return Chart(name, title, figure, groups, source or stating, f"{title}. Bars by quarter.", tuple(quarters), (metric,))


def _sum_hover(row: Row, say: Callable[[float], str]) -> str:
    amount = "no number stated" if row.sum is None else f"{say(row.sum)} from {row.n:,} of {format_plural(row.of, 'incident')}"
    return f"<b>{format_quarter(row.quarter)}</b><br>{amount}<br>Click for the list"


def _sum_title(groups: pd.DataFrame, what: str, say: Callable[[float], str]) -> str:
    told = groups[groups["n"] > 0]
    if told.empty:
        return f"{what} by quarter"
    return f"{what}: {say(told.iloc[-1]['sum'])} in {format_quarter(told.iloc[-1]['quarter'])}"


def _short(value: float) -> str:
    """`1.2 M`, `340 k`: labels over narrow bars."""
    if is_unknown(value):
        return ""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.3g} {letter}"
    return f"{value:,.0f}"
