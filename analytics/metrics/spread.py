"""How durations spread: single incidents, their distribution on logarithmic bins, and how few of them make most of the hours."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from analytics.metrics.filters import SELECTED, Filters
from analytics.metrics.grouping import fetch
from analytics.metrics.measures import WITHIN, Measure
from analytics.store.database import Cursor

BINS_PER_DECADE = 6
SHORTEST_BIN = 0.5

_LISTED = """
    SELECT s.incident_key, s.incident_id, s.title, s.quarter, s.team, s.severity, s.occurred_on, s.{measure} AS minutes,
        {target} AS target
    FROM selected s WHERE s.{measure} IS NOT NULL"""
_DOTS = (
    "{listed} AND s.quarter IS NOT NULL AND (SELECT count({measure}) FROM selected) <= $most ORDER BY s.quarter, s.incident_key"
)
_BINS = """
    SELECT floor(log10(greatest(value, $shortest)) * $per_decade)::INTEGER AS bin, count(*) AS n,
        count(*) FILTER (value {within} target) AS attained, count(target) AS judged
    FROM (SELECT {measure} AS value, {target} AS target FROM selected WHERE {measure} IS NOT NULL)
    GROUP BY bin ORDER BY bin"""
_LONGEST = """
    SELECT incident_key, incident_id, title, team, severity, occurred_on, {measure} AS minutes
    FROM selected WHERE {measure} IS NOT NULL ORDER BY {measure} DESC, incident_key LIMIT $most"""
_HALF = """
    SELECT count(*) AS n, any_value(total) AS total, 1 + count(*) FILTER (running < 0.5 * total) AS for_half
    FROM (SELECT sum({measure}) OVER (ORDER BY {measure} DESC ROWS UNBOUNDED PRECEDING) AS running, sum({measure}) OVER () AS total
          FROM selected WHERE {measure} IS NOT NULL)"""


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
    return fetch(cursor, SELECTED + _DOTS.format(listed=_listed(measure), measure=measure), filters, most=most)


def compute_histogram(cursor: Cursor, filters: Filters, measure: Measure) -> pd.DataFrame:
    """Incidents on logarithmic bins, none missing between the first and the last: low, high (minutes), n, attained, judged.

    Values below half a minute stand in the first bin.
    """
    bins = _BINS.format(measure=measure, target=_target(measure), within=WITHIN[measure])
    frame = fetch(cursor, SELECTED + bins, filters, shortest=SHORTEST_BIN, per_decade=BINS_PER_DECADE)
    if frame.empty:
        return frame.assign(low=[], high=[])
    whole = frame.set_index("bin").reindex(range(frame["bin"].min(), frame["bin"].max() + 1), fill_value=0).reset_index()
    return whole.assign(low=10 ** (whole["bin"] / BINS_PER_DECADE), high=10 ** ((whole["bin"] + 1) / BINS_PER_DECADE))


def compute_concentration(cursor: Cursor, filters: Filters, measure: Measure, most: int) -> Concentration:
    """How many of the longest incidents make half of all minutes; the `most` longest of them by name.

    `top`: incidents (1, 2, 3 …), incident_key, incident_id, title, team, severity, occurred_on, minutes, cumulative_share.
    """
    half = fetch(cursor, SELECTED + _HALF.format(measure=measure), filters).iloc[0]
    top = fetch(cursor, SELECTED + _LONGEST.format(measure=measure), filters, most=most)
    total = float(half["total"])
    top.insert(0, "incidents", range(1, len(top) + 1))
    top["cumulative_share"] = top["minutes"].cumsum() / (total or math.nan)
    if top.empty:
        return Concentration(top, None, 0, None)
    # Of no time at all, nothing makes half.
    return Concentration(top, int(half["for_half"]) if total else None, int(half["n"]), total)


def _listed(measure: Measure) -> str:
    return _LISTED.format(measure=measure, target=_target(measure))


def _target(measure: Measure) -> str:
    return "NULL::DOUBLE" if measure == "duration" else f"{measure}_target"
