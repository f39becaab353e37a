"""11: the quarter's top incidents, a paragraph each."""

from __future__ import annotations

from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import (
    format_count,
    format_duration,
    format_label,
    format_money,
    format_names,
    format_plural,
    is_unknown,
    shorten,
)
from analytics.metrics.incidents import list_incidents, read_incident
from analytics.model import Incident, Postmortem
from analytics.reports.cells import name_incident, table_from, total_of
from analytics.reports.records import Column, Evidence, Paragraph, Section, Table
from analytics.reports.review import Review, evidence_of

TOP = 5
LONGEST_TITLE, LONGEST_WORDS = 140, 320
RULE = "The gravest severity first, then the longest time to resolve; an incident without a severity comes last."
ALL = 1_000_000


def build_top(review: Review) -> Section:
    ranked = sorted(rows_of(review.load(list_incidents, filters=review.scope.quarter, limit=ALL)), key=_rank)
    if not ranked:
        return Section("top", "11", "Top incidents", f"{review.name} had no incident to tell")
    chosen = ranked[:TOP]
    paragraphs = tuple(_tell(review, row) for row in chosen)
    return Section(
        "top", "11", "Top incidents", _say_first(chosen[0], review.name, alone=len(ranked) == 1), paragraphs, (),
        (Paragraph(f"{RULE} {len(chosen)} of {format_plural(len(ranked), 'incident')}.", "How they were chosen"),),
    )  # fmt: skip


def _rank(row: Row) -> tuple[str, float, str]:
    longest = row.ttr if row.ttr is not None else row.duration
    return (row.severity or "P9", -(longest if longest is not None else -1.0), row.incident_key)


def _say_first(row: Row, quarter: str, *, alone: bool) -> str:
    """`The gravest incident of 2026 Q3: Checkout refuses every card (P0, 4 h 12 min to resolve)`."""
    facts = [row.severity or "no severity stated", _say_time(row)]
    which = "one" if alone else "gravest"
    return f"The {which} incident of {quarter}: {shorten(name_incident(row), LONGEST_TITLE)} ({', '.join(fact for fact in facts if fact)})"


def _say_time(row: Row) -> str:
    if row.ttr is not None:
        return f"{format_duration(row.ttr)} to resolve"
    return "no end stated" if row.is_open else ""


def _tell(review: Review, row: Row) -> Paragraph:
    detail = read_incident(review.cursor, row.incident_key)
    told = [_facts(row), *(_words_of(detail.postmortem) if detail else [])]
    evidence = evidence_of(row)
    where = Evidence(evidence.incident_key, evidence.name, row.source_path, int(row.source_line))
    return Paragraph(" ".join(told), _sentence(shorten(name_incident(row), LONGEST_TITLE)), (where,), 1)


def _facts(row: Row) -> str:
    """`P0, Payments, 2026-03-14: 4 min to detect, 1 h 52 min to resolve; 12,000 users, $12,300.`"""
    day = "" if row.occurred_on is None or is_unknown(row.occurred_on) else f"{row.occurred_on:%Y-%m-%d}"
    head = ", ".join(part for part in (row.severity or "no severity stated", row.team or "no team", day) if part)
    times = [f"{format_duration(row.ttd)} to detect"] if row.ttd is not None else []
    times += [_say_time(row)] if _say_time(row) else []
    harm = [format_plural(int(row.users_affected), "user")] if row.users_affected is not None else []
    harm += [format_money(row.revenue_impact, row.revenue_currency)] if row.revenue_impact is not None else []
    parts = "; ".join(format_names(part) for part in (times, harm) if part)
    return f"{head}: {parts}." if parts else f"{head}."


def _words_of(postmortem: Postmortem) -> list[str]:
    """What the document says happened and why, shortened, and what came of its actions."""
    incident: Incident = postmortem.incident
    said = incident.summary or incident.what_happened
    words = [_sentence(said)] if said else []
    words += [f"Root cause: {_sentence(incident.root_cause)}"] if incident.root_cause else []
    items = [item for item in postmortem.action_items if item.status != "wont_do"]
    if items:
        done = sum(item.status == "complete" for item in items)
        words.append(f"{format_count(done)} of {format_plural(len(items), 'action')} done.")
    return words


def _sentence(text: str) -> str:
    words = shorten(" ".join(text.split()), LONGEST_WORDS)
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


INCIDENTS = (
    Column("incident_key", "Key", "text", 4), Column("incident_id", "Incident", "text", 4), Column("title", "Title", "text", 6),
    Column("occurred_on", "Date", "date", 2), Column("quarter", "Quarter"), Column("team", "Team", "text", 2),
    Column("severity", "Severity"), Column("status", "Status"), Column("ttd", "To detect", "minutes", 2),
    Column("tta", "To acknowledge", "minutes", 2),
    Column("ttm", "To mitigate", "minutes", 2), Column("ttr", "To resolve", "minutes", 2), Column("duration", "Duration", "minutes", 2),
    Column("users_affected", "Users", "count"), Column("revenue_impact", "Revenue impact", "number", 2),
    Column("revenue_currency", "Currency"), Column("actions", "Actions", "count"), Column("overdue_actions", "Overdue", "count"),
    Column("source_path", "File", "text", 5), Column("source_line", "Line", "count"),
)  # fmt: skip


def list_quarter(review: Review) -> Table:
    """Every incident of the quarter, for the workbook."""
    found = review.load(list_incidents, filters=review.scope.quarter, limit=ALL)
    return table_from(
        "incidents", f"Incidents of {review.name}", found, INCIDENTS, total=total_of(found), written={"status": format_label}
    )
