"""The numbers of the Overview's cards, many at once: a query for each would cost more than the page has time for.

Each number is the one of its own metric in the registry; tests/metrics holds the two together.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.metrics.durations import common_targets, judge_targets
from analytics.metrics.estimates import Sample, describe_cluster_shares, share_of
from analytics.metrics.grouping import By
from analytics.metrics.measures import Measure
from analytics.metrics.rows import Column, Groups, Rows, of_actions, of_incidents
from analytics.stats.quantiles import interpolate_quantile

MEASURES: tuple[Measure, ...] = ("ttd", "tta", "ttm", "ttr")


@of_incidents
def compute_scorecard(rows: Rows, by: By = ()) -> pd.DataFrame:
    """Incidents, their times, who found them and whom they hit.

    Returns: the groups, then of (incidents), open (no end stated), severe (P0 and P1) of rated (those with a severity), for each duration
    <measure>_median, _n, _target, _judged and _attained as in durations.py and _values (every value), internal of internal_n
    with internal_share and internal_target, users (stated, NULL where users_n is 0), users_n.
    """
    groups = rows.by(by)
    internal, users = rows["is_internal"], rows["users_affected"]
    asked, found = groups.count(~np.isnan(internal)), groups.count(internal == 1)
    columns = {
        "of": groups.sizes, "open": groups.count(rows["is_open"] == 1), "severe": groups.count(rows.is_severe == 1),
        "rated": groups.count(~np.isnan(rows.is_severe)),
        "internal": found, "internal_n": asked,
        "internal_share": share_of(found, asked),
        "internal_target": np.full(asked.shape, rows.targets.get(("detected_internally", None), np.nan)),
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


@of_incidents
def compute_samples(rows: Rows, by: By = ()) -> pd.DataFrame:
    """What verdicts compare, and nothing else.

    Returns: the groups, then of, severe, internal, internal_n and <measure>_values as in compute_scorecard.
    """
    groups, internal = rows.by(by), rows["is_internal"]
    return pd.DataFrame({
        **groups.names, "of": groups.sizes, "severe": groups.count(rows.is_severe == 1), "internal": groups.count(internal == 1),
        "internal_n": groups.count(~np.isnan(internal)), **{f"{measure}_values": groups.samples(rows[measure]) for measure in MEASURES},
    })  # fmt: skip


@of_actions
def compute_action_scorecard(rows: Rows, by: By = ()) -> pd.DataFrame:
    """Whether what was promised is done.

    Returns: the groups, then done of n (all − won't do) with done_share, on_time of due with on_time_share and on_time_target,
    closed_unknown (complete, without a date), overdue, long_overdue (for more than 30 days), oldest (days), open, of; without groups also
    the intervals of both shares, which a card's trend does not draw.
    """
    groups, overdue = rows.by(by), rows["overdue_days"]
    masks = {
        "done": rows.has("status", "complete"), "n": ~rows.has("status", "wont_do"), "on_time": rows.has("outcome", "on time"),
        "due": rows["outcome"] > 0, "closed_unknown": rows.has("outcome", "closed, date unknown"), "overdue": overdue > 0,
        "long_overdue": overdue > 30, "open": rows["is_open"] == 1,
    }  # fmt: skip
    counts = {name: groups.count(mask) for name, mask in masks.items()}
    shares = {
        "on_time_target": np.full(groups.sizes.shape, rows.targets.get(("action_on_time", None), np.nan)),
        "done_share": share_of(counts["done"], counts["n"]), "on_time_share": share_of(counts["on_time"], counts["due"]),
    }  # fmt: skip
    if not by:
        within = {name: groups.within(masks[name], rows["incident_number"]) for name in ("done", "n", "on_time", "due")}
        shares |= describe_cluster_shares("done_share", within["done"], within["n"])
        shares |= describe_cluster_shares("on_time_share", within["on_time"], within["due"])
    return pd.DataFrame({**groups.names, **counts, "oldest": groups.largest(overdue), "of": groups.sizes, **shares})
