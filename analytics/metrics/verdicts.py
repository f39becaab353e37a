"""What may be said of a change: never more than the numbers carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, TypeVar

from analytics.stats.interval import Change
from analytics.stats.many import adjust

Verdict = Literal["better", "worse", "higher", "lower", "no detectable change", "too few to say", "unclear"]
"""`higher` and `lower`: a detectable change of which nobody can say whether it is good. `unclear`: a detectable change that has
another explanation at hand: labels that changed, or documents that are still to come."""
Better = Literal["lower", "higher"]
"""Which direction is the good one."""

Place = TypeVar("Place", bound=tuple[str, ...])
"""A metric, and the group it is told for."""

SIGNIFICANT = 0.05
CORROBORATE = {"severe_incidents": ("incidents", "ttm", "ttr")}
"""Fewer of the first are better only where one of the others is better too: new labels alone make nothing better."""


class Looked(NamedTuple):
    """One change that somebody looks at. `neutral`: its value where nothing changed, 1 for a ratio and 0 for a difference.

    `grows_late`: documents that are still to come can only add to it.
    """

    change: Change
    better: Better | None
    neutral: float
    grows_late: bool = False


def judge(family: Mapping[Place, Looked], *, is_provisional: bool, beside: int = 0) -> dict[Place, Verdict]:
    """The verdict on each change of a family: what one reader looks at together, by metric and group.

    Their p-values are corrected for how many they are (Benjamini and Hochberg 1995), and `beside` more that the reader has seen before and
    that show nothing. In a provisional period, fewer events may only mean that their documents are not written yet.
    """
    p_values = [*(looked.change.p for looked in family.values()), *[1.0] * beside]
    found_alone = zip(family.items(), adjust(p_values)[: len(family)], strict=True)
    said = {place: _say(looked, p, at, p_values) for at, ((place, looked), p) in enumerate(found_alone)}
    found: dict[Place, Verdict] = {
        place: "unclear" if is_provisional and family[place].grows_late and verdict in ("better", "lower") else verdict
        for place, verdict in said.items()
    }
    return {place: "unclear" if _lacks_support(place, found) else verdict for place, verdict in found.items()}


def _say(looked: Looked, p: float | None, at: int, p_values: Sequence[float | None]) -> Verdict:
    """`p`: corrected; `p_values`: those of the family, in which this one stands at `at`."""
    # After a period with none there is no ratio, but its lower end says that there is more now.
    value = looked.change.low if looked.change.value is None else looked.change.value
    smallest = looked.change.smallest
    could_show_nothing = looked.neutral == 0 and smallest is not None and smallest >= 1  # a share moves by 100 points at most
    if value is None or p is None or could_show_nothing:
        return "too few to say"
    if p > SIGNIFICANT or value == looked.neutral:
        return "no detectable change" if _could_show(at, looked, p_values) else "too few to say"
    direction: Better = "higher" if value > looked.neutral else "lower"
    if looked.better is None:
        return direction
    return "better" if direction == looked.better else "worse"


def _could_show(at: int, looked: Looked, p_values: Sequence[float | None]) -> bool:
    """Whether the most extreme outcome of so few would have been detectable among the others of its family."""
    least = looked.change.least
    if least is None or least * len(p_values) <= SIGNIFICANT:
        return True
    corrected = adjust([*p_values[:at], least, *p_values[at + 1 :]])[at]
    return corrected is not None and corrected <= SIGNIFICANT


def _lacks_support(place: Place, found: Mapping[Place, Verdict]) -> bool:
    supporters = CORROBORATE.get(place[0], ())
    if not supporters or found[place] != "better":
        return False
    return not any(other[0] in supporters and other[1:] == place[1:] and verdict == "better" for other, verdict in found.items())
