"""The review as slides, read back by python-pptx, openpyxl and LibreOffice."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any, cast
from zipfile import ZipFile

import openpyxl
import pptx
import pytest
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.util import Emu

from analytics.errors import UsageError
from analytics.ingest.pipeline import ingest
from analytics.metrics.filters import Filters
from analytics.metrics.records import compute_records
from analytics.reports.pptx import write_one_slide, write_pptx
from analytics.reports.pptx.across import spread
from analytics.reports.pptx.paper import clean
from analytics.reports.records import Outline, Plot, Table
from analytics.reports.words import describe_stamp
from analytics.settings import Settings, load_settings
from analytics.store.database import Store
from tests.conftest import SAMPLE, MakeStore
from tests.reports.conftest import LONG, compose, incident
from tests.reports.decks import (
    Word,
    charts_of,
    deck_of,
    draw_pages,
    lines_of,
    notes_of,
    numbers_of,
    shapes_of,
    texts_of,
)

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
POINT = 12700


@pytest.fixture(scope="module")
def sample(sample_store: Store) -> Outline:
    return compose(sample_store, "2026Q3")


@pytest.fixture(params=["sample", "wild", "none", "one", "undated"])
def any_outline(request: pytest.FixtureRequest, make_store: MakeStore) -> Outline:
    """The sample's quarter, one with texts that nobody plans for, one without an incident, one with one, and none at all."""
    made: dict[str, Callable[[], Outline]] = {
        "sample": lambda: request.getfixturevalue("sample"),
        "wild": lambda: compose(request.getfixturevalue("wild")),
        "none": lambda: compose(make_store(incidents=[incident(1, date(2026, 2, 3)), incident(2, date(2026, 8, 3))]), "2026Q2"),
        "one": lambda: compose(make_store(incidents=[incident(1, date(2026, 5, 3))]), "2026Q2"),
        "undated": lambda: compose(make_store(incidents=[{**incident(1, date(2026, 5, 3)), "incident_date": None}])),
    }
    return made[request.param]()


def plots_of(outline: Outline) -> list[Plot]:
    return [exhibit for section in outline.sections for exhibit in section.exhibits if isinstance(exhibit, Plot)]


def test_every_chart_is_native_and_has_the_numbers_of_its_plot(any_outline: Outline) -> None:
    charts = charts_of(deck_of(any_outline))
    plots = plots_of(any_outline)
    assert len(charts) == len(plots)
    for plot in plots:
        numbers = numbers_of(charts[plot.title])
        for series in plot.series:
            assert numbers[series.name] == pytest.approx(series.values), plot.name
        for line in plot.lines:
            assert set(numbers[line.label]) == {line.value}, plot.name


def test_charts_say_what_postmortems_metrics_says(sample: Outline, sample_store: Store) -> None:
    """Of every quarter shown: incidents, severities, the median time to resolve, the share found internally."""
    charts = charts_of(deck_of(sample))
    by_name = {plot.name: numbers_of(charts[plot.title]) for plot in plots_of(sample)}
    with sample_store.cursor() as cursor:
        filters = Filters(quarter_from="2024Q4", quarter_to="2026Q3")
        records = compute_records(cursor, filters, ("quarter",))
        rated = compute_records(cursor, filters, ("quarter", "severity"))

    def expect(metric: str, statistic: str) -> list[float | None]:
        return [one.value for one in records if (one.metric, one.statistic) == (metric, statistic)]

    assert list(by_name["incidents-by-quarter"]["incidents"]) == expect("incidents", "count")
    assert list(by_name["time-to-resolve-by-quarter"]["median"]) == expect("ttr", "median")
    assert list(by_name["time-to-resolve-by-quarter"]["mean (MTTR)"]) == expect("ttr", "mean")
    assert list(by_name["time-to-detect-by-quarter"]["median"]) == expect("ttd", "median")
    assert list(by_name["detected-internally"]["share"]) == expect("detected_internally", "share")
    p1 = {one.period: one.value for one in rated if (one.metric, one.severity) == ("incidents", "P1")}
    assert [value for value in by_name["severity-by-quarter"]["P1"] if value] == [p1[name] for name in sorted(map(str, p1))]


def test_the_dots_are_the_incidents(sample: Outline) -> None:
    charts = charts_of(deck_of(sample))
    [plot] = [plot for plot in plots_of(sample) if plot.name == "time-to-resolve-by-quarter"]
    assert list(numbers_of(charts[plot.title])["each incident"]) == [dot.value for dot in plot.dots]
    assert len(plot.dots) == 143


def test_intervals_are_error_bars_of_the_data(sample: Outline) -> None:
    [plot] = [plot for plot in plots_of(sample) if plot.name == "contributing-factors"]
    chart = charts_of(deck_of(sample))[plot.title]
    [bars] = chart._chartSpace.iter(f"{C}errBars")
    told = {side: [float(v.text) for v in bars.find(f"{C}{side}").iter(f"{C}v")] for side in ("plus", "minus")}
    [series] = plot.series
    pairs = list(zip(series.values, series.low, series.high, strict=True))
    assert told["plus"] == pytest.approx([high - value for value, _, high in pairs])  # type: ignore[operator]  # all are known
    assert told["minus"] == pytest.approx([value - low for value, low, _ in pairs])  # type: ignore[operator]
    assert bars.find(f"{C}errValType").get("val") == "cust"


def test_the_sheet_behind_a_chart_holds_its_numbers_and_no_formula(any_outline: Outline) -> None:
    plots = {plot.title: plot for plot in plots_of(any_outline)}
    for title, chart in charts_of(deck_of(any_outline)).items():
        sheet = openpyxl.load_workbook(BytesIO(cast("Any", chart.part).chart_workbook.xlsx_part.blob)).active
        assert sheet is not None
        assert [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []
        columns = {column[0].value: [cell.value for cell in column[1:]] for column in sheet.iter_cols()}
        for series in plots[title].series:
            told = columns[series.name][: len(series.values)]
            assert told == pytest.approx(list(series.values)), title


def test_titles_are_sentences_of_the_review_and_each_slide_has_its_stamp_and_number(any_outline: Outline) -> None:
    deck = deck_of(any_outline)
    titles = [slide.shapes.title.text for slide in deck.slides if slide.shapes.title]
    assert len(titles) == len(deck.slides)
    for section in any_outline.sections:
        if section.paragraphs or section.exhibits:
            assert any(title.startswith(clean(section.message)[:60]) for title in titles), section.id
    for said, slide in list(zip(texts_of(deck), deck.slides, strict=True))[1:]:
        assert describe_stamp(any_outline.stamp) in said
        assert 'type="slidenum"' in slide.shapes._spTree.xml


def test_a_chart_carries_the_versions_of_its_numbers_and_notes_carry_all(sample: Outline) -> None:
    deck = deck_of(sample)
    chart_pages = [
        said for said, slide in zip(texts_of(deck), deck.slides, strict=True) if any(s.has_chart for s in slide.shapes)
    ]
    assert all(re.search(r" · [a-z_]+/\d", said) for said in chart_pages)
    assert all(all(one in notes for one in sample.stamp.definitions) for notes in notes_of(deck))


def test_charts_tables_and_nothing_else_have_words_for_those_who_do_not_see_them(any_outline: Outline) -> None:
    plots = {plot.title: plot.alt for plot in plots_of(any_outline)}
    for _, shape in shapes_of(deck_of(any_outline)):
        if shape.has_chart:
            assert shape._element.nvGraphicFramePr.cNvPr.get("descr") == clean(plots[shape.name])
        elif shape.has_table:
            assert shape._element.nvGraphicFramePr.cNvPr.get("descr").startswith("Table: ")


def test_notes_name_the_file_and_line_of_the_evidence(sample: Outline) -> None:
    notes = "\n".join(notes_of(deck_of(sample)))
    told = [one for section in sample.sections for part in (*section.speaker_notes, *section.paragraphs) for one in part.evidence]
    assert told
    for one in told:
        assert f"({one.path}, line {one.line})" in notes.replace("\u00a0", " ")


def test_tables_say_how_many_rows_they_show(sample: Outline) -> None:
    said = "\n".join(texts_of(deck_of(sample)))
    assert "Rows 1 to " in said
    assert re.search(r"Rows \d+ to 20 of 47\.", said)
    assert "10 of 19 rows." in said


def test_every_row_that_a_page_shows_is_on_some_slide(sample: Outline) -> None:
    said = "\n".join(texts_of(deck_of(sample)))
    tables = [exhibit for section in sample.sections for exhibit in section.exhibits if isinstance(exhibit, Table)]
    [ledger] = [table for table in tables if table.name == "overdue-actions"]
    for row in ledger.rows[: ledger.most]:
        assert str(row[1])[:40] in said


def test_nothing_lies_outside_of_its_slide_and_no_text_is_higher_than_its_box(any_outline: Outline) -> None:
    """Measured with the font itself; the deck was laid out by a table of widths."""
    deck = deck_of(any_outline)
    wide, high = deck.slide_width or 0, deck.slide_height or 0
    for number, shape in shapes_of(deck):
        assert shape.left >= 0, number
        assert shape.top >= 0, number
        assert shape.left + shape.width <= wide + 1, (number, shape.name)
        assert shape.top + shape.height <= high + 1, (number, shape.name)
        if shape.has_text_frame and shape.text_frame.text and "Number" not in shape.name:
            used = sum(
                lines_of(one, shape.width / POINT) * one.line_spacing.pt + (one.space_after.pt if one.space_after else 0)
                for one in shape.text_frame.paragraphs
            )
            assert used <= shape.height / POINT + 0.5, (number, shape.text_frame.text[:60])
        if shape.has_table:
            for row in shape.table.rows:
                for place, cell in enumerate(row.cells):
                    room = (shape.table.columns[place].width - cell.margin_left - cell.margin_right) / POINT
                    lines = sum(lines_of(one, room) * one.line_spacing.pt for one in cell.text_frame.paragraphs)
                    assert lines <= (row.height - cell.margin_top - cell.margin_bottom) / POINT + 0.5, (number, cell.text)


def _overlap(one: Word, other: Word) -> bool:
    """By more than the edges of letters: a third of the lower one's height and a third of the shorter one's width."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return (
        across > min(one.right - one.left, other.right - other.left) / 3
        and down > min(one.bottom - one.top, other.bottom - other.top) * 0.45
    )


def test_libreoffice_draws_every_slide_without_a_word_on_another(any_outline: Outline, tmp_path: Path) -> None:
    deck = write_pptx(any_outline, load_settings(None))
    pages = draw_pages(deck, tmp_path)
    assert len(pages) == len(pptx.Presentation(BytesIO(deck)).slides)
    for number, words in enumerate(pages, 1):
        assert words, number
        for word in words:
            assert word.left >= 0, (number, word)
            assert word.right <= 960, (number, word)
            assert word.bottom <= 540, (number, word)
        assert [(one.text, other.text) for one, other in combinations(words, 2) if _overlap(one, other)] == [], number


def test_names_beside_lines_that_end_together_stand_apart() -> None:
    """Three names that want the same place are moved until none lies on another and none leaves the chart."""
    assert spread([50, 50, 50], 10, 100) == [50, 60, 70]
    assert spread([95, 99, 10], 10, 100) == [90, 100, 10]


def test_cells_that_are_cut_are_told_in_full_in_the_notes(wild: Store) -> None:
    outline = compose(wild)
    deck = deck_of(outline)
    tables = [exhibit for section in outline.sections for exhibit in section.exhibits if isinstance(exhibit, Table)]
    whole = {clean(str(value)) for table in tables for row in table.rows for value in row}
    cut = 0
    for slide, notes in zip(deck.slides, notes_of(deck), strict=True):
        cells = [
            cell.text for shape in slide.shapes if shape.has_table for row in cast("Any", shape).table.rows for cell in row.cells
        ]
        for text in cells:
            if text.endswith("…") and text not in whole:
                cut += 1
                assert any(text[:-1] in line and len(line) > len(text) + 5 for line in notes.splitlines()), text
    assert cut > 20


def test_a_title_and_a_source_that_are_cut_are_told_in_full_in_the_notes(sample: Outline) -> None:
    plot = replace(plots_of(sample)[0], title=f"{LONG} {LONG} {LONG}", source="What is counted and what is left out. " * 60)
    deck = pptx.Presentation(BytesIO(write_one_slide(plot, sample.stamp, load_settings(None))))
    [said], [notes] = texts_of(deck), notes_of(deck)
    assert said.count("…") == 2
    assert clean(plot.title) in notes
    assert clean(plot.source) in notes


def test_arabic_runs_from_right_to_left(wild: Store) -> None:
    cells = [
        cell
        for _, shape in shapes_of(deck_of(compose(wild)))
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
    ]
    arabic = [cell for cell in cells if cell.text.startswith("خدمة")]
    assert arabic
    for cell in arabic:
        assert cell.text_frame.paragraphs[0]._p.pPr.get("rtl") == "1"


def test_markup_of_documents_is_text(wild: Store) -> None:
    assert any("<script>alert('x')</script>" in said for said in texts_of(deck_of(compose(wild))))


def test_parts_without_anything_to_show_share_a_slide(make_store: MakeStore) -> None:
    outline = compose(make_store(incidents=[{**incident(1, date(2026, 5, 3)), "incident_date": None}]))
    said = texts_of(deck_of(outline))
    [shared] = [one for one in said if "12 parts of this review have nothing to show" in one]
    for section in outline.sections[:12]:
        assert f"{section.message}." in shared


def test_no_clock_but_the_snapshots(sample: Outline) -> None:
    written = write_pptx(sample, load_settings(None))
    published = sample.stamp.published
    with ZipFile(BytesIO(written)) as file:
        assert {entry.date_time[:3] for entry in file.infolist()} == {(published.year, published.month, published.day)}
        books = [name for name in file.namelist() if name.endswith(".xlsx")]
        for name in books:
            with ZipFile(BytesIO(file.read(name))) as book:
                assert f"{published:%Y-%m-%dT%H:%M:%S}Z" in book.read("docProps/core.xml").decode()
    about = pptx.Presentation(BytesIO(written)).core_properties
    assert about.created == about.modified == published.replace(tzinfo=None, microsecond=0)
    assert books


def test_one_slide_has_the_chart_alone(sample: Outline) -> None:
    for plot in plots_of(sample):
        deck = pptx.Presentation(BytesIO(write_one_slide(plot, sample.stamp, load_settings(None))))
        assert len(deck.slides) == 1
        [(title, chart)] = charts_of(deck).items()
        assert title == plot.title
        assert numbers_of(chart)[plot.series[0].name] == pytest.approx(plot.series[0].values)
        assert sample.stamp.fingerprint in texts_of(deck)[0]


def with_template(file: Path) -> Settings:
    settings = file.parent / "postmortems.toml"
    settings.write_text(f'[report]\npptx_template = "{file.name}"\n', encoding="utf-8")
    return load_settings(settings)


def company(folder: Path, name: str = "company.pptx", *, keep: tuple[str, ...] = ("Title Slide", "Title Only")) -> Path:
    """A template of 4:3 with a slide of its own, a green accent, another font, and these layouts."""
    deck = pptx.Presentation()
    for layout in list(deck.slide_layouts):
        if layout.name not in keep:
            deck.slide_layouts.remove(layout)
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide.shapes.add_textbox(Emu(0), Emu(0), Emu(9999), Emu(9999)).text_frame.text = "Left over from the brand team"
    [theme] = [rel.target_part for rel in deck.slide_master.part.rels.values() if rel.reltype.endswith("/theme")]
    blob = re.sub(
        rb"<a:accent1>.*?</a:accent1>", b'<a:accent1><a:srgbClr val="00AA44"/></a:accent1>', theme.blob, flags=re.DOTALL
    )
    theme._blob = blob.replace(b'typeface="Calibri"', b'typeface="Georgia"')
    deck.save(str(folder / name))
    return folder / name


def test_a_companys_template_gives_layouts_fonts_and_colours(sample: Outline, tmp_path: Path) -> None:
    deck = deck_of(sample, with_template(company(tmp_path)))
    assert (deck.slide_width, deck.slide_height) == (Emu(9144000), Emu(6858000))
    assert {slide.slide_layout.name for slide in deck.slides} == {"Title Slide", "Title Only"}
    assert not any("Left over" in said for said in texts_of(deck))
    [theme] = [rel.target_part for rel in deck.slide_master.part.rels.values() if rel.reltype.endswith("/theme")]
    assert b"00AA44" in theme.blob
    assert b"Georgia" in theme.blob
    drawn = "".join(chart._chartSpace.xml for chart in charts_of(deck).values())
    assert 'schemeClr val="accent1"' in drawn
    assert 'srgbClr val="0072B2"' not in drawn
    for number, shape in shapes_of(deck):
        assert shape.left + shape.width <= 9144000 + 1, (number, shape.name)
        assert shape.top + shape.height <= 6858000 + 1, (number, shape.name)


def test_slides_on_a_template_are_drawn_without_a_word_on_another(sample: Outline, tmp_path: Path) -> None:
    pages = draw_pages(write_pptx(sample, with_template(company(tmp_path))), tmp_path)
    for number, words in enumerate(pages, 1):
        assert [(one.text, other.text) for one, other in combinations(words, 2) if _overlap(one, other)] == [], number


def test_a_layout_with_other_places_is_used_where_there_is_no_other_and_they_stay_empty(sample: Outline, tmp_path: Path) -> None:
    deck = deck_of(sample, with_template(company(tmp_path, keep=("Title Slide", "Title and Content"))))
    for slide in list(deck.slides)[1:]:
        assert slide.slide_layout.name == "Title and Content"
        kinds = {one.placeholder_format.type for one in slide.placeholders}
        assert kinds <= {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.SLIDE_NUMBER}


def test_a_template_of_powerpoint_will_do(sample: Outline, tmp_path: Path) -> None:
    plain, template = company(tmp_path), tmp_path / "company.potx"
    with ZipFile(plain) as source, ZipFile(template, "w") as target:
        for name in source.namelist():
            words = source.read(name)
            target.writestr(name, words.replace(b"presentationml.presentation.main+xml", b"presentationml.template.main+xml"))
    assert len(deck_of(sample, with_template(template)).slides) > 20


@pytest.mark.parametrize(
    ("keep", "words"),
    [
        (("Title Slide", "Blank"), "has no layout with a title, such as “Title Only”: add one"),
        (("Title Only", "Blank"), "has no layout with a title and a subtitle, such as “Title Slide”: add one"),
    ],
)
def test_a_layout_that_is_missing_is_named_in_one_sentence(
    keep: tuple[str, ...], words: str, sample: Outline, tmp_path: Path
) -> None:
    file = company(tmp_path, keep=keep)
    with pytest.raises(UsageError) as error:
        write_pptx(sample, with_template(file))
    assert str(file) in str(error.value)
    assert words in str(error.value)


def test_a_template_that_is_missing_or_none_is_named(sample: Outline, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gone\.pptx does not exist"):
        write_pptx(sample, with_template(tmp_path / "gone.pptx"))
    (tmp_path / "text.pptx").write_text("no presentation", encoding="utf-8")
    with pytest.raises(UsageError, match=r"text\.pptx is no presentation of PowerPoint"):
        write_pptx(sample, with_template(tmp_path / "text.pptx"))


def test_a_template_is_found_beside_the_settings_and_changes_no_fingerprint(tmp_path: Path) -> None:
    """Numbers do not depend on it, and its whole path differs from machine to machine."""
    settings = with_template(company(tmp_path))
    assert settings.report.pptx_template == str((tmp_path / "company.pptx").resolve())
    plain, dressed = Store(tmp_path / "plain"), Store(tmp_path / "dressed")
    document = min(SAMPLE.rglob("*.md"))
    for store, own in ((plain, load_settings(None)), (dressed, settings)):
        ingest([document], store, own, jobs=1)
    assert dressed.info().corpus_fingerprint == plain.info().corpus_fingerprint
    assert dressed.info().settings.report == settings.report
