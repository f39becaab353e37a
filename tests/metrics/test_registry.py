"""What the registry says of its numbers is what the numbers carry."""

from __future__ import annotations

import pytest

from analytics.metrics.filters import EVERYTHING
from analytics.metrics.registry import DEFINITIONS
from analytics.store.database import Store


@pytest.mark.parametrize("metric", DEFINITIONS)
def test_a_metric_has_an_interval_exactly_where_its_definition_says_so(metric: str, sample_store: Store) -> None:
    definition = DEFINITIONS[metric]
    with sample_store.cursor() as cursor:
        frame = definition.compute(cursor, EVERYTHING, ())
    with_interval = [name for name, column in definition.statistics.items() if f"{column}_low" in frame]
    interval = definition.certainty.partition(" Change: ")[0].removeprefix("95 % interval: ")
    assert bool(with_interval) is not interval.startswith("none")
    without = set(definition.statistics) - set(with_interval)
    assert not with_interval or not without or "of the count none" in interval, f"{without} have no interval"
