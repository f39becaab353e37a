"""Counts of incidents, stacked by severity: by quarter and by team."""

from __future__ import annotations

import pandas as pd

from analytics.charts.axes import quarter_axis
from analytics.charts.chart import Chart, Spec, label_at, prepare_figure
from analytics.charts.palette import SEVERITY_COLOURS, SEVERITY_ORDER, TONES, ThemeName
from analytics.charts.wording import escape_figure_text, format_label, format_plural, format_quarter, shorten
from analytics.metrics.filters import NOT_STATED

_MOST_NUMBERED = 14
_LOWEST_NUMBERED = 0.075


def figure_severity_by_quarter(mix: pd.DataFrame, *, theme: ThemeName) -> Chart:
    """Stacked bars by quarter, P0 at the bottom. `mix`: quarter, severity, incidents; every quarter is there."""
    quarters = list(dict.fromkeys(mix["quarter"]))
    totals = mix.groupby("quarter", sort=False)["incidents"].sum()
    traces = _stack(mix, "quarter", quarters, theme, horizontal=False)
    notes = [label_at(i, totals[q], f"<b>{totals[q]}</b>", TONES[theme].text, yanchor="bottom") for i, q in enumerate(quarters)]
    figure = prepare_figure(
        traces, theme, barmode="stack", showlegend=True, legend={"entrywidth": 15, "itemwidth": 30},
        annotations=notes if len(quarters) <= 16 else [],
        xaxis=quarter_axis(quarters), yaxis={"title": {"text": "incidents"}, "rangemode": "tozero"},
    )  # fmt: skip
    title = _severe_title(mix, quarters)
    return Chart("severity-by-quarter", title, figure, mix, _source(mix), f"{title}. Stacked bars by quarter.")


def figure_severity_by_team(mix: pd.DataFrame, *, theme: ThemeName) -> Chart:
    """Stacked horizontal bars, the team with most incidents on top. `mix`: team, severity, incidents."""
    totals = mix.groupby("team")["incidents"].sum().sort_values(ascending=False, kind="stable")
    teams = [team for team in totals.index if totals[team] > 0][:20]
    traces = _stack(mix, "team", teams[::-1], theme, horizontal=True)
    notes = [
        label_at(totals[team], i, f"<b>{totals[team]}</b>", TONES[theme].text, xanchor="left", xshift=3)
        for i, team in enumerate(teams[::-1])
    ]
    names = [escape_figure_text(shorten(format_label(team), 22)) for team in teams[::-1]]
    figure = prepare_figure(
        traces, theme, barmode="stack", showlegend=True, legend={"entrywidth": 15, "itemwidth": 30},
        height=max(300, 90 + 30 * len(teams)), annotations=notes,
        xaxis={"title": {"text": "incidents"}, "rangemode": "tozero", "range": [0, max(totals.max(), 1) * 1.12]},
        yaxis={"tickvals": list(range(len(teams))), "ticktext": list(names), "showgrid": False},
    )  # fmt: skip
    title = "Incidents by team and severity"
    if teams:
        title = f"{format_label(teams[0])} has most incidents: {totals[teams[0]]:,} of {totals.sum():,}"
    return Chart("severity-by-team", title, figure, mix, _source(mix), f"{title}. Stacked bars by team.")


def _stack(mix: pd.DataFrame, by: str, groups: list[str], theme: ThemeName, *, horizontal: bool) -> list[Spec]:
    wide = mix.pivot_table(index=by, columns="severity", values="incidents", aggfunc="sum", fill_value=0, observed=True).reindex(
        groups
    )
    present = [severity for severity in SEVERITY_ORDER if severity in wide.columns and wide[severity].sum() > 0]
    # A number needs room: none in a segment that is low against the highest bar, and none in a crowd of bars.
    fewest = wide.sum(axis=1).max() * _LOWEST_NUMBERED if len(groups) <= _MOST_NUMBERED else float("inf")
    return [_stack_trace(severity, list(wide[severity]), by, groups, theme, horizontal, fewest) for severity in present]


def _stack_trace(
    severity: str, counts: list[int], by: str, groups: list[str], theme: ThemeName, horizontal: bool, fewest: float
) -> Spec:
    places = list(range(len(groups)))
    along, across = (counts, places) if horizontal else (places, counts)
    names = [format_quarter(group) if by == "quarter" else format_label(group) for group in groups]
    name = format_label(severity)
    return {
        "type": "bar", "orientation": "h" if horizontal else "v", "name": name, "showlegend": severity != NOT_STATED,
        "x": along, "y": across,
        "marker": {
            "color": SEVERITY_COLOURS[severity] if severity != NOT_STATED else "rgba(0,0,0,0)",
            "line": {"width": 1, "color": TONES[theme].outline if severity in (NOT_STATED, "P0",
                "P4") else TONES[theme].background},
            "pattern": {"shape": "/" if severity == NOT_STATED else "", "fgcolor": TONES[theme].outline, "size": 6},
        },
        "text": [str(count) if count and count >= fewest else "" for count in counts], "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0, "textfont": {"size": 11.5, "color": _ink(severity, theme)}, "constraintext": "none",
        "hovertext": [
            f"<b>{escape_figure_text(group)}</b>, {name}<br>{format_plural(int(count), 'incident')}<br>Click for the list"
            for group, count in zip(names, counts, strict=True)
        ],
        "hoverinfo": "text", "customdata": [[f"{by}:{group}", f"severity:{severity}"] for group in groups],
    }  # fmt: skip


def _ink(severity: str, theme: ThemeName) -> str:
    """Text on a severity's fill: white on the dark ones, black on the light ones, the page's own where there is no fill."""
    if severity == NOT_STATED:
        return TONES[theme].text
    return "#FFFFFF" if severity in ("P0", "P1") else "#1B1F24"


def _severe_title(mix: pd.DataFrame, quarters: list[str]) -> str:
    if not quarters:
        return "Incidents by severity"
    last = mix[mix["quarter"] == quarters[-1]]
    severe = int(last.loc[last["severity"].isin(["P0", "P1"]), "incidents"].sum())
    return f"{format_quarter(quarters[-1])}: {format_plural(int(last['incidents'].sum()), 'incident')}, {severe} of them P0 or P1"


def _source(mix: pd.DataFrame) -> str:
    total = int(mix["incidents"].sum())
    unstated = int(mix.loc[mix["severity"] == NOT_STATED, "incidents"].sum())
    counted = format_plural(total, "incident")
    return f"{counted}; {unstated:,} state no severity and are drawn hatched." if unstated else f"{counted}, all with a severity."
