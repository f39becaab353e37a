"""The texts read as people write them: complete, in agreement with the numbers, different from document to document."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from analytics.generate import Truth
from analytics.generate.library import load_library
from analytics.generate.wording import round_to_digits, start_sentences, write_duration
from analytics.model import EventKind, Postmortem

WORDS: dict[EventKind, str] = {
    "impact_started": r"impact (began|started)|first errors",
    "detected": r"alert triggered|alert fired|paged|detected",
    "acknowledged": r"acknowledged|acked",
    "investigating": r"investigat",
    "identified": r"root cause (identified|found|confirmed)",
    "mitigated": r"mitigat|rolled back|failed over",
    "resolved": r"restored|recovered|resolved",
    "closed": r"all-clear|incident closed",
}


def _read_prose(file: Path) -> str:
    text = file.read_bytes().decode("utf-8", errors="replace")
    return re.sub(r"```.*?```", "", text, flags=re.DOTALL)


def test_no_two_documents_have_the_same_summary(postmortems: list[Postmortem]) -> None:
    assert [text for text, count in Counter(p.incident.summary for p in postmortems).items() if count > 1] == []


def test_titles_repeat_as_rarely_as_incidents_recur(postmortems: list[Postmortem]) -> None:
    titles = Counter(postmortem.incident.title for postmortem in postmortems)
    assert len(titles) >= 0.95 * len(postmortems)
    assert max(titles.values()) <= 2


def test_no_slot_is_left_unfilled(corpus: Path) -> None:
    files = list(corpus.rglob("INCIDENT*.md"))
    assert [(file.name, found) for file in files for found in re.findall(r"\{[a-z_0-9]+\}", _read_prose(file))] == []


def test_sentences_begin_with_a_capital_unless_a_system_does(postmortems: list[Postmortem]) -> None:
    texts = [p.incident.summary or "" for p in postmortems] + [why.answer or "" for p in postmortems for why in p.whys]
    assert [text for text in texts if re.search(r"(?:^|[.?!] )(?:the|a|an|about|no|it|they) ", text)] == []


def test_table_cells_hold_no_pipe_that_would_split_them(postmortems: list[Postmortem]) -> None:
    cells = [event.event for p in postmortems for event in p.timeline_events]
    cells += [item.action for p in postmortems for item in p.action_items]
    assert [cell for cell in cells if "|" in cell or "\n" in cell] == []


def test_each_row_of_a_timeline_has_the_words_of_its_kind_and_of_no_other(postmortems: list[Postmortem]) -> None:
    for event in (event for postmortem in postmortems for event in postmortem.timeline_events):
        found = {kind for kind, words in WORDS.items() if re.search(words, event.event, re.IGNORECASE)}
        assert found == ({event.kind} if event.kind else set()), event


def test_the_summary_speaks_of_the_numbers_of_the_table(truths: list[Truth]) -> None:
    checked = 0
    for truth in truths:
        incident = truth.postmortem.incident if truth.postmortem and not truth.flaws else None
        if not incident or not incident.summary:
            continue
        if incident.users_affected:
            assert f"{incident.users_affected:,} users" in incident.summary
        if incident.stated_duration_min is not None and incident.started_at:
            spoken = write_duration(int(incident.stated_duration_min))
            checked += spoken in incident.summary
            assert spoken in incident.summary or " for " not in incident.summary
    assert checked > 100


def test_every_scenario_and_every_cause_occurs_in_a_large_corpus() -> None:
    library = load_library()
    assert len(library.scenarios) >= 22
    teams = {team.name for team in library.teams}
    for scenario in library.scenarios:
        assert {system.team for system in scenario.systems} <= teams
        assert all(3 <= len(cause.whys) <= 6 for cause in scenario.causes)


@pytest.mark.parametrize(
    ("minutes", "long", "short"),
    [
        (1, "1 minute", "1 min"),
        (45, "45 minutes", "45 min"),
        (60, "1 hour", "1 h"),
        (112, "1 hour 52 minutes", "1 h 52 min"),
        (125, "2 hours 5 minutes", "2 h 5 min"),
        (1630, "27 hours 10 minutes", "27 h 10 min"),
    ],
)
def test_durations_are_written_as_people_do(minutes: int, long: str, short: str) -> None:
    assert write_duration(minutes) == long
    assert write_duration(minutes, short=True) == short


def test_only_articles_and_the_like_get_a_capital() -> None:
    text = "the store is full. ledger-api stopped. about 3 % of users saw the error. an end"
    assert start_sentences(text) == "The store is full. ledger-api stopped. About 3 % of users saw the error. An end"


def test_numbers_keep_two_digits() -> None:
    assert [round_to_digits(value) for value in (0.4, 7.4, 41_283, 999)] == [0, 7, 41_000, 1000]
