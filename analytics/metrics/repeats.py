"""Incidents that resemble one not long before."""

from __future__ import annotations

import pandas as pd

from analytics.metrics.estimates import describe_shares
from analytics.metrics.grouping import By
from analytics.metrics.rows import Rows, of_incidents


@of_incidents
def compute_repeats(rows: Rows, by: By = ()) -> pd.DataFrame:
    """Incidents that follow a similar one within 90 days.

    Formula: incidents of the same team as an earlier one that share at least two contributing factors with it ("other" does not
        count), or that name an earlier one as related
    Population: all incidents of the selection; the earlier one may lie outside of it
    Missing: an incident without a date is left out and counted in "of"; one without a team or factors can only be found by its
        related incidents
    Unit: count

    Returns: the groups, then repeats, attained (the same), while_open (repeats that happened while an action item of the earlier
    incident is known to have been open), n (dated incidents), of, share with its interval (NULL where n
    is 0).
    """
    groups = rows.by(by)
    repeats, dated = groups.count(rows["is_repeat"] == 1), groups.count(pd.notna(rows.names["quarter"]))
    return pd.DataFrame({
        **groups.names, "repeats": repeats, "attained": repeats, "while_open": groups.count(rows["is_repeat_while_open"] == 1),
        "n": dated, "of": groups.sizes, **describe_shares(repeats.tolist(), dated.tolist()),
    })  # fmt: skip
