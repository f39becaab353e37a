"""Where the clock went: the hours of incidents, split into noticing, mending and tidying up."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.metrics.grouping import By
from analytics.metrics.rows import Rows, of_incidents

PHASES = ("detecting", "mitigating", "resolving")
"""What takes an incident's time, in the order in which they follow each other."""


@of_incidents
def compute_clock_shares(rows: Rows, by: By = ()) -> pd.DataFrame:
    """Share of all hours of incidents that each phase took: detecting, mitigating, resolving.

    Formula: sum of the phase's minutes / sum of the minutes to resolve; detecting is the time to detect, mitigating the time to mitigate
        less that, resolving the time to resolve less the time to mitigate
    Population: the incidents of the selection that give all three times in a possible order
    Clock: impact start → detected → user impact ended → service restored; as the authors state it, else from the timeline
    Missing: an incident that gives only some of the three times is left out, and so is one whose times contradict that order; both are
        counted in "of"
    Unit: share

    Returns: the groups, then phase, minutes, share (NULL where n is 0 or no minute passed), n, of, missing, impossible (these two
    and n add up to of). Each group has a row for every phase.
    """
    groups, times = rows.by(by), np.stack([np.zeros(len(rows)), rows["ttd"], rows["ttm"], rows["ttr"]])
    phases = np.diff(times, axis=0)
    is_stated, is_possible = np.logical_and.reduce(~np.isnan(phases)), np.logical_and.reduce(phases >= 0)
    minutes = np.array([groups.sums(np.where(is_possible, phase, np.nan)) for phase in phases])
    total = np.nansum(minutes, axis=0)
    counts = {
        "n": groups.count(is_possible), "of": groups.sizes, "missing": groups.count(~is_stated),
        "impossible": groups.count(is_stated & ~is_possible),
    }  # fmt: skip
    return pd.DataFrame({
        **{name: np.repeat(values, len(PHASES)) for name, values in groups.names.items()}, "phase": PHASES * len(total),
        "minutes": minutes.T.ravel(), "share": np.divide(minutes, total, out=np.full(minutes.shape, np.nan), where=total > 0).T.ravel(),
        **{name: np.repeat(values, len(PHASES)) for name, values in counts.items()},
    })  # fmt: skip
