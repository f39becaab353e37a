"""The definition registry: what each metric means, in the words of the function that computes it.

The Definitions page, `postmortems metrics` and docs/metrics.md all come from here. A changed definition gets a new
version (revisions.py).
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import pandas as pd

from analytics.metrics.actions import (
    compute_action_completion,
    compute_action_gaps,
    compute_action_on_time,
    compute_action_overdue,
)
from analytics.metrics.backlog import compute_backlog_growth
from analytics.metrics.clock import compute_clock_shares
from analytics.metrics.closure import compute_action_closure
from analytics.metrics.counts import compute_incidents, compute_severe, compute_severity_mix
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
from analytics.metrics.measures import Measure
from analytics.metrics.quality import compute_completeness, compute_disagreements
from analytics.metrics.repeats import compute_repeats
from analytics.metrics.revisions import REVISIONS, Revision
from analytics.metrics.verdicts import Better
from analytics.store.database import Cursor

Compute = Callable[[Cursor, Filters, Sequence[Group]], pd.DataFrame]

_SHARE = {"share": "share"}
_DURATION = {"median": "median", "mean": "mean", "p90": "p90"}
_PARTS = ("Formula", "Population", "Clock", "Fallback", "Missing", "Unit")
_PART = re.compile(rf"^({'|'.join(_PARTS)}): ", re.MULTILINE)
_ALL_GROUPS = frozenset(INCIDENT_GROUPS)


class Comparison(NamedTuple):
    """How a metric is compared with the period before. `column`: the numerator of a share, the number of a count.

    `better`: the good direction, None where nobody can say. `is_headline`: its changes are looked at together on the Overview.
    `in_incidents`: what is counted comes in incidents, whose things stand or fall together.
    """

    kind: Literal["duration", "count", "share"]
    better: Better | None = None
    is_headline: bool = False
    column: str = "attained"
    in_incidents: bool = False


_INTERVALS = {
    "median": "of the median from the order statistics (n of 6 or more)",
    "mean": "of the mean by the bias-corrected and accelerated bootstrap",
    "p90": "of the 90th percentile from the order statistics (an upper end from n = 36 on)",
    "count": "Garwood's for a Poisson count",
    "share": "Wilson's",
}
_COMPARED = {
    "duration": "Hodges-Lehmann ratio (the middle of all ratios of an incident now to one before: the two medians may differ by "
    "another amount) with its interval and the Mann-Whitney test, 4 incidents on each side or more",
    "count": "ratio of the rates a day, exact conditional binomial",
    "share": "difference with Newcombe's interval, Fisher's exact test",
    "share in incidents": "difference with Newcombe's interval from the two intervals, and a test by the variance between incidents; in "
    "the newest period, items with a long horizon have not come due yet and are missing",
}
_OWN_INTERVAL = {
    **dict.fromkeys(("factor_pairs", "action_overdue", "coverage"), "none: everything is counted, nothing is a sample"),
    "clock_shares": "none: hours come in incidents, of which one can make most",
    **dict.fromkeys(
        ("action_completion", "action_on_time", "action_gaps"),
        "Wilson's for the effective number of items (Rao and Scott, Korn and Graubard), as those of one incident stand or fall together",
    ),
    "action_closure": "where the log-log band of the curve crosses a half, by the variance between incidents (infinitesimal jackknife), as "
    "items of one incident stand or fall together; none where it never does",
    "repeat_incidents": "of the share Wilson's, which holds for chains that go on by chance and is too narrow where one cause brings a "
    "burst; of the count none",
}
"""Where the interval of the statistic is not the whole truth."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One metric. `statistics`: statistic -> column of the frame that `compute` gives; `groups`: by what it can be told apart.

    `own_group`: what tells its rows apart unasked, such as the factor of `factor_share`. `comparison` None: two periods cannot be
    compared by this number, `not_compared` says why.
    """

    id: str
    name: str
    compute: Compute
    statistics: dict[str, str]
    groups: frozenset[Group]
    sentence: str
    formula: str
    population: str
    clock: str | None
    fallback: str | None
    missing: str
    unit: str
    own_group: str | None = None
    comparison: Comparison | None = None
    not_compared: str = ""
    revisions: tuple[Revision, ...] = ()

    @property
    def version(self) -> int:
        return 1 + len(self.revisions)

    @property
    def history(self) -> str:
        """Since when each version holds, and what it changed; nothing of the first."""
        return "; ".join(f"version {number} since {on:%Y-%m-%d}: {what}" for number, (on, what) in enumerate(self.revisions, 2))

    @property
    def certainty(self) -> str:
        """How its interval is made, and how two periods are compared; the methods stand in analytics/stats."""
        usual = "; ".join(_INTERVALS[statistic] for statistic in self.statistics if statistic in _INTERVALS) or "none"
        interval = _OWN_INTERVAL.get(self.id, usual)
        compared = f"not compared: {self.not_compared}" if self.not_compared else _COMPARED["share"]
        if self.comparison:
            compared = _COMPARED["share in incidents" if self.comparison.in_incidents else self.comparison.kind]
        return f"95 % interval: {interval}. Change: {compared}."


def _define(
    metric: str,
    name: str,
    compute: Compute,
    statistics: dict[str, str],
    groups: frozenset[Group] = _ALL_GROUPS,
    own_group: str | None = None,
    comparison: Comparison | None = None,
    not_compared: str = "",
) -> Definition:
    sentence, parts = _read_docstring(compute)
    return Definition(
        id=metric,
        name=name,
        compute=compute,
        statistics=statistics,
        groups=groups,
        sentence=sentence,
        formula=parts["Formula"],
        population=parts["Population"],
        clock=parts.get("Clock"),
        fallback=parts.get("Fallback"),
        missing=parts["Missing"],
        unit=parts["Unit"],
        own_group=own_group,
        comparison=comparison,
        not_compared=not_compared,
        revisions=REVISIONS.get(metric, ()),
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
        comparison=None,
        not_compared="it follows from the time itself, whose change has a verdict",
    )


_ACTIONS = frozenset(ACTION_GROUPS)
_PLAIN: frozenset[Group] = frozenset({"quarter", "month", "team", "severity"})

_TIME = Comparison("duration", "lower", is_headline=True)
_KINDS = Comparison("share")
_SUMS = "one incident can make most of a sum, and how many state a value differs"
_YOUNGER = "the newer period had less time, so that its number would always look worse"

_TTD = _define("ttd", "Time to detect", compute_ttd, _DURATION, comparison=_TIME)
_TTA = _define("tta", "Time to acknowledge", compute_tta, _DURATION, comparison=_TIME)
_TTM = _define("ttm", "Time to mitigate", compute_ttm, _DURATION, comparison=_TIME)
_TTR = _define("ttr", "Time to resolve", compute_ttr, _DURATION, comparison=_TIME)

DEFINITIONS: dict[str, Definition] = {
    definition.id: definition
    for definition in (
        _define(
            "incidents", "Incidents", compute_incidents, {"count": "incidents"},
            comparison=Comparison("count", "lower", is_headline=True, column="incidents"),
        ),
        _define(
            "severe_incidents", "P0 and P1", compute_severe, {"count": "severe"},
            comparison=Comparison("count", "lower", is_headline=True, column="severe"),
        ),
        _define("severity_mix", "Severity mix", compute_severity_mix, _SHARE, _PLAIN, "severity", _KINDS),
        _TTD,
        _define_attainment(_TTD, "Detected within target"),
        _TTA,
        _define_attainment(_TTA, "Acknowledged within target"),
        _TTM,
        _define_attainment(_TTM, "Mitigated within target"),
        _TTR,
        _define_attainment(_TTR, "Resolved within target"),
        _define("duration", "Duration", compute_duration, _DURATION, comparison=Comparison("duration", "lower")),
        _define(
            "clock_shares", "Where the clock went", compute_clock_shares, _SHARE, _PLAIN, "phase",
            not_compared="shares of hours, of which one incident can make most",
        ),
        _define("users_affected", "Users affected", compute_users_affected, {"sum": "sum"}, not_compared=_SUMS),
        _define(
            "revenue_impact", "Revenue impact", compute_revenue_impact, {"sum": "sum"}, _PLAIN, "currency", not_compared=_SUMS
        ),
        _define(
            "business_revenue", "Business revenue", compute_business_revenue, {"sum": "sum"}, _PLAIN, "currency",
            not_compared=_SUMS,
        ),
        _define("sla_breach_min", "SLA breach", compute_sla_breach, {"sum": "sum"}, not_compared=_SUMS),
        _define("reputation", "Reputation", compute_reputation, _SHARE, _ALL_GROUPS, "level", _KINDS),
        _define("data_impact", "Impact on data", compute_data_impact, _SHARE, _ALL_GROUPS, "level", _KINDS),
        _define("user_impacts", "User impact", compute_user_impacts, _SHARE, _PLAIN, "impact", _KINDS),
        _define("factor_share", "Contributing factors", compute_factor_shares, _SHARE, _PLAIN, "factor", _KINDS),
        _define(
            "factor_change", "Change of factors", compute_factor_change, {"share": "share_now"}, _PLAIN - {"month"}, "factor"
        ),
        _define(
            "factor_pairs", "Factors together", compute_factor_pairs, {"count": "incidents"}, _PLAIN, "pair",
            not_compared="few incidents tick both boxes of a pair in one period",
        ),
        _define("detection_methods", "Ways of detection", compute_detection_methods, _SHARE, _PLAIN, "method", _KINDS),
        _define(
            "detected_internally", "Found internally", compute_detected_internally, _SHARE,
            comparison=Comparison("share", "higher", is_headline=True),
        ),
        _define("alert_false_positives", "False positives of alerts", compute_false_positives, {"sum": "sum"}, not_compared=_SUMS),
        _define(
            "action_completion", "Action items complete", compute_action_completion, _SHARE, _ACTIONS, not_compared=_YOUNGER,
        ),
        _define(
            "action_on_time", "Action items on time", compute_action_on_time, _SHARE, _ACTIONS,
            comparison=Comparison("share", "higher", in_incidents=True),
        ),
        _define(
            "action_overdue", "Action items overdue", compute_action_overdue, {"count": "overdue"}, _ACTIONS,
            not_compared="the state of one day; what it was a period ago stands in no document",
        ),
        _define(
            "action_closure", "Time until actions are done", compute_action_closure, {"median": "median"}, _ACTIONS,
            not_compared="the items of one incident stand or fall together, so that their times vary by more than chance alone",
        ),
        _define(
            "action_backlog", "Growth of the backlog", compute_backlog_growth, {"median": "median"}, frozenset(),
            not_compared="the same months stand in both periods",
        ),
        _define(
            "action_gaps", "Actions nobody can follow up", compute_action_gaps, _SHARE, _ACTIONS, "gap",
            not_compared="the state of one day; what it was a period ago stands in no document",
        ),
        _define(
            "postmortem_lag", "Postmortem lag", compute_postmortem_lag, _DURATION,
            not_compared="in the newer period only the quickest documents are final yet",
        ),
        _define(
            "repeat_incidents", "Repeat incidents", compute_repeats, {"count": "repeats", "share": "share"},
            not_compared="repeats come in chains, whose number varies by more than chance alone",
        ),
        _define(
            "coverage", "Fields filled", compute_completeness, _SHARE,
            not_compared="every document is counted, nothing is a sample of anything",
        ),
        _define(
            "disagreements", "Stated against timeline", compute_disagreements, _SHARE, comparison=Comparison("share", "lower")
        ),
    )
}  # fmt: skip
"""Every metric by its id, in the order in which they are shown."""


def name_definition(metric: str) -> str:
    """A metric with the version of its definition: `ttr/1`."""
    return f"{metric}/{DEFINITIONS[metric].version}"


HEADLINES: tuple[str, ...] = tuple(
    definition.id for definition in DEFINITIONS.values() if definition.comparison and definition.comparison.is_headline
)
"""The metrics whose changes are looked at together, so that each verdict allows for the others."""

TRENDS: tuple[Measure, ...] = ("ttd", "ttr")
"""The times whose trend over the quarters stands on a page beside verdicts on headline metrics."""

LOOKS = len(HEADLINES) + len(TRENDS)
"""What a page with headline metrics compares at most without being asked for more. A trend must stand out among all of these, so that
the headlines' verdicts need not allow for it and are the same on a page without one."""
