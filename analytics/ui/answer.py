"""The answer in words, each sentence with the way to what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from analytics.charts.answer import Sentence
from analytics.charts.certainty import describe_looks
from analytics.metrics.filters import Filters
from analytics.metrics.headlines import Headlines
from analytics.ui.links import ONLY, TARGETS, page_address


def render_answer(sentences: Sequence[Sentence], headlines: Headlines, filters: Filters, trends: int) -> None:
    """One paragraph to be read aloud, with a link after each sentence, and how many comparisons the page makes.

    `trends`: how many of its charts are tested for one.
    """
    # Without a target the links open in the same tab, which Markdown's do not.
    said = [
        f'{escape(sentence.text)} <a href="{escape(_address(sentence, filters))}" aria-label="what it rests on">→</a>'
        for sentence in sentences
    ]
    st.html(f"<p>{' '.join([f'<b>{said[0]}</b>', *said[1:]])}</p>")
    if looks := describe_looks(headlines.looks, headlines.before, trends):
        st.caption(f"{looks} Intervals are 95 %.")


def _address(said: Sentence, filters: Filters) -> str:
    if said.page == TARGETS:
        # The list of targets is a part of the same page, the first of the menu, whose address is the app's own.
        return page_address("", filters, (TARGETS, "true"))
    return page_address(said.page, filters, *((ONLY, restriction) for restriction in said.narrow))
