"""Numbers and quotations in the words of a diagnostic."""

from __future__ import annotations


def span_in_words(minutes: float) -> str:
    """`45 min`, `10 h 47 min`, `31.0 days`."""
    if minutes >= 2 * 1440:
        return f"{minutes / 1440:.1f} days"
    hours, rest = divmod(round(minutes), 60)
    return f"{hours} h {rest} min" if hours else f"{minutes:g} min"


def beginning_of(text: str, length: int = 60) -> str:
    """The first words of a text, on one line."""
    words = " ".join(text[: 2 * length].split())
    return words if len(words) <= length else f"{words[: length - 1]}…"
