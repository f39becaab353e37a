"""Bars of kinds that this program names itself: what reading found, why times differ, and which statistic notices a change."""

from __future__ import annotations

from analytics.charts.chart import Chart
from analytics.reports.plots.shapes import TONE, Numbers, Read, floats, title_of_axis, trace_of
from analytics.reports.records import Axis, Kind, Series


def _read_named(category: str, name: str, kind: Kind) -> Read:
    """In the order, the words and the colours of the figure."""

    def read(chart: Chart) -> Numbers:
        trace = trace_of(chart)
        names = tuple(chart.figure.to_dict()["layout"]["yaxis"]["ticktext"])
        labels, colours = tuple(text.strip() for text in trace["text"]), tuple(trace["marker"]["color"])
        series = Series(name, floats(trace["x"]), TONE.main, colours=colours, labels=labels)
        return Numbers("bars", category, names, Axis(title_of_axis(chart, "xaxis"), kind), (series,))

    return read


READERS: dict[str, Read] = {
    "findings": _read_named("kind of finding", "findings", "count"),
    "reasons": _read_named("kind", "documents", "count"),
}
FAMILIES: dict[str, Read] = {"would-we-notice-": _read_named("statistic", "noticed", "share")}
"""One chart a measure."""
