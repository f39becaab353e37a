"""What the organisation changed, and what that did to its incidents: the effects that a corpus is made to have, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Measure = Literal["time_to_detect", "time_to_resolve", "p1_label"]


@dataclass(frozen=True, slots=True)
class Intervention:
    """From a quarter on (until another, if given; both included), a measure is multiplied by a factor.

    `p1_label`: the factor is the share of P1 incidents that are still called P1; the others are called P2, and nothing
    else changes. No teams means all of them.
    """

    name: str
    measure: Measure
    since: str
    factor: float
    until: str | None = None
    teams: tuple[str, ...] = ()


SAMPLE_INTERVENTIONS = (
    Intervention("alerting programme", "time_to_detect", "2025Q3", 0.38),
    Intervention("incident-review policy", "time_to_resolve", "2025Q1", 1.0),
)
"""The sample's: the first can be seen in the trend; the second was much talked about and changed nothing."""


def compute_factor(interventions: tuple[Intervention, ...], measure: Measure, quarter: str, team: str) -> float:
    """The product of the factors that apply to a measure in a quarter for a team; 1 where none does."""
    product = 1.0
    for change in interventions:
        applies = change.measure == measure and change.since <= quarter <= (change.until or quarter)
        if applies and team in (change.teams or (team,)):
            product *= change.factor
    return product
