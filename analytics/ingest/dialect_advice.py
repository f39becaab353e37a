"""Words by which the wording of an action item is judged, in the language of a dialect: [words.advice].

Only what is clear is said. Where a language has no such words, nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

_FIRST_WORD = re.compile(r"\w+")
_LABEL = re.compile(r"(?:[^\s:]+ ){0,2}[^\s:]+: +")
"""`All clusters: upgrade nodes`: what is to be done stands behind it."""
_NUMBER = re.compile(r"(?<![\w./#-])\d")
_DETAIL = r"[:;]|\((?!(?:[A-Za-z]\w*-|#)\d+\))"
"""What follows says more; a ticket in brackets does not."""


class Phrases(NamedTuple):
    """Words with which a text may begin; the first word of each is asked first, because most texts begin otherwise."""

    firsts: frozenset[str]
    pattern: re.Pattern[str]

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        first = _FIRST_WORD.match(text, start)
        return self.pattern.match(text, start) if first and first[0].lower() in self.firsts else None


class Advice(NamedTuple):
    """`joints`: one of them stands in every text in which `second` can be found."""

    openers: Phrases
    subjects: frozenset[str]
    report: re.Pattern[str]
    vague: Phrases
    measured: re.Pattern[str]
    joints: tuple[str, ...]
    second: re.Pattern[str]
    clauses: re.Pattern[str]
    same: re.Pattern[str]
    verbs: frozenset[str]

    def opener(self, text: str) -> str | None:
        """The words that stand in front of what is to be done, or instead of it: `We should` of `We should alert on lag`."""
        found = self.openers.match(text)
        if not found or _LABEL.match(text) or (found[0].lower() in self.subjects and self.report.search(text)):
            return None
        return found[0]

    def second_deliverable(self, text: str) -> str | None:
        """What is to be done besides, from its verb on; None where it may belong to what stands in front of it."""
        if not any(joint in text for joint in self.joints):
            return None
        found = self.second.search(text)
        return found["rest"] if found and self._is_apart(text[: found.start()], found) else None

    def _is_apart(self, before: str, found: re.Match[str]) -> bool:
        """`find and remove the old keys` and `stop the job and delete its rows` are one deliverable, `a flag to skip the check and
        write the row` may be.
        """
        words = before.lower().split()
        if found["mark"]:
            return len(words) > 1
        if self.same.search(found["rest"]):
            return False
        opener = self.openers.match(before)
        before = before[opener.end() :] if opener else before
        return len(words) > 2 and words[-1] not in self.verbs and not self.clauses.search(before)

    def without_end(self, text: str) -> bool:
        """Whether nobody can tell when it is done: nothing behind the vague words says how much, until when or in what way."""
        opener = self.openers.match(text)
        found = self.vague.match(text, opener.end() + 1 if opener else 0)
        return found is not None and not (self.measured.search(text, found.end()) or _NUMBER.search(text, found.end()))


@lru_cache(maxsize=32)
def advice(pairs: tuple[tuple[str, str], ...]) -> Advice | None:
    """From word and meaning of all that [words.advice] says; None for a language that says nothing. Most dialects say the same."""
    if not pairs:
        return None
    words: dict[str, list[str]] = {}
    for word, meaning in pairs:
        words.setdefault(meaning, []).append(word)
    return Advice(
        openers=_phrases([*words.get("opener", ()), *words.get("subject", ())]),
        subjects=frozenset(words.get("subject", ())),
        report=_anywhere(words.get("report", ())),
        vague=_phrases(words.get("vague", ())),
        measured=re.compile(rf"{_DETAIL}|(?<![\w-])(?:{_one_of(words.get('measured', ()))})(?![\w-])", re.IGNORECASE),
        joints=(";", ". ", *(f" {word} " for word in words.get("joint", ()))),
        second=_second_pattern(words),
        clauses=_anywhere(words.get("clause", ())),
        same=_anywhere(words.get("same", ())),
        verbs=frozenset((*words.get("verb", ()), *words.get("sure_verb", ()))),
    )


def _second_pattern(words: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """Behind a joint a verb that may be a noun needs an article, behind `;` or a full stop none does."""
    kinds = ("joint", "verb", "sure_verb", "article")
    joint, verb, sure, article = (_one_of(words.get(kind, ())) for kind in kinds)
    behind_joint = rf"(?:{sure}) |(?:{verb}) (?:{article}) "
    behind_mark = rf"(?:{sure}|{verb}) "
    return re.compile(
        rf"(?: (?:{joint})|(?P<mark>;|(?<=[\w)`\"]{{3}})\.)) +(?P<rest>(?(mark)(?:{behind_mark})|(?:{behind_joint})).*)",
        re.IGNORECASE,
    )


def _phrases(words: Iterable[str]) -> Phrases:
    firsts = (_FIRST_WORD.match(word) for word in words)
    pattern = re.compile(rf"(?:{_one_of(words)})(?=['’\s]|$)", re.IGNORECASE)
    return Phrases(frozenset(first[0] for first in firsts if first), pattern)


def _anywhere(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{_one_of(words)})(?![\w-])", re.IGNORECASE)


def _one_of(words: Iterable[str]) -> str:
    """An alternation, the longest first; of no words one that is never found."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or "(?!)"
