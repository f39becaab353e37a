"""A chart as a picture at presentation size: PNG or SVG, drawn by Chromium outside of any page run."""

from __future__ import annotations

import threading
from typing import Any, Literal, NamedTuple

import kaleido

from analytics.charts.browser import MISSING_BROWSER, find_browser
from analytics.charts.chart import Chart, Spec
from analytics.charts.palette import TONES
from analytics.charts.wording import escape_figure_text, wrap_lines
from analytics.errors import InsightsError

WIDTH, HEIGHT = 1600, 900
PictureFormat = Literal["png", "svg"]

# One browser draws all pictures, one at a time: Kaleido's server answers in the order in which results arrive, not to who asked.
_drawing = threading.Lock()


class Imprint(NamedTuple):
    """What a picture says about where it comes from."""

    selection: str
    as_of: str
    fingerprint: str


class BrowserMissingError(InsightsError):
    """There is no Chrome or Chromium to draw with."""

    def __init__(self) -> None:
        super().__init__(MISSING_BROWSER)


def draw_picture(chart: Chart, imprint: Imprint, form: PictureFormat) -> bytes:
    """The chart at 1600 × 900 with its title, the selection, the as-of date and the corpus fingerprint.

    Raises:
        BrowserMissingError: the machine has no Chrome or Chromium.
    """
    browser = find_browser()
    if browser is None:
        raise BrowserMissingError
    spec = compose_picture(chart.in_light() if chart.in_light else chart, imprint)
    with _drawing:
        kaleido.start_sync_server(path=browser, mathjax=False, timeout=60, silence_warnings=True)
        picture: bytes = kaleido.calc_fig_sync(spec, opts={"format": form, "width": WIDTH, "height": HEIGHT, "scale": 1})
    return picture


def compose_picture(chart: Chart, imprint: Imprint) -> Spec:
    """The chart's specification at presentation size, in the light theme, with head and foot."""
    spec = chart.figure.to_dict()
    layout: dict[str, Any] = {**spec["layout"], "width": WIDTH, "height": HEIGHT}
    lines = wrap_lines(chart.title, 85)
    layout["annotations"] = [
        *(_enlarge(a) for a in layout.get("annotations", [])),
        *_head(lines, imprint),
        *_foot(chart, imprint),
    ]
    layout["margin"] = {"l": 60, "r": 60, "t": 150 + 40 * (len(lines) - 1), "b": 120, "autoexpand": True}
    layout["paper_bgcolor"] = TONES["light"].background
    layout["template"] = _larger_template(spec["layout"]["template"])
    layout["legend"] = {**layout.get("legend", {}), "font": {"size": 20}}
    return {"data": [_larger_trace(trace) for trace in spec["data"]], "layout": layout}


def _larger_template(template: Spec) -> Spec:
    layout = template["layout"]
    axes = {
        axis: {**layout[axis], "tickfont": {**layout[axis]["tickfont"], "size": 20},
               "title": {**layout[axis]["title"], "font": {**layout[axis]["title"]["font"], "size": 20}}}
        for axis in ("xaxis", "yaxis")
    }  # fmt: skip
    return {"layout": {**layout, **axes, "font": {**layout["font"], "size": 20}}}


def _larger_trace(trace: Spec) -> Spec:
    larger = dict(trace)
    if "textfont" in larger:
        larger["textfont"] = {**larger["textfont"], "size": 19}
    marker = larger.get("marker", {})
    if isinstance(marker.get("size"), int | float):
        larger["marker"] = {**marker, "size": marker["size"] * 1.6}
    if "width" in larger.get("line", {}):
        larger["line"] = {**larger["line"], "width": larger["line"]["width"] * 1.6}
    return larger


def _enlarge(annotation: Spec) -> Spec:
    return {**annotation, "font": {**annotation.get("font", {}), "size": 19}}


def _head(lines: list[str], imprint: Imprint) -> list[Spec]:
    title = "<br>".join(escape_figure_text(line) for line in lines)
    return [
        _printed(f"<b>{title}</b>", 34, TONES["light"].text, y=1, yanchor="bottom", yshift=82),
        _printed(escape_figure_text(imprint.selection), 21, TONES["light"].muted, y=1, yanchor="bottom", yshift=48),
    ]


def _foot(chart: Chart, imprint: Imprint) -> list[Spec]:
    words = f"{chart.source} As of {imprint.as_of}, corpus {imprint.fingerprint}."
    text = "<br>".join(escape_figure_text(line) for line in wrap_lines(words, 160))
    return [_printed(text, 17, TONES["light"].muted, y=0, yanchor="top", yshift=-78)]


def _printed(text: str, size: int, colour: str, **place: object) -> Spec:
    return {
        "text": text, "font": {"size": size, "color": colour}, "xref": "paper", "yref": "paper", "x": 0, "xanchor": "left",
        "align": "left", "showarrow": False, **place,
    }  # fmt: skip
