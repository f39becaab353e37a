"""12: decisions asked for: missed targets, and what needs attention."""

from __future__ import annotations

from collections.abc import Iterator

from analytics.charts.answer import capitalise, judge_targets
from analytics.charts.attention import WORDS, count_kind
from analytics.charts.durations import STATED
from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import format_plural, is_unknown, shorten
from analytics.metrics.attention import compute_attention
from analytics.reports.cells import name_incident
from analytics.reports.parts.top import LONGEST_TITLE
from analytics.reports.records import Paragraph, Section
from analytics.reports.review import Review, evidence_of

_OF_QUARTER = ("repeat_while_open", "no_immediate_action", "repeat", "impossible_time")
_OF_ALL = ("moved_promise", "open_incident", "old_draft")
"""Kinds of things that need attention: what the quarter brought, and what is still unfinished of all quarters up to it."""
_ASKED: dict[str, str] = {
    "repeat_while_open": "say whether the open action of the earlier incident goes first now",
    "no_immediate_action": "say what is done at once, or that nothing has to be",
    "repeat": "say what of the earlier incident was not enough",
    "impossible_time": "have the document corrected: the time counts in no number",
    "moved_promise": "give it to somebody who has time for it, or drop it with a reason",
    "open_incident": "have its end written down",
    "old_draft": "name who finishes it, and by when",
}
"""What is asked for about a thing of each kind."""
_CHOSEN = (
    "One for each target that is missed, one for what is overdue, and one for each kind of thing that needs attention by the rules of the "
    "Overview, of which the gravest case is named."
)
_EACH_KIND = 50
"""So many things are asked of compute_attention, which takes them from each kind in turn, that the gravest of each is among them."""


def build_decisions(review: Review) -> Section:
    """First the targets that are missed, then what is overdue, then the gravest of each kind of thing that needs attention."""
    paragraphs = (*_targets(review), *_overdue(review), *_things(review))
    if not paragraphs:
        return Section(
            "decisions", "12", "Decisions asked for", "No decision is asked for: no target is missed and nothing needs attention"
        )
    asked = "1 decision is asked for" if len(paragraphs) == 1 else f"{len(paragraphs)} decisions are asked for"
    return Section(
        "decisions", "12", "Decisions asked for", asked, paragraphs,
        speaker_notes=(Paragraph(_CHOSEN, "How they were chosen"),),
    )  # fmt: skip


def _targets(review: Review) -> Iterator[Paragraph]:
    judged = judge_targets(review.headlines, review.actions, review.completion)
    for metric, words in judged.missed:
        narrow = (STATED[metric],) if metric in STATED else ("internal:false",)
        yield review.rest(f"{capitalise(words)}: {_CHOOSE}", review.scope.quarter, *narrow, heading="Target missed.")
    for words in judged.late:
        yield Paragraph(f"{capitalise(words)}: {_CHOOSE}", "Target missed.")


_CHOOSE = "decide what is done about it and by whom, or set another target."


def _overdue(review: Review) -> Iterator[Paragraph]:
    """All overdue items together; those of a P0 or P1 are the evidence, where there are any."""
    overdue, urgent = review.actions.overdue, count_kind(review.attention, "overdue_action")
    if not overdue:
        return
    verb, each = ("is", "") if overdue == 1 else ("are", "each ")
    grave = f", {'' if overdue == 1 else f'{urgent:,} of them '}of a P0 or P1" if urgent else ""
    counted = f"{format_plural(overdue, 'action item')} {verb} overdue{grave}"
    said = f"{counted}: {each}to be done, moved to a new date, or dropped with a reason."
    narrow = ("action_state:overdue", *(("severe:true",) if urgent else ()))
    yield review.rest(said, review.scope.whole, *narrow, heading="Overdue.")


def _things(review: Review) -> Iterator[Paragraph]:
    for kinds, filters in ((_OF_QUARTER, review.scope.quarter), (_OF_ALL, review.scope.whole)):
        found = review.load(compute_attention, _EACH_KIND, filters=filters)
        gravest = {row.kind: row for row in reversed(list(rows_of(found)))}
        yield from (_ask(gravest[kind]) for kind in kinds if kind in gravest)


def _ask(row: Row) -> Paragraph:
    """`“Checkout refuses every card” (P1, 14 days after …; 3 of this kind): say whether …`."""
    label, words = WORDS[row.kind]
    severity = "" if is_unknown(row.severity) else f"{row.severity}, "
    more = f"; {row.total:,} of this kind, this is the gravest" if row.total > 1 else ""
    told = f"{severity}{shorten(words(row), 2 * LONGEST_TITLE)}{more}"
    return Paragraph(
        f"“{shorten(name_incident(row), LONGEST_TITLE)}” ({told}): {_ASKED[row.kind]}.", f"{label}.", (evidence_of(row),), 1
    )
