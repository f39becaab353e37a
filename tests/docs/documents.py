"""The documentation as the tests see it: headings, tables, fenced blocks and links of its Markdown files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

_FENCE = re.compile(r"^(`{3,}|~{3,})(\w*)\s*$")
_HEADING = re.compile(r"^(#{1,6}) (.+?)\s*$")
_LINK = re.compile(r"(?<!!)\[(?:[^\]\[]|\[[^\]]*\])*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`]+)`")


class Block(NamedTuple):
    """A fenced block: where it stands, its language, its text, and the nearest heading and line of prose above it."""

    place: str
    language: str
    text: str
    heading: str
    above: str


class Section(NamedTuple):
    """The lines below a heading, up to the next heading of any level."""

    title: str
    level: int
    lines: tuple[str, ...]

    def codes(self) -> list[str]:
        """The names in the first column of the section's tables: everything in backticks there."""
        return [name for row in self.rows() for name in _CODE.findall(row[0])]

    def rows(self) -> list[list[str]]:
        """The cells of all tables' rows, without head and rule."""
        return [row for table in self.tables() for row in table]

    def tables(self) -> list[list[list[str]]]:
        """The rows of each table, without head and rule."""
        runs = [list(run) for is_table, run in groupby(self.lines, lambda line: line.startswith("|")) if is_table]
        return [[_cells(line) for line in run[2:]] for run in runs]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def all_documents() -> list[Path]:
    """Every Markdown file that a reader of the repository is meant to read."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]


@cache
def read_lines(document: Path) -> tuple[str, ...]:
    return tuple(document.read_text(encoding="utf-8").splitlines())


def read_blocks(document: Path, *languages: str) -> list[Block]:
    """The fenced blocks in one of the languages (none given: in any)."""
    return [block for block in _blocks(document) if not languages or block.language in languages]


def _blocks(document: Path) -> Iterator[Block]:
    fence, place, language, heading, above = "", "", "", "", ""
    inside: list[str] = []
    for number, line in enumerate(read_lines(document), 1):
        if fence and line.strip() == fence:
            yield Block(place, language, "\n".join(inside) + "\n", heading, above)
            fence, inside = "", []
        elif fence:
            inside.append(line)
        elif match := _FENCE.match(line):
            fence, language, place = match[1], match[2], f"{document.name}:{number}"
        elif match := _HEADING.match(line):
            heading = above = match[2]
        elif line.strip():
            above = line.strip()


def read_prose(document: Path) -> Iterator[tuple[int, str]]:
    """The lines outside fenced blocks, with their numbers."""
    fence = ""
    for number, line in enumerate(read_lines(document), 1):
        match = _FENCE.match(line)
        if match and not fence:
            fence = match[1]
        elif fence:
            fence = "" if line.strip() == fence else fence
        else:
            yield number, line


@cache
def read_sections(document: Path) -> tuple[Section, ...]:
    sections: list[tuple[str, int, list[str]]] = [("", 0, [])]
    for _, line in read_prose(document):
        if match := _HEADING.match(line):
            sections.append((match[2], len(match[1]), []))
        else:
            sections[-1][2].append(line)
    return tuple(Section(title, level, tuple(lines)) for title, level, lines in sections)


def find_section(document: Path, title: str) -> Section:
    """The section with this heading; a missing one fails the test with the headings that there are."""
    sections = {section.title: section for section in read_sections(document)}
    assert title in sections, f"{document.name} has no heading {title!r}; it has {sorted(sections)}"
    return sections[title]


def anchors_of(document: Path) -> set[str]:
    """What `#...` can point to, as GitHub builds it from the headings."""
    return {anchor_of(section.title) for section in read_sections(document)}


def anchor_of(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def read_links(document: Path) -> list[tuple[int, str]]:
    """Targets of the links outside code, with their lines."""
    found = []
    for number, line in read_prose(document):
        found += [(number, target) for target in _LINK.findall(_CODE.sub("code", line))]
        found += [(number, target) for target in re.findall(r'(?:src|srcset|href)="([^"]+)"', line)]
        found += [(number, target) for target in re.findall(r"!\[[^\]]*\]\(([^)\s]+)\)", line)]
    return found
