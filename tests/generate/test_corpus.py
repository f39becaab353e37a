"""A corpus on disk: the same bytes from the same seed, and the sample is one of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from analytics.errors import UsageError
from analytics.generate import SAMPLE_COUNT, SAMPLE_SEED, generate_corpus, load_truth

ROOT = Path(__file__).parents[2]


def _read_files(directory: Path) -> dict[str, bytes]:
    """All but the history: git writes its files otherwise from version to version."""
    files = (file.relative_to(directory) for file in sorted(directory.rglob("*")) if file.is_file())
    return {str(file): (directory / file).read_bytes() for file in files if file.parts[0] not in (".git", ".history.git")}


def test_the_committed_sample_is_what_its_seed_generates(corpus: Path) -> None:
    generated, committed = _read_files(corpus), _read_files(ROOT / "data" / "sample")
    assert generated.keys() == committed.keys()
    assert [name for name in generated if generated[name] != committed[name]] == []


def test_the_history_of_the_committed_sample_is_that_of_its_seed(corpus: Path) -> None:
    heads = [
        subprocess.run(["git", "--git-dir", directory, "rev-parse", "HEAD"], check=True, capture_output=True).stdout
        for directory in (corpus / ".git", ROOT / "data" / "sample" / ".history.git")
    ]
    assert heads[0] == heads[1]


@pytest.mark.parametrize("hash_seed", ["0", "4711"])
def test_another_process_writes_the_same_bytes(tmp_path: Path, hash_seed: str) -> None:
    code = (
        "import sys; from pathlib import Path; from analytics.generate import generate_corpus as g; g(Path(sys.argv[1]), 40, 7)"
    )
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "there")], check=True, env=environment, cwd=ROOT)
    generate_corpus(tmp_path / "here", 40, 7)
    assert _read_files(tmp_path / "there") == _read_files(tmp_path / "here")


def test_another_seed_tells_of_other_incidents(tmp_path: Path) -> None:
    for seed in (1, 2):
        generate_corpus(tmp_path / str(seed), 20, seed)
    one, two = (_read_files(tmp_path / str(seed)) for seed in (1, 2))
    assert {name for name in one.keys() & two.keys() if "INCIDENT" in name and one[name] == two[name]} == set()


def test_a_corpus_holds_as_many_postmortems_as_asked_for_and_two_documents_without_one(corpus: Path) -> None:
    truths = list(load_truth(corpus / "truth.jsonl"))
    assert sum(truth.postmortem is not None for truth in truths) == SAMPLE_COUNT
    bare = {truth.source_path for truth in truths if truth.postmortem is None}
    assert bare == {"README.md", "shared/incident-postmortem-template.md"}
    assert {truth.source_path for truth in truths} == {str(file.relative_to(corpus)) for file in corpus.rglob("*.md")}


def test_the_truth_is_sorted_by_path(corpus: Path) -> None:
    paths = [truth.source_path for truth in load_truth(corpus / "truth.jsonl")]
    assert paths == sorted(paths)


def test_progress_is_reported_with_the_total(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    generate_corpus(tmp_path / "corpus", 3, 1, lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_folder_with_content_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match="is not empty"):
        generate_corpus(tmp_path, 3, SAMPLE_SEED)
    assert _read_files(tmp_path) == {"notes.txt": b"mine"}
