"""What became of each action item is told on the page of its incident, to which the overdue ledger leads."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from analytics.settings import Links, Settings, load_settings
from analytics.store.database import Store
from analytics.ui.links import ACTIONS_SECTION, INCIDENT
from tests.ingest.history.repo import DONE, STARTED, Item, Reader, Repo, document
from tests.pages.conftest import OpenPage

PAGE = "pages/explore/incident.py"
ALERT = "Alert on partner files older than 5 * 60 s"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    repo = Repo(tmp_path / "repo")
    repo.commit("2026-03-03", {"a.md": document(Item(ALERT, owner="TBD"), Item("Write a runbook"))})
    repo.commit("2026-03-09", {"a.md": document(Item(ALERT, STARTED, due="2026-04-03"), Item("Write a runbook"))})
    repo.commit("2026-03-12", {"a.md": document(Item(f"{ALERT} every hour", STARTED, due="2026-04-03"))})
    repo.commit("2026-04-01", {"a.md": document(Item(f"{ALERT} every hour", DONE, due="2026-04-03"), Item("Drill"))})
    repo.commit(
        "2026-04-09", {"a.md": document(Item(f"{ALERT} every hour", DONE, due="2026-04-03"), Item("Drill"), words="More.")}
    )
    reader = Reader(repo.directory, tmp_path / "store")
    reader.ingest()
    return reader.store


def open_incident(open_page: OpenPage, store: Store) -> AppTest:
    with store.cursor() as cursor:
        [(key,)] = cursor.execute("SELECT incident_key FROM incidents").fetchall()
    return open_page(store, PAGE, **{INCIDENT: key, "section": ACTIONS_SECTION})


def history_of(app: AppTest) -> list[list[str]]:
    """The rows of the table, without the marks of Markdown and without the ids of commits, which differ each time."""
    assert not app.exception
    [table] = [table.value for table in app.table if "What changed" in table.value]
    assert isinstance(table, pd.DataFrame)
    assert all(source.startswith((":small[commit ", ":small[an ingest")) or not source for source in table["Who says so"])
    plain = table.drop(columns="Who says so").replace(r":\w+\[(.*?)\]|\\(.)", r"\1\2", regex=True)
    return [list(map(str, row)) for row in plain.to_numpy().tolist()]


def test_the_items_themselves_say_whose_word_a_day_is_and_open_their_tickets(open_page: OpenPage, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    vendor = Item("Ask the vendor", "❌ Won't Do (costs 5 * too much)", owner="TBD")
    repo.commit("2026-03-03", {"a.md": document(Item("Drill the failover (SHIP-12)"), vendor, Item("Sweep", "Perhaps"))})
    repo.commit("2026-03-09", {"a.md": document(Item("Drill the failover (SHIP-12)", DONE), vendor, Item("Sweep", "Perhaps"))})
    reader = Reader(repo.directory, tmp_path / "store", Settings(links=Links(ticket="https://tracker.example/browse/{id}?a=(b)")))
    reader.ingest()
    [cells] = [table.value for table in open_incident(open_page, reader.store).table if "Action" in table.value]
    assert list(cells) == ["Line", "No.", "Horizon", "Action", "Owner", "Due", "Status", "Opened", "Completed", "Ticket"]
    drill, ask, sweep = cells.to_dict("records")
    assert drill["Horizon"] == ":small[Immediate]"
    assert drill["Completed"] == ":small[2026\\-03\\-09] :small[:gray[git]]"
    assert drill["Ticket"] == r"[SHIP\-12](https://tracker.example/browse/SHIP-12?a=%28b%29)"
    assert (ask["Owner"], ask["Status"], ask["Ticket"]) == ("", r"Won\'t do: costs 5 \* too much", "")
    assert sweep["Status"] == "not known: “Perhaps”"


def test_each_item_with_what_became_of_it(open_page: OpenPage, store: Store) -> None:
    assert history_of(open_incident(open_page, store)) == [
        ["1. Alert on partner files older than 5 * 60 s every hour", "2026-03-03", "Promised"],
        ["", "2026-03-09", "Owner: none → @mira-k; Due: 2026-03-20 → 2026-04-03; Status: Pending → In progress"],
        ["", "2026-03-12", f"Reworded: “{ALERT}” → “{ALERT} every hour”"],
        ["", "2026-04-01", "Status: In progress → Complete"],
        ["2. Drill", "2026-04-01", "Promised"],
        ["2. Write a runbook (no longer in the document)", "2026-03-03", "Promised"],
        ["", "2026-03-12", "Left the document"],
    ]


def test_without_a_history_there_is_no_table_of_it(open_page: OpenPage, tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "postmortems.toml").write_text('[history]\nsource = "off"\n', encoding="utf-8")
    (folder / "a.md").write_text(document(Item(ALERT)), encoding="utf-8")
    reader = Reader(folder, tmp_path / "off", load_settings(folder / "postmortems.toml"))
    reader.ingest()
    app = open_incident(open_page, reader.store)
    assert not app.exception
    assert not [table for table in app.table if "What changed" in table.value]


def test_the_overdue_ledger_leads_to_the_history_and_the_line(open_page: OpenPage, store: Store) -> None:
    app = open_page(store, "pages/review/action_items.py")
    [ledger] = [frame.value for frame in app.dataframe if "overdue_days" in frame.value]
    address = urlsplit(ledger["open"].iloc[0])
    assert parse_qs(address.query)["section"] == [ACTIONS_SECTION]
    assert address.fragment.startswith("line-")
