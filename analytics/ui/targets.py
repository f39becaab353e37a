"""The targets that the answer in words counts, one a row: worked out when somebody asks which they are."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.charts.goals import Goal, to_rows
from analytics.charts.wording import format_plural
from analytics.metrics.filters import Filters
from analytics.ui.exhibits import render_table
from analytics.ui.links import TARGETS, incidents_address, items_address
from analytics.ui.tables import GOALS
from analytics.ui.view import View


def render_targets(view: View, goals: Sequence[Goal]) -> None:
    """Each target with its value, its interval, n of N and by how much it is missed; a row leads to what it is judged on."""
    if not goals:
        return
    opened = st.expander(_label(goals), key=TARGETS, on_change="rerun", bind="query-params")
    if opened.open:
        ordered = sorted(goals, key=lambda goal: (goal.is_met, not goal.is_sure))
        rows = to_rows(ordered).assign(behind=[_address(goal, view.addressed) for goal in ordered])
        with opened:
            render_table(view, "targets", "Targets", rows, GOALS, note=_NOTE, height=720, wrap=True)


_NOTE = (
    "Within chance: the 95 % interval holds the target, so that as few incidents or items might as well have fallen on its other side. "
    "Whose number each target is stands on Definitions."
)


def _label(goals: Sequence[Goal]) -> str:
    missed = sum(not goal.is_met for goal in goals)
    counted = "The target" if len(goals) == 1 else f"The {format_plural(len(goals), 'target')}"
    return f"{counted}, {f'{missed} of them missed' if len(goals) > 1 else 'missed' if missed else 'met'}"


def _address(goal: Goal, filters: Filters) -> str:
    if goal.place == "items":
        return items_address(filters, *goal.narrow)
    return incidents_address(filters, *goal.narrow)
