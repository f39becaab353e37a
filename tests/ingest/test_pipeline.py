"""Many files into a store: what changed is read again and nothing else, and the store is always the sources as they are."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from analytics.errors import NothingFoundError, SourceMissingError, UsageError
from analytics.generate import generate_corpus
from analytics.ingest.batch import Task, read_batch
from analytics.ingest.pipeline import Summary, ingest
from analytics.ingest.sources import find_files
from analytics.settings import Ingest, Settings, load_settings
from analytics.store.database import Store
from analytics.store.load import TABLES

DOCUMENT = """## Incident Postmortem: {ident}: {title}

**Status:** Final
**Date:** 2026-05-04
**Team:** Search

## 1. Executive Summary

| Metric | Value |
|--------|-------|
| **Severity** | P2 |
| **Time to Resolve** | {resolve} |
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "postmortems"
    folder.mkdir()
    for number in range(1, 4):
        write(folder / f"incident-{number}.md", number)
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def write(file: Path, number: int, resolve: str = "45 min", title: str = "Search is slow") -> None:
    file.write_text(DOCUMENT.format(ident=f"INCIDENT-2026-05-04-{number:03}", title=title, resolve=resolve), encoding="utf-8")


def run(source: Path, store: Store, settings: Settings | None = None, jobs: int = 1) -> Summary:
    return ingest([source], store, settings or load_settings(None), jobs)


def rows(store: Store, query: str) -> list[tuple[Any, ...]]:
    with store.cursor() as cursor:
        return cursor.execute(query).fetchall()


def test_first_ingest_reads_everything(source: Path, store: Store) -> None:
    summary = run(source, store)
    assert (summary.files, summary.incidents, summary.new, summary.changed, summary.removed) == (3, 3, 3, 0, 0)
    assert rows(store, "SELECT DISTINCT time_to_resolve_min, team, quarter FROM incidents") == [(45.0, "Search", "2026Q2")]


def test_nothing_changed_publishes_nothing(source: Path, store: Store) -> None:
    run(source, store)
    before = store.current()
    summary = run(source, store)
    assert (summary.unchanged, summary.new, summary.changed, summary.published) == (3, 0, 0, False)
    assert store.current() == before


def test_unchanged_files_are_not_read_again(source: Path, store: Store) -> None:
    """Same size, same time: a file whose words were changed behind our back keeps its old row, so it was not opened."""
    run(source, store)
    file = source / "incident-1.md"
    stat = file.stat()
    write(file, 1, resolve="99 min")
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    write(source / "incident-2.md", 2, resolve="50 min")
    assert run(source, store).changed == 1
    assert rows(store, "SELECT time_to_resolve_min FROM incidents ORDER BY source_path") == [(45.0,), (50.0,), (45.0,)]


def test_touched_files_count_as_unchanged(source: Path, store: Store) -> None:
    run(source, store)
    os.utime(source / "incident-1.md")
    write(source / "incident-2.md", 2, resolve="50 min")
    summary = run(source, store)
    assert (summary.changed, summary.unchanged) == (1, 2)
    assert run(source, store).published is False


def test_removed_files_leave_with_all_their_rows(source: Path, store: Store) -> None:
    run(source, store)
    (source / "incident-2.md").unlink()
    summary = run(source, store)
    assert (summary.removed, summary.incidents, summary.files) == (1, 2, 2)
    assert rows(store, "SELECT count(*) FROM field_sources WHERE incident_key NOT IN (SELECT incident_key FROM incidents)") == [
        (0,)
    ]


def test_keys_are_stable_when_a_file_changes(source: Path, store: Store) -> None:
    run(source, store)
    before = rows(store, "SELECT source_path, incident_key FROM incidents ORDER BY ALL")
    write(source / "incident-1.md", 1, title="Search is very slow")
    run(source, store)
    assert rows(store, "SELECT source_path, incident_key FROM incidents ORDER BY ALL") == before


def test_an_incremental_ingest_equals_a_fresh_one(source: Path, store: Store, tmp_path: Path) -> None:
    run(source, store)
    write(source / "incident-2.md", 2, resolve="3 h")
    (source / "incident-3.md").unlink()
    write(source / "a-new-one.md", 9)
    run(source, store)
    fresh = Store(tmp_path / "fresh")
    run(source, fresh)
    for table in TABLES:
        assert rows(store, f"SELECT * FROM {table} ORDER BY ALL") == rows(fresh, f"SELECT * FROM {table} ORDER BY ALL"), table


def test_workers_give_the_same_rows_in_the_same_order(tmp_path: Path) -> None:
    generate_corpus(tmp_path / "corpus", 450, 11)
    one, two = Store(tmp_path / "one"), Store(tmp_path / "two")
    run(tmp_path / "corpus", one, jobs=1)
    run(tmp_path / "corpus", two, jobs=2)
    for table in TABLES:
        assert rows(one, f"SELECT * FROM {table}") == rows(two, f"SELECT * FROM {table}"), table


def test_changed_settings_read_everything_again(source: Path, store: Store, tmp_path: Path) -> None:
    run(source, store)
    config = tmp_path / "other.toml"
    config.write_text('[calendar]\nfiscal_year_starts = 2\n[teams.names]\nSearch = "Find"\n', encoding="utf-8")
    assert run(source, store, load_settings(config)).published
    assert rows(store, "SELECT DISTINCT team, quarter FROM incidents") == [("Find", "2027Q2")]


def test_changed_targets_are_published_without_reading_again(source: Path, store: Store, tmp_path: Path) -> None:
    run(source, store)
    config = tmp_path / "other.toml"
    config.write_text("[targets.ttr]\ndefault = 30\n", encoding="utf-8")
    summary = run(source, store, load_settings(config))
    assert (summary.published, summary.changed, summary.new) == (True, 0, 0)
    assert rows(store, "SELECT target FROM targets WHERE metric = 'ttr'") == [(30.0,)]


def test_a_default_that_is_put_into_the_settings_is_published_as_the_organisations_own(
    source: Path, store: Store, tmp_path: Path
) -> None:
    run(source, store)
    config = tmp_path / "other.toml"
    config.write_text("[targets.ttd]\ndefault = 5\n", encoding="utf-8")
    assert run(source, store, load_settings(config)).published
    assert rows(store, "SELECT target, basis FROM targets WHERE metric = 'ttd'") == [(5.0, "settings")]
    assert not run(source, store, load_settings(config)).published


def test_a_file_over_the_limit_is_a_diagnostic_and_the_others_go_on(source: Path, store: Store, tmp_path: Path) -> None:
    config = tmp_path / "small.toml"
    config.write_text("[ingest]\nmax_bytes = 2000\n", encoding="utf-8")
    (source / "large.md").write_text("x" * 2001, encoding="utf-8")
    summary = run(source, store, load_settings(config))
    assert (summary.files, summary.incidents, summary.errors) == (4, 3, 1)
    assert rows(store, "SELECT source_path, code FROM diagnostics WHERE level = 'error'") == [("large.md", "PM006")]


def test_a_file_that_vanishes_is_a_diagnostic_and_is_tried_again(source: Path) -> None:
    settings = load_settings(None)
    files = find_files([source], settings.ingest)
    (source / "incident-1.md").unlink()
    batch = read_batch([Task(file, None) for file in files], settings)
    assert batch.tables["diagnostics"].column("code").to_pylist().count("PM001") == 1
    assert batch.tables["incidents"].num_rows == 2
    assert batch.tables["documents"].column("sha256").to_pylist()[0] == ""


def test_ids_used_twice_and_missing_relations_are_found_across_files(source: Path, store: Store) -> None:
    write(source / "again.md", 1)
    related = "\n## 9. Appendix\n\n### 9.1 Related Incidents\n\n| Incident | Date | Relationship |\n|---|---|---|\n"
    with (source / "incident-3.md").open("a", encoding="utf-8") as file:
        file.write(
            f"{related}| INCIDENT-2026-05-04-002 | 2026-05-04 | Same day |\n| INCIDENT-1999-01-01-001 | 2026-05-01 | Gone |\n"
        )
    run(source, store)
    found = rows(store, "SELECT source_path, code, message FROM diagnostics WHERE code IN ('PM302', 'PM304') ORDER BY ALL")
    assert found == [
        ("again.md", "PM302", "INCIDENT-2026-05-04-001 also stands in incident-1.md:1"),
        ("incident-1.md", "PM302", "INCIDENT-2026-05-04-001 also stands in again.md:1"),
        ("incident-3.md", "PM304", "INCIDENT-1999-01-01-001 is no incident of this corpus"),
    ]
    (source / "again.md").unlink()
    run(source, store)
    assert rows(store, "SELECT count(*) FROM diagnostics WHERE code = 'PM302'") == [(0,)]


def test_hidden_files_links_and_other_endings_are_left_alone(source: Path) -> None:
    write(source / ".draft.md", 7)
    (source / "picture.png").write_bytes(b"\x89PNG")
    (source / ".git").mkdir()
    write(source / ".git" / "incident-8.md", 8)
    (source / "link.md").symlink_to(source / "incident-1.md")
    assert [file.path for file in find_files([source], load_settings(None).ingest)] == [f"incident-{n}.md" for n in (1, 2, 3)]


def test_a_pipe_is_no_document(source: Path, store: Store) -> None:
    """Opening one would wait for a writer for ever."""
    os.mkfifo(source / "queue.md")
    run(source, store)
    assert "queue.md" not in {file.path for file in find_files([source], Settings().ingest)}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list every folder")
def test_a_folder_that_cannot_be_listed_is_a_diagnostic_and_the_others_go_on(source: Path, store: Store) -> None:
    closed = source / "closed"
    closed.mkdir(mode=0o000)
    try:
        run(source, store)
    finally:
        closed.chmod(0o700)
    with store.cursor() as cursor:
        found = cursor.execute("SELECT source_path, message FROM diagnostics WHERE code = 'PM001'").fetchall()
        assert cursor.execute("SELECT count(*) FROM incidents").fetchall() != [(0,)]
    assert found == [("closed/", "the folder cannot be read: Permission denied")]


def test_several_sources_keep_their_names(source: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    write(other / "incident-1.md", 4)
    found = [file.path for file in find_files([source, other], load_settings(None).ingest)]
    assert found == ["other/incident-1.md", *(f"postmortems/incident-{n}.md" for n in (1, 2, 3))]


def test_an_empty_folder_does_not_empty_the_store(source: Path, store: Store, tmp_path: Path) -> None:
    run(source, store)
    before = store.current()
    (tmp_path / "wrong").mkdir()
    with pytest.raises(NothingFoundError, match="keeps the 3 it holds"):
        run(tmp_path / "wrong", store)
    assert store.current() == before


def test_an_empty_folder_without_the_settings_does_not_empty_the_store(source: Path, store: Store, tmp_path: Path) -> None:
    """Without the source's settings every document would be read anew, so that the draft begins empty."""
    (source / "postmortems.toml").write_text('[ingest]\nexclude = ["drafts/*"]\n', encoding="utf-8")
    run(source, store, load_settings(source / "postmortems.toml"))
    before = store.current()
    (tmp_path / "wrong").mkdir()
    with pytest.raises(NothingFoundError, match="keeps the 3 it holds"):
        run(tmp_path / "wrong", store)
    assert store.current() == before


def test_documents_that_leave_with_their_settings_count_as_removed(source: Path, store: Store, tmp_path: Path) -> None:
    run(source, store, load_settings(None).model_copy(update={"ingest": Ingest(exclude=("drafts/*",))}))
    other = tmp_path / "other"
    other.mkdir()
    write(other / "incident-9.md", 9)
    summary = run(other, store)
    assert (summary.files, summary.new, summary.removed) == (1, 1, 3)


def test_sources_of_the_same_name_are_refused(source: Path, tmp_path: Path) -> None:
    twin = tmp_path / "elsewhere" / "postmortems"
    twin.mkdir(parents=True)
    with pytest.raises(UsageError, match="same name"):
        find_files([source, twin], load_settings(None).ingest)


def test_a_missing_source_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceMissingError, match="nowhere does not exist"):
        find_files([tmp_path / "nowhere"], load_settings(None).ingest)
