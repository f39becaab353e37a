"""The colours that mean something, for a light and a dark page.

Categories follow Okabe and Ito, which colour-blind readers can tell apart; severities are one hue from dark to light and stay in
order when printed grey. A mark too close to its background is drawn with an outline, so no information rests on the fill alone.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from analytics.metrics.filters import NOT_STATED
from analytics.model import SEVERITIES

ThemeName = Literal["light", "dark"]

CATEGORIES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#7A7A7A")
BLUE, ORANGE = "#0072B2", "#D55E00"

SEVERITY_COLOURS: dict[str, str] = {
    "P0": "#67001F",
    "P1": "#B2182B",
    "P2": "#D6604D",
    "P3": "#F4A582",
    "P4": "#C8CDD3",
    NOT_STATED: "#FFFFFF",
}
SEVERITY_ORDER = (*SEVERITIES, NOT_STATED)


class Tones(NamedTuple):
    """The colours of a page that carry no meaning of their own."""

    text: str
    muted: str
    grid: str
    background: str
    outline: str
    main: str
    context: str
    target: str


TONES: dict[ThemeName, Tones] = {
    "light": Tones("#1B1F24", "#59636E", "#E3E7EC", "#FFFFFF", "#8A929C", "#0072B2", "#A9B4C0", "#1B1F24"),
    "dark": Tones("#E6E9ED", "#A3ADB9", "#2B343F", "#11161C", "#8893A0", "#56B4E9", "#5B6774", "#E6E9ED"),
}

VERDICTS: dict[ThemeName, dict[str, str]] = {
    "light": {"better": "#0072B2", "worse": "#B04A00"},
    "dark": {"better": "#56B4E9", "worse": "#FF9A57"},
}
"""Only what is detectably better or worse has a colour; the word stands beside it. As text they keep a contrast of 4.5 to 1."""

HEAT: dict[ThemeName, list[tuple[float, str]]] = {
    "light": [(0.0, "#F3F5F8"), (0.25, "#C2DBEC"), (0.5, "#80B4D6"), (0.75, "#3384B8"), (1.0, "#00568A")],
    "dark": [(0.0, "#1B222B"), (0.25, "#17394C"), (0.5, "#1A5472"), (0.75, "#1F6A91"), (1.0, "#2680AE")],
}


def colour_of_category(position: int, theme: ThemeName) -> str:
    """The colour of the n-th category; the blue is lighter where the page is dark, so that it stays readable."""
    colour = CATEGORIES[position % len(CATEGORIES)]
    return TONES[theme].main if colour == BLUE else colour


def translucent(colour: str, opacity: float) -> str:
    """`#0072B2` as `rgba(0,114,178,0.3)`, so that what lies under it stays visible."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
