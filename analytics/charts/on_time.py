"""What came of the action items that were due, in a sentence."""

from __future__ import annotations

import pandas as pd

from analytics.charts.wording import format_brief_share, format_names, format_plural, format_share


def on_time_sentence(summary: pd.DataFrame, *, strong: str = "") -> str:
    """How many due items were closed in time. `summary`: compute_action_on_time of the whole selection (one row).

    `strong`: what stands around the number itself, such as the asterisks of Markdown.
    """
    row = summary.iloc[0]
    if not row["n"]:
        return "No action item of this selection has come due yet."
    in_time = format_share(row["attained"], row["n"])
    words = f"Of {format_plural(int(row['n']), 'item')} that came due, {strong}{in_time}{strong} were closed in time"
    if row["closed_unknown"]:
        at_most = format_brief_share(row["attained"] + row["closed_unknown"], row["n"])
        words += f", or up to {at_most}: {_count(row['closed_unknown'], 'is', 'are')} complete without a date"
    rest = [_count(row["late"], "was closed late", "were closed late"), _count(row["open"], "is still open", "are still open")]
    if row["status_unknown"]:
        rest.append(_count(row["status_unknown"], "states no status", "state no status"))
    return f"{words}; {format_names(rest)}."


def _count(number: float, one: str, many: str) -> str:
    return f"{int(number):,} {one if number == 1 else many}"
