"""How sure a number is, in words: its interval, its change against the period before, and what its n could have shown."""

from __future__ import annotations

from collections.abc import Callable

from analytics.charts.wording import (
    FEWEST_FOR_PERCENT,
    GAP,
    format_count,
    format_duration,
    format_percent,
    format_plural,
    format_quarter,
    format_share,
)
from analytics.metrics.records import MetricRecord
from analytics.metrics.registry import DEFINITIONS, LOOKS

Write = Callable[[float | None], str]

DETECTED = frozenset({"better", "worse", "higher", "lower"})
"""Verdicts that say something changed."""

FROM_NONE = "up from none"
"""The change of a count after a period without any: there is no ratio to nothing."""

_WRITERS: dict[str, Write] = {"duration": format_duration, "count": format_count, "share": format_percent}


def write_value(record: MetricRecord) -> str:
    """The number in the words of its unit; a share of few as `3 of 4`."""
    if record.statistic == "share" and record.n < FEWEST_FOR_PERCENT:
        return format_share(record.attained, record.n)
    return _writer(record)(record.value)


def format_interval(low: float | None, high: float | None, write: Write) -> str:
    """`22 min to 1 h 28 min`; `at least 3 h` where no upper end can be given; nothing where neither can."""
    if low is None:
        return ""
    if high is None:
        return f"at least {write(low)}"
    ends = write(low), write(high)
    return f"{ends[0]} to {ends[1]}" if ends[0] != ends[1] else ends[0]


def interval_of(record: MetricRecord) -> str:
    """The 95 % interval of a number, or why there is none."""
    return format_interval(record.low, record.high, _writer(record)) or f"n = {record.n}: no interval"


def describe_change(record: MetricRecord) -> str:
    """`17 % shorter`, `24 % more a day`, `6 points lower`; nothing where it cannot be said."""
    if record.change is None:
        return FROM_NONE if record.change_low else ""
    kind = _kind(record)
    if kind == "share":
        points = round(100 * record.change)
        return f"{abs(points)}{GAP}points {'higher' if points > 0 else 'lower'}" if points else "as high"
    if kind == "duration":
        return describe_ratio(record.change)
    # Counts are compared as rates: a quarter that has only begun is measured by the days that it had.
    return describe_ratio(record.change, "fewer a day", "more a day", "many a day")


def describe_ratio(ratio: float, less: str = "shorter", more: str = "longer", same: str = "long") -> str:
    """`17 % shorter`, `3.1 times as long`, `as long`."""
    if round(100 * ratio) == 100:
        return f"as {same}"
    if ratio > 3:
        return f"{ratio:.1f} times as {same}"
    return f"{format_percent(abs(ratio - 1))} {more if ratio > 1 else less}"


def ratio_interval(low: float | None, high: float | None) -> str:
    """The 95 % interval of a ratio as a change in percent: `−48 % to +3 %`."""
    return format_interval(low, high, lambda end: f"{_sign(100 * ((end or 0.0) - 1))}{GAP}%")


def change_interval(record: MetricRecord) -> str:
    """The 95 % interval of the change, as a change in percent or points: `−48 % to +3 %`, `at least +430 %`."""
    if _kind(record) != "share":
        return ratio_interval(record.change_low, record.change_high)
    return format_interval(record.change_low, record.change_high, lambda end: f"{_sign(100 * (end or 0.0))}{GAP}points")


def smallest_visible(record: MetricRecord) -> str:
    """The smallest change that these n could have shown: `a cut of 54 %`, `a rise of 130 %`, `21 points`."""
    return _smallest(record, "a cut of ", "a rise of ")


def smallest_visible_briefly(record: MetricRecord) -> str:
    """The same for a narrow place: `−54 %`, `+130 %`, `21 points`."""
    return _smallest(record, "−", "+")


def versus(record: MetricRecord) -> str:
    """`typically 17 % shorter than in 2026 Q2`, `as many a day as in 2026 Q2`, `up from none in 2026 Q2`.

    Typically: the change of a time is the middle of all ratios between two incidents, and two medians may differ by another one.
    """
    words = describe_change(record)
    if not words:
        return ""
    typically = "typically " if _kind(record) == "duration" else ""
    link = "" if words == FROM_NONE else " as" if f" {words}".find(" as ") >= 0 else " than"
    return f"{typically}{words}{link} in {compared_with(record)}"


def compared_with(record: MetricRecord) -> str:
    """The period before in words: `2026 Q2`, `2025 Q3 to 2026 Q2`."""
    return " to ".join(format_quarter(part) for part in (record.compared_with or "").split("/"))


def describe_looks(looks: int, before: str | None, trends: int = 0) -> str:
    """How many comparisons were made, and how each allows for the others; nothing where there is nothing to compare with."""
    said = []
    if looks and before:
        made = f"{format_plural(looks, 'comparison')} with {format_quarter(before)}"
        said.append(
            f"{made}; {'each verdict allows for all of them (Benjamini–Hochberg, 5 %)' if looks > 1 else 'tested at 5 %'}."
        )
    if trends:
        of = (
            f"{trends} more {'is a trend' if trends == 1 else 'are trends'} over the quarters"
            if said
            else format_plural(trends, "trend")
        )
        said.append(f"{of}, told only where it stands out among {LOOKS} comparisons (Bonferroni).")
    return " ".join(said)


def _smallest(record: MetricRecord, cut: str, rise: str) -> str:
    smallest, kind = record.smallest_visible_change, _kind(record)
    if smallest is None:
        return ""
    if kind == "share":
        return f"{100 * smallest:.0f}{GAP}points"
    return f"{cut}{format_percent(1 - smallest)}" if kind == "duration" else f"{rise}{format_percent(smallest - 1)}"


def _kind(record: MetricRecord) -> str:
    comparison = DEFINITIONS[record.metric].comparison
    return comparison.kind if comparison else "share"


def _writer(record: MetricRecord) -> Write:
    return _WRITERS[_kind(record)]


def _sign(number: float) -> str:
    return f"{'−' if round(number) < 0 else '+'}{abs(number):,.0f}"
