"""Scorecards: one number each, with its trend, its basis and its target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from analytics.charts.wording import is_unknown


@dataclass(frozen=True, slots=True)
class Card:
    """`trend`: the number by quarter, oldest first. `notes`: short lines of this program's own; `missed` is shown in colour."""

    label: str
    value: str
    trend: Sequence[float]
    notes: tuple[str, ...]
    missed: str = ""


def render_cards(cards: Sequence[Card]) -> None:
    """The cards in one row; on a narrow page they wrap."""
    for place, card in zip(st.columns(len(cards), gap="small", border=True), cards, strict=True):
        with place:
            st.metric(
                card.label, card.value, delta_color="off", chart_type="bar",
                chart_data=[0.0 if is_unknown(value) else float(value) for value in card.trend] or None,
            )  # fmt: skip
            notes = [f":gray[{note}]" for note in card.notes] + ([f":orange[{card.missed}]"] if card.missed else [])
            st.markdown("  \n".join(f":small[{note}]" for note in notes))
