"""Each scenario holds what it promises: nothing changes, restoring takes half of the time, severe incidents get another name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain
from statistics import median
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pytest
from scipy import stats

from analytics.generate import COURSES, CourseName, generate_corpus
from analytics.generate.library import load_library
from analytics.generate.plan import AS_OF, plan_slots
from analytics.ingest.pipeline import ingest
from analytics.model import ActionItem, Postmortem
from analytics.quarters import quarter_bounds
from analytics.settings import FILE_NAME, load_settings
from analytics.store.database import Store
from tests.scenarios import NEWEST, PREVIOUS, draw_scenario, publish_scenario

pytestmark = pytest.mark.xdist_group("scenarios")  # one worker draws the corpora, once

SEEDS = range(16)
MIDDLE = "2025Q3"
FEW_SEEDS = range(5)
Corpus: TypeAlias = list[Postmortem]
Read: TypeAlias = Callable[[Postmortem], float | bool | None]


class Measure(NamedTuple):
    read: Read
    kind: str


@pytest.fixture(scope="module")
def unchanged() -> list[Corpus]:
    return [draw_scenario("unchanged", seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def halved() -> list[Corpus]:
    return [draw_scenario("halved", seed) for seed in FEW_SEEDS]


@pytest.fixture(scope="module")
def relabelled() -> list[Corpus]:
    return [draw_scenario("relabelled", seed) for seed in FEW_SEEDS]


def _is_internal(postmortem: Postmortem) -> bool:
    return all(row.method in ("automated_alert", "internal_user", "health_check") for row in postmortem.detection_methods)


def _lag(postmortem: Postmortem) -> float | None:
    signed = [row.signed_on for row in postmortem.sign_offs if row.signed and row.signed_on]
    resolved = postmortem.incident.resolved_at
    return float((max(signed) - resolved.date()).days) if signed and resolved and postmortem.incident.status == "final" else None


def _is_severe(postmortem: Postmortem) -> bool:
    return postmortem.incident.severity in ("P0", "P1")


MEASURES = {
    "time to detect": Measure(lambda p: p.incident.time_to_detect_min, "duration"),
    "time to acknowledge": Measure(lambda p: p.incident.time_to_acknowledge_min, "duration"),
    "time to mitigate": Measure(lambda p: p.incident.time_to_mitigate_min, "duration"),
    "time to resolve": Measure(lambda p: p.incident.time_to_resolve_min, "duration"),
    "users affected": Measure(lambda p: p.incident.users_affected, "duration"),
    "lag of the document": Measure(_lag, "duration"),
    "severe": Measure(_is_severe, "share"),
    "found internally": Measure(_is_internal, "share"),
}


def _of(corpus: Corpus, quarter: str) -> Corpus:
    return [postmortem for postmortem in corpus if postmortem.incident.quarter == quarter]


def _together(corpora: list[Corpus]) -> Corpus:
    return list(chain.from_iterable(corpora))


def _values(corpus: Corpus, read: Read, quarter: str) -> list[float]:
    return [float(value) for postmortem in _of(corpus, quarter) if (value := read(postmortem)) is not None]


def _chance(measure: Measure, *samples: Sequence[float]) -> float:
    """The p-value of the samples having one distribution."""
    if measure.kind == "duration":
        return float(stats.kruskal(*samples).pvalue)
    return float(stats.chi2_contingency([[sum(sample), len(sample) - sum(sample)] for sample in samples], correction=False)[1])


@pytest.mark.parametrize("name", MEASURES)
def test_where_nothing_changes_the_newest_quarter_differs_as_often_as_chance_has_it(unchanged: list[Corpus], name: str) -> None:
    measure = MEASURES[name]
    p_values = [
        _chance(measure, *(_values(corpus, measure.read, quarter) for quarter in (PREVIOUS, NEWEST))) for corpus in unchanged
    ]
    assert sum(p < 0.05 for p in p_values) <= 3, "0.8 of 16 are expected; four or more happen once in 140 times"
    assert 0.25 < median(p_values) < 0.8


@pytest.mark.parametrize("first", [NEWEST, MIDDLE])
@pytest.mark.parametrize("name", MEASURES)
def test_where_nothing_changes_all_corpora_together_show_no_drift(unchanged: list[Corpus], name: str, first: str) -> None:
    """A drift that one corpus hides; sixteen of such samples are looked at."""
    measure, together = MEASURES[name], _together(unchanged)
    parts = [[quarter for quarter in _quarters(together) if (quarter >= first) is after] for after in (False, True)]
    samples = [[value for quarter in part for value in _values(together, measure.read, quarter)] for part in parts]
    assert _chance(measure, *samples) > 0.002


def test_where_nothing_changes_every_day_brings_as_many_incidents_to_each_team() -> None:
    grows, library = COURSES[CourseName.unchanged].grows, load_library()
    plans = [plan_slots(600, seed, library, grows=grows) for seed in range(60)]
    corpora = [Counter((slot.team.name, slot.quarter) for slot in plan) for plan in plans]
    teams, quarters = (sorted({key[place] for key in corpora[0]}) for place in (0, 1))
    by_team = np.array([[[corpus[team, quarter] for quarter in quarters] for team in teams] for corpus in corpora])
    days = np.array([(last - first).days + 1 for first, last in map(quarter_bounds, quarters)])
    expected = 600 * days / days.sum()
    counts = by_team.sum(axis=1)
    assert stats.chisquare(counts.sum(axis=0), expected * len(counts)).pvalue > 0.01
    assert stats.chi2_contingency(by_team.sum(axis=0))[1] > 0.01
    dispersion = ((counts - expected) ** 2 / expected).sum(axis=1).mean() / (len(days) - 1)
    assert 0.85 < dispersion < 1.15, "counts scatter as those of independent incidents do"


def test_where_nothing_changes_promises_are_kept_as_before(unchanged: list[Corpus]) -> None:
    """By horizon, because of the newest quarter's items only the short ones are due already."""
    for horizon in ("immediate", "short_term"):
        newest, previous = (_on_time_share(unchanged, horizon, quarter) for quarter in (NEWEST, PREVIOUS))
        assert newest == pytest.approx(previous, abs=0.03)


def _on_time_share(corpora: list[Corpus], horizon: str, quarter: str) -> float:
    items = [item for corpus in corpora for each in _of(corpus, quarter) for item in each.action_items if item.horizon == horizon]
    judged = [item for item in items if item.due_date and item.due_date < AS_OF and item.status != "wont_do"]
    return sum(map(_is_on_time, judged)) / len(judged)


def _is_on_time(item: ActionItem) -> bool:
    return bool(item.completed_on and item.due_date and item.completed_on <= item.due_date)


def test_halving_halves_the_time_to_resolve_in_the_newest_quarter_alone(halved: list[Corpus], unchanged: list[Corpus]) -> None:
    ratios = _ratios(halved, unchanged, "time to resolve")
    assert {quarter: ratio for quarter, ratio in ratios.items() if ratio != 1} == {NEWEST: pytest.approx(0.5, abs=0.04)}


@pytest.mark.parametrize("name", ["time to detect", "time to acknowledge"])
def test_halving_leaves_detection_as_it_was(halved: list[Corpus], unchanged: list[Corpus], name: str) -> None:
    assert set(_ratios(halved, unchanged, name).values()) == {1.0}


def _ratios(corpora: list[Corpus], unchanged: list[Corpus], name: str) -> dict[str, float]:
    """The median of each quarter against that of the same incidents where nothing changes."""
    read = MEASURES[name].read
    changed, same = _together(corpora), _together(unchanged[: len(corpora)])
    return {
        quarter: median(_values(changed, read, quarter)) / median(_values(same, read, quarter)) for quarter in _quarters(same)
    }


def test_halving_changes_neither_how_many_incidents_there_are_nor_how_severe_they_are(
    halved: list[Corpus], unchanged: list[Corpus]
) -> None:
    pairs = zip(halved, unchanged, strict=False)
    assert all(list(map(_called, after)) == list(map(_called, before)) for after, before in pairs)


def _called(postmortem: Postmortem) -> tuple[object, ...]:
    return postmortem.incident.incident_id, postmortem.incident.quarter, postmortem.incident.severity


def test_relabelling_leaves_a_quarter_of_the_severe_incidents_in_the_newest_quarter(
    relabelled: list[Corpus], unchanged: list[Corpus]
) -> None:
    fewer, all_of_them = _together(relabelled), _together(unchanged[: len(relabelled)])
    shares = {quarter: _count_severe(fewer, quarter) / _count_severe(all_of_them, quarter) for quarter in _quarters(fewer)}
    assert {quarter: share for quarter, share in shares.items() if share != 1} == {NEWEST: pytest.approx(0.25, abs=0.08)}


def _count_severe(corpus: Corpus, quarter: str) -> int:
    return sum(map(_is_severe, _of(corpus, quarter)))


def test_relabelling_changes_nothing_but_the_severity_that_is_written(relabelled: list[Corpus], unchanged: list[Corpus]) -> None:
    for after, before in zip(relabelled, unchanged, strict=False):
        assert list(map(_without_label, after)) == list(map(_without_label, before))


def _without_label(postmortem: Postmortem) -> Postmortem:
    incident = replace(postmortem.incident, severity=None, severity_text=None)
    return replace(postmortem, incident=incident)


def _quarters(corpus: Corpus) -> list[str]:
    return sorted({postmortem.incident.quarter or "" for postmortem in corpus})


@pytest.mark.parametrize("table", ["incident_facts", "action_item_states", "repeats", "quarter_states", "targets"])
def test_the_store_without_texts_says_what_reading_the_documents_says(stores: tuple[Store, Store], table: str) -> None:
    """All but where things stand, the words of an action, which lose their marks of code when they are read, the address that settings
    make of its ticket, and its history, which only ingests keep.
    """
    read, drawn = (_rows(store, table) for store in stores)
    assert len(read) > 0
    assert drawn == read


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Store]:
    """The same corpus, once written and read, once straight from its records."""
    directory = tmp_path_factory.mktemp("scenario")
    generate_corpus(directory / "corpus", 60, 5, course=COURSES[CourseName.relabelled], flaws=False)
    read = Store(directory / "read")
    ingest([directory / "corpus"], read, load_settings(directory / "corpus" / FILE_NAME), jobs=1)
    return read, publish_scenario(directory / "drawn", "relabelled", 5, 60)


def _rows(store: Store, table: str) -> list[tuple[Any, ...]]:
    columns = (
        "COLUMNS(lambda c: c NOT IN "
        "('incident_key', 'earlier_key', 'source_path', 'source_line', 'line', 'action', 'item_key', 'ticket_url', 'moves'))"
    )
    with store.cursor() as cursor:
        return sorted(cursor.execute(f"SELECT {columns} FROM {table}").fetchall(), key=repr)
