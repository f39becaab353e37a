"""Teams beside each other without a ranking: whose median lies further from that of all incidents than its n explains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.metrics.estimates import Sample
from analytics.metrics.filters import NOT_STATED
from analytics.metrics.measures import Measure
from analytics.metrics.rows import Groups, Rows, of_incidents
from analytics.stats.quantiles import median_funnel, median_interval

USUAL, RARE = 0.95, 0.998
"""One team in twenty lies outside of the first limits by chance alone, one in five hundred outside of the second."""
FEWEST = 20
"""The limits draw from all incidents of the selection: of fewer than these they say nothing about chance, and so there are none."""
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


@of_incidents
def compute_team_funnel(rows: Rows, measure: Measure) -> Funnel:
    """Each team's median of a duration, and the limits between which the median of so many incidents stays by chance alone.

    The limits draw from all incidents of the selection that state the time, also from those that name no team.
    """
    groups = rows.by(("team",))
    samples, pooled = groups.samples(rows[measure]), rows[measure][~np.isnan(rows[measure])]
    overall = median_interval(pooled)
    named = [
        place
        for place, (team, known) in enumerate(zip(groups.names["team"], samples, strict=True))
        if team != NOT_STATED and known.size
    ]
    teams = _describe_teams(groups, [samples[place] for place in named], named)
    counts = teams["n"].tolist()
    sizes = _sizes(counts)
    return Funnel(
        teams.assign(**_limits(pooled, counts)), pd.DataFrame({"n": sizes, **_limits(pooled, sizes)}), overall.value, overall.n,
        len(rows), overall.n - sum(counts),
    )  # fmt: skip


def _describe_teams(groups: Groups, samples: list[Sample], places: list[int]) -> pd.DataFrame:
    medians = [median_interval(sample) for sample in samples]
    ends = {
        "median": [m.value for m in medians],
        "median_low": [m.low for m in medians],
        "median_high": [m.high for m in medians],
    }
    arrays = {name: np.array(values, dtype=np.float64) for name, values in ends.items()}
    counts = {"n": np.array([m.n for m in medians], dtype=np.int64), "of": groups.sizes[places]}
    return pd.DataFrame({"team": groups.names["team"][places], **counts, **arrays})


def _limits(pooled: Sample, sizes: list[int]) -> dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    if pooled.size < FEWEST:
        return {name: np.full(len(sizes), np.nan) for name in ("usual_low", "usual_high", "rare_low", "rare_high")}
    usual, rare = (median_funnel(pooled, sizes, level=level) for level in (USUAL, RARE))
    return {"usual_low": usual[0], "usual_high": usual[1], "rare_low": rare[0], "rare_high": rare[1]}


def _sizes(counts: list[int]) -> list[int]:
    """From one incident to somewhat more than the largest team has, closer together where the limits bend most."""
    if not counts:
        return []
    return sorted({round(size) for size in np.geomspace(1, max(counts) * 1.15 + 1, POINTS)})
