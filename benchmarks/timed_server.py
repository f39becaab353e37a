"""Serves a Streamlit script and writes how long each of its runs took, one JSON line a run."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.web import cli

from benchmarks.browser import RUNS_VARIABLE

_run_script = ScriptRunner._run_script


def _timed(self: ScriptRunner, rerun_data: Any) -> None:  # noqa: ANN401 - Streamlit's own record
    start = time.perf_counter()
    try:
        _run_script(self, rerun_data)
    finally:
        line = json.dumps({"ms": (time.perf_counter() - start) * 1000})
        with Path(os.environ[RUNS_VARIABLE]).open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def main(script: str, port: str) -> None:
    PagesManager.uses_pages_directory = False
    ScriptRunner._run_script = _timed  # type: ignore[method-assign]
    cli.main(["run", script, "--server.port", port])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
