"""What needs attention, in words: the same on the Overview and in the reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from analytics.charts.wording import format_plural

WORDS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "overdue_action": (
        "Overdue",
        lambda r: f"{format_plural(int(r.days), 'day')}: {r.detail} ({r.owner or 'no owner'})",
    ),
    "repeat_while_open": (
        "Repeat",
        lambda r: f"{format_plural(int(r.days), 'day')} after {r.detail}, while an action of that one was open",
    ),
    "no_immediate_action": ("Nothing at once", lambda _: "promises no immediate action"),
    "moved_promise": (
        "Put off",
        lambda r: f"{int(r.days)} times: {r.detail} ({r.owner or 'no owner'})",
    ),
    "impossible_time": ("Impossible time", lambda r: f"line {r.line}: {r.detail}"),
    "repeat": ("Repeat", lambda r: f"{format_plural(int(r.days), 'day')} after {r.detail}"),
    "open_incident": ("No end stated", lambda r: f"{format_plural(int(r.days), 'day')} after it began"),
    "old_draft": ("Still a draft", lambda r: f"{format_plural(int(r.days), 'day')} after the incident"),
}

KINDS: dict[str, str] = {
    "overdue_action": "P0 and P1",
    "repeat_while_open": "this kind",
    "no_immediate_action": "this kind",
    "moved_promise": "this kind",
    "impossible_time": "this kind",
    "repeat": "this kind",
    "open_incident": "this kind",
    "old_draft": "this kind",
}
"""Which things the count of a kind counts: the cards count overdue items of every severity."""


def count_kind(found: pd.DataFrame, kind: str) -> int:
    """How many things of a kind there are, the ones that are not listed too."""
    return int(found.loc[found["kind"] == kind, "total"].max()) if (found["kind"] == kind).any() else 0
