"""Histories in git: every date of every item, through all that people do to documents and branches."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.ingest.pipeline import ingest
from analytics.settings import Ingest, Settings, load_settings
from analytics.store.database import Store
from tests.ingest.history.repo import DONE, DROPPED, IDENT, PENDING, STARTED, Item, Reader, Repo, document

ALERT = "Alert on the depth of the export queue"
RUNBOOK = "Write a runbook for the failover of the database"
LIMIT = "Limit uploads to 50 MB"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


@pytest.fixture
def reader(repo: Repo, tmp_path: Path) -> Reader:
    return Reader(repo.directory, tmp_path / "store")


def test_an_item_is_opened_and_completed_on_the_days_of_its_commits(repo: Repo, reader: Reader) -> None:
    repo.commit("2026-03-03", {"a.md": document(Item(ALERT))})
    repo.commit("2026-03-05", {"a.md": document(Item(ALERT, STARTED), Item(RUNBOOK))})
    last = repo.commit("2026-03-11", {"a.md": document(Item(ALERT, DONE), Item(RUNBOOK, due="2026-04-20"))})
    reader.ingest()
    assert reader.dates() == [(ALERT, "2026-03-03", "2026-03-11", "git"), (RUNBOOK, "2026-03-05", None, None)]
    assert reader.changes(ALERT) == [
        ("2026-03-03", "appeared", None, "pending", "git"),
        ("2026-03-05", "status", "pending", "in_progress", "git"),
        ("2026-03-11", "status", "in_progress", "complete", "git"),
    ]
    assert reader.changes(RUNBOOK)[1] == ("2026-03-11", "due_date", "2026-03-20", "2026-04-20", "git")
    assert reader.rows("SELECT revision, source_path, line FROM action_item_changes WHERE new = 'complete'") == [
        (last, "a.md", 21)
    ]
    assert reader.codes() == []


def test_a_date_in_the_document_counts_more_than_that_of_its_commit(repo: Repo, reader: Reader) -> None:
    repo.commit("2026-03-03", {"a.md": document(Item(ALERT))})
    repo.commit("2026-03-11", {"a.md": document(Item(ALERT, f"{DONE} 2026-03-09"))})
    reader.ingest()
    assert reader.dates() == [(ALERT, "2026-03-03", "2026-03-09", "stated")]


def test_what_is_undone_and_done_again_was_done_the_last_time(repo: Repo, reader: Reader) -> None:
    for day, status in (("03", PENDING), ("10", DONE), ("12", PENDING), ("19", DONE)):
        repo.commit(f"2026-03-{day}", {"a.md": document(Item(ALERT, status))})
    reader.ingest()
    assert reader.dates() == [(ALERT, "2026-03-03", "2026-03-19", "git")]


def test_what_comes_complete_has_no_dates(repo: Repo, reader: Reader) -> None:
    """All that is known is that it was done by then."""
    repo.commit("2026-03-03", {"a.md": document(Item(ALERT, DONE))})
    reader.ingest()
    assert reader.dates() == [(ALERT, None, None, None)]
    assert reader.changes() == [("2026-03-03", "appeared", None, "complete", "git")]


def test_a_decision_against_an_item_has_its_day(repo: Repo, reader: Reader) -> None:
    repo.commit("2026-03-03", {"a.md": document(Item(ALERT))})
    repo.commit("2026-03-08", {"a.md": document(Item(ALERT, f"{DROPPED} (too noisy)"))})
    reader.ingest()
    assert reader.dates() == [(ALERT, "2026-03-03", "2026-03-08", "git")]


def test_an_item_is_followed_through_rewording_renumbering_and_another_horizon(repo: Repo, reader: Reader) -> None:
    repo.commit("2026-03-03", {"a.md": document(Item(RUNBOOK), Item("Add an alert on queue depth"))})
    repo.commit("2026-03-04", {"a.md": document(Item(RUNBOOK), Item(ALERT))})
    repo.commit("2026-03-05", {"a.md": document(Item(LIMIT), Item(ALERT), Item(RUNBOOK))})
    repo.commit("2026-03-06", {"a.md": document(Item(LIMIT), Item(RUNBOOK), long_term=[Item(ALERT, number=7)])})
    repo.commit("2026-03-07", {"a.md": document(Item(LIMIT), Item(RUNBOOK), long_term=[Item(ALERT, DONE, number=7)])})
    reader.ingest()
    assert reader.dates()[-1] == (ALERT, "2026-03-03", "2026-03-07", "git")
    assert [change[:4] for change in reader.changes(ALERT)] == [
        ("2026-03-03", "appeared", None, "pending"),
        ("2026-03-04", "action", "Add an alert on queue depth", ALERT),
        ("2026-03-06", "horizon", "immediate", "long_term"),
        ("2026-03-07", "status", "pending", "complete"),
    ]


def test_an_item_is_followed_by_its_ticket_whatever_its_words(repo: Repo, reader: Reader) -> None:
    repo.commit("2026-03-03", {"a.md": document(Item("Something about queues (SHIP-901)"), Item(RUNBOOK))})
    repo.commit("2026-03-09", {"a.md": document(Item(RUNBOOK), Item("SHIP-901: page the on-call at 10,000 messages", DONE))})
    reader.ingest()
    assert reader.dates()[1][1:] == ("2026-03-03", "2026-03-09", "git")
    assert reader.rows("SELECT ticket FROM action_items WHERE ticket IS NOT NULL") == [("SHIP-901",)]


def test_a_new_item_in_the_place_of_an_old_one_is_another(repo: Repo, reader: Reader) -> None:
    repo.commit("2026-03-03", {"a.md": document(Item(ALERT), Item(RUNBOOK))})
    repo.commit("2026-03-09", {"a.md": document(Item(LIMIT), Item(RUNBOOK))})
    reader.ingest()
    assert reader.dates() == [(LIMIT, "2026-03-09", None, None), (RUNBOOK, "2026-03-03", None, None)]
    assert reader.changes(ALERT) == [
        ("2026-03-03", "appeared", None, "pending", "git"),
        ("2026-03-09", "removed", "pending", None, "git"),
    ]
    gone = "SELECT action, status, strftime(removed_at, '%Y-%m-%d'), line FROM action_item_histories WHERE item_ordinal IS NULL"
    assert reader.rows(gone) == [(ALERT, "pending", "2026-03-09", 21)]


def test_in_doubt_an_item_is_a_new_one_and_a_finding_says_so(repo: Repo, reader: Reader) -> None:
    repo.commit("2026-03-03", {"a.md": document(Item("Alert on the queue of orders"), Item("Alert on the queue of refunds"))})
    repo.commit("2026-03-09", {"a.md": document(Item("Alert on the queue"), Item(RUNBOOK))})
    reader.ingest()
    assert reader.dates()[0] == ("Alert on the queue", "2026-03-09", None, None)
    assert reader.codes() == [("a.md", "PM506")]
    [(message, line)] = reader.rows("SELECT message, line FROM diagnostics WHERE code = 'PM506'")
    assert "may be 'Alert on the queue of orders' or 'Alert on the queue of refunds'" in message
    assert line == 21


def test_an_item_is_followed_through_a_new_name_of_the_file(repo: Repo, reader: Reader) -> None:
    repo.commit("2026-03-03", {"a.md": document(Item(ALERT), ident=None)})
    repo.commit("2026-03-04", {"a.md": None, "2026/b.md": document(Item(ALERT), ident=None, words="It is over.")})
    repo.commit("2026-03-09", {"2026/b.md": document(Item(ALERT, DONE), ident=None)})
    reader.ingest()
    assert reader.dates() == [(ALERT, "2026-03-03", "2026-03-09", "git")]
    assert reader.rows("SELECT DISTINCT source_path FROM action_item_changes ORDER BY ALL") == [("2026/b.md",), ("a.md",)]


def test_an_item_is_followed_when_its_incident_moves_to_another_file(repo: Repo, reader: Reader) -> None:
    other = document(Item(RUNBOOK), ident="INCIDENT-2026-03-02-002")
    repo.commit("2026-03-03", {"all.md": document(Item(ALERT)) + "\n" + other})
    repo.commit("2026-03-05", {"all.md": other, "one.md": document(Item(ALERT, STARTED))})
    repo.commit("2026-03-09", {"one.md": document(Item(ALERT, DONE))})
    reader.ingest()
    assert sorted(reader.dates()) == [(ALERT, "2026-03-03", "2026-03-09", "git"), (RUNBOOK, "2026-03-03", None, None)]
    assert not [change for change in reader.changes() if change[1] == "removed"]


def test_a_file_deleted_and_added_again_goes_on_where_it_was(repo: Repo, reader: Reader) -> None:
    repo.commit("2026-03-03", {"a.md": document(Item(ALERT), Item(RUNBOOK))})
    repo.commit("2026-03-05", {"a.md": None, "b.md": "Nothing here.\n"})
    repo.commit("2026-05-09", {"a.md": document(Item(ALERT, DONE), Item(RUNBOOK))})
    reader.ingest()
    assert reader.dates() == [(ALERT, "2026-03-03", "2026-05-09", "git"), (RUNBOOK, "2026-03-03", None, None)]
    assert [change[:2] for change in reader.changes(RUNBOOK)] == [
        ("2026-03-03", "appeared"),
        ("2026-03-05", "removed"),
        ("2026-05-09", "appeared"),
    ]


def test_a_document_that_comes_long_after_its_incident_was_written_elsewhere(repo: Repo, reader: Reader) -> None:
    repo.commit("2026-06-03", {"a.md": document(Item(ALERT), Item(RUNBOOK))})
    repo.commit("2026-06-09", {"a.md": document(Item(ALERT, DONE), Item(RUNBOOK), Item(LIMIT))})
    reader.ingest()
    assert reader.dates() == [
        (ALERT, None, "2026-06-09", "git"),
        (RUNBOOK, None, None, None),
        (LIMIT, "2026-06-09", None, None),
    ]


def test_a_branch_tells_its_own_days_and_the_merge_adds_none(repo: Repo, reader: Reader) -> None:
    repo.commit(
        "2026-03-03",
        {"a.md": document(Item(ALERT), Item(RUNBOOK)), "b.md": document(Item(LIMIT), ident="INCIDENT-2026-03-02-002")},
    )
    repo.git("checkout", "--quiet", "-b", "work")
    repo.commit("2026-03-05", {"a.md": document(Item(ALERT, DONE), Item(RUNBOOK))})
    repo.git("checkout", "--quiet", "main")
    repo.commit("2026-03-07", {"b.md": document(Item(LIMIT, DONE), ident="INCIDENT-2026-03-02-002")})
    repo.git("merge", "--quiet", "--no-ff", "work", "--message", "Merge", author="2026-03-10")
    reader.ingest()
    assert sorted(reader.dates()) == [
        (ALERT, "2026-03-03", "2026-03-05", "git"),
        (LIMIT, "2026-03-03", "2026-03-07", "git"),
        (RUNBOOK, "2026-03-03", None, None),
    ]
    assert {change[0] for change in reader.changes()} == {"2026-03-03", "2026-03-05", "2026-03-07"}


def test_a_merge_of_two_versions_of_a_document_adds_what_is_in_neither(repo: Repo, reader: Reader) -> None:
    repo.commit("2026-03-03", {"a.md": document(Item(ALERT), Item(RUNBOOK), Item(LIMIT))})
    repo.git("checkout", "--quiet", "-b", "work")
    repo.commit("2026-03-05", {"a.md": document(Item(ALERT, DONE), Item(RUNBOOK), Item(LIMIT))})
    repo.git("checkout", "--quiet", "main")
    repo.commit("2026-03-07", {"a.md": document(Item(ALERT), Item(RUNBOOK, DONE), Item(LIMIT))})
    repo.git("merge", "--quiet", "--no-commit", "--strategy=ours", "work")
    repo.commit("2026-03-10", {"a.md": document(Item(ALERT, DONE), Item(RUNBOOK, DONE), Item(LIMIT, DONE))})
    reader.ingest()
    assert reader.dates() == [
        (ALERT, "2026-03-03", "2026-03-05", "git"),
        (RUNBOOK, "2026-03-03", "2026-03-07", "git"),
        (LIMIT, "2026-03-03", "2026-03-10", "git"),
    ]
    assert len(reader.changes()) == 6


def test_a_rebase_keeps_the_days_and_the_keys(repo: Repo, reader: Reader) -> None:
    repo.commit("2026-03-03", {"a.md": document(Item(ALERT), Item(RUNBOOK))})
    repo.git("checkout", "--quiet", "-b", "work")
    repo.commit("2026-03-05", {"a.md": document(Item(ALERT, DONE), Item(RUNBOOK))})
    reader.ingest()
    before, keys = reader.changes(), reader.keys()
    repo.git("checkout", "--quiet", "main")
    repo.commit("2026-03-07", {"b.md": "Nothing here.\n"})
    repo.git("checkout", "--quiet", "work")
    repo.git("rebase", "--quiet", "main", committer="2026-03-20")
    reader.ingest()
    assert reader.dates()[0] == (ALERT, "2026-03-03", "2026-03-05", "git")
    assert (reader.changes(), reader.keys()) == (before, keys)
    revisions = {revision for (revision,) in reader.rows("SELECT revision FROM action_item_changes")}
    assert revisions <= set(repo.git("log", "--format=%H").split())


def test_a_rebase_that_turns_the_order_round_completes_nothing_before_it_was_promised(repo: Repo, reader: Reader) -> None:
    repo.commit("2026-03-08", {"a.md": document(Item(ALERT))})
    repo.commit("2026-03-05", {"a.md": document(Item(ALERT, DONE))}, committer="2026-03-09")
    reader.ingest()
    assert reader.dates() == [(ALERT, "2026-03-08", "2026-03-08", "git")]


def test_a_squashed_history_keeps_the_items_and_what_ingests_saw(repo: Repo, reader: Reader) -> None:
    repo.commit("2026-03-03", {"a.md": document(Item("Add an alert on queue depth"), Item(RUNBOOK))})
    repo.commit("2026-03-05", {"a.md": document(Item(ALERT), Item(RUNBOOK))})
    repo.commit("2026-03-09", {"a.md": document(Item(ALERT, DONE), Item(RUNBOOK))})
    reader.ingest()
    keys = reader.keys()
    repo.git("checkout", "--quiet", "--orphan", "squashed")
    repo.commit("2026-03-12", message="All of it")
    reader.ingest()
    assert reader.dates() == [(ALERT, None, None, None), (RUNBOOK, "2026-03-12", None, None)]
    assert reader.keys() == keys


def test_only_what_was_added_is_read_again_and_gives_the_same(repo: Repo, reader: Reader, tmp_path: Path) -> None:
    repo.commit("2026-03-03", {"a.md": document(Item("Add an alert on queue depth"), Item(RUNBOOK))})
    reader.ingest()
    repo.commit("2026-03-05", {"a.md": document(Item(ALERT), Item(RUNBOOK))})
    reader.ingest()
    repo.commit("2026-03-07", {"a.md": None, "b.md": document(Item(ALERT, DONE))})
    reader.ingest()
    repo.commit("2026-03-09", {"b.md": document(Item(ALERT, DONE), Item(RUNBOOK, STARTED))})
    reader.ingest()
    fresh = Reader(repo.directory, tmp_path / "fresh")
    fresh.ingest()
    for table in ("action_items", "action_item_histories", "action_item_changes", "history_sources"):
        query = f"SELECT * FROM {table} ORDER BY ALL"
        assert reader.rows(query) == fresh.rows(query), table
    assert reader.dates() == [(ALERT, "2026-03-03", "2026-03-07", "git"), (RUNBOOK, "2026-03-03", None, None)]


def test_nothing_new_in_git_is_no_work_and_a_commit_of_what_was_seen_is(repo: Repo, reader: Reader) -> None:
    repo.commit("2026-03-03", {"a.md": document(Item(ALERT))})
    assert reader.ingest().published
    assert not reader.ingest().published
    repo.commit("2026-03-04", message="Empty")
    assert reader.ingest().published
    assert not reader.ingest().published


def test_what_is_not_committed_has_the_day_of_the_ingest_until_it_is(repo: Repo, reader: Reader) -> None:
    repo.commit("2026-03-03", {"a.md": document(Item(ALERT), Item(RUNBOOK))})
    repo.write("a.md", document(Item(ALERT, DONE), Item(RUNBOOK)))
    reader.ingest()
    today = reader.rows("SELECT timezone('UTC', created_at)::DATE::VARCHAR FROM snapshot_info")[0][0]
    assert reader.dates()[0] == (ALERT, "2026-03-03", today, "ingest")
    repo.commit("2026-03-30")
    reader.ingest()
    assert reader.dates()[0] == (ALERT, "2026-03-03", "2026-03-30", "git")
    assert len(reader.changes(ALERT)) == 2


def test_only_the_ingested_folder_of_a_larger_repository_counts(repo: Repo, tmp_path: Path) -> None:
    repo.commit("2026-03-03", {"docs/a.md": document(Item(ALERT)), "a.md": document(Item(LIMIT))})
    repo.commit("2026-03-05", {"docs/a.md": document(Item(ALERT, DONE)), "src/main.c": "int main;\n"})
    repo.commit("2026-03-06", {"src/main.c": "int main();\n"})
    reader = Reader(repo.directory / "docs", tmp_path / "store")
    reader.ingest()
    assert reader.dates() == [(ALERT, "2026-03-03", "2026-03-05", "git")]
    assert reader.rows("SELECT commits FROM history_sources") == [(2,)]
    assert IDENT in str(reader.rows("SELECT incident_id FROM action_item_histories"))


def test_items_written_late_into_an_early_draft_were_promised_then(repo: Repo, reader: Reader) -> None:
    """The document is there from the start, though without an item; it was not brought in from elsewhere."""
    repo.commit("2026-03-03", {"a.md": document()})
    repo.commit("2026-05-20", {"a.md": document(Item(ALERT))})
    reader.ingest()
    assert reader.dates() == [(ALERT, "2026-05-20", None, None)]


def test_a_document_that_takes_the_name_of_another_has_items_of_its_own(repo: Repo, reader: Reader) -> None:
    """The newest postmortem is always called the same, and gets a name of its own when the next one comes."""
    repo.commit("2026-03-03", {"current.md": document(Item(ALERT), Item(RUNBOOK), ident=None)})
    repo.git("mv", "current.md", "march.md")
    repo.commit("2026-03-20")
    repo.commit("2026-03-21", {"current.md": document(Item(ALERT), ident=None, day="2026-03-20", words="Again.")})
    repo.commit("2026-03-25", {"march.md": document(Item(ALERT, DONE), Item(RUNBOOK), ident=None)})
    reader.ingest()
    expected = [
        (ALERT, "2026-03-03", "2026-03-25", "git"),
        (ALERT, "2026-03-21", None, None),
        (RUNBOOK, "2026-03-03", None, None),
    ]
    assert sorted(reader.dates(), key=str) == sorted(expected, key=str)


def test_the_same_one_ingest_after_the_other(repo: Repo, reader: Reader) -> None:
    repo.commit("2026-03-03", {"current.md": document(Item(ALERT), ident=None)})
    reader.ingest()
    repo.git("mv", "current.md", "march.md")
    repo.commit("2026-03-20")
    reader.ingest()
    repo.commit("2026-03-21", {"current.md": document(Item(ALERT), ident=None, day="2026-03-20", words="Again.")})
    reader.ingest()
    repo.write("next.md", document(Item(ALERT), ident=None))
    reader.ingest()
    assert len({key for (key,) in reader.rows("SELECT item_key FROM action_items")}) == 3


def test_several_sources_have_a_history_each(repo: Repo, tmp_path: Path) -> None:
    other = Repo(tmp_path / "other")
    repo.commit("2026-03-03", {"a.md": document(Item(ALERT))})
    other.commit("2026-03-04", {"a.md": document(Item(LIMIT), ident="INCIDENT-2026-03-02-002")})
    store = Store(tmp_path / "store")
    ingest([repo.directory, other.directory], store, load_settings(None), jobs=1)
    reader = Reader(repo.directory, tmp_path / "store")
    assert sorted(reader.dates()) == [(ALERT, "2026-03-03", None, None), (LIMIT, "2026-03-04", None, None)]
    assert reader.rows("SELECT folder FROM history_sources ORDER BY ALL") == [("other/",), ("repo/",)]
    assert not ingest([repo.directory, other.directory], store, load_settings(None), jobs=1).published


def test_a_single_file_has_its_own_history_and_excluded_ones_have_none(repo: Repo, tmp_path: Path) -> None:
    other = document(Item(LIMIT), ident="INCIDENT-2026-03-02-002")
    repo.commit("2026-03-03", {"a.md": document(Item(ALERT)), "drafts/b.md": other})
    repo.commit("2026-03-09", {"a.md": document(Item(ALERT, DONE))})
    reader = Reader(repo.directory / "a.md", tmp_path / "store")
    reader.ingest()
    assert reader.dates() == [(ALERT, "2026-03-03", "2026-03-09", "git")]
    assert reader.rows("SELECT count(*) FROM action_item_histories") == [(1,)]
    whole = Reader(repo.directory, tmp_path / "whole", Settings(ingest=Ingest(exclude=("drafts",))))
    whole.ingest()
    assert whole.rows("SELECT action FROM action_item_histories") == [(ALERT,)]


def test_an_item_reworded_twice_on_a_branch_is_the_same_after_a_merge_by_hand(repo: Repo, reader: Reader) -> None:
    both, age = f"{ALERT} and report the age of partner files daily", "Report the age of partner files daily"
    repo.commit("2026-03-03", {"a.md": document(Item(ALERT, owner="TBD"), Item(RUNBOOK))})
    repo.git("checkout", "--quiet", "-b", "work")
    repo.commit("2026-03-05", {"a.md": document(Item(both, owner="TBD"), Item(RUNBOOK))})
    repo.commit("2026-03-06", {"a.md": document(Item(age, owner="TBD"), Item(RUNBOOK))})
    repo.git("checkout", "--quiet", "main")
    repo.commit("2026-03-07", {"a.md": document(Item(ALERT, owner="TBD"), Item(RUNBOOK, DONE))})
    repo.git("merge", "--quiet", "--no-commit", "--strategy=ours", "work")
    repo.commit("2026-03-10", {"a.md": document(Item(age, DONE, owner="TBD"), Item(RUNBOOK, DONE))})
    reader.ingest()
    assert reader.dates() == [(age, "2026-03-03", "2026-03-10", "git"), (RUNBOOK, "2026-03-03", "2026-03-07", "git")]
    assert not [change for change in reader.changes() if change[1] == "removed"]


def test_no_author_is_asked_for_a_day_that_the_history_tells(repo: Repo, reader: Reader) -> None:
    """The runbook was done before anybody wrote it down: that day nobody knows."""
    repo.commit("2026-03-03", {"a.md": document(Item(ALERT), Item(RUNBOOK, DONE))})
    repo.commit("2026-03-07", {"a.md": document(Item(ALERT, DONE), Item(RUNBOOK, DONE))})
    reader.ingest()
    asked = "SELECT message FROM diagnostics WHERE code = 'PM311'"
    assert [message.partition("'")[2].partition("'")[0] for (message,) in reader.rows(asked)] == [RUNBOOK]
    reader.ingest(Settings(rules={"PM311": "warning"}))
    assert len(reader.rows(asked)) == 2, "who gives it a level wants the days in the documents"


def test_an_author_is_asked_again_where_a_squash_took_the_day_away(repo: Repo, reader: Reader) -> None:
    ignored = Item(f"{RUNBOOK} <!-- postmortems: ignore PM311 -->", DONE)
    repo.commit("2026-03-03", {"a.md": document(Item(ALERT), ignored)})
    repo.commit("2026-03-07", {"a.md": document(Item(ALERT, DONE), ignored)})
    asked = "SELECT message, level FROM diagnostics WHERE code = 'PM311'"
    reader.ingest()
    assert reader.rows(asked) == []
    repo.git("checkout", "--quiet", "--orphan", "squashed")
    repo.commit("2026-03-12", message="All of it")
    reader.ingest()
    assert reader.dates()[0] == (ALERT, None, None, None)
    assert reader.rows(asked) == [(f"{ALERT!r} is complete, and no date says since when", "info")]
    repo.commit("2026-03-14", {"b.md": "Nothing here.\n"})
    reader.ingest()
    assert len(reader.rows(asked)) == 1, "it is asked once"


@pytest.mark.parametrize("inside", [True, False])
def test_a_document_moved_into_the_folder_was_not_promised_on_that_day(repo: Repo, tmp_path: Path, inside: bool) -> None:
    """Only the folder's own history is read; with the folder above, all of it."""
    repo.commit("2026-03-03", {"drafts/a.md": document(Item(ALERT)), "incidents/b.md": document(Item(LIMIT), ident=None)})
    repo.git("mv", "drafts/a.md", "incidents/a.md")
    repo.commit("2026-03-09")
    repo.commit("2026-03-12", {"incidents/a.md": document(Item(ALERT, DONE), Item(RUNBOOK))})
    reader = Reader(repo.directory / "incidents" if inside else repo.directory, tmp_path / "store")
    reader.ingest()
    assert sorted(reader.dates(), key=str) == sorted(
        [
            (ALERT, None if inside else "2026-03-03", "2026-03-12", "git"),
            (LIMIT, "2026-03-03", None, None),
            (RUNBOOK, "2026-03-12", None, None),
        ],
        key=str,
    )
    assert reader.codes() == ([(".git", "PM509")] if inside else [])
