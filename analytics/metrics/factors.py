"""What contributed. An incident may tick several factors, so shares add to more than 1."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from analytics.metrics.filters import SELECTED_QUARTERS, Filters
from analytics.metrics.grouping import DIMENSIONS, By, fetch, group_sql
from analytics.metrics.rows import Rows, of_incidents
from analytics.metrics.ticked import NOT_RECORDED, share_ticked
from analytics.model import FACTORS
from analytics.stats.many import adjust
from analytics.stats.shares import compare_shares
from analytics.store.database import Cursor

SUPPORT = 3
"""A pair seen in fewer incidents gets no lift."""
QUARTERS_BEFORE = 4
"""Beside the quarter before, a factor's share is compared with these together: over a year no season decides."""

_BITS = {factor: 1 << place for place, factor in enumerate(FACTORS)}
_PAIRS = ", ".join(f"('{a}', '{b}', {_BITS[a]}, {_BITS[b]})" for a, b in combinations(sorted(FACTORS), 2))
_WITH = "coalesce(list_sum([kind.value FOR kind IN kinds IF kind.key & {bits} = {bits}]), 0)::BIGINT"


@of_incidents
def compute_factor_shares(rows: Rows, by: By = ()) -> pd.DataFrame:
    """How often each contributing factor is ticked.

    Formula: incidents with the factor / incidents with any factor recorded
    Population: all incidents of the selection
    Missing: an incident without any factor ticked is "not recorded": out of the denominator, shown as a bar of its own
    Unit: share

    Returns: the groups, then factor, incidents, attained (the same), n (incidents with any factor), of (incidents of the group),
    share with its interval; every factor has its row; the last row of a group is 'not recorded', with n = of.
    """
    return share_ticked(rows, "factor", FACTORS, by, every=True)


def compute_factor_pairs(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Factors that are ticked together.

    Formula: incidents with both; lift = share with both / (share with one × share with the other), of incidents with any factor
    Population: all incidents of the selection
    Missing: an incident without any factor is left out; a pair seen in fewer than 3 incidents gets no lift
    Unit: count

    Returns: the groups, then first, second (in alphabetical order), incidents, n (incidents with any factor), of, with_first and
    with_second (incidents with each), expected (if they were independent), lift, p_value (of independence, corrected for the number of
    pairs). Each pair that comes together in the selection has a row in every group.
    """
    # Incidents that tick the same boxes are counted together: some dozens of kinds, whatever the number of incidents.
    kinds = group_sql(
        by, "s.factor_bits AS bits", "map_entries(histogram(bits)) AS kinds, count(bits) AS n, count(present) AS of"
    )
    names = "".join(f"{group}, " for group in by)
    order = "".join(f"{DIMENSIONS[group].order}, " for group in by)
    sql = f"""WITH grouped AS MATERIALIZED ({kinds}), pairs AS (
            SELECT {names} first, second, {_WITH.format(bits="(a | b)")} AS incidents, n, of,
                {_WITH.format(bits="a")} AS with_first, {_WITH.format(bits="b")} AS with_second,
                with_first * with_second / nullif(n, 0) AS expected
            FROM grouped CROSS JOIN (VALUES {_PAIRS}) AS named (first, second, a, b))
        SELECT *, CASE WHEN incidents >= {SUPPORT} THEN incidents / expected END AS lift
        FROM pairs QUALIFY sum(incidents) OVER (PARTITION BY first, second) > 0
        ORDER BY {order} incidents DESC, first, second"""
    return _with_chance(fetch(cursor, sql, filters))


def _with_chance(pairs: pd.DataFrame) -> pd.DataFrame:
    """Adds p_value: Fisher's exact test of the two boxes, corrected for how many pairs are looked at (Benjamini and Hochberg 1995)."""
    rows = zip(*(pairs[name].astype(int).tolist() for name in ("incidents", "with_first", "with_second", "n")), strict=True)
    values = [compare_shares(second - both, n - first, both, first).p for both, first, second, n in rows]
    return pairs.assign(p_value=np.array(adjust(values), dtype=np.float64))


def compute_factor_change(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """How the share of each contributing factor changes from quarter to quarter.

    Formula: share in the newest quarter of the selection − share in earlier quarters: in the quarter before, and in the four
        quarters before together; a share is incidents with the factor / incidents with any factor recorded
    Population: the incidents of these quarters that the other filters leave; whole quarters, those before the selection too
    Missing: an incident without a quarter or without any factor ticked is left out; a quarter without incidents that record a
        factor has no share and no change
    Unit: share

    Returns: the groups, then quarter, factor, compared_with (`2026Q2`, `2025Q3/2026Q2`; NULL where the corpus begins with the
    quarter), incidents, attained (the same), n, of, share_now with its interval, incidents_before, n_before, share_before,
    change. Grouped by quarter, every quarter of the selection is compared with those before it.
    """
    groups = [group for group in by if group not in ("factor", "quarter")]
    selected = fetch(cursor, f"SELECT quarter {SELECTED_QUARTERS} ORDER BY quarter", filters)["quarter"]
    history = replace(filters, quarter_from=None, quarter_to=None, since=None, until=None)
    shares = compute_factor_shares(cursor, history, (*groups, "quarter"))
    shown = set(selected if "quarter" in by else selected.tail(1))
    found = [change for past in _by_factor(shares, groups) for change in _changes(past) if change["quarter"] in shown]
    found.sort(key=lambda change: (*(change[group] for group in groups), change["quarter"], change["factor"]))
    names = [
        *groups,
        "quarter",
        "factor",
        "compared_with",
        "incidents",
        "attained",
        "n",
        "of",
        "share_now",
        "share_low",
        "share_high",
    ]
    frame = pd.DataFrame(found, columns=[*names, "incidents_before", "n_before", "share_before", "change"])
    return frame.rename(columns={"share_low": "share_now_low", "share_high": "share_now_high"})


Record: TypeAlias = dict[Any, Any]


def _by_factor(shares: pd.DataFrame, groups: By) -> Iterable[list[Record]]:
    """The quarters of each factor, in order."""
    told = defaultdict(list)
    for row in shares.to_dict("records"):
        if row["factor"] != NOT_RECORDED:
            told[*(row[group] for group in groups), row["factor"]].append(row)
    return told.values()


def _changes(quarters: list[Record]) -> Iterator[Record]:
    """Each quarter against the one before and against several before; once where these are the same."""
    for place, now in enumerate(quarters):
        for start in dict.fromkeys(max(place - length, 0) for length in (1, QUARTERS_BEFORE)):
            yield {**now, "share_now": now["share"], **_before(quarters[start:place], now["share"])}


def _before(past: list[Record], share_now: float) -> Record:
    if not past:
        return dict.fromkeys(("compared_with", "incidents_before", "n_before"), None) | {
            "share_before": math.nan,
            "change": math.nan,
        }
    incidents, n = sum(row["incidents"] for row in past), sum(row["n"] for row in past)
    share = incidents / n if n else math.nan
    compared = "/".join(dict.fromkeys((past[0]["quarter"], past[-1]["quarter"])))
    return {
        "compared_with": compared,
        "incidents_before": incidents,
        "n_before": n,
        "share_before": share,
        "change": share_now - share,
    }
