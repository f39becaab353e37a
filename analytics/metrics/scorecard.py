"""The numbers of the Overview's cards, many at once: a query for each would cost more than the page has time for.

Each number is the one of its own metric in the registry; tests/metrics holds the two together.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.metrics.durations import common_targets, judge_targets
from analytics.metrics.estimates import Sample, with_cluster_intervals
from analytics.metrics.filters import ACTIONS, Filters
from analytics.metrics.grouping import By, fetch, group_sql
from analytics.metrics.measures import Measure
from analytics.metrics.rows import Column, Groups, OfRows, Rows
from analytics.stats.quantiles import interpolate_quantile
from analytics.store.database import Cursor

MEASURES: tuple[Measure, ...] = ("ttd", "tta", "ttm", "ttr")

_ACTIONS = """count(*) FILTER (status = 'complete') AS done, count(*) FILTER (present AND status IS DISTINCT FROM 'wont_do') AS n,
    done / nullif(n, 0) AS done_share,
    count(*) FILTER (outcome = 'on time') AS on_time, count(*) FILTER (outcome = 'closed, date unknown') AS closed_unknown,
    count(outcome) AS due, on_time / nullif(due, 0) AS on_time_share,
    (SELECT target FROM targets WHERE metric = 'action_on_time' AND horizon IS NULL) AS on_time_target,
    count(*) FILTER (is_overdue) AS overdue, count(*) FILTER (overdue_days > 30) AS long_overdue, max(overdue_days) AS oldest,
    count(*) FILTER (is_open) AS open, count(present) AS of"""
_IN_INCIDENTS = """, list(incident_number) FILTER (status = 'complete') AS done_in,
    list(incident_number) FILTER (present AND status IS DISTINCT FROM 'wont_do') AS n_in,
    list(incident_number) FILTER (outcome = 'on time') AS on_time_in, list(incident_number) FILTER (outcome IS NOT NULL) AS due_in"""


@OfRows
def compute_scorecard(rows: Rows, by: By = ()) -> pd.DataFrame:
    """Incidents, their times, who found them and whom they hit.

    Returns: the groups, then of (incidents), severe (P0 and P1) of rated (those with a severity), for each duration
    <measure>_median, _n, _target, _judged and _attained as in durations.py and _values (every value), internal of internal_n
    with internal_share and internal_target, users (stated, NULL where users_n is 0), users_n.
    """
    groups = rows.by(by)
    internal, users = rows["is_internal"], rows["users_affected"]
    asked, found = groups.count(~np.isnan(internal)), groups.count(internal == 1)
    columns = {
        "of": groups.sizes, "severe": groups.count(rows.is_severe == 1), "rated": groups.count(~np.isnan(rows.is_severe)),
        "internal": found, "internal_n": asked,
        "internal_share": np.divide(found, asked, out=np.full(asked.shape, np.nan), where=asked > 0),
        "internal_target": np.full(asked.shape, rows.targets.get("detected_internally", np.nan)),
        "users": groups.sums(users), "users_n": groups.count(~np.isnan(users)),
    }  # fmt: skip
    durations = {name: column for measure in MEASURES for name, column in _describe(rows, measure, groups).items()}
    return pd.DataFrame({**groups.names, **columns, **durations})


def _describe(rows: Rows, measure: Measure, groups: Groups) -> dict[str, Column | list[Sample]]:
    samples, (judged, attained) = groups.samples(rows[measure]), judge_targets(rows, measure, groups)
    return {
        f"{measure}_median": np.array([interpolate_quantile(sample, 0.5) if sample.size else np.nan for sample in samples]),
        f"{measure}_n": np.array([sample.size for sample in samples], dtype=np.int64), f"{measure}_values": samples,
        f"{measure}_target": common_targets(rows, measure, groups), f"{measure}_judged": judged, f"{measure}_attained": attained,
    }  # fmt: skip


@OfRows
def compute_samples(rows: Rows, by: By = ()) -> pd.DataFrame:
    """What verdicts compare, and nothing else.

    Returns: the groups, then of, severe, internal, internal_n and <measure>_values as in compute_scorecard.
    """
    groups, internal = rows.by(by), rows["is_internal"]
    return pd.DataFrame({
        **groups.names, "of": groups.sizes, "severe": groups.count(rows.is_severe == 1), "internal": groups.count(internal == 1),
        "internal_n": groups.count(~np.isnan(internal)), **{f"{measure}_values": groups.samples(rows[measure]) for measure in MEASURES},
    })  # fmt: skip


def compute_action_scorecard(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Whether what was promised is done.

    Returns: the groups, then done of n (all − won't do) with done_share, on_time of due with on_time_share and on_time_target,
    closed_unknown (complete, without a date), overdue, long_overdue (for more than 30 days), oldest (days), open; without groups also
    the intervals of both shares, which a card's trend does not draw.
    """
    columns = "s.status, s.outcome, s.is_overdue, s.overdue_days, s.is_open, s.incident_number"
    if by:
        return fetch(cursor, group_sql(by, columns, _ACTIONS, ACTIONS), filters)
    frame = fetch(cursor, group_sql(by, columns, _ACTIONS + _IN_INCIDENTS, ACTIONS), filters)
    return with_cluster_intervals(frame, {"done_share": ("done", "n"), "on_time_share": ("on_time", "due")})
