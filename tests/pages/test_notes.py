"""The notes of the sample stand below the charts of a page, those of other teams leave it, and the export has them."""

from __future__ import annotations

import pytest

from analytics.store.database import Store
from tests.pages.conftest import OpenPage
from tests.pages.test_pages import texts

POLICY, ALERTING, FREEZE = (
    "**A** 13 Jan 2025: Incident-review policy in force",
    "**B** 1 Jul 2025: Alerting programme launched",
    "**C** 17 Nov 2025 to 5 Jan 2026: Change freeze of the holiday season",
)


@pytest.mark.parametrize(("team", "freezes"), [([], 3), (["Payments"], 3), (["Identity"], 0)])
def test_the_list_stands_below_each_chart(open_page: OpenPage, sample_store: Store, team: list[str], freezes: int) -> None:
    shown = texts(open_page(sample_store, "pages/review/response_times.py", team=team))
    assert shown.count(POLICY) == 2, "it concerns the time to resolve, and so where the clock went"
    assert shown.count(ALERTING) == 3
    assert shown.count(FREEZE) == freezes


def test_a_chart_of_other_quarters_lists_nothing(open_page: OpenPage, sample_store: Store) -> None:
    shown = texts(open_page(sample_store, "pages/review/response_times.py", from_="2026 Q2", to="2026 Q3"))
    assert "Alerting programme" not in shown
