"""What the organisation wants to reach."""

from __future__ import annotations

import pandas as pd

from analytics.metrics.filters import Filters
from analytics.store.database import Cursor


def list_targets(cursor: Cursor, _filters: Filters) -> pd.DataFrame:
    """Every target, whatever the filters: metric, severity, horizon, target (minutes, days or share), basis (settings, default)."""
    sql = """SELECT metric, severity, horizon, target, basis FROM targets
        ORDER BY list_position(['ttd', 'tta', 'ttm', 'ttr'], metric) NULLS LAST, metric, severity NULLS FIRST, horizon NULLS FIRST"""
    return cursor.execute(sql).df()
