"""What "Would we notice?" says of a change, in a sentence, in bars and below them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.charts.notice import figure_notice, notice_sentence
from analytics.metrics.filters import Filters
from analytics.metrics.notice import Pool, compute_notice, compute_pool, compute_wobble
from analytics.store.database import Cursor


def found(rate: float, needed: int | None) -> pd.DataFrame:
    rows = [("mann_whitney", rate, needed), ("mean", rate / 2, None)]
    return pd.DataFrame(rows, columns=["statistic", "rate", "needed"]).astype({"needed": "Int64"})


@pytest.mark.parametrize(
    ("ratio", "rate", "needed", "words"),
    [
        (0.8, 0.123, 412, "a cut of 20 % in time to resolve would be noticed 12 % of the time. It takes about 410 incidents a quarter"),
        (1.3, 0.2, None, "a rise of 30 % in time to resolve would be noticed 20 % of the time. More than 5,000 incidents a quarter"),
        (1.0, 0.05, None, "with nothing changed, 5 % would be called a change: a false alarm."),
    ],
)  # fmt: skip
def test_the_sentence_says_how_often_and_how_many_it_takes(ratio: float, rate: float, needed: int | None, words: str) -> None:
    said = notice_sentence(found(rate, needed), measure="ttr", ratio=ratio, n=20).replace("\xa0", " ")
    assert said.startswith("Between two quarters of 20 incidents")
    assert words in said


def test_the_bars_say_that_a_verdict_on_the_overview_notices_less() -> None:
    chart = figure_notice(found(0.12, 412), measure="ttd", ratio=0.8, n=20, pool=90, of=90, theme="light")
    assert "the Overview's verdict also allows for its other comparisons and notices less" in chart.source
    [bars] = chart.figure.to_dict()["data"]
    assert [text.replace("\xa0", " ").strip() for text in bars["text"]] == ["12 % · needs about 410", "6 %"]


def test_durations_that_never_vary_notice_nothing_and_never_wobble() -> None:
    pool = Pool((30.0,) * 40, 10, None, 40)
    unchanged = compute_notice(pool, 1.0, 10)
    assert set(unchanged["rate"]) == {0.0}
    assert unchanged["needed"].isna().all(), "nothing has to be noticed"
    assert compute_wobble(pool, 10) == 0.0


def test_a_thinned_pool_is_told_and_keeps_its_shape(open_rows: Callable[..., Cursor]) -> None:
    chart = figure_notice(found(0.12, 412), measure="ttd", ratio=0.8, n=20, pool=10_000, of=1_000_000, theme="light")
    assert (
        "drawn from 10,000 of the selection's own 1,000,000 durations, evenly spaced from the shortest to the longest"
        in chart.source
    )
    minutes = [float(1 + at * 7919 % 30_011) for at in range(30_011)]
    rows = [
        {"incident_key": str(at), "incident_date": date(2026, 9, 1), "time_to_resolve_min": value}
        for at, value in enumerate(minutes)
    ]
    pool = compute_pool(open_rows(incidents=rows), Filters(), "ttr")
    assert (len(pool.values), pool.of, pool.a_quarter) == (1000, 30_011, 30_011)
    told = np.quantile(np.asarray(pool.values), [0.1, 0.5, 0.9, 0.99])
    assert told == pytest.approx(np.quantile(np.asarray(minutes), [0.1, 0.5, 0.9, 0.99]), rel=5e-3)
