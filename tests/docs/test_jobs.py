"""The jobs of docs/reports.md run as they are printed, with the paths of this test in the places of theirs."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import SAMPLE
from tests.docs.documents import DOCS, ROOT, read_blocks

PAGE = DOCS / "reports.md"
CRON = [line for block in read_blocks(PAGE, "text") for line in block.text.splitlines() if re.match(r"\d+ \d+ \d+ ", line)]
WORKFLOW, MANIFEST = (yaml.safe_load(block.text) for block in read_blocks(PAGE, "yaml"))
QUARTER = "2026Q3_quarterly-review"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working directory with documents of one team, and the program where the jobs look for it."""
    for name in ("corpus", "incidents"):
        shutil.copytree(SAMPLE / "payments", tmp_path / name / "payments")
        shutil.copy(SAMPLE / "postmortems.toml", tmp_path / name)
    program = tmp_path / ".venv/bin/postmortems"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -c "from analytics.cli import main; main()" "$@"\n')
    program.chmod(0o755)
    return tmp_path


def run(command: str, folder: Path, **environment: str) -> None:
    path = f"{folder / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, **environment}
    done = subprocess.run(["sh", "-ec", command], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_the_lines_of_cron_write_the_report_and_a_month_later_what_changed(folder: Path) -> None:
    for line in CRON:
        *times, command = line.split(maxsplit=5)
        assert len(times) == 5
        # The one character that is not the shell's in a line of cron.
        assert "%" not in command
        run(command.replace("/srv/postmortems", str(folder)), folder)
    assert names(folder / "reports/first") == [f"{QUARTER}.html", f"{QUARTER}.md"]
    text = (folder / f"reports/second/{QUARTER}.md").read_text(encoding="utf-8")
    assert "Nothing changed since the report of 5 October 2026" in text


def test_the_steps_of_the_workflow_run(folder: Path) -> None:
    steps = [step["run"] for step in WORKFLOW["jobs"]["review"]["steps"] if "run" in step]
    summary = folder / "summary.md"
    assert steps[0] == "python -m pip install ./postmortem-insights"
    for step in steps[1:]:
        run(step, folder, GITHUB_STEP_SUMMARY=str(summary))
    assert names(folder / "reports") == [f"{QUARTER}.html", f"{QUARTER}.md"]
    assert summary.read_bytes() == (folder / f"reports/{QUARTER}.md").read_bytes()


def pod() -> dict[str, Any]:
    spec: dict[str, Any] = MANIFEST["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    return spec


def test_the_job_of_kubernetes_has_no_rights() -> None:
    assert (MANIFEST["apiVersion"], MANIFEST["kind"]) == ("batch/v1", "CronJob")
    assert pod()["securityContext"]["runAsNonRoot"] is True
    volumes = {volume["name"] for volume in pod()["volumes"]}
    for container in [*pod()["initContainers"], *pod()["containers"]]:
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
        assert container["securityContext"]["capabilities"]["drop"] == ["ALL"]
        assert {mount["name"] for mount in container["volumeMounts"]} <= volumes


def test_the_commands_of_kubernetes_write_to_their_mounts_only(folder: Path) -> None:
    (folder / "documents").symlink_to(folder / "incidents")
    for container in [*pod()["initContainers"], *pod()["containers"]]:
        command = container["args"][0] if "args" in container else shlex.join(container["command"])
        run(re.sub(r"(?<![\w/])/(documents|store|reports)\b", rf"{folder}/\1", command), folder, HOME=str(folder))
    assert "directory = *" in (folder / ".gitconfig").read_text(encoding="utf-8")
    assert names(folder / "reports") == [f"{QUARTER}.html", f"{QUARTER}.md"]
