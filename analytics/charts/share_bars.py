"""Bars of shares with their intervals: factors, ways of detection, impacts on users."""

from __future__ import annotations

import pandas as pd

from analytics.charts.chart import PreparedFigure, Spec, label_at, prepare_figure
from analytics.charts.intervals import INTERVAL, interval_bars
from analytics.charts.palette import TONES, ThemeName
from analytics.charts.rows import Row, rows_of
from analytics.charts.shares import bar_rows, row_axis
from analytics.charts.wording import format_label, format_percent, format_share
from analytics.metrics.ticked import NOT_RECORDED


def figure_ticked(told: pd.DataFrame, box: str, axis: str, theme: ThemeName) -> PreparedFigure:
    """The boxes that are ticked, as bars with intervals; a click leads to the incidents. `told`: rows of compute_ticked_shares."""
    tone = TONES[theme]
    values = list(told[box])
    trace, places = bar_rows(
        [format_label(value) for value in values], [float(share) for share in told["share"]], [share_hover(row) for row in rows_of(told)],
        theme, marker={"color": [tone.context if value == NOT_RECORDED else tone.main for value in values]}, textposition="none",
        customdata=[f"{box}:{value}" for value in values], error_x=whiskers(told, theme),
    )  # fmt: skip
    return prepare_figure(
        [trace], theme, yaxis=row_axis([format_label(value) for value in values], places), annotations=labels_beyond(told, places, theme),
        xaxis={"title": {"text": axis}, **percent_ticks(max([*told["share_high"], 0.0]))},
    )  # fmt: skip


def share_hover(row: Row) -> str:
    """A share with its interval."""
    interval = f"{INTERVAL}: {format_percent(row.share_low)} to {format_percent(row.share_high)}"
    return f"{format_share(row.incidents, row.n)}<br>{interval}<br>Click for the incidents"


def whiskers(told: pd.DataFrame, theme: ThemeName) -> Spec:
    """The intervals of bars of shares."""
    return interval_bars(
        told["share"].tolist(), told["share_low"].tolist(), told["share_high"].tolist(), TONES[theme].text, thickness=1.2
    )


def labels_beyond(told: pd.DataFrame, places: list[int], theme: ThemeName) -> list[Spec]:
    """The shares in words, behind their intervals."""
    return [
        label_at(max(row.share_high, row.share), place, format_share(row.incidents, row.n), TONES[theme].text, xanchor="left", xshift=5)
        for row, place in zip(rows_of(told), places, strict=True)
    ]  # fmt: skip


def percent_ticks(widest: float) -> Spec:
    """From zero, with room for the text behind the widest interval; at most six ticks, none beyond 100 %."""
    end = max(widest, 0.05) * 1.75
    step = next(step for step in (0.02, 0.05, 0.1, 0.2, 0.5) if min(end, 1) / step < 6)
    ticks = [step * place for place in range(int(min(end, 1) / step) + 1)]
    return {"range": [0, end], "tickvals": ticks, "ticktext": [format_percent(tick) for tick in ticks]}
