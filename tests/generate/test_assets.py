"""The files that come with a corpus, and a fresh postmortem from the template."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.errors import UsageError
from analytics.generate import COURSES, CourseName, generate_corpus, new_postmortem
from analytics.generate.library import load_library, read_asset
from analytics.ingest.values import parse_incident_id
from analytics.quarters import quarter_of
from analytics.settings import load_settings

ROOT = Path(__file__).parents[2]
TEMPLATE = "incident-postmortem-template.md"


def test_the_settings_of_the_sample_are_valid_and_know_its_teams(corpus: Path) -> None:
    settings = load_settings(corpus / "postmortems.toml")
    teams = load_library().teams
    assert settings.teams.paths == {team.slug: team.name for team in teams}
    assert settings.teams.owners == {person: team.name for team in teams for person in team.people}
    assert settings.teams.names == {team.spelling: team.name for team in teams}
    assert str(settings.calendar.as_of) == "2026-10-05"
    assert settings.targets.ttd.default == 5


def test_what_the_sample_organisation_did_stands_in_its_settings_and_in_no_other_corpus(corpus: Path, tmp_path: Path) -> None:
    notes = {note.text: quarter_of(note.on) for note in load_settings(corpus / "postmortems.toml").annotations}
    for change in COURSES[CourseName.sample].interventions:
        assert any(change.name in text.lower() and quarter == change.since for text, quarter in notes.items()), change.name
    generate_corpus(tmp_path / "quiet", 3, 1, course=COURSES[CourseName.unchanged])
    assert load_settings(tmp_path / "quiet" / "postmortems.toml").annotations == ()


def test_every_alias_of_the_settings_is_used_in_the_sample(corpus: Path) -> None:
    settings = load_settings(corpus / "postmortems.toml")
    text = "".join(file.read_text(encoding="utf-8", errors="ignore") for file in corpus.rglob("INCIDENT*.md"))
    words = [*settings.aliases.status, *settings.aliases.action_status, *settings.aliases.factors]
    assert [word for word in words if word not in text] == []
    assert any(word in text for word in settings.aliases.severity)


def test_the_template_of_the_package_is_that_of_the_data_folder() -> None:
    assert read_asset(TEMPLATE) == (ROOT / "data" / "template" / TEMPLATE).read_text(encoding="utf-8")


def test_a_fresh_postmortem_has_id_date_and_team(tmp_path: Path) -> None:
    file = new_postmortem("INCIDENT-2026-03-14-001", "Payments", tmp_path / "new")
    lines = file.read_text(encoding="utf-8").splitlines()
    assert file == tmp_path / "new" / "INCIDENT-2026-03-14-001.md"
    assert "## Incident Postmortem: INCIDENT-2026-03-14-001" in lines
    assert "**Date:** 2026-03-14" in lines
    assert "**Team:** Payments" in lines


def test_what_is_not_known_keeps_its_placeholder(tmp_path: Path) -> None:
    text = new_postmortem("OUTAGE-7", None, tmp_path).read_text(encoding="utf-8")
    assert "**Date:** [Incident Date]" in text
    assert "**Team:** [Team]" in text


def test_an_existing_postmortem_is_not_overwritten(tmp_path: Path) -> None:
    file = new_postmortem("OUTAGE-7", None, tmp_path)
    file.write_text("written with care")
    with pytest.raises(UsageError, match="exists already"):
        new_postmortem("OUTAGE-7", None, tmp_path)
    assert file.read_text() == "written with care"


@pytest.mark.parametrize(
    "incident_id", ["INCIDENT-2026-03-14-001", "INC-1", "inc_42", "SEV1-7", "pay-outage-3", "INC-12-", "SEV-2026-a"]
)
def test_an_id_is_read_back_from_the_heading(tmp_path: Path, incident_id: str) -> None:
    text = new_postmortem(incident_id, None, tmp_path).read_text(encoding="utf-8")
    heading = next(line for line in text.splitlines() if incident_id in line)
    assert parse_incident_id(heading.partition(": ")[2])[0] == incident_id


@pytest.mark.parametrize(
    "incident_id",
    [
        *("../elsewhere", "a/b", "", ".hidden", "line-1\nbreak", "INC-" + "1" * 300),
        *("outage", "INC1", "pay-outage", "2026-03-14-001", "INC--1", "INC-1.2", "ÏNC-1", "INC-١"),
    ],
)
def test_what_is_no_file_name_or_not_read_back_as_an_id_is_refused(tmp_path: Path, incident_id: str) -> None:
    with pytest.raises(UsageError, match="cannot be an incident's id and file name"):
        new_postmortem(incident_id, None, tmp_path)
    assert list(tmp_path.iterdir()) == []
