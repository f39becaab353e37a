"""Whether what was promised is done: completion by horizon, overdue by age, owners."""

from __future__ import annotations

import math
from typing import Literal

import pandas as pd

from analytics.charts.axes import count_axis
from analytics.charts.chart import HEIGHT, Chart, Spec, key_line, label_at, prepare_figure
from analytics.charts.goals import is_apart, short_by
from analytics.charts.intervals import INTERVAL, interval_bars
from analytics.charts.palette import ORANGE, TONES, ThemeName
from analytics.charts.rows import Row, rows_of
from analytics.charts.shares import bar_rows, percent_axis, row_axis
from analytics.charts.wording import (
    FEWEST_FOR_PERCENT,
    MOST_NAMED,
    escape_figure_text,
    format_label,
    format_names,
    format_percent,
    format_plural,
    format_share,
    shorten,
)
from analytics.metrics.actions import OVERDUE_BANDS
from analytics.metrics.estimates import without_clusters
from analytics.metrics.filters import NOT_STATED

CompletionGroup = Literal["horizon", "team", "severity"]
BANDS = {"days_0_7": "1 to 7 days", "days_8_30": "8 to 30 days", "days_31_90": "31 to 90 days", "days_over_90": "over 90 days"}


def figure_completion(groups: pd.DataFrame, *, theme: ThemeName, by: CompletionGroup = "horizon") -> Chart:
    """Complete of all promised by horizon, team or severity, in a fixed order, each with its target.

    Only what is below its target by more than chance does is in colour. `groups`: compute_action_completion by it.
    """
    tone = TONES[theme]
    told = groups[groups["n"] > 0].reset_index(drop=True)
    names = [escape_figure_text(shorten(format_label(name), 28)) for name in told[by]]
    standings = [_standing(row) for row in rows_of(told)]
    texts = [_completion_text(row) for row in rows_of(told)]
    trace, places = bar_rows(
        names, [float(share) for share in told["share"]], texts, theme, width=0.5, textposition="none",
        marker={"color": [ORANGE if standing == BELOW else tone.main for standing in standings]},
        customdata=[["items:promised", f"{by}:{name}"] for name in told[by]], error_x=_whiskers(told, theme),
    )  # fmt: skip
    labels = [
        label_at(0, place + 0.4, text, tone.text, xanchor="left", yanchor="middle")
        for place, text in zip(places, texts, strict=True)
    ]
    marks: Spec = {
        "type": "scatter", "mode": "markers", "x": [float(value) for value in told["target"]], "y": places, "hoverinfo": "skip",
        "marker": {"symbol": "line-ns", "size": 26, "line": {"width": 2, "color": tone.target}},
    }  # fmt: skip
    figure = prepare_figure(
        [trace, marks], theme, annotations=labels, height=max(HEIGHT, 70 + 48 * len(names)),
        xaxis={**percent_axis(_common(told["target"])), "range": [0, 1.02], "title": {"text": "complete, of all but won't do"}},
        yaxis={**row_axis(names, places), "range": [-0.7, len(names) - 0.3]},
    )  # fmt: skip
    behind = {
        kind: [name.split(" (")[0] for name, standing in zip(names, standings, strict=True) if standing == kind]
        for kind in (BELOW, WITHIN_CHANCE)
    }
    title = _completion_title(behind[BELOW], behind[WITHIN_CHANCE], len(names), by, has_target=bool(told["target"].notna().any()))
    return Chart(
        "action-completion" if by == "horizon" else f"action-completion-by-{by}", title if names else f"Action items by {by}", figure,
        without_clusters(groups), _completion_source(groups),
        f"{title}. Bars by {by} with a mark at the target.", metrics=("action_completion",),
    )  # fmt: skip


BELOW, WITHIN_CHANCE = "below target", "below target, within chance"


def _standing(row: Row) -> str:
    """How a share stands to its target; within chance: its interval holds the target, or so few have none."""
    if row.target is None or row.share >= row.target:
        return ""
    return BELOW if row.n >= FEWEST_FOR_PERCENT and is_apart(row.target, row.share_low, row.share_high) else WITHIN_CHANCE


def _completion_title(below: list[str], within: list[str], groups: int, by: CompletionGroup, *, has_target: bool) -> str:
    """`Long-term actions are below target; Immediate within chance`."""
    if not has_target:
        return f"Actions done by {by}"
    if not below and not within:
        return f"Every {by} meets its target"
    chance = f"{_name_groups(within, groups, by)} below it within chance" if within else ""
    if not below:
        return f"No {by} is below target for certain; {chance}"
    # `Long-term actions` are several, a team or a severity is one.
    is_one = len(below) == 1 and not (by == "horizon" and below[0] != format_label(NOT_STATED))
    certain = f"{_name_groups(below, groups, by)} {'is' if is_one else 'are'} below target"
    certain = certain[0].upper() + certain[1:]
    return f"{certain}; {chance}" if chance else certain


def _name_groups(names: list[str], groups: int, by: CompletionGroup) -> str:
    """By name, in their order; `4 of 6 teams` where they would fill the line."""
    if len(names) > MOST_NAMED:
        return f"{len(names)} of {groups} {_PLURALS[by]}"
    return format_names([_name_of(name, by) for name in names])


def _name_of(name: str, by: CompletionGroup) -> str:
    if name == format_label(NOT_STATED):
        return f"what states no {by}"
    return f"{name.lower()} actions" if by == "horizon" else name


_PLURALS = {"horizon": "horizons", "team": "teams", "severity": "severities"}


_SHARE = ("share", "share_low", "share_high")


def _whiskers(told: pd.DataFrame, theme: ThemeName) -> Spec:
    """Their intervals; of fewer than five, whose share is told as k of n, none."""
    is_few = (told["n"] < FEWEST_FOR_PERCENT).tolist()
    share, low, high = (
        [math.nan if few else end for end, few in zip(told[name].tolist(), is_few, strict=True)] for name in _SHARE
    )
    return interval_bars(share, low, high, TONES[theme].text, thickness=1.2)


def _completion_text(row: Row) -> str:
    """`78 % (124 of 159) · 12 points below 90 %`, and whether that is within chance."""
    share = f"<b>{format_share(row.attained, row.n)}</b>"
    if row.target is None:
        return share
    target, standing = format_percent(row.target), _standing(row)
    if not standing:
        return f"{share} · target {target}"
    chance = ", within chance" if standing == WITHIN_CHANCE else ""
    return f"{share} · {short_by(row.share, row.target)} below {target}{chance}"


def figure_overdue(summary: pd.DataFrame, *, theme: ThemeName) -> Chart:
    """Overdue items by age. `summary`: compute_action_overdue of the whole selection (one row)."""
    row = summary.iloc[0]
    names = list(BANDS.values())
    counts = [int(row[column]) for column in BANDS]
    trace, places = bar_rows(
        names,
        counts,
        [f"{count:,}" for count in counts],
        theme,
        marker={"color": ORANGE},
        customdata=[["items:overdue", f"overdue_band:{band}"] for band in OVERDUE_BANDS],
    )
    figure = prepare_figure(
        [trace], theme, xaxis={
            **count_axis(max(counts)), "title": {"text": "open items past their due date"}, "range": [0, max([*counts, 1]) * 1.2],
        },
        yaxis=row_axis(names, places),
    )  # fmt: skip
    overdue = int(row["overdue"])
    title = "Nothing is overdue"
    if overdue:
        late = int(row["days_31_90"] + row["days_over_90"])
        title = f"{format_plural(overdue, 'item')} overdue, {late:,} of them for more than 30 days"
    opened = format_plural(int(row["n"]), "open item")
    source = f"{opened} of {int(row['of']):,}; {format_plural(int(row['undated']), 'has', 'have')} no due date and can never be overdue."
    return Chart(
        "overdue-by-age", title, figure, summary, source, f"{title}. Bars by days past the due date.", metrics=("action_overdue",)
    )


def figure_owners(groups: pd.DataFrame, *, by: str, most: int, theme: ThemeName) -> Chart:
    """Open items by owner or team. `groups`: compute_action_overdue by owner or team.

    Owners with most overdue stand first, whom somebody has to ask; teams in the order of their names, as they are not ranked.
    """
    tone, open_of = TONES[theme], groups[groups["n"] > 0]
    told = open_of.sort_values(["overdue", "n", by], ascending=[False, False, True], kind="stable").head(most)
    told = told.sort_index() if by == "team" else told
    names = [escape_figure_text(shorten(format_label(name), 24)) for name in told[by]]
    places = list(range(len(told)))[::-1]
    common = {
        "type": "bar",
        "orientation": "h",
        "y": places,
        "hoverinfo": "text",
    }
    hover = [
        f"<b>{name}</b><br>{row.overdue} overdue of {row.n} open<br>Click for the items"
        for name, row in zip(names, rows_of(told), strict=True)
    ]
    traces = [
        {**common, "x": [int(count) for count in told["overdue"]], "marker": {"color": ORANGE}, "hovertext": hover,
         "customdata": [["items:overdue", f"{by}:{name}"] for name in told[by]]},
        {**common, "x": [int(r.n - r.overdue) for r in rows_of(told)],
         "marker": {"color": tone.context}, "hovertext": hover, "customdata": [["items:waiting", f"{by}:{name}"] for name in told[by]]},
    ]  # fmt: skip
    key = [("■", ORANGE, "overdue"), ("■", tone.context, "open, not overdue")]
    labels = [
        label_at(int(row.n), place, f"{row.overdue} of {row.n}", tone.text, xanchor="left", xshift=3)
        for place, row in zip(places, rows_of(told), strict=True)
    ]
    figure = prepare_figure(
        traces, theme, barmode="stack", annotations=[*labels, key_line(key)], margin={"l": 8, "r": 8, "t": 28, "b": 8},
        height=max(300, 90 + 26 * len(told)),
        xaxis={
            **count_axis(max([*told["n"], 0])), "title": {"text": "open action items"}, "range": [0, max([*told["n"], 1]) * 1.25],
        },
        yaxis=row_axis(names, places),
    )  # fmt: skip
    n, overdue = int(groups["n"].sum()), int(groups["overdue"].sum())
    title = f"Open items by {by}: {overdue:,} of {n:,} overdue" if n else f"Open items by {by}"
    source = f"{format_plural(n, 'open item')} of {groups['of'].sum():,}{_describe_cut(len(told), len(open_of), by)}."
    return Chart(
        f"open-actions-by-{by}",
        title,
        figure,
        groups,
        source,
        f"{title}. Stacked bars: overdue and other open items.",
        metrics=("action_overdue",),
    )


def figure_gaps(gaps: pd.DataFrame, *, theme: ThemeName) -> Chart:
    """Open items that lack an owner, a due date, a ticket. `gaps`: compute_action_gaps of the selection."""
    names = [f"no {gap}" for gap in gaps["gap"]]
    texts = [format_share(row.attained, row.n) for row in rows_of(gaps)]
    trace, places = bar_rows(
        names, gaps["share"].fillna(0.0).tolist(), texts, theme, textposition="none", width=0.5, error_x=_whiskers(gaps, theme),
        customdata=[["items:open", f"action_lacks:{gap}"] for gap in gaps["gap"]],
    )  # fmt: skip
    tone = TONES[theme]
    labels = [
        label_at(0, place + 0.4, f"<b>{text}</b>", tone.text, xanchor="left", yanchor="middle")
        for place, text in zip(places, texts, strict=True)
    ]
    figure = prepare_figure(
        [trace], theme, annotations=labels, xaxis={**percent_axis(), "range": [0, 1.02], "title": {"text": "of the open items"}},
        yaxis={**row_axis(names, places), "range": [-0.7, len(names) - 0.3]},
    )  # fmt: skip
    n, of = int(gaps["n"].max()), int(gaps["of"].max())
    title, worst = "Every open item has an owner, a due date and a ticket", max(rows_of(gaps), key=lambda row: row.attained)
    if worst.attained:
        title = f"{format_plural(worst.attained, 'open item has', 'open items have')} no {worst.gap}"
    return Chart(
        "action-gaps", title, figure, without_clusters(gaps) if n else gaps.head(0), f"{n:,} open of {format_plural(of, 'item')}.",
        f"{title}. Bars with 95 % intervals.", metrics=("action_gaps",),
    )  # fmt: skip


def _describe_cut(shown: int, of: int, by: str) -> str:
    """Which of the owners or teams with open items are shown, and in which order."""
    cut = f"the {shown} with most overdue of {of} {by}s" if shown < of else ""
    order = "in the order of their names: teams that run more promise more" if by == "team" and shown > 1 else ""
    return "".join(f"; {part}" for part in (cut, order) if part)


def _common(targets: pd.Series[float]) -> float | None:
    """The one target of all horizons, or None where they differ or have none."""
    return float(targets.iloc[0]) if len(targets) and targets.notna().all() and targets.nunique() == 1 else None


def _completion_source(groups: pd.DataFrame) -> str:
    n, of = int(groups["n"].sum()), int(groups["of"].sum())
    parts = [
        f"{n:,} of {format_plural(of, 'item')}",
        f"{int(groups['wont_do'].sum()):,} won't be done and {'is' if int(groups['wont_do'].sum()) == 1 else 'are'} left out",
    ]
    unknown = int(groups["status_unknown"].sum())
    if unknown:
        parts.append(f"{format_plural(unknown, 'without a status counts', 'without a status count')} as not done")
    intervals = f" Thin bars: {INTERVAL} intervals." if (groups["n"] >= FEWEST_FOR_PERCENT).any() else ""
    return f"{'; '.join(parts)}.{intervals}"
