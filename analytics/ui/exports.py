"""Downloads: names that say what, for which selection, as of when; pictures and tables made when the button is pressed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics.charts.browser import MISSING_BROWSER, find_browser
from analytics.charts.chart import Chart
from analytics.charts.names import slug
from analytics.charts.notes import data_with_notes
from analytics.charts.picture import Imprint, Picture, PictureFormat, PictureSize, draw_picture, draw_pictures
from analytics.csv_text import write_csv
from analytics.metrics.registry import name_definition
from analytics.ui.view import Exhibit, View

if TYPE_CHECKING:
    # Loaded when somebody exports a workbook: no script run needs reports.
    from analytics.reports.records import Stamp

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SIZE_NAMES: dict[PictureSize, str] = {"slide": "Slide", "report": "Report", "screen": "Screen"}
SIZE_WORDS: dict[PictureSize, str] = {
    "slide": "1600 × 900, 16:9", "report": "16 cm wide; PNG with 300 dots to the inch", "screen": "960 × 540, for a page or a message",
}  # fmt: skip
_MIMES: dict[PictureFormat, str] = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}


def name_file(view: View, what: str, ending: str) -> str:
    """`2026Q3_time-to-resolve_payments_as-of-2026-10-05.png`: sorts by period, then by what it shows."""
    filters = view.filters
    if filters.quarter_from is None or filters.quarter_to is None:
        period = "all-quarters"
    else:
        period = "-".join(dict.fromkeys((filters.quarter_from, filters.quarter_to)))
    narrowed = [slug("-".join(values)) for values in (filters.teams, filters.severities, filters.statuses) if values]
    narrowed += [f"times-{filters.times}"] if filters.times != "preferred" else []
    return "_".join([period, slug(what), *narrowed, f"as-of-{view.info.as_of:%Y-%m-%d}"]) + f".{ending}"


def imprint_of(view: View) -> Imprint:
    return Imprint(view.selection, f"{view.info.as_of:%Y-%m-%d}", view.info.corpus_fingerprint[:12])


def render_chart_export(view: View, chart: Chart) -> None:
    """The menu under a chart. Its buttons are built when it is opened."""
    menu = st.popover(
        ":material/download:", type="tertiary", help="Export this chart", key=f"export-{chart.name}", on_change="rerun"
    )
    if menu.open:
        with menu:
            _render_pictures(view, chart)
            _csv_button(view, chart.name, data_of(chart))
            _workbook_button(view, chart)
            _slide_button(view, chart)


def render_table_export(view: View, name: str, title: str, load_all: Callable[[], pd.DataFrame]) -> None:
    """The menu beside a table, built when it is opened; `load_all` gives every row, also those that the page leaves out."""
    menu = st.popover("Export", icon=":material/download:", type="tertiary", key=f"export-table-{name}", on_change="rerun")
    if menu.open:
        with menu:
            _download("Table (CSV)", lambda: write_csv(load_all()), name_file(view, name, "csv"), "text/csv", f"csv-{name}")
            _download(
                "Workbook (XLSX)", lambda: table_workbook(view, name, title, load_all()), name_file(view, name, "xlsx"), XLSX,
                f"xlsx-{name}",
            )  # fmt: skip


def render_page_export(view: View, page: str, exhibits: list[Exhibit], *, has_charts: bool) -> None:
    """Everything that a page shows in one archive. The menu stands above the charts, so the page says whether there will be any."""
    menu = st.popover("Export", icon=":material/download:", key="export-page", on_change="rerun", width="stretch")
    if menu.open:
        with menu:
            name = name_file(view, page, "zip")
            _download("Data of this page (ZIP of CSV)", lambda: pack_data(view, exhibits), name, "application/zip", "page-data")
            if has_charts:
                _pictures_button(view, page, exhibits)
                _say_if_no_browser()
            st.page_link("pages/deliver/reports.py", label="Quarterly review", icon=":material/description:")


def _pictures_button(view: View, page: str, exhibits: list[Exhibit]) -> None:
    _download(
        "Pictures of this page (ZIP of PNG)", lambda: pack_pictures(view, exhibits), name_file(view, f"{page} pictures", "zip"),
        "application/zip", "page-pictures", disabled=find_browser() is None,
    )  # fmt: skip


@st.fragment
def _render_pictures(view: View, chart: Chart) -> None:
    """A size, and a button for each format. Another size runs this part of the page alone."""
    size = st.segmented_control(
        "Picture for a", list(SIZE_NAMES), format_func=lambda one: SIZE_NAMES[one], default="slide", required=True,
        key=f"size-{chart.name}", width="stretch",
    )  # fmt: skip
    with st.container(horizontal=True, wrap=False, gap="xsmall"):
        for form in _MIMES:
            _picture_button(view, Picture(chart, imprint_of(view), form, size))
    if find_browser() is None:
        st.caption(MISSING_BROWSER)
    else:
        st.caption(SIZE_WORDS[size])


def _picture_button(view: View, picture: Picture) -> None:
    chart, form, size = picture.chart, picture.form, picture.size
    _download(
        form.upper(), lambda: draw_picture(picture), name_file(view, f"{chart.name} {size}", form), _MIMES[form],
        f"{form}-{size}-{chart.name}", disabled=find_browser() is None,
    )  # fmt: skip


def _workbook_button(view: View, chart: Chart) -> None:
    _download(
        "Workbook (XLSX)", lambda: chart_workbook(view, chart), name_file(view, chart.name, "xlsx"), XLSX, f"xlsx-{chart.name}",
    )  # fmt: skip


def _slide_button(view: View, chart: Chart) -> None:
    _download(
        "One slide (PPTX)", lambda: chart_slide(view, chart), name_file(view, chart.name, "pptx"), PPTX, f"pptx-{chart.name}",
    )  # fmt: skip


def chart_workbook(view: View, chart: Chart) -> bytes:
    """A chart with its numbers, native where its numbers are known in that form, else its data alone."""
    from analytics.reports.plots import is_known, plot_of
    from analytics.reports.xlsx import write_chart

    if not is_known(chart):
        return table_workbook(view, chart.name, chart.title, data_of(chart), chart.source)
    return write_chart(plot_of(_on_paper(chart), waiting=view.calendar.provisional), stamp_of(view))


def chart_slide(view: View, chart: Chart) -> bytes:
    """A native chart; a heat map, of which there is none, as a table of its cells, all else as a table of its data."""
    from analytics.reports.frames import table_of_frame
    from analytics.reports.plots import exhibit_of
    from analytics.reports.pptx import write_one_slide

    exhibit = exhibit_of(_on_paper(chart), view.calendar.provisional)
    if exhibit is None:
        exhibit = table_of_frame(chart.name, chart.title, data_of(chart), chart.source)
    stamp = replace(stamp_of(view), definitions=tuple(map(name_definition, chart.metrics)))
    return write_one_slide(exhibit, stamp, view.info.settings)


def _on_paper(chart: Chart) -> Chart:
    """On white, whatever the page is."""
    return replace(chart.in_light(), source=chart.source) if chart.in_light else chart


def table_workbook(view: View, name: str, title: str, rows: pd.DataFrame, note: str = "") -> bytes:
    """The rows of a table with their types."""
    from analytics.reports.frames import table_of_frame
    from analytics.reports.xlsx import write_table

    return write_table(table_of_frame(name, title, rows, note), stamp_of(view))


def stamp_of(view: View) -> Stamp:
    """What stands on each sheet; the versions of definitions are a chart's own, or in a column of its data."""
    from analytics.reports.records import PRODUCT, Stamp

    info = view.info
    return Stamp(
        view.selection, info.as_of, info.corpus_fingerprint[:12], info.source, (), f"{PRODUCT} {info.product_version}", info.created_at,
    )  # fmt: skip


def _csv_button(view: View, name: str, data: pd.DataFrame) -> None:
    _download("Data (CSV)", lambda: write_csv(data), name_file(view, name, "csv"), "text/csv", f"csv-{name}")


def _download(
    label: str,
    make: Callable[[], bytes],
    file_name: str,
    mime: str,
    key: str,
    *,
    disabled: bool = False,
    type: str = "secondary",  # noqa: A002
) -> None:
    st.download_button(
        label, make, file_name=file_name, mime=mime, key=key, on_click="ignore", disabled=disabled, type=type,  # type: ignore[arg-type]
        width="stretch" if type == "secondary" else "content", icon=":material/download:",
    )  # fmt: skip


def _say_if_no_browser() -> None:
    if find_browser() is None:
        st.caption(MISSING_BROWSER)


def data_of(chart: Chart) -> pd.DataFrame:
    """The data of a chart as they are exported: with its notes, and with the definitions of its numbers in each row."""
    defined = " ".join(map(name_definition, chart.metrics))
    data = data_with_notes(chart)
    return data.assign(definition=defined) if defined else data


def pack_data(view: View, exhibits: list[Exhibit]) -> bytes:
    named = [(e.name, data_of(e)) if isinstance(e, Chart) else e for e in exhibits]
    return _pack({name_file(view, name, "csv"): write_csv(data) for name, data in named}, view)


def pack_pictures(view: View, exhibits: list[Exhibit]) -> bytes:
    charts = [exhibit for exhibit in exhibits if isinstance(exhibit, Chart)]
    drawn = draw_pictures([Picture(chart, imprint_of(view)) for chart in charts])
    return _pack({name_file(view, f"{c.name} slide", "png"): content for c, content in zip(charts, drawn, strict=True)}, view)


def _pack(files: dict[str, bytes], view: View) -> bytes:
    """A ZIP whose bytes depend on its content alone: its clock is the snapshot's."""
    clock = view.info.created_at.astimezone(UTC)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, clock.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
