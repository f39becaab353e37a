"""The registry of rules: a bad and a good case each, the real corpora, levels from the settings, comments that ignore."""

from __future__ import annotations

import csv
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analytics.diagnostics import CODES
from analytics.ingest.dialect import load_dialects
from analytics.ingest.pipeline import ingest, reader_version
from analytics.ingest.read import FileRead, read_file
from analytics.ingest.rules import CORPUS_RULES, RULES
from analytics.settings import DialectTable, Recognise, Settings
from analytics.store.database import Store
from tests.ingest.golden import CASES, read_document

RULE_CASES = sorted((CASES / "rules").glob("*.md"))
DFDS = Path(__file__).parents[3] / "shared" / "corpora" / "dfds"
DURATION_CODES = {"PM301", "PM310"}

DOCUMENT = """## Incident Postmortem: INCIDENT-2026-03-14-001: Queue stopped

**Status:** Final
**Date:** 2026-03-14
**Team:** Payments

## 1. Executive Summary

| Metric | Value |
|--------|-------|
| **Severity** | P2 |

### 7.1 Immediate (This Week)

| # | Action | Owner | Due Date | Status |
|---|--------|-------|----------|--------|
| 1 | Alert on live consumers | {owner} | 2026-03-18 | ⏳ |
"""
OWNERLESS = DOCUMENT.format(owner="TBD")


def read(text: str, settings: Settings | None = None) -> FileRead:
    settings = settings or Settings()
    return read_file("one.md", text.encode(), datetime(2026, 10, 5, tzinfo=UTC), settings, load_dialects(settings))


def found(text: str, settings: Settings | None = None) -> list[tuple[int, str, str]]:
    return [(finding.line, finding.code, finding.level) for finding in read(text, settings).diagnostics]


@pytest.mark.parametrize("document", RULE_CASES, ids=lambda path: path.stem)
def test_bad_cases_give_their_code_and_good_ones_give_none(document: Path) -> None:
    code, kind = document.stem.upper().split("-")[:2]
    codes = {finding.code for finding in read_document(document).diagnostics}
    assert codes == ({code} if kind == "BAD" else set())


def test_every_rule_has_a_bad_and_a_good_case() -> None:
    cases = {tuple(document.stem.upper().split("-")[:2]) for document in RULE_CASES}
    assert {(code, kind) for code in [*RULES, "PM901", "PM902"] for kind in ("BAD", "GOOD")} == cases


def test_every_contradiction_has_a_rule() -> None:
    contradictions = {code for code in CODES if code[:3] in {"PM3", "PM4"}} - {"PM303"}  # seen while it is read
    assert {*RULES, *CORPUS_RULES} == contradictions | {"PM211"}  # seen once all of a timeline is read


def test_every_rule_is_a_module_of_its_own() -> None:
    modules = [rule.__module__ for rule in (*RULES.values(), *CORPUS_RULES.values())]
    assert len(set(modules)) == len(modules)


def advice_about(action: str, settings: Settings | None = None) -> dict[str, str]:
    text = DOCUMENT.format(owner="@payments-oncall").replace("Alert on live consumers", action)
    return {finding.code: finding.message for finding in read(text, settings).diagnostics}


def with_words(words: dict[str, dict[str, tuple[str, ...]]]) -> Settings:
    recognise = Recognise(headings=("executive summary",), at_least=1)
    return Settings(dialects={"own": DialectTable(recognise=recognise, words=words)})


def test_advice_about_wording_says_which_words_are_meant() -> None:
    advice = advice_about("We should be more careful with deployments and add an alert on the queue (PAY-12)")
    assert list(advice) == ["PM406", "PM407", "PM408"]
    assert "begins with 'We should'" in advice["PM406"]
    assert "'add an alert on the queue (PAY-12)'" in advice["PM407"]
    assert "nobody can tell when" in advice["PM408"]


def test_advice_about_wording_knows_the_words_of_an_own_dialect_and_none_of_another_language() -> None:
    value: dict[str, tuple[str, ...]] = {"hour": ("Stunde",)}
    english = with_words({"advice": {"vague": ("ponder",)}})
    foreign = with_words({"advice": {"vague": ("prüfen, ob",), "opener": ("wir sollten",)}, "value": value})
    silent = with_words({"value": value})
    for settings in (english, Settings()):
        assert set(advice_about("Consider a second queue", settings)) == {"PM408"}
    assert set(advice_about("Ponder a second queue", english)) == {"PM408"}
    assert set(advice_about("Wir sollten prüfen, ob eine zweite Schlange hilft", foreign)) == {"PM406", "PM408"}
    for settings in (foreign, silent):
        assert advice_about("Consider The Queue and add a second", settings) == {}


def test_advice_about_wording_can_be_ignored_and_be_given_a_level() -> None:
    assert advice_about("Consider a second queue <!-- postmortems: ignore PM408 -->") == {}
    assert advice_about("Consider a second queue", Settings(rules={"PM408": "off"})) == {}


@pytest.mark.parametrize(
    "noise", ["a " * 100_000, "; " * 100_000, " and" * 50_000, "x" * 200_000 + ":", "We should " + "." * 200_000]
)
def test_advice_about_a_line_as_long_as_a_file_takes_no_time(noise: str) -> None:
    began = time.process_time()
    advice_about(f"Improve {noise}")
    advice_about(noise)
    assert time.process_time() - began < 5


@pytest.mark.skipif(not DFDS.is_dir(), reason="the real corpora are not beside the project")
def test_authors_numbers_that_two_rows_give_are_no_finding() -> None:
    with (DFDS / "truth.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["ttd_basis"] or row["ttr_basis"]]
    assert len(rows) >= 15
    for row in rows:
        document = read_file(
            row["file"], (DFDS / row["file"]).read_bytes(), datetime.now(UTC), Settings(), load_dialects(Settings())
        )
        assert {finding.code for finding in document.diagnostics} & DURATION_CODES == set(), row["id"]


@pytest.mark.skipif(not DFDS.is_dir(), reason="the real corpora are not beside the project")
def test_an_authors_number_that_no_two_rows_give_is_a_finding() -> None:
    [file] = DFDS.glob("PM2021-005*")
    text = file.read_bytes().replace(b"Time to recovery: 25 minutes", b"Time to recovery: 95 minutes")
    spoilt = read_file(file.name, text, datetime.now(UTC), Settings(), load_dialects(Settings()))
    assert len([finding for finding in spoilt.diagnostics if finding.code in DURATION_CODES]) == 1


def test_a_long_timeline_is_compared_in_no_time() -> None:
    rows = "\n".join(f"| 2026-03-14 {n // 60 % 24:02}:{n % 60:02} | entry {n} |" for n in range(0, 20_000, 2))
    text = DOCUMENT.format(owner="@payments-oncall").replace("P2 |", "P2 |\n| **Time to Mitigate** | 25 h |")
    assert "PM310" in {code for _, code, _ in found(f"{text}\n## 2. Timeline\n\n| Time | Event |\n|---|---|\n{rows}\n")}


@pytest.mark.parametrize("noise", ["9" * 200_000, "11:07 " * 40_000, " " * 200_000 + "h", "5 h" + " " * 200_000 + "("])
def test_a_line_as_long_as_a_file_does_no_harm(noise: str) -> None:
    read(f"{OWNERLESS}\n## 2. Timeline\n\nMonday 11:07-13:40 false positives: {noise}\n")


def test_settings_change_levels_and_turn_codes_off() -> None:
    assert found(OWNERLESS) == [(17, "PM401", "info")]
    assert found(OWNERLESS, Settings(rules={"PM401": "error"})) == [(17, "PM401", "error")]
    assert found(OWNERLESS, Settings(rules={"PM401": "off"})) == []
    assert found("x" * 10, Settings(rules={"PM003": "warning"})) == [(1, "PM003", "warning")]


def test_levels_reach_files_that_cannot_be_read_and_checks_of_the_corpus(tmp_path: Path) -> None:
    for name in ("one.md", "two.md"):
        (tmp_path / name).write_text(DOCUMENT.format(owner="@payments-oncall"), encoding="utf-8")
    (tmp_path / "large.md").write_text("x" * 5000, encoding="utf-8")
    settings = Settings(rules={"PM302": "error", "PM006": "info", "PM501": "off"}, ingest={"max_bytes": 4000})  # type: ignore[arg-type]  # pydantic builds it
    store = Store(tmp_path / "store")
    summary = ingest([tmp_path], store, settings, jobs=1)
    with store.cursor() as cursor:
        levels = cursor.execute("SELECT DISTINCT code, level FROM diagnostics ORDER BY ALL").fetchall()
    assert (levels, summary.errors) == ([("PM006", "info"), ("PM302", "error")], 2)


def test_changed_levels_read_everything_again() -> None:
    assert reader_version(Settings()) != reader_version(Settings(rules={"PM401": "off"}))


def test_a_comment_in_the_row_ignores_there_and_nowhere_else() -> None:
    row = "| 2 | Another | | 2026-03-18 | ⏳ |\n"
    text = OWNERLESS.replace("TBD |", "TBD <!-- postmortems: ignore PM401 until the team is formed --> |") + row
    assert found(text) == [(18, "PM401", "info")]


def test_a_comment_on_its_own_line_ignores_in_the_block_below() -> None:
    comment = "<!-- postmortems: ignore PM401 -->\n"
    table = OWNERLESS.index("| # |")
    assert found(OWNERLESS[:table] + comment + OWNERLESS[table:]) == []
    assert found(OWNERLESS[:table] + comment + "\n\n" + OWNERLESS[table:]) == []
    assert found(comment.join(OWNERLESS.rsplit("### 7.1", 1)).replace(comment, comment + "### 7.1")) == [
        (13, "PM901", "warning"),
        (18, "PM401", "info"),
    ]


@pytest.mark.parametrize("before", ["", "---\nteam: Payments\n---\n\n", "\n\n", "\ufeff", "<!-- postmortems: ignore PM404 -->\n"])
def test_a_comment_above_everything_ignores_in_the_whole_document(before: str) -> None:
    text = f"{before}<!-- postmortems: ignore PM401 -->\n\n{OWNERLESS}".replace("**Team:** Payments\n", "")
    assert "PM401" not in {code for _, code, _ in found(text)}


def test_comments_in_code_are_examples() -> None:
    comment = "<!-- postmortems: ignore PM401 -->"
    assert found(f"{OWNERLESS}\n```\n{comment}\n```\n\n`{comment}`\n")[-1] == (17, "PM401", "info")


def test_what_is_off_is_still_there_to_be_ignored() -> None:
    text = OWNERLESS.replace("TBD |", "TBD <!-- postmortems: ignore PM401 --> |")
    assert found(text, Settings(rules={"PM401": "off"})) == []


def test_a_comment_ignores_what_only_the_corpus_can_tell(tmp_path: Path) -> None:
    text = DOCUMENT.format(owner="@payments-oncall")
    (tmp_path / "one.md").write_text(f"<!-- postmortems: ignore PM302 -->\n{text}", encoding="utf-8")
    (tmp_path / "two.md").write_text(text, encoding="utf-8")
    store = Store(tmp_path / "store")
    ingest([tmp_path], store, Settings(rules={"PM501": "off"}), jobs=1)
    with store.cursor() as cursor:
        assert cursor.execute("SELECT source_path, code FROM diagnostics").fetchall() == [("two.md", "PM302")]
