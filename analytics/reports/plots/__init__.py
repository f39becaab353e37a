"""Charts of the pages as records of numbers: what a native chart of PowerPoint or Excel, or a table, is made from.

Each reader takes the frame that the figure draws, so that both show the same numbers; the figure itself says what the frame does not:
which of its rows are drawn, in which colours, and where a target lies. One function a shape, one line of a family's READERS a chart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analytics.charts.chart import Chart
from analytics.charts.intervals import Provisional
from analytics.charts.rows import rows_of
from analytics.charts.wording import format_quarter
from analytics.metrics.registry import name_definition
from analytics.reports.plots import actions, counts, named, shares, times
from analytics.reports.plots.counts import UNKNOWN_COLOUR
from analytics.reports.plots.heat import HEATS, read_heat
from analytics.reports.plots.shapes import Read
from analytics.reports.plots.times import LONGEST
from analytics.reports.records import Dot, Exhibit, Note, Plot

__all__ = ["LONGEST", "UNKNOWN_COLOUR", "exhibit_of", "is_known", "plot_of", "told"]

READERS: dict[str, Read] = {**counts.READERS, **times.READERS, **shares.READERS, **actions.READERS, **named.READERS}
"""The name of a chart -> how its frame is read. A chart in no reader has no native form; `is_known` says so."""
FAMILIES: dict[str, Read] = {**counts.FAMILIES, **named.FAMILIES}
"""The beginning of a name, where there is a chart for each currency or measure."""


def _find_reader(name: str) -> Read | None:
    return READERS.get(name) or next((read for start, read in FAMILIES.items() if name.startswith(start)), None)


def plot_of(chart: Chart, dots: pd.DataFrame | None = None, waiting: Provisional = frozenset()) -> Plot:
    """A chart of the pages, drawn for white paper, as a record. `dots`: compute_dots; `waiting`: quarters that are provisional."""
    read = _find_reader(chart.name)
    if read is None:
        raise KeyError(chart.name)
    numbers = read(chart)
    places = {format_quarter(quarter): place for place, quarter in enumerate(chart.quarters)}
    provisional = tuple(format_quarter(quarter) for quarter in chart.quarters if quarter in waiting)
    found = _read_dots(dots, places) if dots is not None else ()
    return Plot(
        chart.name, "dots" if found else numbers.kind, chart.title, chart.alt, chart.source, numbers.category, numbers.categories,
        numbers.axis, numbers.series, numbers.lines, found, provisional,
        tuple(Note(*note) for note in chart.notes), tuple(map(name_definition, chart.metrics)),
    )  # fmt: skip


def is_known(chart: Chart) -> bool:
    """Whether a chart of the pages can be told in numbers of this form."""
    return _find_reader(chart.name) is not None


def exhibit_of(chart: Chart, waiting: Provisional) -> Exhibit | None:
    """A chart of the pages as it is shown on a slide: native, a heat map as a table; None where neither can be. For white paper."""
    if chart.name in HEATS:
        return read_heat(chart, waiting)
    return plot_of(chart, waiting=waiting) if is_known(chart) else None


def told(plots: Sequence[Plot]) -> tuple[Plot, ...]:
    """Those that tell any number: an empty picture says less than the sentence above it."""
    return tuple(plot for plot in plots if plot.dots or any(v is not None for series in plot.series for v in series.values))


def _read_dots(dots: pd.DataFrame, places: dict[str, int]) -> tuple[Dot, ...]:
    """In the order of the figure, which spreads neighbours by the golden ratio; this does too."""
    return tuple(
        Dot(
            row.incident_key, row.title or row.incident_id or row.incident_key, _day(row.occurred_on),
            round(places[format_quarter(row.quarter)] + ((at * 0.618) % 1 - 0.5) * 0.5, 4), row.minutes, row.severity, row.team,
        )
        for at, row in enumerate(rows_of(dots))
    )  # fmt: skip


def _day(value: Any) -> Any:  # noqa: ANN401 - a cell of a frame
    return value.date() if isinstance(value, pd.Timestamp) else value
