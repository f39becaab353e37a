"""The numbers of the Overview's cards, many in one statement: a query for each would cost more than the page has time for.

Each number is the one of its own metric in the registry; tests/metrics holds the two together.
"""

from __future__ import annotations

import pandas as pd

from analytics.metrics.estimates import with_cluster_intervals
from analytics.metrics.filters import ACTIONS, Filters
from analytics.metrics.grouping import By, fetch, group_sql
from analytics.metrics.measures import WITHIN, Measure
from analytics.store.database import Cursor

MEASURES: tuple[Measure, ...] = ("ttd", "tta", "ttm", "ttr")

_DURATION = """quantile_cont({m}, 0.5) AS {m}_median, favg({m}) AS {m}_mean, count({m}) AS {m}_n,
    CASE WHEN min({m}_target) = max({m}_target) THEN min({m}_target) END AS {m}_target,
    count(*) FILTER ({m} IS NOT NULL AND {m}_target IS NOT NULL) AS {m}_judged,
    count(*) FILTER ({m} {within} {m}_target) AS {m}_attained, list({m}) FILTER ({m} IS NOT NULL) AS {m}_values"""
_AGGREGATES = f"""count(present) AS of, count(*) FILTER (is_open) AS open, count(*) FILTER (is_severe) AS severe, count(is_severe) AS rated,
    {", ".join(_DURATION.format(m=measure, within=WITHIN[measure]) for measure in MEASURES)},
    count(*) FILTER (is_internal) AS internal, count(is_internal) AS internal_n,
    internal / nullif(internal_n, 0) AS internal_share,
    (SELECT target FROM targets WHERE metric = 'detected_internally') AS internal_target,
    CASE WHEN count(users) > 0 THEN fsum(users) END AS users, count(users) AS users_n"""
_COLUMNS = ", ".join(
    [
        "s.severity IN ('P0', 'P1') AS is_severe, s.is_internal, s.is_open, s.users_affected::DOUBLE AS users",
        *(f"s.{m}, s.{m}_target" for m in MEASURES),
    ]
)
_ACTIONS = """count(*) FILTER (status = 'complete') AS done, count(*) FILTER (present AND status IS DISTINCT FROM 'wont_do') AS n,
    done / nullif(n, 0) AS done_share,
    count(*) FILTER (outcome = 'on time') AS on_time, count(*) FILTER (outcome = 'closed, date unknown') AS closed_unknown,
    count(outcome) AS due, on_time / nullif(due, 0) AS on_time_share,
    (SELECT target FROM targets WHERE metric = 'action_on_time' AND horizon IS NULL) AS on_time_target,
    count(*) FILTER (is_overdue) AS overdue, count(*) FILTER (overdue_days > 30) AS long_overdue, max(overdue_days) AS oldest,
    count(*) FILTER (is_open) AS open, count(present) AS of"""
_IN_INCIDENTS = """, list(incident_number) FILTER (status = 'complete') AS done_in,
    list(incident_number) FILTER (present AND status IS DISTINCT FROM 'wont_do') AS n_in,
    list(incident_number) FILTER (outcome = 'on time') AS on_time_in, list(incident_number) FILTER (outcome IS NOT NULL) AS due_in"""


def compute_scorecard(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Incidents, their times, who found them and whom they hit.

    Returns: the groups, then of (incidents), open (no end stated), severe (P0 and P1) of rated (those with a severity), for each duration
    <measure>_median, _mean, _n, _target, _judged and _attained as in durations.py and _values (every value), internal of internal_n
    with internal_share and internal_target, users (stated, NULL where users_n is 0), users_n.
    """
    return fetch(cursor, group_sql(by, _COLUMNS, _AGGREGATES), filters)


def compute_samples(cursor: Cursor, filters: Filters, by: By = (), sources: tuple[str, ...] = ("",)) -> pd.DataFrame:
    """What verdicts compare, and nothing else: planning the whole scorecard takes longer than a page has for its titles.

    `sources`: "" for the durations that count, "stated_" and "timeline_" for those of one source.
    Returns: the groups, then of, severe, internal, internal_n as in compute_scorecard, and <source><measure>_values.
    """
    names = [f"{source}{measure}" for source in sources for measure in MEASURES]
    columns = "s.severity IN ('P0', 'P1') AS is_severe, s.is_internal, " + ", ".join(f"s.{name}" for name in names)
    aggregates = """count(present) AS of, count(*) FILTER (is_severe) AS severe, count(*) FILTER (is_internal) AS internal,
        count(is_internal) AS internal_n, """ + ", ".join(f"list({n}) FILTER ({n} IS NOT NULL) AS {n}_values" for n in names)
    return fetch(cursor, group_sql(by, columns, aggregates), filters)


def compute_action_scorecard(cursor: Cursor, filters: Filters, by: By = ()) -> pd.DataFrame:
    """Whether what was promised is done.

    Returns: the groups, then done of n (all − won't do) with done_share, on_time of due with on_time_share and on_time_target,
    closed_unknown (complete, without a date), overdue, long_overdue (for more than 30 days), oldest (days), open; without groups also
    the intervals of both shares, which a card's trend does not draw.
    """
    columns = "s.status, s.outcome, s.is_overdue, s.overdue_days, s.is_open, s.incident_number"
    if by:
        return fetch(cursor, group_sql(by, columns, _ACTIONS, ACTIONS), filters)
    frame = fetch(cursor, group_sql(by, columns, _ACTIONS + _IN_INCIDENTS, ACTIONS), filters)
    return with_cluster_intervals(frame, {"done_share": ("done", "n"), "on_time_share": ("on_time", "due")})
