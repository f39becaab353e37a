"""What an export of the tracker says of the action items: it joins, it never outvotes the document, and it can be taken back."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics.errors import SettingsError
from analytics.ingest.pipeline import ingest
from analytics.settings import Settings, load_settings
from analytics.store.database import Store
from analytics.store.verify import verify

TABLE = """# INC-1: Queue backlog

Date: 2026-03-14
Severity: P1
Team: Search

## Action items

| Action | Owner | Due | Ticket | Status |
|--------|-------|-----|--------|--------|
"""
NO_STATUS = TABLE.replace(" | Status |\n", " |\n").replace("--------|--------|\n", "--------|\n")


class Corpus:
    """A folder with a document and an export of tickets, and its store."""

    def __init__(self, folder: Path) -> None:
        self.source = folder / "incidents"
        self.source.mkdir()
        self.store = Store(folder / "store")
        self.set("")

    def set(self, more: str, name: str = "tickets.csv") -> None:
        (self.source / "postmortems.toml").write_text(f'[ingest]\ntickets = "{name}"\n{more}', encoding="utf-8")

    def write(self, *rows: str, table: str = TABLE) -> None:
        """An item a row: its ticket and its status."""
        lines = [f"| Do thing number {n} of the many | @ops | 2026-03-20 | {row} |" for n, row in enumerate(rows)]
        (self.source / "one.md").write_text(table + "\n".join(lines) + "\n", encoding="utf-8")

    def export(self, *rows: str, header: str = "ticket,state,closed_at") -> None:
        (self.source / "tickets.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")

    def ingest(self) -> bool:
        settings = load_settings(self.source / "postmortems.toml")
        return ingest([self.source], self.store, settings, jobs=1, root=self.source).published

    def items(self) -> list[tuple[Any, ...]]:
        return self._fetch("SELECT status, completed_on, completed_basis FROM action_items ORDER BY ordinal")

    def findings(self) -> list[str]:
        rows = self._fetch(
            "SELECT source_path, line, code, message FROM diagnostics WHERE code IN ('PM507', 'PM508') ORDER BY ALL"
        )
        return [f"{path}:{line}: {code} {message}" for path, line, code, message in rows]

    def asked(self) -> list[str]:
        """The items of which PM311 asks since when they are done."""
        return [
            str(name)
            for (name,) in self._fetch("SELECT regexp_extract(message, 'thing number .') FROM diagnostics WHERE code = 'PM311'")
        ]

    def _fetch(self, query: str) -> list[tuple[Any, ...]]:
        with self.store.cursor() as cursor:
            return cursor.execute(query).fetchall()


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(tmp_path)


def test_a_closed_ticket_says_when_an_item_was_done(corpus: Corpus) -> None:
    corpus.write("SHIP-1 | Done", "#12 | Done (2026-03-18)", "SHIP-3 | Won't do", "SHIP-4 | Done", "- | Done")
    corpus.export("ship-1,Closed,2026-03-17", "12,Done,2026-03-19", "SHIP-3,Closed,2026-03-16", "SHIP-4,Closed,", "SHIP-9,Open,")
    corpus.ingest()
    assert corpus.items() == [
        ("complete", date(2026, 3, 17), "ticket"),
        ("complete", date(2026, 3, 18), "stated"),
        ("wont_do", date(2026, 3, 16), "ticket"),
        ("complete", None, None),
        ("complete", None, None),
    ]
    assert corpus.findings() == []
    assert verify(corpus.store) == []


def test_a_ticket_gives_the_status_that_the_document_does_not_state(corpus: Corpus) -> None:
    corpus.write("SHIP-1", "SHIP-2", "SHIP-3", "SHIP-4", table=NO_STATUS)
    corpus.export("SHIP-1,Closed,2026-03-17", "SHIP-2,In progress,", "SHIP-3,Won't fix,2026-03-18")
    corpus.ingest()
    assert corpus.items() == [
        ("complete", date(2026, 3, 17), "ticket"),
        ("in_progress", None, None),
        ("wont_do", date(2026, 3, 18), "ticket"),
        (None, None, None),
    ]


def test_a_status_of_an_unknown_word_is_not_replaced(corpus: Corpus) -> None:
    corpus.write("SHIP-1 | Blocked")
    corpus.export("SHIP-1,Closed,2026-03-17")
    corpus.ingest()
    assert corpus.items() == [(None, None, None)]


@pytest.mark.parametrize(
    ("status", "state", "words"),
    [
        ("Open", "Closed,2026-03-17", "SHIP-1 is closed since 2026-03-17, but the item is pending"),
        ("Ongoing", "Won't fix,", "SHIP-1 is closed as won't do, but the item is in progress"),
        ("Done", "Open,", "SHIP-1 is open, but the item is complete"),
        ("Done", "Won't fix,2026-03-17", "SHIP-1 is closed as won't do since 2026-03-17, but the item is complete"),
        ("Won't do", "In progress,", "SHIP-1 is in progress, but the item is won't do"),
    ],
)
def test_where_they_contradict_each_other_the_document_counts(corpus: Corpus, status: str, state: str, words: str) -> None:
    corpus.write(f"SHIP-1 | {status}")
    corpus.export(f"SHIP-1,{state}")
    corpus.ingest()
    [(_, completed_on, basis)] = corpus.items()
    assert (completed_on, basis) == (None, None)
    assert corpus.findings() == [f"one.md:11: PM508 {words}"]


def test_open_and_in_progress_are_no_contradiction(corpus: Corpus) -> None:
    corpus.write("SHIP-1 | Open", "SHIP-2 | Ongoing")
    corpus.export("SHIP-1,In progress,", "SHIP-2,Open,")
    corpus.ingest()
    assert corpus.findings() == []


def test_a_contradiction_can_be_ignored_where_it_stands(corpus: Corpus) -> None:
    corpus.write("SHIP-1 <!-- postmortems: ignore PM508 --> | Open")
    corpus.export("SHIP-1,Closed,2026-03-17")
    corpus.ingest()
    assert corpus.findings() == []
    with corpus.store.cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM diagnostics WHERE code = 'PM901'").fetchall() == [(0,)]


def test_rows_that_cannot_be_used_are_findings(corpus: Corpus) -> None:
    corpus.write("SHIP-1 | Done", "SHIP-2 | Done", "SHIP-3 | Done", "SHIP-4 | Done")
    corpus.export(
        "SHIP-1,Closed,2026-03-17", ",Closed,2026-03-17", '"SHIP-2","Somewhere\nelse",', "SHIP-3,Closed,soon", "", "ship-1,Open,",
        "SHIP-4,Closed,1926-03-17",
    )  # fmt: skip
    corpus.ingest()
    assert corpus.items()[0] == ("complete", date(2026, 3, 17), "ticket")
    assert corpus.items()[1:] == [("complete", None, None)] * 3
    assert corpus.findings() == [
        "tickets.csv:3: PM507 the row names no ticket",
        "tickets.csv:4: PM507 'Somewhere\\nelse' is no known state of a ticket",
        "tickets.csv:6: PM507 'soon' is no day in 2000 to 2099",
        "tickets.csv:8: PM507 SHIP-1 stands on line 2 already, which counts",
        "tickets.csv:9: PM507 '1926-03-17' is no day in 2000 to 2099",
    ]


def test_days_are_those_of_the_calendar(corpus: Corpus) -> None:
    corpus.set('[calendar]\ntime_zone = "Europe/Berlin"\ndate_order = "day_first"\n')
    corpus.write("SHIP-1 | Done", "SHIP-2 | Done", "SHIP-3 | Done", "SHIP-4 | Done")
    corpus.export(
        "SHIP-1;Closed;2026-03-17T23:30:00Z;x", "SHIP-2;Closed;2026-03-17 23:30;y", "SHIP-3;Closed;17/03/2026;",
        "SHIP-4;Closed;17 Mar 2026;",
        header="Ticket;State;Closed_at;Summary",
    )  # fmt: skip
    corpus.ingest()
    assert [day for _, day, _ in corpus.items()] == [date(2026, 3, 18), date(2026, 3, 17), date(2026, 3, 17), date(2026, 3, 17)]


def test_an_export_may_be_json(corpus: Corpus) -> None:
    corpus.set("", name="tickets.json")
    corpus.write("[SHIP-1](https://t.example/issues/1) | Done", "[17](https://t.example/issues/17) | Done")
    rows = [
        {"ticket": "SHIP-1", "state": "closed", "closed_at": "2026-03-17"},
        {"ticket": "https://t.example/issues/17", "state": "CLOSED", "closed_at": "2026-03-18T10:00:00+00:00", "more": [1]},
        {"ticket": None, "state": "closed"},
        "no record",
        {"ticket": "\ud83d", "state": "odd \ud83d"},
    ]
    (corpus.source / "tickets.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")
    corpus.ingest()
    assert [row[1:] for row in corpus.items()] == [(date(2026, 3, 17), "ticket"), (date(2026, 3, 18), "ticket")]
    assert [finding.split(" ")[0] for finding in corpus.findings()] == [
        "tickets.json:15:",
        "tickets.json:19:",
        "tickets.json:20:",
    ]
    with corpus.store.cursor() as cursor:
        assert cursor.execute("SELECT source_path FROM documents").fetchall() == [("one.md",)], "the export is no document"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, ":0: ingest.tickets: the file cannot be read"),
        ("", ":1: ingest.tickets: the column ticket is missing"),
        ("ticket,closed_at\n", ":1: ingest.tickets: the column state is missing; there must be ticket, state, closed_at."),
        ('ticket,state\n"SHIP-1" x,Open\n', ":2: ingest.tickets: the CSV cannot be read"),
        ('[\n{"ticket": }]', ":2: ingest.tickets: the JSON cannot be read"),
    ],
)
def test_a_file_that_is_no_export_is_a_mistake_in_the_settings(corpus: Corpus, text: str | None, words: str) -> None:
    corpus.write("SHIP-1 | Done")
    if text is not None:
        (corpus.source / "tickets.csv").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        corpus.ingest()
    assert str(refused.value).startswith(f"{corpus.source / 'tickets.csv'}{words}")


def test_another_export_is_seen_by_the_next_ingest_and_leaves_nothing_behind(corpus: Corpus) -> None:
    corpus.write("SHIP-1", "SHIP-2", table=NO_STATUS)
    corpus.export("SHIP-1,Closed,2026-03-17", "SHIP-2,Odd,")
    assert corpus.ingest()
    assert not corpus.ingest(), "nothing has changed"
    corpus.export("SHIP-1,Open,", "SHIP-2,Closed,2026-03-18")
    assert corpus.ingest()
    assert corpus.items() == [("pending", None, None), ("complete", date(2026, 3, 18), "ticket")]
    assert corpus.findings() == []
    corpus.export("SHIP-9,Open,")
    assert corpus.ingest()
    assert corpus.items() == [(None, None, None)] * 2
    with corpus.store.cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM action_item_changes").fetchall() == [(0,)], "no document has changed"


def test_a_ticket_comes_before_what_ingests_saw(corpus: Corpus) -> None:
    corpus.write("SHIP-1 | Open", "SHIP-2 | Open")
    corpus.export("SHIP-9,Open,")
    corpus.ingest()
    corpus.write("SHIP-1 | Done", "SHIP-2 | Done")
    corpus.export("SHIP-1,Closed,2026-03-17")
    corpus.ingest()
    [first, second] = corpus.items()
    assert first == ("complete", date(2026, 3, 17), "ticket")
    assert second[2] == "ingest"
    corpus.export("SHIP-1,Closed,")
    corpus.ingest()
    assert [basis for *_, basis in corpus.items()] == ["ingest", "ingest"]


def test_without_a_history_tickets_still_tell(corpus: Corpus) -> None:
    corpus.set('[history]\nsource = "off"\n')
    corpus.write("SHIP-1 | Done")
    corpus.export("SHIP-1,Closed,2026-03-17")
    corpus.ingest()
    assert corpus.items() == [("complete", date(2026, 3, 17), "ticket")]
    corpus.export("SHIP-2,Closed,2026-03-17")
    corpus.ingest()
    assert corpus.items() == [("complete", None, None)]


def test_nobody_is_asked_for_a_day_that_a_ticket_tells_until_it_tells_no_more(corpus: Corpus) -> None:
    corpus.write("SHIP-1 | Done", "SHIP-2 | Done")
    corpus.export("SHIP-1,Closed,2026-03-17")
    corpus.ingest()
    assert corpus.asked() == ["thing number 1"]
    corpus.export("SHIP-2,Closed,2026-03-17")
    corpus.ingest()
    assert corpus.asked() == ["thing number 0"]


def test_levels_of_the_settings_hold(corpus: Corpus) -> None:
    corpus.set('[rules]\nPM507 = "off"\nPM508 = "off"\n')
    corpus.write("SHIP-1 | Open")
    corpus.export("SHIP-1,Closed,2026-03-17", ",Open,")
    corpus.ingest()
    assert corpus.findings() == []


def test_without_the_setting_nothing_is_looked_for() -> None:
    assert Settings().ingest.tickets is None
