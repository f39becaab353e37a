"""Published numbers of others as context lines: named with their publisher, dotted, and only where somebody asks for them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from analytics.charts.chart import Chart, PreparedFigure, Spec, label_at
from analytics.charts.palette import TONES, ThemeName
from analytics.charts.wording import format_names, is_unknown
from analytics.metrics.references import REFERENCES, Line, Reference

_ROOM = 1.25
"""How far an axis is widened beyond a line that would stand outside of it."""
_STEP = 15
"""Pixels between the labels of lines that stand side by side."""


def draw_references(chart: Chart, theme: ThemeName) -> Chart:
    """The chart with the published numbers that fit it, and whose they are in its source line."""
    told = [(one, line) for one in REFERENCES for line in one.lines if line.chart == chart.name]
    if not told or chart.data.empty:
        return chart
    spec = chart.figure.to_dict()
    layout = spec["layout"]
    for _, line in told:
        layout = {**layout, f"{line.axis}axis": _widen(layout[f"{line.axis}axis"], line.at, _ends(spec["data"], line.axis))}
    added = {
        "shapes": [*layout.get("shapes", []), *(_line(line, theme) for _, line in told)],
        "annotations": [*layout.get("annotations", []), *_labels(told, layout, theme)],
    }
    return replace(
        chart,
        figure=PreparedFigure({**spec, "layout": {**layout, **added}}),
        source=f"{chart.source} {_say([one for one, _ in told])}",
    )


def _ends(traces: Sequence[Spec], axis: str) -> float:
    """The largest value that is drawn, for an axis whose range Plotly chooses."""
    return max((float(value) for trace in traces for value in trace.get(axis, []) if not is_unknown(value)), default=0.0)


def _widen(axis: Spec, at: float, drawn: float) -> Spec:
    """The axis, long enough for the line."""
    if axis.get("type") == "log":
        low, high = axis["range"]
        return {**axis, "range": [min(low, math.log10(at / _ROOM)), max(high, math.log10(at * _ROOM))]}
    low, high = axis.get("range", (0.0, drawn * 1.03))
    return {**axis, "range": [low, max(high, at * _ROOM)]}


def _line(line: Line, theme: ThemeName) -> Spec:
    along, across = line.axis, "x" if line.axis == "y" else "y"
    return {
        "type": "line", f"{across}ref": "paper", f"{across}0": 0, f"{across}1": 1, f"{along}0": line.at, f"{along}1": line.at,
        "line": {"color": TONES[theme].muted, "width": 1.2, "dash": "dot"}, "layer": "above",
    }  # fmt: skip


def _labels(told: Sequence[tuple[Reference, Line]], layout: Spec, theme: ThemeName) -> list[Spec]:
    """Each line's publisher and number, upright lines' one below the other: they may stand close together."""
    labels = []
    more = {"font": {"size": 11.5, "color": TONES[theme].muted}, "bgcolor": TONES[theme].background, "borderpad": 1}
    for place, (one, line) in enumerate(sorted(told, key=lambda pair: pair[1].at)):
        text = f"{one.publisher}: {line.words}"
        if line.axis == "y":
            at = math.log10(line.at) if layout["yaxis"].get("type") == "log" else line.at
            labels.append(label_at(0, at, text, "", xref="paper", xanchor="left", yanchor="bottom", **more))
        else:
            labels.append(
                label_at(line.at, 0, text, "", yref="paper", xanchor="left", yanchor="bottom", yshift=_STEP * place, **more)
            )
    return labels


def _say(told: Sequence[Reference]) -> str:
    """`Dotted: what PagerDuty (…) and Atlassian (…) publish, for context; …`"""
    named = [f"{one.publisher} ({one.says})" for one in dict.fromkeys(told)]
    verb = "publishes" if len(named) == 1 else "publish"
    return f"Dotted: what {format_names(named)} {verb}, for context: other incidents, counted in other ways."
