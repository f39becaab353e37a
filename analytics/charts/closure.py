"""How long promised actions take, drawn: the share that is done by day, with what is known of the open ones."""

from __future__ import annotations

import pandas as pd

from analytics.charts.certainty import format_interval
from analytics.charts.chart import Chart, Spec, prepare_figure
from analytics.charts.intervals import INTERVAL
from analytics.charts.palette import TONES, ThemeName, translucent
from analytics.charts.rows import Row, rows_of
from analytics.charts.shares import percent_axis
from analytics.charts.wording import format_days, format_percent, format_plural


def figure_closure(curve: pd.DataFrame, summary: pd.DataFrame, *, theme: ThemeName) -> Chart:
    """A curve in steps with its band. `curve`: compute_closure_curve; `summary`: compute_action_closure of the selection (one row)."""
    tone, row = TONES[theme], next(rows_of(summary))
    days = curve["days"].tolist()
    step: Spec = {"type": "scatter", "mode": "lines", "x": days, "line": {"shape": "hv", "width": 0}, "hoverinfo": "skip"}
    traces = [
        {**step, "y": curve["share_low"].tolist()},
        {**step, "y": curve["share_high"].tolist(), "fill": "tonexty", "fillcolor": translucent(tone.main, 0.2)},
        {**step, "y": curve["share"].tolist(), "line": {"shape": "hv", "width": 3, "color": tone.main}, "hoverinfo": "text",
         "hovertext": [_hover(point) for point in rows_of(curve)]},
    ]  # fmt: skip
    figure = prepare_figure(
        traces, theme, xaxis={"title": {"text": "days since the item was opened"}, "rangemode": "tozero"},
        yaxis={**percent_axis(), "title": {"text": "share of items that are done"}},
    )  # fmt: skip
    title = _title(row)
    return Chart(
        "action-closure", title, figure, curve if row.n else curve.head(0), _source(row),
        f"{title}. A curve in steps with its 95 % band.", metrics=("action_closure",),
    )  # fmt: skip


def _hover(point: Row) -> str:
    band = format_interval(point.share_low, point.share_high, format_percent)
    lasted = f"{format_plural(point.at_risk, 'item has', 'items have')} lasted so long"
    return f"<b>{format_days(point.days)}</b><br>{format_percent(point.share)} done ({INTERVAL}: {band})<br>{lasted}"


def _title(row: Row) -> str:
    if row.median is None:
        return "Fewer than half of the action items are known to be done" if row.n else "How long action items take"
    interval = format_interval(row.median_low, row.median_high, format_days)
    return f"Half of the action items are done within {format_days(row.median)}" + (
        f" ({INTERVAL}: {interval})" if interval else ""
    )


def _source(row: Row) -> str:
    still = row.n - row.closed
    left = row.of - row.n
    words = (
        f"{row.n:,} of {format_plural(row.of, 'item')} are followed; {still:,} are not done and count for as long as they lasted."
    )
    return f"{words} {left:,} have no known day of opening or end and are left out." if left else words
