"""Whose incident it is: the document, else its front matter, else its path, else its authors."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from analytics.ingest.dialect import load_dialect
from analytics.ingest.read import read_file
from analytics.settings import load_settings

SETTINGS = """
[teams.names]
pay = "Payments"
"Search & Ranking" = "Search"
folder-team = "Search"
owner-team = "Identity"
[teams.paths]
"search/" = "Search"
"search/ranking/" = "Ranking"
"*/shared/*" = "Platform"
"legacy/" = "Folder-Team"
[teams.owners]
"@mira-k" = "Identity"
"tomas-r" = "Data"
"@dana-w" = "owner-team"
"""


def read_team(
    tmp_path: Path, path: str, front_matter: str = "", line: str = "", authors: str = "@nobody"
) -> tuple[str | None, ...]:
    config = tmp_path / "postmortems.toml"
    config.write_text(SETTINGS, encoding="utf-8")
    settings = load_settings(config)
    header = f"{line}**Authors:** {authors}\n**Date:** 2026-05-04\n**Status:** Final\n"
    text = f"{front_matter}## Incident Postmortem: INC-1: Down\n\n{header}"
    read = read_file(path, text.encode(), datetime.now(UTC), settings, load_dialect("template", settings.aliases))
    incident = read.postmortems[0].incident
    return incident.team, incident.team_basis


@pytest.mark.parametrize(
    ("path", "front_matter", "line", "authors", "expected"),
    [
        ("search/a.md", "---\nteam: pay\n---\n", "**Team:** Mobile\n", "@mira-k", ("Mobile", "document")),
        ("search/a.md", "---\nteam: pay\n---\n", "**Team:** [Team]\n", "@mira-k", ("Payments", "front_matter")),
        ("search/a.md", "", "", "@mira-k", ("Search", "path")),
        ("search/ranking/a.md", "", "", "@mira-k", ("Ranking", "path")),
        ("eu/shared/a.md", "", "", "@mira-k", ("Platform", "path")),
        ("research/a.md", "", "", "@someone, @Mira-K", ("Identity", "owner_map")),
        ("research/a.md", "", "", "@tomas-r", ("Data", "owner_map")),
        ("research/a.md", "", "", "@someone", (None, None)),
        ("research/a.md", "", "**Team:** PAY\n", "@mira-k", ("Payments", "document")),
        ("research/a.md", "", "**Team:** search & ranking\n", "@mira-k", ("Search", "document")),
        ("research/a.md", "---\nteam: Search & Ranking\n---\n", "", "@mira-k", ("Search", "front_matter")),
        ("legacy/a.md", "", "", "@mira-k", ("Search", "path")),
        ("research/a.md", "", "", "@dana-w", ("Identity", "owner_map")),
    ],
)
def test_team(
    tmp_path: Path, path: str, front_matter: str, line: str, authors: str, expected: tuple[str | None, str | None]
) -> None:
    assert read_team(tmp_path, path, front_matter, line, authors) == expected
