"""What tests read of a presentation: its shapes, the numbers of its charts, and its pages as LibreOffice draws them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pptx
import pytest
from PIL import ImageFont
from pptx.chart.chart import Chart
from pptx.presentation import Presentation

from analytics.reports.pptx import write_pptx
from analytics.reports.records import Outline
from analytics.settings import Settings, load_settings

FONT = Path("/usr/share/fonts/truetype/dejavu")
WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')


def deck_of(outline: Outline, settings: Settings | None = None) -> Presentation:
    return pptx.Presentation(BytesIO(write_pptx(outline, settings or load_settings(None))))


def shapes_of(deck: Presentation) -> Iterator[tuple[int, Any]]:
    """The number of the slide, and a shape of it."""
    return ((number, shape) for number, slide in enumerate(deck.slides, 1) for shape in slide.shapes)


def charts_of(deck: Presentation) -> dict[str, Chart]:
    """By the title of the plot, which is the name of the frame."""
    return {shape.name: shape.chart for _, shape in shapes_of(deck) if shape.has_chart}


def numbers_of(chart: Chart) -> dict[str, tuple[float | None, ...]]:
    """Series -> its values, over all the plots of a chart."""
    return {series.name: tuple(series.values) for plot in chart.plots for series in plot.series}


def texts_of(deck: Presentation) -> list[str]:
    """All that is said on each slide, notes aside."""
    return ["\n".join(_said(shape) for shape in slide.shapes) for slide in deck.slides]


def _said(shape: Any) -> str:
    if shape.has_text_frame:
        return str(shape.text_frame.text)
    return "\n".join(cell.text for row in shape.table.rows for cell in row.cells) if shape.has_table else ""


def notes_of(deck: Presentation) -> list[str]:
    return [str(slide.notes_slide.notes_text_frame.text) for slide in deck.slides]


class Word(NamedTuple):
    """A word of a page, in points."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def draw_pages(deck: bytes, folder: Path) -> list[list[Word]]:
    """The words of each page of the presentation as LibreOffice prints it."""
    for program in ("soffice", "pdftotext"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    (folder / "deck.pptx").write_bytes(deck)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "deck.pptx")]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    complaints = [line for line in run.stderr.splitlines() if "javaldx" not in line]
    assert (run.returncode, complaints) == (0, [])
    pdf = folder / "deck.pdf"
    html = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    return [[_word(*found) for found in WORD.findall(page)] for page in html.split("<page ")[1:]]


def _word(left: str, top: str, right: str, bottom: str, text: str) -> Word:
    return Word(float(left), float(top), float(right), float(bottom), text)


@cache
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    file = FONT / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")
    if not file.exists():
        pytest.skip("DejaVu Sans is not installed")
    return ImageFont.truetype(str(file), 100)


def lines_of(paragraph: Any, width: float) -> int:
    """How many lines a paragraph takes in DejaVu Sans, measured by another program than the one that laid it out."""
    letters = [(letter, run.font.size.pt, _font(bool(run.font.bold))) for run in paragraph.runs for letter in run.text]
    lines, at, word = 1, 0.0, 0.0
    for letter, size, font in letters:
        word += font.getlength(letter) * size / 100
        if letter in " -/" or ord(letter) > 0x2E80:
            lines, at, word = (lines, at + word, 0.0) if at + word <= width + size else (lines + 1, word, 0.0)
    return lines + (1 if at + word > width + 1 and at else 0)
