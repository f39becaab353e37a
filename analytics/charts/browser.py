"""Where the machine's Chrome or Chromium is: pictures are drawn by it, and the browser tests drive it."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from choreographer.browsers.chromium import Chromium

MISSING_BROWSER = (
    "Pictures need a Chrome or Chromium on the machine that serves the dashboard: install one "
    "(Debian: `apt-get install chromium`), or name it in the environment variable BROWSER_PATH."
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
