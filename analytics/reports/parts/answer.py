"""1: the answer in words, as it stands on the Overview."""

from __future__ import annotations

from analytics.charts.answer import Sentence, answer
from analytics.charts.attention import count_kind
from analytics.charts.certainty import describe_looks
from analytics.reports.records import Paragraph, Section
from analytics.reports.review import Review


def build_answer(review: Review) -> Section:
    """The first sentence is the message; the others follow, each with the incidents it rests on."""
    scope, headlines = review.scope, review.headlines
    sentences = answer(
        headlines,
        review.actions,
        review.completion,
        count_kind(review.attention, "overdue_action"),
        since=scope.whole.quarter_from,
    )
    looks = describe_looks(headlines.looks, headlines.before)
    first, *others = sentences
    return Section(
        "answer", "1", "The answer in words", first.text.removesuffix("."),
        tuple(_paragraph(review, sentence) for sentence in others),
        speaker_notes=(
            _paragraph(review, first), *([Paragraph(f"{looks} Intervals are 95 %.")] if looks else []),
        ),
    )  # fmt: skip


def _paragraph(review: Review, sentence: Sentence) -> Paragraph:
    """What a sentence about action items rests on is the ledger, which has a section of its own."""
    if sentence.page in ("action_items", "definitions", "targets") and not sentence.narrow:
        return Paragraph(sentence.text)
    return review.rest(sentence.text, review.scope.quarter, *sentence.narrow)
