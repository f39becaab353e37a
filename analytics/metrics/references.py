"""What others publish about their own numbers: context beside a target, never a target."""

from __future__ import annotations

from typing import NamedTuple


class Reference(NamedTuple):
    """A published number: whose it is, the metric of the registry that comes closest, and what it says."""

    publisher: str
    metric: str
    says: str


REFERENCES: tuple[Reference, ...] = (
    Reference("GitLab handbook", "ttr", "median time to restore under 30 min"),
    Reference("GitLab handbook", "ttm_attainment", "more than 80 % of S1 and S2 mitigated within 30 min"),
    Reference("GitLab handbook", "detected_internally", "more than 80 % detected internally"),
    Reference("PagerDuty", "action_closure", "actions closed within 15 days (Sev-1) and 30 days (Sev-2)"),
    Reference("PagerDuty", "postmortem_lag", "postmortem within 3 calendar days or 5 business days"),
    Reference("Atlassian", "action_closure", "priority actions done within 4 or 8 weeks"),
    Reference("Google SRE workbook", "action_completion", "every user-affecting postmortem carries at least one P0 or P1 action"),
    Reference(
        "Google SRE workbook", "factor_share",
        "triggers 2010 to 2017: binary push 37 %, configuration push 31 %, user behaviour 9 %, pipeline 6 %, provider 5 %, "
        "performance decay 5 %, capacity 5 %, hardware 2 %",
    ),
)  # fmt: skip
