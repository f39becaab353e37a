"""The review as one web page that asks nothing of a network: pictures, style and program stand in the file."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from analytics.charts.palette import ORANGE, TONES, VERDICTS, ThemeName
from analytics.reports.baseline import BLOCK, digest_data
from analytics.reports.records import Cell, Column, Exhibit, Outline, Plot, Section, Table
from analytics.reports.vector.draw import HATCH, draw_plot
from analytics.reports.words import (
    count_evidence,
    describe_definitions,
    describe_evidence,
    describe_lines,
    describe_note,
    describe_place,
    describe_rows,
    describe_stamp,
    dots_of,
    table_of,
    write_cell,
)
from analytics.settings import Settings

ASSETS = Path(__file__).with_name("assets")
_SORTABLE = 5
"""A shorter table is read at a glance."""


def write_html(outline: Outline, settings: Settings) -> bytes:
    """UTF-8. Its content policy lets nothing be fetched, and no program run but its own."""
    style, program = _style(), (ASSETS / "report.js").read_text(encoding="utf-8")
    page = _environment().get_template("report.html.j2").render(
        outline=outline, block=BLOCK, digest=digest_data(outline.data), style=style, program=program, policy=_policy(program), hatch=HATCH,
        stamp=describe_stamp(outline.stamp), definitions=describe_definitions(outline.stamp), foot=_css_text(describe_stamp(outline.stamp)),
        paper=settings.report.paper,
    )  # fmt: skip
    return page.encode()


def _environment() -> Environment:
    """Everything that is put into the page is escaped; `safe` in the template are only the pictures, the style and the program, our own,
    and the data, which hold no `<` and no `&`.
    """
    environment = Environment(
        loader=FileSystemLoader(ASSETS), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(
        draw=draw_plot, note=describe_note, tone=tone_of, widths=widths_of, table_of=table_of, dots_of=dots_of, lines=describe_lines,
        evidence=describe_evidence, place=describe_place,
        count_evidence=count_evidence, cell=breakable_cell, sort_key=sort_key, describe_rows=describe_rows,
    )  # fmt: skip
    environment.tests.update(plot=_is_plot, sortable=_is_sortable)
    environment.globals.update(says_more=says_more)
    return environment


def _is_plot(exhibit: Exhibit) -> bool:
    return isinstance(exhibit, Plot)


def _is_sortable(table: Table) -> bool:
    return len(table.rows) > _SORTABLE


def says_more(exhibit: Exhibit, section: Section) -> bool:
    """Whether an exhibit's title says something else than the section's message."""
    return exhibit.title != section.message


def tone_of(value: Cell, column: Column) -> str:
    """What is coloured: a verdict of better or worse, a target that is missed. The word stands there all the same."""
    if column.name == "target" and isinstance(value, str) and value.endswith("missed"):
        return "worse"
    return str(value) if column.name == "verdict" and value in ("better", "worse") else ""


def breakable_cell(value: Cell, column: Column) -> Markup:
    """The words of a cell; names such as `alert_false_positives/1` may break where people would break them."""
    return escape(write_cell(value, column)).replace("_", Markup("_<wbr>"))


def widths_of(table: Table) -> list[float]:
    """The share of each column in the width of its table, in percent."""
    whole = sum(column.weight for column in table.columns)
    return [round(100 * column.weight / whole, 2) for column in table.columns]


def sort_key(value: Cell, column: Column) -> str | None:
    """What the page's program sorts by where the words would sort otherwise."""
    if value is None or not column.is_number:
        return None
    return f"{value}"


def _policy(program: str) -> str:
    digest = b64encode(hashlib.sha256(program.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _css_text(text: str) -> str:
    """A text of the page's foot in print, as CSS writes one: nothing in it can end the string or the style."""
    return '"' + "".join(letter if letter.isalnum() or letter == " " else f"\\{ord(letter):06x} " for letter in text) + '"'


def _style() -> str:
    text = (ASSETS / "report.css").read_text(encoding="utf-8")
    return text.replace("/* light */", _colours("light")).replace("/* dark */", _colours("dark"))


def _colours(theme: ThemeName) -> str:
    """The colours of the pages as variables."""
    tone, verdicts = TONES[theme], VERDICTS[theme]
    told = {
        "page": tone.background, "text": tone.text, "muted": tone.muted, "rule": tone.grid, "outline": tone.outline, "main": tone.main,
        "context": tone.context, "target": tone.target, "orange": ORANGE, "worse": verdicts["worse"],
        "on-main": "#FFFFFF" if theme == "light" else "#11161C", "link": verdicts["better"],
    }  # fmt: skip
    return " ".join(f"--{name}: {colour};" for name, colour in told.items())
