"""What a quarterly review contains, whatever the format: a pure function of a snapshot and what is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from analytics.charts.names import slug
from analytics.charts.wording import format_names
from analytics.errors import UsageError
from analytics.metrics.registry import DEFINITIONS, name_definition
from analytics.reports.baseline import check_baseline
from analytics.reports.facts import Baseline, Facts, collect_facts, pack_facts
from analytics.reports.parts.actions import build_actions, build_repeats, list_promises
from analytics.reports.parts.answer import build_answer
from analytics.reports.parts.appendix import (
    build_definitions,
    build_method,
    build_quality,
    list_definitions,
    list_exclusions,
    list_provenance,
)
from analytics.reports.parts.changes import build_changes, describe_baseline
from analytics.reports.parts.decisions import build_decisions
from analytics.reports.parts.factors import build_factors
from analytics.reports.parts.incidents import build_incidents, build_severity
from analytics.reports.parts.scorecard import build_scorecard, exact_scorecard
from analytics.reports.parts.times import build_detection, build_response, build_tail
from analytics.reports.parts.top import build_top, list_quarter
from analytics.reports.records import PRODUCT, Outline, Section, Stamp, Table
from analytics.reports.review import Review, open_review
from analytics.store.database import Cursor, SnapshotInfo


class Part(NamedTuple):
    """A section: its number and name, how it is made, and what a store without a dated incident cannot say. The appendix always can."""

    number: str
    name: str
    build: Callable[[Review], Section]
    nothing: str = ""


PARTS: dict[str, Part] = {
    "answer": Part("1", "The answer in words", build_answer, "there is no quarter to give an answer about"),
    "scorecard": Part("2", "Scorecard", build_scorecard, "there is no number to hold against a target"),
    "incidents": Part("3", "Incidents over eight quarters", build_incidents, "there is no quarter to count in"),
    "severity": Part("4", "Severity", build_severity, "there is no severity to compare"),
    "detection": Part("5", "Detection", build_detection, "nothing tells who noticed, or how soon"),
    "response": Part("6", "Response times", build_response, "there is no time to compare"),
    "tail": Part("7", "The long tail", build_tail, "there is no longest incident"),
    "factors": Part("8", "Contributing factors", build_factors, "no contributing factor has a quarter"),
    "actions": Part("9", "Action items", build_actions, "no action item has a quarter"),
    "repeats": Part("10", "Repeats while an action was open", build_repeats, "nothing can be told to be a repeat"),
    "top": Part("11", "Top incidents", build_top, "there is no incident of a quarter to tell"),
    "decisions": Part("12", "Decisions asked for", build_decisions, "no decision is asked for"),
    "definitions": Part("A", "Definitions", build_definitions),
    "quality": Part("B", "Data quality and exclusions", build_quality),
    "method": Part("C", "Method", build_method),
}
"""The sections in their order, by the id that `--section` takes."""
CHANGES = "changes"
"""The id of the one section more that a report has which is compared with an earlier one."""


def compose_outline(
    cursor: Cursor,
    info: SnapshotInfo,
    quarter: str | None = None,
    *,
    teams: Sequence[str] = (),
    severities: Sequence[str] = (),
    sections: Sequence[str] = (),
    baseline: Baseline | None = None,
) -> Outline:
    """The review of a quarter (None: the newest that was over on the as-of day), with all sections or those named, in their order.

    `baseline`: an earlier report, whose differences are a section of its own whatever sections are named.

    Raises:
        UsageError: the store holds no such quarter, team or severity, or there is no such section.
        BaselineError: the earlier report is about something else.
    """
    _check_sections(sections, baseline)
    review = open_review(cursor, info, quarter, teams, severities)
    facts = collect_facts(review)
    if baseline:
        check_baseline(baseline, facts)
    chosen = tuple(_build_all(review, sections, baseline, facts))
    return Outline(
        _title(review),
        review.reviewed.now if review.reviewed else None,
        name_report(review),
        _stamp(review, baseline),
        chosen,
        _behind(review),
        pack_facts(facts),
    )


def _check_sections(sections: Sequence[str], baseline: Baseline | None) -> None:
    for section in sections:
        if section == CHANGES and baseline is None:
            raise UsageError(f"The section {CHANGES} tells what changed since an earlier report: name it with --baseline.")
        if section not in PARTS and section != CHANGES:
            raise UsageError(f"There is no section {section!r} in a report: choose from {', '.join(PARTS)}.")


def _build_all(review: Review, sections: Sequence[str], baseline: Baseline | None, facts: Facts) -> Iterator[Section]:
    """What changed stands behind the sections of the review and before the appendix."""
    changes = [build_changes(review, baseline, facts)] if baseline else []
    for section, part in PARTS.items():
        if part.number == "A":
            yield from changes
        if not sections or section in sections:
            yield _build(review, section, part)


def _build(review: Review, section: str, part: Part) -> Section:
    if review.reviewed is None and part.nothing:
        return Section(section, part.number, part.name, f"No incident of this store has a date: {part.nothing}")
    return part.build(review)


def _title(review: Review) -> str:
    if review.reviewed is None:
        return "Quarterly review of incidents"
    filters = review.scope.quarter
    whose = [*filters.teams, *filters.severities]
    return f"Quarterly review of incidents, {review.name}" + (f": {format_names(whose)}" if whose else "")


def _stamp(review: Review, baseline: Baseline | None) -> Stamp:
    info = review.info
    return Stamp(
        review.selection, info.as_of, info.corpus_fingerprint[:12], info.source, tuple(map(name_definition, DEFINITIONS)),
        f"{PRODUCT} {info.product_version}", info.created_at, describe_baseline(baseline.facts) if baseline else "",
    )  # fmt: skip


def name_report(review: Review) -> str:
    """`2026Q3_quarterly-review_payments`: sorts by quarter."""
    if review.reviewed is None:
        return "no-quarter_quarterly-review"
    filters = review.scope.quarter
    narrowed = [slug("-".join(values)) for values in (filters.teams, filters.severities) if values]
    return "_".join([review.scope.now, "quarterly-review", *narrowed])


def _behind(review: Review) -> tuple[Table, ...]:
    """What the workbook holds beside the sections."""
    of_quarter = (exact_scorecard(review), list_quarter(review), list_promises(review)) if review.reviewed else ()
    return (*of_quarter, list_definitions(), list_exclusions(review), list_provenance(review))
