"""One small corpus whose every number can be worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from analytics.settings import DurationTargets, HorizonTargets, Settings, Targets
from analytics.store.database import Cursor

SETTINGS = Settings(
    targets=Targets(
        ttr=DurationTargets(P0=30, P1=50),
        action_completion=HorizonTargets(immediate=0.95),
        detected_internally=0.8,
        postmortem_lag=10,
    )
)
"""P2 to P4 have no target for the time to resolve."""

INCIDENTS: list[dict[str, Any]] = [
    {"incident_key": "a", "incident_id": "INC-1", "title": "Queue backlog", "incident_date": date(2026, 1, 10), "severity": "P0",
     "team": "Payments", "status": "final", "time_to_detect_min": 5.0, "time_to_resolve_min": 10.0, "users_affected": 100,
     "revenue_impact": 1000.0, "revenue_currency": "USD", "sla_breach_min": 0.0, "false_positives": 0},
    {"incident_key": "b", "incident_id": "INC-2", "title": "Queue backlog again", "incident_date": date(2026, 1, 20),
     "severity": "P1", "team": "Payments", "status": "final", "time_to_detect_min": 4.0, "time_to_resolve_min": 60.0,
     "users_affected": 50, "revenue_impact": 500.0, "revenue_currency": "EUR", "sla_breach_min": 30.0, "false_positives": 3},
    {"incident_key": "c", "incident_date": date(2026, 2, 1), "severity": "P1", "status": "draft"},
    {"incident_key": "d", "incident_date": date(2026, 8, 1), "severity": "P2", "team": "Search", "time_to_resolve_min": 200.0,
     "revenue_impact": 20.0, "revenue_currency": "USD"},
    {"incident_key": "e", "incident_date": date(2026, 9, 1), "team": "Search", "status": "in_review", "time_to_resolve_min": 100.0,
     "revenue_impact": 7.0},
]  # fmt: skip
"""Three in 2026Q1 (one of them open, without a team), none in Q2, two in Q3 (one without a severity)."""


@pytest.fixture
def corpus(open_rows: Callable[..., Cursor]) -> Cursor:
    return open_rows(SETTINGS, incidents=INCIDENTS)


@pytest.fixture
def nothing(open_rows: Callable[..., Cursor]) -> Cursor:
    """A store into which no incident was ever read."""
    return open_rows(SETTINGS)
