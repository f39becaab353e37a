"""Teams as a funnel: how far a median may lie from that of all incidents depends on how many it is of. Never a ranking."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from analytics.charts.axes import drawn_minutes, duration_axis
from analytics.charts.certainty import format_interval
from analytics.charts.chart import Chart, Spec, key_line, prepare_figure
from analytics.charts.durations import SLUGS, STATED
from analytics.charts.intervals import INTERVAL
from analytics.charts.palette import TONES, VERDICTS, ThemeName, translucent
from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import (
    MOST_NAMED,
    SHORTEST_DRAWN,
    escape_figure_text,
    format_duration,
    format_label,
    format_names,
    format_plural,
    shorten,
)
from analytics.metrics.funnel import FEWEST, RARE, Funnel

FUNNEL_HEIGHT = 340
PLOT = (430.0, 240.0)
"""The plot in a narrow window, in pixels: labels that keep clear of each other there do so in a wider one."""
LETTER, LINE = 6.7, 16.0
NEAREST = 9.0
"""From the middle of a point to its label."""
RARE_SAID = f"{100 * RARE:g}\u00a0%"
VERDICT_OF = {"longer": "worse", "shorter": "better"}


class Standing(NamedTuple):
    """Where a team lies: `way` is `longer` or `shorter` outside of the first limits, `is_rare` outside of the second too."""

    way: str
    is_rare: bool


class Label(NamedTuple):
    """A name, empty where there is no room, and on which side of its point it stands."""

    text: str
    side: str


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


def figure_team_funnel(funnel: Funnel, *, measure: str, theme: ThemeName) -> Chart:
    """Each team a point: how many incidents it has and their median, with the median of all and the limits of chance."""
    teams = funnel.teams
    standings = [_standing(row) for row in rows_of(teams)]
    axis = duration_axis(
        [*teams["median"], *teams["rare_low"], *teams["rare_high"]], f"median {format_label(measure)}, log scale"
    )
    most = float(max([*teams["n"], 1])) * 1.15
    labels = _place_labels(funnel, standings, axis["range"], most)
    figure = prepare_figure(
        [*_curves(funnel, theme), _points(teams, standings, labels, measure, theme)], theme, height=FUNNEL_HEIGHT,
        annotations=[key_line(_key(theme))], yaxis=axis, margin={"l": 8, "r": 8, "t": 28, "b": 8},
        xaxis={"title": {"text": "incidents of the team"}, "range": [0, most], "rangemode": "tozero"},
    )  # fmt: skip
    title = _title(funnel, standings, measure)
    return Chart(
        f"{SLUGS[measure]}-by-team", title, figure, teams, _source(funnel, measure),
        f"{title}. Funnel plot: each team is a point, with the limits of chance around the median of all.", metrics=(measure,),
    )  # fmt: skip


def _standing(row: Row) -> Standing | None:
    """None within what chance does to 19 teams of 20, and where too few incidents set no limits."""
    if row.usual_low is None or row.usual_low <= row.median <= row.usual_high:
        return None
    return Standing("longer" if row.median > row.usual_high else "shorter", not row.rare_low <= row.median <= row.rare_high)


def _curves(funnel: Funnel, theme: ThemeName) -> list[Spec]:
    """The usual limits as a band, the rare ones as dotted lines, the median of all as a line."""
    tone, curves = TONES[theme], funnel.curves
    common = {"type": "scatter", "mode": "lines", "x": curves["n"].tolist(), "hoverinfo": "skip"}
    dotted = {"line": {"color": tone.outline, "width": 1.2, "dash": "dot"}}
    band = {"fill": "tonexty", "fillcolor": translucent(tone.muted, 0.12)}
    return [
        {**common, "y": drawn_minutes(curves["usual_low"]), "line": {"width": 0}},
        {**common, "y": drawn_minutes(curves["usual_high"]), "line": {"width": 0}, **band},
        {**common, "y": drawn_minutes(curves["rare_low"]), **dotted},
        {**common, "y": drawn_minutes(curves["rare_high"]), **dotted},
        {
            **common,
            "y": drawn_minutes([math.nan if funnel.median is None else funnel.median] * len(curves)),
            "line": {"color": tone.text, "width": 1.2},
        },
    ]


def _points(
    teams: pd.DataFrame,
    standings: Sequence[Standing | None],
    labels: Sequence[Label],
    measure: str,
    theme: ThemeName,
) -> Spec:
    tone = TONES[theme]
    colours = [_colour(standing, theme) for standing in standings]
    return {
        "type": "scatter", "mode": "markers+text", "x": teams["n"].tolist(), "y": drawn_minutes(teams["median"]), "cliponaxis": False,
        "marker": {
            "size": 10, "opacity": 1, "color": colours,
            "line": {"color": tone.text, "width": [2 if standing else 0 for standing in standings]},
        },
        "text": [label.text for label in labels], "textposition": [label.side for label in labels],
        "textfont": {"size": 12, "color": [colour if s and s.is_rare else tone.text for colour, s in zip(colours, standings, strict=True)]},
        "hovertext": [_hover(row, standing) for row, standing in zip(rows_of(teams), standings, strict=True)],
        "hoverinfo": "text", "customdata": [[f"team:{team}", STATED[measure]] for team in teams["team"]],
    }  # fmt: skip


def _colour(standing: Standing | None, theme: ThemeName) -> str:
    """A verdict's colour only for what chance does to one team in five hundred."""
    return VERDICTS[theme][VERDICT_OF[standing.way]] if standing and standing.is_rare else TONES[theme].muted


def _hover(row: Row, standing: Standing | None) -> str:
    interval = format_interval(row.median_low, row.median_high, format_duration)
    said = f" ({INTERVAL}: {interval})" if interval else ""
    limits = RARE_SAID if standing and standing.is_rare else INTERVAL
    verdict = f"{standing.way} than the {limits} limits" if standing else f"within the {INTERVAL} limits"
    return (
        f"<b>{escape_figure_text(shorten(row.team, 60))}</b><br>median {format_duration(row.median)}{said}<br>{verdict}: "
        f"{format_duration(row.usual_low)} to {format_duration(row.usual_high)}<br>n = {row.n} of {row.of}<br>Click for the incidents"
    )


def _key(theme: ThemeName) -> list[tuple[str, str, str]]:
    tone = TONES[theme]
    return [("—", tone.text, "median of all"), ("■", translucent(tone.muted, 0.35), f"{INTERVAL} limits"),
            ("⋯", tone.outline, f"{RARE_SAID} limits")]  # fmt: skip


def _place_labels(funnel: Funnel, standings: Sequence[Standing | None], span: list[float], most: float) -> list[Label]:
    """Each name on a side of its point that is clear of points, other names and the median's line, those outside of the limits first.

    Where no side is, the name stands in the hover only: a crowd of teams cannot all be named.
    """
    teams = funnel.teams
    spots = [(row.n / most * PLOT[0], _depth(row.median, span)) for row in rows_of(teams)]
    line = _depth(funnel.median or SHORTEST_DRAWN, span)
    taken = [Box(0, line - 1, PLOT[0], line + 1), *(Box(x - 5, y - 5, x + 5, y + 5) for x, y in spots)]
    labels = [Label("", "middle right")] * len(spots)
    for at in sorted(range(len(spots)), key=lambda at: standings[at] is None):
        standing, name = standings[at], shorten(teams["team"].iloc[at], 22)
        words = f"{name} ({standing.way})" if standing else name
        boxes = _boxes_around(*spots[at], LETTER * len(words))
        if side := next((side for side, box in boxes.items() if _is_free(box, taken)), ""):
            text = escape_figure_text(words)
            labels[at] = Label(f" <b>{text}</b> " if standing else f" {text} ", side)
            taken.append(boxes[side])
    return labels


def _depth(minutes: float, span: list[float]) -> float:
    """How far below the upper edge of PLOT a duration lies, in pixels."""
    low, high = span
    return (high - math.log10(max(minutes, SHORTEST_DRAWN))) / (high - low) * PLOT[1]


def _boxes_around(x: float, y: float, width: float) -> dict[str, Box]:
    middle, half = (y - LINE / 2, y + LINE / 2), width / 2
    above, below = (y - NEAREST - LINE, y - NEAREST), (y + NEAREST, y + NEAREST + LINE)
    return {
        "middle right": Box(x + NEAREST, middle[0], x + NEAREST + width, middle[1]),
        "middle left": Box(x - NEAREST - width, middle[0], x - NEAREST, middle[1]),
        "top center": Box(x - half, above[0], x + half, above[1]),
        "bottom center": Box(x - half, below[0], x + half, below[1]),
        "top right": Box(x + 4, above[0], x + 4 + width, above[1]),
        "bottom right": Box(x + 4, below[0], x + 4 + width, below[1]),
        "top left": Box(x - 4 - width, above[0], x - 4, above[1]),
        "bottom left": Box(x - 4 - width, below[0], x - 4, below[1]),
    }


def _is_free(box: Box, taken: Sequence[Box]) -> bool:
    """Within the plot and on nothing else."""
    if box.left < 0 or box.right > PLOT[0] or box.top < 0 or box.bottom > PLOT[1]:
        return False
    return not any(
        box.left < other.right and other.left < box.right and box.top < other.bottom and other.top < box.bottom for other in taken
    )


def _title(funnel: Funnel, standings: Sequence[Standing | None], measure: str) -> str:
    name = format_label(measure)
    if len(standings) < 2:
        return f"{name.capitalize()} by team"
    if funnel.n < FEWEST:
        return f"{name.capitalize()} by team: too few incidents to say whether they differ"
    told = list(zip(rows_of(funnel.teams), standings, strict=True))
    rare = [(row, standing) for row, standing in told if standing and standing.is_rare]
    if len(rare) == 1:
        row, standing = rare[0]
        value, overall = format_duration(row.median), format_duration(funnel.median)
        return f"{row.team}: {name} is {standing.way} than chance allows (median {value}, all {overall})"
    if rare:
        return f"{_name_teams(rare)} differ in {name} by more than chance allows"
    if usual := [(row, standing) for row, standing in told if standing]:
        verb = "lies" if len(usual) == 1 else "lie"
        return f"No team stands out for certain; {_name_teams(usual)} {verb} between the two limits"
    return f"No team differs in {name} by more than chance allows"


def _name_teams(found: Sequence[tuple[Row, Standing]]) -> str:
    names = [row.team for row, _ in found]
    return format_names(names) if len(names) <= MOST_NAMED else f"{len(names)} teams"


def _source(funnel: Funnel, measure: str) -> str:
    parts = [f"{funnel.n:,} of {format_plural(funnel.of, 'incident')}"]
    if funnel.of > funnel.n:
        parts.append(f"{format_plural(funnel.of - funnel.n, 'states', 'state')} no {format_label(measure)}")
    if funnel.unassigned:
        parts.append(
            f"{format_plural(funnel.unassigned, 'without a team counts', 'without a team count')} in the median of all only"
        )
    if funnel.n < FEWEST:
        return f"{'; '.join(parts)}. Fewer than {FEWEST} incidents set no limits."
    chance = f"By chance alone 1 team in 20 lies outside of the {INTERVAL} limits, 1 in 500 outside of the {RARE_SAID} limits."
    return (
        f"{'; '.join(parts)}. {format_plural(len(funnel.teams), 'comparison')} with the limits: {chance[0].lower()}{chance[1:]}"
    )
