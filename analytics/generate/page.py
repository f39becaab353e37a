"""A document while it is written, line by line: whoever writes a line learns its number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from analytics.generate.draft import Draft
from analytics.generate.facts import PLACEHOLDERS
from analytics.model import Certainty, FieldSource

R = TypeVar("R", bound=Any)


class Page:
    """Lines of the document of one draft. Fields and records get their line as they are written."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.incident = draft.postmortem.incident
        self.lines: list[str] = []
        self._quotes_due = 0.0

    def write(self, *lines: str) -> int:
        """Appends lines (a text with line ends counts as several) and returns the number of the first one."""
        first = len(self.lines) + 1
        for line in lines:
            if "\n" in line:
                self.lines.extend(line.split("\n"))
            else:
                self.lines.append(line)
        return first

    def heading(self, text: str, instruction: str | None = None) -> None:
        """A heading and, where this author left it in, the template's quoted instruction."""
        self.write(text, "")
        self._quotes_due += self.draft.style.quotes
        if instruction and self._quotes_due >= 1:
            self._quotes_due -= 1
            self.write(f"> **{instruction}**", "")

    def rule(self) -> None:
        self.write("---", "")

    def field(self, before: str, name: str, cell: str, after: str = "") -> int:
        """A line that gives a single value; its place is noted unless the cell is the template's placeholder."""
        text = self.draft.cells[cell]
        line = self.write(f"{before}{text}{after}")
        self.note(line, name, text, self._is_known(name, cell, text))
        return line

    def note(self, line: int, name: str, text: str, known: bool = True) -> None:
        if known:
            self.draft.postmortem.field_sources.append(FieldSource(line, name, text, *_how_sure(name, text)))

    def records(self, records: list[R], texts: Iterable[str]) -> None:
        """Writes one text a record and gives each record its line."""
        for place, text in enumerate(texts):
            records[place] = records[place]._replace(line=self.write(text))

    def table(self, columns: Sequence[str], widths: Sequence[int] | None = None) -> None:
        rule = [len(column) + 2 for column in columns] if widths is None else widths
        self.write(f"| {' | '.join(columns)} |", f"|{'|'.join('-' * width for width in rule)}|")

    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    def _is_known(self, name: str, cell: str, text: str) -> bool:
        if text == PLACEHOLDERS.get(cell) and cell != "detect_target":
            return False
        return getattr(self.incident, name) not in (None, [])


def _how_sure(name: str, text: str) -> tuple[Certainty, str | None, str | None]:
    """Certainty and the ends of a range of what the generator writes: `<5 min`, `~12,000 users`, `$4,800 estimated`."""
    if name == "detect_target_min":
        return "range", "0", "5"
    roughly = name in ("users_affected", "revenue_impact") and any(word in text for word in ("~", "about", "estimated"))
    return "approximate" if roughly else "exact", None, None
