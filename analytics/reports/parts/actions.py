"""9 and 10: whether what was promised is done, and what came back before it was."""

from __future__ import annotations

import pandas as pd

from analytics.charts.actions import figure_completion, figure_overdue
from analytics.charts.on_time import on_time_sentence
from analytics.charts.rows import rows_of
from analytics.charts.shares import figure_on_time_by_quarter
from analytics.charts.wording import format_plural, format_short_label
from analytics.metrics.actions import compute_action_on_time, compute_action_overdue, list_actions
from analytics.metrics.changes import judge_newest
from analytics.metrics.registry import DEFINITIONS
from analytics.metrics.repeats import compute_repeats, list_repeats
from analytics.reports.cells import table_from, total_of
from analytics.reports.plots import told
from analytics.reports.records import Column, Evidence, Paragraph, Section, Table
from analytics.reports.review import NAMED, Review, evidence_of

MOST_LISTED = 500
LEDGER = (
    Column("overdue_days", "Days overdue", "count", 3), Column("action", "Action", "long_text", 9), Column("owner", "Owner", "text", 4),
    Column("due_date", "Due", "date", 4), Column("severity", "Severity", "text", 3), Column("team", "Team", "text", 4),
    Column("title", "Incident", "text", 8), Column("ticket", "Ticket", "text", 4),
)  # fmt: skip
REPEATS = (
    Column("occurred_on", "Date", "date", 4), Column("severity", "Severity", "text", 3), Column("team", "Team", "text", 4),
    Column("title", "Incident", "text", 7), Column("why", "Because", "text", 3), Column("days", "Days after", "count", 3),
    Column("earlier_title", "Earlier incident", "text", 7), Column("open_actions", "Its open actions", "count", 3),
    Column("action", "The first of them", "long_text", 8),
)  # fmt: skip


def build_actions(review: Review) -> Section:
    scope = review.scope
    overdue = review.load(compute_action_overdue, filters=scope.whole)
    counted = next(rows_of(overdue))
    if not counted.of:
        return Section("actions", "9", "Action items", f"No incident up to {review.name} promises an action")
    on_time = review.load(compute_action_on_time, filters=scope.whole)
    by_quarter = review.load(compute_action_on_time, ("quarter",), filters=scope.trend)
    verdict = judge_newest(DEFINITIONS["action_on_time"], by_quarter, review.calendar)
    done, late = review.plot(figure_completion, review.completion), review.plot(figure_overdue, overdue)
    pace = review.plot(figure_on_time_by_quarter, by_quarter, verdict=verdict)
    plots = told([*([done] if done.categories else []), late, pace])
    ledger = review.load(list_actions, MOST_LISTED, filters=scope.whole)
    message = f"{done.title}; {_lower(late.title)}" if done.categories else late.title
    return Section(
        "actions", "9", "Action items", message, (Paragraph(on_time_sentence(on_time)),), (*plots, _ledger(ledger, review)),
        (Paragraph(late.source, "Overdue", _evidence(ledger), total_of(ledger)), Paragraph(done.source, "Done")),
    )  # fmt: skip


def _lower(title: str) -> str:
    """A title behind a semicolon; one that begins with a number stays."""
    return title[:1].lower() + title[1:]


def _ledger(found: pd.DataFrame, review: Review) -> Table:
    titled = found.assign(title=found["title"].fillna(found["incident_id"]).fillna(found["incident_key"]))
    return table_from(
        "overdue-actions", "Overdue items, the oldest first", titled, LEDGER, total=total_of(found),
        note=f"Open items past their due date as of {review.info.as_of:%Y-%m-%d}.", empty="Nothing is overdue.",
    )  # fmt: skip


def _evidence(found: pd.DataFrame) -> tuple[Evidence, ...]:
    return tuple(evidence_of(row) for row in rows_of(found.head(NAMED)))


def build_repeats(review: Review) -> Section:
    scope = review.scope
    counted = next(rows_of(review.load(compute_repeats, filters=scope.quarter)))
    found = review.load(list_repeats, MOST_LISTED, filters=scope.quarter)
    table = table_from(
        "repeats", "Incidents that resemble or name one of the 90 days before", found, REPEATS, total=total_of(found),
        note="On top those of which an action of the earlier one is known to have been open on the day of the later one.",
        empty=f"No incident of {review.name} repeats one of the 90 days before.",
    )  # fmt: skip
    named, total = review.evidence(scope.quarter, [("repeat", "true")])
    return Section(
        "repeats", "10", "Repeats while an action was open", _say_repeats(counted.repeats, counted.while_open, counted.n, review.name), (),
        (table,) if counted.repeats else (),
        (Paragraph(f"{DEFINITIONS['repeat_incidents'].formula}.", "What counts as a repeat", named, total),),
    )  # fmt: skip


def _say_repeats(repeats: int, while_open: int, of: int, quarter: str) -> str:
    if not repeats:
        return f"No incident of {quarter} repeats one of the 90 days before"
    verb = "repeats" if repeats == 1 else "repeat"
    said = f"{repeats:,} of {format_plural(of, 'incident')} of {quarter} {verb} one of the 90 days before"
    if not while_open:
        return f"{said}, none while an action of it is known to have been open"
    return f"{said}, {'' if while_open == repeats == 1 else f'{while_open:,} of them '}while an action of it was open"


def list_promises(review: Review) -> Table:
    """Every action item of the selection, for the workbook."""
    found = review.load(list_actions, 1_000_000, filters=review.scope.whole, state="all")
    titled = found.assign(title=found["title"].fillna(found["incident_id"]).fillna(found["incident_key"]))
    return table_from("action-items", "Action items", titled, PROMISES, total=total_of(found), written={
        "status": format_short_label, "horizon": format_short_label,
    })  # fmt: skip


PROMISES = (
    Column("incident_key", "Key", "text", 4), Column("incident_id", "Incident", "text", 4), Column("title", "Title", "text", 6),
    Column("team", "Team", "text", 2), Column("severity", "Severity"), Column("quarter", "Quarter"), Column("number", "Number", "count"),
    Column("horizon", "Horizon", "text", 2), Column("action", "Action", "long_text", 8), Column("owner", "Owner", "text", 3),
    Column("due_date", "Due", "date", 2), Column("status", "Status", "text", 2), Column("outcome", "Outcome", "text", 2),
    Column("opened_on", "Opened", "date", 2), Column("completed_on", "Completed", "date", 2),
    Column("overdue_days", "Days overdue", "count"), Column("moves", "Put off", "count"), Column("ticket", "Ticket", "text", 2),
    Column("source_path", "File", "text", 5),
    Column("line", "Line", "count"),
)  # fmt: skip
