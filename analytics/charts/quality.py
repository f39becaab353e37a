"""How much of what the template asks for is there, and how often authors and timelines disagree."""

from __future__ import annotations

import pandas as pd

from analytics.charts.chart import Chart, Spec, prepare_figure
from analytics.charts.palette import ORANGE, TONES, ThemeName
from analytics.charts.rows import Row, rows_of
from analytics.charts.shares import bar_rows, figure_share_by_quarter, row_axis
from analytics.charts.wording import format_leaders, format_plural, format_share
from analytics.diagnostics import CODES

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


def field_label(field: str) -> str:
    """A field's name as people say it: `time_to_resolve_min` -> `Time to resolve`."""
    return _LABELS.get(field) or field.removesuffix("_min").replace("_", " ").capitalize()


def figure_coverage(coverage: pd.DataFrame, *, theme: ThemeName) -> Chart:
    """The share of the documents that fill each field, in the order of the template. `coverage`: compute_coverage."""
    names = [field_label(field) for field in coverage["field"]]
    texts = [format_share(row.n, row.of) for row in rows_of(coverage)]
    trace, places = bar_rows(
        names, coverage["share"].tolist(), texts, theme, hovertext=[_coverage_hover(row) for row in rows_of(coverage)],
        customdata=[[f"missing:{row.field}"] if row.n < row.of else None for row in rows_of(coverage)],
    )  # fmt: skip
    axis: Spec = {
        "range": [0, 1.22],
        "tickvals": [0, 0.5, 1],
        "ticktext": ["0 %", "50 %", "100 %"],
        "title": {"text": "documents"},
    }
    figure = prepare_figure([trace], theme, height=90 + _ROW_HEIGHT * len(names), xaxis=axis, yaxis=row_axis(names, places))
    return Chart(
        "coverage",
        _coverage_title(coverage),
        figure,
        coverage,
        _coverage_source(coverage),
        "Bars in the template's order.",
        metrics=("coverage",),
    )


def _coverage_hover(row: Row) -> str:
    missing = (
        f"{format_plural(row.of - row.n, 'document')} without it<br>Click for the list" if row.n < row.of else "filled everywhere"
    )
    return f"<b>{field_label(row.field)}</b><br>{missing}"


def _coverage_title(coverage: pd.DataFrame) -> str:
    least = coverage.sort_values("n", kind="stable").iloc[0]
    if least["n"] == least["of"]:
        return "Every document fills every field"
    last = [field_label(field) for field in coverage.loc[coverage["n"] == least["n"], "field"]]
    verb, each = ("are", " each") if len(last) > 1 else ("is", "")
    return f"{format_leaders(last, 'fields')} {verb} filled least often: {format_share(least['n'], least['of'])}{each}"


def _coverage_source(coverage: pd.DataFrame) -> str:
    documents = format_plural(int(coverage["of"].max()), "postmortem") if len(coverage) else "No postmortems"
    return f"{documents}; placeholders and N/A count as not filled."


def figure_disagreements(groups: pd.DataFrame, *, theme: ThemeName) -> Chart:
    """The share of documents by quarter whose stated durations and timeline disagree. `groups`: compute_disagreements by quarter."""
    return figure_share_by_quarter(
        groups, name="stated-against-timeline", metrics=("disagreements",), what="Stated times that the timeline contradicts", theme=theme,
        axis="share of documents", target=None, left_out="Documents with only one of the two cannot disagree.",
        behind="contradicted:true",
    )  # fmt: skip


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
    return Chart("findings", title, figure, counts, source, f"{title}. Bars by kind, errors first.")
