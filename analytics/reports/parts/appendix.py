"""The appendix: what each number means, what the numbers leave out, and how they are made."""

from __future__ import annotations

import pandas as pd

from analytics.charts.quality import LEFT_OUT, describe_accounting, trust_sentences
from analytics.charts.rows import rows_of
from analytics.charts.targets import describe_target_rows
from analytics.charts.wording import format_names, format_plural, format_quarter
from analytics.metrics.contradictions import compute_reasons, compute_shifts
from analytics.metrics.exclusions import EXCLUDED_METRICS, compute_exclusions, count_outside
from analytics.metrics.filters import EVERYTHING
from analytics.metrics.quality import compute_accounting, compute_disagreements
from analytics.metrics.registry import DEFINITIONS, name_definition
from analytics.metrics.targets import list_targets
from analytics.reports.cells import table_from
from analytics.reports.records import Cell, Column, Paragraph, Section, Table
from analytics.reports.review import Review

_DEFINITIONS = (
    Column("definition", "Version", "text", 4), Column("name", "Number", "text", 4), Column("sentence", "What it is", "long_text", 8),
    Column("formula", "Formula", "long_text", 10), Column("unit", "Unit", "text", 3),
)  # fmt: skip
_IN_FULL = (
    Column("definition", "Version", "text", 3), Column("name", "Number", "text", 4), Column("sentence", "What it is", "long_text", 8),
    Column("formula", "Formula", "long_text", 8), Column("population", "Of", "long_text", 6), Column("clock", "Clock", "long_text", 5),
    Column("fallback", "Fallback", "long_text", 6), Column("missing", "Left out", "long_text", 6),
    Column("certainty", "How sure", "long_text", 8), Column("unit", "Unit"),
)  # fmt: skip
_TARGETS = (
    Column("name", "Number", "text", 4), Column("applies_to", "For", "text", 3), Column("goal", "Target", "text", 3),
    Column("basis", "Whose number", "text", 4),
)  # fmt: skip


def list_definitions() -> Table:
    """In full, for the workbook."""
    return _definitions("definitions", _IN_FULL)


def _definitions(name: str, columns: tuple[Column, ...]) -> Table:
    rows = tuple(
        tuple(name_definition(one.id) if column.name == "definition" else getattr(one, column.name) for column in columns)
        for one in DEFINITIONS.values()
    )
    return Table(name, "Definitions of the numbers", columns, rows, len(rows), most=len(rows))


def build_definitions(review: Review) -> Section:
    table = _definitions("definitions-in-short", _DEFINITIONS)
    targets = table_from(
        "targets", "Targets", describe_target_rows(review.load(list_targets, filters=EVERYTHING)), _TARGETS, most=60,
        empty="No target is set.",
    )  # fmt: skip
    message = f"{format_plural(len(table.rows), 'number')} with the versions of their definitions, and the targets they are held against"
    return Section("definitions", "A", "Definitions", message, (), (table, targets))


def build_quality(review: Review) -> Section:
    """How far authors and timelines agree, what became of the documents, and what each number leaves out."""
    filters = review.scope.quarter if review.reviewed else EVERYTHING
    sentences = trust_sentences(
        review.load(compute_disagreements, filters=filters), review.load(compute_reasons, filters=filters),
        review.load(compute_shifts, filters=filters),
    )  # fmt: skip
    accounting = describe_accounting(review.load(compute_accounting, filters=EVERYTHING))
    outside = review.load(count_outside, filters=EVERYTHING)
    verb = "is" if outside.undated == 1 else "are"
    undated = f"{format_plural(outside.undated, 'incident')} of the corpus without a date {verb} in no quarter."
    exclusions = list_exclusions(review)
    paragraphs = (
        *(Paragraph(sentence) for sentence in sentences[1:]), Paragraph(accounting.strip()),
        *([Paragraph(undated)] if outside.undated else []),
        *_say_provisional(review),
    )  # fmt: skip
    return Section("quality", "B", "Data quality and exclusions", sentences[0].removesuffix("."), paragraphs, (exclusions,))


def _say_provisional(review: Review) -> list[Paragraph]:
    waiting = [format_quarter(quarter) for quarter in sorted(review.calendar.provisional)]
    if not waiting:
        return []
    verb = "is" if len(waiting) == 1 else "are"
    return [Paragraph(f"{format_names(waiting)} {verb} provisional: on past lags, documents are still expected.")]


def list_exclusions(review: Review) -> Table:
    """Metric by reason, how many incidents of the quarter each number leaves out."""
    filters = review.scope.quarter if review.reviewed else EVERYTHING
    frame = review.load(compute_exclusions, filters=filters)
    found = {(row.metric, row.reason): row for row in rows_of(frame)}
    reasons = [reason for reason in LEFT_OUT if any(reason == told for _, told in found)]
    columns = (
        Column("name", "Number", "text", 4), Column("n", "Counted", "count"), Column("of", "of", "count"),
        *(Column(reason.replace(" ", "_"), LEFT_OUT[reason].capitalize(), "count") for reason in reasons),
    )  # fmt: skip
    rows = tuple(
        _exclusion_row(metric, frame, reasons) for metric in EXCLUDED_METRICS if any(metric == told for told, _ in found)
    )
    note = "Each incident counts once for a number: by the first reason that fits. Numbers that leave out nothing have no row."
    return Table(
        "left-out", "What the numbers leave out", columns, rows, len(rows), note, len(rows), "The numbers leave out nothing."
    )


def _exclusion_row(metric: str, frame: pd.DataFrame, reasons: list[str]) -> tuple[Cell, ...]:
    told = {row.reason: row for row in rows_of(frame[frame["metric"] == metric])}
    first = next(iter(told.values()))
    return (DEFINITIONS[metric].name, first.n, first.of, *(told[reason].incidents if reason in told else 0 for reason in reasons))


METHOD = {
    "What is counted": """Each incident is one postmortem document of the corpus, in the quarter of its impact start, else of its detection,
        else of its date. What a document does not say is unknown, and counts nowhere as zero.""",
    "Times": """The median stands for the usual incident; the mean beside it is what MTTD and MTTR mean, and one long incident can make most
        of it. An incident without a stated end is open and has no time to resolve.""",
    "Intervals": """All intervals are 95 %: of a median from the order statistics (six incidents or more), of a mean by the bias-corrected
        bootstrap, of a share Wilson's, of a count Garwood's. Fewer than five incidents print no percentage.""",
    "Verdicts": """Better, worse or no detectable change, against the quarter before; too few to say where no change could have shown. The
        verdicts of the headline numbers allow for all of their comparisons together (Benjamini–Hochberg, 5 %). Fewer P0 and P1 are not
        better where only the labels changed.""",
    "Limits of chance": """Incidents by quarter are held against control limits from the complete quarters before, exact Poisson limits
        where incidents are few.""",
    "Sources": """Times are what the authors state, else what the timeline of their document gives, or the other way round by setting. The
        corpus fingerprint on every page names the documents; the same documents, settings and as-of day give the same report.""",
}


def build_method(_review: Review) -> Section:
    return Section(
        "method", "C", "Method", "Numbers come from the documents alone, each with its interval and what it leaves out",
        tuple(Paragraph(" ".join(text.split()), f"{heading}.") for heading, text in METHOD.items()),
    )  # fmt: skip


_PROVENANCE = (Column("item", "What", "text", 2), Column("value", "Value", "long_text", 6))


def list_provenance(review: Review) -> Table:
    """Where the report comes from, for the workbook."""
    info = review.info
    rows: tuple[tuple[Cell, ...], ...] = (
        ("Selection", review.selection), ("As of", info.as_of), ("Corpus", info.source), ("Corpus fingerprint", info.corpus_fingerprint),
        ("Snapshot", info.generation), ("Read on", f"{info.created_at:%Y-%m-%d %H:%M} UTC"), ("Product", info.product_version),
        ("Definitions", ", ".join(map(name_definition, DEFINITIONS))),
    )  # fmt: skip
    return Table("provenance", "Provenance", _PROVENANCE, rows, len(rows), most=len(rows))
