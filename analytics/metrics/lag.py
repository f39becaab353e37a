"""How long a document takes to become final."""

from __future__ import annotations

import pandas as pd

from analytics.metrics.estimates import describe_durations, describe_shares, known
from analytics.metrics.filters import Filters
from analytics.metrics.grouping import By, fetch, group_sql
from analytics.store.database import Cursor


def compute_postmortem_lag(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Days from the end of an incident until its postmortem was signed off.

    Formula: last signature's date (else the review meeting's) − date of resolution; median, mean and 90th percentile
    Population: all incidents of the selection whose document is final
    Clock: resolved → document final
    Fallback: the last signature, else the review meeting
    Missing: a document that is not final, or has neither signature nor review date nor resolution, is left out and counted in
        "of"
    Unit: days

    Returns: the groups, then median, mean and p90 with their intervals, n, of, target (days; NULL where none is
    set), judged, attained, share.
    """
    columns = """s.lag_days::DOUBLE AS value, (SELECT target FROM targets WHERE metric = 'postmortem_lag') AS goal"""
    aggregates = """count(value) AS n, count(present) AS of, max(goal) AS target,
        count(*) FILTER (value IS NOT NULL AND goal IS NOT NULL) AS judged, count(*) FILTER (value <= goal) AS attained,
        list(value) FILTER (value IS NOT NULL) AS values"""
    frame = fetch(cursor, group_sql(by, columns, aggregates), filters)
    samples = [known(values) for values in frame.pop("values")]
    return frame.assign(**describe_durations(samples), **describe_shares(frame["attained"].tolist(), frame["judged"].tolist()))
