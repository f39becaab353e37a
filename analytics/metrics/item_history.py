"""What became of the action items of one incident, from their first appearance on."""

from __future__ import annotations

import pandas as pd

from analytics.metrics.filters import EVERYTHING, Filters
from analytics.metrics.grouping import fetch
from analytics.store.database import Cursor

_SQL = """SELECT h.item_key, h.number, h.action, h.item_ordinal IS NULL AS is_gone, h.line,
        timezone($zone, c.changed_at)::DATE AS changed_on, c.field, c.old, c.new, c.basis, c.revision,
        row_number() OVER (PARTITION BY h.item_key, c.field ORDER BY c.ordinal) AS turn
    FROM action_item_histories h LEFT JOIN action_item_changes c USING (item_key)
    WHERE h.incident_key = $incident_key
    ORDER BY h.item_ordinal NULLS LAST, h.removed_at, h.item_key, c.ordinal"""


def list_item_changes(cursor: Cursor, _filters: Filters, incident_key: str, zone: str) -> pd.DataFrame:
    """One row for each change of an action item of the incident, and one for an item of which none is known: first those that stand in
    the document, in its order, then those that left it. Nothing where no history is known.

    Returns: item_key, number, action (as it reads now, or read last), is_gone, line, changed_on (a day in `zone`; NULL where it is not
    known), field (NULL where no change is known), old, new, basis, revision (of the commit), turn (the how manieth change of its field).
    """
    return fetch(cursor, _SQL, EVERYTHING, incident_key=incident_key, zone=zone)
