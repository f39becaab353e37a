"""Counts of incidents, stacked by severity: by quarter and by team."""

from __future__ import annotations

import pandas as pd

from analytics.charts.axes import count_axis, quarter_axis
from analytics.charts.chart import Chart, Spec, label_at, prepare_figure
from analytics.charts.palette import SEVERITY_COLOURS, SEVERITY_ORDER, TONES, ThemeName
from analytics.charts.wording import escape_figure_text, format_label, format_plural, format_quarter, shorten
from analytics.metrics.filters import NOT_STATED

MOST_TEAMS = 20
_MOST_NUMBERED = 14
_LOWEST_NUMBERED = 0.075

Counts = dict[tuple[str, str], int]


def figure_severity_by_quarter(mix: pd.DataFrame, *, theme: ThemeName, compared: str = "") -> Chart:
    """Stacked bars by quarter, P0 at the bottom. `mix`: compute_severity_mix by quarter; every quarter is there.

    `compared`: how the shares of the severities changed.
    """
    counts, totals = _count(mix, "quarter")
    quarters = list(totals)
    notes = [label_at(i, totals[q], f"<b>{totals[q]:,}</b>", TONES[theme].text, yanchor="bottom") for i, q in enumerate(quarters)]
    figure = prepare_figure(
        _stack(counts, totals, "quarter", quarters, theme, horizontal=False), theme, barmode="stack", showlegend=True, legend=_LEGEND,
        annotations=notes if len(quarters) <= 16 else [], xaxis=quarter_axis(quarters),
        yaxis={"title": {"text": "incidents"}, **count_axis(max(totals.values(), default=0))},
    )  # fmt: skip
    title = _severe_title(counts, totals)
    return Chart(
        "severity-by-quarter", title, figure, mix, f"{_source(counts)} {compared}".strip(), f"{title}. Stacked bars by quarter.",
        quarters=tuple(quarters), metrics=("incidents", "severe_incidents", "severity_mix"),
    )  # fmt: skip


def figure_severity_by_team(mix: pd.DataFrame, *, theme: ThemeName) -> Chart:
    """Stacked horizontal bars, the teams in the order of their names: this is no league table. `mix`: compute_severity_mix by team."""
    counts, totals = _count(mix, "team")
    # The frame is in the order of the names, those without a team last; of too many, the small ones are left out.
    largest = sorted(totals, key=lambda team: -totals[team])[:MOST_TEAMS]
    teams, most = [team for team in totals if totals[team] and team in largest][::-1], max(totals.values(), default=0)
    notes = [
        label_at(totals[t], i, f"<b>{totals[t]:,}</b>", TONES[theme].text, xanchor="left", xshift=3) for i, t in enumerate(teams)
    ]
    names = [escape_figure_text(shorten(format_label(team), 22)) for team in teams]
    figure = prepare_figure(
        _stack(counts, totals, "team", teams, theme, horizontal=True), theme, barmode="stack", showlegend=True, legend=_LEGEND,
        height=max(300, 90 + 30 * len(teams)), annotations=notes,
        xaxis={**count_axis(most), "title": {"text": "incidents"}, "range": [0, max(most, 1) * 1.12]},
        yaxis={"tickvals": list(range(len(teams))), "ticktext": names, "showgrid": False},
    )  # fmt: skip
    title, shown = "Incidents by team and severity", sum(1 for team in totals if totals[team])
    left_out = f" The {len(teams)} largest of {shown} teams." if shown > len(teams) else ""
    source = f"{_source(counts)} {_NO_RANKING}{left_out}" if len(teams) > 1 else _source(counts)
    return Chart("severity-by-team", title, figure, mix, source, f"{title}. Stacked bars by team.", metrics=("severity_mix",))


_NO_RANKING = "In the order of their names: teams that run more have more incidents, so the numbers rank nobody."
_LEGEND = {"entrywidth": 15, "itemwidth": 30}


def _count(mix: pd.DataFrame, by: str) -> tuple[Counts, dict[str, int]]:
    """Incidents by (group, severity), and by group in the order of the frame."""
    counts: Counts = {}
    totals: dict[str, int] = {}
    for group, severity, incidents in zip(mix[by].tolist(), mix["severity"].tolist(), mix["incidents"].tolist(), strict=True):
        counts[group, severity] = incidents
        totals[group] = totals.get(group, 0) + incidents
    return counts, totals


def _stack(
    counts: Counts, totals: dict[str, int], by: str, groups: list[str], theme: ThemeName, *, horizontal: bool
) -> list[Spec]:
    seen = {severity for (_, severity), incidents in counts.items() if incidents}
    # A number needs room: none in a segment that is low against the highest bar, and none in a crowd of bars.
    fewest = max(totals.values(), default=0) * _LOWEST_NUMBERED if len(groups) <= _MOST_NUMBERED else float("inf")
    return [
        _stack_trace(severity, [counts.get((group, severity), 0) for group in groups], by, groups, theme, horizontal, fewest)
        for severity in SEVERITY_ORDER
        if severity in seen
    ]


def _stack_trace(
    severity: str, counts: list[int], by: str, groups: list[str], theme: ThemeName, horizontal: bool, fewest: float
) -> Spec:
    places = list(range(len(groups)))
    along, across = (counts, places) if horizontal else (places, counts)
    names = [format_quarter(group) if by == "quarter" else format_label(group) for group in groups]
    tone, unknown = TONES[theme], severity == NOT_STATED
    return {
        "type": "bar", "orientation": "h" if horizontal else "v", "name": format_label(severity), "showlegend": not unknown,
        "x": along, "y": across,
        "marker": {
            "color": "rgba(0,0,0,0)" if unknown else SEVERITY_COLOURS[severity],
            "line": {"width": 1, "color": tone.outline if unknown or severity in ("P0", "P4") else tone.background},
            # Faint, so that a number on it can be read.
            "pattern": {"shape": "/" if unknown else "", "fgcolor": tone.outline, "fgopacity": 0.4, "size": 6},
        },
        "text": [f"{count:,}" if count and count >= fewest else "" for count in counts], "textposition": "inside",
        "insidetextanchor": "middle", "textangle": 0, "textfont": {"size": 11.5, "color": _ink(severity, theme)},
        "constraintext": "none", "hoverinfo": "text",
        "hovertext": [
            f"<b>{escape_figure_text(group)}</b>, {format_label(severity)}<br>{format_plural(count, 'incident')}<br>Click for the list"
            for group, count in zip(names, counts, strict=True)
        ],
        "customdata": [[f"{by}:{group}", f"severity:{severity}"] for group in groups],
    }  # fmt: skip


def _ink(severity: str, theme: ThemeName) -> str:
    """Text on a severity's fill: white on the dark ones, black on the light ones, the page's own where there is no fill."""
    if severity == NOT_STATED:
        return TONES[theme].text
    return "#FFFFFF" if severity in ("P0", "P1") else "#1B1F24"


def _severe_title(counts: Counts, totals: dict[str, int]) -> str:
    if not totals:
        return "Incidents by severity"
    last = list(totals)[-1]
    severe = counts.get((last, "P0"), 0) + counts.get((last, "P1"), 0)
    return f"{format_quarter(last)}: {format_plural(totals[last], 'incident')}, {severe:,} of them P0 or P1"


def _source(counts: Counts) -> str:
    unstated = sum(incidents for (_, severity), incidents in counts.items() if severity == NOT_STATED)
    counted = format_plural(sum(counts.values()), "incident")
    return (
        f"{counted}; {format_plural(unstated, 'states no severity and is', 'state no severity and are')} drawn hatched."
        if unstated
        else f"{counted}, all with a severity."
    )
