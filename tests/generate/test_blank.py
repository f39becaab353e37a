"""A fresh postmortem: its id is one that the reader finds again."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.errors import UsageError
from analytics.generate import new_postmortem
from analytics.ingest.values import parse_incident_id


@pytest.mark.parametrize(
    "incident_id", ["INCIDENT-2026-03-14-001", "INC-1", "inc_42", "SEV1-7", "pay-outage-3", "INC-12-", "SEV-2026-a"]
)
def test_an_id_is_read_back_from_the_heading(tmp_path: Path, incident_id: str) -> None:
    file = new_postmortem(incident_id, None, tmp_path)
    assert file == tmp_path / f"{incident_id}.md"
    heading = next(line for line in file.read_text(encoding="utf-8").splitlines() if incident_id in line)
    assert parse_incident_id(heading.partition(": ")[2])[0] == incident_id


@pytest.mark.parametrize("incident_id", ["outage", "INC1", "pay-outage", "2026-03-14-001", "INC--1", "INC-1.2", "ÏNC-1", "INC-١"])
def test_what_a_heading_does_not_give_back_is_refused(tmp_path: Path, incident_id: str) -> None:
    with pytest.raises(UsageError, match="cannot be an incident's id"):
        new_postmortem(incident_id, None, tmp_path / "drafts")
    assert not (tmp_path / "drafts").exists()
