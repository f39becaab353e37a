"""A chart as a picture at presentation size: PNG or SVG, drawn by Chromium outside of any page run."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any, Literal, NamedTuple

import kaleido

from analytics.charts.chart import Chart, Spec
from analytics.charts.palette import TONES
from analytics.charts.wording import GAP, escape_figure_text, wrap_lines
from analytics.metrics.registry import name_definition

WIDTH, HEIGHT = 1600, 900
MARGIN, SCALE = 60, 1.6
FOOT_LINE = 23
LEGEND_RISE = 0.6
PictureFormat = Literal["png", "svg"]

# One browser draws all pictures, one at a time: Kaleido's server answers in the order in which results arrive, not to who asked.
_drawing = threading.Lock()


class Imprint(NamedTuple):
    """What a picture says about where it comes from."""

    selection: str
    as_of: str
    fingerprint: str


def draw_picture(chart: Chart, imprint: Imprint, form: PictureFormat) -> bytes:
    """The chart at 1600 × 900 with its title, the selection, the as-of date and the corpus fingerprint.

    Raises:
        BrowserMissingError: the machine has no Chrome or Chromium.
    """
    browser = find_browser()
    if browser is None:
        raise BrowserMissingError
    paper = replace(chart.in_light(), source=chart.source) if chart.in_light else chart
    spec = compose_picture(paper, imprint)
    with _drawing:
        kaleido.start_sync_server(path=browser, mathjax=False, timeout=60, silence_warnings=True)
        picture: bytes = kaleido.calc_fig_sync(spec, opts={"format": form, "width": WIDTH, "height": HEIGHT, "scale": 1})
    return picture


def compose_picture(chart: Chart, imprint: Imprint) -> Spec:
    """The chart's specification at presentation size, with head and foot."""
    spec = chart.figure.to_dict()
    layout: dict[str, Any] = {**spec["layout"], "width": WIDTH, "height": HEIGHT}
    lines = wrap_lines(chart.title, 76)
    left, foot = _left_margin(layout.get("yaxis", {})), _foot(chart, imprint)
    layout["annotations"] = [
        *(_enlarge(annotation) for annotation in layout.get("annotations", [])),
        *_head(lines, imprint, MARGIN - left),
        _printed("<br>".join(foot), 17, TONES["light"].muted, MARGIN - left, y=0, yanchor="top", yshift=-84),
    ]
    right = max(MARGIN, SCALE * layout.get("margin", {}).get("r", 0) + 30)
    layout["margin"] = {"l": left, "r": right, "t": 190 + 40 * (len(lines) - 1), "b": 130 + FOOT_LINE * max(len(foot) - 2, 0)}
    layout["paper_bgcolor"] = TONES["light"].background
    layout["template"] = _larger_template(spec["layout"]["template"])
    legend = layout.get("legend", {})
    # Above the letters of notes it stands as many pixels higher as on a page, which are less of this higher plot.
    place = {"y": 1 + (legend["y"] - 1) * LEGEND_RISE} if "y" in legend else {}
    # Where a chart gives its entries one width they are short, such as P0; else each is as wide as its words.
    width = {"entrywidth": 50} if "entrywidth" in legend else {}
    layout["legend"] = {**legend, **place, **width, "font": {"size": 20}}
    return {"data": [_larger_trace(trace) for trace in spec["data"]], "layout": layout}


def _left_margin(axis: Spec) -> float:
    """Room for the tick labels, so that head and foot can stand at the same edge in every picture."""
    words = [part for text in axis.get("ticktext", ["00,000"]) for part in str(text).split("<br>")]
    longest = max((len(word) for word in words), default=0)
    return MARGIN + 30 + 11 * longest + (40 if "title" in axis else 0)


def _larger_template(template: Spec) -> Spec:
    layout = template["layout"]
    axes = {axis: {**_larger_axis(layout[axis]), "automargin": axis == "xaxis"} for axis in ("xaxis", "yaxis")}
    return {"layout": {**layout, **axes, "font": {**layout["font"], "size": 20}}}


def _larger_axis(axis: Spec) -> Spec:
    title = {**axis["title"], "font": {**axis["title"]["font"], "size": 20}}
    return {**axis, "tickfont": {**axis["tickfont"], "size": 20}, "title": title}


def _larger_trace(trace: Spec) -> Spec:
    larger = dict(trace)
    if "textfont" in larger:
        larger["textfont"] = {**larger["textfont"], "size": 19}
    marker = larger.get("marker", {})
    if "size" in marker:
        size = marker["size"]
        larger["marker"] = {**marker, "size": [one * SCALE for one in size] if isinstance(size, list) else size * SCALE}
    if "width" in larger.get("line", {}):
        larger["line"] = {**larger["line"], "width": larger["line"]["width"] * SCALE}
    for bars in ("error_x", "error_y"):
        if bars in larger:
            larger[bars] = {**larger[bars], "thickness": larger[bars]["thickness"] * SCALE}
    return larger


def _enlarge(annotation: Spec) -> Spec:
    shifts: Spec = {name: annotation[name] * SCALE for name in ("xshift", "yshift") if name in annotation}
    return {**annotation, **shifts, "font": {**annotation.get("font", {}), "size": 19}}


def _head(lines: list[str], imprint: Imprint, edge: float) -> list[Spec]:
    title = "<br>".join(escape_figure_text(line) for line in lines)
    text = TONES["light"]
    return [
        _printed(f"<b>{title}</b>", 34, text.text, edge, y=1, yanchor="bottom", yshift=104),
        _printed(escape_figure_text(imprint.selection), 21, text.muted, edge, y=1, yanchor="bottom", yshift=64),
    ]


def _foot(chart: Chart, imprint: Imprint) -> list[str]:
    """The notes that the chart draws, then what it counts and where it comes from; escaped lines."""
    notes = "; ".join(f"{note.letter}{GAP}{note.words}" for note in chart.notes)
    defined = f" Definition: {', '.join(map(name_definition, chart.metrics))}." if chart.metrics else ""
    words = f"{chart.source} As of {imprint.as_of}, corpus {imprint.fingerprint}.{defined}"
    return [escape_figure_text(line) for part in (notes, words) if part for line in wrap_lines(part, 160)]


def _printed(text: str, size: int, colour: str, edge: float, **place: object) -> Spec:
    """Words at the left edge of the picture, whatever the plot's own."""
    return {
        "text": text, "font": {"size": size, "color": colour}, "xref": "paper", "yref": "paper", "x": 0, "xanchor": "left",
        "xshift": edge, "align": "left", "showarrow": False, **place,
    }  # fmt: skip
