"""The machine's Chrome or Chromium: where it is, and work that it does outside of any page run. The browser tests drive it too."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TypeVar

from choreographer import Browser
from choreographer.browsers.chromium import Chromium

from analytics.errors import InsightsError

MISSING_BROWSER = (
    "Pictures and PDF need a Chrome or Chromium on this machine: install one (Debian: `apt-get install chromium`), "
    "or name it in the environment variable BROWSER_PATH; every other format works without one."
)
START_SECONDS, STOP_SECONDS = 30.0, 5.0

_Browser = TypeVar("_Browser", bound=Browser)
_Made = TypeVar("_Made")

# One browser at a time: each takes some 500 MB, and a machine that serves many readers has no more to spare.
_working = threading.Lock()
# It logs what it ignores; what goes wrong comes as an exception.
logging.getLogger("choreographer").setLevel(logging.CRITICAL + 1)


class BrowserMissingError(InsightsError):
    """There is no Chrome or Chromium to draw with."""

    def __init__(self) -> None:
        super().__init__(MISSING_BROWSER)


class BrowserBrokenError(InsightsError):
    """There is one, and it does not do its work."""

    def __init__(self, browser: Path, problem: str) -> None:
        super().__init__(
            f"The browser {browser} could not be used ({problem}): see whether it starts by itself, "
            "or name another one in the environment variable BROWSER_PATH; every other format works without one."
        )


@cache
def find_browser() -> Path | None:
    """The executable: BROWSER_PATH, else the usual names and places, else one that Playwright has downloaded."""
    named = os.environ.get("BROWSER_PATH")
    if named:
        return Path(named) if Path(named).is_file() else None
    found = Chromium.find_browser(skip_local=False)
    return Path(found) if found else _find_playwrights()


def _find_playwrights() -> Path | None:
    caches = (Path.home() / ".cache/ms-playwright", Path.home() / "Library/Caches/ms-playwright")
    patterns = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
    found = sorted(path for folder in caches for pattern in patterns for path in folder.glob(pattern))
    return found[-1] if found else None


def drive(choose: Callable[[Path], _Browser], work: Callable[[_Browser], Awaitable[_Made]], seconds: float) -> _Made:
    """What `work` makes in a browser process of its own, which is gone when this returns; `seconds`: for the work alone.

    Raises:
        BrowserMissingError: the machine has no Chrome or Chromium.
        BrowserBrokenError: it does not start, fails, or needs too long.
    """
    path = find_browser()
    if path is None:
        raise BrowserMissingError
    # In a thread of its own: the caller's may be running an event loop already, as a server's does.
    with _working, ThreadPoolExecutor(1, "browser") as thread:
        return thread.submit(lambda: asyncio.run(_drive(choose(path), path, work, seconds))).result()


async def _drive(browser: _Browser, path: Path, work: Callable[[_Browser], Awaitable[_Made]], seconds: float) -> _Made:
    try:
        await _await(browser.open(), path, START_SECONDS, "it did not start")
        return await _await(work(browser), path, seconds, "it did not answer as it should")
    finally:
        await _stop(browser)


async def _await(awaited: Awaitable[_Made], path: Path, seconds: float, problem: str) -> _Made:
    try:
        return await asyncio.wait_for(awaited, seconds)
    except Exception as error:  # the libraries that drive it have no common base for what they raise
        raise BrowserBrokenError(path, problem) from error


async def _stop(browser: Browser) -> None:
    """Killed with all its processes, not asked: its profile is thrown away, and one that hangs would not hear.

    Its own closing then clears up: pipes, threads, the profile.
    """
    with contextlib.suppress(ProcessLookupError, AttributeError):  # it never started, or this is no Unix
        os.killpg(browser.subprocess.pid, signal.SIGKILL)
    with contextlib.suppress(Exception):  # nothing that closing says is news
        await asyncio.wait_for(browser.close(), STOP_SECONDS)
