"""How many incidents, and how severe."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.metrics.estimates import describe_shares, with_count_interval
from analytics.metrics.grouping import By
from analytics.metrics.rows import Rows, of_incidents


@of_incidents
def compute_incidents(rows: Rows, by: By = ()) -> pd.DataFrame:
    """Number of incidents.

    Formula: count of postmortems
    Population: all incidents of the selection
    Missing: an incident without a date is in no quarter and no month; one without a team or severity stands under "not stated"
    Unit: count

    Returns: the groups, then incidents with its interval, severe (P0 and P1), open (no end stated), n and of (both the incidents).
    """
    groups = rows.by(by)
    return with_count_interval(pd.DataFrame({
        **groups.names, "incidents": groups.sizes, "severe": groups.count(rows.is_severe == 1),
        "open": groups.count(rows["is_open"] == 1), "n": groups.sizes, "of": groups.sizes,
    }), "incidents")  # fmt: skip


@of_incidents
def compute_severe(rows: Rows, by: By = ()) -> pd.DataFrame:
    """Number of incidents of the two highest severities.

    Formula: count of postmortems rated P0 or P1; fewer of them is a better quarter only where incidents as a whole are fewer
        or shorter too: a change of labels alone makes nothing better
    Population: all incidents of the selection
    Missing: an incident whose severity nobody wrote is left out and counted in "of"
    Unit: count

    Returns: the groups, then severe with its interval, n (incidents with a severity), of.
    """
    groups = rows.by(by)
    return with_count_interval(pd.DataFrame({
        **groups.names, "severe": groups.count(rows.is_severe == 1), "n": groups.count(~np.isnan(rows.is_severe)), "of": groups.sizes,
    }), "severe")  # fmt: skip


@of_incidents
def compute_severity_mix(rows: Rows, by: By = ()) -> pd.DataFrame:
    """Share of the incidents that each severity has.

    Formula: incidents of the severity / all incidents of the group
    Population: all incidents of the selection
    Missing: an incident whose severity nobody wrote counts as "not stated", in the denominator too
    Unit: share

    Returns: the groups, then severity, incidents, attained (the same), n and of (incidents of the group), share with its
    interval (NULL where n is 0).
    """
    outer = [group for group in by if group != "severity"]
    groups = rows.by([*outer, "severity"])
    found, shown = groups.sizes, len(set(groups.names["severity"])) or 1
    of = found.reshape(-1, shown).sum(axis=1).repeat(shown)
    return pd.DataFrame({
        **groups.names, "incidents": found, "attained": found, "n": of, "of": of, **describe_shares(found.tolist(), of.tolist()),
    })  # fmt: skip
