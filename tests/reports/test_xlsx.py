"""The workbook is what another program reads: tables with types, charts that draw the cells that hold the numbers, texts as texts."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import openpyxl
import pandas as pd
import pytest

from analytics.metrics.filters import Filters
from analytics.metrics.records import compute_records
from analytics.reports.frames import table_of_frame
from analytics.reports.records import Axis, Column, Dot, Line, Outline, Plot, Section, Series, Stamp, Table
from analytics.reports.words import name_categories
from analytics.reports.xlsx import write_chart, write_table, write_xlsx
from analytics.reports.xlsx.book import write_footer
from analytics.reports.xlsx.grid import fields_of, lines_needed, write_text
from analytics.reports.xlsx.plan import Names, plan_sheets
from analytics.settings import Settings
from analytics.store.database import Store
from tests.conftest import MakeStore
from tests.reports.conftest import TITLES, compose, incident, item

SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
STAMP = Stamp(
    "all", date(2026, 10, 5), "7d7beca3b66c", "sample", ("ttr/1",), "Product 1", datetime(2026, 10, 6, 7, 8, 9, tzinfo=UTC)
)
FORMULAS = ("=1+1", '=HYPERLINK("http://x.example","x")', "+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "\t=1+1", "\r=1+1")
HEAD = 6
Workbook: TypeAlias = Any
Worksheet: TypeAlias = Any
Chart: TypeAlias = Any
"""openpyxl's: its stubs know neither what was read nor charts."""


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def workbook(outline: Outline) -> Workbook:
    return opened(write_xlsx(outline, Settings()))


def plots_of(outline: Outline) -> list[Plot]:
    return [one for section in outline.sections for one in section.exhibits if isinstance(one, Plot)]


def cells(book: Workbook, reference: str) -> list[Any]:
    """The values of `'Sheet'!$A$1:$A$9`."""
    sheet, _, area = reference.rpartition("!")
    found = book[sheet.strip("'").replace("''", "'")][area.replace("$", "")]
    return [cell.value for row in found for cell in row] if isinstance(found, tuple) else [found.value]


def series_of(chart: Chart) -> list[Any]:
    return [series for part in chart._charts for series in part.series]


def drawn(series: Any) -> str:
    return str((series.val or series.yVal).numRef.f)


def rows_of_table(sheet: Worksheet) -> list[dict[str, Any]]:
    [table] = sheet.tables.values()
    head, *rows = [[cell.value for cell in row] for row in sheet[table.ref]]
    return [dict(zip(head, row, strict=True)) for row in rows]


def sheet_of(outline: Outline, book: Workbook, name: str) -> Worksheet:
    [found] = [planned.name for planned in plan_sheets(outline) if planned.exhibit.name == name]
    return book[found]


@pytest.fixture(scope="module")
def outline(sample_store: Store) -> Outline:
    return compose(sample_store, "2026Q3")


@pytest.fixture(scope="module")
def book(outline: Outline) -> Workbook:
    return workbook(outline)


def test_each_chart_draws_the_cells_that_hold_its_numbers(outline: Outline, book: Workbook) -> None:
    """Each series: its name is a heading, its values those of the outline, its categories the names beside them."""
    assert len(plots_of(outline)) > 8
    for plot in plots_of(outline):
        [chart] = sheet_of(outline, book, plot.name)._charts
        found = series_of(chart)
        expected: list[Series | Line] = [*plot.series, *plot.lines]
        for series, told in zip(found, expected, strict=False):
            values = told.values if isinstance(told, Series) else (told.value,) * len(plot.categories)
            assert cells(book, drawn(series)) == pytest.approx(list(values)), plot.name
            name = told.name if isinstance(told, Series) else told.label
            assert cells(book, series.tx.strRef.f)[0].casefold().startswith(" ".join(name.split()).casefold())
            names = (series.cat.strRef or series.cat.numRef).f
            assert [one[:20] for one in cells(book, names)] == [one[:20] for one in name_categories(plot)]
        assert len(found) == len(expected) + bool(plot.dots)
        if plot.dots:
            assert cells(book, drawn(found[-1])) == [max(dot.value, 0.5) for dot in plot.dots]
            assert cells(book, found[-1].xVal.numRef.f) == pytest.approx([dot.place + 1 for dot in plot.dots])


def test_error_bars_end_where_the_intervals_do(outline: Outline, book: Workbook) -> None:
    checked = 0
    for plot in plots_of(outline):
        [chart] = sheet_of(outline, book, plot.name)._charts
        for series, told in zip(series_of(chart), plot.series, strict=False):
            if not told.low:
                assert series.errBars is None
                continue
            values, bars = cells(book, drawn(series)), series.errBars
            ups, downs = cells(book, bars.plus.numRef.f), cells(book, bars.minus.numRef.f)
            for value, up, down, low, high in zip(values, ups, downs, told.low, told.high, strict=True):
                if low is not None and high is not None:
                    assert (value + up, value - down) == pytest.approx((high, low))
                    checked += 1
    assert checked > 30


def test_the_numbers_are_those_of_the_command(sample_store: Store, outline: Outline, book: Workbook) -> None:
    with sample_store.cursor() as cursor:
        whole = compute_records(cursor, Filters("2026Q3", "2026Q3"))
        trend = compute_records(cursor, Filters("2024Q4", "2026Q3"), by=("quarter",))
    known = {(r.metric, r.statistic): r for r in whole}
    exact = rows_of_table(sheet_of(outline, book, "scorecard-exact"))
    headlines = [row for row in exact if row["Metric"] in ("ttd", "tta", "ttm", "ttr", "incidents", "detected_internally")]
    assert len(headlines) == 6
    for row in headlines:
        record = known[row["Metric"], row["Statistic"]]
        told = [row[name] for name in ("Value", "95 % from", "95 % to", "n", "of")]
        assert told == pytest.approx([record.value, record.low, record.high, record.n, record.of]), row["Metric"]
    medians = {r.period: r for r in trend if (r.metric, r.statistic) == ("ttr", "median")}
    rows = rows_of_table(sheet_of(outline, book, "time-to-resolve-by-quarter"))
    for row, record in zip(rows, medians.values(), strict=True):
        assert row["Quarter"].removesuffix(" (provisional)").replace(" ", "") == record.period
        assert (row["Median (min)"], row["n"], row["of"]) == (record.value, record.n, record.of)


def test_tables_have_their_rows_and_types(outline: Outline, book: Workbook) -> None:
    """Every row, numbers as numbers, days as days that are formatted as such, unknown as an empty cell."""
    tables = [planned for planned in plan_sheets(outline) if isinstance(planned.exhibit, Table) and planned.exhibit.rows]
    assert {"incidents", "action-items", "definitions", "left-out", "provenance"} <= {one.exhibit.name for one in tables}
    for planned in tables:
        table, sheet = planned.exhibit, book[planned.name]
        assert isinstance(table, Table)
        found = rows_of_table(sheet)
        assert len(found) == len(table.rows)
        for row, expected in zip(found, table.rows, strict=True):
            for cell, value in zip(row.values(), expected, strict=True):
                if isinstance(value, date):
                    assert isinstance(cell, datetime)
                    assert cell.date() == value
                elif isinstance(value, str):
                    assert cell == (write_text(value) or None)
                else:
                    assert cell == (pytest.approx(value) if value is not None else None)


def test_cells_look_like_what_they_are(outline: Outline, book: Workbook) -> None:
    incidents = sheet_of(outline, book, "incidents")
    heads = {cell.value: cell.column - 1 for cell in incidents[HEAD]}
    row = incidents[HEAD + 1]
    assert row[heads["Date"]].number_format == "yyyy-mm-dd"
    assert row[heads["To resolve (min)"]].number_format in ("#,##0", "#,##0.0")
    shares = sheet_of(outline, book, "detected-internally")
    assert shares.cell(HEAD + 1, 2).number_format == "0%"
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == f"A{HEAD + 1}"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.print_title_rows == f"${HEAD}:${HEAD}"
        assert "corpus" in sheet.oddFooter.left.text
        assert "as of 2026-10-05" in sheet["A3"].value
    widths = [incidents.column_dimensions[letter].width for letter in ("A", "C")]
    assert widths[0] >= max(len(r["Key"]) for r in rows_of_table(incidents))
    assert widths[1] <= 45


def test_the_first_sheet_says_the_answer_and_leads_everywhere(outline: Outline, book: Workbook) -> None:
    first = book.worksheets[0]
    words = " ".join(str(cell.value) for row in first for cell in row if cell.value is not None)
    answer = next(section for section in outline.sections if section.id == "answer")
    for text in (outline.title, answer.message, *(paragraph.text for paragraph in answer.paragraphs)):
        assert text in words
    assert len(rows_of_table(first)) == 14
    leads = [cell.hyperlink.location for row in first for cell in row if cell.hyperlink]
    assert leads == [f"'{sheet.title}'!A1" for sheet in book.worksheets[1:]]
    backs = [sheet["A4"].hyperlink.location for sheet in book.worksheets[1:]]
    assert set(backs) == {f"'{first.title}'!A1"}


def test_every_paragraph_of_the_review_is_there(outline: Outline, book: Workbook) -> None:
    told = [row["Text"] for row in rows_of_table(book["Words"])]
    assert [text for text in told if text] == [p.text for section in outline.sections for p in section.paragraphs if p.text]


def formulas(content: bytes) -> Iterator[str]:
    """Formulas, and links that lead out of the workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode()
            if name.startswith("xl/worksheets/sheet"):
                yield from re.findall(r"<f[ >].*?</f>", text)
            if name.endswith(".rels"):
                yield from re.findall(r'TargetMode="External"', text)


def test_no_text_becomes_a_formula_or_a_link(make_store: MakeStore) -> None:
    """Not in a cell, not in a heading, not in the name of a series; and not when the sheet is saved as CSV either."""
    texts = (*FORMULAS, "https://x.example/evil", "mailto:x@x.example", "internal:Sheet1!A1")
    rows = [incident(n, date(2026, 8, 3 + n), title=text, team=text) for n, text in enumerate(texts)]
    store = make_store(
        incidents=rows, action_items=[item(n, f"key-{n}", action=text, owner=text) for n, text in enumerate(texts)]
    )
    outline = compose(store, "2026Q3")
    content = write_xlsx(outline, Settings())
    assert not list(formulas(content))
    for sheet in opened(content):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not isinstance(cell.value, str) or not cell.value.startswith(("=", "+", "-", "@", "\t", "\r"))
    found = rows_of_table(sheet_of(outline, opened(content), "incidents"))
    assert {row["Title"].replace("\r", "").replace("\n", "") for row in found} >= {
        "'=1+1",
        "'+1",
        "'@SUM(1)",
        "https://x.example/evil",
    }


def test_headings_and_names_of_series_are_no_formulas() -> None:
    plot = chart_of([Series("=1+1", (1.0, 2.0), "#0072B2"), Series("=Sheet1!A1", (1.0, 2.0), "#E69F00")], title="=Sheet1!$A$1")
    content = write_chart(plot, STAMP)
    assert not list(formulas(content))
    [chart] = opened(content).worksheets[0]._charts
    assert [cells(opened(content), series.tx.strRef.f)[0] for series in series_of(chart)] == ["'=1+1", "'=Sheet1!A1"]


@needs_libreoffice
def test_a_sheet_saved_as_csv_stays_harmless(tmp_path: Path) -> None:
    table = Table("texts", "Texts", (Column("text", "Text"),), tuple((text,) for text in FORMULAS), len(FORMULAS))
    (tmp_path / "texts.xlsx").write_bytes(write_table(table, STAMP))
    convert(tmp_path / "texts.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76", tmp_path)
    rows = list(csv.reader((tmp_path / "texts.csv").read_text(encoding="utf-8").splitlines()))
    found = [cell for row in rows for cell in row if cell.startswith("'")]
    assert len(found) == len(FORMULAS)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]


def convert(file: Path, kind: str, folder: Path) -> None:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [str(SOFFICE), "--headless", profile, "--convert-to", kind, "--outdir", str(folder), str(file)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=180, check=True)
    assert "Error" not in run.stdout + run.stderr


@needs_libreoffice
@pytest.mark.parametrize("which", ["sample", "wild"])
def test_another_program_makes_pages_of_it(which: str, sample_store: Store, wild: Store, tmp_path: Path) -> None:
    """Every sheet prints, with its title and the stamp at its foot."""
    outline = compose(sample_store if which == "sample" else wild, "2026Q3")
    (tmp_path / "review.xlsx").write_bytes(write_xlsx(outline, Settings()))
    convert(tmp_path / "review.xlsx", "pdf", tmp_path)
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    run = subprocess.run(["pdftotext", "-layout", tmp_path / "review.pdf", "-"], capture_output=True, text=True, check=True)
    text = " ".join(run.stdout.split())
    pages = run.stdout.count("\f")
    assert text.count(f"corpus {outline.stamp.fingerprint}") >= pages
    for planned in plan_sheets(outline):
        assert " ".join(planned.exhibit.title.split())[:30] in text


@pytest.mark.parametrize("name", ["empty", "undated", "one", "quiet", "wild"])
def test_corpora_that_nobody_plans_for(name: str, make_store: MakeStore, wild: Store) -> None:
    stores: dict[str, Callable[[], Store]] = {
        "empty": lambda: make_store(incidents=[]),
        "undated": lambda: make_store(incidents=[{"incident_key": "key-1", "title": "No day"}]),
        "one": lambda: make_store(incidents=[incident(1, date(2026, 8, 3))]),
        "quiet": lambda: make_store(incidents=[incident(1, date(2026, 2, 3)), incident(2, date(2026, 8, 3))]),
        "wild": lambda: wild,
    }
    outline = compose(stores[name](), "2026Q2" if name == "quiet" else None)
    content = write_xlsx(outline, Settings())
    book = opened(content)
    titles = [sheet.title for sheet in book]
    assert len({title.casefold() for title in titles}) == len(titles)
    assert all(len(title) <= 31 and not set("[]:*?/\\") & set(title) for title in titles)
    for planned in plan_sheets(outline):
        sheet = book[planned.name]
        assert sheet["A1"].value == write_text(planned.exhibit.title)
        if isinstance(planned.exhibit, Table) and not planned.exhibit.rows:
            assert planned.exhibit.empty in str(sheet.cell(HEAD, 1).value)


def test_scripts_and_lengths_survive(wild: Store) -> None:
    outline = compose(wild, "2026Q3")
    book = workbook(outline)
    told = {row["Action"] for row in rows_of_table(sheet_of(outline, book, "action-items"))}
    assert len(told) == 100
    for title in TITLES:
        assert any(title in text for text in told)


def chart_of(series: list[Series], title: str = "Title", **fields: Any) -> Plot:
    given: dict[str, Any] = {
        "name": "chart", "kind": "columns", "title": title, "alt": "alt", "source": "source", "category": "quarter",
        "categories": ("2026 Q1", "2026 Q2"), "axis": Axis("incidents", "count"), "series": tuple(series),
    }  # fmt: skip
    return Plot(**{**given, **fields})


@pytest.mark.parametrize("kind", ["line", "columns", "stacked", "stacked_share", "bars"])
def test_each_kind_of_chart_takes_targets_and_unknown_values(kind: str) -> None:
    """A value that nobody knows is an empty cell, never 0; a target is a series of its own over any kind of chart."""
    series = [Series("some", (None, 2.0), "#0072B2", low=(None, 1.0), high=(None, 4.0), labels=("–", "2"))]
    content = write_chart(chart_of(series, kind=kind, lines=(Line("target: 3", 3.0, "target"),)), STAMP)
    book = opened(content)
    [chart] = book.worksheets[0]._charts
    values = [cells(book, drawn(one)) for one in series_of(chart)]
    assert values == [[None, 2.0], [3.0, 3.0]]


def test_durations_that_a_logarithmic_axis_cannot_show() -> None:
    """Zero has no place on it: the mark stands at the shortest time that it shows, the number stays what it is."""
    dots = (Dot("key", "name", date(2026, 3, 4), 0.1, 0.0, None, None), Dot("key-2", "name", None, 1.0, 90.0, "P1", "Payments"))
    series = [Series("median", (0.0, 90.0), "#0072B2", low=(0.0, 60.0), high=(5.0, 120.0))]
    plot = chart_of(series, kind="dots", axis=Axis("time to resolve, log scale", "minutes", log=True), dots=dots)
    book = opened(write_chart(plot, STAMP))
    [chart] = book.worksheets[0]._charts
    assert [cells(book, drawn(one)) for one in series_of(chart)] == [[0.5, 90], [0.5, 90]]
    assert [row["Time to resolve (min)"] for row in rows_of_table(book.worksheets[1])] == [0, 90]
    assert chart.y_axis.scaling.logBase == 10
    assert 0 < chart.y_axis.scaling.min <= 0.5


def test_its_clock_is_the_snapshots() -> None:
    table = Table("t", "T", (Column("n", "n", "count"),), ((1,),), 1)
    content = write_table(table, STAMP)
    assert opened(content).properties.created == datetime(2026, 10, 6, 7, 8, 9)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_frame_of_a_page_keeps_its_types() -> None:
    """Days, moments with their time, lists, durations, shares and what is unknown."""
    frame = pd.DataFrame({
        "occurred_on": pd.to_datetime(pd.Series(["2026-03-04", None])),
        "at": pd.to_datetime(["2026-03-04 10:20", "2026-03-04 00:00"], utc=True),
        "ttr": [90.5, None], "share": [0.25, 1.0], "incidents": [3, 4], "teams": [["a", "b"], []], "is_open": [True, False],
        "title": ["=1", None],
    })  # fmt: skip
    [sheet] = opened(write_table(table_of_frame("t", "T", frame), STAMP)).worksheets
    [first, second] = rows_of_table(sheet)
    assert list(first) == ["Occurred on", "At", "Time to resolve (min)", "Share", "Incidents", "Teams", "Is open", "Title"]
    assert list(first.values()) == [datetime(2026, 3, 4), datetime(2026, 3, 4, 10, 20), 90.5, 0.25, 3, "a; b", "yes", "'=1"]
    assert [second[name] for name in ("Occurred on", "Time to resolve (min)", "Title")] == [None, None, None]
    assert sheet.cell(HEAD + 1, 4).number_format == "0%"


def test_names_of_sheets_are_valid_and_once() -> None:
    names = Names(["Review"])
    given = [names.name(wanted) for wanted in ("a/b:c*d?e[f]g\\h", "'quoted'", "History", "review", "x" * 40, "x" * 40, "", "''")]
    assert given == ["a b c d e f g h", "quoted", "History 1", "review 2", "x" * 31, "x" * 27 + " 2", "Sheet", "Sheet 2"]


def test_headings_are_once_and_say_their_unit() -> None:
    columns = (Column("a", "Time", "minutes"), Column("b", "time", "minutes"), Column("c", "=x\ny"), Column("d", "of", "count"))
    assert [field.label for field in fields_of(Table("t", "T", columns, (), 0))] == ["Time (min)", "Time (min) 2", "'=x y", "of"]


def test_texts_fit_their_cells() -> None:
    assert len(write_text("x" * 40_000)) == 32_767
    assert len(write_text("𝒳" * 40_000).encode("utf-16-le")) // 2 <= 32_767
    assert write_text("a\x00b\x0bc") == "abc"
    assert [lines_needed(text, 10) for text in ("short", "two words more", "x" * 25, "日本語日本語", "a\nb")] == [1, 2, 3, 2, 2]


def test_the_footer_takes_any_selection() -> None:
    long = replace(STAMP, selection="R&D & " * 100)
    footer = write_footer(long)
    assert len(footer) <= 255
    assert footer.startswith("&L&8 R&&D && R&&D")
    assert footer.endswith("&R&8Page &P of &N")


def test_ten_thousand_rows_are_all_there() -> None:
    columns = (Column("n", "n", "count"), Column("title", "Title"), Column("on", "On", "date"))
    rows = tuple((n, f"Incident {n}", date(2026, 1, 1)) for n in range(10_000))
    [sheet] = opened(write_table(Table("many", "Many", columns, rows, len(rows)), STAMP)).worksheets
    assert sheet.tables["data_many"].ref == f"A{HEAD}:C{HEAD + 10_000}"


def test_a_report_of_one_section_is_a_workbook_too(outline: Outline) -> None:
    only = replace(outline, sections=(Section("method", "C", "Method", "As always"),))
    book = workbook(only)
    assert book.worksheets[0]["A1"].value == outline.title
    assert "Incidents" in book.sheetnames
