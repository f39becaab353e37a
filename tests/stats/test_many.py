from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from analytics.stats.many import adjust


@pytest.mark.parametrize("count", [1, 2, 36])
def test_adjusted_values_are_benjamini_and_hochbergs(count: int) -> None:
    p_values = [float(p) for p in np.random.default_rng(count).beta(0.4, 2, count)]
    p_values[-1] = p_values[0]
    assert adjust(p_values) == pytest.approx(multipletests(p_values, method="fdr_bh")[1])


def test_the_example_of_the_paper() -> None:
    """Benjamini & Hochberg (1995), 3.2: of these 15 p-values the four smallest are discoveries at 5 %."""
    p_values = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
    assert [p is not None and p <= 0.05 for p in adjust(p_values)] == [True] * 4 + [False] * 11


def test_none_stays_in_its_place() -> None:
    assert adjust([]) == []
    assert adjust([None, None]) == [None, None]
    assert adjust([None, 0.04, None]) == [None, 0.04, None]


@pytest.mark.slow
def test_a_page_of_36_unchanged_numbers_raises_an_alarm_in_five_pages_of_a_hundred() -> None:
    pages = np.random.default_rng(1).random((4000, 36))
    assert np.mean([(page <= 0.05).any() for page in pages]) == pytest.approx(0.84, abs=0.02)
    alarms = [min(p for p in adjust(list(map(float, page))) if p is not None) <= 0.05 for page in pages]
    assert np.mean(alarms) == pytest.approx(0.05, abs=0.012)
