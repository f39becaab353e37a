"""Scorecards: one number each, with its trend, its basis and its target, and the way to what is behind it.

All of them are one piece of HTML, made of this program's own words and numbers and of the filters, all escaped: as many of Streamlit's
metrics with their charts cost the browser more than the page's four large charts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from analytics.charts.palette import TONES, VERDICTS, ThemeName
from analytics.charts.wording import is_unknown

MISSED: dict[ThemeName, str] = {"light": "#A84300", "dark": "#FF9A57"}
COLUMNS, WIDE_COLUMNS = 4, 6
_STYLE = f"""<style>
.cards {{ display: grid; grid-template-columns: repeat({COLUMNS}, minmax(0, 1fr)); gap: 0.6rem; margin: 0; padding: 0; }}
@media (min-width: 1700px) {{ .cards {{ grid-template-columns: repeat({WIDE_COLUMNS}, minmax(0, 1fr)); }} }}
@media (max-width: 1100px) {{ .cards {{ grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); }} }}
.cards .cell {{ position: relative; display: flex; }}
.cards a.card {{ flex: 1; min-width: 0; border: 1px solid var(--card-line); border-radius: 4px; padding: 0.5rem 0.65rem 0.55rem;
    color: inherit;
    text-decoration: none; }}
.cards a.card:hover {{ border-color: var(--card-main); }}
.cards a.card:focus-visible {{ outline: 3px solid var(--card-main); outline-offset: 1px; }}
.cards details {{ position: absolute; top: 0.3rem; right: 0.35rem; font-size: 0.82rem; line-height: 1.4; }}
.cards summary {{ list-style: none; cursor: pointer; width: 1.5rem; height: 1.5rem; line-height: 1.5rem; text-align: center;
    border-radius: 50%; color: var(--card-note); }}
.cards summary::-webkit-details-marker {{ display: none; }}
.cards summary:hover {{ color: var(--card-main); }}
.cards summary:focus-visible {{ outline: 3px solid var(--card-main); }}
.cards details[open] {{ left: 0.35rem; z-index: 2; }}
.cards details[open] summary {{ margin-left: auto; }}
.cards details > div {{ padding: 0.5rem 0.65rem; border: 1px solid var(--card-main); border-radius: 4px; background: var(--card-ground);
    overflow-wrap: anywhere; }}
.cards p {{ margin: 0; font-size: 0.82rem; line-height: 1.4; color: var(--card-note); }}
.cards p.label {{ color: inherit; font-size: 0.87rem; white-space: nowrap; padding-right: 1.2rem; }}
.cards p.value {{ font-size: 1.35rem; font-weight: 600; line-height: 1.3; color: inherit; white-space: nowrap; }}
.cards p.missed {{ color: var(--card-missed); }}
.cards p.better {{ color: var(--card-better); font-weight: 600; }}
.cards p.worse {{ color: var(--card-worse); font-weight: 600; }}
.cards p.trend {{ display: flex; align-items: flex-end; gap: 3px; height: 22px; margin: 0.15rem 0 0.3rem; }}
.cards p.trend span {{ flex: 1; max-width: 9px; border-radius: 1px 1px 0 0; }}
</style>"""


@dataclass(frozen=True, slots=True)
class Card:
    """`trend`: the number by quarter, oldest first. `interval`, `notes`, `change`: short lines of this program's own; `missed` and
    a verdict that says better or worse are shown in colour.

    `address`: where a click leads, below the app's own. `meaning`: the number's definition, behind the “i” of its corner: with mouse,
    keyboard or finger.
    """

    label: str
    value: str
    trend: Sequence[float]
    notes: tuple[str, ...]
    missed: str
    address: str
    meaning: str = ""
    interval: str = ""
    verdict: str = ""
    change: tuple[str, ...] = ()


def render_cards(cards: Sequence[Card], theme: ThemeName) -> None:
    """The cards, four in a row or on a wide page six; on a narrow one they wrap."""
    tone = TONES[theme]
    colours = f"--card-ground: {tone.background}; "
    colours += f"--card-line: {tone.grid}; --card-note: {tone.muted}; --card-main: {tone.main}; --card-missed: {MISSED[theme]}; "
    colours += "; ".join(f"--card-{verdict}: {colour}" for verdict, colour in VERDICTS[theme].items())
    st.html(f'{_STYLE}<div class="cards" style="{colours}">{"".join(_card(card, theme) for card in cards)}</div>')


def _card(card: Card, theme: ThemeName) -> str:
    notes = "".join(f"<p>{escape(note)}</p>" for note in card.notes)
    missed = f'<p class="missed">{escape(card.missed)}</p>' if card.missed else ""
    value = f'<p class="value">{escape(card.value)}</p>'
    value += f"<p>{escape(card.interval)}</p>" if card.interval else ""
    verdict = f'<p class="{escape(card.verdict)}">{escape(card.verdict)}</p>' if card.verdict else ""
    changes = "".join(f"<p>{escape(line)}</p>" for line in card.change)
    # Without a target the link opens in the same tab; Streamlit's sanitiser would remove one.
    return (
        f'<div class="cell"><a class="card" href="{escape(card.address)}"><p class="label">{escape(card.label)}</p>'
        f"{value}{_trend(card, theme)}{notes}{missed}{verdict}{changes}</a>{_meaning(card)}</div>"
    )


def _meaning(card: Card) -> str:
    """Beside the link, not in it: whoever opens it does not leave the page."""
    if not card.meaning:
        return ""
    label = escape(f"What “{card.label}” means")
    return f'<details name="meaning"><summary aria-label="{label}" title="{label}">ⓘ</summary><div>{escape(card.meaning)}</div></details>'


def _trend(card: Card, theme: ThemeName) -> str:
    """Bars by quarter from zero, the newest in the main colour; an unknown quarter is a gap. Streamlit's sanitiser removes SVG."""
    top = max((value for value in card.trend if not is_unknown(value)), default=0)
    if not top or len(card.trend) < 2:
        return ""
    tone, last = TONES[theme], len(card.trend) - 1
    bars = "".join(
        f'<span style="height: {0 if is_unknown(value) else 100 * value / top:.0f}%; '
        f'background: {tone.main if place == last else tone.context}"></span>'
        for place, value in enumerate(card.trend)
    )
    return f'<p class="trend" role="img" aria-label="{escape(card.label)} by quarter, the newest last">{bars}</p>'
