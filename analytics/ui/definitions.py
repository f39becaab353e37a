"""The definition registry as people read it, in the same words as in the exports."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts.rows import rows_of
from analytics.charts.wording import format_label, format_percent, format_target
from analytics.metrics.references import REFERENCES
from analytics.metrics.registry import DEFINITIONS, Definition
from analytics.metrics.targets import list_targets
from analytics.ui.exhibits import render_table
from analytics.ui.tables import Columns, text_column
from analytics.ui.view import View
from analytics.ui.words import escape_markdown

_TARGETS: Columns = {
    "name": text_column("Metric", 260),
    "applies_to": text_column("For", 260),
    "goal": text_column("Target", 120),
    "basis": text_column("Whose number"),
}
_WHOSE = {"settings": "set in postmortems.toml", "default": "the product's default"}


def render_targets(view: View) -> None:
    """Every target with its origin: a number is only as good as the person who set it."""
    rows = view.load(list_targets).copy()
    rows["name"] = [DEFINITIONS[metric].name for metric in rows["metric"]]
    told_apart = set(rows.loc[rows["severity"].notna() | rows["horizon"].notna(), "metric"])
    rows["applies_to"] = [_applies_to(row.severity, row.horizon, has_others=row.metric in told_apart) for row in rows_of(rows)]
    rows["goal"] = [_goal(metric, target) for metric, target in zip(rows["metric"], rows["target"], strict=True)]
    rows["basis"] = rows["basis"].map(_WHOSE)
    render_table(view, "targets", "Targets", rows, _TARGETS)


def _applies_to(severity: str | None, horizon: str | None, *, has_others: bool) -> str:
    """Others than which: only a metric that has targets of its own for some has others."""
    if severity or horizon:
        return format_label(severity or horizon)
    return "all others" if has_others else "all"


def _goal(metric: str, target: float) -> str:
    unit = DEFINITIONS[metric].unit
    if unit == "share":
        return f"at least {format_percent(target)}"
    return format_target(metric, target) if unit == "min" else f"within {target:g} {unit}"


_REFERENCES: Columns = {
    "name": text_column("Metric", 260),
    "publisher": text_column("Whose number", 200),
    "says": text_column("What they publish"),
    "drawn": text_column("Drawn"),
}


def render_references(view: View) -> None:
    """Numbers of others, for context. They are defined in other ways, so no page holds a number against them; shut until asked for."""
    rows = pd.DataFrame([one[:3] for one in REFERENCES], columns=["publisher", "metric", "says"])
    rows["name"] = [DEFINITIONS[metric].name for metric in rows["metric"]]
    rows["drawn"] = [f"no: {one.not_drawn}" if one.not_drawn else "as a line, where you ask for it" for one in REFERENCES]
    with st.expander("Published reference numbers of others"):
        render_table(
            view, "reference-numbers", "Published reference numbers", rows, _REFERENCES, wrap=True,
            note="Context, not targets: each publisher counts in its own way. “Published numbers of others” above the charts draws them; "
            "no page judges a number by them.",
        )  # fmt: skip


def render_definitions(view: View) -> None:
    """Every metric; the page's export holds the same words."""
    told = ("id", "name", "version", "sentence", "formula", "population", "clock", "fallback", "missing", "certainty", "unit")
    rows = [[getattr(definition, part) for part in told] for definition in DEFINITIONS.values()]
    view.exhibits.append(("definitions", pd.DataFrame(rows, columns=list(told))))
    for definition in DEFINITIONS.values():
        render_definition(definition)


def render_definition(definition: Definition) -> None:
    """One metric: sentence, formula, population, clock, what is missing, unit, version."""
    with st.container(border=True, gap="small"):
        st.markdown(f"**{escape_markdown(definition.name)}**")
        st.caption(f"{escape_markdown(definition.id)}, version {definition.version}, unit: {escape_markdown(definition.unit)}")
        st.markdown(escape_markdown(definition.sentence))
        parts = {
            "Formula": definition.formula,
            "Of": definition.population,
            "Clock": definition.clock,
            "Fallback": definition.fallback,
            "Left out": definition.missing,
            "How sure": definition.certainty,
        }
        st.markdown("  \n".join(f"*{name}:* {escape_markdown(words)}" for name, words in parts.items() if words))
