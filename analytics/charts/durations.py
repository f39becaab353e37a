"""Charts of durations: by quarter, their distribution, by severity or team, and how few incidents make most of the hours."""

from __future__ import annotations

import math

import pandas as pd

from analytics.charts.axes import CLOSE_ACROSS, count_axis, drawn_minutes, duration_axis, known, quarter_axis
from analytics.charts.certainty import format_interval
from analytics.charts.chart import Chart, Spec, key_line, label_at, prepare_figure
from analytics.charts.intervals import INTERVAL, Provisional, describe_provisional, hollow_marker, interval_bars, name_quarter
from analytics.charts.palette import TONES, ThemeName, translucent
from analytics.charts.rows import Row, rows_of
from analytics.charts.targets import describe_targets, target_shapes, target_ticks, targets_of
from analytics.charts.trends import describe_trend, has_trend_test
from analytics.charts.wording import (
    SHORTEST_DRAWN,
    escape_figure_text,
    format_count,
    format_duration,
    format_label,
    format_percent,
    format_plural,
    format_quarter,
    format_share,
    is_unknown,
    shorten,
)
from analytics.metrics.spread import Concentration

MEAN_NAMES = {"ttd": "MTTD", "tta": "MTTA", "ttm": "MTTM", "ttr": "MTTR", "duration": "mean"}
STATED = {
    "ttd": "stated:time_to_detect_min", "tta": "stated:time_to_acknowledge_min", "ttm": "stated:time_to_mitigate_min",
    "ttr": "stated:time_to_resolve_min", "duration": "stated:duration_min",
}  # fmt: skip
"""Narrows to the incidents that a chart of the measure draws."""
LABEL_START = 0.3
"""Where the labels begin, in quarters after the last: behind its dots, just within the plot's edge, where the target's line ends."""
LABEL_ROOM = 0.16
"""The height of a label of two lines, as a share of the plot's; in a picture, which is larger, they need less."""
SLUGS = {
    "ttd": "time-to-detect", "tta": "time-to-acknowledge", "ttm": "time-to-mitigate", "ttr": "time-to-resolve",
    "duration": "duration",
}  # fmt: skip


def figure_trend(
    groups: pd.DataFrame,
    dots: pd.DataFrame,
    *,
    measure: str,
    theme: ThemeName,
    provisional: Provisional = frozenset(),
    verdict: str | None = None,
    compared: str = "",
) -> Chart:
    """Median (large) with its interval, mean (light) and each incident (dot, where they are few) by quarter, with the target.

    `groups`: compute_durations by quarter; `dots`: compute_dots of the same measure; `verdict`: on the newest quarter's change,
    `compared`: how large that is and what these numbers could show.
    """
    tone = TONES[theme]
    quarters = groups["quarter"].tolist()
    common = _common_of_lines(groups, measure, provisional)
    markers = [hollow_marker(quarters, provisional, colour, size, theme) for colour, size in ((tone.outline, 5), (tone.main, 9))]
    traces = [
        _dots_trace(dots, quarters, theme),
        {**common, "y": drawn_minutes(groups["mean"]), "line": {"color": tone.outline, "width": 1.5}, "marker": markers[0]},
        {**common, "y": drawn_minutes(groups["median"]), "line": {"color": tone.main, "width": 3}, "marker": markers[1],
         "error_y": _median_bars(groups, theme)},
    ]  # fmt: skip
    targets = targets_of(groups)
    drawn = [*groups["median"], *groups["mean"], *groups["median_low"], *groups["median_high"], *dots["minutes"], *targets]
    axis = duration_axis(drawn, f"{format_label(measure)}, log scale", target_ticks(targets, measure))
    figure = prepare_figure(
        traces, theme, shapes=target_shapes(targets, theme), annotations=_direct_labels(groups, measure, axis["range"], theme),
        xaxis=quarter_axis(quarters, room_right=LABEL_START - 0.59), yaxis=axis, margin={"l": 8, "r": 80, "t": 8, "b": 8},
    )  # fmt: skip
    title, crowded = _trend_title(groups, measure, verdict), dots.empty and groups["n"].sum() > 0
    return Chart(
        f"{SLUGS[measure]}-by-quarter", title, figure, groups,
        _trend_source(groups, measure, provisional, compared) + (" So many incidents are not drawn one by one." if crowded else ""),
        f"{title}. Median with its 95 % interval, and mean, by quarter on a logarithmic scale.",
        quarters=tuple(quarters), metrics=(measure,),
    )  # fmt: skip


def _median_bars(groups: pd.DataFrame, theme: ThemeName) -> Spec:
    median, low, high = (drawn_minutes(groups[column].tolist()) for column in ("median", "median_low", "median_high"))
    return interval_bars(median, low, high, translucent(TONES[theme].main, 0.3), thickness=8)


def count_trends(*trends: pd.DataFrame, provisional: Provisional) -> int:
    """How many of these, each compute_durations by quarter, `figure_trend` tests for a trend."""
    return sum(has_trend_test(_complete_medians(groups, provisional)) for groups in trends)


def _complete_medians(groups: pd.DataFrame, provisional: Provisional) -> list[float]:
    return [
        median for q, median in zip(groups["quarter"].tolist(), groups["median"].tolist(), strict=True) if q not in provisional
    ]


def _trend_source(groups: pd.DataFrame, measure: str, provisional: Provisional, compared: str) -> str:
    """What is counted, how the newest quarter compares, what the bars are, whether there is a trend, which quarters are not complete."""
    quarters, complete = groups["quarter"].tolist(), _complete_medians(groups, provisional)
    intervals = f"Wide bars: {INTERVAL} interval of the median." if groups["median_low"].notna().any() else ""
    trend = describe_trend(complete, complete=len(complete) < len(quarters))
    parts = (_source(groups, measure), compared, intervals, trend, describe_provisional(quarters, provisional))
    return " ".join(part for part in parts if part)


def _dots_trace(dots: pd.DataFrame, quarters: list[str], theme: ThemeName) -> Spec:
    place = {quarter: index for index, quarter in enumerate(quarters)}
    # The golden ratio spreads neighbours evenly, the same way on every run.
    spread = [((i * 0.618) % 1 - 0.5) * 0.5 for i in range(len(dots))]
    return {
        "type": "scatter", "mode": "markers", "x": [place[q] + s for q, s in zip(dots["quarter"], spread, strict=True)],
        "y": drawn_minutes(dots["minutes"]), "text": _dot_texts(dots), "hovertemplate": "%{text}<extra></extra>",
        "customdata": [f"incident:{key}" for key in dots["incident_key"]],
        "marker": {"size": 6, "color": TONES[theme].context, "opacity": 0.75, "line": {"width": 0}},
    }  # fmt: skip


def _dot_texts(dots: pd.DataFrame) -> list[str]:
    return [
        f"<b>{escape_figure_text(shorten(row.title or row.incident_id or row.incident_key, 60))}</b><br>"
        f"{format_duration(row.minutes)} · {format_label(row.severity or None)} · {escape_figure_text(row.team or 'no team')}"
        "<br>Click to open the incident"
        for row in rows_of(dots)
    ]


def _common_of_lines(groups: pd.DataFrame, measure: str, provisional: Provisional) -> Spec:
    return {
        "type": "scatter", "mode": "lines+markers", "x": list(range(len(groups))), "connectgaps": False,
        "text": [_group_text(name_quarter(row.quarter, provisional), row) for row in rows_of(groups)],
        "hovertemplate": "%{text}<extra></extra>", "customdata": [[f"quarter:{quarter}", STATED[measure]] for quarter in groups["quarter"]],
    }  # fmt: skip


def _group_text(name: str, row: Row) -> str:
    return (
        f"<b>{escape_figure_text(name)}</b><br>{_said('median', row.median, row.median_low, row.median_high)}"
        f"<br>{_said('mean', row.mean, row.mean_low, row.mean_high)}<br>{_hover_tail(row)}"
        f"<br>n = {row.n} of {row.of}<br>Click for the incidents"
    )


def _hover_tail(row: Row) -> str:
    if is_unknown(row.p90_high):
        return f"longest {format_duration(row.longest)}"
    return _said("90th percentile", row.p90, row.p90_low, row.p90_high)


def _said(name: str, value: float | None, low: float | None, high: float | None) -> str:
    """`median 52 min (95 %: 22 min to 1 h 28 min)`."""
    interval = format_interval(low, high, format_duration)
    return f"{name} {format_duration(value)}" + (f" ({INTERVAL}: {interval})" if interval else "")


def _direct_labels(groups: pd.DataFrame, measure: str, span: list[float], theme: ThemeName) -> list[Spec]:
    """The last known median and mean beside their lines, moved apart where they would touch. `span`: the axis, in decades."""
    last = groups[groups["median"].notna()].tail(1)
    if last.empty:
        return []
    row = last.iloc[0]
    at = int(last.index[0]) + LABEL_START
    median, mean = (math.log10(max(row[name], SHORTEST_DRAWN)) for name in ("median", "mean"))
    median, mean = _move_apart(median, mean, span)
    tone = TONES[theme]
    more = {"xanchor": "left", "xshift": 4, "align": "left"}
    return [
        label_at(at, median, f"<b>median<br>{format_duration(row['median'])}</b>", tone.main, **more),
        label_at(at, mean, f"{MEAN_NAMES[measure]}<br>{format_duration(row['mean'])}", tone.muted, **more),
    ]


def _move_apart(median: float, mean: float, span: list[float]) -> tuple[float, float]:
    """Where the two labels stand on the axis: at their values, or as close to them as their height and the plot's edges allow."""
    low, high = span
    room = (high - low) * LABEL_ROOM
    apart = max(abs(mean - median), room)
    middle = min(max((median + mean) / 2, low + (room + apart) / 2), high - (room + apart) / 2)
    below, above = middle - apart / 2, middle + apart / 2
    return (above, below) if median > mean else (below, above)


def _trend_title(groups: pd.DataFrame, measure: str, verdict: str | None) -> str:
    name = format_label(measure).capitalize()
    told = groups[groups["median"].notna()]
    if told.empty:
        return f"{name} by quarter"
    row = told.iloc[-1]
    title = f"{name}: median {format_duration(row['median'])} in {format_quarter(row['quarter'])}"
    if len(told) > 1:
        title += f", {format_duration(told.iloc[-2]['median'])} in {format_quarter(told.iloc[-2]['quarter'])}"
        # The verdict is on the two newest quarters; of others, where one of these tells no time, it says nothing.
        return title + (f": {verdict}" if verdict and list(told.index[-2:]) == list(groups.index[-2:]) else "")
    return f"{title}; against the quarter before: {verdict}" if verdict else title


def _source(groups: pd.DataFrame, measure: str) -> str:
    """N of N, what is left out and why, and how many met their target."""
    n, of = int(groups["n"].sum()), int(groups["of"].sum())
    parts = [f"{format_count(n)} of {format_plural(of, 'incident')}"]
    if of > n:
        parts.append(_say_missing(of - n, int(groups["open"].sum()) if measure in ENDS else 0, measure))
    if groups["judged"].sum():
        parts.append(f"{describe_targets(targets_of(groups))}: {format_share(groups['attained'].sum(), groups['judged'].sum())}")
    return "; ".join(parts) + "."


ENDS = frozenset({"ttm", "ttr", "duration"})
"""Times that an incident without any stated end cannot have."""


def _say_missing(missing: int, still_open: int, measure: str) -> str:
    """`2 state no time to resolve, 1 of them is open`: an open incident is counted as such, and never given an end."""
    words = f"{missing:,} {'states' if missing == 1 else 'state'} no {format_label(measure)}"
    if not still_open:
        return words
    if missing == 1:
        return f"{words}: it is open"
    return f"{words}, {still_open:,} of them {'is' if still_open == 1 else 'are'} open"


def figure_distribution(bins: pd.DataFrame, summary: pd.DataFrame, *, measure: str, theme: ThemeName) -> Chart:
    """Incidents by duration on a logarithmic axis, with median, 90th percentile and target.

    `bins`: compute_histogram; `summary`: compute_durations of the whole selection (one row).
    """
    tone = TONES[theme]
    row = summary.iloc[0]
    trace = {
        "type": "bar", "x": list(bins["low"]), "width": list(bins["high"] - bins["low"]), "offset": 0, "y": list(bins["n"]),
        "marker": {"color": tone.main, "line": {"width": 1, "color": tone.background}},
        "text": [_bin_text(bin_) for bin_ in rows_of(bins)],
        "textposition": "none", "hovertemplate": "%{text}<extra></extra>",
        "customdata": [f"{measure}_between:{_bin_start(bin_)}..{bin_.high:g}" for bin_ in rows_of(bins)],
    }  # fmt: skip
    targets = targets_of(summary)
    figure = prepare_figure(
        [trace], theme, bargap=0, shapes=target_shapes(targets, theme, vertical=True),
        xaxis=duration_axis(
            [*bins["low"], *bins["high"], *targets], f"{format_label(measure)}, log scale", target_ticks(targets, measure),
            CLOSE_ACROSS,
        ),
        yaxis={"title": {"text": "incidents"}, **count_axis(max(bins["n"], default=0))},
    )  # fmt: skip
    title = f"Distribution of {format_label(measure)}"
    if not is_unknown(row["median"]):
        interval = format_interval(row["median_low"], row["median_high"], format_duration)
        half = f"{format_duration(row['median'])} ({INTERVAL}: {interval})" if interval else format_duration(row["median"])
        title = f"Half within {half}, {_say_tail(row)}"
    return Chart(
        f"{SLUGS[measure]}-distribution", title, figure, bins.drop(columns=["bin"], errors="ignore"), _source(summary, measure),
        f"Histogram of {format_label(measure)} on a logarithmic axis. {title}.", metrics=(measure,),
    )  # fmt: skip


def _say_tail(row: pd.Series[float]) -> str:
    """The 90th percentile; where so few incidents set no upper end to it, the longest of them instead."""
    if is_unknown(row["p90_high"]):
        return f"the longest {format_duration(row['longest'])}"
    return (
        f"nine in ten within {format_duration(row['p90'])} ({format_interval(row['p90_low'], row['p90_high'], format_duration)})"
    )


def _bin_start(row: Row) -> str:
    """The first bin holds everything that is shorter, too."""
    return "0" if row.low <= SHORTEST_DRAWN else f"{row.low:g}"


def _bin_text(row: Row) -> str:
    incidents = format_plural(row.n, "incident")
    return f"{format_duration(row.low)} to {format_duration(row.high)}: {incidents}<br>Click for the list"


def figure_by_group(groups: pd.DataFrame, whole: pd.DataFrame, *, measure: str, by: str, theme: ThemeName) -> Chart:
    """Median with its interval, and mean, of each severity or method, with its target and the share that met it.

    `whole`: compute_durations of the whole selection (one row): an incident may tick several methods, so the rows cannot be added.
    """
    tone = TONES[theme]
    told = groups[groups["n"] > 0].reset_index(drop=True)
    names = [escape_figure_text(shorten(format_label(name), 22)) for name in told[by]]
    place = list(range(len(told)))[::-1]
    common = {
        "type": "scatter", "mode": "markers", "y": place, "hovertemplate": "%{text}<extra></extra>",
        "text": [_group_text(format_label(getattr(row, by)), row) for row in rows_of(told)],
        "customdata": [[f"{by}:{n}", STATED[measure]] for n in told[by]],
    }  # fmt: skip
    traces: list[Spec] = [
        {**common, "x": drawn_minutes(told["mean"]), "marker": {"symbol": "diamond-open", "size": 9, "color": tone.muted}},
        {**common, "x": drawn_minutes(told["median"]), "marker": {"size": 13, "color": tone.main},
         "error_x": _median_bars(told, theme)},
        {"type": "scatter", "mode": "markers", "x": known(told["target"]), "y": place, "hoverinfo": "skip",
         "marker": {"symbol": "line-ns", "size": 22, "line": {"width": 2, "color": tone.target}}},
    ]  # fmt: skip
    drawn = [*told["median"], *told["mean"], *told["median_low"], *told["median_high"], *told["target"]]
    key = [("●", tone.main, "median"), ("■", translucent(tone.main, 0.4), f"its {INTERVAL} interval"), ("◇", tone.muted, "mean")]
    key += [("|", tone.target, "target")] if told["target"].notna().any() else []
    figure = prepare_figure(
        traces, theme, height=max(300, 90 + 36 * len(told)), annotations=[*_group_notes(told, place, theme), key_line(key)],
        xaxis=duration_axis(drawn, f"{format_label(measure)}, log scale"), margin={"l": 8, "r": _room_for_notes(told), "t": 28, "b": 8},
        yaxis={"tickvals": place, "ticktext": names, "range": [-0.6, len(told) - 0.4], "showgrid": False},
    )  # fmt: skip
    title = f"{format_label(measure).capitalize()} by {by}"
    return Chart(
        f"{SLUGS[measure]}-by-{by}", title, figure, told,
        _group_source(told, whole, measure, by),
        f"{title}: median with its 95 % interval, and mean, of each.", metrics=(measure,),
    )  # fmt: skip


def _group_source(told: pd.DataFrame, whole: pd.DataFrame, measure: str, by: str) -> str:
    source = _source(whole, measure)
    if told["median_low"].isna().any():
        source += " Fewer than 6 incidents give no interval."
    if by == "method":
        source += " An incident may tick several methods or none, so the rows need not add to it."
    return source


def _group_notes(told: pd.DataFrame, place: list[int], theme: ThemeName) -> list[Spec]:
    tone = TONES[theme]
    return [
        label_at(
            1, at, _group_note(row), tone.muted,
            xref="paper", xanchor="left", xshift=6,
        )
        for at, row in zip(place, rows_of(told), strict=True)
    ]  # fmt: skip


def _room_for_notes(told: pd.DataFrame) -> int:
    """Pixels to the right of the plot: `1,932 of 3,300 on target` needs more than `8 of 12 on target`."""
    return max(118, 10 + 6 * max((len(_group_note(row)) for row in rows_of(told)), default=0))


def _group_note(row: Row) -> str:
    return f"{row.attained:,} of {row.judged:,} on target" if row.judged else f"n = {row.n:,}"


def figure_concentration(found: Concentration, *, measure: str, most: int, theme: ThemeName) -> Chart:
    """The longest incidents as bars of hours, with the share of all hours they make together."""
    tone = TONES[theme]
    top = found.top.head(most)
    names = [escape_figure_text(shorten(row.title or row.incident_id or row.incident_key, 28)) for row in rows_of(top)]
    hovers = [
        f"<b>{escape_figure_text(shorten(row.title or row.incident_key, 60))}</b><br>{format_duration(row.minutes)}; the first "
        f"{row.incidents} together: {format_percent(row.cumulative_share)} of all hours<br>Click to open the incident"
        for row in rows_of(top)
    ]
    place = list(range(len(top)))[::-1]
    trace = {
        "type": "bar", "orientation": "h", "x": [row.minutes / 60 for row in rows_of(top)], "y": place,
        "text": [f" {format_duration(row.minutes)}" for row in rows_of(top)],
        "textposition": "outside", "cliponaxis": False, "hoverinfo": "text", "hovertext": hovers, "marker": {"color": tone.main},
        "customdata": [f"incident:{key}" for key in top["incident_key"]], "textfont": {"size": 12},
    }  # fmt: skip
    longest = max((row.minutes / 60 for row in rows_of(top)), default=1)
    figure = prepare_figure(
        [trace], theme, height=max(300, 60 + 30 * len(top)), xaxis={"title": {"text": "hours"}, "range": [0, longest * 1.45]},
        yaxis={"tickvals": place, "ticktext": names, "showgrid": False},
    )  # fmt: skip
    title = _concentration_title(found, top)
    return Chart(
        f"{SLUGS[measure]}-concentration", title, figure, found.top,
        f"{format_plural(found.n, 'incident')} with a {format_label(measure)}, {format_duration(found.total_min)} in all.",
        f"{title}. Bars of the longest incidents.", metrics=(measure,),
    )  # fmt: skip


def _concentration_title(found: Concentration, top: pd.DataFrame) -> str:
    """`Half of all hours come from 14 of 168 incidents; the longest 8 make 38 %`."""
    if found.for_half is None or not found.n:
        return "The longest incidents"
    title = f"Half of all hours come from {found.for_half:,} of {format_plural(found.n, 'incident')}"
    if len(top) == found.n:
        return title
    return f"{title}; the longest {len(top)} make {format_percent(top['cumulative_share'].iloc[-1])}"
