"""An action item is marked as complete: in the words of its document, in its cell and nowhere else, or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analytics.errors import UsageError
from analytics.ingest.batch import read_data
from analytics.ingest.completion import Completion, Place, complete_item
from analytics.ingest.sources import SourceFile
from analytics.model import ActionItem
from analytics.settings import Aliases, DialectTable, Settings

ON, TODAY = date(2026, 3, 17), date(2026, 4, 1)
HEADER = "## Incident Postmortem: INCIDENT-2026-03-14-001: Queue backlog\n\n**Date:** 2026-03-14\n**Status:** Final\n\n"
TABLE = (
    "### 7.1 Immediate (This Week)\n\n| # | Action | Owner | Due Date | Status |\n|---|--------|-------|----------|--------|\n"
)
ROW = "| 1 | Alert on live consumers | @payments-oncall | 2026-03-18 |"


def _source(data: bytes, path: str = "one.md") -> SourceFile:
    return SourceFile(path, "", len(data), datetime(2026, 4, 1, tzinfo=UTC))


def _items(data: bytes, settings: Settings, path: str = "one.md") -> list[tuple[Place, ActionItem]]:
    read = read_data(_source(data, path), data, settings)
    return [
        (Place(postmortem.incident.incident_key, ordinal), item)
        for postmortem in read.postmortems
        for ordinal, item in enumerate(postmortem.action_items, 1)
    ]


def complete(
    data: bytes, ordinal: int = 1, on: date | None = ON, settings: Settings | None = None, path: str = "one.md"
) -> Completion:
    settings = settings or Settings()
    place, _ = _items(data, settings, path)[ordinal - 1]
    return complete_item(_source(data, path), data, settings, place, on, TODAY)


def _document(cell: str, *more: str) -> str:
    return HEADER + TABLE + "\n".join([f"{ROW}{cell}|", *more]) + "\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (" ⏳ Pending ", " ✅ Complete 2026-03-17 "),
        (" ⏳ Pending                ", " ✅ Complete 2026-03-17    "),
        (" ⏳ ", " ✅ 2026-03-17 "),
        (" 🔄 in progress ", " ✅ complete 2026-03-17 "),
        (" PENDING ", " COMPLETE 2026-03-17 "),
        (" Open ", " Done 2026-03-17 "),
        (" [ ] ", " [x] 2026-03-17 "),
        ("  ", " ✅ Complete 2026-03-17 "),
        ("", "✅ Complete 2026-03-17"),
        ("⏳", "✅ 2026-03-17"),
        (" TBD ", " ✅ Complete 2026-03-17 "),
        (" Waiting for the vendor ", " Complete 2026-03-17    "),
        ("\t⏳ Pending\t", "\t✅ Complete 2026-03-17\t"),
        (" \u00e2\u008f\u00b3 Pending ", " \u00e2\u0153\u2026 Complete 2026-03-17 "),
    ],
)
def test_the_new_status_is_written_as_the_old_one(before: str, after: str) -> None:
    text = _document(before)
    done = complete(text.encode())
    assert done.data.decode() == text.replace(f"|{before}|\n", f"|{after}|\n")
    [(_, item)] = _items(done.data, Settings())
    assert (item.status, item.completed_on, item.completed_basis) == ("complete", ON, "stated")


@pytest.mark.parametrize(
    ("other", "after"),
    [
        ("✅ Done (2026-03-16)", "✅ Done (2026-03-17)"),
        ("Shipped", "Shipped 2026-03-17"),
        ("✅", "✅ 2026-03-17"),
        ("Done: 2026-03-15", "Done: 2026-03-17"),
        ("✅ Complete, see the notes", "✅ Complete 2026-03-17"),
        ("~~Pending~~ Done", "✅ Complete 2026-03-17"),
        ("\u00e2\u0153\u2026 Complete 2026-03-15", "\u00e2\u0153\u2026 Complete 2026-03-17"),
    ],
)
def test_the_document_shows_how_it_writes_that_an_item_is_done(other: str, after: str) -> None:
    text = _document(" ⏳ Pending ", f"| 2 | Add a runbook | @ops | 2026-03-18 | {other} |")
    done = complete(text.encode(), settings=Settings(aliases=Aliases(action_status={"Shipped": "complete"})))
    assert done.after == after
    assert done.data.decode() == text.replace("| ⏳ Pending |", f"| {after} |")


def test_a_dialect_has_words_of_its_own() -> None:
    own = DialectTable.model_validate(
        {"recognise": {"paths": ["*.md"]}, "words": {"action_status": {"pending": ["offen"], "complete": ["erledigt"]}}}
    )
    done = complete(_document(" Offen ").encode(), settings=Settings(dialects={"german": own}))
    assert done.after == "Erledigt 2026-03-17"


def test_without_a_day_a_table_gets_todays() -> None:
    assert complete(_document(" Pending ").encode(), on=None).on == TODAY


def test_pipes_that_are_no_borders_and_columns_in_any_order() -> None:
    text = (
        HEADER + "### 7.1 Immediate\n\nStatus | # | Action\n---|---|---\nPending | 1 | Alert on `a \\| b`\n | 2 | Count x \\| y\n"
    )
    first = complete(text.encode())
    assert first.data.decode() == text.replace("Pending |", "Complete 2026-03-17 |")


def test_a_row_without_its_last_pipe() -> None:
    text = HEADER + TABLE + f"{ROW} Pending\n"
    assert complete(text.encode()).data.decode() == HEADER + TABLE + f"{ROW} Complete 2026-03-17\n"


def test_a_box_of_a_list_is_ticked() -> None:
    text = HEADER + "## Action items\n\n- [x] Write it down\n- [ ] Alert on live consumers\n  - [ ] nested\n"
    done = complete(text.encode(), 2, on=None)
    assert done.data.decode() == text.replace("- [ ] Alert", "- [x] Alert")
    assert (done.before, done.after, done.on) == ("[ ]", "[x]", None)


GENERIC = "# Postmortem: Queue backlog\n\nDate: 2026-03-14\n\n## Action items\n\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (_document(" ✅ Complete 2026-03-16 "), "is complete already, since 2026-03-16."),
        (_document(" ❌ Won't Do (too dear) "), "marked as won't do"),
        (_document(" Pending <!-- postmortems: ignore PM401 --> "), "holds more than a status"),
        (_document(" [Pending](https://tracker.example/1) "), "holds more than a status"),
        (HEADER + TABLE + f"{ROW}\n", "has no status cell: add"),
        (GENERIC + "| Action | Owner |\n|---|---|\n| Alert | @ops |\n", "on line 9 has no status cell"),
        (GENERIC + "- Alert on live consumers (open)\n", "has no box"),
        (GENERIC + "- [ ] Alert on live consumers\n", "leave --on out"),
        # The status stands in the action: in the cell it would stand beside it.
        (GENERIC + "| Action | Status |\n|---|---|\n| Pending: alert on consumers | |\n", "would change what else is read"),
        # The day of the column Completed counts, whatever stands behind the status.
        (
            HEADER + "### 7.1 Immediate\n\n| Action | Completed | Status |\n|---|---|---|\n| Alert | 2026-03-16 | Pending |\n",
            "would change what else is read",
        ),
    ],
)
def test_what_cannot_be_marked_with_certainty_is_refused(text: str, why: str) -> None:
    with pytest.raises(UsageError) as refused:
        complete(text.encode())
    assert why in str(refused.value)


def test_only_utf_8_is_edited() -> None:
    with pytest.raises(UsageError, match="is not UTF-8"):
        complete(_document(" Pending ").replace("Queue", "Größe").encode("windows-1252"))


def test_only_markdown_is_edited() -> None:
    page = (
        "<html><body><h1>Postmortem: Queue</h1><p>Date: 2026-03-14</p><h2>Action items</h2><table><tr><th>Action</th><th>Status</th>"
        "</tr><tr><td>Alert</td><td>Pending</td></tr></table></body></html>"
    )
    with pytest.raises(UsageError, match="is not Markdown"):
        complete(page.encode(), path="one.html")


_WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
_LINES = st.lists(
    _WORDS | st.sampled_from(["", "---", "| a | b |", "```", "- [ ] x", "> quoted", "## 8. Lessons Learned"]), max_size=6
)
_PADDING = st.sampled_from(["", " ", "  ", "\t", "          ", " " * 30])
_STATUS = st.sampled_from(["⏳ Pending", "🔄 In Progress", "⏳", "Open", "", "[ ]", "\u00e2\u008f\u00b3 Pending", "blocked"])


@given(
    mark=st.sampled_from(["", "\ufeff"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    above=_LINES,
    below=_LINES,
    others=st.lists(st.sampled_from(["✅ Complete 2026-03-15", "Done", "Pending", "❌ Won't Do (no)"]), max_size=2),
    left=_PADDING,
    right=_PADDING,
    status=_STATUS,
    trail=st.sampled_from(["", " ", "\t"]),
    closed=st.booleans(),
)
def test_whatever_else_is_in_the_file_stays_to_the_byte(
    mark: str,
    end: str,
    above: list[str],
    below: list[str],
    others: list[str],
    left: str,
    right: str,
    status: str,
    trail: str,
    closed: bool,
) -> None:
    rows = [f"| {number} | Other {number} | @ops | 2026-03-18 | {other} |" for number, other in enumerate(others, 2)]
    head = [*HEADER.split("\n"), *above, "", *TABLE.split("\n")[:-1]]
    before = mark + end.join(head) + end + ROW
    after = "|" + trail + end + end.join([*rows, "", *below]) + (end if closed else "")
    data = (before + left + status + right + after).encode()
    line = len(head) + 1
    found = [place for place, item in _items(data, Settings()) if item.line == line]
    assume(found)  # what stands above may turn the table into something else
    done = complete_item(_source(data), data, Settings(), found[0], ON, TODAY)
    assert done.data.startswith(before.encode())
    assert done.data.endswith(after.encode())
    cell = done.data[len(before.encode()) : -len(after.encode())].decode()
    assert cell.strip() == done.after
    assert cell[:1].isspace() == (left + status + right)[:1].isspace()
    old = left + status + right
    assert len(cell) == len(old) or len(cell) <= len(left if status else old[:1]) + len(done.after) + 1
