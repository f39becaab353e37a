"""Where the clock went: the hours of incidents, split into noticing, mending and tidying up."""

from __future__ import annotations

import pandas as pd

from analytics.metrics.filters import Filters
from analytics.metrics.grouping import DIMENSIONS, By, fetch, group_sql
from analytics.store.database import Cursor

PHASES = {"detecting": "ttd", "mitigating": "ttm - ttd", "resolving": "ttr - ttm"}
"""What each phase takes of an incident's time, in the order in which they follow each other."""

_ALL = "s.ttd IS NOT NULL AND s.ttm IS NOT NULL AND s.ttr IS NOT NULL"
_IN_ORDER = "0 <= s.ttd AND s.ttd <= s.ttm AND s.ttm <= s.ttr"
_SUMS = ", ".join(f"fsum({minutes}) FILTER (is_told) AS {phase}" for phase, minutes in PHASES.items())
_AGGREGATES = f"""{_SUMS}, count(*) FILTER (is_told) AS n, count(present) AS of,
    count(*) FILTER (present AND is_told IS NULL) AS missing, count(*) FILTER (NOT is_told) AS impossible"""


def compute_clock_shares(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
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
    wide = group_sql(by, f"s.ttd, s.ttm, s.ttr, CASE WHEN {_ALL} THEN {_IN_ORDER} END AS is_told", _AGGREGATES)
    return fetch(cursor, _long_sql(wide, by), filters)


def _long_sql(wide: str, groups: By) -> str:
    names = "".join(f"{group}, " for group in groups)
    order = "".join(f"{DIMENSIONS[group].order}, " for group in groups)
    rows = " UNION ALL ".join(
        f"SELECT {names} '{phase}' AS phase, {place} AS place, {phase} AS minutes, "
        f"{phase} / nullif({' + '.join(PHASES)}, 0) AS share, n, of, missing, impossible FROM wide"
        for place, phase in enumerate(PHASES)
    )
    return f"WITH wide AS MATERIALIZED ({wide}) SELECT * EXCLUDE (place) FROM ({rows}) ORDER BY {order} place"
