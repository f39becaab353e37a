"""How soon documents are final, by quarter."""

from __future__ import annotations

import pandas as pd

from analytics.charts.axes import known, quarter_axis
from analytics.charts.certainty import format_interval
from analytics.charts.chart import Chart, Spec, label_at, prepare_figure, target_line
from analytics.charts.intervals import INTERVAL, Provisional, describe_provisional, hollow_marker, interval_bars, name_quarter
from analytics.charts.palette import TONES, ThemeName
from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import format_days, format_plural, format_quarter, format_share, is_unknown


def figure_lag(groups: pd.DataFrame, *, theme: ThemeName, provisional: Provisional = frozenset()) -> Chart:
    """The median of the days from resolution to the last signature, with its interval. `groups`: compute_postmortem_lag by quarter."""
    tone, quarters = TONES[theme], groups["quarter"].tolist()
    median, low, high = (known(groups[name]) for name in ("median", "median_low", "median_high"))
    targets = groups["target"].dropna()
    target = float(targets.iloc[0]) if len(targets) else None
    trace = {
        "type": "scatter", "mode": "lines+markers", "x": list(range(len(quarters))), "y": median, "connectgaps": False,
        "line": {"color": tone.main, "width": 3}, "marker": hollow_marker(quarters, provisional, tone.main, 9, theme),
        "error_y": interval_bars(median, low, high, tone.outline),
        "text": [_hover(row, provisional) for row in rows_of(groups)], "hovertemplate": "%{text}<extra></extra>", "cliponaxis": False,
        "customdata": [[f"quarter:{quarter}", "status:final"] for quarter in quarters],
    }  # fmt: skip
    told = groups[groups["n"] > 0]
    figure = prepare_figure(
        [trace], theme, shapes=[] if target is None else [target_line(target, theme)], annotations=_last_label(told, theme),
        xaxis=quarter_axis(quarters, room_right=0.1 * len(quarters)),
        yaxis={**_axis([*told["median"], *told["median_high"]], target), "title": {"text": "days, median"}},
    )  # fmt: skip
    title = "Days until a postmortem is final"
    if len(told):
        last = told.iloc[-1]
        title = f"Half of the postmortems of {format_quarter(last['quarter'])} were final within {format_days(last['median'])}"
    return Chart(
        "postmortem-lag", title, figure, groups, _source(groups, target, provisional),
        f"{title}. Median by quarter with its 95 % interval.", quarters=tuple(quarters), metrics=("postmortem_lag",),
    )  # fmt: skip


def _hover(row: Row, provisional: Provisional) -> str:
    interval = format_interval(row.median_low, row.median_high, format_days)
    said = f" ({INTERVAL}: {interval})" if interval else ""
    return (
        f"<b>{name_quarter(row.quarter, provisional)}</b><br>median {format_days(row.median)}{said}<br>"
        f"n = {row.n} of {row.of}<br>Click for the incidents"
    )


def _last_label(told: pd.DataFrame, theme: ThemeName) -> list[Spec]:
    if told.empty:
        return []
    text = f"<b>{format_days(told['median'].iloc[-1])}</b>"
    return [label_at(int(told.index[-1]), told["median"].iloc[-1], text, TONES[theme].main, xanchor="left", xshift=9)]


def _axis(ends: list[float], target: float | None) -> Spec:
    """From zero, with the target as a tick of its own where there is one."""
    top = max([1.0, target or 0.0, *(end for end in ends if not is_unknown(end))]) * 1.15
    axis: Spec = {"range": [0, top]}
    if target is None:
        return axis
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 10_000) if top / step <= 6)
    ticks = {float(at): str(at) for at in range(0, int(top) + 1, step) if abs(at - target) > top / 10}
    ticks[target] = f"<b>target<br>{format_days(target)}</b>"
    return {**axis, "tickvals": list(ticks), "ticktext": list(ticks.values())}


def _source(groups: pd.DataFrame, target: float | None, provisional: Provisional) -> str:
    n, of = int(groups["n"].sum()), int(groups["of"].sum())
    left = "; the others are not final, or state no end or no signature" if of > n else ""
    parts = [f"{n:,} of {format_plural(of, 'incident')}{left}."]
    if target is not None and groups["judged"].sum():
        parts.append(f"Within {format_days(target)}: {format_share(groups['attained'].sum(), groups['judged'].sum())}.")
    parts += ["In the newest quarters only the quickest documents are final yet."]
    parts += ["Upright bars: 95\u00a0% intervals."] if groups["median_low"].notna().any() else []
    return " ".join([*parts, describe_provisional(groups["quarter"], provisional)]).strip()
