"""The dashboard in a real browser, with every script run of its server timed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

from analytics.charts.browser import find_browser
from analytics.ui.stores import STORE_VARIABLE

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
RUNS_VARIABLE = "BENCHMARK_RUNS"
SEVERITIES = ("P1", "P2", "P0", "P3", "P4")

# Notes when the drawing of any chart changed last; a click on a filter starts the clock.
_WATCH = """() => {
  window.lastDrawn = 0; window.clicked = 0;
  const isChart = node => (node.nodeType === 1 ? node : node.parentElement)?.closest?.('.stPlotlyChart');
  new MutationObserver(changes => { if (changes.some(c => isChart(c.target))) window.lastDrawn = performance.now(); })
    .observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
  document.addEventListener('click', () => { window.clicked = performance.now(); }, true);
}"""


@dataclass(frozen=True, slots=True)
class Timed:
    """A served page with the file into which its server writes each script run."""

    page: Page
    address: str
    runs: Path

    def click(self, label: str) -> tuple[float, float]:
        """Clicks a severity: (milliseconds of the script run, milliseconds to the last change of a chart)."""
        before = len(self._lines())
        self.page.get_by_test_id("stButtonGroup").get_by_text(label, exact=True).first.click()
        self._settle()
        drawn = self.page.evaluate("window.lastDrawn - window.clicked")
        return sum(json.loads(line)["ms"] for line in self._lines()[before:]), float(drawn)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.page.wait_for_selector("h1")
        self._settle()
        self.page.evaluate(_WATCH)

    def _settle(self) -> None:
        """Waits until no script runs and nothing has been drawn for a while."""
        self.page.wait_for_timeout(250)
        self.page.wait_for_function("!document.querySelector('[data-test-script-state=running]')")
        self.page.wait_for_function("!(window.lastDrawn) || performance.now() - window.lastDrawn > 500")

    def _lines(self) -> list[str]:
        return self.runs.read_text(encoding="utf-8").splitlines() if self.runs.exists() else []


@contextmanager
def timed_dashboard(script: Path, store: Path, port: int, runs: Path) -> Iterator[Timed]:
    """A Streamlit script served by benchmarks.timed_server and opened in Chromium."""
    environment = {
        **os.environ,
        STORE_VARIABLE: str(store),
        RUNS_VARIABLE: str(runs),
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.timed_server", str(script), str(port)], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        _wait(port)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
            page = browser.new_page(viewport={"width": 1440, "height": 1600})
            yield Timed(page, f"http://127.0.0.1:{port}", runs)
            browser.close()
    finally:
        server.terminate()
        server.wait(10)


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"no server on port {port}")
