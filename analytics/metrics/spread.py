"""How durations spread: single incidents, their distribution on logarithmic bins, and how few of them make most of the hours."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.metrics.durations import is_within
from analytics.metrics.filters import INCIDENTS, Filters
from analytics.metrics.grouping import fetch
from analytics.metrics.measures import Measure
from analytics.metrics.rows import Rows, of_incidents
from analytics.store.database import Cursor

BINS_PER_DECADE = 6
SHORTEST_BIN = 0.5

# These statements name their few columns at once: planning one that selects all of them first takes half as long again.
_KNOWN = f"FROM {INCIDENTS.table} s WHERE {INCIDENTS.conditions} AND s.{{measure}} IS NOT NULL"
_DOTS = f"""
    SELECT incident_key, incident_id, title, quarter, team, severity, occurred_on, {{measure}} AS minutes, {{measure}}_target AS target
    {_KNOWN} AND quarter IS NOT NULL AND (SELECT count(*) {_KNOWN}) <= $most ORDER BY quarter, incident_key"""
_LONGEST = f"""
    SELECT incident_key, incident_id, title, team, severity, occurred_on, {{measure}} AS minutes
    {_KNOWN} ORDER BY {{measure}} DESC, incident_key LIMIT $most"""


@dataclass(frozen=True, slots=True)
class Concentration:
    """`top`: the longest incidents with the cumulative share of all minutes. `for_half`: how many make half."""

    top: pd.DataFrame
    for_half: int | None
    n: int
    total_min: float | None


def compute_dots(cursor: Cursor, filters: Filters, measure: Measure, most: int) -> pd.DataFrame:
    """Every dated incident with the value, and how many minutes it took; no row where there are more than `most`.

    Returns: incident_key, incident_id, title, quarter, team, severity, occurred_on, minutes, target.
    """
    return fetch(cursor, _DOTS.format(measure=measure), filters, most=most)


@of_incidents
def compute_histogram(rows: Rows, measure: Measure) -> pd.DataFrame:
    """Incidents on logarithmic bins, none missing between the first and the last: bin, low, high (minutes), n, attained, judged.

    Values below half a minute stand in the first bin.
    """
    is_known = ~np.isnan(rows[measure])
    values, targets = rows[measure][is_known], rows[f"{measure}_target"][is_known]
    places = np.floor(np.log10(np.maximum(values, SHORTEST_BIN)) * BINS_PER_DECADE).astype(np.int64)
    first, last = (places.min(), places.max()) if places.size else (0, -1)
    bins = np.arange(first, last + 1)
    masks = {
        "n": np.ones(places.shape, dtype=bool),
        "attained": is_within(values, targets, measure),
        "judged": ~np.isnan(targets),
    }
    counts = {name: np.bincount(places[mask] - first, minlength=bins.size) for name, mask in masks.items()}
    return pd.DataFrame(
        {"bin": bins, "low": 10 ** (bins / BINS_PER_DECADE), "high": 10 ** ((bins + 1) / BINS_PER_DECADE), **counts}
    )


def compute_concentration(cursor: Cursor, filters: Filters, measure: Measure, most: int) -> Concentration:
    """How many of the longest incidents make half of all minutes; the `most` longest of them by name.

    `top`: incidents (1, 2, 3 …), incident_key, incident_id, title, team, severity, occurred_on, minutes, cumulative_share.
    """
    top = fetch(cursor, _LONGEST.format(measure=measure), filters, most=most)
    minutes = fetch(cursor, f"SELECT {measure} AS minutes {_KNOWN.format(measure=measure)}", filters)["minutes"]
    values = np.sort(minutes.to_numpy(dtype=np.float64))[::-1]
    total = float(values.sum())
    top.insert(0, "incidents", range(1, len(top) + 1))
    top["cumulative_share"] = top["minutes"].cumsum() / (total or math.nan)
    if top.empty:
        return Concentration(top, None, 0, None)
    # Of no time at all, nothing makes half.
    for_half = 1 + int(np.searchsorted(np.cumsum(values), 0.5 * total, side="left"))
    return Concentration(top, for_half if total else None, values.size, total)
