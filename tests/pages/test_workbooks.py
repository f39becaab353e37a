"""What stands on a page exports as a workbook: every chart with its data, native where its numbers are known so, and every table."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pandas as pd
import pytest

from analytics.charts.chart import Chart
from analytics.reports.plots import is_known
from analytics.store.database import Store
from analytics.ui.exports import chart_workbook, data_of, table_workbook
from analytics.ui.view import View
from tests.pages.conftest import OpenPage
from tests.pages.test_pages import PAGES, assert_sound

HEAD = 6


@pytest.mark.parametrize("title", PAGES)
def test_every_chart_and_table_exports(
    title: str, sample_store: Store, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    charts: list[tuple[View, Chart]] = []
    tables: list[tuple[View, str, str, Callable[[], pd.DataFrame]]] = []
    monkeypatch.setattr("analytics.ui.exhibits.render_chart_export", lambda *given: charts.append(given))
    monkeypatch.setattr("analytics.ui.exhibits.render_table_export", lambda *given: tables.append(given))
    assert_sound(open_page(sample_store, PAGES[title]))
    for view, chart in charts:
        book = openpyxl.load_workbook(io.BytesIO(chart_workbook(view, chart)))
        sheet: Any = book.worksheets[0]
        assert sheet["A1"].value == chart.title
        assert bool(sheet._charts) == is_known(chart)
        if not is_known(chart):
            assert_rows(book, data_of(chart))
    for view, name, heading, load_all in tables:
        rows = load_all()
        assert_rows(openpyxl.load_workbook(io.BytesIO(table_workbook(view, name, heading, rows))), rows)


def assert_rows(book: openpyxl.Workbook, frame: pd.DataFrame) -> None:
    """As many rows and columns as the CSV has, and every number a number."""
    [sheet] = book.worksheets
    [table] = sheet.tables.values()
    head, *rows = [[cell.value for cell in row] for row in sheet[table.ref]]
    assert (len(rows), len(head)) == frame.shape
    for place, column in enumerate(frame.columns):
        if pd.api.types.is_numeric_dtype(frame[column].dtype) and frame[column].dtype != bool:
            assert all(isinstance(row[place], int | float) or row[place] is None for row in rows)
