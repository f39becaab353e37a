"""Teams beside each other without a ranking: whose median lies further from that of all incidents than its n explains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.metrics.estimates import Sample, known
from analytics.metrics.filters import NOT_STATED, Filters
from analytics.metrics.grouping import fetch, group_sql
from analytics.metrics.measures import Measure
from analytics.stats.quantiles import median_funnel, median_interval
from analytics.store.database import Cursor

USUAL, RARE = 0.95, 0.998
"""One team in twenty lies outside of the first limits by chance alone, one in five hundred outside of the second."""
POINTS = 32
"""How many n a limit is worked out for: enough for a smooth curve."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """`teams`: team, median with its interval, n, of, and the limits at its own n (usual_low … rare_high). `curves`: n and the limits.

    `median`: of all `n` incidents with a value, of the `of` in the selection; `unassigned` of the `n` name no team.
    """

    teams: pd.DataFrame
    curves: pd.DataFrame
    median: float | None
    n: int
    of: int
    unassigned: int


def compute_team_funnel(cursor: Cursor, filters: Filters, measure: Measure) -> Funnel:
    """Each team's median of a duration, and the limits between which the median of so many incidents stays by chance alone.

    The limits draw from all incidents of the selection that state the time, also from those that name no team.
    """
    aggregates = "count(value) AS n, count(present) AS of, list(value) FILTER (value IS NOT NULL) AS values"
    frame = fetch(cursor, group_sql(("team",), f"s.{measure} AS value", aggregates), filters)
    samples = [known(values) for values in frame["values"]]
    pooled = np.concatenate([np.empty(0), *samples])
    overall = median_interval(pooled)
    is_named = ((frame["team"] != NOT_STATED) & (frame["n"] > 0)).tolist()
    teams = _with_medians(
        frame.loc[is_named, ["team", "n", "of"]], [s for s, named in zip(samples, is_named, strict=True) if named]
    )
    counts = teams["n"].tolist()
    sizes = _sizes(counts)
    return Funnel(
        teams.assign(**_limits(pooled, counts)), pd.DataFrame({"n": sizes, **_limits(pooled, sizes)}), overall.value, overall.n,
        int(frame["of"].sum()), overall.n - sum(counts),
    )  # fmt: skip


def _with_medians(teams: pd.DataFrame, samples: list[Sample]) -> pd.DataFrame:
    medians = [median_interval(sample) for sample in samples]
    ends = {
        "median": [m.value for m in medians],
        "median_low": [m.low for m in medians],
        "median_high": [m.high for m in medians],
    }
    arrays = {name: np.array(values, dtype=np.float64) for name, values in ends.items()}
    return teams.reset_index(drop=True).assign(**arrays)


def _limits(pooled: Sample, sizes: list[int]) -> dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    usual, rare = (median_funnel(pooled, sizes, level=level) for level in (USUAL, RARE))
    return {"usual_low": usual[0], "usual_high": usual[1], "rare_low": rare[0], "rare_high": rare[1]}


def _sizes(counts: list[int]) -> list[int]:
    """From one incident to somewhat more than the largest team has, closer together where the limits bend most."""
    if not counts:
        return []
    return sorted({round(size) for size in np.geomspace(1, max(counts) * 1.15 + 1, POINTS)})
