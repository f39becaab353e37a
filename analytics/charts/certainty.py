"""How sure a number is, in words: its interval, its change against the period before, and what its n could have shown."""

from __future__ import annotations

from collections.abc import Callable

from analytics.charts.wording import (
    FEWEST_FOR_PERCENT,
    GAP,
    format_count,
    format_duration,
    format_label,
    format_percent,
    format_plural,
    format_quarter,
    format_share,
)
from analytics.metrics.newest import Kinds
from analytics.metrics.records import MetricRecord
from analytics.metrics.registry import DEFINITIONS, LOOKS
from analytics.stats.interval import Change

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
    return _change_words(_kind(record.metric), record.change, record.change_low)


def _change_words(kind: str, value: float | None, low: float | None) -> str:
    if value is None:
        return FROM_NONE if low else ""
    if kind == "share":
        points = round(100 * value)
        return f"{format_points(abs(points))} {'higher' if points > 0 else 'lower'}" if points else "as high"
    if kind == "duration":
        return describe_ratio(value)
    # Counts are compared as rates: a quarter that has only begun is measured by the days that it had.
    return describe_ratio(value, "fewer a day", "more a day", "many a day")


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
    return _change_ends(_kind(record.metric), record.change_low, record.change_high)


def _change_ends(kind: str, low: float | None, high: float | None) -> str:
    if kind != "share":
        return ratio_interval(low, high)
    ends = format_interval(low, high, lambda end: _sign(100 * (end or 0.0)))
    return f"{ends}{GAP}points" if ends else ""


def say_change(metric: str, change: Change, before: str | None) -> str:
    """Below a chart: `Against 2026 Q2: typically 17 % shorter (−48 % to +3 %); smallest visible change: a cut of 54 %.`"""
    kind = _kind(metric)
    words, ends = _change_words(kind, change.value, change.low), _change_ends(kind, change.low, change.high)
    typically = "typically " if kind == "duration" and words else ""
    said = f"{typically}{words}{f' ({ends})' if ends else ''}" if words else "too few to compare"
    smallest = _smallest(kind, change.smallest, "a cut of ", "a rise of ")
    visible = f"; smallest visible change: {smallest}" if smallest else ""
    return f"Against {format_quarter(before)}: {said}{visible}." if before else ""


def say_kinds(found: Kinds | None) -> str:
    """Below a chart of shares: which of them changed, and what these numbers could show.

    `2026 Q3 against 2026 Q2: P1 is higher by 20 points (+4 to +36 points); no other share changed detectably. Smallest visible
    change: 21 to 34 points (4 comparisons).`
    """
    smallest = [change.smallest for change in found.changes.values() if change.smallest is not None] if found else []
    if not found or not smallest:
        return ""
    changed = [_changed_kind(kind, change) for kind, change in found.changes.items() if found.verdicts[kind] in DETECTED]
    is_blind = all(verdict == "too few to say" for verdict in found.verdicts.values())
    rest = "too few to say" if is_blind else f"no {'other ' if changed else ''}share changed detectably"
    clauses = "; ".join([*changed, *([rest] if len(changed) < len(found.changes) else [])])
    low, high = round(100 * min(smallest)), round(100 * max(smallest))
    visible = format_points(high) if low == high else f"{low} to {format_points(high)}"
    looks = format_plural(sum(change.p is not None for change in found.changes.values()), "comparison")
    quarters = f"{format_quarter(found.now)} against {format_quarter(found.before)}"
    return f"{quarters}: {clauses}. Smallest visible change: {visible} ({looks})."


def _changed_kind(kind: str, change: Change) -> str:
    points, ends = format_points(abs(round(100 * (change.value or 0.0)))), _change_ends("share", change.low, change.high)
    return f"{format_label(kind)} is {'higher' if (change.value or 0) > 0 else 'lower'} by {points} ({ends})"


def smallest_visible(record: MetricRecord) -> str:
    """The smallest change that these n could have shown: `a cut of 54 %`, `a rise of 130 %`, `21 points`."""
    return _smallest(_kind(record.metric), record.smallest_visible_change, "a cut of ", "a rise of ")


def smallest_visible_briefly(record: MetricRecord) -> str:
    """The same for a narrow place: `−54 %`, `+130 %`, `21 points`."""
    return _smallest(_kind(record.metric), record.smallest_visible_change, "−", "+")


def versus(record: MetricRecord) -> str:
    """`typically 17 % shorter than in 2026 Q2`, `as many a day as in 2026 Q2`, `up from none in 2026 Q2`.

    Typically: the change of a time is the middle of all ratios between two incidents, and two medians may differ by another one.
    """
    words = describe_change(record)
    if not words:
        return ""
    typically = "typically " if _kind(record.metric) == "duration" else ""
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
        stands_out = "it stands" if trends == 1 else "they stand"
        said.append(f"{of}, told only where {stands_out} out among {LOOKS} comparisons (Bonferroni).")
    return " ".join(said)


def _smallest(kind: str, smallest: float | None, cut: str, rise: str) -> str:
    if smallest is None:
        return ""
    if kind == "share":
        return format_points(round(100 * smallest))
    return f"{cut}{format_percent(1 - smallest)}" if kind == "duration" else f"{rise}{format_percent(smallest - 1)}"


def format_points(number: int) -> str:
    """`1 point`, `21 points`."""
    return f"{number}{GAP}{'point' if number == 1 else 'points'}"


def _kind(metric: str) -> str:
    comparison = DEFINITIONS[metric].comparison
    return comparison.kind if comparison else "share"


def _writer(record: MetricRecord) -> Write:
    return _WRITERS[_kind(record.metric)]


def _sign(number: float) -> str:
    return f"{'−' if round(number) < 0 else '+'}{abs(number):,.0f}"
