"""Pieces of a chart's XML (DrawingML): series, labels, intervals, axes. python-pptx has no words for most of them.

The order of the elements is that of the schema: PowerPoint repairs, that is throws away, a chart with another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from analytics.reports.pptx.colours import TONE, fill_xml, line_xml
from analytics.reports.pptx.paper import NAMESPACES, quote
from analytics.reports.pptx.sheet import Column

SIZE, SMALL = 11.0, 10.0
"""Points: of labels, of what is beside the point."""
Position = Literal["t", "b", "l", "r", "ctr", "inBase", "outEnd"]
_SHOWN = "".join(f'<c:show{what} val="{{}}"/>' for what in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize"))
_NO_LEADERS = (
    '<c:extLst><c:ext uri="{CE6537A1-D6FC-4f65-9D91-7224C49458BB}" '
    'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"><c15:showLeaderLines val="0"/></c:ext></c:extLst>'
)
"""No line from a mark to a label that stands a little aside."""


class Label(NamedTuple):
    """Words beside the mark at `place`. `right`, `down`: how far from where `position` puts them, in parts of the chart."""

    place: int
    text: str
    position: Position
    colour: str = TONE.text
    bold: bool = False
    size: float = SIZE
    right: float = 0.0
    down: float = 0.0
    ground: str = ""


class Margins(NamedTuple):
    """What is left free around the field of the data, in points."""

    left: float
    top: float
    right: float
    bottom: float


NO_MARGINS = Margins(0.0, 0.0, 0.0, 0.0)


def letters_xml(tag: str, size: float, colour: str, *, bold: bool = False) -> str:
    return f'<a:{tag} lang="en-US" sz="{round(size * 100)}" b="{int(bold)}">{fill_xml(colour)}</a:{tag}>'


def text_xml(size: float, colour: str, *, bold: bool = False, turn: int | None = None) -> str:
    """`turn`: in degrees; at 0 never turned, where there is little room broken into lines; None: as the program finds best."""
    turned = "" if turn is None else f' rot="{60_000 * turn}" vert="horz"'
    letters = letters_xml("defRPr", size, colour, bold=bold)
    return f'<c:txPr><a:bodyPr{turned}/><a:lstStyle/><a:p><a:pPr>{letters}</a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>'


def labels_xml(labels: Iterable[Label]) -> str:
    """In words of their own; the other marks have none."""
    told = "".join(map(_label_xml, sorted(labels)))
    return f"<c:dLbls>{told}<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{_SHOWN.format(0, 0, 0, 0, 0, 0)}{_NO_LEADERS}</c:dLbls>"


def _label_xml(label: Label) -> str:
    moved = label.right or label.down
    place = f'<c:manualLayout><c:x val="{label.right:.5f}"/><c:y val="{label.down:.5f}"/></c:manualLayout>' if moved else ""
    letters = letters_xml("rPr", label.size, label.colour, bold=label.bold)
    lines = "".join(f"<a:p><a:r>{letters}<a:t>{quote(line)}</a:t></a:r></a:p>" for line in label.text.split("\n"))
    ground = fill_xml(label.ground) if label.ground else "<a:noFill/>"
    return (
        f'<c:dLbl><c:idx val="{label.place}"/><c:layout>{place}</c:layout>'
        f'<c:tx><c:rich><a:bodyPr wrap="none" lIns="18000" tIns="0" rIns="18000" bIns="0"/><a:lstStyle/>{lines}</c:rich></c:tx>'
        f'<c:spPr>{ground}<a:ln><a:noFill/></a:ln></c:spPr><c:dLblPos val="{label.position}"/>{_SHOWN.format(0, 1, 0, 0, 0, 0)}</c:dLbl>'
    )


def numbers_xml(position: Position, colour: str, number_format: str, size: float = SIZE, *, bold: bool = False) -> str:
    """The values themselves as labels: they follow when somebody edits the data."""
    return (
        f'<c:dLbls><c:numFmt formatCode="{quote(number_format)}" sourceLinked="0"/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
        f'{text_xml(size, colour, bold=bold)}<c:dLblPos val="{position}"/>{_SHOWN.format(0, 1, 0, 0, 0, 0)}</c:dLbls>'
    )


def intervals_xml(plus: Column | None, minus: Column | None, colour: str, width: float, direction: str = "") -> str:
    """Error bars from the cells of two columns, or to one side. `direction`: `x` or `y` where a chart has both, empty for columns."""
    way = f'<c:errDir val="{direction}"/>' if direction else ""
    sides = {"plus": plus, "minus": minus}
    kind = "both" if plus and minus else "plus" if plus else "minus"
    told = "".join(f"<c:{side}>{column.numbers_xml()}</c:{side}>" for side, column in sides.items() if column)
    return (
        f'<c:errBars>{way}<c:errBarType val="{kind}"/><c:errValType val="cust"/><c:noEndCap val="1"/>{told}'
        f"<c:spPr>{line_xml(colour, width)}</c:spPr></c:errBars>"
    )


def marker_xml(symbol: str, size: int = 5, fill: str = "", line: str | None = None) -> str:
    if symbol == "none":
        return '<c:marker><c:symbol val="none"/></c:marker>'
    return f'<c:marker><c:symbol val="{symbol}"/><c:size val="{size}"/><c:spPr>{fill_xml(fill)}{line_xml(line, 1.75)}</c:spPr></c:marker>'


def series_xml(place: int, column: Column, look: str, data: str) -> str:
    """`look`: from spPr to errBars; `data`: from cat or xVal on."""
    return f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/>{column.head_xml()}{look}{data}</c:ser>'


def axis_text_xml(title: str, *, upright: bool, at: tuple[float, float] | None = None) -> str:
    """The unit beside its axis, or `at` a place of the chart, in parts of its width and height."""
    place = (
        f'<c:layout><c:manualLayout><c:xMode val="edge"/><c:yMode val="edge"/><c:x val="{at[0]:.5f}"/><c:y val="{at[1]:.5f}"/>'
        "</c:manualLayout></c:layout>" if at else ""
    )  # fmt: skip
    turned = ' rot="-5400000" vert="horz"' if upright else ""
    letters = letters_xml("rPr", SMALL, TONE.muted)
    return (
        f"<c:title><c:tx><c:rich><a:bodyPr{turned}/><a:lstStyle/><a:p><a:pPr>{letters_xml('defRPr', SMALL, TONE.muted)}</a:pPr>"
        f'<a:r>{letters}<a:t>{quote(title)}</a:t></a:r></a:p></c:rich></c:tx>{place}<c:overlay val="0"/></c:title>'
    )


def chart_xml(width: float, height: float, margins: Margins, charts: str, axes: str, legend: str = "") -> bytes:
    """A whole chart. `margins` are around the field of the data: it lies where the labels were measured for."""
    left, top, right, bottom = margins
    field = {
        "x": left / width, "y": top / height, "w": (width - left - right) / width, "h": (height - top - bottom) / height,
    }  # fmt: skip
    layout = "".join(f'<c:{name} val="{value:.5f}"/>' for name, value in field.items())
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace {NAMESPACES}><c:date1904 val="0"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea>'
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f"{layout}</c:manualLayout></c:layout>{charts}{axes}</c:plotArea>{legend}"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{text_xml(SIZE, TONE.text)}</c:chartSpace>"
    ).encode()


def legend_xml(position: str, hidden: Sequence[int] = ()) -> str:
    """Where names cannot stand beside what they name. `hidden`: places of series without a name of their own."""
    entries = "".join(f'<c:legendEntry><c:idx val="{place}"/><c:delete val="1"/></c:legendEntry>' for place in hidden)
    return f'<c:legend><c:legendPos val="{position}"/>{entries}<c:overlay val="0"/>{text_xml(SIZE, TONE.text)}</c:legend>'
