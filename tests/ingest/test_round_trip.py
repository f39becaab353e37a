"""What the generator says is true of a document is what reading the document gives back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from analytics.generate import Truth, generate_corpus, load_truth
from analytics.ingest.dialect import load_dialects
from analytics.ingest.read import FileRead, read_file
from analytics.model import CHILD_TABLES, INCIDENT_COLUMNS, Postmortem
from analytics.settings import FILE_NAME, load_settings


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Truth, FileRead]]:
    directory = tmp_path_factory.mktemp("corpus")
    generate_corpus(directory, 250, 20260314)
    settings = load_settings(directory / FILE_NAME)
    dialects = load_dialects(settings)
    now = datetime.now(UTC)

    def read(truth: Truth) -> FileRead:
        return read_file(truth.source_path, (directory / truth.source_path).read_bytes(), now, settings, dialects)

    return [(truth, read(truth)) for truth in load_truth(directory / "truth.jsonl")]


def test_every_unspoilt_document_is_read_without_loss(corpus: list[tuple[Truth, FileRead]]) -> None:
    unspoilt = [(truth.postmortem, read) for truth, read in corpus if truth.postmortem and not truth.flaws]
    assert len(unspoilt) > 200
    for postmortem, read in unspoilt:
        (found,) = read.postmortems
        assert _differences(postmortem, found) == {}
        left_over = read.document.content_lines - read.document.captured_lines - read.document.boilerplate_lines
        assert left_over == 0, read.document.source_path


def test_files_that_are_no_postmortems_hold_none(corpus: list[tuple[Truth, FileRead]]) -> None:
    bare = [read for truth, read in corpus if truth.postmortem is None]
    assert len(bare) == 2
    assert [(read.document.incidents, [d.code for d in read.diagnostics if d.code == "PM003"]) for read in bare] == [
        (0, ["PM003"])
    ] * 2


def test_every_flaw_is_reported(corpus: list[tuple[Truth, FileRead]]) -> None:
    """A spoilt document has a finding that its unspoilt neighbours do not need; corpus-wide flaws are the pipeline's."""
    ordinary = {"PM005", "PM201", "PM303", "PM401", "PM402", "PM403", "PM404"}
    corpus_wide = {"id_used_twice", "related_missing", "placeholders_left"}  # placeholders are no finding: they are NULL
    supported = {"counts_from_detection", "counts_to_mitigation"}  # two rows of the timeline give what is stated
    spoilt = [(truth, read) for truth, read in corpus if truth.flaws and not set(truth.flaws) & (corpus_wide | supported)]
    assert len(spoilt) >= 8
    for truth, read in spoilt:
        assert {d.code for d in read.diagnostics} - ordinary, (truth.source_path, truth.flaws)


def _differences(truth: Postmortem, found: Postmortem) -> dict[str, object]:
    """The columns and tables that differ. Keys are the reader's own affair, the address of a ticket that of the settings."""
    columns = {
        name: (getattr(truth.incident, name), getattr(found.incident, name))
        for name in INCIDENT_COLUMNS
        if name != "incident_key" and getattr(truth.incident, name) != getattr(found.incident, name)
    }
    read = replace(found, action_items=[item._replace(item_key=None, ticket_url=None) for item in found.action_items])
    tables = {
        name: (getattr(truth, name), getattr(read, name))
        for name in CHILD_TABLES
        if name != "field_sources" and getattr(truth, name) != getattr(read, name)
    }
    certainties = _certainties(truth) ^ _certainties(found)
    return {**columns, **tables} | ({"certainty": certainties} if certainties else {})


def _certainties(postmortem: Postmortem) -> set[tuple[str, str, str | None, str | None]]:
    return {(source.field, source.certainty, source.low, source.high) for source in postmortem.field_sources}
