"""Metrics as data: the registry and the records are one with what the pages show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

import pytest

from analytics.metrics.filters import NOT_STATED, Filters
from analytics.metrics.grouping import RECORD_GROUPS, Group
from analytics.metrics.records import MetricRecord, compute_records, to_frame
from analytics.metrics.registry import DEFINITIONS, Definition
from analytics.metrics.revisions import REVISIONS
from analytics.store.database import Cursor, Store
from tests.metrics.conftest import INCIDENTS

FIELDS = [
    *("metric", "statistic", "unit", "period", "team", "severity"),
    *("factor", "with_factor", "method", "impact", "level", "horizon", "owner"),
    *("value", "low", "high", "n", "of", "target", "attained"),
    *("compared_with", "change", "change_low", "change_high", "verdict", "smallest_visible_change", "definition"),
    "p_value",
]
"""The public contract's, in its order, and what came later."""


def find(records: list[MetricRecord], metric: str, statistic: str) -> list[MetricRecord]:
    return [record for record in records if (record.metric, record.statistic) == (metric, statistic)]


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=list(DEFINITIONS))
def test_a_definition_says_all_of_it(definition: Definition) -> None:
    for part in (
        definition.name,
        definition.sentence,
        definition.formula,
        definition.population,
        definition.missing,
        definition.unit,
    ):
        assert part
        assert "  " not in part
    days = [revision.on for revision in definition.revisions]
    assert definition.version == 1 + len(days)
    assert days == sorted(days)
    assert all(day.isoformat() in definition.history for day in days)
    assert set(definition.statistics) <= {"median", "mean", "p90", "count", "share", "sum"}
    assert definition.clock or definition.unit not in {"min", "days"} or definition.id == "sla_breach_min"


def test_no_revision_is_of_an_unknown_metric() -> None:
    assert set(REVISIONS) <= set(DEFINITIONS)
    assert {name for name in DEFINITIONS if DEFINITIONS[name].version > 1} == set(REVISIONS)


def test_ids_and_names_are_unique() -> None:
    assert all(definition.id == key for key, definition in DEFINITIONS.items())
    assert len({definition.name for definition in DEFINITIONS.values()}) == len(DEFINITIONS)


def test_the_fields_are_those_of_the_contract(corpus: Cursor) -> None:
    assert [field.name for field in fields(MetricRecord)] == FIELDS
    assert list(to_frame(compute_records(corpus, Filters())).columns) == FIELDS
    assert list(to_frame([]).columns) == FIELDS


def test_every_metric_has_its_records(sample_store: Store) -> None:
    with sample_store.cursor() as cursor:
        records = compute_records(cursor, Filters())
    wanted = {(definition.id, statistic) for definition in DEFINITIONS.values() for statistic in definition.statistics}
    assert {(record.metric, record.statistic) for record in records} == wanted
    assert all(record.definition == f"{record.metric}/{DEFINITIONS[record.metric].version}" for record in records)


def test_one_record_in_full(corpus: Cursor) -> None:
    [record] = find(compute_records(corpus, Filters(quarter_from="2026Q1", quarter_to="2026Q1")), "ttr", "median")
    assert record == MetricRecord(
        metric="ttr", statistic="median", unit="min", period="2026Q1", team=None, severity=None, factor=None, with_factor=None,
        method=None, impact=None, level=None, horizon=None, owner=None,
        value=35.0, low=None, high=None, n=2, of=3, target=None, attained=1, compared_with=None, change=None, change_low=None,
        change_high=None, verdict=None, smallest_visible_change=None, definition="ttr/1",
    )  # fmt: skip


def test_an_attainment_counts_those_with_a_target(corpus: Cursor) -> None:
    [record] = find(compute_records(corpus, Filters()), "ttr_attainment", "share")
    assert (record.value, record.n, record.of, record.attained) == (0.5, 2, 5, 1)


@pytest.mark.parametrize("by", [(), ("quarter",), ("team",), ("severity",), ("quarter", "team")])
def test_what_cannot_be_said_is_none_and_never_zero(nothing: Cursor, by: tuple[Group, ...]) -> None:
    for record in compute_records(nothing, Filters(), by):
        assert record.value is None or record.statistic == "count", record
        assert record.n == 0


def test_a_quarter_without_incidents_has_records_without_values(corpus: Cursor) -> None:
    gap = [record for record in compute_records(corpus, Filters(), ("quarter",)) if record.period == "2026Q2"]
    assert gap
    assert {record.value for record in gap if record.statistic != "count"} == {None}
    assert {record.value for record in gap if record.statistic == "count"} == {0.0}


@pytest.mark.parametrize("group", RECORD_GROUPS)
def test_records_by_a_group_are_sorted_and_equal_the_frames(sample_store: Store, group: Group) -> None:
    with sample_store.cursor() as cursor:
        records = compute_records(cursor, Filters(), (group,))
        field = "period" if group in ("quarter", "month") else group
        assert records
        assert records == sorted(records, key=lambda record: (record.metric, *_place(record, field)))
        for definition in DEFINITIONS.values():
            if group not in definition.groups:
                continue
            frame = definition.compute(cursor, Filters(), (group,))
            for statistic, column in definition.statistics.items():
                if definition.own_group is None:
                    shown = {
                        row[group]: None if row[column] != row[column] else float(row[column]) for _, row in frame.iterrows()
                    }
                    assert {getattr(r, field): r.value for r in find(records, definition.id, statistic)} == shown


def _place(record: MetricRecord, field: str) -> tuple[str, str]:
    """What tells a metric's own rows apart, such as the gap of an action item, stands before the horizon and the owner."""
    own = record.level or "" if field in ("horizon", "owner") else ""
    return own, getattr(record, field)


def test_factors_are_their_own_groups_unasked(corpus: Cursor) -> None:
    assert len(find(compute_records(corpus, Filters()), "factor_share", "share")) == 10
    mix = find(compute_records(corpus, Filters()), "severity_mix", "share")
    assert [(record.severity, record.value) for record in mix] == [("P0", 0.2), ("P1", 0.4), ("P2", 0.2), (NOT_STATED, 0.2)]


TICKED = {
    "contributing_factors": [{"incident_key": key, "factor": factor} for key in "ad" for factor in ("testing", "process")],
    "detection_methods": [{"incident_key": "a", "method": "user_report"}, {"incident_key": "d", "method": "other"}],
    "user_impacts": [{"incident_key": "b", "impact": "degraded"}],
    "action_items": [
        {"incident_key": "a", "owner": "@payments-oncall", "horizon": "immediate", "status": "complete"},
        {"incident_key": "a", "owner": "@payments-oncall", "horizon": "immediate", "status": "pending"},
        {"incident_key": "b", "horizon": "immediate", "status": "complete"},
    ],
}


@pytest.fixture
def boxes(open_rows: Callable[..., Cursor]) -> Cursor:
    return open_rows(incidents=[{**incident, "reputation": "high"} for incident in INCIDENTS], **TICKED)


def test_what_a_metric_tells_apart_stands_in_a_field_of_its_own(boxes: Cursor) -> None:
    records = compute_records(boxes, Filters())
    [pair] = find(records, "factor_pairs", "count")
    assert (pair.factor, pair.with_factor, pair.value, pair.n, pair.of) == ("process", "testing", 2.0, 2, 5)
    ways = [(record.method, record.value, record.n) for record in find(records, "detection_methods", "share")]
    assert ways == [("not recorded", 0.6, 5), ("other", 0.5, 2), ("user_report", 0.5, 2)]
    felt = [(record.impact, record.value, record.n) for record in find(records, "user_impacts", "share")]
    assert felt == [("degraded", 1.0, 1), ("not recorded", 0.8, 5)]
    levels = {record.level: record.value for record in find(records, "reputation", "share")}
    assert levels == {"low": 0.0, "medium": 0.0, "high": 1.0}
    assert [(record.level, record.value) for record in find(records, "data_impact", "share")] == [
        ("none", None), ("partial", None), ("significant", None),
    ]  # fmt: skip


def test_records_by_owner_are_of_action_items(boxes: Cursor) -> None:
    records = compute_records(boxes, Filters(), ("owner",))
    metrics = {"action_completion", "action_on_time", "action_overdue", "action_closure", "action_gaps"}
    assert {record.metric for record in records} == metrics
    done = [(record.owner, record.value, record.n) for record in find(records, "action_completion", "share")]
    assert done == [("@payments-oncall", 0.5, 2), (NOT_STATED, 1.0, 1)]


def test_records_by_method_are_of_the_incidents_that_tick_it(boxes: Cursor) -> None:
    records = compute_records(boxes, Filters(), ("method",))
    times = [(record.method, record.value, record.n) for record in find(records, "ttr", "median")]
    assert times == [("other", 200.0, 1), ("user_report", 10.0, 1)]
    assert len(find(records, "detection_methods", "share")) == 3
    assert find(records, "severity_mix", "share") == [], "it cannot be told apart by method"


def test_a_change_is_against_the_quarter_before_and_the_year_before(boxes: Cursor) -> None:
    """Testing: 1 of 1 in Q3, nothing recorded in Q2, 1 of 1 in Q1."""
    records = find(compute_records(boxes, Filters(), ("factor",)), "factor_change", "share")
    testing = [r for r in records if r.factor == "testing"]
    assert [(r.period, r.compared_with, r.value, r.change, r.attained, r.n, r.of) for r in testing] == [
        ("2026Q3", "2026Q1/2026Q2", 1.0, 0.0, 1, 1, 2), ("2026Q3", "2026Q2", 1.0, None, 1, 1, 2),
    ]  # fmt: skip
    assert {(r.change is None, r.change_low is None, r.verdict) for r in records} == {
        (False, False, "too few to say"), (True, True, "too few to say"),
    }  # fmt: skip
    assert all((r.low or 0) <= (r.value or 0) <= (r.high or 0) and r.high for r in records)


def test_each_currency_has_a_record_of_its_own(corpus: Cursor) -> None:
    records = find(compute_records(corpus, Filters()), "revenue_impact", "sum")
    assert [(record.unit, record.value) for record in records] == [("EUR", 500.0), ("USD", 1020.0), (NOT_STATED, 7.0)]


@pytest.mark.parametrize(
    ("filters", "period"),
    [
        (Filters(), None),
        (Filters(quarter_from="2026Q1"), "2026Q1/.."),
        (Filters(quarter_from="2026Q1", quarter_to="2026Q3"), "2026Q1/2026Q3"),
    ],
)
def test_the_period_is_what_was_asked_for(corpus: Cursor, filters: Filters, period: str | None) -> None:
    records = compute_records(corpus, filters)
    assert {record.period for record in records if record.metric != "factor_change"} == {period}
    assert {record.period for record in find(records, "factor_change", "share")} == {"2026Q3"}, "the quarter that is compared"
