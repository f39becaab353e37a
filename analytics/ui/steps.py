"""What came after each dated note: the times before and after it, as a table that is worked out when somebody opens it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts.certainty import describe_ratio, ratio_interval
from analytics.charts.notes import describe_days
from analytics.charts.rows import Row, rows_of
from analytics.charts.wording import format_duration, format_plural
from analytics.metrics.registry import LOOKS
from analytics.metrics.steps import REACH, compute_steps
from analytics.ui.exhibits import render_table
from analytics.ui.tables import STEPS
from analytics.ui.view import View

_WHAT = (
    f"Each side reaches up to {REACH.days} days, not beyond another note of the same kind that concerns one of its teams, and may lie "
    "outside of the quarters shown. What comes after a note need not come from it: other things happened in these months too."
)


def render_steps(view: View) -> None:
    """The comparison of every note with what came before it, where the organisation has written any."""
    if not view.notes.notes:
        return
    opened = st.expander("Before and after each note", key="steps", on_change="rerun", bind="query-params")
    if opened.open:
        with opened:
            found = view.load(compute_steps)
            render_table(
                view, "before-and-after", "Times before and after each note", step_rows(found), STEPS, note=_say(found), height=640,
                wrap=True,
            )  # fmt: skip


def _say(found: pd.DataFrame) -> str:
    looks = int(found["p_value"].notna().sum())
    if not len(found):
        return "No note of these quarters concerns a time."
    made = f"{format_plural(looks, 'comparison')}; each verdict allows for all of them and for the {LOOKS} of the page"
    return f"{_WHAT} {made} (Benjamini–Hochberg, 5 %)."


def step_rows(found: pd.DataFrame) -> pd.DataFrame:
    """What compute_steps gives: its numbers, and beside them the same in words."""
    rows = list(rows_of(found))
    return found.assign(
        note=[f"{describe_days(row.first, row.last)}: {row.text}" for row in rows],
        before=[_say_side(row.before_median, row.before_n) for row in rows],
        after=[_say_side(row.after_median, row.after_n) for row in rows],
        change_words=[_say_change(row) for row in rows],
    )


def _say_side(median: float | None, n: int) -> str:
    return f"{format_duration(median)} ({n:,})"


def _say_change(row: Row) -> str:
    """`typically 70 % shorter (−81 % to −56 %)`."""
    if row.change is None:
        return "–"
    interval = ratio_interval(row.change_low, row.change_high)
    return f"typically {describe_ratio(row.change)}" + (f" ({interval})" if interval else "")
