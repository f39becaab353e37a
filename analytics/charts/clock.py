"""Where the clock went: detecting, mitigating and resolving as shares of all hours, by quarter."""

from __future__ import annotations

import pandas as pd

from analytics.charts.axes import quarter_axis
from analytics.charts.chart import Chart, Spec, label_at, prepare_figure
from analytics.charts.intervals import Provisional, name_quarter
from analytics.charts.palette import TONES, ThemeName, colour_of_category
from analytics.charts.rows import Row, rows_of
from analytics.charts.shares import percent_axis
from analytics.charts.wording import FEWEST_FOR_PERCENT, GAP, format_duration, format_names, format_percent, format_plural
from analytics.metrics.clock import PHASES

INK = ("#FFFFFF", "#1B1F24", "#1B1F24")
"""What can be read on the colours of the three phases."""
_LOWEST_LABELLED = 0.08
_MOST_LABELLED = 12


def figure_clock(shares: pd.DataFrame, *, theme: ThemeName, provisional: Provisional = frozenset()) -> Chart:
    """Stacked bars to 100 %, the first phase at the bottom. `shares`: compute_clock_shares by quarter."""
    by_phase: dict[str, list[Row]] = {phase: [] for phase in PHASES}
    for row in rows_of(shares):
        by_phase[row.phase].append(row)
    first = next(iter(by_phase.values()))
    quarters = [row.quarter for row in first]
    figure = prepare_figure(
        [_phase_trace(rows, place, phase, provisional, theme) for place, (phase, rows) in enumerate(by_phase.items())], theme,
        barmode="stack", showlegend=True, annotations=_counts(first, theme), xaxis=quarter_axis(quarters),
        yaxis={**percent_axis(), "title": {"text": "share of all hours"}},
    )  # fmt: skip
    title = _title(by_phase)
    return Chart(
        "where-the-clock-went", title, figure, shares, _source(first), f"{title}. Stacked bars to 100 % by quarter.",
        quarters=tuple(quarters), metrics=("ttd", "ttm", "ttr", "clock_shares"),
    )  # fmt: skip


def _phase_trace(rows: list[Row], place: int, phase: str, provisional: Provisional, theme: ThemeName) -> Spec:
    ink = TONES["light"].text if theme == "dark" and place == 0 else INK[place]
    is_crowd = len(rows) > _MOST_LABELLED
    return {
        "type": "bar", "name": phase, "x": list(range(len(rows))), "y": [row.share for row in rows], "hoverinfo": "text",
        "marker": {"color": colour_of_category(place, theme), "line": {"width": 1, "color": TONES[theme].background}},
        "text": ["" if is_crowd else _label(row) for row in rows],
        "textposition": "inside", "insidetextanchor": "middle", "textangle": 0, "constraintext": "none",
        "textfont": {"size": 11.5, "color": ink}, "hovertext": [_hover(row, phase, provisional) for row in rows],
        "customdata": [[f"quarter:{row.quarter}", "stated:time_to_resolve_min"] for row in rows],
    }  # fmt: skip


def _label(row: Row) -> str:
    """The percentage as a bare number; of fewer than five incidents the time itself, which claims no more than they tell."""
    if (row.share or 0) < _LOWEST_LABELLED:
        return ""
    return f"{100 * row.share:.0f}" if row.n >= FEWEST_FOR_PERCENT else format_duration(row.minutes).replace(f"h{GAP}", "h<br>")


def _hover(row: Row, phase: str, provisional: Provisional) -> str:
    share = f"{format_percent(row.share)} of all hours, " if row.n >= FEWEST_FOR_PERCENT else ""
    return (
        f"<b>{name_quarter(row.quarter, provisional)}</b><br>{phase}: {share}{format_duration(row.minutes)}<br>"
        f"n = {row.n:,} of {row.of:,}<br>Click for the incidents"
    )


def _counts(first: list[Row], theme: ThemeName) -> list[Spec]:
    """How many incidents each bar rests on, above it."""
    small = {"size": 11, "color": TONES[theme].muted}
    return [
        label_at(place, 1, f"{row.n:,}/{row.of:,}", TONES[theme].muted, yanchor="bottom", font=small)
        for place, row in enumerate(first) if row.n and len(first) <= _MOST_LABELLED
    ]  # fmt: skip


def _title(by_phase: dict[str, list[Row]]) -> str:
    minutes = {phase: sum(row.minutes or 0.0 for row in rows) for phase, rows in by_phase.items()}
    total = sum(minutes.values())
    if not total:
        return "Where the clock went"
    ranked = sorted(minutes, key=lambda phase: -minutes[phase])
    is_few = sum(row.n for row in next(iter(by_phase.values()))) < FEWEST_FOR_PERCENT
    took = [
        f"{format_duration(minutes[phase]) if is_few else format_percent(minutes[phase] / total)} {phase}" for phase in ranked
    ]
    return f"Where the clock went: {format_names(took)}"


def _source(first: list[Row]) -> str:
    n, of, missing, impossible = (sum(getattr(row, count) for row in first) for count in ("n", "of", "missing", "impossible"))
    left_out = f"; {format_plural(missing, 'lacks', 'lack')} a time to detect, mitigate or resolve" if missing else ""
    left_out += f"; {format_plural(impossible, 'gives', 'give')} them in an impossible order" if impossible else ""
    above = "Above each bar: these of all in the quarter. " if len(first) <= _MOST_LABELLED else ""
    counted = f"{n:,} of {format_plural(of, 'incident')}{left_out}."
    return f"{counted} {above}One long incident can make most of a quarter."
