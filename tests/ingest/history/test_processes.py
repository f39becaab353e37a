"""A long history is read by several processes, and gives what one process gives; whoever waits is told how far it is."""

from __future__ import annotations

from pathlib import Path

from analytics.generate import SAMPLE_SEED, generate_corpus
from analytics.ingest.pipeline import BATCH_VERSIONS, FEW_BATCHES, ingest
from analytics.settings import load_settings
from analytics.store.database import Store

TABLES = ("action_items", "action_item_histories", "action_item_changes", "history_sources", "diagnostics")


def test_two_processes_read_what_one_reads(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    generate_corpus(corpus, 230, SAMPLE_SEED, history=True)
    settings, told = load_settings(corpus / "postmortems.toml"), list[tuple[int, int, str]]()
    stores = {jobs: Store(tmp_path / f"store-{jobs}") for jobs in (1, 2)}
    for jobs, store in stores.items():
        ingest([corpus], store, settings, jobs, lambda *said: told.append(said))
    with stores[1].cursor() as one, stores[2].cursor() as two:
        [(commits,)] = one.execute("SELECT commits FROM history_sources").fetchall()
        for table in TABLES:
            query = f"SELECT * FROM {table} ORDER BY ALL"
            assert one.execute(query).fetchall() == two.execute(query).fetchall(), table
    assert commits > FEW_BATCHES * BATCH_VERSIONS
    of_commits = [(done, total) for done, total, what in told if what == "commits"]
    assert of_commits[-1][0] == of_commits[-1][1] >= commits
    half = of_commits[: len(of_commits) // 2]
    assert half == sorted(half)
