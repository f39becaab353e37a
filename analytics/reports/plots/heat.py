"""Heat maps, of which there is no native chart: as tables with a row for each of their rows and a column a quarter."""

from __future__ import annotations

from analytics.charts.chart import Chart, Spec
from analytics.charts.intervals import Provisional
from analytics.charts.wording import format_quarter, is_unknown
from analytics.reports.plots.shapes import trace_of
from analytics.reports.records import Cell, Column, Table

HEATS = {"factors-by-quarter": "Factor", "coverage": "Field left empty"}
"""What the rows are."""
WHOLE = "All"


def read_heat(chart: Chart, waiting: Provisional) -> Table:
    """The cells of the figure, its upper row first."""
    names = [str(name) for name in chart.figure.to_dict()["layout"]["yaxis"]["ticktext"]]
    rows = tuple((name, *cells) for name, cells in zip(names[::-1], _cells(trace_of(chart))[::-1], strict=True))
    quarters = [f"{format_quarter(quarter)}{'*' if quarter in waiting else ''}" for quarter in chart.quarters]
    # The map of the fields has a column of all quarters together after them.
    quarters += [WHOLE] * (len(rows[0]) - 1 - len(quarters) if rows else 0)
    columns = (Column("name", HEATS[chart.name], "text", 5), *(Column(name, name, "share") for name in quarters))
    return Table(chart.name, chart.title, columns, rows, len(rows), chart.source, most=len(rows))


def _cells(trace: Spec) -> list[tuple[Cell, ...]]:
    """Shares; of fewer than five, whose share would claim too much, `1/2`, as the figure says it; None where nothing is counted."""
    return [
        tuple(None if is_unknown(share) else text if "/" in text else share for share, text in zip(*row, strict=True))
        for row in zip(trace["z"], trace["text"], strict=True)
    ]
