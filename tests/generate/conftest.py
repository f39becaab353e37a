"""The sample corpus, generated once for all tests of this folder, and its truth."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.generate import SAMPLE_COUNT, SAMPLE_SEED, Truth, generate_corpus, load_truth
from analytics.model import Postmortem


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("generated") / "corpus"
    generate_corpus(directory, SAMPLE_COUNT, SAMPLE_SEED, history=True)
    return directory


@pytest.fixture(scope="session")
def truths(corpus: Path) -> list[Truth]:
    return list(load_truth(corpus / "truth.jsonl"))


@pytest.fixture(scope="session")
def postmortems(truths: list[Truth]) -> list[Postmortem]:
    return [truth.postmortem for truth in truths if truth.postmortem]
