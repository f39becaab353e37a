"""How much of what the template asks for is there, and how often authors and timelines disagree."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from analytics.charts.axes import count_axis, quarter_axis
from analytics.charts.chart import Chart, Spec, prepare_figure
from analytics.charts.palette import HEAT, ORANGE, TONES, ThemeName
from analytics.charts.rows import Row, leaders_of, rows_of
from analytics.charts.shares import bar_rows, figure_share_by_quarter, row_axis
from analytics.charts.wording import (
    MOST_NAMED,
    format_cell,
    format_duration,
    format_leaders,
    format_plural,
    format_quarter,
    format_share,
)
from analytics.diagnostics import CODES
from analytics.metrics.contradictions import NO_GUESS

_LABELS = {
    "incident_id": "Incident id",
    "started_at": "Impact start",
    "detected_at": "Detected",
    "acknowledged_at": "Acknowledged",
    "identified_at": "Cause identified",
    "mitigated_at": "Mitigated",
    "resolved_at": "Resolved",
    "detect_actual_min": "Detection analysis",
    "sla_breach_min": "SLA breach",
    "data_impact": "Impact on data",
    "user_experience": "User experience",
    "business_revenue": "Revenue (section 3.2)",
    "review_attendees": "Review attendees",
}
_ROW_HEIGHT = 22
_MOST_NUMBERED = 14
"""Columns of a heat map whose cells have room for a number."""


class _Reason(NamedTuple):
    """A guess as a label, and as the end of "they contradict it because …"."""

    label: str
    clause: str


REASONS: dict[str, _Reason] = {
    "rounding": _Reason("Rounded", "the stated time is rounded"),
    "other start": _Reason("Other start event", "the author counts from another event, such as the detection"),
    "other end": _Reason("Other end event", "the author counts up to another event, such as the mitigation"),
    "support hours": _Reason("Support hours", "the author counts support hours only"),
    "date": _Reason("Date or midnight", "a date is wrong or the timeline crosses midnight wrongly"),
    "units": _Reason("Hours for minutes", "hours and minutes are mixed up"),
    "swapped digits": _Reason("Swapped digits", "two digits are swapped"),
    NO_GUESS: _Reason("No guess", "for reasons that the two values do not tell"),
}


LEFT_OUT: dict[str, str] = {
    "missing": "not stated",
    "impossible": "impossible value",
    "open": "no end yet",
    "other source": "other source only",
    "one source": "one source only",
    "undecided": "undecided",
    "no target": "no target",
    "not final": "not final",
    "dropped": "won't do",
    "no due date": "no due date",
    "not due": "not due yet",
    "not open": "not open",
    "no status": "no status",
    "no beginning": "no day of opening",
    "no end": "no day of its end",
}
"""Why a number leaves an incident or an action item out, in words."""


def field_label(field: str) -> str:
    """A field's name as people say it: `time_to_resolve_min` -> `Time to resolve`."""
    return _LABELS.get(field) or field.removesuffix("_min").replace("_", " ").capitalize()


def figure_coverage(whole: pd.DataFrame, by_quarter: pd.DataFrame, *, team: str | None, theme: ThemeName) -> Chart:
    """Which fields documents leave empty, by quarter and in all, most often empty on top. A click on a cell lists the documents.

    `whole`: compute_coverage, `by_quarter`: compute_coverage_by_quarter, both of `team` or of all.
    """
    gaps = [row for row in rows_of(whole.sort_values("n", ascending=False, kind="stable")) if row.n < row.of]
    fields, quarters = [row.field for row in gaps], list(dict.fromkeys(by_quarter["quarter"]))
    found = {(row.field, row.quarter): row for row in rows_of(by_quarter)}
    cells = [[*(found[field, quarter] for quarter in quarters), gap] for field, gap in zip(fields, gaps, strict=True)]
    # A gap sets the column of all quarters apart.
    places = [*range(len(quarters)), len(quarters) + 0.4]
    axis = quarter_axis(quarters)
    figure = prepare_figure(
        [_gap_cells(cells, places, theme), _gap_points(cells, places, quarters, team)], theme,
        height=90 + _ROW_HEIGHT * len(fields), hoverdistance=-1,
        xaxis={**axis, "showline": False, "tickvals": places, "ticktext": [*axis["ticktext"], "<b>all</b>"],
               "range": [-0.5, len(quarters) + 0.9]},
        yaxis={"tickvals": list(range(len(fields))), "ticktext": [field_label(field) for field in fields], "showgrid": False,
               "range": [-0.5, max(len(fields), 1) - 0.5]},
    )  # fmt: skip
    title = _coverage_title(whole, team)
    alt = f"{title}. Heat map of fields by quarter; darker is more often empty, each cell carries its percentage."
    return Chart(
        "coverage", title, figure, by_quarter, _coverage_source(whole), alt, quarters=tuple(quarters), metrics=("coverage",)
    )


def _gap_cells(cells: list[list[Row]], places: list[float], theme: ThemeName) -> Spec:
    """The share without the field as colour and number; a cell in which every document fills it stays blank."""
    gaps = [[None if not cell.of else 1 - cell.n / cell.of for cell in row] for row in cells]
    return {
        "type": "heatmap", "x": places, "y": list(range(len(cells))), "z": gaps, "zmin": 0, "zmax": 1,
        "colorscale": HEAT[theme], "showscale": False, "xgap": 2, "ygap": 2, "hoverinfo": "skip",
        "text": [[format_cell(cell.of - cell.n, cell.of) if cell.n < cell.of else "" for cell in row] for row in cells],
        "texttemplate": "%{text}" if len(places) <= _MOST_NUMBERED else "", "textfont": {"size": 11.5},
    }  # fmt: skip


def _gap_points(cells: list[list[Row]], places: list[float], quarters: list[str], team: str | None) -> Spec:
    """An invisible point in each cell that has documents without the field: Plotly selects points, but no cells of a heat map."""
    whose = [] if team is None else [f"team:{team}"]
    told = [
        (place, height, cell, quarters[column] if column < len(quarters) else None)
        for height, row in enumerate(cells) for column, (place, cell) in enumerate(zip(places, row, strict=True)) if cell.n < cell.of
    ]  # fmt: skip
    return {
        "type": "scatter", "mode": "markers", "x": [x for x, *_ in told], "y": [y for _, y, *_ in told], "hoverinfo": "text",
        "marker": {"symbol": "square", "size": 6, "opacity": 0},
        "hovertext": [
            f"<b>{field_label(cell.field)}</b>, {format_quarter(quarter) if quarter else 'all quarters'}<br>"
            f"{format_share(cell.of - cell.n, cell.of)} without it<br>Click for the list"
            for _, _, cell, quarter in told
        ],
        "customdata": [
            [*([f"quarter:{quarter}"] if quarter else []), f"missing:{cell.field}", *whose] for _, _, cell, quarter in told
        ],
    }  # fmt: skip


def _coverage_title(coverage: pd.DataFrame, team: str | None) -> str:
    of, least = int(coverage["of"].max()), int(coverage["n"].min())
    whose = "" if team is None else f" by {team}"
    if least == of:
        return f"Every field is filled in every document{whose}"
    last = [field_label(field) for field in coverage.loc[coverage["n"] == least, "field"]]
    verb, each = ("are", " each") if len(last) > 1 else ("is", "")
    return f"{format_leaders(last, 'fields')} {verb} left empty most often{whose}: {format_share(of - least, of)}{each}"


def _coverage_source(coverage: pd.DataFrame) -> str:
    documents = format_plural(int(coverage["of"].max()), "postmortem")
    filled = int((coverage["n"] == coverage["of"]).sum())
    whole = f"; {filled} of {len(coverage)} fields are filled by all and have no row" if filled else ""
    return f"In % of the quarter's documents, {documents} in all{whole}. Placeholders and N/A count as empty."


def figure_disagreements(groups: pd.DataFrame, *, theme: ThemeName) -> Chart:
    """The share of documents by quarter whose stated durations and timeline disagree. `groups`: compute_disagreements by quarter."""
    return figure_share_by_quarter(
        groups, name="stated-against-timeline", metrics=("disagreements",), what="Stated times that the timeline contradicts", theme=theme,
        axis="share of documents", target=None, left_out="Documents with only one of the two cannot disagree.",
        behind="contradicted:true",
    )  # fmt: skip


def figure_reasons(reasons: pd.DataFrame, *, theme: ThemeName) -> Chart:
    """Why authors and timelines may differ, most frequent first. `reasons`: compute_reasons."""
    names = [REASONS[reason].label for reason in reasons["reason"]]
    counts = [int(count) for count in reasons["incidents"]]
    trace, places = bar_rows(
        names, counts, [format_plural(count, "document") for count in counts], theme,
        marker={"color": [TONES[theme].context if reason == NO_GUESS else TONES[theme].main for reason in reasons["reason"]]},
        customdata=[f"reason:{reason}" for reason in reasons["reason"]], width=min(0.65, len(names) / 8),
    )  # fmt: skip
    widest = max([*counts, 1])
    figure = prepare_figure(
        [trace], theme, xaxis={**count_axis(widest), "range": [0, widest * 1.45], "title": {"text": "documents"}},
        yaxis=row_axis(names, places),
    )  # fmt: skip
    title = "Why stated times and timelines may differ"
    leaders = [REASONS[reason].label for reason in leaders_of(reasons, "reason", "incidents") if reason != NO_GUESS]
    if leaders:
        verb, each = ("are the most frequent guesses", " each") if len(leaders) > 1 else ("is the most frequent guess", "")
        title = f"{format_leaders(leaders, 'kinds')} {verb}: {format_plural(counts[0], 'document')}{each}"
    source = "Guesses from the two values alone; a document with contradictions of two kinds counts for both."
    return Chart(
        "reasons", title, figure, reasons, source, f"{title}. Bars by kind, most frequent first.", metrics=("disagreements",)
    )


def trust_sentences(groups: pd.DataFrame, reasons: pd.DataFrame, shifts: pd.DataFrame) -> list[str]:
    """How far authors and timelines agree, and what hangs on it, in one or two sentences.

    `groups`: compute_disagreements in one row, `reasons`: compute_reasons, `shifts`: compute_shifts.
    """
    row = next(rows_of(groups))
    if not row.n:
        return ["No document states a time that its own timeline gives as well, so none can be compared."]
    compared = f"{row.n:,} of {format_plural(row.of, 'document')} can be compared with their own timeline"
    if not row.attained:
        return [f"{compared}; none contradicts it.", *_shift_sentence(shifts)]
    verb = "contradicts" if row.attained == 1 else "contradict"
    return [f"{compared}; {row.attained:,} {verb} it, {_say_why(reasons, row.attained)}.", *_shift_sentence(shifts)]


def describe_accounting(accounting: pd.DataFrame) -> str:
    """Files, incidents and the lines that found no place, in a sentence. `accounting`: compute_accounting."""
    row = accounting.iloc[0]
    files = format_plural(int(row["documents"]), "file")
    all_lines = f"{int(row['content_lines']):,} lines of text"
    left_over = int(row["content_lines"] - row["accounted_lines"])
    lines = (
        f" All but {left_over:,} of their {all_lines} found a place."
        if left_over
        else f" All of their {all_lines} found a place."
    )
    without = (
        f" {format_plural(int(row['without_incident']), 'holds none and says', 'hold none and say')} why."
        if row["without_incident"]
        else ""
    )
    return f"The whole corpus holds {format_plural(int(row['incidents']), 'incident')} in {files}.{without}{lines}"


def _say_why(reasons: pd.DataFrame, contradicting: int) -> str:
    """`mostly, by the look of it, because …`; no more than the counts carry, and a guess is called one."""
    first = next(rows_of(reasons))
    leaders = [REASONS[reason].clause for reason in leaders_of(reasons, "reason", "incidents") if reason != NO_GUESS]
    clause = ", or because ".join(leaders) if 1 < len(leaders) <= MOST_NAMED else REASONS[first.reason].clause
    if first.reason == NO_GUESS:
        return clause if first.incidents == contradicting else f"most often {clause}"
    if first.incidents == contradicting:
        return f"by the look of it because {clause}"
    return f"{'mostly' if 2 * first.incidents > contradicting else 'most often'}, by the look of it, because {clause}"


def _shift_sentence(shifts: pd.DataFrame) -> list[str]:
    row = next((row for row in rows_of(shifts) if row.metric == "ttr"), None)
    if row is None or row.stated_median is None or row.timeline_median is None:
        return []
    stated, timeline = format_duration(row.stated_median), format_duration(row.timeline_median)
    if stated == timeline:
        return [f"The median time to resolve is {stated} on stated and on timeline values."]
    of = f"by {format_plural(row.timeline_n, 'timeline')} instead of {stated} by {row.stated_n:,} statements"
    return [f"The median time to resolve would be {timeline} {of}."]


def figure_findings(counts: pd.DataFrame, *, theme: ThemeName) -> Chart:
    """Findings of the whole corpus by code, errors first. `counts`: compute_findings."""
    tone = TONES[theme]
    colours = {"error": ORANGE, "warning": tone.main, "info": tone.context}
    names = [f"{row.code} {CODES[row.code].title}" for row in rows_of(counts)]
    texts = [f"{row.findings:,} in {format_plural(row.documents, 'file')}" for row in rows_of(counts)]
    trace, places = bar_rows(
        names, counts["findings"].tolist(), texts, theme, marker={"color": [colours[level] for level in counts["level"]]},
        customdata=[f"code:{code}" for code in counts["code"]],
    )  # fmt: skip
    widest = max([*counts["findings"], 1])
    figure = prepare_figure(
        [trace], theme, height=90 + 26 * len(names), xaxis={"range": [0, widest * 1.25], "title": {"text": "findings"}},
        yaxis=row_axis(names, places),
    )  # fmt: skip
    errors = int(counts.loc[counts["level"] == "error", "findings"].sum())
    title = f"{format_plural(errors, 'error')} in {format_plural(int(counts['findings'].sum()), 'finding')}"
    source = "Whole corpus. Errors and warnings name values that need mending; infos say how something was read."
    return Chart("findings", title, figure, counts, source, f"{title}. Bars by kind, errors first.", meaning=_FINDINGS)


_FINDINGS = (
    "What reading the documents found, by kind: an error names a value that could not be read, a warning one that is doubtful, an info how "
    "something was read. Each kind has its code, which the documentation explains."
)
