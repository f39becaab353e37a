"""What a repository may be like: each fault is a finding, and everything else is read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from analytics.settings import load_settings
from tests.ingest.history.repo import DONE, STARTED, Item, Reader, Repo, document
from tests.ingest.history.test_follow import ALERT, LIMIT, RUNBOOK

OTHER = "INCIDENT-2026-03-02-002"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "repo")
    made.commit("2026-03-03", {"a.md": document(Item(ALERT)), "b.md": document(Item(RUNBOOK), ident=OTHER)})
    made.commit("2026-03-05", {"a.md": document(Item(ALERT, STARTED))})
    made.commit("2026-03-09", {"a.md": document(Item(ALERT, DONE))})
    return made


@pytest.fixture
def reader(repo: Repo, tmp_path: Path) -> Reader:
    return Reader(repo.directory, tmp_path / "store")


WHOLE = [(ALERT, "2026-03-03", "2026-03-09", "git"), (RUNBOOK, "2026-03-03", None, None)]


def test_no_git(tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "a.md").write_text(document(Item(ALERT)), encoding="utf-8")
    reader = Reader(folder, tmp_path / "store")
    reader.ingest()
    assert reader.codes() == [(".git", "PM501")]
    assert reader.dates() == [(ALERT, None, None, None)]


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    made = Repo(tmp_path / "repo")
    made.write("a.md", document(Item(ALERT)))
    reader = Reader(made.directory, tmp_path / "store")
    reader.ingest()
    assert (reader.codes(), reader.dates()) == ([(".git", "PM501")], [(ALERT, None, None, None)])


def test_a_bare_repository(repo: Repo, tmp_path: Path) -> None:
    repo.git("clone", "--quiet", "--bare", str(repo.directory), str(tmp_path / "bare"))
    folder = tmp_path / "bare" / "docs"
    folder.mkdir()
    (folder / "a.md").write_text(document(Item(ALERT)), encoding="utf-8")
    reader = Reader(folder, tmp_path / "store")
    reader.ingest()
    assert (reader.codes(), reader.dates()) == ([(".git", "PM502")], [(ALERT, None, None, None)])


def test_a_bare_repository_without_a_document_says_why_nothing_is_there(repo: Repo, tmp_path: Path) -> None:
    repo.git("clone", "--quiet", "--bare", str(repo.directory), str(tmp_path / "bare"))
    reader = Reader(tmp_path / "bare", tmp_path / "store")
    assert reader.ingest().files == 0
    assert reader.rows("SELECT code, message FROM diagnostics") == [
        ("PM502", "the repository is bare, so its files are not those of a commit")
    ]


def test_a_detached_head(repo: Repo, reader: Reader) -> None:
    repo.git("checkout", "--quiet", "--detach")
    reader.ingest()
    assert (reader.codes(), sorted(reader.dates())) == ([], WHOLE)


def test_a_shallow_clone_tells_only_what_is_in_it(repo: Repo, tmp_path: Path) -> None:
    """What stood in its first commit was promised before, on a day that nobody knows."""
    repo.git("clone", "--quiet", "--depth", "2", f"file://{repo.directory}", str(tmp_path / "shallow"))
    reader = Reader(tmp_path / "shallow", tmp_path / "store")
    reader.ingest()
    assert reader.codes() == [(".git", "PM503")]
    assert sorted(reader.dates()) == [(ALERT, None, "2026-03-09", "git"), (RUNBOOK, None, None, None)]
    assert reader.changes() == [("2026-03-09", "status", "in_progress", "complete", "git")]


def test_a_shallow_clone_that_is_deepened(repo: Repo, tmp_path: Path) -> None:
    repo.git("clone", "--quiet", "--depth", "2", f"file://{repo.directory}", str(tmp_path / "shallow"))
    reader = Reader(tmp_path / "shallow", tmp_path / "store")
    reader.ingest()
    keys = reader.keys()
    clone = Repo(tmp_path / "shallow", init=False)
    clone.git("fetch", "--quiet", "--unshallow")
    reader.ingest()
    assert (reader.codes(), sorted(reader.dates()), reader.keys()) == ([], WHOLE, keys)


def test_a_submodule_has_its_own_history(repo: Repo, tmp_path: Path) -> None:
    outer = Repo(tmp_path / "outer")
    outer.commit("2026-04-01", {"c.md": document(Item(LIMIT), day="2026-04-01", ident="INCIDENT-2026-04-01-001")})
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(repo.directory), "teams/search")
    outer.commit("2026-04-02")
    reader = Reader(outer.directory, tmp_path / "store")
    reader.ingest()
    assert sorted(reader.dates()) == sorted([*WHOLE, (LIMIT, "2026-04-01", None, None)])
    assert reader.rows("SELECT folder FROM history_sources ORDER BY ALL") == [("",), ("teams/search/",)]
    assert not reader.ingest().published
    Repo(outer.directory / "teams/search", init=False).commit("2026-04-05", {"b.md": document(Item(RUNBOOK, DONE), ident=OTHER)})
    reader.ingest()
    assert (RUNBOOK, "2026-03-03", "2026-04-05", "git") in reader.dates()


@pytest.mark.parametrize(
    ("author", "committer", "day"), [("2099-01-01", "2026-03-12", "2026-03-12"), ("2099-01-01", "2099-01-01", None)]
)
def test_a_commit_from_the_year_2099(repo: Repo, reader: Reader, author: str, committer: str, day: str | None) -> None:
    repo.commit(author, {"b.md": document(Item(RUNBOOK, DONE), ident=OTHER)}, committer=committer)
    repo.commit("2026-03-20", {"a.md": document(Item(ALERT, DONE), Item(LIMIT))})
    reader.ingest()
    assert reader.codes() == [(".git", "PM504")]
    assert sorted(reader.dates()) == [
        WHOLE[0],
        (LIMIT, "2026-03-20", None, None),
        (RUNBOOK, "2026-03-03", day, "git" if day else None),
    ]
    assert reader.changes(RUNBOOK)[-1] == (day, "status", "pending", "complete", "git")


def test_a_message_and_a_name_that_are_not_utf8(repo: Repo, reader: Reader) -> None:
    repo.write("b.md", document(Item(RUNBOOK, DONE), ident=OTHER))
    repo.git("add", "--all")
    (repo.directory / "message").write_bytes(b"Erledigt f\xfcr heute\n")
    repo.git("-c", "user.name=J\udcf6rg", "commit", "--quiet", "--file", "message", author="2026-03-12")
    reader.ingest()
    assert (RUNBOOK, "2026-03-03", "2026-03-12", "git") in reader.dates()


def test_empty_commits(repo: Repo, reader: Reader) -> None:
    repo.commit("2026-03-15", message="Nothing")
    reader.ingest()
    assert (reader.codes(), sorted(reader.dates())) == ([], WHOLE)
    assert reader.rows("SELECT commits FROM history_sources") == [(3,)]


def damage(repo: Repo, name: str) -> None:
    ident = repo.git("rev-parse", name).strip()
    file = repo.directory / ".git/objects" / ident[:2] / ident[2:]
    file.chmod(0o644)
    file.write_bytes(b"damaged")


def test_a_version_that_cannot_be_read_is_passed_over(repo: Repo, reader: Reader) -> None:
    damage(repo, "HEAD~1:a.md")
    reader.ingest()
    assert (reader.codes(), sorted(reader.dates())) == ([(".git", "PM505")], WHOLE)
    assert [change[1:4] for change in reader.changes(ALERT)] == [("appeared", None, "pending"), ("status", "pending", "complete")]


def test_a_commit_whose_files_cannot_be_listed_is_passed_over(repo: Repo, reader: Reader) -> None:
    damage(repo, "HEAD~1^{tree}")
    reader.ingest()
    assert (reader.codes(), sorted(reader.dates())) == ([(".git", "PM505")], WHOLE)


def test_a_commit_that_cannot_be_read_cuts_the_history_off(repo: Repo, reader: Reader) -> None:
    damage(repo, "HEAD~1")
    reader.ingest()
    assert {code for _, code in reader.codes()} == {"PM505"}
    assert sorted(reader.dates()) == [(ALERT, None, None, None), (RUNBOOK, None, None, None)]


def test_a_damaged_head(repo: Repo, reader: Reader) -> None:
    (repo.directory / ".git/refs/heads/main").write_text("0123456789012345678901234567890123456789\n", encoding="utf-8")
    reader.ingest()
    assert {code for _, code in reader.codes()} <= {"PM501", "PM502"}
    assert sorted(reader.dates()) == [(ALERT, None, None, None), (RUNBOOK, None, None, None)]


def test_git_that_the_settings_leave_aside(repo: Repo, reader: Reader, tmp_path: Path) -> None:
    config = tmp_path / "ingest.toml"
    config.write_text('[history]\nsource = "ingest"\n', encoding="utf-8")
    reader.ingest()
    reader.ingest(load_settings(config))
    assert (reader.codes(), sorted(reader.dates())) == ([], [(ALERT, None, None, None), (RUNBOOK, None, None, None)])
    repo.write("b.md", document(Item(RUNBOOK, DONE), ident=OTHER))
    reader.ingest(load_settings(config))
    assert [basis for *_, basis in sorted(reader.dates())] == [None, "ingest"]
    config.write_text('[history]\nsource = "off"\n', encoding="utf-8")
    reader.ingest(load_settings(config))
    assert reader.rows("SELECT count(*) FROM action_item_histories") == [(0,)]


def test_a_repository_that_goes_leaves_what_was_known(repo: Repo, reader: Reader) -> None:
    reader.ingest()
    shutil.rmtree(repo.directory / ".git")
    reader.ingest()
    assert reader.codes() == [(".git", "PM501")]
    assert sorted(reader.dates()) == WHOLE
