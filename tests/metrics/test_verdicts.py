"""No verdict says more than its numbers carry."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.metrics.verdicts import Better, Looked, Verdict, judge
from analytics.stats.comparison import compare_durations
from analytics.stats.counts import compare_counts
from analytics.stats.interval import Change
from analytics.stats.shares import compare_shares


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


def test_few_that_could_show_nothing_are_called_too_few() -> None:
    """4 against 4 give p = 2/70 at best: enough alone, not among seven looks; where another change is sure, two looks are few enough."""
    four = Looked(compare_durations([10, 20, 30, 40], [15, 25, 35, 45]), "lower", 1.0)
    assert judge({("ttr",): four}, is_provisional=False)["ttr",] == "no detectable change"
    others = {(name,): looked(1.1, 0.6) for name in ("ttd", "tta", "ttm", "incidents", "severe_incidents", "detected_internally")}
    assert judge({("ttr",): four, **others}, is_provisional=False)["ttr",] == "too few to say"
    assert judge({("ttr",): four, ("ttd",): looked(0.5, 0.001)}, is_provisional=False)["ttr",] == "no detectable change"
    ten = Looked(compare_durations([float(n) for n in range(10, 20)], [float(n) for n in range(11, 21)]), "lower", 1.0)
    assert judge({("ttr",): ten, **others}, is_provisional=False)["ttr",] == "no detectable change"


@pytest.mark.parametrize(("n", "verdict"), [(3, "too few to say"), (12, "no detectable change")])
def test_shares_of_few_are_called_too_few(n: int, verdict: Verdict) -> None:
    change = Looked(compare_shares(n // 3, n, n // 3 + 1, n), "higher", 0.0)
    assert judge({("detected_internally",): change}, is_provisional=False)["detected_internally",] == verdict


def test_the_least_p_is_that_of_samples_wholly_apart() -> None:
    for m, n in ((4, 4), (5, 7), (9, 4)):
        apart = compare_durations(np.arange(1.0, m + 1), np.arange(100.0, 100 + n))
        assert apart.least == pytest.approx(apart.p)
        told = compare_shares(0, m, n, n)
        assert told.least == pytest.approx(told.p)


def test_many_looks_ask_for_more() -> None:
    alone = {("ttr",): looked(0.5, 0.03)}
    assert judge(alone, is_provisional=False)["ttr",] == "better"
    others = {(name,): looked(1.1, 0.6) for name in ("ttd", "tta", "ttm", "incidents")}
    assert judge({**alone, **others}, is_provisional=False)["ttr",] == "no detectable change"
    assert judge(alone, is_provisional=False, beside=1)["ttr",] == "no detectable change"
    assert judge({("ttr",): looked(0.5, 0.02)}, is_provisional=False, beside=1)["ttr",] == "better"


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
