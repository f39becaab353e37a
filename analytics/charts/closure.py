"""How long promised actions take, drawn: the share that is done by day, with what is known of the open ones."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analytics.charts.certainty import format_interval
from analytics.charts.chart import Chart, Spec, label_at, prepare_figure, target_line
from analytics.charts.intervals import INTERVAL
from analytics.charts.palette import ORANGE, TONES, ThemeName, translucent
from analytics.charts.rows import Row, rows_of
from analytics.charts.shares import percent_axis
from analytics.charts.wording import escape_figure_text, format_days, format_percent, format_plural, shorten
from analytics.metrics.closure import Closure, ClosureComparison
from analytics.metrics.verdicts import SIGNIFICANT

LOOKS = 2
"""What the page compares with this one: two groups' pace, and the share on time of two quarters, which needs no being asked for."""


def figure_closure(curve: pd.DataFrame, summary: pd.DataFrame, *, theme: ThemeName) -> Chart:
    """A curve in steps with its band, and below the axis how many are still followed.

    `curve`: compute_closure_curve; `summary`: compute_action_closure of the selection (one row).
    """
    tone, row = TONES[theme], next(rows_of(summary))
    figure = prepare_figure(
        _step_traces(curve, tone.main), theme, xaxis=_days_axis([curve]), shapes=_target_shapes(row.completion_target, theme),
        yaxis={**percent_axis(row.completion_target), "title": {"text": "share of items that are done"}},
    )  # fmt: skip
    title = _title(row)
    return Chart(
        "action-closure", title, figure, curve if row.n else curve.head(0), _source(row),
        f"{title}. A curve in steps with its 95 % band.", metrics=("action_closure",),
    )  # fmt: skip


def figure_closure_groups(compared: ClosureComparison, *, names: tuple[str, str], theme: ThemeName) -> Chart:
    """Two curves in steps with their bands, and how many are still followed. `compared`: compare_closures; `names`: of the two groups."""
    tone = TONES[theme]
    sides = list(zip(names, (compared.first, compared.second), (tone.main, ORANGE), strict=True))
    traces = [trace for name, side, colour in sides for trace in _step_traces(side.curve, colour, name)]
    heights = _move_apart(*(float(side.curve["share"].iloc[-1]) if side.n else 0.0 for _, side, _ in sides))
    labels = [
        label_at(1, height, f"<b>{escape_figure_text(shorten(name, 18))}</b>", colour, xref="paper", xanchor="left", xshift=6)
        for (name, side, colour), height in zip(sides, heights, strict=True) if side.n
    ]  # fmt: skip
    figure = prepare_figure(
        traces, theme, xaxis=_days_axis([side.curve for _, side, _ in sides], names), annotations=labels,
        shapes=_target_shapes(compared.target, theme),
        yaxis={**percent_axis(compared.target), "title": {"text": "share of items that are done"}},
        margin={"l": 8, "r": 130, "t": 8, "b": 8},
    )  # fmt: skip
    title = _compared_title(compared, names)
    data = pd.concat([side.curve.assign(group=name) for name, side, _ in sides], ignore_index=True)
    return Chart(
        "action-closure-compared", title, figure, data if compared.first.n and compared.second.n else data.head(0),
        _compared_source(compared, names), f"{title}. Two curves in steps with 95 % bands.", metrics=("action_closure",),
    )  # fmt: skip


def _step_traces(curve: pd.DataFrame, colour: str, name: str = "") -> list[Spec]:
    """The curve and its band."""
    days = curve["days"].tolist()
    step: Spec = {"type": "scatter", "mode": "lines", "x": days, "line": {"shape": "hv", "width": 0}, "hoverinfo": "skip"}
    return [
        {**step, "y": curve["share_low"].tolist()},
        {**step, "y": curve["share_high"].tolist(), "fill": "tonexty", "fillcolor": translucent(colour, 0.2)},
        {**step, "y": curve["share"].tolist(), "line": {"shape": "hv", "width": 3, "color": colour}, "hoverinfo": "text",
         "hovertext": [_hover(point, name) for point in rows_of(curve)]},
    ]  # fmt: skip


def _days_axis(curves: list[pd.DataFrame], names: Sequence[str] = ()) -> Spec:
    """Days in round steps until few are followed; below each how many items of each curve still are."""
    last = max([_end_of(curve) for curve in curves if len(curve)], default=1.0)
    step = next((step for step in _STEPS if last / step <= MOST_TICKS), _STEPS[-1])
    ticks = [step * place for place in range(int(last // step) + 1)]
    followed = [[_followed(curve, tick) for curve in curves] for tick in ticks]
    whose = f": {escape_figure_text(', then '.join(shorten(name, 24) for name in names))}" if names else ""
    return {
        "title": {"text": f"days since the item was opened; below them the items still followed{whose}"}, "range": [0, last],
        "tickvals": ticks,
        "ticktext": ["<br>".join([f"{tick:,}", *(f"{count:,}" for count in counts)]) for tick, counts in zip(ticks, followed, strict=True)],
    }  # fmt: skip


MOST_TICKS = 10
_STEPS = (1, 7, 14, 30, 60, 90, 180, 365)
FEW = 0.05
"""Where fewer than this share of the items are still followed the axis ends: the last of them would take most of its length."""


def _end_of(curve: pd.DataFrame) -> float:
    """The last day on which more than few are followed."""
    return float(curve.loc[curve["at_risk"] > FEW * curve["at_risk"].iloc[0], "days"].max()) or 1.0


def _followed(curve: pd.DataFrame, day: float) -> int:
    """How many items have lasted at least so long."""
    later = curve.loc[curve["days"] >= day, "at_risk"]
    return int(later.iloc[0]) if len(later) else 0


LABEL_ROOM = 0.09
"""The height of a label, as a share of the axis."""


def _move_apart(first: float, second: float) -> tuple[float, float]:
    """Where two labels stand: at the ends of their curves, or as close to them as their height allows."""
    middle, apart = (first + second) / 2, max(abs(first - second), LABEL_ROOM) / 2
    return (middle + apart, middle - apart) if first >= second else (middle - apart, middle + apart)


def _target_shapes(target: float | None, theme: ThemeName) -> list[Spec]:
    return [] if target is None else [target_line(target, theme)]


def _compared_title(compared: ClosureComparison, names: tuple[str, str]) -> str:
    halves = [_half(name, side) for name, side in zip(names, (compared.first, compared.second), strict=True)]
    return f"Half are done within {halves[0]}, {halves[1]}: {_say_pace(compared.p_value)}"


def _half(name: str, side: Closure) -> str:
    return f"{format_days(side.half.value) if side.half.value is not None else 'more days than can be told'} ({name})"


def _say_pace(p_value: float | None) -> str:
    if p_value is None:
        return "too few to compare their pace"
    return "their pace differs" if p_value * LOOKS <= SIGNIFICANT else "no detectable difference of pace"


def _compared_source(compared: ClosureComparison, names: tuple[str, str]) -> str:
    counted = "; ".join(
        f"{name}: {format_plural(side.n, 'item')} followed, {side.closed:,} done"
        for name, side in zip(names, (compared.first, compared.second), strict=True)
    )
    if compared.p_value is None:
        return f"{counted}."
    corrected = min(compared.p_value * LOOKS, 1.0)
    p = "< 0.001" if corrected < 0.001 else f"= {corrected:.3f}"
    return f"{counted}. Log-rank test that allows for items of one incident: p {p} among the {LOOKS} comparisons of this page (Bonferroni)."


def _hover(point: Row, name: str) -> str:
    band = format_interval(point.share_low, point.share_high, format_percent)
    lasted = f"{format_plural(point.at_risk, 'item has', 'items have')} lasted so long"
    head = f"<b>{escape_figure_text(name)}</b><br>" if name else ""
    return f"{head}<b>{format_days(point.days)}</b><br>{format_percent(point.share)} done ({INTERVAL}: {band})<br>{lasted}"


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
    rest = format_plural(still, "is not done and counts for as long as it", "are not done and count for as long as they")
    words = f"{row.n:,} of {format_plural(row.of, 'item')} are followed; {rest} lasted."
    left_out = format_plural(left, "has no known day of opening or end and is", "have no known day of opening or end and are")
    return f"{words} {left_out} left out." if left else words
