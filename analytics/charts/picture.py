"""A chart as a picture for a slide, a report or a screen: PNG, SVG or PDF, drawn by Chromium outside of any page run."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any, Literal, NamedTuple

import kaleido
from plotly.utils import PlotlyJSONEncoder

from analytics.charts.browser import drive
from analytics.charts.chart import Chart, Spec
from analytics.charts.palette import TONES
from analytics.charts.pdf_file import About, settle_pdf
from analytics.charts.wording import GAP, escape_figure_text, wrap_lines
from analytics.metrics.registry import name_definition

MARGIN, SCALE = 60, 1.6
FOOT_LINE, SELECTION_LINE = 23, 27
PLOT_HEIGHT, LEGEND_RISE = 580, 0.6
ROW_LETTER = 1.3
"""The height of a row for one of its letters: names in rows that are lower are written smaller."""
TITLE_LETTER, SELECTION_LETTER, FOOT_LETTER = 19.5, 11.4, 9.25
"""The width of a letter, by which lines are wrapped."""
PictureFormat = Literal["png", "svg", "pdf"]
PictureSize = Literal["slide", "report", "screen"]
_SECONDS_EACH = 30.0


class Size(NamedTuple):
    """What a chart is laid out on, in pixels of which a letter of a tick label has 20, and how large they become.

    `pixels`: of a PNG, for one of the layout; `points`: CSS pixels of an SVG or a PDF, 96 of which are an inch.
    """

    width: int
    height: int
    pixels: float
    points: float


_REPORT_WIDTH = 1120
SIZES: dict[PictureSize, Size] = {
    "slide": Size(1600, 900, 1, 1),
    # 16 cm: 1,890 pixels at 300 to the inch; its smallest letters are 7 points high.
    "report": Size(_REPORT_WIDTH, 800, 1890 / _REPORT_WIDTH, 16 / 2.54 * 96 / _REPORT_WIDTH),
    "screen": Size(1280, 720, 0.75, 0.75),
}


class Imprint(NamedTuple):
    """What a picture says about where it comes from."""

    selection: str
    as_of: str
    fingerprint: str


class Picture(NamedTuple):
    """A picture that is asked for."""

    chart: Chart
    imprint: Imprint
    form: PictureFormat = "png"
    size: PictureSize = "slide"


def draw_picture(picture: Picture) -> bytes:
    """One of `draw_pictures`."""
    return draw_pictures([picture])[0]


def draw_pictures(pictures: Sequence[Picture]) -> list[bytes]:
    """Charts with title, selection, as-of date and corpus fingerprint, all drawn by one browser process; same charts, same bytes.

    Raises:
        BrowserMissingError, BrowserBrokenError: there is no Chrome or Chromium to draw with, or it does not draw.
    """
    specs = [compose_picture(_on_paper(one.chart), one.imprint, SIZES[one.size]) for one in pictures]

    async def work(browser: kaleido.Kaleido) -> list[bytes]:
        return [await browser.calc_fig(spec, opts=_options(one)) for spec, one in zip(specs, pictures, strict=True)]

    drawn: list[bytes] = drive(lambda path: kaleido.Kaleido(path=path, mathjax=False), work, _SECONDS_EACH * (len(specs) + 1))
    return [_settle(content, spec, one) for content, spec, one in zip(drawn, specs, pictures, strict=True)]


def _on_paper(chart: Chart) -> Chart:
    return replace(chart.in_light(), source=chart.source) if chart.in_light else chart


def _options(picture: Picture) -> Spec:
    size = SIZES[picture.size]
    scale = size.pixels if picture.form == "png" else size.points
    return {"format": picture.form, "width": size.width, "height": size.height, "scale": scale}


def _settle(content: bytes, spec: Spec, picture: Picture) -> bytes:
    """Without what is drawn by lot: the ids within an SVG, the clock and the id of a PDF."""
    if picture.form == "png":
        return content
    identity = sha256(json.dumps(spec, cls=PlotlyJSONEncoder, sort_keys=True).encode()).hexdigest()
    if picture.form == "pdf":
        about = About(picture.chart.title, " · ".join(picture.imprint), "", None)
        return settle_pdf(content, about, bytes.fromhex(identity)[:16])
    text = content.decode()
    # Ids of two pictures on one page must differ, or one is cut to the other's shape.
    lot = re.search(r'id="defs-([0-9a-f]{6})"', text)
    return text.replace(lot[1], identity[:6]).encode() if lot else content


def compose_picture(chart: Chart, imprint: Imprint, size: Size = SIZES["slide"]) -> Spec:
    """The chart's specification at the size of a picture, with head and foot."""
    spec = chart.figure.to_dict()
    layout: dict[str, Any] = {**spec["layout"], "width": size.width, "height": size.height}
    room = size.width - 2 * MARGIN
    title, selection = (
        wrap_lines(chart.title, int(room / TITLE_LETTER)),
        wrap_lines(imprint.selection, int(room / SELECTION_LETTER)),
    )
    left, foot = _left_margin(layout.get("yaxis", {})), _foot(chart, imprint, int(room / FOOT_LETTER))
    depth = _axis_depth(layout.get("xaxis", {}))
    layout["annotations"] = [
        *(_enlarge(annotation) for annotation in layout.get("annotations", [])),
        *_head(title, selection, MARGIN - left),
        _printed("<br>".join(foot), 17, TONES["light"].muted, MARGIN - left, y=0, yanchor="top", yshift=-depth),
    ]
    right = max(MARGIN, SCALE * layout.get("margin", {}).get("r", 0) + 30)
    top = 190 + 40 * (len(title) - 1) + SELECTION_LINE * (len(selection) - 1)
    bottom = depth + 12 + FOOT_LINE * max(len(foot), 2)
    layout["margin"] = {"l": left, "r": right, "t": top, "b": bottom}
    layout["paper_bgcolor"] = TONES["light"].background
    row = (size.height - top - bottom) / max(_count_rows(spec), 1)
    layout["template"] = _larger_template(spec["layout"]["template"], min(20, row / ROW_LETTER))
    legend = layout.get("legend", {})
    # Above the letters of notes it stands as many pixels higher as on a page, which are less of this higher plot.
    rise = LEGEND_RISE * PLOT_HEIGHT / (size.height - SIZES["slide"].height + PLOT_HEIGHT)
    place = {"y": 1 + (legend["y"] - 1) * rise} if "y" in legend else {}
    # Where a chart gives its entries one width they are short, such as P0; else each is as wide as its words.
    width = {"entrywidth": 50} if "entrywidth" in legend else {}
    layout["legend"] = {**legend, **place, **width, "font": {"size": 20}}
    traces = [_larger_trace(trace, min(19, row / ROW_LETTER)) for trace in spec["data"]]
    # Plotly draws ids by lot where there are none.
    return {"data": [{**trace, "uid": str(place)} for place, trace in enumerate(traces)], "layout": layout}


def _count_rows(spec: Spec) -> int:
    """Rows with a name: of bars that lie and of tables of colours."""
    names = [name for trace in spec["data"] for name in trace.get("y", ()) if isinstance(name, str)]
    return len(set(names)) or len(spec["layout"].get("yaxis", {}).get("ticktext", ()))


def _axis_depth(axis: Spec) -> int:
    """How far below the plot the words of its lower axis reach, and the room to the foot."""
    lines = max((str(text).count("<br>") + 1 for text in axis.get("ticktext", ())), default=1)
    return max(84, 26 * lines + (40 if "title" in axis else 0) + 8)


def _left_margin(axis: Spec) -> float:
    """Room for the tick labels, so that head and foot can stand at the same edge in every picture."""
    words = [part for text in axis.get("ticktext", ["00,000"]) for part in str(text).split("<br>")]
    longest = max((len(word) for word in words), default=0)
    return MARGIN + 30 + 11 * longest + (40 if "title" in axis else 0)


def _larger_template(template: Spec, row_letter: float) -> Spec:
    layout = template["layout"]
    letters = {"xaxis": 20, "yaxis": row_letter}
    axes = {axis: {**_larger_axis(layout[axis], letter), "automargin": axis == "xaxis"} for axis, letter in letters.items()}
    return {"layout": {**layout, **axes, "font": {**layout["font"], "size": 20}}}


def _larger_axis(axis: Spec, letter: float) -> Spec:
    title = {**axis["title"], "font": {**axis["title"]["font"], "size": 20}}
    return {**axis, "tickfont": {**axis["tickfont"], "size": letter}, "title": title}


def _larger_trace(trace: Spec, letter: float) -> Spec:
    larger = dict(trace)
    if "textfont" in larger:
        larger["textfont"] = {**larger["textfont"], "size": letter}
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


def _head(title: list[str], selection: list[str], edge: float) -> list[Spec]:
    text, rise = TONES["light"], SELECTION_LINE * (len(selection) - 1)
    return [
        _printed(f"<b>{_join(title)}</b>", 34, text.text, edge, y=1, yanchor="bottom", yshift=104 + rise),
        _printed(_join(selection), 21, text.muted, edge, y=1, yanchor="bottom", yshift=64),
    ]


def _join(lines: list[str]) -> str:
    return "<br>".join(escape_figure_text(line) for line in lines)


def _foot(chart: Chart, imprint: Imprint, letters: int) -> list[str]:
    """The notes that the chart draws, then what it counts and where it comes from; escaped lines."""
    notes = "; ".join(f"{note.letter}{GAP}{note.words}" for note in chart.notes)
    defined = f" Definition: {', '.join(map(name_definition, chart.metrics))}." if chart.metrics else ""
    words = f"{chart.source} As of {imprint.as_of}, corpus {imprint.fingerprint}.{defined}"
    return [escape_figure_text(line) for part in (notes, words) if part for line in wrap_lines(part, letters)]


def _printed(text: str, size: int, colour: str, edge: float, **place: object) -> Spec:
    """Words at the left edge of the picture, whatever the plot's own."""
    return {
        "text": text, "font": {"size": size, "color": colour}, "xref": "paper", "yref": "paper", "x": 0, "xanchor": "left",
        "xshift": edge, "align": "left", "showarrow": False, **place,
    }  # fmt: skip
