"""The outline says the numbers and words of the pages and of `postmortems metrics`, and no more than their verdicts carry."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics.errors import UsageError
from analytics.metrics.filters import Filters
from analytics.metrics.records import compute_records
from analytics.reports.outline import PARTS
from analytics.reports.records import Outline, Paragraph, Plot, Section, Table
from analytics.reports.words import table_of
from analytics.store.database import Store
from tests.conftest import SAMPLE, MakeStore
from tests.pages.conftest import OpenPage, open_page  # noqa: F401 - a fixture
from tests.reports.conftest import TITLES, compose, incident, item
from tests.scenarios import publish_scenario

ROOT = Path(__file__).parents[2]
POSTMORTEMS = (sys.executable, "-c", "from analytics.cli import main; main()")
NAMES = list(PARTS)


def section_of(outline: Outline, name: str) -> Section:
    return next(section for section in outline.sections if section.id == name)


def table_named(outline: Outline, name: str) -> Table:
    tables = [e for section in outline.sections for e in section.exhibits if isinstance(e, Table)]
    return next(table for table in (*tables, *outline.behind) if table.name == name)


def plots_of(outline: Outline) -> dict[str, Plot]:
    return {e.name: e for section in outline.sections for e in section.exhibits if isinstance(e, Plot)}


def words_of(outline: Outline) -> Iterator[str]:
    for section in outline.sections:
        yield section.message
        for paragraph in (*section.paragraphs, *section.speaker_notes):
            yield f"{paragraph.heading} {paragraph.text}"


def rows_by(table: Table, *names: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    columns = [column.name for column in table.columns]
    rows = [dict(zip(columns, row, strict=True)) for row in table.rows]
    return {tuple(row[name] for name in names): row for row in rows}


def test_the_scorecard_is_what_the_command_prints(sample_store: Store) -> None:
    command = [*POSTMORTEMS, "metrics", "--store", str(sample_store.directory), "--quarter", "2026Q3", "--format", "json"]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    printed = {(one["metric"], one["statistic"]): one for one in json.loads(run.stdout) if one["horizon"] is None}
    exact = rows_by(table_named(compose(sample_store, "2026Q3"), "scorecard-exact"), "metric", "statistic", "group")
    headlines = {key[:2]: row for key, row in exact.items() if row["period"] == "2026Q3"}
    assert len(headlines) == 7
    for key, row in headlines.items():
        told = {name: value for name, value in row.items() if name != "group"}
        assert told == pytest.approx({name: printed[key][name] for name in told})


def test_what_came_of_the_actions_is_what_the_records_say(sample_store: Store) -> None:
    outline = compose(sample_store, "2026Q3")
    exact = rows_by(table_named(outline, "scorecard-exact"), "metric", "group")
    filters = Filters(quarter_from="2024Q2", quarter_to="2026Q3")
    with sample_store.cursor() as cursor:
        [record] = [r for r in compute_records(cursor, filters, ()) if r.metric == "action_on_time"]
    row = exact["action_on_time", None]
    said = asdict(record)
    names = ("value", "low", "high", "n", "of", "target", "attained", "period", "definition")
    assert {name: row[name] for name in names} == pytest.approx({name: said[name] for name in names})


def test_each_chart_carries_the_numbers_of_the_metrics(sample_store: Store) -> None:
    plots = plots_of(compose(sample_store, "2026Q3"))
    filters = Filters(quarter_from="2024Q4", quarter_to="2026Q3")
    with sample_store.cursor() as cursor:
        records = compute_records(cursor, filters, ("quarter",))
    for name, metric, statistic in (
        ("incidents-by-quarter", "incidents", "count"), ("time-to-resolve-by-quarter", "ttr", "median"),
        ("time-to-detect-by-quarter", "ttd", "median"), ("detected-internally", "detected_internally", "share"),
        ("actions-on-time-by-quarter", "action_on_time", "share"),
    ):  # fmt: skip
        told = [r for r in records if (r.metric, r.statistic) == (metric, statistic)]
        assert plots[name].categories == tuple(f"{r.period[:4]} {r.period[4:]}" for r in told if r.period)
        first = plots[name].series[0]
        assert list(first.values) == pytest.approx([r.value for r in told])
        if first.low:
            assert list(first.low) == pytest.approx([r.low for r in told])
    means = [r.value for r in records if (r.metric, r.statistic) == ("ttr", "mean")]
    assert list(plots["time-to-resolve-by-quarter"].series[1].values) == pytest.approx(means)


def test_every_chart_is_a_table(sample_store: Store) -> None:
    plots = plots_of(compose(sample_store, "2026Q3"))
    assert len(plots) == 14
    for plot in plots.values():
        assert all(len(series.values) == len(plot.categories) for series in plot.series), plot.name
        assert len(table_of(plot).rows) == len(plot.categories)
        assert plot.title
        assert plot.source
        assert plot.alt
        assert plot.definitions


def test_the_overview_says_the_same_words(sample_store: Store, open_page: OpenPage) -> None:  # noqa: F811
    app = open_page(sample_store, "pages/review/overview.py", from_="2024 Q2", to="2026 Q3")
    shown = re.sub(r"<[^>]+>|→", "", " ".join(str(block.proto.body) for block in app.get("html")))
    shown = " ".join(shown.replace("&#x27;", "'").split())
    answer = section_of(compose(sample_store, "2026Q3"), "answer")
    for sentence in (f"{answer.message}.", *(paragraph.text for paragraph in answer.paragraphs)):
        assert " ".join(sentence.split()) in shown


def test_each_incident_of_the_quarters_is_a_dot_that_says_where_it_is(sample_store: Store) -> None:
    plot = plots_of(compose(sample_store, "2026Q3"))["time-to-resolve-by-quarter"]
    assert len(plot.dots) == sum(plot.series[0].n) == 143
    for dot in plot.dots:
        assert dot.on
        quarter = f"{dot.on.year} Q{(dot.on.month + 2) // 3}"
        assert plot.categories[round(dot.place)] == quarter


def test_evidence_leads_to_the_line(sample_store: Store) -> None:
    outline = compose(sample_store, "2026Q3")
    [resolved] = [p for p in section_of(outline, "answer").paragraphs if p.text.startswith("Half of the incidents")]
    assert len(resolved.evidence) == 8
    assert resolved.evidence_total == 19
    for one in resolved.evidence:
        line = (SAMPLE / one.path).read_text(encoding="utf-8").splitlines()[one.line - 1]
        assert "resolve" in line.lower()


def test_the_gravest_incidents_come_first_then_the_longest(sample_store: Store) -> None:
    top = section_of(compose(sample_store, "2026Q1"), "top")
    ranks = []
    for paragraph in top.paragraphs:
        severity = paragraph.text.partition(",")[0]
        found = re.search(r"and (?:(\d+\.?\d*) d|(?:(\d+) h ?)?(?:(\d+) min)?) to resolve", paragraph.text.replace("\u00a0", " "))
        assert found, paragraph.text
        days, hours, minutes = (float(part or 0) for part in found.groups())
        ranks.append((severity, -(1440 * days + 60 * hours + minutes)))
    assert ranks == sorted(ranks)
    assert len(ranks) == 5


@pytest.mark.parametrize("scenario", ["sample", "halved", "unchanged", "relabelled"])
def test_no_title_claims_more_than_its_verdict(scenario: str, tmp_path: Path) -> None:
    store = publish_scenario(tmp_path / "store", scenario, 7, 300)
    for quarter in ("2024Q4", "2025Q3", "2026Q3"):
        outline = compose(store, quarter)
        exact = rows_by(table_named(outline, "scorecard-exact"), "metric", "statistic", "group")
        verdicts = {row["metric"]: row["verdict"] for row in exact.values()}
        for name, metric in (("severity", "severe_incidents"), ("detection", "ttd"), ("response", "ttr")):
            claimed = re.findall(r"\bis (better|worse)\b", section_of(outline, name).message)
            assert claimed == [verdict for verdict in (verdicts[metric],) if verdict in ("better", "worse")]


def test_a_detectable_change_is_the_title(tmp_path: Path) -> None:
    outlines = [compose(publish_scenario(tmp_path / f"store-{seed}", "halved", seed), "2026Q3") for seed in range(3)]
    found = [section_of(outline, "response").message for outline in outlines]
    assert any(re.match(r"Time to resolve is better: median .* shorter than in 2026 Q2 \(95 % interval", m) for m in found), found


EMPTY: dict[str, tuple[str | None, list[dict[str, Any]]]] = {
    "empty store": (None, []),
    "no dated incident": (None, [{"incident_key": "a", "title": "Undated"}]),
    "one that says nothing": (None, [{"incident_key": "a", "incident_date": date(2026, 8, 1)}]),
    "one": (None, [dict(incident(1, date(2026, 8, 1)))]),
    "a quarter without any": ("2026Q2", [dict(incident(1, date(2026, 2, 1))), dict(incident(2, date(2026, 8, 1)))]),
}


@pytest.mark.parametrize("case", EMPTY)
def test_each_section_says_in_a_sentence_what_there_is_not(case: str, make_store: MakeStore) -> None:
    quarter, incidents = EMPTY[case]
    outline = compose(make_store(incidents=incidents), quarter)
    assert [section.id for section in outline.sections] == NAMES
    for section in outline.sections:
        assert re.match(r"\S.{12,}[^.]$", section.message), section.message
        assert all(
            any(v is not None for s in e.series for v in s.values) or e.dots for e in section.exhibits if isinstance(e, Plot)
        )
    assert not re.search(r"\b(nan|None|NaT|inf)\b", " ".join(words_of(outline)))
    if case in ("empty store", "no dated incident"):
        assert all("no incident" in section.message.lower() for section in outline.sections[:12])


def test_a_team_alone(sample_store: Store) -> None:
    outline = compose(sample_store, "2026Q3", teams=("Payments",))
    assert outline.file_name == "2026Q3_quarterly-review_payments"
    assert outline.title == "Quarterly review of incidents, 2026 Q3: Payments"
    assert "Payments" in outline.stamp.selection
    ledger = rows_by(table_named(outline, "overdue-actions"), "team")
    assert {team for (team,) in ledger} == {"Payments"}
    assert {row[5] for row in table_named(outline, "incidents").rows} == {"Payments"}


def test_the_ledger_holds_every_overdue_item(make_store: MakeStore) -> None:
    items = [item(n, "key-1") for n in range(100)]
    outline = compose(make_store(incidents=[incident(1, date(2026, 6, 3)), incident(2, date(2026, 8, 3))], action_items=items))
    ledger = table_named(outline, "overdue-actions")
    assert len(ledger.rows) == ledger.total == 100
    assert ledger.most == 20
    days = [int(str(row[0])) for row in ledger.rows]
    assert days == sorted(days, reverse=True)
    assert "100 items overdue" in section_of(outline, "actions").message


def test_cells_are_numbers_and_days(sample_store: Store) -> None:
    incidents = rows_by(table_named(compose(sample_store, "2026Q3"), "incidents"), "incident_key")
    for row in incidents.values():
        assert type(row["occurred_on"]) is date
        assert row["ttr"] is None or type(row["ttr"]) is float
    assert {type(row["overdue_actions"]) for row in incidents.values()} == {int}


def test_decisions_are_the_missed_targets_and_one_of_each_kind(sample_store: Store) -> None:
    decisions = section_of(compose(sample_store, "2026Q3"), "decisions")
    headings = [paragraph.heading for paragraph in decisions.paragraphs]
    assert headings[:5] == ["Target missed."] * 4 + ["Overdue."]
    assert len(set(headings[4:])) == len(headings[4:])
    assert decisions.message == f"{len(headings)} decisions are asked for"
    missed = section_of(compose(sample_store, "2026Q3"), "scorecard").message
    assert missed == "4 of 9 targets are missed"


def test_only_the_sections_that_are_asked_for(sample_store: Store) -> None:
    outline = compose(sample_store, "2026Q3", sections=("decisions", "answer"))
    assert [section.number for section in outline.sections] == ["1", "12"]


def test_without_a_quarter_it_is_the_newest_that_is_over(sample_store: Store, make_store: MakeStore) -> None:
    assert compose(sample_store).quarter == "2026Q3"
    store = make_store(incidents=[incident(1, date(2026, 6, 3)), incident(2, date(2026, 8, 3))], as_of=date(2026, 8, 20))
    assert compose(store).quarter == "2026Q2"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"quarter": "2031Q1"}, "There is no quarter '2031Q1' in this store: choose from 2024Q2"),
        ({"teams": ("Paiments",)}, "There is no team 'Paiments' in this store: choose from"),
        ({"severities": ("P9",)}, "There is no severity 'P9'"),
        ({"sections": ("summary",)}, "There is no section 'summary' in a report: choose from answer, scorecard"),
    ],
)
def test_what_does_not_exist_is_a_sentence(asked: dict[str, Any], words: str, sample_store: Store) -> None:
    with pytest.raises(UsageError, match=re.escape(words)):
        compose(sample_store, **asked)


def test_words_of_documents_stay_whole_where_there_is_room(wild: Store) -> None:
    outline = compose(wild)
    titles = {row[2] for row in table_named(outline, "incidents").rows}
    assert titles <= set(TITLES)
    told = section_of(outline, "top")
    assert all(len(p.heading) <= 141 and len(p.text) < 1200 for p in told.paragraphs)
    assert isinstance(told.paragraphs[0], Paragraph)
