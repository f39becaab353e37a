"""`--baseline`: what changed between two ingests of real documents, told by the later report about the earlier one."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from pptx import Presentation

from analytics.errors import BaselineError, UsageError
from analytics.ingest.pipeline import ingest
from analytics.metrics.registry import DEFINITIONS
from analytics.reports import FORMATS
from analytics.reports.baseline import BLOCK, digest_data, read_baseline
from analytics.reports.facts import Baseline, Facts, pack_facts, unpack_facts
from analytics.reports.html import write_html
from analytics.reports.outline import PARTS
from analytics.reports.records import Outline, Section, Table
from analytics.reports.words import describe_stamp
from analytics.settings import Settings, load_settings
from analytics.store.database import Store
from tests.conftest import SAMPLE, MakeStore
from tests.reports.conftest import compose, incident, item
from tests.reports.test_command import report

LATE = ("2026-07-22-001-scheduled-job", "2026-09-14-001-cache-stampede", "2026-09-29-001-secret-rotation")
FIRST = "payments/2026/INCIDENT-2026-07-07-001-release-regression.md"
SECOND = "payments/2026/INCIDENT-2026-07-09-001-feature-flag.md"
OLDER = "payments/2026/INCIDENT-2026-06-06-001-rate-limit.md"
DAY = "the report of 5 October 2026"


class Corpus:
    """Documents of one team, their store, and the reports of the third quarter of 2026."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "corpus"
        shutil.copytree(SAMPLE / "payments", self.folder / "payments")
        shutil.copy(SAMPLE / "postmortems.toml", self.folder)
        self.store = Store(folder / "store")

    def ingest(self) -> None:
        ingest([self.folder], self.store, load_settings(self.folder / "postmortems.toml"), jobs=1)

    def edit(self, path: str, old: str, new: str) -> None:
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, (old, text.count(old))
        file.write_text(text.replace(old, new), encoding="utf-8")

    def line_of(self, path: str, words: str) -> int:
        [line] = [n for n, line in enumerate((self.folder / path).read_text(encoding="utf-8").splitlines(), 1) if words in line]
        return line

    def page(self, **asked: Any) -> bytes:
        return page_of(self.store, "2026Q3", **asked)

    def compare(self, earlier: bytes, **asked: Any) -> Outline:
        return compose(self.store, "2026Q3", baseline=read_baseline("earlier.html", earlier), **asked)


def page_of(store: Store, quarter: str | None = None, **asked: Any) -> bytes:
    return write_html(compose(store, quarter, **asked), Settings())


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Ingested once."""
    made = Corpus(tmp_path)
    made.ingest()
    return made


def changes_of(outline: Outline) -> Section:
    [section] = [section for section in outline.sections if section.id == "changes"]
    return section


def rows_of(outline: Outline, name: str) -> list[dict[str, Any]]:
    """The rows of a table of the section; none where it has no such table."""
    tables = [table for table in changes_of(outline).exhibits if isinstance(table, Table) and table.name == name]
    return [dict(zip([c.name for c in table.columns], row, strict=True)) for table in tables for row in table.rows]


def texts_of(outline: Outline) -> str:
    return " ".join(f"{paragraph.heading} {paragraph.text}" for paragraph in changes_of(outline).paragraphs)


def tables_of(outline: Outline) -> list[str]:
    return [exhibit.name for exhibit in changes_of(outline).exhibits]


def test_documents_that_came_late(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    aside = tmp_path / "aside"
    aside.mkdir()
    late = [file for file in (corpus.folder / "payments/2026").iterdir() if file.stem.removeprefix("INCIDENT-") in LATE]
    for file in late:
        file.rename(aside / file.name)
    corpus.ingest()
    earlier = corpus.page()
    for file in late:
        (aside / file.name).rename(file)
    corpus.ingest()
    outline = corpus.compare(earlier)
    section = changes_of(outline)
    assert section.message == f"3 documents came late: 2026 Q3 has 5 incidents now where {DAY} counted 2"
    rows = rows_of(outline, "late-incidents")
    assert {row["source_path"] for row in rows} == {str(file.relative_to(corpus.folder)) for file in late}
    assert {row["why"] for row in rows} == {"its document came late"}
    numbers = {row["number"]: row for row in rows_of(outline, "changed-numbers")}
    assert (numbers["Incidents"]["before"], numbers["Incidents"]["now"]) == ("2", "5")
    resolve = numbers["Time to resolve, median"]
    assert resolve["differs"].startswith("value, ")
    assert re.match(r"\d+\s(min|h)\b", resolve["before"])
    assert resolve["before"] != resolve["now"]
    assert "new here came" in texts_of(outline)
    assert {"changed-values", "changed-items", "changed-settings"}.isdisjoint(tables_of(outline))


def test_documents_that_left(corpus: Corpus) -> None:
    earlier = corpus.page()
    (corpus.folder / SECOND).unlink()
    (corpus.folder / OLDER).unlink()
    corpus.ingest()
    outline = corpus.compare(earlier)
    assert changes_of(outline).message == (
        f"2 documents left the corpus (1 in earlier quarters): 2026 Q3 has 4 incidents now where {DAY} counted 5"
    )
    rows = {row["source_path"]: row for row in rows_of(outline, "left-incidents")}
    assert set(rows) == {SECOND, OLDER}
    assert rows[SECOND]["why"] == "it is in the corpus no more"
    assert (rows[SECOND]["quarter"], rows[OLDER]["quarter"]) == ("2026 Q3", "2026 Q2")


def test_values_that_changed_with_the_line_where_they_stand_now(corpus: Corpus) -> None:
    earlier = corpus.page()
    corpus.edit(FIRST, "| **Severity** | P1 |", "| **Severity** | P0 |")
    corpus.edit(FIRST, "| **Users Affected** | N/A |", "| **Users Affected** | 1,234 |")
    corpus.edit(FIRST, "| **Detection Time** | 3 minutes |", "| **Detection Time** | N/A |")
    corpus.edit(FIRST, "**Status:** Final", "\n\n**Status:** In Review")
    corpus.ingest()
    outline = corpus.compare(earlier)
    rows = {row["field"]: row for row in rows_of(outline, "changed-values")}
    assert (rows["Severity"]["before"], rows["Severity"]["now"]) == ("P1", "P0")
    assert (rows["Users affected"]["before"], rows["Users affected"]["now"]) == ("–", "1,234")
    assert (rows["Status"]["before"], rows["Status"]["now"]) == ("Final", "In review")
    assert "Time to acknowledge" not in rows
    for field, words in (("Severity", "**Severity** |"), ("Users affected", "**Users Affected**"), ("Status", "**Status:**")):
        assert rows[field]["source_path"] == FIRST
        assert rows[field]["line"] == corpus.line_of(FIRST, words)
    assert changes_of(outline).message == f"1 incident has another value since {DAY}"
    assert f"{len(rows_of(outline, 'changed-numbers'))} numbers of the scorecard changed." in texts_of(outline)
    assert "late-incidents" not in tables_of(outline)


def test_action_items_that_changed(corpus: Corpus) -> None:
    earlier = corpus.page()
    lines = (corpus.folder / SECOND).read_text(encoding="utf-8").splitlines()
    found = [line for line in lines if re.match(r"\| \d+ \| .*\| @", line)]
    first, second, gone = found[:3]
    cells = first.split(" | ")
    owner = next(cell for cell in cells if cell.startswith("@"))
    corpus.edit(SECOND, first, first.replace(owner, "@nobody-known"))
    corpus.edit(SECOND, second, re.sub(r"\|[^|]*\|$", "| ⏳ Pending |", second))
    corpus.edit(SECOND, gone, "| 9 | Count the calls of each flag | @payments-oncall | 2026-07-10 | 2026-11-30 |  | ⏳ Pending |")
    corpus.ingest()
    outline = corpus.compare(earlier)
    rows = {(row["action"], row["field"]): row for row in rows_of(outline, "changed-items")}
    name = first.split("|")[2].strip()
    assert (rows[name, "Owner"]["before"], rows[name, "Owner"]["now"]) == (owner, "@nobody-known")
    assert rows[name, "Owner"]["line"] == corpus.line_of(SECOND, "@nobody-known")
    assert rows[second.split("|")[2].strip(), "Status"]["now"] == "Pending"
    assert rows["Count the calls of each flag", "Action item"]["now"] == "new"
    assert rows[gone.split("|")[2].strip(), "Action item"]["now"] == "in its document no more"
    assert "4 action items changed." in texts_of(outline)
    assert "changed-values" not in tables_of(outline)


def test_targets_and_other_settings(corpus: Corpus) -> None:
    earlier = corpus.page()
    corpus.edit("postmortems.toml", "default = 180", "default = 150")
    corpus.edit("postmortems.toml", '"@mira-k" = "Payments"', '"@mira-k" = "Payments"\n"@new-hand" = "Payments"')
    corpus.ingest()
    outline = corpus.compare(earlier)
    rows = {row["name"]: row for row in rows_of(outline, "changed-settings")}
    assert rows["targets.ttr.default"] == {"kind": "Target", "name": "targets.ttr.default", "before": "180.0", "now": "150.0"}
    assert rows["teams.owners"]["kind"] == "Setting"
    assert rows["teams.owners"]["before"] != rows["teams.owners"]["now"]
    assert "2 settings changed" in changes_of(outline).message.lower()
    assert b"@new-hand" not in corpus.page()


def test_how_a_file_looks_is_no_change(corpus: Corpus) -> None:
    earlier = corpus.page()
    corpus.edit("postmortems.toml", "[targets.ttd]", '[report]\npaper = "letter"\n\n[targets.ttd]')
    corpus.ingest()
    assert corpus.store.info().settings.report.paper == "letter"
    assert changes_of(corpus.compare(earlier)).message == f"Nothing changed since {DAY}"


def test_nothing_changed(corpus: Corpus) -> None:
    earlier = corpus.page()
    outline = corpus.compare(earlier)
    assert changes_of(outline).message == f"Nothing changed since {DAY}"
    assert changes_of(outline).exhibits == ()
    assert "The documents and settings are the same." in texts_of(outline)


def test_other_words_and_another_place_of_a_document_change_no_number(corpus: Corpus) -> None:
    earlier = corpus.page()
    corpus.edit(FIRST, "Slow query log is empty", "Slow query log says nothing")
    (corpus.folder / "payments/moved").mkdir()
    (corpus.folder / SECOND).rename(corpus.folder / "payments/moved/flag.md")
    corpus.ingest()
    outline = corpus.compare(earlier)
    assert changes_of(outline).message == f"Nothing changed since {DAY}"
    assert "nothing that a report counts" in texts_of(outline)


def test_incidents_and_items_are_known_again_at_another_place(make_store: MakeStore) -> None:
    """Keys are those of places in files: here another incident stands at the place of the first, in other words, and its items with it."""
    before = make_store(
        incidents=[incident(1, date(2026, 7, 1)), incident(2, date(2026, 7, 2))],
        action_items=[item(n, f"key-{n}", item_key=f"old-{n}") for n in (1, 2)],
    )
    now = make_store(
        incidents=[
            {**incident(1, date(2026, 7, 1)), "incident_key": "key-2", "title": "Other words", "severity": "P2"},
            {**incident(2, date(2026, 7, 2)), "incident_key": "key-3"},
        ],
        action_items=[{**item(n, f"key-{n + 1}", item_key=f"new-{n}"), "owner": "@search-oncall"} for n in (1, 2)],
    )
    outline = compose(now, "2026Q3", baseline=read_baseline("earlier.html", page_of(before, "2026Q3")))
    assert {"late-incidents", "left-incidents"}.isdisjoint(tables_of(outline))
    [row] = rows_of(outline, "changed-values")
    assert (row["incident"], row["before"], row["now"]) == ("Other words", "P1", "P2")
    items = rows_of(outline, "changed-items")
    assert [(row["action"], row["field"], row["before"]) for row in items] == [
        (f"Do thing {n}", "Owner", "@payments-oncall") for n in (1, 2)
    ]


def test_an_incident_that_moved_to_another_quarter(corpus: Corpus) -> None:
    earlier, before = corpus.page(), page_of(corpus.store, "2026Q2")
    text = (corpus.folder / FIRST).read_text(encoding="utf-8")
    (corpus.folder / FIRST).write_text(text.replace("**Date:** 2026-07-07", "**Date:** 2026-05-07"), encoding="utf-8")
    corpus.ingest()
    outline = corpus.compare(earlier)
    rows = {row["field"]: row for row in rows_of(outline, "changed-values")}
    assert (rows["Quarter"]["before"], rows["Quarter"]["now"]) == ("2026 Q3", "2026 Q2")
    assert f"2026 Q3 has 4 incidents now where {DAY} counted 5" in changes_of(outline).message
    earlier_quarter = compose(corpus.store, "2026Q2", baseline=read_baseline("q2.html", before))
    [row] = rows_of(earlier_quarter, "late-incidents")
    assert (row["why"], row["source_path"]) == ("it stood elsewhere", FIRST)
    assert "1 incident moved into the selection" in texts_of(earlier_quarter)


def test_an_incident_that_left_the_filter(make_store: MakeStore) -> None:
    before = make_store(incidents=[incident(n, date(2026, 7, n), severity="P1") for n in range(1, 4)])
    now = make_store(incidents=[incident(n, date(2026, 7, n), severity="P1" if n < 3 else "P2") for n in range(1, 4)])
    earlier = read_baseline("earlier.html", page_of(before, "2026Q3", severities=("P1",)))
    outline = compose(now, "2026Q3", severities=("P1",), baseline=earlier)
    [row] = rows_of(outline, "left-incidents")
    assert (row["why"], row["severity"]) == ("severity P1 then", "P2")
    assert "1 incident moved out of the selection" in texts_of(outline)


def test_values_are_compared_as_stored_and_not_as_rounded_words(make_store: MakeStore) -> None:
    before = make_store(incidents=[incident(1, date(2026, 7, 1), time_to_resolve_min=52.0)])
    now = make_store(incidents=[incident(1, date(2026, 7, 1), time_to_resolve_min=52.00000000000001)])
    outline = compose(now, "2026Q3", baseline=read_baseline("earlier.html", page_of(before, "2026Q3")))
    [row] = rows_of(outline, "changed-values")
    assert row["field"] == "Time to resolve"
    assert (row["before"], row["now"]) == ("52\xa0min (52)", "52\xa0min (52.00000000000001)")


def test_items_that_count_otherwise_because_days_passed(make_store: MakeStore) -> None:
    rows: dict[str, Any] = {
        "incidents": [incident(1, date(2026, 7, 1))],
        "action_items": [
            item(1, "key-1", due_date=date(2026, 10, 3), item_key="a"), item(2, "key-1", due_date=date(2026, 12, 1), item_key="b"),
        ],
    }  # fmt: skip
    before, now = make_store(**rows), make_store(as_of=date(2026, 10, 20), **rows)
    earlier = page_of(before, "2026Q3")
    outline = compose(now, "2026Q3", baseline=read_baseline("earlier.html", earlier))
    [row] = rows_of(outline, "changed-items")
    assert (row["action"], row["before"], row["now"]) == ("Do thing 1", "not due yet", "overdue")
    assert "1 action item counts otherwise as days passed." in texts_of(outline)
    assert "19 days passed since." in texts_of(outline)
    [number] = [row for row in rows_of(outline, "changed-numbers") if row["number"] == DEFINITIONS["action_overdue"].name]
    assert (number["before"], number["now"]) == ("0", "1")
    with pytest.raises(BaselineError, match=r"is as of 2026-10-20, this report as of 2026-10-01: give an earlier one\.$"):
        compose(before, "2026Q3", baseline=read_baseline("later.html", page_of(now, "2026Q3")))


def test_another_version_of_a_definition(corpus: Corpus) -> None:
    facts = read_baseline("earlier.html", corpus.page()).facts
    older = tuple((metric, "ttr/0" if metric == "ttr" else version) for metric, version in facts.definitions)
    outline = corpus.compare(rewritten(corpus.page(), replace(facts, definitions=older)))
    [row] = rows_of(outline, "changed-settings")
    assert (row["kind"], row["name"], row["before"]) == ("Definition", "Time to resolve", "ttr/0")
    assert row["now"].startswith("ttr/")
    assert changes_of(outline).message == f"1 definition changed since {DAY}"


def rewritten(page: bytes, facts: Facts, **told: Any) -> bytes:
    """A page with other data, its digest being right."""
    data = pack_facts(facts)
    data = json.dumps({**json.loads(data), **told}) if told else data
    block = f'<script type="application/json" id="{BLOCK}" data-sha256="{digest_data(data)}">{data}</script>'
    return re.sub(rb'<script type="application/json".*?</script>', lambda _: block.encode(), page, flags=re.DOTALL)


def test_the_section_is_in_every_format_and_the_stamp_names_the_report(corpus: Corpus) -> None:
    earlier = corpus.page()
    corpus.edit(FIRST, "| **Severity** | P1 |", "| **Severity** | P0 |")
    corpus.ingest()
    outline = corpus.compare(earlier, sections=("scorecard", "method"))
    assert [section.number for section in outline.sections] == ["2", "13", "C"]
    fingerprint = read_baseline("earlier.html", earlier).facts.fingerprint[:12]
    assert f"compared with the report as of 2026-10-05, corpus {fingerprint}" in describe_stamp(outline.stamp)
    page = BeautifulSoup(write_html(outline, Settings()), "lxml")
    assert " ".join(page.select("#changes h2")[0].get_text().split()) == changes_of(outline).message
    assert f"corpus {fingerprint}" in FORMATS["md"].write(outline, Settings()).decode()


def test_slides_and_workbook_tell_it_too(corpus: Corpus) -> None:
    earlier = corpus.page()
    corpus.edit(FIRST, "| **Severity** | P1 |", "| **Severity** | P0 |")
    corpus.ingest()
    outline = corpus.compare(earlier)
    book = load_workbook(BytesIO(FORMATS["xlsx"].write(outline, Settings())), read_only=True)
    rows = list(book["13 Changed values"].values)
    assert ("2026 Q3", "Severity", "P1", "P0", FIRST, corpus.line_of(FIRST, "**Severity** |")) in [
        (row[0], *row[2:]) for row in rows
    ]
    deck = Presentation(BytesIO(FORMATS["pptx"].write(outline, Settings())))
    told = [" ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame) for slide in deck.slides]
    [slide] = [text for text in told if changes_of(outline).message in text]
    assert "compared with the report as of 2026-10-05" in slide


def test_without_it_there_is_no_such_section(sample_store: Store) -> None:
    outline = compose(sample_store, "2026Q3")
    assert [section.id for section in outline.sections] == list(PARTS)
    assert "compared" not in describe_stamp(outline.stamp)
    with pytest.raises(UsageError, match=r"name it with --baseline\.$"):
        compose(sample_store, "2026Q3", sections=("changes",))


def test_a_report_of_one_team_carries_nothing_of_others(sample_store: Store) -> None:
    facts = read_baseline("x", page_of(sample_store, "2026Q3", teams=("Payments",))).facts
    assert {one.team for one in facts.incidents} == {"Payments"}
    assert len(facts.elsewhere) + len(facts.incidents) == 180
    data = compose(sample_store, "2026Q3", teams=("Payments",)).data
    assert not re.search(r"identity/20|@leila-h\W+Payments", data)


def test_every_value_survives_the_page(wild: Store) -> None:
    outline = compose(wild)
    facts = read_baseline("wild.html", write_html(outline, Settings())).facts
    assert pack_facts(facts) == outline.data
    assert {one.title for one in facts.incidents} > {"<script>alert('x')</script> & <img src=x onerror=alert(1)> \"quoted\""}
    assert outline.data.isascii()
    assert not re.search(r"[<>&\n]", outline.data)
    assert unpack_facts(json.loads(outline.data)) == facts


def cut(page: bytes) -> bytes:
    return page[: page.index(BLOCK.encode()) + 3000]


def edited(page: bytes) -> bytes:
    return page.replace(b'"P1"', b'"P2"', 1)


def newer(page: bytes) -> bytes:
    return rewritten(page, read_baseline("x", page).facts, version=99)


def strange(page: bytes) -> bytes:
    return rewritten(page, read_baseline("x", page).facts, incidents={"columns": ["a"], "rows": [[1]]})


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (cut, "is damaged or was changed since it was written: give the web page"),
        (edited, "is damaged or was changed since it was written: give the web page"),
        (newer, "is a report of a newer version of this program: upgrade to compare with it"),
        (strange, "holds data that are none of a report: give the web page"),
        (lambda _: b"", "is no report of this program: give the web page"),
        (lambda _: b"<html><script>1</script></html>", "is no report of this program: give the web page"),
        (lambda _: b"%PDF-1.7 ...", "is a PDF, which carries no data: give the web page"),
        (lambda _: b"PK\x03\x04...", "is a document of an office program, which people edit and sort: give the web page"),
        (lambda _: b"# Quarterly review of incidents", "is a report as Markdown, which carries no data: give the web page"),
    ],
)  # fmt: skip
def test_what_is_no_report_is_one_sentence(damage: Callable[[bytes], bytes], words: str, sample_store: Store) -> None:
    page = damage(page_of(sample_store, "2026Q3"))
    with pytest.raises(BaselineError, match=re.escape(f"earlier.html {words}")) as caught:
        read_baseline("earlier.html", page)
    assert re.fullmatch(r"[^.]*(\.html[^.]*)*\.", str(caught.value))


def test_a_page_that_a_browser_saved_again_is_read(sample_store: Store) -> None:
    page = page_of(sample_store, "2026Q3")
    again = BeautifulSoup(page, "lxml").encode(formatter="minimal")
    assert again != page
    assert read_baseline("saved.html", again) == Baseline("saved.html", read_baseline("x", page).facts)


def test_the_command(sample_store: Store, tmp_path: Path) -> None:
    first = tmp_path / "october"
    report(sample_store, "--quarter", "2026Q3", "-o", first)
    [earlier] = first.iterdir()
    run = report(sample_store, "--quarter", "2026Q3", "--baseline", earlier, "--format", "md", "-o", tmp_path / "now")
    assert (run.returncode, run.stderr) == (0, "")
    text = (tmp_path / "now/2026Q3_quarterly-review.md").read_text(encoding="utf-8")
    assert f"## 13\\. Nothing changed since {DAY}" in text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("--quarter", "2026Q2"), "{file} is about 2026 Q3 of all teams and severities, this report is about 2026 Q2 of all teams and"),
        (("--team", "Payments"), "{file} is about 2026 Q3 of all teams and severities, this report is about 2026 Q3 of Payments: give"),
        (("-o", "{folder}"), "The new report would replace {path}, which it is compared with: give another folder with -o."),
        (("--baseline", "{folder}"), "october cannot be read (Is a directory): give the web page (.html) of the earlier report."),
        (("--baseline", "nothing.html"), "nothing.html cannot be read (No such file or directory): give the web page"),
    ],
)  # fmt: skip
def test_a_mistake_writes_nothing(asked: tuple[str, ...], words: str, sample_store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "october"
    report(sample_store, "--quarter", "2026Q3", "-o", folder)
    [earlier] = folder.iterdir()
    before = earlier.read_bytes()
    told = {"file": earlier.name, "path": str(earlier), "folder": str(folder)}
    arguments = [part.format(**told) for part in asked]
    run = report(sample_store, "--baseline", earlier, "-o", tmp_path / "out", *arguments)
    assert run.returncode == 2
    assert run.stderr.startswith(f"postmortems: {words.format(**told)}")
    assert run.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()
    assert earlier.read_bytes() == before
