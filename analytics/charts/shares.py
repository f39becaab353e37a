"""Shares: a line by quarter against a target, and bars of part and whole."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analytics.charts.axes import known, quarter_axis
from analytics.charts.certainty import format_interval
from analytics.charts.chart import Chart, Spec, label_at, prepare_figure, target_line
from analytics.charts.intervals import INTERVAL, Provisional, describe_provisional, hollow_marker, interval_bars, name_quarter
from analytics.charts.palette import TONES, ThemeName
from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import (
    FEWEST_FOR_PERCENT,
    format_brief_share,
    format_label,
    format_percent,
    format_plural,
    format_quarter,
    format_share,
)
from analytics.metrics.estimates import without_clusters


def percent_axis(target: float | None = None, top: float = 1) -> Spec:
    """From 0 to 100 % (or to `top`), a target as a tick of its own."""
    ticks = [top * part / 4 for part in range(5)]
    labels = {tick: format_percent(tick) for tick in ticks if target is None or abs(tick - target) > 0.12}
    if target is not None:
        labels[target] = f"<b>target<br>{format_percent(target)}</b>"
    return {"range": [0, 1.08 * top], "tickvals": list(labels), "ticktext": list(labels.values())}


def figure_share_by_quarter(
    groups: pd.DataFrame,
    *,
    name: str,
    metrics: tuple[str, ...],
    what: str,
    axis: str,
    target: float | None,
    left_out: str,
    theme: ThemeName,
    behind: str = "",
    items: str = "",
    provisional: Provisional = frozenset(),
    verdict: str | None = None,
    compared: str = "",
) -> Chart:
    """A share by quarter. `groups`: quarter, attained, n (denominator), share (NULL where n is 0) with its interval.

    `verdict`: on the newest quarter's change, `compared`: how large that is and what these numbers
    could show. A click leads to the quarter's incidents; `behind` narrows them to those that the share
    counts, where there are any. `items`: the state of the action items that the share is of, to which it leads instead.
    """
    tone = TONES[theme]
    quarters = list(groups["quarter"])
    trace = {
        "type": "scatter", "mode": "lines+markers", "x": list(range(len(quarters))), "y": known(groups["share"]),
        "line": {"color": tone.main, "width": 3}, "marker": hollow_marker(quarters, provisional, tone.main, 9, theme),
        "error_y": interval_bars(known(groups["share"]), *_drawn_ends(groups), tone.outline),
        "text": [_quarter_hover(row, provisional, "items" if items else "incidents") for row in rows_of(groups)],
        "hovertemplate": "%{text}<extra></extra>", "cliponaxis": False,
        "customdata": [
            [*([f"items:{items}"] if items else []), f"quarter:{r.quarter}", *([behind] if behind and r.attained else [])]
            for r in rows_of(groups)
        ],
    }  # fmt: skip
    told = groups[groups["share"].notna()]
    notes = []
    if len(told):
        last = told.iloc[-1]
        notes.append(
            label_at(
                int(told.index[-1]), last["share"], f"<b>{format_brief_share(last['attained'], last['n'])}</b>", tone.main,
                xanchor="left", xshift=9,
            )
        )  # fmt: skip
    figure = prepare_figure(
        [trace], theme, shapes=[] if target is None else [target_line(target, theme)], annotations=notes,
        xaxis=quarter_axis(quarters, room_right=0.1 * len(quarters)),
        yaxis={**percent_axis(target, _top([*told["share"], *_drawn_ends(told)[1]], target)), "title": {"text": axis}},
    )  # fmt: skip
    title = what
    if len(told):
        row = told.iloc[-1]
        title = f"{what}: {format_share(row['attained'], row['n'])} in {format_quarter(row['quarter'])}"
        title += f"; against the quarter before: {verdict}" if verdict else ""
    n = groups["n"].sum()
    overall = f"{format_share(groups['attained'].sum(), n)} over all quarters shown." if n else "No quarter shown can tell."
    intervals = f"Upright bars: {INTERVAL} intervals." if (groups["n"] >= FEWEST_FOR_PERCENT).any() else ""
    parts = (overall, left_out, compared, intervals, describe_provisional(quarters, provisional))
    return Chart(
        name, title, figure, without_clusters(groups), " ".join(part for part in parts if part),
        f"{title}. Line by quarter with 95 % intervals.", tuple(quarters), metrics,
    )  # fmt: skip


def _drawn_ends(groups: pd.DataFrame) -> tuple[list[float], list[float]]:
    """The ends of the intervals; of fewer than five, whose share is told as k of n, none is drawn."""
    enough = groups["n"] >= FEWEST_FOR_PERCENT
    return groups["share_low"].where(enough).tolist(), groups["share_high"].where(enough).tolist()


def _top(ends: Sequence[float], target: float | None) -> float:
    """The end of the axis: small shares without a target would lie flat on the ground of 100 %."""
    highest = max((end for end in ends if end == end), default=1.0) if target is None else 1.0
    return next(top for top in (0.2, 0.4, 1.0) if highest <= top)


def _quarter_hover(row: Row, provisional: Provisional, things: str) -> str:
    interval = format_interval(row.share_low, row.share_high, format_percent) if row.n >= FEWEST_FOR_PERCENT else ""
    said = f"<br>{INTERVAL}: {interval}" if interval else ""
    return (
        f"<b>{name_quarter(row.quarter, provisional)}</b><br>{format_share(row.attained, row.n)}{said}<br>Click for the {things}"
    )


def _left_out(missing: int, one: str, many: str) -> str:
    if not missing:
        return ""
    is_one = missing == 1
    return f"{format_plural(missing, 'incident')} {one if is_one else many} and {'is' if is_one else 'are'} left out."


def bar_rows(
    names: list[str], values: Sequence[float | None], texts: list[str], theme: ThemeName, **more: object
) -> tuple[Spec, list[int]]:
    """Horizontal bars from top to bottom with their text at the end: the trace, and the position of each."""
    places = list(range(len(names)))[::-1]
    trace = {
        "type": "bar", "orientation": "h", "x": values, "y": places, "text": [f" {text}" for text in texts],
        "textposition": "outside", "cliponaxis": False,
        "marker": {"color": TONES[theme].main}, "hoverinfo": "text",
        "hovertext": [f"<b>{name}</b><br>{text}" for name, text in zip(names, texts, strict=True)], "textfont": {"size": 12.5},
        **more,
    }  # fmt: skip
    return trace, places


def row_axis(names: list[str], places: list[int]) -> Spec:
    """The axis of bar_rows; names must be escaped."""
    return {"tickvals": places, "ticktext": names, "showgrid": False, "range": [-0.6, len(names) - 0.4]}


def figure_internal(
    groups: pd.DataFrame,
    *,
    theme: ThemeName,
    provisional: Provisional = frozenset(),
    verdict: str | None = None,
    compared: str = "",
) -> Chart:
    """Found internally, by quarter. `groups`: compute_detected_internally by quarter; the rest as in figure_share_by_quarter."""
    targets = groups["target"].dropna()
    missing = int(groups["of"].sum() - groups["n"].sum())
    return figure_share_by_quarter(
        groups, name="detected-internally", metrics=("detected_internally",), what="Found internally",
        axis="share of incidents", target=float(targets.iloc[0]) if len(targets) else None,
        left_out=_left_out(missing, "ticks no way of detection or only “Other”", "tick no way of detection or only “Other”"),
        theme=theme, provisional=provisional, verdict=verdict, compared=compared,
    )  # fmt: skip


def figure_attainment(groups: pd.DataFrame, *, measure: str, theme: ThemeName, provisional: Provisional = frozenset()) -> Chart:
    """Share within the target of their severity, by quarter. `groups`: compute_durations by quarter."""
    judged = groups.assign(n=groups["judged"])
    missing = int(groups["of"].sum() - groups["judged"].sum())
    return figure_share_by_quarter(
        judged[["quarter", "attained", "n", "of", "share", "share_low", "share_high"]], name=f"{measure}-attainment",
        metrics=(f"{measure}_attainment", measure),
        what=f"{format_label(measure).capitalize()} within target", axis="share of incidents", target=None,
        left_out=_left_out(missing, "states no time or has no target", "state no time or have no target"),
        theme=theme, provisional=provisional,
    )  # fmt: skip


def figure_completion_by_quarter(groups: pd.DataFrame, *, theme: ThemeName) -> Chart:
    """Complete of all promised, by the quarter of the incident. `groups`: compute_action_completion by quarter."""
    targets = groups["target"].dropna()
    return figure_share_by_quarter(
        groups, name="action-completion-by-quarter", metrics=("action_completion",),
        what="Actions of the quarter that are complete", axis="share of items",
        target=float(targets.iloc[0]) if len(targets) else None,
        left_out="Newer quarters have had less time; items that won't be done are left out.", items="promised", theme=theme,
    )  # fmt: skip


def figure_on_time_by_quarter(groups: pd.DataFrame, *, theme: ThemeName, verdict: str | None = None, compared: str = "") -> Chart:
    """Known to be closed in time, of the items that came due.

    `groups`: compute_action_on_time by quarter; the rest as in figure_share_by_quarter.
    """
    targets = groups["target"].dropna()
    undated = int(groups["closed_unknown"].sum())
    undated_words = format_plural(undated, "complete item states no date and counts", "complete items state no date and count")
    return figure_share_by_quarter(
        groups, name="actions-on-time-by-quarter", metrics=("action_on_time",), what="Due items known to be closed in time",
        axis="share of due items",
        target=float(targets.iloc[0]) if len(targets) else None,
        left_out=f"{undated_words} as not in time." if undated else "", items="due", theme=theme,
        verdict=verdict, compared=compared,
    )  # fmt: skip
