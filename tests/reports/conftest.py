"""Reviews of real stores: the sample, and corpora that are emptier, smaller or wilder than anybody plans for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from analytics.reports.outline import compose_outline
from analytics.reports.records import Outline
from analytics.store.database import Store
from tests.conftest import MakeStore
from tests.handmade import Row

Compose = Callable[..., Outline]

LONG = "Every card of every customer is refused in every region " * 6
TITLES = (
    LONG[:300],
    "خدمة الدفع ترفض كل البطاقات في جميع المناطق منذ الصباح",
    "決済サービスがすべてのカードを拒否し、注文が一日中止まりました" * 5,
    "<script>alert('x')</script> & <img src=x onerror=alert(1)> \"quoted\"",
    '=HYPERLINK("x") | a pipe, `code`, *stars*, [link](x), # hash and \\ slash',
    "Unbroken" * 30,
)


def compose(store: Store, quarter: str | None = None, **asked: Any) -> Outline:
    """The outline of a store's current snapshot."""
    with store.cursor() as cursor:
        return compose_outline(cursor, store.info(), quarter, **asked)


def incident(number: int, day: date, **fields: Any) -> Row:
    times = {f"time_to_{name}_min": 5.0 * number for name in ("detect", "acknowledge", "mitigate", "resolve")}
    given = {"incident_id": f"INCIDENT-{day}-{number:03}", "title": f"Incident {number}", "severity": "P1", "team": "Payments"}
    return {"incident_key": f"key-{number}", "incident_date": day, **given, **times, **fields}


def item(number: int, key: str, **fields: Any) -> Row:
    given = {"action": f"Do thing {number}", "owner": "@payments-oncall", "status": "pending", "horizon": "immediate"}
    return {"incident_key": key, "due_date": date(2026, 7, 1) + timedelta(days=number % 60), **given, **fields}


@pytest.fixture
def wild(make_store: MakeStore) -> Store:
    """Titles of 300 characters, in Arabic and Japanese, with markup and formulas; 100 open action items."""
    incidents = [
        incident(n, date(2026, 2 + n % 7, 3 + n), title=TITLES[n % len(TITLES)], team=TITLES[n % 3][:60] if n % 2 else "A|B <i>",
                 summary=TITLES[n % len(TITLES)] * 3, root_cause=TITLES[(n + 1) % len(TITLES)])
        for n in range(1, 21)
    ]  # fmt: skip
    items = [item(n, f"key-{1 + n % 20}", action=f"{n} {TITLES[n % len(TITLES)]}", owner=TITLES[n % 3][:40]) for n in range(100)]
    return make_store(
        incidents=incidents, action_items=items,
        contributing_factors=[{"incident_key": f"key-{n}", "factor": "testing"} for n in range(1, 15)],
        detection_methods=[{"incident_key": f"key-{n}", "method": "automated_alert"} for n in range(1, 18)],
    )  # fmt: skip
