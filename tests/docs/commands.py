"""The command line as the tests see it: every command by its full name, with its parameters."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args

import typer

from analytics.cli import app

ROOT_COMMAND: Any = typer.main.get_command(app)


def all_commands() -> dict[str, Any]:
    """`store path` -> the command; groups are left out, unless they do something by themselves."""
    return dict(_walk(ROOT_COMMAND, ""))


def _walk(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    children = getattr(command, "commands", None)
    if not children or (name and command.invoke_without_command):
        yield name, command
    for child, below in (children or {}).items():
        yield from _walk(below, f"{name} {child}".strip())


def parameters_of(command: Any) -> set[str]:
    """Every spelling of the options, and the arguments as the help shows them."""
    names: set[str] = set()
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            names.add(str(parameter.metavar))
        else:
            names |= {*parameter.opts, *parameter.secondary_opts} - {"--help"}
    return names


def choices_of(command: Any) -> list[str]:
    """Every word that an option with a fixed choice accepts."""
    annotations = [parameter.type_descriptor.annotation for parameter in command.params]
    kinds = [get_args(annotation)[0] if get_args(annotation) else annotation for annotation in annotations]
    return [str(choice.value) for kind in kinds if isinstance(kind, type) and issubclass(kind, Enum) for choice in kind]


def parse(line: str) -> None:
    """Parse `postmortems ...` as a shell would, and run nothing.

    Raises what the command line would answer: an unknown command or option, a missing argument, a value of the wrong kind.
    """
    words = shlex.split(line)
    command, arguments = ROOT_COMMAND, words[1:]
    while children := getattr(command, "commands", None):
        if command.invoke_without_command and (not arguments or arguments[0].startswith("-")):
            break
        assert arguments, f"{line}: a command is missing"
        assert arguments[0] in children, f"{line}: there is no command {arguments[0]!r}"
        command, arguments = children[arguments[0]], arguments[1:]
    command.make_context(line, list(arguments))
