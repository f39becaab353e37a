"""What needs somebody's attention now: a list of single things to open, the gravest of each kind first."""

from __future__ import annotations

import pandas as pd

from analytics.metrics.filters import SELECTED_ATTENTION, Filters
from analytics.metrics.grouping import fetch
from analytics.store.database import Cursor

# The smallest positions of each kind take half of the time that numbering all of its rows does.
_SQL = f"""{SELECTED_ATTENTION}, gravest AS (
        SELECT count(*) AS total, min(position, $limit) AS positions FROM selected GROUP BY kind
    ), ranked AS (SELECT unnest(positions) AS position, generate_subscripts(positions, 1) AS rank, total FROM gravest)
    SELECT kind, incident_key, incident_id, title, team, severity, days, detail, owner, source_path, line, total
    FROM ranked JOIN attention_items USING (position) ORDER BY rank, kind_order LIMIT $limit"""


def compute_attention(cursor: Cursor, filters: Filters, limit: int = 6) -> pd.DataFrame:
    """At most `limit` things to look at, taken from each kind in turn so that one kind cannot hide another.

    Kinds: overdue_action (open past its due date, of a P0 or P1; days overdue, detail is the action), repeat_while_open (within 90 days of
    an incident of the same team with the same factors, or that it names, of which an action was open; detail is that one, days the
    distance), no_immediate_action (a P0 or P1, past its draft, that promises nothing for the same week), moved_promise (an open item put
    off more than twice; days holds how often, detail is the action), impossible_time (detail is the diagnostic), repeat (within 90 days of
    a related incident; detail is that one's id, days the distance), open_incident (no end stated after 7 days), old_draft (still a draft
    after 30 days).
    Returns: kind, incident_key, incident_id, title, team, severity, days, detail, owner, source_path, line, total (of the kind).
    """
    return fetch(cursor, _SQL, filters, limit=limit)
