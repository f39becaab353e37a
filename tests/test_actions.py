"""`postmortems actions`: which items it lists, and that each format shows what a document says and never obeys it."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import vobject
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from analytics.cli import app
from analytics.errors import UsageError
from analytics.store.database import Store
from tests.conftest import MakeStore
from tests.handmade import AS_OF, Row

NASTY = '=HYPERLINK("http://evil.example") <b>bold</b> [x](http://evil.example) **loud** \x1b[31mred\u202e, ends; here\\'


def _item(key: str, number: int | None, **values: Any) -> Row:
    usual = {
        "action": f"Do {key}-{number}",
        "status": "pending",
        "owner": "@a-oncall",
        "line": 40 + (number or 0),
        "item_key": f"k{key}{number}",
    }
    return {"incident_key": key, "number": number, **usual, **values}


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    """Judged on 2026-10-01."""
    return make_store(
        incidents=[
            {
                "incident_key": "p",
                "incident_id": "INC-1",
                "team": "Payments",
                "severity": "P1",
                "incident_date": date(2026, 9, 1),
            },
            {"incident_key": "s", "incident_id": "INC-2", "team": "Search", "severity": "P3", "incident_date": date(2026, 9, 2)},
            {"incident_key": "n", "title": "Without a team", "incident_date": date(2026, 9, 3)},
        ],
        action_items=[
            _item("p", 1, due_date=date(2026, 9, 30), horizon="immediate"),
            _item("p", 2, due_date=date(2026, 8, 1), status="in_progress", ticket="PAY-7", ticket_url="https://t.example/PAY-7"),
            _item("p", 3, due_date=date(2026, 9, 1), status="complete"),
            _item("p", 4, due_date=date(2026, 9, 1), status="wont_do"),
            _item("p", 5, due_date=date(2026, 10, 1), owner="Grace"),
            _item("s", 1, due_date=date(2026, 10, 8), action=NASTY),
            _item("s", 2, owner=None),
            _item("s", 3, due_date=date(2026, 9, 1), status=None),
            _item("n", None, ordinal=1, item_key="kn1", due_date=date(2026, 10, 9)),
            _item("n", None, ordinal=2, item_key="kn2", due_date=date(2026, 9, 2)),
        ],
    )


def run(store: Store, *arguments: str) -> Any:
    return CliRunner().invoke(app, ["actions", "--store", str(store.directory), *arguments])


def listed(store: Store, *arguments: str) -> list[str]:
    records = json.loads(run(store, "--format", "json", *arguments).stdout)
    return [f"{record['incident_key']}{record['number']}" for record in records]


def test_open_items_by_team_and_owner_the_longest_overdue_first(store: Store) -> None:
    assert listed(store) == ["p2", "p1", "p5", "s1", "s2", "n2", "n1"]


@pytest.mark.parametrize(
    ("options", "items"),
    [
        (["--overdue"], ["p2", "p1", "n2"]),
        (["--due-within", "0"], ["p5"]),
        (["--due-within", "7"], ["p5", "s1"]),
        (["--due-within", "7", "--overdue"], ["p2", "p1", "p5", "s1", "n2"]),
        (["--team", "Search", "--team", "not stated"], ["s1", "s2", "n2", "n1"]),
        (["--owner", "A-ONCALL", "--overdue"], ["p2", "p1", "n2"]),
        (["--owner", "not stated"], ["s2"]),
        (["--severity", "P1", "--owner", "grace"], ["p5"]),
        (["--severity", "P3", "--overdue"], []),
    ],
)
def test_narrowed(store: Store, options: list[str], items: list[str]) -> None:
    assert listed(store, *options) == items


@pytest.mark.parametrize(
    ("option", "value", "known"),
    [
        ("--team", "Serach", "'Serach' in this store: choose from Payments, Search, not stated."),
        ("--owner", "@b", "'@b' in this store: choose from @a-oncall, Grace, not stated."),
        ("--severity", "P9", "'P9' in this store: choose from P1, P3, not stated."),
    ],
)
def test_a_misspelt_name_is_no_good_news(store: Store, option: str, value: str, known: str) -> None:
    result = run(store, "--overdue", option, value)
    assert isinstance(result.exception, UsageError)
    assert str(result.exception).endswith(known)
    assert result.stdout == ""


def test_the_keys_of_a_record_are_a_contract(store: Store) -> None:
    record = json.loads(run(store, "--format", "json").stdout)[0]
    assert record == {
        "incident_id": "INC-1", "number": 2, "action": "Do p-2", "owner": "@a-oncall", "team": "Payments", "severity": "P1",
        "horizon": None, "status": "in_progress", "opened_on": None, "due_date": "2026-08-01", "overdue_days": 61, "ticket": "PAY-7",
        "ticket_url": "https://t.example/PAY-7", "title": None, "source_path": "p.md", "line": 42, "incident_key": "p",
        "item_key": "kp2", "as_of": "2026-10-01",
    }  # fmt: skip


def test_text_says_all_in_a_hundred_columns(store: Store) -> None:
    text = run(store).stdout
    assert text.startswith("7 action items are open, 3 of them overdue, as of 2026-10-01.\n\nPayments, @a-oncall\n")
    assert "  61 days overdue (2026-08-01)  INC-1 #2, P1\n    Do p-2\n    p.md:42  PAY-7  https://t.example/PAY-7\n" in text
    assert "due today (2026-10-01)" in text
    assert "no due date" in text
    assert "team not stated, @a-oncall" in text
    assert max(map(len, text.splitlines())) <= 100
    assert all(unicodedata.category(letter) not in ("Cc", "Cf") for letter in text.replace("\n", "")), "it steers the terminal"


def test_markdown_shows_what_documents_say_and_obeys_none_of_it(store: Store) -> None:
    html = MarkdownIt("js-default", {"linkify": False}).render(run(store, "--format", "md").stdout)
    assert re.findall(r"<a [^>]*>", html) == ['<a href="https://t.example/PAY-7">']
    assert set(re.findall(r"<(\w+)", html)) == {"p", "ul", "li", "strong", "a"}
    assert "=HYPERLINK(&quot;http://evil.example&quot;) &lt;b&gt;bold&lt;/b&gt; [x](http://evil.example) **loud**" in html


def test_csv_is_data_to_a_spreadsheet(store: Store) -> None:
    result = run(store, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout_bytes.decode("utf-8"), newline="")))
    assert [row["number"] for row in rows] == ["2", "1", "5", "1", "2", "2", "1"]
    assert rows[0]["overdue_days"] == "61"
    assert (rows[3]["action"], rows[0]["owner"]) == (f"'{NASTY}", "'@a-oncall")


def test_a_calendar_is_read_by_another_implementation(store: Store) -> None:
    result = run(store, "--format", "ics")
    data = result.stdout_bytes
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    events = vobject.readOne(data.decode()).vevent_list
    assert [event.dtstart.value for event in events] == [
        date(2026, 8, 1), date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 8), date(2026, 9, 2), date(2026, 10, 9),
    ]  # fmt: skip
    assert events[0].url.value == "https://t.example/PAY-7"
    assert events[3].summary.value == "Due: " + NASTY.replace("\x1b", " ").replace("\u202e", " ").replace("  ", " ")
    assert events[1].uid.value == "kp1@postmortem-insights"
    assert len({event.uid.value for event in events}) == len(events)
    assert {f"{event.dtstamp.value:%Y-%m-%d}" for event in events} == {str(AS_OF)}
    assert "1 of 7 action items have no due date" in result.stderr


def test_a_calendar_of_the_same_snapshot_is_the_same(store: Store) -> None:
    assert run(store, "--format", "ics").stdout_bytes == run(store, "--format", "ics").stdout_bytes


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("text", "Nothing is overdue as of 2026-10-01.\n"),
        ("md", "**Nothing is overdue as of 2026-10-01.**\n"),
        ("json", "[]\n"),
    ],
)
def test_nothing_overdue_is_a_success(store: Store, output: str, said: str) -> None:
    result = run(store, "--overdue", "--team", "Search", "--fail-if-any", "--format", output)
    assert (result.exit_code, result.stdout) == (0, said)


def test_nothing_overdue_is_an_empty_table_and_an_empty_calendar(store: Store) -> None:
    nothing = ("--overdue", "--team", "Search", "--format")
    assert len(run(store, *nothing, "csv").stdout.splitlines()) == 1
    assert vobject.readOne(run(store, *nothing, "ics").stdout).contents.get("vevent") is None


def test_what_is_overdue_may_fail_a_pipeline(store: Store) -> None:
    assert run(store, "--overdue").exit_code == 0
    assert run(store, "--overdue", "--fail-if-any").exit_code == 1


def test_items_of_the_sample_lead_to_their_line(sample_store: Store) -> None:
    sample = Path(__file__).parents[1] / "data" / "sample"
    for record in json.loads(run(sample_store, "--overdue", "--format", "json").stdout):
        line = (sample / record["source_path"]).read_text("utf-8", "replace").splitlines()[record["line"] - 1]
        assert not record["ticket"] or record["ticket"] in line
        assert record["due_date"][:4] in line or record["owner"] in line
