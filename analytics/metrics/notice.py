"""Would we notice? What the corpus's own durations say about how small a change its numbers could show."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

import numpy as np
import pandas as pd

from analytics.metrics.estimates import Sample, known
from analytics.metrics.filters import Filters
from analytics.metrics.grouping import fetch, group_sql
from analytics.metrics.measures import Measure
from analytics.stats.notice import detection_rates, incidents_needed, naive_median
from analytics.store.database import Cursor

RESAMPLES, RESAMPLES_OF_SEARCH = 2000, 200
"""The search for a number of incidents draws afresh at each step: fewer resamples give it within about a tenth."""

MOST_VALUES = 1000
"""What quarters are drawn from: more values change no rate that 2,000 resamples could show."""


@dataclass(frozen=True, slots=True)
class Pool:
    """The values of a duration (minutes), how many a quarter has (the middle quarter), and the target where all share one.

    `of`: how many values there are; of more than MOST_VALUES the pool holds that many, evenly spaced from the shortest to the longest.
    """

    values: tuple[float, ...]
    a_quarter: int
    target: float | None
    of: int


def compute_pool(cursor: Cursor, filters: Filters, measure: Measure) -> Pool:
    """The durations of the selection from which quarters are drawn; incidents without a date are left out."""
    columns = f"s.{measure} AS value, s.{measure}_target AS target"
    aggregates = "list(value) FILTER (value IS NOT NULL) AS values, count(value) AS n, min(target) AS low, max(target) AS high"
    frame = fetch(cursor, group_sql(("quarter",), columns, aggregates), filters)
    values = np.concatenate([np.empty(0), *map(known, frame["values"])])
    counts = [int(n) for n in frame["n"] if n]
    low, high = frame["low"].min(), frame["high"].max()
    return Pool(
        tuple(_thin_out(values).tolist()),
        round(median(counts)) if counts else 0,
        float(low) if low == high else None,
        values.size,
    )


def _thin_out(values: Sample) -> Sample:
    """Quantiles of as many values as a resample can tell apart: the same for the same values, in whatever order they come."""
    if values.size <= MOST_VALUES:
        return values
    places = ((np.arange(MOST_VALUES) + 0.5) * values.size / MOST_VALUES).astype(np.intp)
    return np.sort(values)[places]


def compute_notice(pool: Pool, ratio: float, n: int) -> pd.DataFrame:
    """How often each statistic would notice that durations are multiplied by `ratio`, between two quarters of `n` incidents.

    Returns: statistic, rate (0 to 1; with ratio 1 the rate of false alarms), needed (incidents a quarter for four times in five; NULL
    above 5,000 or where nothing changes).
    """
    values = np.asarray(pool.values)
    rates = detection_rates(values, n, n, ratio, target=pool.target, resamples=RESAMPLES)
    needed = {} if ratio == 1 else incidents_needed(values, ratio, target=pool.target, resamples=RESAMPLES_OF_SEARCH)
    rows = [(statistic, rate, needed.get(statistic)) for statistic, rate in rates.items()]
    frame = pd.DataFrame(rows, columns=["statistic", "rate", "needed"])
    return frame.astype({"rate": "float64", "needed": "Int64"})


def compute_wobble(pool: Pool, n: int) -> float | None:
    """How often (0 to 1) the median moves by a fifth or more between two quarters of `n` incidents, with nothing changed."""
    return naive_median(np.asarray(pool.values), n, n, resamples=RESAMPLES)
