"""What the organisation changed, and what that did to its incidents: the effects that a corpus is made to have, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Measure = Literal["time_to_detect", "time_to_resolve", "severe_label"]


@dataclass(frozen=True, slots=True)
class Intervention:
    """From a quarter on (until another, if given; both included), a measure is multiplied by a factor.

    `time_to_resolve`: from impact start until the service is restored; detection stays as it is, what comes after it takes the
    whole change. `severe_label`: the factor is the share of P0 and P1 incidents that are still called so; the others are called
    P2, and nothing else changes. No teams means all of them.
    """

    name: str
    measure: Measure
    since: str
    factor: float
    until: str | None = None
    teams: tuple[str, ...] = ()


class CourseName(StrEnum):
    sample = "sample"
    unchanged = "unchanged"
    halved = "halved"
    relabelled = "relabelled"


@dataclass(frozen=True, slots=True)
class Course:
    """What a corpus tells. `grows`: each team has its own growth; else every day is as likely to bring an incident."""

    interventions: tuple[Intervention, ...] = ()
    grows: bool = False


# The sample's first intervention can be seen in the trend; its second was much talked about and changed nothing.
COURSES: dict[CourseName, Course] = {
    CourseName.sample: Course(
        (
            Intervention("alerting programme", "time_to_detect", "2025Q3", 0.38),
            Intervention("incident-review policy", "time_to_resolve", "2025Q1", 1.0),
        ),
        grows=True,
    ),
    CourseName.unchanged: Course(),
    CourseName.halved: Course((Intervention("one good quarter", "time_to_resolve", "2026Q3", 0.5),)),
    CourseName.relabelled: Course((Intervention("new definitions of severities", "severe_label", "2026Q3", 0.25),)),
}
"""The courses that have a name. All but the sample's differ from `unchanged` in the newest quarter alone."""


def compute_factor(interventions: tuple[Intervention, ...], measure: Measure, quarter: str, team: str) -> float:
    """The product of the factors that apply to a measure in a quarter for a team; 1 where none does."""
    product = 1.0
    for change in interventions:
        applies = change.measure == measure and change.since <= quarter <= (change.until or quarter)
        if applies and team in (change.teams or (team,)):
            product *= change.factor
    return product
