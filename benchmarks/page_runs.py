"""How long a page's script runs on the server after a filter change: `python -m benchmarks.page_runs`. Aim: under 60 ms.

The pages run in this process on a real store, without a browser that would draw on the same cores. Every filter setting is new to the
caches: what is timed is SQL, figures, and handing them to Streamlit.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.testing.v1 import AppTest

from analytics.ui.stores import APP, STORE_VARIABLE
from benchmarks.fill import fill_store
from benchmarks.result import Result

PAGES = {
    "Overview": "review/overview",
    "Response times": "review/response_times",
    "Severity and impact": "review/severity_and_impact",
    "Contributing factors": "review/contributing_factors",
    "Detection": "review/detection",
    "Action items": "review/action_items",
    "Incidents": "explore/incidents",
    "Data quality": "quality/data_quality",
}
SIZES = (180, 10_000)
SETTINGS = (["P1"], ["P1", "P2"], ["P2"], ["P2", "P3"], ["P1", "P2", "P3"], ["P0", "P1", "P2"], ["P3"], ["P1", "P3"])
AIM_MS = 60.0

_run_script = script_runner.ScriptRunner._run_script
_times: list[tuple[float, float]] = []


def _timed(self: script_runner.ScriptRunner, rerun_data: RerunData) -> None:
    start, busy = time.perf_counter(), time.process_time()
    try:
        _run_script(self, rerun_data)
    finally:
        _times.append(((time.perf_counter() - start) * 1000, (time.process_time() - busy) * 1000))


def measure_page(path: str) -> list[tuple[float, float]]:
    """Milliseconds of one script run for each of SETTINGS: by the clock, and of processor time in all threads."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.switch_page(f"pages/{path}.py").run()
    _times.clear()
    for severities in SETTINGS:
        app.pills(key="severity").set_value(severities).run()
    return list(_times)


def measure_pages(incidents: int, folder: Path) -> dict[str, list[tuple[float, float]]]:
    """The same for every page on a store of that size."""
    store = folder / f"store-{incidents}"
    fill_store(store, incidents)
    os.environ[STORE_VARIABLE] = str(store)
    return {title: measure_page(path) for title, path in PAGES.items()}


def run() -> list[Result]:
    """The median script run of each page and size; the yardstick is the aim of 60 ms."""
    script_runner.ScriptRunner._run_script = _timed  # type: ignore[method-assign]
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for incidents in SIZES:
            for title, times in measure_pages(incidents, Path(folder)).items():
                median = statistics.median(clock for clock, _ in times)
                name = f"script run, {title}, {incidents:,} incidents"
                results.append(Result(name, median, "ms", f"{AIM_MS:.0f} ms", median / AIM_MS))
    return results


def main() -> None:
    for result in run():
        print(f"{result.name:55}{result.value:8.1f} ms  {result.ratio:5.2f} of {result.yardstick}")


if __name__ == "__main__":
    main()
