"""What others publish about their own numbers: context beside a target, never a target."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Line(NamedTuple):
    """Where a number can stand on a chart: on the axis of the chart's values or on that of time since, in the unit of the metric."""

    chart: str
    axis: Literal["x", "y"]
    at: float
    words: str


class Reference(NamedTuple):
    """A published number: whose it is, the metric of the registry that comes closest, and what it says.

    `lines`: how it is drawn; `not_drawn`: why it is not.
    """

    publisher: str
    metric: str
    says: str
    lines: tuple[Line, ...] = ()
    not_drawn: str = ""


REFERENCES: tuple[Reference, ...] = (
    Reference(
        "GitLab handbook", "ttr", "median time to restore under 30 min",
        (Line("time-to-resolve-by-quarter", "y", 30, "under 30 min"),),
    ),
    Reference(
        "GitLab handbook", "ttm_attainment", "more than 80 % of S1 and S2 mitigated within 30 min",
        not_drawn="the share within target is counted by your own targets, not by 30 min",
    ),
    Reference(
        "GitLab handbook", "detected_internally", "more than 80 % detected internally",
        (Line("detected-internally", "y", 0.8, "over 80 %"),),
    ),
    Reference(
        "PagerDuty", "action_closure", "actions closed within 15 days (Sev-1) and 30 days (Sev-2)",
        (Line("action-closure", "x", 15, "Sev-1, 15 days"), Line("action-closure", "x", 30, "Sev-2, 30 days")),
    ),
    Reference(
        "PagerDuty", "postmortem_lag", "postmortem within 3 calendar days or 5 business days",
        (Line("postmortem-lag", "y", 3, "3 days"),),
    ),
    Reference(
        "Atlassian", "action_closure", "priority actions done within 4 or 8 weeks",
        (Line("action-closure", "x", 28, "4 weeks"), Line("action-closure", "x", 56, "8 weeks")),
    ),
    Reference(
        "Google SRE workbook", "action_completion", "every user-affecting postmortem carries at least one P0 or P1 action",
        not_drawn="action items of the template have no priority",
    ),
    Reference(
        "Google SRE workbook", "factor_share",
        "triggers 2010 to 2017: binary push 37 %, configuration push 31 %, user behaviour 9 %, pipeline 6 %, provider 5 %, "
        "performance decay 5 %, capacity 5 %, hardware 2 %",
        not_drawn="a trigger is the one thing that set an incident off; factors are what contributed, several for each, under other names",
    ),
)  # fmt: skip
