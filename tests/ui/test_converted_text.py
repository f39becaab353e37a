"""What the page of an incident shows of its document."""

from __future__ import annotations

from datetime import UTC, datetime

from analytics.model import Document
from analytics.ui.fields import numbered_lines


def test_lines_of_a_converted_file_carry_the_numbers_of_the_file() -> None:
    document = Document(
        "a.html", "", 0, datetime(2026, 3, 14, tzinfo=UTC), "html", None, 1, 2, 2, 0, "# Queue\n\nIt stopped.", [7, 7, 112]
    )
    assert numbered_lines(document) == [(7, "# Queue"), (7, ""), (112, "It stopped.")]
