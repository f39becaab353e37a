"""How long it takes to detect, acknowledge, mitigate and resolve.

Every frame here has the columns of its groups, then: median, mean and p90 with their 95 % intervals (`<number>_low` and
`<number>_high`), longest (minutes, NULL where n is 0), n (incidents with the value), of (incidents in the group), open (no end stated),
target (minutes; NULL where the severities of the group have different ones), target_low and target_high (the strictest and the mildest
of them), judged (incidents with the value and a target), attained (those within the target of their own severity), share
(attained / judged) with its interval.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.metrics.estimates import Sample, describe_durations, describe_shares
from analytics.metrics.filters import Filters
from analytics.metrics.grouping import By
from analytics.metrics.measures import WITHIN, Measure
from analytics.metrics.rows import Column, Groups, Rows, of_incidents
from analytics.store.database import Cursor


@of_incidents
def compute_durations(rows: Rows, measure: Measure, by: By = ()) -> pd.DataFrame:
    """One duration by group; `compute_ttd` and the others below say what each one is."""
    groups = rows.by(by)
    values, (low, high) = rows[measure], _ends_of_targets(rows, measure, groups)
    judged, attained = judge_targets(rows, measure, groups)
    return pd.DataFrame({
        **groups.names, **describe_durations(groups.samples(values)),
        "n": groups.count(~np.isnan(values)), "of": groups.sizes, "open": groups.count(rows["is_open"] == 1),
        "target": common_targets(rows, measure, groups), "target_low": low, "target_high": high,
        "judged": judged, "attained": attained, **describe_shares(attained.tolist(), judged.tolist()),
    })  # fmt: skip


def common_targets(rows: Rows, measure: Measure, groups: Groups) -> Sample:
    """The target of each group, NaN where its incidents have different ones."""
    low, high = _ends_of_targets(rows, measure, groups)
    return np.where(low == high, low, np.nan)


def _ends_of_targets(rows: Rows, measure: Measure, groups: Groups) -> tuple[Sample, Sample]:
    samples = groups.samples(rows[f"{measure}_target"])
    low, high = (np.array([sample[end] if sample.size else np.nan for sample in samples], dtype=np.float64) for end in (0, -1))
    return low, high


def judge_targets(rows: Rows, measure: Measure, groups: Groups) -> tuple[Column, Column]:
    """How many incidents of each group have a value and a target, and how many of these are within the target of their own severity."""
    values, targets = rows[measure], rows[f"{measure}_target"]
    return groups.count(~np.isnan(values) & ~np.isnan(targets)), groups.count(is_within(values, targets, measure))


def is_within(values: Sample, targets: Sample, measure: Measure) -> Column:
    """Which values keep to their targets; none where one of the two is NaN."""
    return values < targets if WITHIN[measure] == "<" else values <= targets


def compute_ttd(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Time from the start of impact until somebody or something noticed.

    Formula: detected − impact start; median, mean (MTTD) and 90th percentile over the incidents
    Population: all incidents of the selection
    Clock: impact start → detected
    Fallback: what the authors state, else what the timeline gives (the other way round by setting); an impossible value is none
    Missing: an incident that gives no such time is left out of the value and counted in "of"
    Unit: min
    """
    return compute_durations(cursor, filters, "ttd", by)


def compute_tta(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Time from detection until somebody took the incident on.

    Formula: acknowledged − detected; median, mean (MTTA) and 90th percentile over the incidents
    Population: all incidents of the selection
    Clock: detected → acknowledged
    Fallback: what the authors state, else what the timeline gives (the other way round by setting); an impossible value is none
    Missing: an incident that gives no such time is left out of the value and counted in "of"
    Unit: min
    """
    return compute_durations(cursor, filters, "tta", by)


def compute_ttm(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Time until users no longer felt the incident.

    Formula: mitigated − impact start (else detected); median, mean (MTTM) and 90th percentile over the incidents
    Population: all incidents of the selection
    Clock: impact start (else detected) → user impact ended
    Fallback: what the authors state, else what the timeline gives (the other way round by setting); an impossible value is none
    Missing: an incident that gives no such time is left out of the value and counted in "of"; one without any stated end is open
    Unit: min
    """
    return compute_durations(cursor, filters, "ttm", by)


def compute_ttr(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Time until the service was restored.

    Formula: resolved − impact start (else detected); median, mean (MTTR: mean time to resolve) and 90th percentile
    Population: all incidents of the selection
    Clock: impact start (else detected) → service restored
    Fallback: what the authors state, else what the timeline gives (the other way round by setting); an impossible value is none
    Missing: an incident that gives no such time is left out of the value and counted in "of"; one without any stated end is open
    Unit: min
    """
    return compute_durations(cursor, filters, "ttr", by)


def compute_duration(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """How long an incident lasted.

    Formula: resolved − impact start (else detected); median, mean and 90th percentile over the incidents
    Population: all incidents of the selection
    Clock: impact start (else detected) → service restored
    Fallback: the summary table's Duration, else what the timeline gives (the other way round by setting); an impossible value is none
    Missing: an incident that gives no duration is left out of the value and counted in "of"; one without any stated end is open
    Unit: min
    """
    return compute_durations(cursor, filters, "duration", by)
