"""Who or what noticed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.metrics.estimates import describe_shares
from analytics.metrics.grouping import By
from analytics.metrics.rows import Rows, of_incidents
from analytics.metrics.ticked import share_ticked
from analytics.model import METHODS


@of_incidents
def compute_detection_methods(rows: Rows, by: By = ()) -> pd.DataFrame:
    """How incidents were noticed: the share of each method.

    Formula: incidents that tick the method / incidents that tick any
    Population: all incidents of the selection
    Missing: an incident that ticks no method is "not recorded": out of the denominator, shown as a bar of its own
    Unit: share

    Returns: the groups, then method, incidents, attained (the same), n, of, share; the last row of a group is 'not recorded'.
    """
    return share_ticked(rows, "method", METHODS, by)


@of_incidents
def compute_detected_internally(rows: Rows, by: By = ()) -> pd.DataFrame:
    """Share of the incidents that the organisation found itself, before a user did.

    Formula: incidents found by an alert, a health check or staff, without a user report / incidents with a known way of detection
    Population: all incidents of the selection
    Missing: an incident with no box ticked, or only "other", is left out and counted in "of"; where a user report is ticked
        beside an alert, nobody wrote which came first, so it does not count as found internally
    Unit: share

    Returns: the groups, then attained, n, of, share with its interval (NULL where n is 0), target (NULL where none is set).
    """
    groups, internal = rows.by(by), rows["is_internal"]
    attained, n = groups.count(internal == 1), groups.count(~np.isnan(internal))
    return pd.DataFrame({
        **groups.names, "attained": attained, "n": n, "of": groups.sizes, **describe_shares(attained.tolist(), n.tolist()),
        "target": np.full(n.shape, rows.targets.get(("detected_internally", None), np.nan)),
    })  # fmt: skip


@of_incidents
def compute_false_positives(rows: Rows, by: By = ()) -> pd.DataFrame:
    """False alarms of the alerts that fired, added up over the incidents that state a number.

    Formula: sum of the stated numbers of false positives; a stated 0 counts as stated
    Population: all incidents of the selection
    Missing: an incident that states no number is left out and counted in "of"
    Unit: count

    Returns: the groups, then sum (NULL where n is 0), affected (incidents that state 1 or more), n, of.
    """
    groups, stated = rows.by(by), rows["false_positives"]
    return pd.DataFrame({
        **groups.names, "sum": groups.sums(stated), "affected": groups.count(stated > 0), "n": groups.count(~np.isnan(stated)),
        "of": groups.sizes,
    })  # fmt: skip
