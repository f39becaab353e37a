"""The definition registry: what each metric means, in the words of the function that computes it.

The Definitions page, `postmortems metrics` and docs/metrics.md all come from here. A changed definition gets a new version.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from analytics.metrics.actions import compute_action_completion, compute_action_on_time, compute_action_overdue
from analytics.metrics.counts import compute_incidents, compute_severity_mix
from analytics.metrics.detection import compute_detected_internally, compute_detection_methods, compute_false_positives
from analytics.metrics.durations import compute_duration, compute_tta, compute_ttd, compute_ttm, compute_ttr
from analytics.metrics.factors import compute_factor_change, compute_factor_pairs, compute_factor_shares
from analytics.metrics.filters import Filters
from analytics.metrics.grouping import ACTION_GROUPS, INCIDENT_GROUPS, Group
from analytics.metrics.impact import (
    compute_business_revenue,
    compute_data_impact,
    compute_reputation,
    compute_revenue_impact,
    compute_sla_breach,
    compute_user_impacts,
    compute_users_affected,
)
from analytics.metrics.lag import compute_postmortem_lag
from analytics.metrics.quality import compute_completeness, compute_disagreements
from analytics.metrics.repeats import compute_repeats
from analytics.store.database import Cursor

Compute = Callable[[Cursor, Filters, Sequence[Group]], pd.DataFrame]

_SHARE = {"share": "share"}
_DURATION = {"median": "median", "mean": "mean", "p90": "p90"}
_PARTS = ("Formula", "Population", "Clock", "Missing", "Unit")
_PART = re.compile(rf"^({'|'.join(_PARTS)}): ", re.MULTILINE)
_ALL_GROUPS = frozenset(INCIDENT_GROUPS)


@dataclass(frozen=True, slots=True)
class Definition:
    """One metric. `statistics`: statistic -> column of the frame that `compute` gives; `groups`: by what it can be told apart.

    `own_group`: what tells its rows apart unasked, such as the factor of `factor_share`.
    """

    id: str
    name: str
    version: int
    compute: Compute
    statistics: dict[str, str]
    groups: frozenset[Group]
    sentence: str
    formula: str
    population: str
    clock: str | None
    missing: str
    unit: str
    own_group: str | None = None


def _define(
    metric: str,
    name: str,
    compute: Compute,
    statistics: dict[str, str],
    groups: frozenset[Group] = _ALL_GROUPS,
    own_group: str | None = None,
    version: int = 1,
) -> Definition:
    sentence, parts = _read_docstring(compute)
    return Definition(
        id=metric,
        name=name,
        version=version,
        compute=compute,
        statistics=statistics,
        groups=groups,
        sentence=sentence,
        formula=parts["Formula"],
        population=parts["Population"],
        clock=parts.get("Clock"),
        missing=parts["Missing"],
        unit=parts["Unit"],
        own_group=own_group,
    )


def _read_docstring(compute: Compute) -> tuple[str, dict[str, str]]:
    """The first sentence and the labelled parts of a metric's docstring; what follows them (`Returns:`) is for programmers."""
    text = inspect.cleandoc(compute.__doc__ or "").partition("\nReturns:")[0]
    sentence, *rest = _PART.split(text)
    parts = {label: " ".join(words.split()) for label, words in zip(rest[::2], rest[1::2], strict=True)}
    return " ".join(sentence.split()), parts


def _define_attainment(duration: Definition, name: str) -> Definition:
    """The share of a duration's incidents that meet the target of their own severity."""
    return replace(
        duration,
        id=f"{duration.id}_attainment",
        name=name,
        statistics=_SHARE,
        sentence=f"Share of the incidents whose {duration.name.lower()} meets the target of their own severity.",
        formula="incidents within the target of their severity / incidents with a value and a target",
        missing='an incident without the value, or whose severity has no target, is left out and counted in "of"',
        unit="share",
    )


_ACTIONS = frozenset(ACTION_GROUPS)
_PLAIN: frozenset[Group] = frozenset({"quarter", "month", "team", "severity"})

_TTD = _define("ttd", "Time to detect", compute_ttd, _DURATION)
_TTA = _define("tta", "Time to acknowledge", compute_tta, _DURATION)
_TTM = _define("ttm", "Time to mitigate", compute_ttm, _DURATION)
_TTR = _define("ttr", "Time to resolve", compute_ttr, _DURATION)

DEFINITIONS: dict[str, Definition] = {
    definition.id: definition
    for definition in (
        _define("incidents", "Incidents", compute_incidents, {"count": "incidents"}),
        _define("severity_mix", "Severity mix", compute_severity_mix, _SHARE, _PLAIN, "severity"),
        _TTD,
        _define_attainment(_TTD, "Detected within target"),
        _TTA,
        _define_attainment(_TTA, "Acknowledged within target"),
        _TTM,
        _define_attainment(_TTM, "Mitigated within target"),
        _TTR,
        _define_attainment(_TTR, "Resolved within target"),
        _define("duration", "Duration", compute_duration, _DURATION),
        _define("users_affected", "Users affected", compute_users_affected, {"sum": "sum"}),
        _define("revenue_impact", "Revenue impact", compute_revenue_impact, {"sum": "sum"}, _PLAIN, "currency"),
        _define("business_revenue", "Business revenue", compute_business_revenue, {"sum": "sum"}, _PLAIN, "currency"),
        _define("sla_breach_min", "SLA breach", compute_sla_breach, {"sum": "sum"}),
        _define("reputation", "Reputation", compute_reputation, _SHARE, _ALL_GROUPS, "level"),
        _define("data_impact", "Impact on data", compute_data_impact, _SHARE, _ALL_GROUPS, "level"),
        _define("user_impacts", "User impact", compute_user_impacts, _SHARE, _PLAIN, "impact"),
        _define("factor_share", "Contributing factors", compute_factor_shares, _SHARE, _PLAIN, "factor"),
        _define(
            "factor_change", "Change of factors", compute_factor_change, {"share": "share_now"}, _PLAIN - {"month"}, "factor"
        ),
        _define("factor_pairs", "Factors together", compute_factor_pairs, {"count": "incidents"}, _PLAIN, "pair"),
        _define("detection_methods", "Ways of detection", compute_detection_methods, _SHARE, _PLAIN, "method"),
        _define("detected_internally", "Found internally", compute_detected_internally, _SHARE),
        _define("alert_false_positives", "False positives of alerts", compute_false_positives, {"sum": "sum"}),
        _define("action_completion", "Action items complete", compute_action_completion, _SHARE, _ACTIONS),
        _define("action_on_time", "Action items on time", compute_action_on_time, _SHARE, _ACTIONS),
        _define("action_overdue", "Action items overdue", compute_action_overdue, {"count": "overdue"}, _ACTIONS),
        _define("postmortem_lag", "Postmortem lag", compute_postmortem_lag, _DURATION),
        _define("repeat_incidents", "Repeat incidents", compute_repeats, {"count": "repeats", "share": "share"}),
        _define("coverage", "Fields filled", compute_completeness, _SHARE),
        _define("disagreements", "Stated against timeline", compute_disagreements, _SHARE),
    )
}
"""Every metric by its id, in the order in which they are shown."""
