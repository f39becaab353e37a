"""The words for what the records hold, the same in every format."""

from __future__ import annotations

from datetime import date

from analytics.charts.wording import GAP, format_count, format_days, format_duration, format_percent, format_plural, is_unknown
from analytics.reports.records import Cell, Column, Evidence, Kind, Note, Paragraph, Plot, Stamp, Table

UNKNOWN = "–"


def write_value(value: Cell, kind: Kind) -> str:
    """`1 h 52 min`, `78 %`, `1,234`, `2026-03-14`; unknown is a dash."""
    if value is None or is_unknown(value):
        return UNKNOWN
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, str):
        return value
    return _write_number(float(value), kind)


def _write_number(value: float, kind: Kind) -> str:
    match kind:
        case "minutes":
            return format_duration(value)
        case "hours":
            return format_duration(60 * value)
        case "share":
            return format_percent(value)
        case "days":
            return format_days(value)
        case "count":
            return format_count(value)
        case _:
            return f"{value:,.2f}".rstrip("0").rstrip(".")


def write_cell(value: Cell, column: Column) -> str:
    return write_value(value, column.kind)


def describe_rows(table: Table, shown: int) -> str:
    """`20 of 143 rows.` and the table's note; of a table that is whole the note alone."""
    counted = f"{shown:,} of {format_plural(table.total, 'row')}." if shown < table.total else ""
    return " ".join(part for part in (counted, table.note) if part)


def describe_evidence(evidence: Evidence) -> str:
    """`INCIDENT-2026-03-14-001 (payments/2026-03-14.md, line 12)`."""
    return f"{evidence.name} ({describe_place(evidence)})"


def describe_place(evidence: Evidence) -> str:
    return f"{evidence.path}, line{GAP}{evidence.line}"


def count_evidence(paragraph: Paragraph) -> str:
    """`Rests on 19 incidents`, and that the list names the first of them only, where it does."""
    total, named = max(paragraph.evidence_total, len(paragraph.evidence)), len(paragraph.evidence)
    counted = f"Rests on {format_plural(total, 'incident')}"
    return counted if named >= total else f"{counted}; the first {named}"


def describe_stamp(stamp: Stamp) -> str:
    """The line at the foot of every page."""
    told = [stamp.selection, f"as of {stamp.as_of:%Y-%m-%d}", f"corpus {stamp.fingerprint}", stamp.baseline, stamp.product]
    return " · ".join(part for part in told if part)


def describe_definitions(stamp: Stamp) -> str:
    return f"Definitions: {', '.join(stamp.definitions)}"


def describe_lines(plot: Plot) -> str:
    """What lies across a plot: `target: within 3 h; mean: 17.7`; the words of a target hold its value already."""
    kind = "number" if plot.axis.kind == "count" else plot.axis.kind
    told = [
        line.label if line.role == "target" else f"{line.label}: {write_value(round(line.value, 1), kind)}" for line in plot.lines
    ]
    return f"{'; '.join(told)}." if told else ""


def describe_note(note: Note) -> str:
    """`A: 13 Jan 2025: Incident-review policy in force`."""
    return f"{note.letter}: {note.words}"


def table_of(plot: Plot) -> Table:
    """The numbers of a plot as a table: a row a category; for each series its values, the ends of their intervals, and n of N."""
    columns = [Column("category", plot.category[:1].upper() + plot.category[1:], "text", 3)]
    cells: list[tuple[Cell, ...]] = [name_categories(plot)]
    for series in plot.series:
        parts: list[tuple[str, Kind, tuple[Cell, ...]]] = [
            (series.name, plot.axis.kind, series.values),
            (f"{series.name}, 95 % from", plot.axis.kind, series.low),
            (f"{series.name}, 95 % to", plot.axis.kind, series.high),
        ]
        for label, kind, values in parts:
            if any(value is not None for value in values):
                columns.append(Column(label.lower().replace(" ", "_"), label, kind))
                cells.append(values)
    for label, counts in _counts_of(plot):
        columns.append(Column(label, label, "count"))
        cells.append(counts)
    rows = tuple(zip(*cells, strict=True))
    return Table(plot.name, plot.title, tuple(columns), rows, len(rows), plot.source, most=len(rows))


MOST_MARKED = 40
"""Values on a line beyond which their marks would hide it and their words each other."""
DAYS = (1, 7, 14, 30, 60, 90, 180, 365)
"""Steps in which days are named."""


def is_dense(plot: Plot) -> bool:
    """Whether a line has too many values to mark and to name each."""
    return plot.kind == "line" and len(plot.categories) > MOST_MARKED


def name_categories(plot: Plot) -> tuple[str, ...]:
    """The categories, those marked that are provisional."""
    return tuple(f"{name} (provisional)" if name in plot.provisional else name for name in plot.categories)


def _counts_of(plot: Plot) -> list[tuple[str, tuple[int, ...]]]:
    """N and N behind the values, where all series that say so say the same."""
    found: list[tuple[str, tuple[int, ...]]] = []
    for label, counts in (("n", {s.n for s in plot.series if s.n}), ("of", {s.of for s in plot.series if s.of})):
        if len(counts) == 1:
            found.append((label, counts.pop()))
    return found


def dots_of(plot: Plot) -> Table:
    """The incidents that a plot draws one by one."""
    columns = (
        Column("on", "Date", "date", 3), Column("incident", "Incident", "text", 8), Column("team", "Team", "text", 3),
        Column("severity", "Severity", "text", 3), Column("value", plot.axis.title.partition(",")[0], plot.axis.kind),
        Column("incident_key", "Key", "text", 3),
    )  # fmt: skip
    rows = tuple((dot.on, dot.name, dot.team, dot.severity, dot.value, dot.incident_key) for dot in plot.dots)
    return Table(f"{plot.name}-incidents", f"{plot.title}: each incident", columns, rows, len(rows), plot.source)
