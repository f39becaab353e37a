"""What every reader gives: texts to parse, each with the source line of each of its lines, and what there is to report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from analytics.diagnostics import Diagnostic
from analytics.settings import Ingest

Lines: TypeAlias = Sequence[int]
"""The 1-based source line of each line of a text."""


class Text(NamedTuple):
    """One Markdown text: as the store keeps it, and as it is parsed (damage mended, what only a machine reads left blank).

    Both have the same lines. `lines` is None where the text's lines are those of the file. `key` names one of several texts
    of a file, such as the number of an issue; the fields above such a text were stated beside it and not by its author.
    """

    original: str
    mended: str
    lines: Lines | None = None
    key: str | None = None

    def source_line(self, line: int) -> int:
        return self.lines[line - 1] if self.lines and line else line


class Contents(NamedTuple):
    """What a file holds, by the reader of this name; no text where it could not be read or holds no document."""

    reader: str
    texts: list[Text]
    diagnostics: list[Diagnostic]


Reader: TypeAlias = Callable[[str, bytes, Ingest], Contents]
"""Path relative to the source, bytes, limits -> contents. A reader never raises on content."""
