"""docs/settings.md names every key with its default, and every example of it is accepted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from analytics.settings import Settings, load_settings
from tests.docs.documents import DOCS, all_documents, read_blocks, read_sections

PAGE = DOCS / "settings.md"
EXAMPLES = [
    (block.place, block.text)
    for document in all_documents()
    if document.name != "dialects.md"  # its blocks are files of their own; test_dialects.py reads them
    for block in read_blocks(document, "toml")
]
_ASSIGNMENT = re.compile(r"^(POSTMORTEMS_\w+)=(?:'([^']*)'|(\S*))", re.MULTILINE)


def _keys(section: BaseModel, prefix: str = "") -> Iterator[tuple[str, object]]:
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, BaseModel):
            yield from _keys(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _documented() -> dict[str, str]:
    """Key -> its default, as the page writes it."""
    rows = [row for section in read_sections(PAGE) for row in section.rows()]
    return {key: row[2] for row in rows for key in re.findall(r"`([\w.]+)`", row[0])}


def _in_words(default: object) -> str:
    if default is None:
        return "*none*"
    if isinstance(default, dict):
        return "*empty*"
    return json.dumps(int(default) if isinstance(default, float) and default == int(default) else default)


def test_every_key_is_documented_with_its_default_and_no_other() -> None:
    assert _documented() == {key: _in_words(default) for key, default in _keys(Settings.model_construct())}


def test_every_section_has_an_example() -> None:
    text = "\n".join(block.text for block in read_blocks(PAGE, "toml"))
    assert [section for section in Settings.model_fields if f"[{section}" not in text] == []


@pytest.mark.parametrize(("place", "text"), EXAMPLES)
def test_examples_are_accepted(tmp_path: Path, place: str, text: str) -> None:
    file = tmp_path / "postmortems.toml"
    file.write_text(text, encoding="utf-8")
    [notes] = read_blocks(PAGE, "csv")
    file.with_name("annotations.csv").write_text(notes.text, encoding="utf-8")
    assert load_settings(file) != load_settings(None), f"{place} sets nothing but defaults"


def test_environment_variables_override_as_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = [match.groups() for block in read_blocks(PAGE, "shell") for match in _ASSIGNMENT.finditer(block.text)]
    assert shown
    for name, quoted, bare in shown:
        monkeypatch.setenv(name, quoted or bare)
    changed = {f"POSTMORTEMS_{key.upper().replace('.', '__')}" for key in _changed()}
    assert changed == {name for name, _, _ in shown}


def _changed() -> set[str]:
    """The keys that the environment changes."""
    before = dict(_keys(Settings.model_construct()))
    return {key for key, value in _keys(load_settings(None)) if value != before[key]}
