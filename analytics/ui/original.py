"""The original text of an incident's document, with an address for each of its lines."""

from __future__ import annotations

from html import escape

import streamlit as st

from analytics.charts.wording import GAP
from analytics.metrics.incidents import IncidentDetail
from analytics.ui.fields import numbered_lines

_STYLE = """<style>
.original { height: 720px; overflow: auto; padding: 0.75rem 0; border: 1px solid rgba(128, 128, 128, 0.35); border-radius: 4px;
    font-family: monospace; font-size: 0.85rem; line-height: 1.5; }
.original span { display: block; min-height: 1.5em; padding: 0 1rem 0 4.5rem; border-left: 4px solid transparent;
    white-space: pre-wrap; overflow-wrap: anywhere; scroll-margin: 7rem; }
.original span::before { content: attr(data-line); float: left; width: 3rem; margin-left: -4rem; text-align: right; opacity: 0.65; }
.original span:target { background: rgba(230, 159, 0, 0.25); border-left-color: #E69F00; }
</style>"""

# An address with a line is opened before the text is there, so the browser has to be told again once it is; and what is drawn above the
# text a moment later would push the line out of view.
_FIND_LINE = """<script>
window.onhashchange = () => {
  const line = /^#line-[0-9]+$/.test(location.hash) && document.querySelector(location.hash);
  if (!line) return;
  const drawn = new ResizeObserver(() => line.scrollIntoView());
  drawn.observe(document.querySelector('[data-testid=stMainBlockContainer]'));
  for (const move of ['wheel', 'keydown', 'pointerdown']) addEventListener(move, () => drawn.disconnect(), {once: true});
  setTimeout(() => drawn.disconnect(), 4000);
};
if (location.hash) { location.replace(location.hash); window.onhashchange(); }
</script>"""


def line_link(line: int) -> str:
    """Markdown: the way to a line of the original text on the same page."""
    return f"[line{GAP}{line}](#line-{line})"


def render_original(found: IncidentDetail) -> None:
    """The whole text; the line that a link names is brought into view and marked. Every line is escaped: none is read as HTML."""
    st.markdown("**Original text**")
    lines = "".join(_line(number, text, is_first) for number, text, is_first in _with_firsts(found))
    # Streamlit's sanitiser goes over it as well, so the program's own script stands apart from it.
    st.html(f'{_STYLE}<div class="original" role="region" aria-label="Original text" tabindex="0">{lines}</div>')
    st.html(_FIND_LINE, unsafe_allow_javascript=True)


def _with_firsts(found: IncidentDetail) -> list[tuple[int, str, bool]]:
    """Each line with its number, and whether it is the first of that number: a line of a converted file may give several."""
    numbered = numbered_lines(found.document)
    before = [0, *(number for number, _ in numbered)]
    return [(number, text, number != last) for last, (number, text) in zip(before, numbered, strict=False)]


def _line(number: int, text: str, is_first: bool) -> str:
    name = f' id="line-{number}"' if is_first else ""
    return f'<span data-line="{number}"{name}>{escape(text)}</span>'
