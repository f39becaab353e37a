"""A browser that is not there, breaks or hangs: one sentence, in bounded time, and no process is left."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from choreographer import Browser

from analytics.charts import browser
from analytics.charts.browser import BrowserBrokenError, BrowserMissingError, drive, find_browser


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The file that BROWSER_PATH names."""
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "chrome"))
    find_browser.cache_clear()
    yield tmp_path / "chrome"
    find_browser.cache_clear()


async def look(opened: Browser) -> int:
    return len(opened.tabs)


def test_without_a_browser_it_says_what_to_install(named: Path) -> None:
    with pytest.raises(BrowserMissingError, match=r"need a Chrome or Chromium .* every other format works"):
        drive(Browser, look, 5)
    assert not named.exists()


@pytest.mark.parametrize(("program", "seconds"), [("exit 3", 20), ("echo $$ > {pid}; exec sleep 600", 10)])
def test_one_that_does_not_start(program: str, seconds: int, named: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "START_SECONDS", 2.0)
    monkeypatch.setattr(browser, "STOP_SECONDS", 2.0)
    pid = named.with_name("pid")
    named.write_text(f"#!/bin/sh\n{program.format(pid=pid)}\n")
    named.chmod(0o755)
    started = time.monotonic()
    with pytest.raises(BrowserBrokenError, match=rf"The browser {named} could not be used \(it did not start\)"):
        drive(Browser, look, 5)
    assert time.monotonic() - started < seconds
    assert not pid.exists() or not Path(f"/proc/{pid.read_text().strip()}").exists()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_work_that_hangs_ends_in_time_and_takes_its_browser_with_it() -> None:
    processes: list[int] = []

    async def hang(opened: Browser) -> None:
        processes.append(opened.subprocess.pid)
        tab = await opened.create_tab("about:blank")
        await tab.send_command("Runtime.evaluate", {"expression": "while (true) {}"})

    with pytest.raises(BrowserBrokenError, match="it did not answer as it should"):
        drive(Browser, hang, 2)
    assert not Path(f"/proc/{processes[0]}").exists()
