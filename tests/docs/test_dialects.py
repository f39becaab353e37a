"""docs/dialects.md names everything that a dialect can say, and its worked example works as it is shown."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel
from typer.testing import CliRunner

from analytics.cli import app
from analytics.ingest.dialect_check import COLUMNS, KINDS, LABELS, PLACES, SECTIONS, WORDS, check_dialects
from analytics.ingest.dialect_values import VALUE_WORDS
from analytics.ingest.sections.fields import READERS
from analytics.model import EVENT_KINDS
from analytics.settings import DialectTable, OwnerPlace, load_settings
from tests.docs.documents import DOCS, Block, find_section, read_blocks, read_lines
from tests.ingest.golden import CASES

PAGE = DOCS / "dialects.md"
EXAMPLE = CASES / "own-dialect"
STEPS = [block for block in read_blocks(PAGE, "toml", "text") if block.heading.startswith("Step ")]
LANGUAGE = "Another language"
SETTINGS = [block.text for block in read_blocks(PAGE, "toml") if not block.heading.startswith(("Step ", LANGUAGE))]


def _keys(table: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in table.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _keys(inner, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def _codes(title: str) -> set[str]:
    """Every name in backticks in the section's tables and words."""
    return set(re.findall(r"`([^`]+)`", "\n".join(find_section(PAGE, title).lines)))


def test_every_key_is_described() -> None:
    text = "\n".join(read_lines(PAGE))
    described = set(re.findall(r"`([\w.]+)`", text)) | {key.split(".")[0] for key in re.findall(r"`\[(\w+)[\].]", text)}
    families = {"kinds", "words", "boilerplate"}  # described by their members
    assert [key for key in _keys(DialectTable) if key not in described | families] == []
    assert {f"kinds.{name}" for name in KINDS} | {f"words.{name}" for name in WORDS} | {"boilerplate.prompts"} <= _codes(
        "Kinds and words"
    )


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Sections", SECTIONS),
        ("Fields", (*PLACES, *READERS, "none")),
        ("Labels", LABELS),
        ("Columns", (*COLUMNS, *(column for columns in COLUMNS.values() for column in columns))),
        ("Owners of action items", get_args(OwnerPlace)),
        ("Events", EVENT_KINDS),
        (LANGUAGE, tuple(VALUE_WORDS)),
        ("Advice about wording", WORDS["advice"]),
    ],
)
def test_every_name_is_described(title: str, names: tuple[str, ...]) -> None:
    assert [name for name in names if name not in _codes(title)] == []


def test_sections_and_fields_that_are_described_exist() -> None:
    assert set(find_section(PAGE, "Sections").codes()) - {"field.", "field.severity"} == set(SECTIONS)
    places, fields = find_section(PAGE, "Fields").tables()
    assert {name for row in places for name in re.findall(r"`(\w+)`", row[0])} == set(PLACES)
    assert {name for row in fields for name in re.findall(r"`(\w+)`", row[0])} == {*READERS, "none"}


@pytest.mark.parametrize("text", SETTINGS)
def test_settings_in_the_page_are_accepted(tmp_path: Path, text: str) -> None:
    shutil.copy(EXAMPLE / "harbour.toml", tmp_path)
    (tmp_path / "postmortems.toml").write_text(text, encoding="utf-8")
    settings = load_settings(tmp_path / "postmortems.toml")
    check_dialects(settings)
    assert list(settings.dialects) == ["harbour"]


def test_the_words_of_another_language_are_those_of_the_case() -> None:
    [shown] = [tomllib.loads(block.text) for block in read_blocks(PAGE, "toml") if block.heading == LANGUAGE]
    case = tomllib.loads((CASES / "own-language" / "stoerung.toml").read_text(encoding="utf-8"))
    assert shown["documents"].items() <= case["documents"].items()
    for family, words in shown["words"].items():
        assert words.items() <= case["words"][family].items()


def test_the_document_of_the_example_is_the_one_shown() -> None:
    [shown] = read_blocks(PAGE, "markdown")
    assert shown.text == (EXAMPLE / "kiosks.md").read_text(encoding="utf-8")


def test_the_steps_together_are_the_finished_dialect() -> None:
    written = "".join(block.text for block in STEPS if block.language == "toml")
    assert tomllib.loads(written) == tomllib.loads((EXAMPLE / "harbour.toml").read_text(encoding="utf-8"))


def test_the_example_works_as_it_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for document in EXAMPLE.glob("*.md"):
        shutil.copy(document, tmp_path)
    monkeypatch.chdir(tmp_path)
    dialect = ""
    for block in STEPS:
        if block.language == "toml":
            dialect += block.text
            Path("harbour.toml").write_text(dialect, encoding="utf-8")
            Path("postmortems.toml").write_text('[ingest]\ndialects = ["harbour.toml"]\n', encoding="utf-8")
        else:
            _run_as_shown(block)


def _run_as_shown(block: Block) -> None:
    """The output holds the shown lines in their order; `...` stands for lines that are left out."""
    command, _, shown = block.text.partition("\n")
    result = CliRunner().invoke(app, command.removeprefix("$ postmortems ").split())
    assert result.exit_code == 0, result.output
    printed = f"\n{result.stdout}"
    position = 0
    for part in shown.split("...\n"):
        found = printed.find(f"\n{part}", position) if part else position
        assert found >= 0, f"{block.place}: not printed:\n{part}\nbut:\n{result.stdout}"
        position = found + len(part)
