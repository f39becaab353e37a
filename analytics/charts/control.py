"""Incidents by quarter between the limits that chance allows: which quarter was really different?"""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from analytics.charts.axes import count_axis, quarter_axis
from analytics.charts.certainty import format_interval
from analytics.charts.chart import Chart, Spec, label_at, prepare_figure
from analytics.charts.intervals import INTERVAL, Provisional, describe_provisional, name_quarter
from analytics.charts.palette import TONES, VERDICTS, ThemeName, translucent
from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import MOST_NAMED, format_count, format_names, format_plural, format_quarter
from analytics.stats.counts import Limits, control_limits

METHODS = {
    "poisson": "exact Poisson limits, which chance alone passes once in 370 quarters",
    "xmr": "the mean ± 2.66 times the mean moving range",
}
VERDICT_OF = {"more": "worse", "fewer": "better"}


def figure_incident_counts(groups: pd.DataFrame, *, theme: ThemeName, provisional: Provisional = frozenset()) -> Chart:
    """Incidents by quarter as points, with the limits of a control chart from the complete quarters before the newest.

    `groups`: compute_incidents by quarter.
    """
    quarters = list(groups["quarter"])
    # The newest quarter is judged: what it brings must not widen its own limits.
    complete = groups.iloc[:-1][~groups["quarter"].iloc[:-1].isin(list(provisional))]
    limits = control_limits(complete["incidents"].tolist())
    signals = [_signal(row, limits, provisional) for row in rows_of(groups)]
    highest = max([*groups["incidents"], limits.high if limits else 0], default=0)
    figure = prepare_figure(
        [_points(groups, signals, provisional, theme)], theme, shapes=_limit_shapes(limits, theme),
        annotations=[*_limit_labels(limits, theme), *_signal_labels(groups, signals, theme)], xaxis=quarter_axis(quarters),
        yaxis={**count_axis(highest), "range": [0, max(highest, 1) * 1.15], "title": {"text": "incidents"}},
        margin={"l": 8, "r": 84, "t": 8, "b": 8},
    )  # fmt: skip
    title = _title(groups, signals, limits)
    return Chart(
        "incidents-by-quarter", title, figure, _with_limits(groups, limits), _source(groups, complete, limits, provisional),
        f"{title}. Points by quarter, with the limits of chance as lines.", quarters=tuple(quarters), metrics=("incidents",),
    )  # fmt: skip


def _signal(row: Row, limits: Limits | None, provisional: Provisional) -> str:
    """`more` or `fewer` than chance allows, or nothing. Of a provisional quarter, documents to come may make up for few incidents."""
    if limits is None:
        return ""
    if row.incidents > limits.high:
        return "more"
    return "fewer" if row.incidents < limits.low and row.quarter not in provisional else ""


def _points(groups: pd.DataFrame, signals: Sequence[str], provisional: Provisional, theme: ThemeName) -> Spec:
    tone = TONES[theme]
    colours = [VERDICTS[theme][VERDICT_OF[signal]] if signal else tone.muted for signal in signals]
    fills = [tone.background if q in provisional else colour for q, colour in zip(groups["quarter"], colours, strict=True)]
    return {
        "type": "scatter", "mode": "lines+markers", "x": list(range(len(groups))), "y": groups["incidents"].tolist(),
        "line": {"color": tone.context, "width": 2}, "cliponaxis": False,
        "marker": {
            # Plotly makes marks of several sizes translucent.
            "opacity": 1, "size": [13 if signal else 9 for signal in signals], "color": fills, "line": {"color": colours, "width": 2},
        },
        "text": [_hover(row, signal, provisional) for row, signal in zip(rows_of(groups), signals, strict=True)],
        "hovertemplate": "%{text}<extra></extra>", "customdata": [[f"quarter:{quarter}"] for quarter in groups["quarter"]],
    }  # fmt: skip


def _hover(row: Row, signal: str, provisional: Provisional) -> str:
    interval = format_interval(row.incidents_low, row.incidents_high, format_count)
    words = f"<br>{signal} than chance allows" if signal else ""
    return (
        f"<b>{name_quarter(row.quarter, provisional)}</b><br>{format_plural(row.incidents, 'incident')} ({INTERVAL}: {interval}){words}"
        "<br>Click for the incidents"
    )


def _limit_shapes(limits: Limits | None, theme: ThemeName) -> list[Spec]:
    """The band of chance, its ends, and the mean."""
    if limits is None:
        return []
    tone = TONES[theme]
    across = {"xref": "paper", "x0": 0, "x1": 1, "layer": "below"}
    band = {
        "type": "rect",
        **across,
        "y0": limits.low,
        "y1": limits.high,
        "line": {"width": 0},
        "fillcolor": translucent(tone.muted, 0.08),
    }
    lines = [
        {"type": "line", **across, "y0": at, "y1": at, "line": {"color": tone.outline, "width": width, "dash": dash}}
        for at, width, dash in ((limits.high, 1.2, "dot"), (limits.centre, 1, "solid"), (limits.low, 1.2, "dot")) if at
    ]  # fmt: skip
    return [band, *lines]


def _limit_labels(limits: Limits | None, theme: ThemeName) -> list[Spec]:
    if limits is None:
        return []
    low, high = _whole(limits)
    texts = [(limits.high, f"at most {high:,}"), (limits.centre, f"mean {limits.centre:,.1f}")]
    texts += [(limits.low, f"at least {low:,}")] if low else []
    more = {"xref": "paper", "xanchor": "left", "xshift": 5}
    return [label_at(1, at, text, TONES[theme].muted, **more) for at, text in texts]


def _signal_labels(groups: pd.DataFrame, signals: Sequence[str], theme: ThemeName) -> list[Spec]:
    return [
        label_at(
            at, row.incidents, f"<b>{row.incidents:,} ({signal})</b>", VERDICTS[theme][VERDICT_OF[signal]],
            yanchor="bottom" if signal == "more" else "top", yshift=8 if signal == "more" else -8,
        )
        for at, (row, signal) in enumerate(zip(rows_of(groups), signals, strict=True)) if signal
    ]  # fmt: skip


def _whole(limits: Limits) -> tuple[int, int]:
    """The smallest and the largest count that are still within."""
    return math.ceil(limits.low), math.floor(limits.high)


def _title(groups: pd.DataFrame, signals: Sequence[str], limits: Limits | None) -> str:
    if limits is None:
        return "Incidents by quarter"
    low, high = _whole(limits)
    outside = [(row, signal) for row, signal in zip(rows_of(groups), signals, strict=True) if signal]
    if not outside:
        return f"Incidents by quarter are within what chance allows: {low:,} to {high:,}"
    if len(outside) == 1:
        row, signal = outside[0]
        had = f"{format_quarter(row.quarter)} had {signal} incidents than chance allows"
        return f"{had}: {row.incidents:,}, not {low:,} to {high:,}"
    names = [format_quarter(row.quarter) for row, _ in outside]
    named = format_names(names) if len(names) <= MOST_NAMED else f"{len(names)} quarters"
    return f"{named} lie outside of what chance allows: {low:,} to {high:,} incidents"


def _source(groups: pd.DataFrame, complete: pd.DataFrame, limits: Limits | None, provisional: Provisional) -> str:
    counted = format_plural(int(groups["incidents"].sum()), "incident")
    hollow = describe_provisional(groups["quarter"], provisional)
    if limits is None:
        needed = f"{counted}; two complete quarters before the newest are needed for limits."
        return " ".join(part for part in (needed, hollow) if part)
    of = f"{len(complete)} {'complete quarters' if hollow else 'quarters'} before {format_quarter(groups['quarter'].iloc[-1])}"
    compared = f"{format_plural(len(groups), 'comparison')} with them."
    words = f"{counted}. Limits around the mean of the {of}, which has no part in them: {METHODS[limits.method]}. {compared}"
    return f"{words} {hollow}".strip()


def _with_limits(groups: pd.DataFrame, limits: Limits | None) -> pd.DataFrame:
    """The data of the CSV, which also carry the limits."""
    low, centre, high = (limits.low, limits.centre, limits.high) if limits else (math.nan, math.nan, math.nan)
    return groups.assign(limit_low=low, mean=centre, limit_high=high)
