"""How long a page's script runs on the server after a filter change: `python -m benchmarks.page_runs`. Aim: under 60 ms."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from analytics.ui.stores import APP
from benchmarks.browser import SEVERITIES, timed_dashboard
from benchmarks.fill import fill_store

PAGES = (
    "",
    "response-times",
    "severity-and-impact",
    "contributing-factors",
    "detection",
    "action-items",
    "incidents",
    "data_quality",
)
SIZES = (180, 10_000)
AIM_MS = 60.0
PORT = 8791


def measure_pages(incidents: int, folder: Path) -> dict[str, list[float]]:
    """Script-run milliseconds of each page for filter settings that no cache has seen."""
    store = folder / f"store-{incidents}"
    fill_store(store, incidents)
    with timed_dashboard(APP, store, PORT, folder / f"runs-{incidents}") as timed:
        times = {}
        for page in PAGES:
            timed.open(f"/{page}")
            # Each click adds a severity, so that every selection is new.
            times[page or "overview"] = [timed.click(severity)[0] for severity in SEVERITIES]
    return times


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for incidents in SIZES:
            print(f"Script run after a filter change, {incidents:,} incidents (ms, ratio to the aim of {AIM_MS:.0f} ms)")
            for page, times in measure_pages(incidents, Path(folder)).items():
                median, worst = statistics.median(times), max(times)
                print(f"  {page:22} median {median:6.1f}  worst {worst:6.1f}  {median / AIM_MS:5.2f} of the aim")


if __name__ == "__main__":
    main()
