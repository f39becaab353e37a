"""Charts by category: lines, columns, stacks and bars as native charts with a row a category in their data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from analytics.reports.plots import UNKNOWN_COLOUR
from analytics.reports.pptx.colours import TONE, fill_xml, hatch_xml, ink_on, line_xml
from analytics.reports.pptx.lettering import Run, count_lines, shorten_to, width_of
from analytics.reports.pptx.marks import (
    NO_MARGINS,
    SIZE,
    SMALL,
    Label,
    Margins,
    axis_text_xml,
    chart_xml,
    intervals_xml,
    labels_xml,
    legend_xml,
    marker_xml,
    numbers_xml,
    series_xml,
    text_xml,
)
from analytics.reports.pptx.sheet import Column, Sheet
from analytics.reports.records import Line, Plot, Series
from analytics.reports.vector.scale import Scale, scale_of
from analytics.reports.words import DAYS, is_dense, write_value

_MOST_WORDS = 0.36
"""The part of a chart that the names of bars may take."""
_MOST_FIELD = 0.75
"""About the part of a chart that lies between its axis and its names at the right."""
_PROVISIONAL = "(provisional)"
_THINNEST = 15.0
"""Points: a flatter part of a stack has no room for its number."""
_GAP = 45
_GAPS_OF_FEW = {1: 400, 2: 200, 3: 110}
"""Between two columns, in percent of a column: a few of them would be walls otherwise."""


@dataclass(slots=True)
class Canvas:
    """A chart in the making. `width` and `height` in points."""

    plot: Plot
    width: float
    height: float
    scale: Scale
    sheet: Sheet = field(default_factory=Sheet)
    margins: Margins = NO_MARGINS
    places: int = 0

    @property
    def across(self) -> float:
        return self.width - self.margins.left - self.margins.right

    @property
    def step(self) -> float:
        """The room of a category from left to right."""
        return self.across / max(1, len(self.plot.categories))

    @property
    def high(self) -> float:
        return self.height - self.margins.top - self.margins.bottom

    def next_place(self) -> int:
        self.places += 1
        return self.places - 1


Drawn = tuple[bytes, Sheet]


def draw_by_category(plot: Plot, width: float, height: float) -> Drawn:
    """The chart and the sheet behind it."""
    canvas = Canvas(plot, width, height, scale_of(plot, stacked=plot.kind in ("stacked", "stacked_share")))
    names = canvas.sheet.add(plot.category, names_of(plot, width))
    match plot.kind:
        case "bars":
            return _draw_bars(canvas, names)
        case "stacked" | "stacked_share":
            return _draw_stacks(canvas, names)
        case "line" | "dots":
            return _draw_lines(canvas, names)
        case _:
            return _draw_columns(canvas, names)


def names_of(plot: Plot, width: float) -> list[str]:
    """The categories as they stand at the axis: provisional ones say so, and a quarter with a dated note has its letter."""
    has_room = width * _MOST_FIELD / max(1, len(plot.categories)) > width_of(_PROVISIONAL, SIZE)
    names = [_name(plot, place, _PROVISIONAL if has_room else "") for place in range(len(plot.categories))]
    return [shorten_to(name, width * _MOST_WORDS, SIZE) for name in names] if plot.kind == "bars" else names


def _name(plot: Plot, place: int, word: str) -> str:
    name = plot.categories[place]
    letters = [note.letter for note in plot.notes if round(note.start) <= place <= round(note.end)]
    told = f" [{', '.join(letters)}]" if letters else ""
    return f"{name}*{told} {word}".rstrip() if name in plot.provisional else f"{name}{told}"


def _draw_bars(canvas: Canvas, names: Column) -> Drawn:
    """From top to bottom; the words of a bar stand behind the end of its interval. A target is an empty bar around it, and in its words."""
    plot = canvas.plot
    values = [series for series in plot.series if series.role != "target"]
    targets = [series for series in plot.series if series.role == "target"]
    left = max(width_of(str(name), SIZE, False) for name in names.values or ("",)) + 14
    has_legend = len(values) > 1
    room = canvas.width - left - 8
    ends = [(_end(plot, one, place), _bar_words(plot, one, place)) for one in values for place in range(len(one.values))]
    across = min(
        [
            room - 12,
            *((room - width_of(words, SIZE) - 12) / canvas.scale.part(end) for end, words in ends if canvas.scale.part(end)),
        ]
    )
    canvas.margins = Margins(left, 26 if has_legend else 6, canvas.width - left - across, 44)
    series = "".join(
        [_bar_series(canvas, names, one) for one in values] + [_target_series(canvas, names, one) for one in targets]
    )
    charts = (
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>{series}<c:gapWidth val="{gap_of(plot)}"/>'
        f'<c:overlap val="{100 if targets else 0}"/>{_IDS}</c:barChart>'
    )
    axes = _category_axis("l", reverse=True) + _value_axis(canvas, "b", crosses="max")
    return _finish(canvas, charts, axes, legend_xml("t") if has_legend else "")


def _bar_series(canvas: Canvas, names: Column, series: Series) -> str:
    plot, labels = canvas.plot, []
    for place, value in enumerate(series.values):
        if value is not None:
            beyond = (canvas.scale.part(_end(plot, series, place)) - canvas.scale.part(value)) * canvas.across / canvas.width
            colour = TONE.text if series.role == "value" else TONE.muted
            labels.append(Label(place, _bar_words(plot, series, place), "outEnd", colour, right=beyond))
    return _column_series(canvas, names, series, labels_xml(labels))


def _bar_words(plot: Plot, series: Series, place: int) -> str:
    """With the target of its category, where there is one."""
    goals = [
        f"; {one.name} {one.labels[place]}" for one in plot.series if one.role == "target" and one.labels and one.labels[place]
    ]
    return _words(plot, series, place) + "".join(goals)


def _target_series(canvas: Canvas, names: Column, series: Series) -> str:
    column = canvas.sheet.add(series.name, series.values)
    look = f'<c:spPr><a:noFill/>{line_xml(series.colour, 1.25, "dash")}</c:spPr><c:invertIfNegative val="0"/>'
    return series_xml(canvas.next_place(), column, look, _data(names, column))


def _end(plot: Plot, series: Series, place: int) -> float:
    """Where a bar, its interval and its target end."""
    high = series.high[place] if series.high else None
    goals = [one.values[place] or 0.0 for one in plot.series if one.role == "target"]
    return max(series.values[place] or 0.0, high or 0.0, *goals)


def _words(plot: Plot, series: Series, place: int) -> str:
    return series.labels[place] if series.labels else write_value(series.values[place], plot.axis.kind)


def _column_series(canvas: Canvas, names: Column, series: Series, labels: str) -> str:
    column = canvas.sheet.add(series.name, series.values)
    fill = hatch_xml() if series.colour == UNKNOWN_COLOUR else fill_xml(series.colour)
    points = "".join(
        f'<c:dPt><c:idx val="{place}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/><c:spPr>{fill_xml(colour)}</c:spPr></c:dPt>'
        for place, colour in enumerate(series.colours)
        if colour != series.colour
    )
    look = f'<c:spPr>{fill}{line_xml(TONE.background, 0.75)}</c:spPr><c:invertIfNegative val="0"/>{points}{labels}'
    look += _intervals(canvas, series, TONE.text, 1.25)
    return series_xml(canvas.next_place(), column, look, _data(names, column))


def _data(names: Column, column: Column) -> str:
    return f"<c:cat>{names.words_xml()}</c:cat><c:val>{column.numbers_xml()}</c:val>"


def _intervals(canvas: Canvas, series: Series, colour: str, width: float, direction: str = "") -> str:
    if not any(value is not None for value in series.high):
        return ""
    plus, minus = interval_columns(canvas.sheet, series)
    return intervals_xml(plus, minus, colour, width, direction)


def interval_columns(sheet: Sheet, series: Series) -> tuple[Column, Column]:
    """How far the interval reaches beyond the value and below it, in columns of the data."""
    known = list(zip(series.values, series.low, series.high, strict=True))
    up = [None if value is None or high is None else high - value for value, _, high in known]
    down = [None if value is None or low is None else value - low for value, low, _ in known]
    return sheet.add(f"{series.name}: up to 95 %", up), sheet.add(f"{series.name}: down to 95 %", down)


def _draw_columns(canvas: Canvas, names: Column) -> Drawn:
    canvas.margins = Margins(58, 24, 12, 44)
    canvas.margins = canvas.margins._replace(bottom=_ground(canvas, names))
    gap = gap_of(canvas.plot) if canvas.plot.category == "quarter" else 8
    labels = numbers_xml("outEnd", TONE.text, _number_format(canvas.plot) + (";;" if canvas.plot.axis.kind == "count" else ""))
    series = "".join(_column_series(canvas, names, one, labels) for one in canvas.plot.series)
    return _finish(
        canvas, _columns_xml(series, "clustered", gap), _category_axis("b", _below(canvas.plot)) + _value_axis(canvas, "l")
    )


def gap_of(plot: Plot) -> int:
    return _GAPS_OF_FEW.get(len(plot.categories), _GAP)


def _below(plot: Plot) -> str:
    """What the categories are, where they are no quarters, which say so themselves."""
    return "" if plot.category == "quarter" else plot.category


def _ground(canvas: Canvas, names: Column) -> float:
    lines = max((count_lines((Run(str(name)),), SIZE, canvas.step - 6) for name in names.values), default=1)
    if _turn(canvas):
        return 34 + max(width_of(str(name), SIZE) for name in names.values)
    if is_dense(canvas.plot):
        lines = 1
    return 16 + 14 * min(lines, 3) + (18 if _below(canvas.plot) else 0)


def _draw_stacks(canvas: Canvas, names: Column) -> Drawn:
    plot = canvas.plot
    longest = max((width_of(series.name, SIZE) for series in plot.series), default=0.0)
    canvas.margins = Margins(58, 22, longest + 44, 44)
    canvas.margins = canvas.margins._replace(bottom=_ground(canvas, names))
    series = "".join(_column_series(canvas, names, one, _part_labels(canvas, one)) for one in plot.series)
    charts = _columns_xml(series, "percentStacked" if plot.kind == "stacked_share" else "stacked", gap_of(plot), overlap=100)
    hidden = (canvas.places,)
    charts += _lines_xml(_sum_series(canvas, names))
    return _finish(canvas, charts, _category_axis("b", _below(plot)) + _value_axis(canvas, "l"), legend_xml("r", hidden))


def _part_labels(canvas: Canvas, series: Series) -> str:
    """The value of each part that is thick enough; of a share only the percent, where the words are wider than the column."""
    wide, told = canvas.step / (1 + gap_of(canvas.plot) / 100), []
    for place, value in enumerate(series.values):
        if not value or canvas.scale.part(value) * canvas.high < _THINNEST:
            continue
        words = _words(canvas.plot, series, place)
        if width_of(words, SMALL) > wide:
            words = words.partition(",")[0]
        colour = TONE.text if series.colour == UNKNOWN_COLOUR else ink_on(series.colour)
        told.append(Label(place, words, "ctr", colour, size=SMALL))
    return labels_xml(told)


def _sum_series(canvas: Canvas, names: Column) -> str:
    """What stands above the stacks: their heights, or of how many incidents those to 100 % are. A line that is not drawn."""
    plot = canvas.plot
    if plot.kind == "stacked_share":
        column = canvas.sheet.add("whole", [1.0] * len(plot.categories))
        labels = labels_xml(
            Label(place, words, "t", TONE.muted, size=SMALL) for place, words in enumerate(_counted(plot)) if words
        )
    else:
        parts = [series.values for series in plot.series]
        column = canvas.sheet.add("together", [sum(value or 0.0 for value in values) for values in zip(*parts, strict=True)])
        labels = numbers_xml("t", TONE.text, "#,##0;;", bold=True)
    look = f"<c:spPr>{line_xml(None)}</c:spPr>{marker_xml('none')}{labels}"
    return series_xml(canvas.next_place(), column, look, f'{_data(names, column)}<c:smooth val="0"/>')


def _counted(plot: Plot) -> list[str]:
    """`15 of 16` for each category."""
    found = next((series for series in plot.series if series.n), None)
    if found is None:
        return []
    return [f"{n:,} of {whole:,}" for n, whole in zip(found.n, found.of or found.n, strict=True)]


def _draw_lines(canvas: Canvas, names: Column) -> Drawn:
    """A line with its marks; what lies across is a series of its own. Names stand at the right, beside what they name."""
    plot = canvas.plot
    sayings = [_say_line(plot, line) for line in plot.lines] + [_last_words(plot, series) for series in plot.series]
    room = min(canvas.width * 0.3, max((width_of(words, SIZE, True) for words in sayings), default=0.0) + 10)
    canvas.margins = Margins(58, 20, room, 44)
    half = canvas.step / 2
    canvas.margins = canvas.margins._replace(right=max(12.0, room - half), bottom=_ground(canvas, names))
    moves = _push_apart(canvas)
    series = "".join(_across_series(canvas, names, line, moves[at]) for at, line in enumerate(plot.lines))
    series += "".join(_line_series(canvas, names, one, moves[len(plot.lines) + at]) for at, one in enumerate(plot.series))
    axes = _category_axis("b", _below(plot), every=_named_every(plot, canvas.step), turn=_turn(canvas)) + _value_axis(canvas, "l")
    return _finish(canvas, _lines_xml(series), axes)


def _named_every(plot: Plot, step: float) -> int:
    """Days are named in round steps that have room for their names; all else by each name. `step`: the room of a category."""
    if not is_dense(plot):
        return 1
    widest = max(width_of(name, SIZE) for name in plot.categories) + 12
    return next((days for days in DAYS if days * step >= widest), DAYS[-1])


def _turn(canvas: Canvas) -> int | None:
    """Upright where a word is wider than its category. LibreOffice leaves out the names of days only where no turn is asked for."""
    if is_dense(canvas.plot):
        return None
    words = (word for name in canvas.plot.categories for word in name.split())
    is_crowded = canvas.plot.category == "month" and max((width_of(word, SIZE) for word in words), default=0.0) > canvas.step
    return -90 if is_crowded else 0


def _say_line(plot: Plot, line: Line) -> str:
    """A target's words hold its value already."""
    kind = "number" if plot.axis.kind == "count" else plot.axis.kind
    return line.label if line.role == "target" else f"{line.label}: {write_value(round(line.value, 1), kind)}"


def _last(series: Series) -> int | None:
    """The place of the last value that is known."""
    return next((place for place in range(len(series.values) - 1, -1, -1) if series.values[place] is not None), None)


def _last_words(plot: Plot, series: Series) -> str:
    last = _last(series)
    words = "" if last is None else _words(plot, series, last)
    return words if len(plot.series) == 1 else f"{series.name} {words}"


def _push_apart(canvas: Canvas) -> list[float]:
    """How far down each label at the right goes, in points, so that none lies on another: lines first, then series."""
    plot = canvas.plot
    values = [line.value for line in plot.lines]
    for series in plot.series:
        last = _last(series)
        values.append(0.0 if last is None else series.values[last] or 0.0)
    wanted = [(1 - canvas.scale.part(value)) * canvas.high for value in values]
    return [at - own for at, own in zip(spread(wanted, SIZE * 1.5, canvas.high - SIZE), wanted, strict=True)]


def spread(wanted: Sequence[float], apart: float, most: float) -> list[float]:
    """Places in the order of those wanted, each as near to its own as the distance allows, none beyond `most` where they fit."""
    order = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    placed, edge = dict.fromkeys(order, 0.0), float("-inf")
    for at in order:
        placed[at] = edge = max(wanted[at], edge + apart)
    edge = most + apart
    for at in reversed(order):
        placed[at] = edge = min(placed[at], edge - apart)
    return [placed[at] for at in range(len(wanted))]


def _across_series(canvas: Canvas, names: Column, line: Line, move: float) -> str:
    column = canvas.sheet.add(line.label, [line.value] * len(canvas.plot.categories))
    is_target = line.role == "target"
    last = len(canvas.plot.categories) - 1
    label = Label(last, _say_line(canvas.plot, line), "r", TONE.text if is_target else TONE.muted, down=move / canvas.height)
    shown = (
        line_xml(TONE.target, 1.5, "dash") if is_target else line_xml(TONE.muted, 1.0, "sysDot" if line.role == "limit" else "")
    )
    symbol = marker_xml("none") if last else marker_xml("dash", 20, TONE.muted)
    look = f"<c:spPr>{shown}</c:spPr>{symbol}{labels_xml([label])}"
    return series_xml(canvas.next_place(), column, look, f'{_data(names, column)}<c:smooth val="0"/>')


def _line_series(canvas: Canvas, names: Column, series: Series, move: float) -> str:
    column, is_main = canvas.sheet.add(series.name, series.values), series.role == "value"
    size = 9 if is_main else 6
    points = "".join(
        f'<c:dPt><c:idx val="{place}"/>{marker_xml("circle", size, fill, edge)}<c:bubble3D val="0"/></c:dPt>'
        for place, fill, edge in _own_marks(canvas.plot, series)
    )
    labels = labels_xml(_line_labels(canvas, series, move))
    mark = marker_xml("none") if is_dense(canvas.plot) else marker_xml("circle", size, series.colour, series.colour)
    look = f"<c:spPr>{line_xml(series.colour, 2.5 if is_main else 1.25)}</c:spPr>{mark}"
    look += points + labels + _intervals(canvas, series, series.colour, 1.25, "y")
    return series_xml(canvas.next_place(), column, look, f'{_data(names, column)}<c:smooth val="0"/>')


def _own_marks(plot: Plot, series: Series) -> Iterator[tuple[int, str, str]]:
    """Marks that look different: those beyond the limits have a colour of their own, provisional ones are hollow."""
    for place, name in enumerate(plot.categories):
        colour = series.colours[place] if series.colours else series.colour
        if name in plot.provisional or colour != series.colour:
            yield place, TONE.background if name in plot.provisional else colour, colour


def _line_labels(canvas: Canvas, series: Series, move: float) -> Iterator[Label]:
    """Of the main line each value, where there is room for it; of all lines the last, in the margin."""
    plot, last = canvas.plot, _last(series)
    has_interval = any(value is not None for value in series.high)
    for place, value in enumerate(series.values):
        words = _words(plot, series, place)
        if place == last:
            colour = series.colour if series.role == "value" else TONE.muted
            yield Label(place, _last_words(plot, series), "r", colour, series.role == "value", down=move / canvas.height)
        elif value is not None and series.role == "value":
            short = words if width_of(words, SMALL) < canvas.step - 14 else words.partition(" (")[0]
            if width_of(short, SMALL) > canvas.step - 6:
                continue
            down = aside(series.values, place) / canvas.height if has_interval else 0.0
            yield Label(place, short, "r" if has_interval else "t", size=SMALL, down=down, ground=TONE.background)


def aside(values: Sequence[float | None], place: int) -> float:
    """How far down, in points, the words at the right of a mark are clear of the line to the next: below one that rises."""
    value, after = values[place], values[place + 1] if place + 1 < len(values) else None
    rises = value is not None and after is not None and after > value
    return SMALL if rises else -SMALL


_IDS = '<c:axId val="1001"/><c:axId val="1002"/>'


def _columns_xml(series: str, grouping: str, gap: int, overlap: int = 0) -> str:
    return (
        f'<c:barChart><c:barDir val="col"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>{series}'
        f'<c:gapWidth val="{gap}"/><c:overlap val="{overlap}"/>{_IDS}</c:barChart>'
    )


def _lines_xml(series: str) -> str:
    return f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>{_IDS}</c:lineChart>'


def _category_axis(place: str, title: str = "", *, reverse: bool = False, every: int = 1, turn: int | None = 0) -> str:
    """`every`: how many categories one name stands for; `turn`: of the names, see text_xml."""
    skipped = f'<c:tickLblSkip val="{every}"/>' if every > 1 else ""
    named = axis_text_xml(title, upright=False) if title else ""
    return (
        f'<c:catAx><c:axId val="1001"/><c:scaling><c:orientation val="{"maxMin" if reverse else "minMax"}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{place}"/>{named}<c:numFmt formatCode="General" sourceLinked="0"/>'
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f"<c:spPr>{line_xml(TONE.outline, 0.75)}</c:spPr>"
        f'{text_xml(SIZE, TONE.text, turn=turn)}<c:crossAx val="1002"/><c:crosses val="autoZero"/>'
        '<c:auto val="0"/><c:lblAlgn val="ctr"/>'
        f'<c:lblOffset val="60"/>{skipped}<c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _value_axis(canvas: Canvas, place: str, crosses: str = "autoZero") -> str:
    scale = canvas.scale
    ticks = sorted(scale.ticks)
    unit = f'<c:majorUnit val="{ticks[1] - ticks[0]:.6g}"/>' if len(ticks) > 1 else ""
    top = 1.0 if canvas.plot.kind == "stacked_share" else scale.high
    return (
        f'<c:valAx><c:axId val="1002"/><c:scaling><c:orientation val="minMax"/><c:max val="{top:.6g}"/><c:min val="0"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{place}"/><c:majorGridlines><c:spPr>{line_xml(TONE.grid, 0.75)}</c:spPr></c:majorGridlines>'
        f"{axis_text_xml(canvas.plot.axis.title, upright=place == 'l')}"
        f'<c:numFmt formatCode="{_number_format(canvas.plot)}" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="nextTo"/><c:spPr>{line_xml(None)}</c:spPr>{text_xml(SMALL, TONE.muted)}<c:crossAx val="1001"/>'
        f'<c:crosses val="{crosses}"/><c:crossBetween val="between"/>{unit}</c:valAx>'
    )


def _number_format(plot: Plot) -> str:
    return {"share": "0%", "count": "#,##0"}.get(plot.axis.kind, "#,##0.##")


def _finish(canvas: Canvas, charts: str, axes: str, legend: str = "") -> Drawn:
    return chart_xml(canvas.width, canvas.height, canvas.margins, charts, axes, legend), canvas.sheet
