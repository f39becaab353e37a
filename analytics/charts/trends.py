"""Is there a trend over the quarters? In words, from the medians.

It is one of the comparisons of its page: it is told only where it stands out among as many as a page makes.
"""

from __future__ import annotations

from collections.abc import Sequence

from analytics.charts.wording import GAP, format_percent, is_unknown
from analytics.metrics.registry import LOOKS
from analytics.metrics.verdicts import SIGNIFICANT
from analytics.stats.trend import FEWEST, theil_sen


def describe_trend(medians: Sequence[float], *, complete: bool) -> str:
    """`Trend over 10 quarters: 9 % shorter a quarter (95 %: 14 % to 3 % shorter; Mann-Kendall p 0.01 among 9 comparisons).`

    Nothing for few quarters. The p-value is that of the test times LOOKS (Bonferroni).

    `complete`: whether quarters that are still provisional were left out.
    """
    found = theil_sen(medians)
    if found.value is None or found.p is None:
        return ""
    over = f"{sum(not is_unknown(median) for median in medians)}{' complete' if complete else ''} quarters"
    p = min(found.p * LOOKS, 1.0)
    tested = f"Mann-Kendall {_write_p(p)} among {LOOKS} comparisons"
    if p > SIGNIFICANT or found.value == 1:
        return f"No detectable trend over {over} ({tested})."
    interval = f"95{GAP}%: {_span(found.low, found.high)}; " if found.low is not None and found.high is not None else ""
    return f"Trend over {over}: {_percent(found.value)} {_way(found.value)} a quarter ({interval}{tested})."


def has_trend_test(medians: Sequence[float]) -> bool:
    """Whether these are enough to be tested for a trend."""
    return sum(not is_unknown(median) for median in medians) >= FEWEST


def _span(low: float, high: float) -> str:
    """From the further end to the nearer one where both go the same way."""
    first, last = (f"{_percent(end)} {_way(end)}" for end in ((low, high) if high <= 1 else (high, low)))
    if first == last:
        return first
    return f"{first.removesuffix(f' {_way(low)}') if _way(low) == _way(high) else first} to {last}"


def _percent(ratio: float) -> str:
    return format_percent(abs(ratio - 1))


def _way(ratio: float) -> str:
    return "shorter" if ratio < 1 else "longer"


def _write_p(p: float) -> str:
    """`p 0.01`; `p under 0.001`, below which digits say nothing."""
    if p >= 0.01:
        return f"p{GAP}{p:.2f}"
    return f"p{GAP}{p:.3f}" if p >= 0.001 else "p under 0.001"
