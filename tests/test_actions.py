"""`postmortems actions`: which items it lists, and that each format shows what a document says and never obeys it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
from datetime import UTC, date, datetime
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
        (["--overdue"], ["p2", "n2", "p1"]),
        (["--due-within", "0"], ["p5"]),
        (["--due-within", "7"], ["p5", "s1"]),
        (["--due-within", "7", "--overdue"], ["p2", "n2", "p1", "p5", "s1"]),
        (["--team", "Search", "--team", "not stated"], ["s1", "s2", "n2", "n1"]),
        (["--owner", "A-ONCALL", "--overdue"], ["p2", "n2", "p1"]),
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


def test_groups_come_in_the_order_of_what_is_longest_overdue(store: Store) -> None:
    text = run(store, "--overdue").stdout
    assert [line for line in text.splitlines() if ", @" in line] == ["Payments, @a-oncall", "team not stated, @a-oncall"]
    assert text.index("INC-1 #1") < text.index("Without a team")


HARMLESS = "Raise max_open_files to 5 * 1024 (see #12, up from ~8): done? {x} | 3 < 4 & $5 more! @b-oncall"
LOUD = "*a* **b** _c_ ~~d~~ `e` $f$ &lt; www.evil.example x@evil.example http://evil.example :bomb: @channel <b> ![g](h) \\i"


def test_markdown_has_no_backslash_that_nothing_needs(make_store: MakeStore) -> None:
    incident = {"incident_key": "p", "incident_id": "INC-1", "incident_date": date(2026, 9, 1)}
    made = make_store(incidents=[incident], action_items=[_item("p", 1, action=HARMLESS), _item("p", 2, action=LOUD)])
    written = run(made, "--format", "md").stdout
    assert HARMLESS in written
    html = MarkdownIt("gfm-like", {"linkify": False}).render(written)
    assert set(re.findall(r"<(\w+)", html)) == {"p", "ul", "li", "strong"}
    for live in (" @channel", " :bomb:", "www.", "x@evil", "http://"):  # what a chat makes something of without any mark
        assert live not in written


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


def test_an_item_past_its_date_without_a_status_is_no_good_news(store: Store) -> None:
    """Search has nothing that is known to be overdue, and one item of which nobody wrote how it stands."""
    result = run(store, "--overdue", "--team", "Search")
    assert result.stdout == "Nothing is overdue as of 2026-10-01.\n"
    assert result.stderr == (
        "1 action item is past the due date without a status, and may be overdue: s.md:43. Write how they stand.\n"
    )


def test_an_incident_without_an_id_is_known_by_its_title(store: Store) -> None:
    """It is found; the handmade store has no file to edit."""
    said = run(store, "complete", "Without a team", "1").output
    assert "There is no incident" not in said


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


DOCUMENT = """\ufeff## Incident Postmortem: INCIDENT-2026-05-04-001: Queue backlog\r
\r
**Date:** 2026-05-04\r
**Status:** Final\r
\r
### 7.1 Immediate (This Week)\r
\r
| # | Action | Owner | Due Date | Status |\r
|---|--------|-------|----------|--------|\r
| 1 | Alert on live consumers | @ops | 2026-05-11 | ⏳ Pending               |\r
| 2 | Add a runbook | @ops | 2026-05-11 | ✅ Complete |\r
\r
### 7.2 Short-term (This Month)\r
\r
| # | Action | Owner | Due Date | Status |\r
|---|--------|-------|----------|--------|\r
| 1 | Rehearse the failover | @ops | 2026-05-31 | 🔄 In Progress |\r
| 3 | Rename the queue | @ops | 2026-05-31 | ❌ Won't Do (no use) |
"""
ID = "INCIDENT-2026-05-04-001"


class Work:
    """A folder `incidents` with one document, its store, and the commands that are run beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "incidents" / "payments" / "one.md"
        self.file.parent.mkdir(parents=True)
        self.file.write_bytes(DOCUMENT.encode())
        self.ingest()

    def ingest(self) -> None:
        assert self.run("ingest", "incidents", "--store", "store").returncode == 0

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("postmortems")), *map(str, arguments)]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)

    def complete(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        return self.run("actions", "complete", *arguments, "--store", self.folder / "store")

    def refuses(self, *arguments: object) -> str:
        """The one sentence of a refusal, that leaves every file as it is."""
        before = {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        done = self.complete(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()} == before
        [sentence] = done.stderr.splitlines()
        assert sentence.startswith("postmortems: ")
        return sentence


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path)


def test_an_item_is_completed_in_its_file_and_seen_by_the_next_ingest(work: Work) -> None:
    work.file.chmod(0o640)
    done = work.complete(ID, 1, "--horizon", "immediate", "--on", "2026-05-09")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"{ID} #1 is complete since 2026-05-09: payments/one.md:10, ⏳ Pending → ✅ Complete 2026-05-09. The next ingest shows it.\n"
    )
    assert work.file.read_bytes() == DOCUMENT.replace("⏳ Pending               |", "✅ Complete 2026-05-09   |").encode()
    assert work.file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in work.file.parent.iterdir()] == ["one.md"]
    work.ingest()
    with Store(work.folder / "store").cursor() as cursor:
        query = "SELECT status, completed_on, completed_basis FROM action_items ORDER BY ordinal LIMIT 1"
        assert cursor.execute(query).fetchall() == [("complete", date(2026, 5, 9), "stated")]


def test_the_sources_are_named_where_they_are_not_here(work: Work) -> None:
    elsewhere = work.folder / "elsewhere"
    (work.folder / "incidents").rename(elsewhere)
    assert "What was ingested (incidents) is not in the working directory: say where it is with --source." in work.refuses(ID, 2)
    work.file = elsewhere / "payments" / "one.md"
    assert work.complete(ID, 1, "--horizon", "short_term", "--source", "elsewhere").returncode == 0
    assert f"✅ Complete {datetime.now(UTC).date()} |" in work.file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["INCIDENT-2026-05-04-009", 1], "There is no incident 'INCIDENT-2026-05-04-009' in this store"),
        ([ID, 7], "has no action item 7: its numbers are 1, 2, 3."),
        ([ID, 1], "has 2 action items 1, line 10 (immediate), line 17 (short_term): say which with --horizon."),
        ([ID, 1, "--horizon", "long_term"], "has no action item 1 of long_term"),
        ([ID, 2], "is complete already."),
        ([ID, 3], "is marked as won't do"),
        ([ID, 1, "--horizon", "immediate", "--on", "2126-05-09"], "lies in the future"),
        ([ID, 2, "--source", "store"], "There is no file payments/one.md in store"),
    ],
)
def test_what_is_not_one_open_item_is_refused_in_one_sentence(work: Work, arguments: list[object], why: str) -> None:
    assert why in work.refuses(*arguments)


def test_options_of_the_list_are_not_silently_those_of_complete(work: Work) -> None:
    done = work.run("actions", "--store", "elsewhere", "complete", ID, 1)
    assert (done.returncode, done.stderr) == (2, "postmortems: --store stands in front of `complete`: write options behind it.\n")


def test_a_file_that_changed_since_the_last_ingest_is_left_alone(work: Work) -> None:
    work.file.write_bytes(DOCUMENT.replace("Rehearse", "Practise").encode())
    assert "has changed since the last ingest: run `postmortems ingest` again first." in work.refuses(
        ID, 1, "--horizon", "immediate"
    )


def test_an_id_of_two_incidents_is_refused_with_their_files(work: Work) -> None:
    work.file.with_name("two.md").write_bytes(work.file.read_bytes())
    work.ingest()
    assert f"2 incidents have the id {ID} (payments/one.md, payments/two.md)" in work.refuses(ID, 2)


def test_an_export_of_tickets_stands_beside_the_settings(work: Work) -> None:
    (work.folder / "incidents" / "postmortems.toml").write_text('[ingest]\ntickets = "tickets.csv"\n', encoding="utf-8")
    text = DOCUMENT.replace("Rename the queue", "Rename the queue (OPS-3)")
    work.file.write_bytes(text.encode())
    tickets = work.folder / "incidents" / "tickets.csv"
    tickets.write_text("ticket,state,closed_at\nOPS-3,Closed,2026-05-20\n", encoding="utf-8")
    work.ingest()
    with Store(work.folder / "store").cursor() as cursor:
        query = "SELECT completed_on, completed_basis FROM action_items WHERE ticket = 'OPS-3'"
        assert cursor.execute(query).fetchall() == [(date(2026, 5, 20), "ticket")]
    tickets.unlink()
    refused = work.run("ingest", "incidents", "--store", "store")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("postmortems: incidents/tickets.csv:0: ingest.tickets: the file cannot be read")


def test_a_link_is_not_followed(work: Work) -> None:
    outside = work.folder / "outside.md"
    work.file.rename(outside)
    work.file.symlink_to(outside)
    assert "There is no file payments/one.md in incidents" in work.refuses(ID, 1, "--horizon", "immediate")


def test_exports_are_not_edited(work: Work) -> None:
    page = "<html><body><h1>INC-7: Queue</h1><p>Date: 2026-03-14</p><h2>Action items</h2><table><tr><th>Action</th><th>Status</th></tr>"
    work.file.with_name("two.html").write_text(
        f"{page}<tr><td>Alert</td><td>Pending</td></tr></table></body></html>", encoding="utf-8"
    )
    work.ingest()
    assert "payments/two.html is not Markdown (it is read as html)" in work.refuses("INC-7", 1)


def test_items_of_a_list_are_known_by_their_place(work: Work) -> None:
    text = "# INC-8: Queue\n\nDate: 2026-03-14\n\n## Action items\n\n- [ ] Alert on consumers\n- [ ] Add a runbook\n"
    two = work.file.with_name("two.md")
    two.write_text(text, encoding="utf-8")
    work.ingest()
    done = work.complete("INC-8", 2)
    assert done.stdout == "INC-8 #2 is complete: payments/two.md:8, [ ] → [x]. The next ingest shows it.\n"
    assert two.read_text(encoding="utf-8") == text.replace("[ ] Add", "[x] Add")


def test_an_item_done_already_says_since_when_though_only_its_history_knows(work: Work) -> None:
    for command in ("init --quiet", "add --all", "commit --quiet --message Written", "commit --quiet --all --message Done"):
        if command.endswith("Done"):
            text = DOCUMENT.replace("🔄 In Progress", "✅ Complete")
            work.file.write_bytes(text.encode())
        identity = ("-c", "user.name=ops", "-c", "user.email=ops@example.com")
        day = {"GIT_AUTHOR_DATE": "2026-05-20 12:00:00 +0000" if command.endswith("Done") else "2026-05-05 12:00:00 +0000"}
        subprocess.run(
            ["git", *identity, *command.split()],
            cwd=work.folder / "incidents",
            check=True,
            capture_output=True,
            env=os.environ | day,
        )
    work.ingest()
    assert "is complete already, since 2026-05-20." in work.refuses(ID, 1, "--horizon", "short_term")
