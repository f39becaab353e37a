"""Titles of sections: sentences that claim no more than the verdict of the number they tell."""

from __future__ import annotations

from analytics.charts.answer import NAMES, capitalise, changed_clause
from analytics.charts.certainty import DETECTED, describe_change, interval_of, versus, write_value
from analytics.charts.wording import FEWEST_FOR_PERCENT, format_plural, format_quarter
from analytics.metrics.headlines import Headlines
from analytics.metrics.records import MetricRecord


def say_headline(headlines: Headlines, metric: str) -> str:
    """What a headline number says of its change; without one, what it is. No full stop.

    `Time to resolve is better: median 52 min, typically 62 % shorter than in 2026 Q2 (95 % interval …)`.
    """
    record = headlines.records[metric]
    quarter = format_quarter(headlines.quarter)
    if record.value is None or not record.n:
        return f"No incident of {quarter} {_NONE[metric]}" if record.of else f"{quarter} had no incident"
    if record.verdict in DETECTED:
        return capitalise(changed_clause(record))
    return f"{_say_value(record, quarter)}{_say_verdict(record, headlines)}"


def _say_value(record: MetricRecord, quarter: str) -> str:
    value = write_value(record)
    if record.statistic == "median":
        few = f"The one incident of {quarter} that says so was" if record.n == 1 else f"Half of the incidents of {quarter} were"
        return f"{few} {_DONE[record.metric]} within {value}"
    if record.metric == "detected_internally":
        whose = f"incidents of {quarter} that say so" if record.n < FEWEST_FOR_PERCENT else f"of the incidents of {quarter}"
        return f"{value} {whose} {'was' if record.n == 1 else 'were'} found internally"
    rated = "" if record.metric == "incidents" else " rated P0 or P1"
    return f"{quarter} had {format_plural(int(record.value), 'incident') if record.value else 'no incident'}{rated}"


_NONE = {
    "incidents": "counts", "severe_incidents": "states a severity", "ttd": "states a time to detect", "tta": "states a time to acknowledge",
    "ttm": "states a time to mitigate", "ttr": "states a time to resolve", "detected_internally": "says who or what found it",
}  # fmt: skip
"""What is missing where a number cannot be given."""
_DONE = {"ttd": "detected", "tta": "acknowledged", "ttm": "mitigated", "ttr": "resolved"}


def _say_verdict(record: MetricRecord, headlines: Headlines) -> str:
    """`; against 2026 Q2 no detectable change`, `; too few to say whether that changed`; nothing without a quarter before."""
    before = format_quarter(headlines.before)
    match record.verdict:
        case None:
            return ""
        case "too few to say":
            return f"; too few to say whether that differs from {before}"
        case "unclear":
            return f"; that is {versus(record)}, which is not counted as better"
        case _:
            return f"; no detectable change from {before}"


def note_headline(record: MetricRecord) -> str:
    """What a presenter needs beside it: `time to resolve: 52 min, 95 % interval 22 min to 1 h 28 min, n = 19 of 20, … (ttr/1)`."""
    parts = [
        f"{NAMES[record.metric]}: {write_value(record)}",
        f"95 % interval {interval_of(record)}",
        f"n = {record.n} of {record.of}",
    ]
    if change := describe_change(record):
        parts.append(f"against {format_quarter(record.compared_with)}: {change}")
    return f"{capitalise(', '.join(parts))}; verdict: {record.verdict or 'none'} ({record.definition})."
