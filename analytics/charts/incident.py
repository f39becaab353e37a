"""One incident's timeline: a row an event, at its time."""

from __future__ import annotations

import pandas as pd

from analytics.charts.chart import Chart, Spec, label_at, prepare_figure
from analytics.charts.palette import TONES, ThemeName
from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import escape_figure_text, format_duration, format_label, format_plural, shorten

ROW = 25
HALF = 0.5
CHARACTERS = 118
"""How many fit beside each other across the chart on a page 1,280 pixels wide."""


def figure_timeline(events: pd.DataFrame, *, key: str, theme: ThemeName) -> Chart:
    """Events from top to bottom, each at its time. `events`: the rows of timeline_events; those without a time are left out."""
    timed = events[events["occurred_at"].notna()].reset_index(drop=True)
    tone = TONES[theme]
    places = list(range(len(timed)))[::-1]
    start = timed["occurred_at"].min() if len(timed) else None
    typed = timed["kind"].notna()
    trace: Spec = {
        "type": "scatter", "mode": "lines+markers", "x": [when.isoformat() for when in timed["occurred_at"]], "y": places,
        "line": {"color": tone.context, "width": 1, "shape": "vh"}, "hoverinfo": "text",
        "hovertext": [f"line {row.line}<br>{escape_figure_text(shorten(row.event, 120))}" for row in rows_of(timed)],
        "marker": {
            "opacity": 1, "size": [11 if is_typed else 7 for is_typed in typed],
            "color": [tone.main if is_typed else tone.background for is_typed in typed],
            "line": {"width": 1.5, "color": tone.main},
        },
    }  # fmt: skip
    figure = prepare_figure(
        [trace], theme, height=90 + ROW * max(len(timed), 4), annotations=_event_labels(timed, places, theme),
        xaxis={"type": "date", "title": {"text": "time, UTC"}, "showgrid": True, "gridcolor": tone.grid, **_room(timed)},
        yaxis={"showticklabels": False, "showgrid": False, "range": [-0.8, len(timed) - 0.2]},
    )  # fmt: skip
    left_out = len(events) - len(timed)
    source = f"{format_plural(len(timed), 'event')} of {len(events):,}" + (
        f"; {format_plural(left_out, 'gives', 'give')} no time that can be placed." if left_out else "."
    )
    title = "Timeline"
    if len(timed) > 1:
        title = f"From the first to the last event: {format_duration((timed['occurred_at'].max() - start).total_seconds() / 60)}"
    return Chart(
        f"timeline-{key}", title, figure, events, source, f"{title}. Events from top to bottom at their times.", meaning=_MEANING
    )


_MEANING = (
    "The events of the document's own timeline at the times that it gives, with the time since the first of them. Their order and their "
    "kinds are what times “from the timeline” are worked out from."
)


def _event_words(row: Row, start: pd.Timestamp, room: int) -> str:
    """Time, time since the first event, kind and words; as many characters as there is room for."""
    since = f" +{format_duration((row.occurred_at - start).total_seconds() / 60)}" if row.occurred_at > start else ""
    kind = format_label(row.kind) if row.kind else ""
    left = max(room - len(since) - len(kind) - 10, 16)
    named = f"<b>{kind}</b> · " if kind else ""
    return f"{row.occurred_at:%H:%M}{since}  {named}{escape_figure_text(shorten(row.event, left))}"


def _event_labels(timed: pd.DataFrame, places: list[int], theme: ThemeName) -> list[Spec]:
    """The words stand on the side of the marker where there is more room."""
    if timed.empty:
        return []
    start, end = timed["occurred_at"].min(), timed["occurred_at"].max()
    labels = []
    for row, place in zip(rows_of(timed), places, strict=True):
        along = (row.occurred_at - start) / (end - start) if end > start else 0.0
        side = {"xanchor": "right", "xshift": -10} if along > HALF else {"xanchor": "left", "xshift": 10}
        words = _event_words(row, start, int(CHARACTERS * max(along, 1 - along)))
        labels.append(
            label_at(row.occurred_at.isoformat(), place, words, TONES[theme].text, bgcolor=TONES[theme].background, **side)
        )
    return labels


def _room(timed: pd.DataFrame) -> Spec:
    """A few percent on either side of the events, so that the markers are whole."""
    if len(timed) < 2:
        return {}
    first, last = timed["occurred_at"].min(), timed["occurred_at"].max()
    room = max((last - first) * 0.03, pd.Timedelta(minutes=1))
    return {"range": [(first - room).isoformat(), (last + room).isoformat()]}
