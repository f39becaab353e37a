"""Colours by what they are for: those of a template where they mean no more than "this series", our own where they mean something."""

from __future__ import annotations

from analytics.charts.palette import CATEGORIES, TONES

TONE = TONES["light"]
ACCENTS = {colour: f"accent{place}" for place, colour in enumerate(CATEGORIES[:5], 1)}
"""The theme of a template has its own; ours has these. Severities, missed targets and verdicts keep their colours everywhere."""
_OF_THEME = {
    TONE.text: '<a:schemeClr val="tx1"/>', TONE.background: '<a:schemeClr val="bg1"/>',
    TONE.muted: '<a:schemeClr val="tx1"><a:lumMod val="65000"/><a:lumOff val="35000"/></a:schemeClr>',
    TONE.outline: '<a:schemeClr val="tx1"><a:lumMod val="50000"/><a:lumOff val="50000"/></a:schemeClr>',
    TONE.context: '<a:schemeClr val="tx1"><a:lumMod val="35000"/><a:lumOff val="65000"/></a:schemeClr>',
    TONE.grid: '<a:schemeClr val="bg1"><a:lumMod val="88000"/></a:schemeClr>',
}  # fmt: skip
"""Tones between the text and the background of the theme, so that they are seen on a dark template too."""


def colour_xml(colour: str) -> str:
    """`colour`: `#RRGGBB`."""
    if colour in ACCENTS:
        return f'<a:schemeClr val="{ACCENTS[colour]}"/>'
    return _OF_THEME.get(colour) or f'<a:srgbClr val="{colour.removeprefix("#")}"/>'


def fill_xml(colour: str) -> str:
    return f"<a:solidFill>{colour_xml(colour)}</a:solidFill>"


def hatch_xml() -> str:
    """For what nobody stated."""
    front, back = colour_xml(TONE.outline), colour_xml(TONE.background)
    return f'<a:pattFill prst="wdUpDiag"><a:fgClr>{front}</a:fgClr><a:bgClr>{back}</a:bgClr></a:pattFill>'


def line_xml(colour: str | None, width: float = 1.0, dash: str = "") -> str:
    """`colour` None: no line at all."""
    if colour is None:
        return "<a:ln><a:noFill/></a:ln>"
    dashed = f'<a:prstDash val="{dash}"/>' if dash else ""
    return f'<a:ln w="{round(width * 12700)}" cap="flat">{fill_xml(colour)}{dashed}<a:round/></a:ln>'


def ink_on(colour: str) -> str:
    """Black or white, whichever is read better on it."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#FFFFFF" if 0.299 * red + 0.587 * green + 0.114 * blue < 140 else TONE.text
