"""Pictures at the sizes of a slide, a report and a screen: one browser for all of them, and the same bytes every time."""

from __future__ import annotations

import io

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from pypdf import PdfReader

from analytics.charts.picture import Imprint, Picture, PictureFormat, PictureSize, draw_pictures
from analytics.metrics.filters import Filters
from analytics.store.database import Store
from tests.charts.test_figures import CHARTS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
IMPRINT = Imprint("2026 Q3 · Payments", "2026-10-05", "abc123")
PIXELS: dict[PictureSize, tuple[int, int]] = {"slide": (1600, 900), "report": (1890, 1350), "screen": (960, 540)}
CENTIMETRES: dict[PictureSize, float] = {"slide": 1600 / 96 * 2.54, "report": 16, "screen": 960 / 96 * 2.54}
FORMS: tuple[PictureFormat, ...] = ("png", "svg", "pdf")


def ask(store: Store, name: str) -> list[Picture]:
    with store.cursor() as cursor:
        chart = CHARTS[name](cursor, Filters(), "light")
    return [Picture(chart, IMPRINT, form, size) for size in PIXELS for form in FORMS]


@pytest.fixture(scope="module")
def drawn(sample_store: Store) -> dict[tuple[PictureSize, PictureFormat], bytes]:
    asked = ask(sample_store, "trend")
    return {(one.size, one.form): content for one, content in zip(asked, draw_pictures(asked), strict=True)}


@pytest.mark.parametrize("size", PIXELS)
def test_each_size_is_what_it_says(size: PictureSize, drawn: dict[tuple[PictureSize, PictureFormat], bytes]) -> None:
    with Image.open(io.BytesIO(drawn[size, "png"])) as image:
        assert image.size == PIXELS[size]
    svg = BeautifulSoup(drawn[size, "svg"], "lxml-xml").svg
    assert svg
    assert float(str(svg["width"])) / 96 * 2.54 == pytest.approx(CENTIMETRES[size], abs=0.01)
    [page] = PdfReader(io.BytesIO(drawn[size, "pdf"])).pages
    assert float(page.mediabox.width) / 72 * 2.54 == pytest.approx(CENTIMETRES[size], abs=0.05)
    assert not page.images
    for words in (svg.get_text(" "), page.extract_text()):
        assert "2026 Q3 · Payments" in words
        assert "corpus abc123" in words


def test_two_draw_the_same_bytes(sample_store: Store, drawn: dict[tuple[PictureSize, PictureFormat], bytes]) -> None:
    again = draw_pictures(ask(sample_store, "trend"))
    assert [content == drawn[one.size, one.form] for one, content in zip(ask(sample_store, "trend"), again, strict=True)] == [
        True
    ] * 9
