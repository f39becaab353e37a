"""What contributed, and who or what noticed: an incident may tick several of either."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analytics.metrics.detection import compute_detected_internally, compute_detection_methods, compute_false_positives
from analytics.metrics.factors import compute_factor_pairs, compute_factor_shares
from analytics.metrics.filters import Filters
from analytics.metrics.ticked import NOT_RECORDED
from analytics.model import FACTORS
from analytics.store.database import Cursor
from tests.metrics.conftest import INCIDENTS, SETTINGS
from tests.metrics.plain import table


def ticked(column: str, **boxes: str) -> list[dict[str, str]]:
    return [{"incident_key": key, column: box} for key, names in boxes.items() for box in names.split()]


@pytest.fixture
def factors(open_rows: Callable[..., Cursor]) -> Cursor:
    rows = ticked("factor", a="testing process testing", b="testing process", d="testing process monitoring", e="monitoring")
    return open_rows(SETTINGS, incidents=INCIDENTS, contributing_factors=rows)


def test_shares_are_of_incidents_with_any_factor_and_the_others_have_a_bar(factors: Cursor) -> None:
    frame = compute_factor_shares(factors, Filters())
    assert set(frame["factor"]) == {*FACTORS, NOT_RECORDED}
    rows = table(frame, "factor", "incidents", "n", "of", "share")
    assert rows[:4] == [
        ("process", 3, 4, 5, 0.75),
        ("testing", 3, 4, 5, 0.75),
        ("monitoring", 2, 4, 5, 0.5),
        ("capacity", 0, 4, 5, 0.0),
    ]
    assert rows[-1] == (NOT_RECORDED, 1, 5, 5, 0.2)


def test_an_empty_quarter_has_no_shares(factors: Cursor) -> None:
    frame = compute_factor_shares(factors, Filters(), ("quarter",))
    rows = {(quarter, factor): rest for quarter, factor, *rest in table(frame, "quarter", "factor", "incidents", "n", "share")}
    assert rows["2026Q1", "testing"] == [2, 2, 1.0]
    assert rows["2026Q2", "testing"] == [0, 0, None]
    assert rows["2026Q2", NOT_RECORDED] == [0, 0, None]
    assert rows["2026Q3", "testing"] == [1, 2, 0.5]
    assert len(rows) == 3 * (len(FACTORS) + 1)


def test_a_pair_has_a_lift_from_three_incidents_on(factors: Cursor) -> None:
    """Process and testing: 3 of 4 together, 3 × 3 / 4 = 2.25 expected."""
    assert table(compute_factor_pairs(factors, Filters()), "first", "second", "incidents", "n", "of", "expected", "lift") == [
        ("process", "testing", 3, 4, 5, 2.25, 1.3333),
        ("monitoring", "process", 1, 4, 5, 1.5, None),
        ("monitoring", "testing", 1, 4, 5, 1.5, None),
    ]


def test_every_pair_of_the_selection_has_a_row_in_every_group(factors: Cursor) -> None:
    """Two incidents of the first quarter tick process and testing; the second quarter has none, the third ticks all three pairs."""
    frame = compute_factor_pairs(factors, Filters(), ("quarter",))
    assert table(frame, "quarter", "first", "second", "incidents", "n", "of", "expected", "lift") == [
        ("2026Q1", "process", "testing", 2, 2, 3, 2.0, None),
        ("2026Q1", "monitoring", "process", 0, 2, 3, 0.0, None),
        ("2026Q1", "monitoring", "testing", 0, 2, 3, 0.0, None),
        ("2026Q2", "monitoring", "process", 0, 0, 0, None, None),
        ("2026Q2", "monitoring", "testing", 0, 0, 0, None, None),
        ("2026Q2", "process", "testing", 0, 0, 0, None, None),
        ("2026Q3", "monitoring", "process", 1, 2, 2, 1.0, None),
        ("2026Q3", "monitoring", "testing", 1, 2, 2, 1.0, None),
        ("2026Q3", "process", "testing", 1, 2, 2, 0.5, None),
    ]


def test_without_any_factor_nothing_is_a_share(corpus: Cursor) -> None:
    frame = compute_factor_shares(corpus, Filters())
    assert set(table(frame[frame["factor"] != NOT_RECORDED], "incidents", "n", "share")) == {(0, 0, None)}
    assert compute_factor_pairs(corpus, Filters()).empty


@pytest.fixture
def methods(open_rows: Callable[..., Cursor]) -> Cursor:
    rows = ticked("method", a="automated_alert", b="automated_alert user_report", d="third_party", e="other")
    return open_rows(SETTINGS, incidents=INCIDENTS, detection_methods=rows)


def test_methods_are_counted_once_an_incident(methods: Cursor) -> None:
    assert table(compute_detection_methods(methods, Filters()), "method", "incidents", "n", "of", "share") == [
        ("automated_alert", 2, 4, 5, 0.5),
        ("other", 1, 4, 5, 0.25),
        ("third_party", 1, 4, 5, 0.25),
        ("user_report", 1, 4, 5, 0.25),
        ("not recorded", 1, 5, 5, 0.2),
    ]


def test_methods_of_a_group_are_shares_of_that_group(methods: Cursor) -> None:
    frame = compute_detection_methods(methods, Filters(teams=("Payments", "Search")), ("team",))
    assert table(frame, "team", "method", "incidents", "attained", "n", "of", "share") == [
        ("Payments", "automated_alert", 2, 2, 2, 2, 1.0), ("Payments", "user_report", 1, 1, 2, 2, 0.5),
        ("Payments", "other", 0, 0, 2, 2, 0.0), ("Payments", "third_party", 0, 0, 2, 2, 0.0),
        ("Payments", "not recorded", 0, 0, 2, 2, 0.0),
        ("Search", "other", 1, 1, 2, 2, 0.5), ("Search", "third_party", 1, 1, 2, 2, 0.5),
        ("Search", "automated_alert", 0, 0, 2, 2, 0.0), ("Search", "user_report", 0, 0, 2, 2, 0.0),
        ("Search", "not recorded", 0, 0, 2, 2, 0.0),
    ]  # fmt: skip


def test_a_user_report_beside_an_alert_is_not_internal_and_other_is_unknown(methods: Cursor) -> None:
    frame = compute_detected_internally(methods, Filters())
    assert table(frame, "attained", "n", "of", "share", "target") == [(1, 3, 5, 0.3333, 0.8)]
    by_quarter = compute_detected_internally(methods, Filters(), ("quarter",))
    assert table(by_quarter, "attained", "n", "of", "share") == [(1, 2, 3, 0.5), (0, 0, 0, None), (0, 1, 2, 0.0)]


def test_each_group_of_a_method_holds_the_incidents_that_tick_it(methods: Cursor) -> None:
    assert table(compute_false_positives(methods, Filters(), ("method",)), "method", "sum", "of") == [
        ("automated_alert", 3.0, 2), ("other", None, 1), ("third_party", None, 1), ("user_report", 3.0, 1),
    ]  # fmt: skip


def test_false_positives_add_up_over_those_that_state_them(corpus: Cursor, nothing: Cursor) -> None:
    assert table(compute_false_positives(corpus, Filters()), "sum", "affected", "n", "of") == [(3.0, 1, 2, 5)]
    assert table(compute_false_positives(nothing, Filters()), "sum", "n", "of") == [(None, 0, 0)]


def test_nothing_was_detected_by_nothing(nothing: Cursor) -> None:
    assert table(compute_detected_internally(nothing, Filters()), "n", "share") == [(0, None)]
    assert table(compute_detection_methods(nothing, Filters()), "method", "incidents", "share") == [("not recorded", 0, None)]
