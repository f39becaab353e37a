"""docs/commands.md names every command with every argument and option, and every command line in the documentation is one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.docs.commands import all_commands, choices_of, parameters_of, parse
from tests.docs.documents import DOCS, ROOT, all_documents, find_section, read_blocks, read_prose, read_sections

PAGE = DOCS / "commands.md"
_VARIABLES = re.compile(r"^(?:[A-Z_]+=(?:'[^']*'|\S*) )+")
_SUBSTITUTION = re.compile(r'"?\$\((postmortems [^)]*)\)"?')


def _shell_lines() -> Iterator[tuple[str, str]]:
    """Every line of the shell blocks: where it stands, and its words without the variables in front."""
    for document in all_documents():
        for block in read_blocks(document, "shell"):
            for line in block.text.splitlines():
                for part in [*_SUBSTITUTION.findall(line), *re.split(r" && ", _SUBSTITUTION.sub("RESULT", line))]:
                    yield block.place, _VARIABLES.sub("", part.partition(" #")[0].strip())


SHELL = [(place, line) for place, line in _shell_lines() if line]
POSTMORTEMS = [(place, line) for place, line in SHELL if line.split()[0] in {"postmortems", ".venv/bin/postmortems"}]
MAKE = [(place, line) for place, line in SHELL if line.split()[0] == "make"]


def test_every_command_has_its_section_and_no_other() -> None:
    titles = [section.title for section in read_sections(PAGE) if section.title.startswith("postmortems ")]
    assert {title.removeprefix("postmortems ") for title in titles} == set(all_commands())


@pytest.mark.parametrize("name", all_commands())
def test_every_argument_and_option_is_documented_and_no_other(name: str) -> None:
    [parameters] = find_section(PAGE, f"postmortems {name}").tables()[:1]
    documented = [word for row in parameters for word in re.findall(r"`([^`]+)`", row[0])]
    assert set(documented) == parameters_of(all_commands()[name])


@pytest.mark.parametrize("name", all_commands())
def test_every_choice_of_an_option_is_documented(name: str) -> None:
    text = "\n".join(find_section(PAGE, f"postmortems {name}").lines)
    assert [choice for choice in choices_of(all_commands()[name]) if f"`{choice}`" not in text] == []


@pytest.mark.parametrize("name", all_commands())
def test_every_command_has_an_example(name: str) -> None:
    examples = [block.text for block in read_blocks(PAGE, "shell")]
    assert any(f"postmortems {name}" in example for example in examples)


@pytest.mark.parametrize("line", [pytest.param(line, id=f"{place} {line}") for place, line in POSTMORTEMS])
def test_command_lines_are_understood(line: str) -> None:
    parse(line)


def test_commands_named_in_the_text_exist() -> None:
    named = {name for d in all_documents() for _, line in read_prose(d) for name in re.findall(r"`postmortems ([a-z]+)", line)}
    assert named <= {command.split()[0] for command in all_commands()}


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    in_prose = {name for d in all_documents() for _, line in read_prose(d) for name in re.findall(r"`make ([a-z-]+)`", line)}
    in_blocks = {word for _, line in MAKE for word in line.split()[1:] if "=" not in word}
    assert in_blocks, "the README shows at least one make target"
    assert in_prose | in_blocks <= targets, "a make target is documented that is not there"


def test_every_program_in_a_shell_block_is_known() -> None:
    known = {"postmortems", "make", "git", "cd", "cp", ".", ".venv/bin/postmortems"}
    assert [(place, line) for place, line in SHELL if line.split()[0] not in known] == []
