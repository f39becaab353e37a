"""The definition registry as people read it, in the same words as in the exports."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.charts.targets import describe_target_rows
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


def render_targets(view: View) -> None:
    """Every target with its origin: a number is only as good as the person who set it."""
    rows = describe_target_rows(view.load(list_targets))
    render_table(view, "targets", "Targets", rows, _TARGETS)


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
    told = (
        "id",
        "name",
        "version",
        "history",
        "sentence",
        "formula",
        "population",
        "clock",
        "fallback",
        "missing",
        "certainty",
        "unit",
    )
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
            "Changed": definition.history,
        }
        st.markdown("  \n".join(f"*{name}:* {escape_markdown(words)}" for name, words in parts.items() if words))
