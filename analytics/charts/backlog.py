"""The backlog of action items, drawn: what came, what went, and how many were open at the end of each month."""

from __future__ import annotations

import pandas as pd

from analytics.charts.axes import count_axis
from analytics.charts.certainty import format_interval
from analytics.charts.chart import Chart, Spec, key_line, label_at, prepare_figure
from analytics.charts.intervals import INTERVAL
from analytics.charts.palette import TONES, ThemeName
from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import format_count, format_plural
from analytics.metrics.backlog import RECENT, Backlog
from analytics.stats.interval import Interval

MOST_MONTHS = 36
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def figure_backlog(backlog: Backlog, *, theme: ThemeName) -> Chart:
    """Open items as a line, opened above and ended below zero as bars, by month. `backlog`: compute_backlog."""
    tone, months = TONES[theme], backlog.months.tail(MOST_MONTHS).reset_index(drop=True)
    place = list(range(len(months)))
    bars: Spec = {"type": "bar", "x": place, "width": 0.7, "hoverinfo": "skip"}
    hovers = [_hover(row) for row in rows_of(months)]
    traces = [
        {**bars, "y": months["opened"].tolist(), "marker": {"color": tone.outline}},
        {**bars, "y": (-months["ended"]).tolist(), "marker": {"color": tone.context}},
        {"type": "scatter", "mode": "lines+markers", "x": place, "y": months["open"].tolist(), "text": hovers,
         "hovertemplate": "%{text}<extra></extra>", "line": {"color": tone.main, "width": 3}, "marker": {"size": 6, "color": tone.main},
         "customdata": [["items:all", f"open_at_end_of:{month}"] for month in months["month"]]},
    ]  # fmt: skip
    key = [
        ("●", tone.main, "open at the end of the month"),
        ("■", tone.outline, "opened"),
        ("■", tone.context, "done or dropped"),
    ]
    highest = max([*months["open"], *months["opened"], 1])
    figure = prepare_figure(
        traces, theme, barmode="overlay", xaxis=_month_axis(months["month"].tolist()),
        annotations=[key_line(key), *_last_label(months, theme)],
        yaxis={**count_axis(highest), "range": [-1.15 * max([*months["ended"], 1]), highest * 1.15], "title": {"text": "action items"}},
        margin={"l": 8, "r": 60, "t": 28, "b": 8},
    )  # fmt: skip
    title = _title(backlog)
    return Chart(
        "action-backlog", title, figure, backlog.months, _source(backlog), f"{title}. Open items by month, with those opened and ended.",
        months=tuple(months["month"]), metrics=("action_backlog",),
    )  # fmt: skip


def _month_axis(months: list[str]) -> Spec:
    """Every third month by name, the year below its first."""
    labels, year = [], ""
    for month in months:
        is_shown = (int(month[5:]) - 1) % 3 == 0
        words = MONTHS[int(month[5:]) - 1] + (f"<br>{month[:4]}" if month[:4] != year else "")
        year = month[:4] if is_shown else year
        labels.append(words if is_shown else "")
    return {"tickvals": list(range(len(months))), "ticktext": labels, "range": [-0.6, len(months) - 0.4], "tickangle": 0}


def _last_label(months: pd.DataFrame, theme: ThemeName) -> list[Spec]:
    if months.empty:
        return []
    last = months["open"].iloc[-1]
    return [label_at(len(months) - 1, last, f"<b>{last:,} open</b>", TONES[theme].main, xanchor="left", xshift=9)]


def _hover(row: Row) -> str:
    name = f"{MONTHS[int(row.month[5:]) - 1]} {row.month[:4]}{'' if row.is_complete else ' so far'}"
    flows = f"{row.opened:,} opened, {row.ended:,} done or dropped"
    return f"<b>{name}</b><br>{format_plural(row.open, 'item')} open at its end<br>{flows}<br>Click for the items"


def _title(backlog: Backlog) -> str:
    if backlog.months.empty:
        return "Backlog of action items"
    still_open = format_plural(int(backlog.months["open"].iloc[-1]), "action item")
    return f"{still_open} open: {describe_growth(backlog.growth)}"


def describe_growth(growth: Interval) -> str:
    """What may be said of the backlog's growth: never more than the months carry."""
    if growth.low is None or growth.high is None or growth.value is None:
        return "too few months to say whether the backlog grows"
    interval = format_interval(growth.low, growth.high, _signed)
    if growth.low > 0 or growth.high < 0:
        verb = "grows" if growth.low > 0 else "shrinks"
        return f"the backlog {verb} by {abs(growth.value):,.0f} in a typical month ({INTERVAL}: {interval})"
    return f"no detectable growth ({_signed(growth.value)} in a typical month, {INTERVAL}: {interval})"


def _signed(value: float | None) -> str:
    return "" if value is None else f"{value:+,.0f}".replace("-", "−")


def _source(backlog: Backlog) -> str:
    left = backlog.of - backlog.n
    followed = f"{format_count(backlog.n)} of {format_plural(backlog.of, 'item')} are followed"
    words = f"{followed}; growth over the last {RECENT} complete months."
    verb = "is" if left == 1 else "are"
    left_out = f"{format_plural(left, 'has', 'have')} no known day of opening or end, or no status, and {verb} left out."
    return f"{words} {left_out}" if left else words
