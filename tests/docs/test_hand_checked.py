"""Each line of the table of cases checked by hand is computed anew."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from analytics.metrics.filters import Filters
from analytics.metrics.spread import compute_concentration
from analytics.stats.clusters import cluster_share_interval
from analytics.stats.comparison import compare_durations
from analytics.stats.counts import compare_counts, control_limits, count_interval
from analytics.stats.interval import Interval
from analytics.stats.many import adjust
from analytics.stats.quantiles import median_interval
from analytics.stats.shares import compare_shares, share_interval
from analytics.stats.survival import closure_curve
from analytics.store.database import Cursor

OpenRows = Callable[..., Cursor]

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"


def lines() -> dict[str, tuple[str, str]]:
    """Input and result by the name of the case."""
    table = PAGE.read_text(encoding="utf-8").partition("### Cases checked by hand")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line.startswith("|")]
    return {row[0]: (row[1], row[2]) for row in rows[2:]}


def numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]


def halves(text: str) -> tuple[list[float], list[float]]:
    before, _, now = text.partition(", then ")
    return numbers(before), numbers(now)


def interval(case: str, given: list[float]) -> Interval:
    if case == "median":
        return median_interval(given)
    if case == "count":
        return count_interval(int(given[0]))
    if case == "share":
        return share_interval(int(given[0]), int(given[1]))
    incidents, size, *parts = map(int, given)
    done = [k for count, k in zip(parts[::2], parts[1::2], strict=True) for _ in range(count)]
    return cluster_share_interval(done, [size] * incidents)


def compute(case: str, given: str, open_rows: OpenRows) -> list[float | None]:
    """What the product makes of the input of a case."""
    values, (before, now) = np.array(numbers(given)), halves(given)
    match case:
        case "median" | "count" | "share" | "share of items":
            return list(interval(case, values.tolist())[:3])
        case "two counts" | "two counts, enough":
            return [compare_counts(int(before[0]), int(now[0])).p]
        case "smallest visible rise":
            return [compare_counts(int(values[0]), int(values[0])).smallest]
        case "two times":
            return [compare_durations(np.array(before), np.array(now)).p]
        case "two shares":
            return [compare_shares(*map(int, before), *map(int, now)).p]
        case "many looks":
            return list(adjust(values.tolist()))
        case "control limits":
            limits = control_limits(values)
            assert limits is not None
            return list(limits[:3])
        case "closure":
            *closed, still_open = numbers(given)
            return sorted(
                set(closure_curve(np.array([*closed, still_open]), np.array([True] * 3 + [False])).survival) - {1.0}, reverse=True
            )
        case _:
            rows = [{"incident_key": str(at), "time_to_resolve_min": value} for at, value in enumerate(values.tolist())]
            return [compute_concentration(open_rows(incidents=rows), Filters(), "ttr", 1).for_half]


@pytest.mark.parametrize("case", list(lines()))
def test_the_result_is_the_one_in_the_page(case: str, open_rows: OpenRows) -> None:
    given, result = lines()[case]
    expected = numbers(result)
    assert expected
    assert compute(case, given, open_rows) == pytest.approx(expected, abs=0.006 if case == "count" else 0.0006), case
