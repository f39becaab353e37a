"""Every page on corpora that are smaller, emptier or more uniform than anybody plans for: it says what it can and claims nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from analytics.store.database import Store
from tests.handmade import Row, publish_rows
from tests.pages.conftest import OpenPage
from tests.pages.test_pages import PAGES, assert_sound, texts

Tables = Mapping[str, Sequence[Row]]


def incident(number: int, **fields: Any) -> Row:
    times = {f"time_to_{name}_min": 30.0 for name in ("detect", "acknowledge", "mitigate", "resolve")}
    given = {"incident_date": date(2026, 8, 1 + number % 28), "severity": "P1", "team": "Payments", **times}
    return {"incident_key": str(number), "title": f"Incident {number}", **given, **fields}


CORPORA: dict[str, Tables] = {
    "one incident": {"incidents": [incident(1)]},
    "one incident that says nothing": {"incidents": [{"incident_key": "1"}]},
    "all durations 0": {
        "incidents": [
            incident(n, incident_date=date(2026, 2 + n % 8, 3), time_to_resolve_min=0.0, time_to_detect_min=0.0)
            for n in range(80)
        ]
    },
    "one quarter": {"incidents": [incident(n, time_to_resolve_min=10.0 + n) for n in range(30)]},
    "no severities and no teams": {
        "incidents": [incident(n, severity=None, team=None, incident_date=date(2026, 2 + n % 8, 3)) for n in range(40)]
    },
    "none in the quarter before": {
        "incidents": [incident(100, incident_date=date(2026, 2, 1)), *(incident(n) for n in range(20))]
    },
    "none in the newest quarter": {
        "incidents": [incident(1), *(incident(2 + n, team="Search", incident_date=date(2026, 5, 1)) for n in range(9))]
    },
}
WITH_NUMBERS = [title for title in PAGES if title not in ("Incidents", "Definitions")]


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Store]:
    return {name: publish_rows(tmp_path_factory.mktemp("degenerate") / "store", tables) for name, tables in CORPORA.items()}


@pytest.mark.parametrize("title", WITH_NUMBERS)
@pytest.mark.parametrize("corpus", CORPORA)
def test_every_page_stands(corpus: str, title: str, stores: dict[str, Store], open_page: OpenPage) -> None:
    query = {"team": "Search"} if corpus == "none in the newest quarter" else {}
    app = open_page(stores[corpus], PAGES[title], **query)
    assert_sound(app)
    assert not re.search(r"\b(nan|None|NaT|inf)\b", texts(app))


def test_without_a_date_the_overview_says_what_is_missing(stores: dict[str, Store], open_page: OpenPage) -> None:
    shown = texts(open_page(stores["one incident that says nothing"], PAGES["Overview"]))
    assert "No incident has a date, so there is no quarter to review" in shown
