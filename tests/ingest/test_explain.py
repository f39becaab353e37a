"""`postmortems lint --explain`: every line of a document with what became of it, and by which rule."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analytics.cli import app
from analytics.errors import UsageError
from analytics.ingest.explain import ExplainedLine, Explanation, State
from analytics.ingest.explain_text import explanation_record, render_explanation
from analytics.ingest.lint import explain_paths
from analytics.settings import find_settings_file, load_settings
from tests.ingest.golden import CASES, documents, name_of, read_document, settings_of

FULL = CASES / "template" / "fully-filled.md"
Line = Callable[[str], ExplainedLine]


def explain(document: Path) -> Explanation:
    (explanation,) = explain_paths([document], settings_of(document))
    return explanation


def line_of(document: Path) -> Line:
    """Finds the explained line that holds some words."""
    lines = explain(document).lines

    def find(words: str) -> ExplainedLine:
        return next(line for line in lines if words in line.text)

    return find


@pytest.mark.parametrize("document", [path for path in documents() if path.is_file()], ids=name_of)
def test_the_explanation_tells_what_the_reading_counted(document: Path) -> None:
    read = read_document(document)
    if not read.document.text:
        return  # no text, nothing to explain: test_a_file_that_cannot_be_read_is_an_error
    explanations = explain_paths([document], settings_of(document))
    lines = [line for explanation in explanations for line in explanation.lines]
    assert sum(explanation.incidents for explanation in explanations) == len(read.postmortems)
    assert _total(explanations, "captured") == read.document.captured_lines
    assert _total(explanations, "boilerplate") == read.document.boilerplate_lines
    assert _total(explanations, "captured", "boilerplate", "left over") == read.document.content_lines
    assert [line for line in lines if line.state != "blank" and not line.rules] == []
    if read.document.line_map is None:
        assert [line.line for line in lines] == list(range(1, len(lines) + 1))
    assert max(len(line) for found in explanations for line in render_explanation(found).split("\n")) <= 100


def _total(explanations: list[Explanation], *states: State) -> int:
    return sum(explanation.counts[state] for explanation in explanations for state in states)


@pytest.mark.parametrize("document", [path for path in documents() if path.stem == "filled"], ids=name_of)
def test_every_captured_line_of_a_filled_document_went_somewhere(document: Path) -> None:
    assert [line for line in explain(document).lines if line.state == "captured" and not line.into] == []


@pytest.mark.parametrize(
    ("words", "table", "values", "rules"),
    [
        (
            "**Severity**",
            "incidents",
            {"severity_text": "P1 (major)", "severity": "P1"},
            ["template: [fields.summary] severity", "template: [words.severity] P1"],
        ),
        (
            "INCIDENT-2026-03-14-001",
            "incidents",
            {"incident_id": "INCIDENT-2026-03-14-001"},
            ["template: [documents] incident_heading"],
        ),
        (
            "22:37",
            "timeline_events",
            {"kind": "detected"},
            ["template: [columns.timeline] time, event", "template: [[events]] detected"],
        ),
    ],
)
def test_a_line_names_its_column_its_value_and_its_rule(words: str, table: str, values: dict[str, str], rules: list[str]) -> None:
    line = line_of(FULL)(words)
    stored = next(stored for stored in line.into if stored.table == table)
    assert stored.values.items() >= values.items()
    assert line.rules == rules


def test_headings_prompts_and_unticked_boxes_are_boilerplate_for_a_reason() -> None:
    find = line_of(FULL)
    assert find("## 2. Timeline").rules == ["template: [headings] timeline"]
    assert find("All times in UTC. Include").rules == ["template: [boilerplate] prompts"]
    assert find("- [ ]").rules == ["a box that is not ticked"]
    assert find("| Time (UTC) | Event |").rules == ["the header of a table"]


def test_rules_name_the_dialect_that_they_come_from() -> None:
    find = line_of(CASES / "kehoe" / "filled.md")
    assert find("Incident Number").rules == ["kehoe: [fields.header] incident_id", "kehoe: [fields.header] severity"]
    assert find("## What went badly").rules == ["generic: [headings] response.could_improve"]
    assert find("| Alert on a replica").rules == [
        "template: [columns.actions] action, due_date",
        "kehoe: [columns.actions] owner, ticket",
        "its further columns are kept as words",
    ]


def test_markers_owners_and_words_that_go_on() -> None:
    assert line_of(CASES / "timeline" / "markers-in-capitals.md")("ENDS").rules[-1] == "generic: [[markers]] resolved"
    assert line_of(CASES / "actions" / "owner-in-front-of-the-action.md")("Ledger").rules[-1] == "owners: [actions] owner"
    assert line_of(CASES / "timeline" / "bullets-that-wrap.md")("later").rules == ["goes on from line 7"]


def test_headings_that_begin_an_incident_name_the_key_that_says_so() -> None:
    assert line_of(CASES / "incidents" / "split-at-a-level.md")("Clock skew").rules == ["log: [documents] split_level"]
    assert line_of(CASES / "incidents" / "split-at-headings-of-a-form.md")("label stock").rules == [
        "diary: [documents] split_heading"
    ]
    own = CASES / "incidents" / "id-and-title-by-an-own-incident-heading.md"
    assert line_of(own)("clock skew").rules == ["outages: [documents] incident_heading"]


def test_what_is_left_over_says_which_name_was_looked_for(tmp_path: Path) -> None:
    document = tmp_path / "one.md"
    document.write_text(
        "# Lift stuck\n\nFloor: 3\n\n## Impact\n\nNobody came up.\n\n# Mood of the house\n\nGlum.\n", encoding="utf-8"
    )
    find = line_of(document)
    assert find("Glum").state == "left over"
    assert find("Glum").rules == ["below a heading that no [headings] knows, 'mood of the house'"]
    assert find("Mood").rules == ["no [headings] knows 'mood of the house'"]
    assert find("Floor").rules == ["no [fields.header] knows 'floor'"]


def test_it_says_why_the_dialect_was_recognised_and_which_came_next() -> None:
    recognised = explain(CASES / "retrospective" / "filled.md").recognised
    assert (recognised.dialect, recognised.by, recognised.of, recognised.at_least) == ("retrospective", "headings", 5, 4)
    assert recognised.found == ["action items", "background", "fallout", "thanks", "timeline"]
    assert explain(FULL).recognised.by == "incident heading"
    assert explain(CASES / "timeline" / "zone-of-an-own-dialect.md").recognised.by == "path"
    generic = explain(CASES / "generic" / "filled.md")
    assert (generic.recognised.dialect, generic.recognised.by) == ("generic", "nothing")
    assert generic.runner_up is not None
    assert generic.runner_up.found


def test_a_file_that_is_no_postmortem_says_so() -> None:
    explanation = explain(CASES / "no-incident" / "readme-of-a-folder.md")
    assert explanation.incidents == 0
    assert "INFO PM003" in render_explanation(explanation)


def test_the_last_line_adds_up() -> None:
    assert (
        render_explanation(explain(FULL)).split("\n")[-1] == "311 lines = 99 captured + 110 boilerplate + 0 left over + 102 blank"
    )


def test_the_record_holds_the_same_for_a_program() -> None:
    explanation = explain(FULL)
    record = json.loads(json.dumps(explanation_record(explanation)))
    assert record["counts"] == explanation.counts
    assert record["recognised"]["dialect"] == "template"
    assert [line["state"] for line in record["lines"]] == [line.state for line in explanation.lines]


def test_the_command_prints_text_and_json_and_refuses_other_forms() -> None:
    run = CliRunner()
    text = run.invoke(app, ["lint", "--explain", str(FULL)])
    assert text.exit_code == 0
    assert text.stdout.rstrip("\n") == render_explanation(explain(FULL))
    records = json.loads(run.invoke(app, ["lint", "--explain", "--format", "json", str(CASES / "own-dialect")]).stdout)
    assert [record["path"] for record in records] == ["gates.md", "how-we-log.md", "kiosks.md", "night.md"]


def test_each_issue_of_an_export_is_explained_on_its_lines_in_the_file() -> None:
    document = CASES / "formats" / "github-rest.json"
    explanations = explain_paths([document], settings_of(document))
    facts = {(row.line, row.event) for found in read_document(document).postmortems for row in found.timeline_events}
    shown = {
        line.line for found in explanations for line in found.lines if any(to.table == "timeline_events" for to in line.into)
    }
    assert len(explanations) > 1
    assert shown >= {line for line, _ in facts}


def test_a_single_file_has_the_path_that_the_settings_know(tmp_path: Path) -> None:
    (tmp_path / "lifts").mkdir()
    (tmp_path / "lifts" / "one.md").write_text(
        "# Lift stuck\n\nDate: 2026-03-14\n\n## Impact\n\nNobody came up.\n", encoding="utf-8"
    )
    (tmp_path / "postmortems.toml").write_text('[dialects.ours.recognise]\npaths = ["lifts/*"]\n', encoding="utf-8")
    settings = load_settings(tmp_path / "postmortems.toml")
    (explanation,) = explain_paths([tmp_path / "lifts" / "one.md"], settings, tmp_path)
    assert (explanation.path, explanation.recognised.dialect) == ("lifts/one.md", "ours")


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "postmortems.toml").write_text("[ingest]\nmax_bytes = 5\n", encoding="utf-8")
    document = tmp_path / "one.md"
    document.write_text("# Lift stuck\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"There is nothing to explain in .*one\.md"):
        explain_paths([document], load_settings(find_settings_file(document)))


def test_a_value_read_by_the_dialects_own_words_names_them() -> None:
    find = line_of(CASES / "own-language" / "zahlung.md")
    assert find("Gesamtdauer").rules == ["stoerung: [fields.header] duration", "stoerung: [words.value] hour, minute"]
    assert find("Betroffene Kunden").rules[1:] == ["stoerung: [words.value] about", "stoerung: [documents] decimal_comma"]
    assert find("Mannschaft").rules == ["stoerung: [fields.header] team"]  # words of a name are read by nobody


def test_a_word_with_a_meaning_names_the_dialect_or_the_settings_that_give_it(tmp_path: Path) -> None:
    find = line_of(CASES / "own-language" / "zahlung.md")
    assert find("Einstufung").rules == ["stoerung: [fields.header] severity", "stoerung: [words.severity] P0"]
    assert find("Stand:").rules == ["stoerung: [fields.header] status", "stoerung: [words.status] final"]
    (tmp_path / "postmortems.toml").write_text('[aliases.severity]\n"amber" = "P2"\n', encoding="utf-8")
    document = tmp_path / "one.md"
    document.write_text("# Lift stuck\n\nDate: 2026-03-14\nSeverity: Amber\n\n## Impact\n\nNobody came up.\n", encoding="utf-8")
    (explanation,) = explain_paths([document], load_settings(tmp_path / "postmortems.toml"))
    assert explanation.lines[3].rules[-1] == "settings: [aliases.severity] P2"


def test_days_and_labels_in_own_words_name_them() -> None:
    find = line_of(CASES / "own-language" / "lager.md")
    assert find("Vom: 4. Mai").rules == ["stoerung: [fields.header] incident_date", "stoerung: [words.value] may"]
    assert find("Kanalplan").rules[-1] == "stoerung: [words.item] owner, due"


def test_of_a_long_text_the_beginning_is_shown() -> None:
    line = line_of(CASES / "own-language" / "zahlung.md")("Stapellauf")
    event = next(stored for stored in line.into if stored.table == "timeline_events").values["event"]
    assert event == "Stapellauf startet zum zweiten Mal, ers…"
