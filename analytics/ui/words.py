"""Text for Streamlit's Markdown. What a document says must never be read as Markdown or HTML."""

from __future__ import annotations

import re
import string

from analytics.charts.wording import GAP
from analytics.metrics.filters import Times

TIMES: dict[Times, str] = {"preferred": "As preferred", "stated": "As stated", "timeline": "From the timeline"}
"""The labels of the choice whose durations count."""

_SPACE = re.compile(rf"[^\S{GAP}]+")
"""Where a line may end: the gap between a number and its unit stays, so that no line ends with `49` and the next begins with `%`."""
_PUNCTUATION = re.compile(f"([{re.escape(string.punctuation)}])")
_ADDRESS = re.compile(r"(https?\\:(?=\\/)|www(?=\\\.)|(?<=[\w.+-])\\@(?=\\?[\w-]))", re.IGNORECASE)
"""Where Streamlit makes a link of an address that stands among words, escaped or not: it looks at the text that is left."""
_PARTED = r"\1:small[]"
"""Nothing, between two texts that are looked at apart; unlike a character of no width it does not come along when somebody copies."""


def escape_markdown(text: str) -> str:
    """The text as it reads: each punctuation character escaped (links, directives, TeX and HTML with it), on one line."""
    return _ADDRESS.sub(_PARTED, _PUNCTUATION.sub(r"\\\1", _SPACE.sub(" ", text).strip()))
