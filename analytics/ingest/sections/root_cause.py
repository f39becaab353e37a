"""Section 4: what happened, the five whys, the contributing factors."""

from __future__ import annotations

import re
from typing import cast

from analytics.ingest.outline import Block, Html, Item, Line, Paragraph
from analytics.ingest.reading import Reading, Section
from analytics.ingest.sections.boxes import ticked_boxes
from analytics.ingest.sections.items import outer_items
from analytics.ingest.sections.passages import keep_passage, record_or_keep
from analytics.ingest.values import is_placeholder
from analytics.model import ContributingFactor, Factor, Why

_ANSWER = re.compile(r"^(?:answer|a)\s*:\s*(.*)$", re.IGNORECASE)
_ROOT_CAUSE = re.compile(r"\s*\(?\s*(?:←|<-+|⇐|⬅️?)\s*root cause\s*\)?\s*", re.IGNORECASE)
_TEMPLATE_QUESTION = re.compile(r"^why did (?:x fail|\[answer to #\d\] happen)\?$", re.IGNORECASE)


_WHY = re.compile(r"^why\b[^?]{0,120}\?\s+(?=\S)|^because\s+", re.IGNORECASE)


def load_what_happened(section: Section, reading: Reading) -> None:
    """Paragraphs, lists and code, in the order in which they stand."""
    blocks: list[Block] = [block for block in section.blocks if not isinstance(block, Html)]
    record_or_keep("what_happened", blocks, section, reading)


def load_whys(section: Section, reading: Reading) -> None:
    """Numbered questions with their answers; the root cause is the marked answer, else the last one."""
    answer_lines = {}
    found = _why_lines(section) or _asked_whys(section, reading)
    for depth, lines in enumerate(found, 1):
        _load_why(depth, lines, reading)
        answer_lines[depth] = next((line.line for line in lines if _ANSWER.match(line.text)), lines[0].line)
    _record_root_cause(reading, answer_lines)


def _why_lines(section: Section) -> list[list[Line]]:
    """The lines of each numbered why: a list item, with the paragraphs that follow it at the margin."""
    whys: list[list[Line]] = []
    for block in section.blocks:
        if isinstance(block, Item) and block.number is not None:
            whys.append(list(block.lines))
        elif isinstance(block, Item | Paragraph) and whys:
            whys[-1].extend(block.lines)
    return whys


def _asked_whys(section: Section, reading: Reading) -> list[list[Line]]:
    """Whys that carry no number: `Why? …` in items or paragraphs; without the word, each item of a list."""
    texts = [block for block in section.blocks if isinstance(block, Item | Paragraph)]
    asked = [block for block in texts if _WHY.match(block.lines[0].text)]
    whys = asked or [block for block in texts if isinstance(block, Item)]
    chosen = {id(block) for block in whys}
    keep_passage([block for block in section.blocks if id(block) not in chosen], section, reading)
    return [[Line(line.line, _WHY.sub("", line.text)) for line in block.lines] for block in whys]


def _load_why(depth: int, lines: list[Line], reading: Reading) -> None:
    question, answer = _question_and_answer(lines)
    if not answer and not question.rstrip().endswith("?"):
        question, answer = "Why?", question
    marked = "root cause" in answer.lower() and _ROOT_CAUSE.search(answer) is not None
    answer = (_ROOT_CAUSE.sub(" ", answer) if marked else answer).strip()
    if is_placeholder(answer) and (_TEMPLATE_QUESTION.match(question) or is_placeholder(question)):
        reading.set_aside_all(lines)
        return
    reading.capture(lines)
    stated = None if is_placeholder(answer) else answer
    why = Why(lines[0].line, depth, question, stated, marked and stated is not None)
    reading.postmortem.whys.append(why)


def _question_and_answer(lines: list[Line]) -> tuple[str, str]:
    question: list[str] = []
    answer: list[str] = []
    for line in lines:
        match = _ANSWER.match(line.text)
        if match:
            answer.append(match[1])
        elif answer:
            answer.append(line.text)
        else:
            question.append(line.text)
    return " ".join(question), " ".join(answer).strip()


def _record_root_cause(reading: Reading, answer_lines: dict[int, int]) -> None:
    """The marked answer; the last one only waits, because a section further down may state the cause."""
    whys = reading.postmortem.whys
    marked = [why for why in whys if why.is_root_cause]
    answered = [why for why in whys if why.answer]
    if marked and reading.incident.root_cause is None:
        reading.record("root_cause", marked[-1].answer, answer_lines[marked[-1].depth], marked[-1].answer or "")
    elif answered and not marked:
        reading.last_answer = Line(answer_lines[answered[-1].depth], answered[-1].answer or "")


def settle_root_cause(reading: Reading) -> None:
    """The last answer is the root cause where the document states no other."""
    if reading.last_answer is not None and reading.incident.root_cause is None:
        line, answer = reading.last_answer
        reading.report(line, "PM303", "no answer is marked as the root cause; the last one is taken")
        reading.record("root_cause", answer, line, answer)


def load_factors(section: Section, reading: Reading) -> None:
    """Ticked boxes; where there are no boxes, each item of the list is a factor in its author's words."""
    if any(isinstance(block, Item) and block.checked is not None for block in section.blocks):
        for box in ticked_boxes(section.blocks, reading, "factor"):
            reading.postmortem.contributing_factors.append(ContributingFactor(box.line, cast(Factor, box.kind), box.text))
        return
    for item in outer_items(section.blocks):
        if is_placeholder(item.text):
            reading.set_aside_all(item.lines)
            continue
        reading.capture(item.lines)
        kind = reading.dialect.kind_of("factor", item.text) or "other"
        reading.postmortem.contributing_factors.append(ContributingFactor(item.line, cast(Factor, kind), item.text))
    keep_passage([block for block in section.blocks if not isinstance(block, Item)], section, reading)
