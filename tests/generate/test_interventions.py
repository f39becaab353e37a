"""What the corpus is made to show can be seen in it, and nothing else can."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pytest

from analytics.generate import COURSES, Course, CourseName, Intervention, generate_corpus, load_truth
from analytics.generate.interventions import compute_factor
from analytics.model import SEVERITIES, Incident, Postmortem


def _median(incidents: list[Incident], column: str, first: str, last: str) -> float:
    values = [getattr(incident, column) for incident in incidents if incident.quarter and first <= incident.quarter <= last]
    return float(median(value for value in values if value is not None))


@pytest.fixture(scope="session")
def incidents(postmortems: list[Postmortem]) -> list[Incident]:
    return [postmortem.incident for postmortem in postmortems]


def test_the_alerting_programme_more_than_halves_the_time_to_detect(incidents: list[Incident]) -> None:
    before = _median(incidents, "time_to_detect_min", "2024Q2", "2025Q2")
    after = _median(incidents, "time_to_detect_min", "2025Q3", "2026Q3")
    assert 10 <= before <= 18
    assert 3 <= after <= 7
    assert 0.25 < after / before < 0.5


def test_the_review_policy_leaves_the_time_to_resolve_as_it_was(incidents: list[Incident], tmp_path: Path) -> None:
    before = _median(incidents, "time_to_resolve_min", "2024Q2", "2024Q4")
    after = _median(incidents, "time_to_resolve_min", "2025Q1", "2025Q4")
    assert 0.8 < after / before < 1.25
    (policy,) = (change for change in COURSES[CourseName.sample].interventions if change.since == "2025Q1")
    assert _generate(tmp_path / "with", policy) == _generate(tmp_path / "without")


def test_every_quarter_has_incidents(incidents: list[Incident]) -> None:
    quarters = {incident.quarter for incident in incidents if incident.quarter}
    assert sorted(quarters) == [f"{year}Q{n}" for year in (2024, 2025, 2026) for n in (1, 2, 3, 4)][1:11]


def _generate(directory: Path, *interventions: Intervention) -> list[Incident]:
    generate_corpus(directory, 600, 3, course=Course(interventions, grows=True), flaws=False)
    return [truth.postmortem.incident for truth in load_truth(directory / "truth.jsonl") if truth.postmortem]


def test_a_demonstration_corpus_is_one_record(tmp_path: Path) -> None:
    plain = _generate(tmp_path / "plain")
    halved = _generate(tmp_path / "halved", Intervention("one good quarter", "time_to_resolve", "2025Q2", 0.5, until="2025Q2"))
    assert _median(plain, "time_to_detect_min", "2025Q3", "2026Q3") == pytest.approx(
        _median(plain, "time_to_detect_min", "2024Q2", "2025Q2"), rel=0.2
    )
    then = [_median(corpus, "time_to_resolve_min", "2025Q2", "2025Q2") for corpus in (plain, halved)]
    assert then[1] == pytest.approx(0.5 * then[0], rel=0.1)
    others = [_median(corpus, "time_to_resolve_min", "2025Q3", "2026Q3") for corpus in (plain, halved)]
    assert others[0] == others[1]


def test_relabelling_moves_severe_incidents_to_p2_and_no_further(tmp_path: Path) -> None:
    plain = _generate(tmp_path / "plain")
    relabelled = _generate(tmp_path / "relabelled", Intervention("fewer P1", "severe_label", "2025Q3", 0.3))
    late = [[i for i in corpus if i.quarter and i.quarter >= "2025Q3"] for corpus in (plain, relabelled)]
    counts = [{severity: sum(i.severity == severity for i in corpus) for severity in SEVERITIES} for corpus in late]
    assert counts[1]["P0"] < 0.6 * counts[0]["P0"]
    assert counts[1]["P1"] < 0.6 * counts[0]["P1"]
    assert sum(counts[1].values()) == sum(counts[0].values())
    assert {kind: counts[1][kind] for kind in ("P3", "P4")} == {kind: counts[0][kind] for kind in ("P3", "P4")}


def test_factors_multiply_where_they_apply() -> None:
    changes = (
        Intervention("a", "time_to_detect", "2025Q1", 0.5),
        Intervention("b", "time_to_detect", "2025Q2", 0.5, until="2025Q2", teams=("Search",)),
        Intervention("c", "time_to_resolve", "2024Q1", 9.0),
    )
    factors = [
        compute_factor(changes, "time_to_detect", quarter, "Search") for quarter in ("2024Q4", "2025Q1", "2025Q2", "2025Q3")
    ]
    assert factors == [1.0, 0.5, 0.25, 0.5]
    assert compute_factor(changes, "time_to_detect", "2025Q2", "Payments") == 0.5
