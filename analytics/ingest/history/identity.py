"""Which item of one version of an incident is which of the next: the rule of identity, in words in docs/history.md.

First the same words, then the same ticket, then the best one-to-one assignment by how alike the words are. Where two assignments are
about as good, neither is taken.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz

from analytics.ingest.history.keys import normal_text
from analytics.ingest.history.versions import Content

ALIKE = 75.0
"""Of 100: how alike the words of two items have to be. Measured, see tests/ingest/history/test_identity.py."""
ALIKE_BESIDE = 55.0
"""The same where two of owner, due date and number agree."""
MARGIN = 10.0
"""By how much a pair has to be better than any other pair with one of the two."""
_EVIDENCE = 8.0
"""What each of owner, due date and number adds where it is the same."""
_STEM = 5
_WORD = re.compile(r"[\w%]+")
_EMPTY_WORDS = re.compile(r"a|add|all|an|and|are|at|be|by|do|for|from|in|into|is|it|its|not|of|on|or|that|the|to|when|with")


@dataclass(slots=True)
class Matching:
    """`pairs`: position in the new version -> in the old one. `unsure`: new -> the old ones of which it may be any."""

    pairs: dict[int, int] = field(default_factory=dict)
    unsure: dict[int, list[int]] = field(default_factory=dict)


def match_items(old: Sequence[Content], new: Sequence[Content]) -> Matching:
    """Each item of the new version with the one of the old version that it is; those that are new have no pair."""
    matching = Matching()
    _match_words(old, new, matching)
    if len(matching.pairs) < min(len(old), len(new)):
        _match_tickets(old, new, matching)
    if len(matching.pairs) < min(len(old), len(new)):
        _match_alike(old, new, matching)
    return matching


def _left(old: Sequence[Content], new: Sequence[Content], matching: Matching) -> tuple[list[int], list[int]]:
    taken = set(matching.pairs.values())
    return [i for i in range(len(old)) if i not in taken], [j for j in range(len(new)) if j not in matching.pairs]


def _match_words(old: Sequence[Content], new: Sequence[Content], matching: Matching) -> None:
    """Of items with equal words those that agree in more; and among those that agree in as much, in their order."""
    places: dict[str, list[int]] = defaultdict(list)
    for i, item in enumerate(old):
        places[normal_text(item.action)].append(i)
    for j, item in enumerate(new):
        if candidates := places.get(normal_text(item.action)):
            best = max(candidates, key=lambda i: (_agreement(old[i], item), -i))
            # An item further down may agree in more with the same one.
            rivals = [other for other in new[j + 1 :] if normal_text(other.action) == normal_text(item.action)]
            if len(candidates) > len(rivals) or all(_agreement(old[best], r) <= _agreement(old[best], item) for r in rivals):
                candidates.remove(best)
                matching.pairs[j] = best


def _agreement(one: Content, other: Content) -> int:
    """In how many of owner, due date and number two items agree; what neither states is no agreement."""
    pairs = ((one.owner, other.owner), (one.due_date, other.due_date), (_place(one), _place(other)))
    return sum(a is not None and a == b for a, b in pairs)


def _place(item: Content) -> tuple[str | None, int] | None:
    return None if item.number is None else (item.horizon, item.number)


def _match_tickets(old: Sequence[Content], new: Sequence[Content], matching: Matching) -> None:
    """A ticket that several items share says nothing."""
    olds, news = _left(old, new, matching)
    before = _unique_tickets((i, old[i]) for i in olds)
    for ticket, j in _unique_tickets((j, new[j]) for j in news).items():
        if ticket in before:
            matching.pairs[j] = before[ticket]


def _unique_tickets(items: Iterable[tuple[int, Content]]) -> dict[str, int]:
    held = [(item.ticket, place) for place, item in items if item.ticket]
    counts = Counter(ticket for ticket, _ in held)
    return {ticket: place for ticket, place in held if counts[ticket] == 1}


def _match_alike(old: Sequence[Content], new: Sequence[Content], matching: Matching) -> None:
    olds, news = _left(old, new, matching)
    if not olds or not news:
        return
    # It takes longer to load than most commands take to run, and only here is it needed.
    from scipy.optimize import linear_sum_assignment

    scores = np.array([[_score(old[i], new[j]) for j in news] for i in olds])
    rows, columns = linear_sum_assignment(scores, maximize=True)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        score = scores[row, column]
        if score <= 0:
            continue
        rivals = max(_best_but(scores[row], column), _best_but(scores[:, column], row))
        if score - rivals >= MARGIN:
            matching.pairs[news[column]] = olds[row]
        else:
            matching.unsure[news[column]] = [olds[i] for i in np.flatnonzero(scores[:, column] > score - MARGIN)]


def _best_but(scores: npt.NDArray[np.float64], place: int) -> float:
    rest = np.delete(scores, place)
    return float(rest.max()) if rest.size else 0.0


def _score(one: Content, other: Content) -> float:
    """How well two items fit, 0 where they are not alike enough. Different tickets are different items."""
    if one.ticket and other.ticket and one.ticket != other.ticket:
        return 0.0
    alike, agreement = likeness(one.action, other.action), _agreement(one, other)
    enough = alike >= (ALIKE_BESIDE if agreement > 1 else ALIKE)
    return alike + _EVIDENCE * agreement if enough else 0.0


def likeness(one: str, other: str) -> float:
    """0 to 100, by the beginnings of the words that carry meaning, in any order; words that were only added cost nothing."""
    return float(fuzz.token_set_ratio(_stems(one), _stems(other)))


def _stems(action: str) -> str:
    text = normal_text(action)
    return " ".join(word[:_STEM] for word in _WORD.findall(text) if not _EMPTY_WORDS.fullmatch(word)) or text
