"""From a filter change to the last chart on screen, next to a page that shows the same charts prebuilt (the floor).

`python -m benchmarks.on_screen`. Aim: at most 1.3 times the floor.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from analytics.ui.stores import APP
from benchmarks.browser import SEVERITIES, Timed, timed_dashboard
from benchmarks.fill import fill_store
from benchmarks.result import Result

INCIDENTS = 10_000
AIM = 1.3
PORT = 8792
FLOOR = Path(__file__).with_name("floor_app.py")


def measure_clicks(timed: Timed, path: str) -> list[float]:
    """Milliseconds from each click on a severity to the last change of a chart; the first click only warms up."""
    timed.open(path)
    timed.click(SEVERITIES[0])
    return [timed.click(severity)[1] for severity in SEVERITIES[1:]]


def run() -> list[Result]:
    """Milliseconds from a click on the Overview's filter to its last chart, next to those of the floor."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = folder / "store"
        fill_store(store, INCIDENTS)
        with timed_dashboard(FLOOR, store, PORT, folder / "floor") as timed:
            floor = statistics.median(measure_clicks(timed, "/"))
        with timed_dashboard(APP, store, PORT + 1, folder / "app") as timed:
            page = statistics.median(measure_clicks(timed, "/"))
    return [
        Result("Overview on screen, prebuilt charts", floor, "ms"),
        Result(f"Overview on screen, {INCIDENTS:,} incidents", page, "ms", f"the floor (aim {AIM})", page / floor),
    ]


if __name__ == "__main__":
    print(*run(), sep="\n")
