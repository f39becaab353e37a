"""The review as PDF, read back by another program: every heading, page numbers, bookmarks, and nothing beyond the margins."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from analytics.reports.html import says_more
from analytics.reports.pdf import write_pdf
from analytics.reports.records import Outline, Plot, Table
from analytics.settings import Paper, Report, Settings
from analytics.store.database import Store
from tests.reports.conftest import compose
from tests.reports.test_outline import EMPTY

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(
        not shutil.which("pdftotext"), reason="pdftotext is not installed (Debian: apt-get install poppler-utils)"
    ),
]
MM = 72 / 25.4
SIDE, FOOT = 15 * MM, 17 * MM
SIZES: dict[Paper, tuple[float, float]] = {"a4": (210 * MM, 297 * MM), "letter": (612, 792)}


class Word(NamedTuple):
    """Where a word stands, in points from the left and the top edge."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str


def write(outline: Outline, folder: Path, paper: Paper = "a4") -> Path:
    file = folder / "review.pdf"
    file.write_bytes(write_pdf(outline, Settings(report=Report(paper=paper))))
    return file


def pages_of(file: Path, *order: str) -> list[str]:
    """The words of each page, with single spaces; line by line, or in another order that pdftotext knows."""
    text = subprocess.run(["pdftotext", *order, str(file), "-"], capture_output=True, text=True, check=True).stdout
    return [" ".join(page.split()) for page in text.split("\f")[:-1]]


def words_of(file: Path) -> list[Word]:
    layout = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, text=True, check=True).stdout
    return [
        Word(
            number,
            float(str(word["xmin"])),
            float(str(word["ymin"])),
            float(str(word["xmax"])),
            float(str(word["ymax"])),
            word.get_text(),
        )
        for number, page in enumerate(BeautifulSoup(layout, "lxml").find_all("page"), start=1)
        for word in page.find_all("word")
    ]


def overlaps(words: list[Word]) -> Iterator[tuple[Word, Word]]:
    """Words on one line that stand on each other."""
    for one, other in combinations(words, 2):
        on_one_line = one.page == other.page and abs(one.top + one.bottom - other.top - other.bottom) < 6
        if on_one_line and min(one.right, other.right) - max(one.left, other.left) > 1:
            yield one, other


def headings_of(outline: Outline) -> list[str]:
    found = [outline.title]
    for section in outline.sections:
        found += [section.message, *(e.title for e in section.exhibits if says_more(e, section))]
    return found


def bookmarks_of(reader: PdfReader) -> list[tuple[str, int]]:
    """Name and page, 1 being the first."""

    def walk(marks: object) -> list[tuple[str, int]]:
        if not isinstance(marks, list):
            page = reader.get_destination_page_number(marks)  # type: ignore[arg-type]  # pypdf's outline is a list of anything
            assert page is not None
            return [(marks.title, page + 1)]  # type: ignore[attr-defined]
        return [one for mark in marks for one in walk(mark)]

    return walk(reader.outline)


def squash(text: str) -> str:
    """Without spaces, and without hyphens, which pdftotext takes away at the end of a line: where lines end is not what is tested."""
    return re.sub(r"[\s-]", "", text)


@pytest.fixture(scope="module", params=SIZES)
def written(
    request: pytest.FixtureRequest, sample_store: Store, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Outline, Paper, Path]:
    outline = compose(sample_store, "2026Q3")
    return outline, request.param, write(outline, tmp_path_factory.mktemp("pdf"), request.param)


def test_every_heading_can_be_found_and_every_page_says_which_it_is(written: tuple[Outline, Paper, Path]) -> None:
    outline, paper, file = written
    pages = pages_of(file)
    text = squash("".join(pages))
    assert [heading for heading in headings_of(outline) if squash(heading) not in text] == []
    for number, page in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}" in page
        assert squash(f"as of {outline.stamp.as_of} · corpus {outline.stamp.fingerprint}") in squash(page)
        assert len(page) > 400, "a page with next to nothing on it"
    assert all(
        (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(SIZES[paper], abs=0.6)
        for page in PdfReader(file).pages
    )


def test_bookmarks_lead_to_the_sections_and_the_contents_say_the_same_pages(written: tuple[Outline, Paper, Path]) -> None:
    outline, _, file = written
    marks = bookmarks_of(PdfReader(file))
    assert len(marks) == len(headings_of(outline))
    starts = dict(marks)
    pages = pages_of(file)
    first = [word for word in words_of(file) if word.page == 1]
    for section in outline.sections:
        page = starts[f"{section.number} {section.name}: {section.message}"]
        assert squash(section.message) in squash(pages[page - 1])
        [number] = [word for word in first if word.text == section.number and word.left < 330][:1]
        beside = [w.text for w in first if abs(w.top - number.top) < 2 and number.left < w.left < number.left + 250]
        assert " ".join(beside).endswith(f"{section.name.split()[-1]} {page}")


def test_pages_break_between_charts_and_rows_and_below_no_heading(written: tuple[Outline, Paper, Path]) -> None:
    outline, paper, file = written
    pages = [squash(page) for page in pages_of(file)]
    exhibits = [(exhibit, section) for section in outline.sections for exhibit in section.exhibits]
    for exhibit, section in exhibits:
        title = exhibit.title if says_more(exhibit, section) else section.message
        if isinstance(exhibit, Plot):
            beside = [squash(exhibit.source)]  # below the chart, as the title is above it
        elif exhibit.rows:
            beside = [squash(exhibit.columns[0].label)]
        else:
            continue
        assert any(squash(title) in page and all(words in page for words in beside) for page in pages), title
    [ledger] = [exhibit for exhibit, _ in exhibits if isinstance(exhibit, Table) and exhibit.name == "overdue-actions"]
    place = [column.name for column in ledger.columns].index("action")
    cell_by_cell = [squash(page) for page in pages_of(file, "-raw")]
    for row in ledger.rows[: ledger.most]:
        assert any(squash(str(row[place])) in page for page in cell_by_cell), row[place]
    headings = {squash(heading) for heading in headings_of(outline)} | {f"{s.number}{squash(s.name)}" for s in outline.sections}
    for number in range(1, len(pages) + 1):
        body = [word for word in words_of(file) if word.page == number and word.bottom < SIZES[paper][1] - FOOT]
        last = squash("".join(word.text for word in body if abs(word.bottom - max(w.bottom for w in body)) < 3))
        assert not any(heading.endswith(last) for heading in headings), (number, last)


def test_charts_are_lines_and_words_not_pixels(written: tuple[Outline, Paper, Path]) -> None:
    _, _, file = written
    listed = subprocess.run(["pdfimages", "-list", str(file)], capture_output=True, text=True, check=True).stdout
    assert listed.splitlines()[2:] == []
    assert squash("time to resolve, log scale") in squash("".join(pages_of(file)))


def test_a_screen_reader_finds_its_way(written: tuple[Outline, Paper, Path]) -> None:
    root: dict[str, Any] = PdfReader(written[2]).root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    structure = subprocess.run(["pdfinfo", "-struct", str(written[2])], capture_output=True, text=True, check=True).stdout
    assert {"H1", "H2", "Table", "TH", "Figure"} <= {line.split()[0] for line in structure.splitlines() if line.strip()}


def test_the_only_clock_is_the_snapshots(written: tuple[Outline, Paper, Path]) -> None:
    outline, _, file = written
    assert (about := PdfReader(file).metadata)
    published = outline.stamp.published.astimezone(UTC).replace(microsecond=0)
    assert (about.creation_date, about.modification_date) == (published, published)
    assert about.title == outline.title
    assert b"Mozilla" not in file.read_bytes()


CASES: dict[str, Callable[[pytest.FixtureRequest], Outline]] = {
    "one team": lambda request: compose(request.getfixturevalue("sample_store"), "2026Q3", teams=("Payments",)),
    "wild": lambda request: compose(request.getfixturevalue("wild")),
    "a wild team": lambda request: compose(request.getfixturevalue("wild"), teams=("A|B <i>",)),
    **{
        case: lambda request, case=case: compose(  # type: ignore[misc]  # a default that binds the loop's variable
            request.getfixturevalue("make_store")(incidents=EMPTY[case][1]), EMPTY[case][0]
        )
        for case in EMPTY
    },
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_nothing_leaves_its_place(case: str, paper: Paper, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    file = write(CASES[case](request), tmp_path, paper)
    width, height = SIZES[paper]
    words = words_of(file)
    beyond = [word for word in words if word.left < SIDE - 1 or word.right > width - SIDE + 1 or word.bottom > height - 2]
    assert beyond == []
    assert {word.page for word in words if word.bottom < height - FOOT} == set(range(1, len(PdfReader(file).pages) + 1))
    assert list(overlaps(words)) == []
