"""No verdict says more than its numbers carry."""

from __future__ import annotations

import pytest

from analytics.metrics.verdicts import Better, Looked, Verdict, judge
from analytics.stats.counts import compare_counts
from analytics.stats.interval import Change


def looked(ratio: float | None, p: float | None, better: Better | None = "lower", **more: bool) -> Looked:
    return Looked(Change(ratio, None, None, p, 0.5), better, 1.0, **more)


@pytest.mark.parametrize(
    ("ratio", "p", "better", "verdict"),
    [
        (0.5, 0.01, "lower", "better"),
        (2.0, 0.01, "lower", "worse"),
        (2.0, 0.01, "higher", "better"),
        (2.0, 0.01, None, "higher"),
        (0.5, 0.01, None, "lower"),
        (0.5, 0.2, "lower", "no detectable change"),
        (None, None, "lower", "too few to say"),
    ],
)
def test_a_single_change(ratio: float | None, p: float | None, better: Better | None, verdict: Verdict) -> None:
    assert judge({("ttr",): looked(ratio, p, better)}, is_provisional=False) == {("ttr",): verdict}


def test_many_looks_ask_for_more() -> None:
    alone = {("ttr",): looked(0.5, 0.03)}
    assert judge(alone, is_provisional=False)["ttr",] == "better"
    others = {(name,): looked(1.1, 0.6) for name in ("ttd", "tta", "ttm", "incidents")}
    assert judge({**alone, **others}, is_provisional=False)["ttr",] == "no detectable change"


def test_fewer_severe_incidents_are_better_only_where_something_else_is() -> None:
    severe = {("severe_incidents",): looked(0.2, 0.001)}
    nothing_else = {("incidents",): looked(1.0, 0.9), ("ttr",): looked(1.1, 0.7)}
    assert judge({**severe, **nothing_else}, is_provisional=False)["severe_incidents",] == "unclear"
    shorter = {("incidents",): looked(1.0, 0.9), ("ttr",): looked(0.4, 0.002)}
    assert judge({**severe, **shorter}, is_provisional=False)["severe_incidents",] == "better"


def test_more_severe_incidents_are_worse_whatever_else_is() -> None:
    family = {("severe_incidents",): looked(4.0, 0.001), ("incidents",): looked(1.0, 0.9)}
    assert judge(family, is_provisional=False)["severe_incidents",] == "worse"


def test_support_comes_from_the_same_group() -> None:
    family = {("severe_incidents", "Payments"): looked(0.2, 0.001), ("ttr", "Search"): looked(0.2, 0.001)}
    assert judge(family, is_provisional=False)["severe_incidents", "Payments"] == "unclear"


def test_fewer_documents_of_a_provisional_quarter_prove_nothing() -> None:
    family = {("incidents",): looked(0.4, 0.001, grows_late=True), ("ttr",): looked(0.4, 0.001)}
    assert judge(family, is_provisional=True) == {("incidents",): "unclear", ("ttr",): "better"}
    assert judge(family, is_provisional=False)["incidents",] == "better"
    more = {("incidents",): looked(2.5, 0.001, grows_late=True)}
    assert judge(more, is_provisional=True)["incidents",] == "worse"


def test_a_share_that_could_not_have_shown_anything_is_too_few() -> None:
    change = Change(0.5, -0.2, 0.9, 0.4, 1.3)
    assert judge({("x",): Looked(change, "higher", 0.0)}, is_provisional=False) == {("x",): "too few to say"}


@pytest.mark.parametrize(("events", "verdict"), [(20, "worse"), (3, "no detectable change"), (0, "too few to say")])
def test_a_rise_from_none_has_no_ratio_and_is_judged_all_the_same(events: int, verdict: Verdict) -> None:
    change = compare_counts(0, events, 91, 92)
    assert change.value is None
    assert judge({("incidents",): Looked(change, "lower", 1.0)}, is_provisional=False) == {("incidents",): verdict}
