"""What every chart is: a figure, the data it was drawn from, and the words around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pandas as pd
from plotly.basedatatypes import BaseFigure

from analytics.charts.palette import TONES, ThemeName, colour_of_category

Spec = dict[str, Any]
FONT = "'Source Sans', 'Liberation Sans', Arial, sans-serif"
HEIGHT = 300


class DrawnNote(NamedTuple):
    """A dated note on a chart: its letter, its words, and its place on the axis of quarters."""

    letter: str
    words: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready to be shown or printed.

    `data` is what the figure draws, for the CSV. `source` says n, N and what is left out. The `customdata` of a mark says where a
    click on it leads: `incident:KEY` opens one incident, `code:CODE` shows a kind of finding on its page, a list of `name:value` narrows
    the list of incidents, behind `items:STATE` that of action items. `quarters` or `months`: those of its axis, none where it has another
    one. `metrics`: ids in the definition registry of what it shows, for the notes that concern one of them; `meaning`: the same in words
    where it shows none of them. `notes`: those it draws.
    """

    name: str
    title: str
    figure: PreparedFigure
    data: pd.DataFrame
    source: str
    alt: str
    quarters: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    notes: tuple[DrawnNote, ...] = ()
    months: tuple[str, ...] = ()
    meaning: str = ""
    in_light: Callable[[], Chart] | None = None
    """Draws it again for paper, which is white whatever the page is."""


def tell_undated(chart: Chart, undated: int) -> Chart:
    """Says below a chart by quarter how many incidents of the selection have no date and so no place in it."""
    if not undated or "quarter" not in chart.data:
        return chart
    words = (
        f"{undated:,} incidents without a date are in no quarter."
        if undated > 1
        else "1 incident without a date is in no quarter."
    )
    return replace(chart, source=f"{chart.source} {words}")


class PreparedFigure(BaseFigure):  # type: ignore[misc]
    """A finished specification that passes for a figure.

    Streamlit validates a dictionary again on each run (2 ms a chart) and copies a Figure (0.3 ms); this is handed over as it is.
    tests/pages validates every chart's specification with Plotly's own schema instead.
    """

    def __init__(self, spec: Spec) -> None:
        # BaseFigure.__init__ is what costs the time.
        self.__dict__["spec"] = spec

    def to_dict(self) -> Spec:
        spec: Spec = self.__dict__["spec"]
        return spec


def prepare_figure(traces: list[Spec], theme: ThemeName, *, height: int = HEIGHT, **layout: object) -> PreparedFigure:
    """The traces in the house style; `layout` is Plotly's, with the axes' own parts only."""
    return PreparedFigure({"data": traces, "layout": {"height": height, "template": TEMPLATES[theme], **layout}})


def _template(theme: ThemeName) -> Spec:
    tone = TONES[theme]
    axis = {
        "automargin": True,
        "linecolor": tone.outline,
        "tickcolor": tone.outline,
        "tickfont": {"size": 12.5, "color": tone.text},
        "title": {"font": {"size": 12.5, "color": tone.muted}, "standoff": 8},
        "zeroline": False,
        "fixedrange": True,
        "separatethousands": True,
    }
    return {
        "layout": {
            "font": {"family": FONT, "size": 13, "color": tone.text},
            "colorway": [colour_of_category(i, theme) for i in range(7)],
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            "xaxis": {**axis, "showgrid": False},
            "yaxis": {**axis, "gridcolor": tone.grid, "showline": False, "ticks": "outside", "ticklen": 5,
                "tickcolor": "rgba(0,0,0,0)"},
            "hoverlabel": {
                "align": "left",
                "bgcolor": tone.background,
                "bordercolor": tone.outline,
                "font": {"family": FONT, "size": 13, "color": tone.text},
            },
            "legend": {
                "orientation": "h", "x": 0, "y": 1.02, "xanchor": "left", "yanchor": "bottom", "traceorder": "normal",
                "font": {"size": 12.5}, "itemclick": False, "itemdoubleclick": False,
            },
            "bargap": 0.35,
            "showlegend": False,
            "separators": ".,",
            "modebar": {"remove": ["zoom", "pan", "select", "lasso", "zoomIn", "zoomOut", "autoScale", "resetScale", "toImage"]},
        }
    }  # fmt: skip


TEMPLATES: dict[ThemeName, Spec] = {"light": _template("light"), "dark": _template("dark")}


def label_at(x: object, y: object, text: str, colour: str, **more: object) -> Spec:
    """A direct label: an annotation without an arrow. `text` is of this program, or escaped."""
    return {"x": x, "y": y, "text": text, "showarrow": False, "font": {"size": 12.5, "color": colour}, **more}


def target_line(value: float, theme: ThemeName, *, vertical: bool = False) -> Spec:
    """A thin dashed line across the plot at a target; its label is a tick of the axis."""
    along, across = ("x", "y") if vertical else ("y", "x")
    return {
        "type": "line", f"{across}ref": "paper", f"{across}0": 0, f"{across}1": 1, f"{along}0": value, f"{along}1": value,
        "line": {"color": TONES[theme].target, "width": 1.2, "dash": "dash"}, "layer": "above",
    }  # fmt: skip


def key_line(parts: list[tuple[str, str, str]], **place: object) -> Spec:
    """A legend in one line: (mark, its colour, what it stands for)."""
    text = "    ".join(f'<span style="color:{colour}"><b>{mark}</b></span> {words}' for mark, colour, words in parts)
    return {
        "text": text, "showarrow": False, "xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left",
        "yanchor": "bottom",
        "font": {"size": 12.5}, **place,
    }  # fmt: skip
