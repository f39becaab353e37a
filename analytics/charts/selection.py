"""What is selected, in words."""

from __future__ import annotations

from analytics.charts.wording import format_names, format_plural, format_quarter
from analytics.metrics.filters import Filters
from analytics.metrics.selection import Choices


def describe_period(filters: Filters, choices: Choices) -> str:
    """`2026 Q3`, `2025 Q1 to 2026 Q3`, or `all quarters (…)`."""
    first, last = filters.quarter_from, filters.quarter_to
    if first is None or last is None:
        return f"all quarters ({_range(choices.quarters[0], choices.quarters[-1])})" if choices.quarters else "all quarters"
    return _range(first, last)


def describe_selection(filters: Filters, choices: Choices, selected: int) -> str:
    """`2026 Q3 · Payments and Identity · P0–P2 · final · 41 of 57 incidents`, unescaped."""
    parts = [
        describe_period(filters, choices),
        format_names(filters.teams) or "all teams",
        describe_severities(filters.severities) or "all severities",
    ]
    if filters.statuses:
        parts.append(format_names(tuple(status.replace("_", " ") for status in filters.statuses)))
    if filters.times != "preferred":
        parts.append({"stated": "times as stated only", "timeline": "times from the timeline only"}[filters.times])
    parts.append(f"{selected:,} of {format_plural(choices.incidents, 'incident')}")
    sentence = " · ".join(parts)
    return sentence[0].upper() + sentence[1:]


def describe_severities(severities: tuple[str, ...]) -> str:
    """`P0–P2` for neighbours, else `P0 and P3`."""
    levels = sorted(severities)
    numbers = [int(level[1]) for level in levels if len(level) == 2 and level[1].isdigit()]
    in_a_row = len(numbers) == len(levels) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1
    return f"{levels[0]}–{levels[-1]}" if in_a_row else format_names(tuple(levels))


def _range(first: str, last: str) -> str:
    return format_quarter(first) if first == last else f"{format_quarter(first)} to {format_quarter(last)}"
