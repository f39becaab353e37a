"""Colours by what they are for: those of a template where they mean no more than "this series", our own where they mean something."""

from __future__ import annotations

from analytics.charts.palette import CATEGORIES, TONES

TONE = TONES["light"]
ACCENTS = {colour: f"accent{place}" for place, colour in enumerate(CATEGORIES[:5], 1)}
"""The theme of a template has its own; ours has these. Severities, missed targets and verdicts keep their colours everywhere."""
_OF_TEXT = {
    TONE.text: "", TONE.muted: '<a:lumMod val="65000"/><a:lumOff val="35000"/>', TONE.outline: '<a:lumMod val="50000"/><a:lumOff val="50000"/>',
    TONE.context: '<a:alpha val="35000"/>', TONE.grid: '<a:alpha val="12000"/>',
}  # fmt: skip
"""Tones between the text and the background, so that they are seen on a dark template too."""


def colour_xml(colour: str) -> str:
    """`colour`: `#RRGGBB`."""
    if colour in ACCENTS:
        return f'<a:schemeClr val="{ACCENTS[colour]}"/>'
    if colour in _OF_TEXT:
        return f'<a:schemeClr val="tx1">{_OF_TEXT[colour]}</a:schemeClr>'
    if colour == TONE.background:
        return '<a:schemeClr val="bg1"/>'
    return f'<a:srgbClr val="{colour.removeprefix("#")}"/>'


def fill_xml(colour: str) -> str:
    return f"<a:solidFill>{colour_xml(colour)}</a:solidFill>"


def hatch_xml() -> str:
    """For what nobody stated."""
    return (
        f'<a:pattFill prst="wdUpDiag"><a:fgClr>{colour_xml(TONE.outline)}</a:fgClr><a:bgClr>{colour_xml(TONE.background)}</a:bgClr></a:pattFill>'
    )


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
