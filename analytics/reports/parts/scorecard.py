"""2: the scorecard: each number with its interval, n of N, target, attainment and verdict."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analytics.charts.answer import capitalise, count_missed, judge_targets, say_no_target
from analytics.charts.certainty import (
    change_interval,
    format_interval,
    interval_of,
    smallest_visible,
    write_value,
)
from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import (
    FEWEST_FOR_PERCENT,
    format_brief_share,
    format_count,
    format_label,
    format_percent,
    format_quarter,
    format_share,
    format_short_label,
    format_target,
)
from analytics.metrics.actions import compute_action_on_time, compute_action_overdue
from analytics.metrics.impact import compute_users_affected
from analytics.metrics.measures import WITHIN
from analytics.metrics.records import MetricRecord
from analytics.metrics.registry import DEFINITIONS, name_definition
from analytics.metrics.repeats import compute_repeats
from analytics.reports.messages import note_headline
from analytics.reports.records import Cell, Column, Paragraph, Section, Table
from analytics.reports.review import Review

COLUMNS = (
    Column("number", "Number", "text", 5), Column("value", "Value", "text", 4), Column("interval", "95 % interval", "text", 5),
    Column("n", "n", "count", 3), Column("of", "of", "count", 3), Column("target", "Target", "text", 4),
    Column("attained", "Attained", "text", 4), Column("verdict", "Verdict", "text", 5), Column("scope", "Counted", "text", 4),
)  # fmt: skip
EXACT = (
    Column("metric", "Metric", "text", 3), Column("statistic", "Statistic"), Column("group", "Group", "text", 2), Column("unit", "Unit"),
    Column("period", "Period", "text", 2), Column("value", "Value", "number"), Column("low", "95 % from", "number"),
    Column("high", "95 % to", "number"), Column("n", "n", "count"), Column("of", "of", "count"), Column("target", "Target", "number"),
    Column("attained", "Attained", "count"), Column("compared_with", "Compared with", "text", 2), Column("change", "Change", "number"),
    Column("change_low", "Change, 95 % from", "number"), Column("change_high", "Change, 95 % to", "number"),
    Column("smallest_visible_change", "Smallest visible change", "number"), Column("verdict", "Verdict", "text", 2),
    Column("definition", "Definition", "text", 2),
)  # fmt: skip
"""The scorecard in the fields and units of `postmortems metrics`, for the workbook."""


def build_scorecard(review: Review) -> Section:
    headlines = review.headlines
    judged = judge_targets(headlines, review.actions, review.completion)
    message = count_missed(judged) or say_no_target(headlines, review.actions, review.completion).removesuffix(".")
    rows = (*(_headline_row(review, record) for record in headlines.records.values()), *_other_rows(review))
    note = (
        f"Counted: the incidents of {review.name}, or the action items of all incidents up to it as they stand on the as-of day."
    )
    table = Table("scorecard", f"The numbers of {review.name}", COLUMNS, rows, len(rows), note, most=len(rows))
    missed = [words for _, words in judged.missed] + judged.late
    return Section(
        "scorecard", "2", "Scorecard", message, (), (table,),
        (*(Paragraph(capitalise(words) + ".", "Missed") for words in missed),
         *(Paragraph(_describe_change(record), DEFINITIONS[record.metric].name) for record in headlines.records.values())),
    )  # fmt: skip


def _describe_change(record: MetricRecord) -> str:
    """The change with its interval, and what so few could have shown."""
    words = note_headline(record)
    if interval := change_interval(record):
        words += f" Change, 95 %: {interval}."
    if smallest := smallest_visible(record):
        words += f" The smallest change that would show: {smallest}."
    return words


def _headline_row(review: Review, record: MetricRecord) -> tuple[Cell, ...]:
    name = DEFINITIONS[record.metric].name
    label = f"{name}, median" if record.statistic == "median" else name
    goal, attained = _goal_of(review, record)
    value = "–" if record.value is None else write_value(record)
    interval = interval_of(record) if record.value is not None else ""
    return (label, value, interval, record.n, record.of, goal, attained, record.verdict or "first quarter", review.name)


def _goal_of(review: Review, record: MetricRecord) -> tuple[str, str]:
    """The target in words, and how many met it: `within 3 h: missed`, `9 of 14`."""
    judged = review.headlines.judged.get(record.metric, 0)
    attained = (
        format_share(record.attained, judged if record.statistic == "median" else record.n) if record.attained is not None else ""
    )
    if record.target is None:
        # As in the answer in words: a median within its target says that half of the incidents are, and so does this.
        is_met = 2 * (record.attained or 0) >= judged
        return (f"by severity: {_met(is_met)}", attained) if attained and record.statistic == "median" else ("", "")
    if record.statistic != "median":
        is_met = record.value is not None and record.value >= record.target
        return f"{format_percent(record.target)}: {_met(is_met)}" if record.value is not None else format_percent(
            record.target
        ), attained
    goal = format_target(record.metric, record.target)
    if record.value is None:
        return goal, attained
    is_met = record.value < record.target if WITHIN[record.metric] == "<" else record.value <= record.target
    return f"{goal}: {_met(is_met)}", attained


def _met(is_met: bool) -> str:
    return "met" if is_met else "missed"


def _other_rows(review: Review) -> Iterator[tuple[Cell, ...]]:
    """Numbers that are not compared with the quarter before; the registry says why."""
    scope = review.scope
    users = next(rows_of(review.load(compute_users_affected, filters=scope.quarter)))
    yield (
        DEFINITIONS["users_affected"].name,
        format_count(users.sum),
        "",
        users.n,
        users.of,
        "",
        "",
        "not compared",
        review.name,
    )
    repeats = next(rows_of(review.load(compute_repeats, filters=scope.quarter)))
    ends = format_interval(repeats.share_low, repeats.share_high, format_percent) if repeats.n >= FEWEST_FOR_PERCENT else ""
    yield (
        DEFINITIONS["repeat_incidents"].name, f"{repeats.repeats:,}", ends and f"{ends} of the incidents", repeats.n, repeats.of, "", "",
        "not compared", review.name,
    )  # fmt: skip
    for row in rows_of(review.completion):
        if row.n:
            yield _share_row(f"Actions done, {format_short_label(row.horizon).lower()}", row, "", review)
    on_time = next(rows_of(review.load(compute_action_on_time, filters=scope.whole)))
    yield _share_row("Actions on time", on_time, "at least " if on_time.closed_unknown else "", review)
    overdue = next(rows_of(review.load(compute_action_overdue, filters=scope.whole)))
    yield (
        DEFINITIONS["action_overdue"].name,
        f"{overdue.overdue:,}",
        "",
        overdue.n,
        overdue.of,
        "",
        "",
        "not compared",
        _since(review),
    )


def _since(review: Review) -> str:
    first, now = review.scope.whole.quarter_from, review.scope.now
    return review.name if first == now else f"{format_quarter(first)} to {review.name}"


def _share_row(name: str, row: Row, least: str, review: Review) -> tuple[Cell, ...]:
    interval = format_interval(row.share_low, row.share_high, format_percent) if row.n >= FEWEST_FOR_PERCENT else ""
    goal = ""
    if row.target is not None:
        goal = f"{format_percent(row.target)}: {_met(row.share >= row.target)}" if row.n else format_percent(row.target)
    value = f"{least}{format_brief_share(row.attained, row.n)}" if row.n else "–"
    return (name, value, interval, row.n, row.of, goal, f"{row.attained:,} of {row.n:,}", "not compared", _since(review))


def exact_scorecard(review: Review) -> Table:
    """The headline numbers as `postmortems metrics` prints them, then those of the action items."""
    scope = review.scope
    names = [column.name for column in EXACT]
    rows = [
        tuple(record.horizon if name == "group" else getattr(record, name) for name in names)
        for record in review.headlines.records.values()
    ]
    shares = [
        ("action_completion", review.completion),
        ("action_on_time", review.load(compute_action_on_time, filters=scope.whole)),
    ]
    rows += [_exact_share(metric, row, review) for metric, frame in shares for row in rows_of(frame)]
    return Table("scorecard-exact", "The scorecard in the units of the definitions", EXACT, tuple(rows), len(rows))


def _exact_share(metric: str, row: Row, review: Review) -> tuple[Cell, ...]:
    first, now = review.scope.whole.quarter_from, review.scope.now
    horizon = format_label(row.horizon) if "horizon" in row._fields else None
    target = None if row.target is None or pd.isna(row.target) else row.target
    return (
        metric, "share", horizon, "share", now if first == now else f"{first}/{now}", row.share, row.share_low, row.share_high,
        row.n, row.of, target, row.attained, None, None, None, None, None, None, name_definition(metric),
    )  # fmt: skip
