"""How many incidents, how severe, and what they cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analytics.metrics.counts import compute_incidents, compute_severe, compute_severity_mix
from analytics.metrics.filters import NOT_STATED, Filters
from analytics.metrics.impact import (
    compute_business_revenue,
    compute_data_impact,
    compute_reputation,
    compute_revenue_impact,
    compute_sla_breach,
    compute_user_impacts,
    compute_users_affected,
)
from analytics.metrics.selection import compute_choices, count_selected
from analytics.store.database import Cursor
from tests.conftest import MakeStore
from tests.metrics.conftest import INCIDENTS
from tests.metrics.plain import table


def test_an_empty_quarter_is_a_zero_not_a_gap(corpus: Cursor) -> None:
    frame = compute_incidents(corpus, Filters(), ("quarter",))
    assert table(frame, "quarter", "incidents", "severe", "open") == [
        ("2026Q1", 3, 3, 1),
        ("2026Q2", 0, 0, 0),
        ("2026Q3", 2, 0, 0),
    ]


def test_two_groups_give_every_combination(corpus: Cursor) -> None:
    frame = compute_incidents(corpus, Filters(), ("quarter", "team"))
    assert table(frame, "quarter", "team", "incidents") == [
        ("2026Q1", "Payments", 2), ("2026Q1", "Search", 0), ("2026Q1", NOT_STATED, 1),
        ("2026Q2", "Payments", 0), ("2026Q2", "Search", 0), ("2026Q2", NOT_STATED, 0),
        ("2026Q3", "Payments", 0), ("2026Q3", "Search", 2), ("2026Q3", NOT_STATED, 0),
    ]  # fmt: skip


def test_the_mix_counts_a_severity_that_nobody_wrote(corpus: Cursor) -> None:
    assert table(compute_severity_mix(corpus, Filters()), "severity", "incidents", "n", "share") == [
        ("P0", 1, 5, 0.2), ("P1", 2, 5, 0.4), ("P2", 1, 5, 0.2), (NOT_STATED, 1, 5, 0.2),
    ]  # fmt: skip
    frame = compute_severity_mix(corpus, Filters(severities=("P2",)), ("quarter",))
    assert table(frame, "quarter", "severity", "incidents", "n", "share") == [
        ("2026Q1", "P2", 0, 0, None), ("2026Q2", "P2", 0, 0, None), ("2026Q3", "P2", 1, 1, 1.0),
    ]  # fmt: skip


def test_sums_say_how_many_stated_a_value(corpus: Cursor) -> None:
    frame = compute_users_affected(corpus, Filters(), ("quarter",))
    assert table(frame, "quarter", "sum", "largest", "n", "of") == [
        ("2026Q1", 150.0, 100.0, 2, 3), ("2026Q2", None, None, 0, 0), ("2026Q3", None, None, 0, 2),
    ]  # fmt: skip


def test_a_stated_zero_is_a_value(corpus: Cursor) -> None:
    assert table(compute_sla_breach(corpus, Filters(severities=("P0",))), "sum", "n", "of") == [(0.0, 1, 1)]
    assert table(compute_sla_breach(corpus, Filters(severities=("P2",))), "sum", "n", "of") == [(None, 0, 1)]


def test_currencies_are_never_added(corpus: Cursor) -> None:
    assert table(compute_revenue_impact(corpus, Filters()), "currency", "sum", "largest", "n", "of") == [
        ("EUR", 500.0, 500.0, 1, 5), ("USD", 1020.0, 1000.0, 2, 5), (NOT_STATED, 7.0, 7.0, 1, 5),
    ]  # fmt: skip
    frame = compute_revenue_impact(corpus, Filters(), ("quarter",))
    assert table(frame, "quarter", "currency", "sum", "n", "of") == [
        ("2026Q1", "EUR", 500.0, 1, 3), ("2026Q1", "USD", 1000.0, 1, 3),
        ("2026Q3", "USD", 20.0, 1, 2), ("2026Q3", NOT_STATED, 7.0, 1, 2),
    ]  # fmt: skip


BUSINESS: list[dict[str, Any]] = [
    {"business_revenue": 300.0, "business_revenue_currency": "GBP", "revenue_currency": "EUR", "reputation": "low"},
    {"business_revenue": 200.0, "business_revenue_currency": "GBP", "reputation": "high", "data_impact": "none"},
    {"business_revenue": 0.0, "data_impact": "significant"},
    {"reputation": "high", "data_impact": "none"},
    {},
]
"""Section 3.2 of INCIDENTS, in their order."""


@pytest.fixture
def business(open_rows: Callable[..., Cursor]) -> Cursor:
    return open_rows(incidents=[{**incident, **stated} for incident, stated in zip(INCIDENTS, BUSINESS, strict=True)])


def test_business_revenue_has_the_currency_of_its_own_row(business: Cursor) -> None:
    """The first incident's summary table is in EUR, its section 3.2 in GBP."""
    assert table(compute_business_revenue(business, Filters()), "currency", "sum", "largest", "n", "of") == [
        ("GBP", 500.0, 300.0, 2, 5), (NOT_STATED, 0.0, 0.0, 1, 5),
    ]  # fmt: skip
    frame = compute_business_revenue(business, Filters(), ("severity",))
    assert table(frame, "severity", "currency", "sum", "n", "of") == [
        ("P0", "GBP", 300.0, 1, 1), ("P1", "GBP", 200.0, 1, 2), ("P1", NOT_STATED, 0.0, 1, 2),
    ]  # fmt: skip


def test_levels_are_shares_of_those_that_state_one(business: Cursor, nothing: Cursor) -> None:
    assert table(compute_reputation(business, Filters()), "level", "incidents", "attained", "n", "of", "share") == [
        ("low", 1, 1, 3, 5, 0.3333), ("medium", 0, 0, 3, 5, 0.0), ("high", 2, 2, 3, 5, 0.6667),
    ]  # fmt: skip
    assert table(compute_data_impact(business, Filters(), ("quarter",)), "quarter", "level", "incidents", "n", "of", "share") == [
        ("2026Q1", "none", 1, 2, 3, 0.5), ("2026Q1", "partial", 0, 2, 3, 0.0), ("2026Q1", "significant", 1, 2, 3, 0.5),
        ("2026Q2", "none", 0, 0, 0, None), ("2026Q2", "partial", 0, 0, 0, None), ("2026Q2", "significant", 0, 0, 0, None),
        ("2026Q3", "none", 1, 1, 2, 1.0), ("2026Q3", "partial", 0, 1, 2, 0.0), ("2026Q3", "significant", 0, 1, 2, 0.0),
    ]  # fmt: skip
    assert table(compute_reputation(nothing, Filters()), "level", "n", "share") == [
        ("low", 0, None), ("medium", 0, None), ("high", 0, None),
    ]  # fmt: skip


def test_what_users_felt_is_counted_once_an_incident(make_store: MakeStore) -> None:
    impacts = [("a", "degraded"), ("a", "degraded"), ("a", "no_access"), ("b", "degraded")]
    store = make_store(incidents=INCIDENTS, user_impacts=[{"incident_key": key, "impact": impact} for key, impact in impacts])
    with store.cursor() as cursor:
        frame = compute_user_impacts(cursor, Filters())
        by_quarter = compute_user_impacts(cursor, Filters(), ("quarter",))
    assert table(frame, "impact", "incidents", "n", "of", "share") == [
        ("degraded", 2, 2, 5, 1.0), ("no_access", 1, 2, 5, 0.5), ("not recorded", 3, 5, 5, 0.6),
    ]  # fmt: skip
    assert table(by_quarter, "quarter", "impact", "incidents", "n", "share") == [
        ("2026Q1", "degraded", 2, 2, 1.0), ("2026Q1", "no_access", 1, 2, 0.5), ("2026Q1", "not recorded", 1, 3, 0.3333),
        ("2026Q2", "degraded", 0, 0, None), ("2026Q2", "no_access", 0, 0, None), ("2026Q2", "not recorded", 0, 0, None),
        ("2026Q3", "degraded", 0, 0, None), ("2026Q3", "no_access", 0, 0, None), ("2026Q3", "not recorded", 2, 2, 1.0),
    ]  # fmt: skip


def test_an_undated_incident_is_in_the_total_but_in_no_quarter(make_store: MakeStore) -> None:
    with make_store(incidents=[*INCIDENTS, {"incident_key": "undated"}]).cursor() as cursor:
        assert compute_incidents(cursor, Filters())["incidents"].sum() == 6
        assert compute_incidents(cursor, Filters(), ("quarter",))["incidents"].sum() == 5
        assert count_selected(cursor, Filters()) == (6, 1)


def test_a_selection_counts_its_incidents(corpus: Cursor) -> None:
    assert count_selected(corpus, Filters(teams=("Payments",))) == (2, 0)


def test_severe_incidents_are_those_rated_p0_or_p1(corpus: Cursor) -> None:
    assert table(compute_severe(corpus, Filters()), "severe", "n", "of") == [(3, 4, 5)]


def test_choices_offer_what_occurs(corpus: Cursor, nothing: Cursor) -> None:
    choices = compute_choices(corpus)
    assert choices.quarters == ("2026Q1", "2026Q2", "2026Q3")
    assert choices.teams == ("Payments", "Search", NOT_STATED)
    assert choices.severities == ("P0", "P1", "P2", NOT_STATED)
    assert choices.statuses == ("draft", "in_review", "final", NOT_STATED)
    assert (choices.incidents, choices.undated, choices.documents) == (5, 0, 5)
    assert (compute_choices(nothing).quarters, compute_choices(nothing).incidents) == ((), 0)


def test_nothing_is_zero_incidents_and_no_sum(nothing: Cursor) -> None:
    assert table(compute_incidents(nothing, Filters()), "incidents", "open") == [(0, 0)]
    assert table(compute_users_affected(nothing, Filters()), "sum", "n", "of") == [(None, 0, 0)]
    assert compute_revenue_impact(nothing, Filters()).empty
    assert compute_severity_mix(nothing, Filters()).empty
