"""Every chart of every page as one slide and as a workbook: native, with the numbers of the CSV beside it."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import openpyxl
import pandas as pd
import pptx
import pytest

from analytics.charts.chart import Chart
from analytics.csv_text import write_csv
from analytics.store.database import Store
from analytics.ui.exports import chart_slide, chart_workbook, data_of
from analytics.ui.view import View
from tests.conftest import MakeStore
from tests.handmade import Row
from tests.pages.conftest import OpenPage
from tests.pages.test_pages import INCIDENT, PAGES, assert_sound
from tests.reports.decks import charts_of, numbers_of, shapes_of

Exported = dict[str, tuple[View, Chart]]
Columns = dict[str, Sequence[float | None]]
Expect = Callable[[pd.DataFrame], Columns]

OPENED: list[tuple[str, dict[str, str]]] = [
    *((PAGES[title], {}) for title in PAGES),
    *((PAGES["Response times"], {"measure": f"Time to {step}"}) for step in ("detect", "acknowledge", "mitigate")),
    *((PAGES["Action items"], {"part": part}) for part in ("How long it takes", "Backlog and load")),
    *((PAGES["Action items"], {"complete": f"By {by}"}) for by in ("team", "severity")),
    (PAGES["Action items"], {"part": "How long it takes", "compare": "P0 and P1 against other severities"}),
    *((PAGES["Data quality"], {"part": part}) for part in ("Findings and files", "How soon documents are final")),
    (PAGES["Severity and impact"], {"business": "true"}),
    (PAGES["Would we notice?"], {"measure": "Time to detect"}),
]
"""Every page as it opens, and what stands behind its tabs and choices."""


@pytest.fixture
def exported(sample_store: Store, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Exported]:
    """What a page offers for export, by the name of the chart."""

    def run(page: str, query: dict[str, str], store: Store = sample_store) -> Exported:
        found: Exported = {}
        monkeypatch.setattr(
            "analytics.ui.exhibits.render_chart_export", lambda view, chart: found.update({chart.name: (view, chart)})
        )
        assert_sound(open_page(store, page, **query))
        return found

    return run


def column(name: str, series: str = "", per_unit: float = 1) -> Expect:
    return lambda csv: {series or name: [value / per_unit for value in csv[name]]}


def shares(series: str) -> Expect:
    return lambda csv: {series: csv["share"].tolist()}


def ticked(csv: pd.DataFrame) -> Columns:
    return {"share of incidents": csv.loc[csv["incidents"] > 0, "share"].tolist()}


def severities(csv: pd.DataFrame) -> Columns:
    by = "quarter" if "quarter" in csv else "team"
    mix = csv.pivot_table(index=by, columns="severity", values="incidents", sort=False, fill_value=0)
    return {severity: mix[severity].tolist() for severity in ("P0", "P1", "P2", "P3", "P4")}


def medians(csv: pd.DataFrame) -> Columns:
    return {"median": csv["median"].tolist(), "target": csv["target"].tolist()}


def funnel(csv: pd.DataFrame) -> Columns:
    return {
        "median": csv["median"].tolist(),
        "by chance at least": csv["usual_low"].tolist(),
        "by chance at most": csv["usual_high"].tolist(),
    }


def open_items(csv: pd.DataFrame) -> Columns:
    by = "team" if "team" in csv else "owner"
    shown = csv[csv["n"] > 0].sort_values(["overdue", "n", by], ascending=[False, False, True]).head(8)
    shown = shown.sort_index() if by == "team" else shown
    return {"overdue": shown["overdue"].tolist(), "open, not overdue": (shown["n"] - shown["overdue"]).tolist()}


def completion(csv: pd.DataFrame) -> Columns:
    csv = csv[csv["n"] > 0]
    return {"complete": csv["share"].tolist(), "target": csv["target"].tolist()}


def closure(csv: pd.DataFrame) -> Columns:
    """On each day the last known share, up to the day after which fewer than 5 % are followed."""
    found: Columns = {}
    curves = csv.groupby("group", sort=False) if "group" in csv else [("done", csv)]
    last = max(curve.loc[curve["at_risk"] > 0.05 * curve["at_risk"].iloc[0], "days"].max() for _, curve in curves)
    for name, curve in curves:
        prefix = "" if name == "done" else f"{name}, "
        on = [curve[curve["days"] <= day].iloc[-1] for day in range(int(last) + 1)]
        found[str(name)] = [row["share"] for row in on]
        found[f"{prefix}95 % from"] = [row["share_low"] for row in on]
    return found


def clock(csv: pd.DataFrame) -> Columns:
    return {str(phase): rows["share"].tolist() for phase, rows in csv.groupby("phase")}


def pairs(csv: pd.DataFrame) -> Columns:
    top = csv.head(8)
    return {"incidents": top["incidents"].tolist(), "expected by chance": top["expected"].tolist()}


def top_factors(csv: pd.DataFrame) -> Columns:
    return {"this quarter": csv["share"].tolist(), "the quarters before": csv["before_share"].tolist()}


def overdue(csv: pd.DataFrame) -> Columns:
    return {"overdue items": csv.iloc[0][["days_0_7", "days_8_30", "days_31_90", "days_over_90"]].tolist()}


def backlog(csv: pd.DataFrame) -> Columns:
    return {"open": csv["open"].tolist(), "opened": csv["opened"].tolist(), "done or dropped": csv["ended"].tolist()}


STEPS = ("time-to-detect", "time-to-acknowledge", "time-to-mitigate", "time-to-resolve")
EXPECTED: dict[str, Expect] = {
    **{f"{step}-by-quarter": column("median") for step in ("time-to-detect", "time-to-resolve")},
    **{f"{step}-by-severity": medians for step in STEPS},
    **{f"{step}-by-team": funnel for step in STEPS},
    **{f"{step}-distribution": column("n", "incidents") for step in STEPS},
    **{f"{step}-concentration": lambda csv: {"hours": (csv["minutes"].head(8) / 60).tolist()} for step in STEPS},
    "time-to-detect-by-method": medians,
    "severity-by-quarter": severities,
    "severity-by-team": severities,
    "incidents-by-quarter": column("incidents"),
    "where-the-clock-went": clock,
    "top-factors": top_factors,
    "contributing-factors": ticked,
    "detection-methods": ticked,
    "user-impacts": ticked,
    "reputation": shares("share of incidents"),
    "data-impact": shares("share of incidents"),
    "factor-pairs": pairs,
    "users-affected": column("sum", "users, stated"),
    "false-positives": column("sum", "false positives stated"),
    "sla-breach": column("sum", "hours, stated", 60),
    **{f"revenue-impact-{code.lower()}": column("sum", f"{code}, stated") for code in ("EUR", "GBP", "USD")},
    **{f"business-revenue-{code.lower()}": column("sum", f"{code}, stated") for code in ("EUR", "GBP", "USD")},
    "detected-internally": shares("share"),
    "ttd-attainment": shares("share"),
    "stated-against-timeline": shares("share"),
    "actions-on-time-by-quarter": shares("share"),
    "action-completion-by-quarter": shares("share"),
    **{f"action-completion{by}": completion for by in ("", "-by-team", "-by-severity")},
    "overdue-by-age": overdue,
    "open-actions-by-team": open_items,
    "open-actions-by-owner": open_items,
    "action-gaps": shares("open items"),
    "action-backlog": backlog,
    "action-closure": closure,
    "action-closure-compared": closure,
    "postmortem-lag": column("median"),
    "findings": column("findings"),
    "reasons": column("incidents", "documents"),
    **{f"would-we-notice-{measure}": lambda csv: {"noticed": sorted(csv["rate"], reverse=True)} for measure in ("ttr", "ttd")},
}
"""The name of a chart -> its series as its CSV has them, told apart from how the product reads its frame."""
HEATS: dict[str, Callable[[pd.Series[Any]], float]] = {
    "factors-by-quarter": lambda row: row["share"],
    "coverage": lambda row: 1 - row["share"],
}


@pytest.mark.parametrize(
    ("page", "query"), OPENED, ids=lambda given: "-".join(given.values()) if isinstance(given, dict) else given
)
def test_slide_and_workbook_hold_the_numbers_of_the_csv(
    page: str, query: dict[str, str], exported: Callable[..., Exported]
) -> None:
    for name, (view, chart) in exported(page, query).items():
        csv = pd.read_csv(io.BytesIO(write_csv(data_of(chart))), keep_default_na=False, na_values=[""])
        deck = pptx.Presentation(io.BytesIO(chart_slide(view, chart)))
        if name in HEATS:
            assert_cells(csv, [shape.table for _, shape in shapes_of(deck) if shape.has_table], HEATS[name])
            continue
        [drawn] = charts_of(deck).values()
        numbers, book = numbers_of(drawn), openpyxl.load_workbook(io.BytesIO(chart_workbook(view, chart)))
        assert len(deck.slides) == 1
        sheet: Any = book.worksheets[0]
        assert sheet._charts
        [table] = sheet.tables.values()
        columns = [[cell.value for cell in cells[1:]] for cells in zip(*sheet[table.ref], strict=True)]
        for series, values in EXPECTED[name](csv).items():
            wanted = [None if value is None or pd.isna(value) else pytest.approx(float(value), abs=1e-9) for value in values]
            assert values
            assert list(numbers[series]) == wanted, (name, series)
            assert wanted in columns, (name, series)


def assert_cells(csv: pd.DataFrame, tables: list[Any], share_of: Callable[[pd.Series[Any]], float]) -> None:
    """The rows of the tables are those of the CSV that the map shows, a cell a quarter, in percent."""
    quarters = csv["quarter"].nunique()
    told = [tuple(cell.text for cell in row.cells)[1 : 1 + quarters] for table in tables for row in list(table.rows)[1:]]
    by = "factor" if "factor" in csv else "field"
    cells = csv[csv[by] != "not recorded"].assign(share=csv.apply(share_of, axis=1)).groupby(by)["share"]
    wanted = [tuple(f"{100 * share:.0f}\u00a0%" for share in row) for _, row in cells if row.max() > 0]
    assert sorted(told) == sorted(wanted)


def test_no_chart_is_left_out(exported: Callable[..., Exported]) -> None:
    """Of those that the sample has; a name that no page shows any more would be looked for in vain."""
    found = {name for page, query in OPENED for name in exported(page, query)}
    assert found == set(EXPECTED) | set(HEATS)


def test_a_timeline_is_a_table_of_its_events(sample_store: Store, exported: Callable[..., Exported]) -> None:
    with sample_store.cursor() as cursor:
        [(key,)] = cursor.execute("SELECT incident_key FROM timeline_events ORDER BY ALL LIMIT 1").fetchall()
    [(view, chart)] = exported(INCIDENT, {"incident": key}).values()
    deck = pptx.Presentation(io.BytesIO(chart_slide(view, chart)))
    tables = [shape.table for _, shape in shapes_of(deck) if shape.has_table]
    assert sum(len(table.rows) - 1 for table in tables) == len(chart.data) > 0


@pytest.mark.parametrize(
    "items", [[], [{"incident_key": "a", "action": "Do it", "status": "pending"}]], ids=["no items", "one item"]
)
def test_charts_of_next_to_nothing_have_slides(
    items: list[Row], make_store: MakeStore, exported: Callable[..., Exported]
) -> None:
    rows = [{"incident_key": "a", "incident_date": date(2026, 9, 7), "time_to_resolve_min": 5.0, "title": "=A <b>title</b>"}]
    store = make_store(incidents=rows, action_items=items)
    for page, query in OPENED:
        for name, (view, chart) in exported(page, query, store).items():
            slides = len(pptx.Presentation(io.BytesIO(chart_slide(view, chart))).slides)
            assert slides == 1 or name in HEATS
            assert openpyxl.load_workbook(io.BytesIO(chart_workbook(view, chart))).worksheets


def test_a_chart_offers_its_slide_when_its_menu_is_open(sample_store: Store, open_page: OpenPage) -> None:
    app = open_page(sample_store, PAGES["Overview"])
    assert "One slide (PPTX)" not in [button.proto.label for button in app.get("download_button")]
    app.session_state["export-severity-by-quarter"] = True
    offered = [button.proto.label for button in app.run().get("download_button")]
    assert {"Workbook (XLSX)", "One slide (PPTX)"} <= set(offered)
