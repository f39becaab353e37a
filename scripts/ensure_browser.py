"""Make sure that there is a Chrome or Chromium for the browser tests, pictures and PDF: the one that is there, else install one.

As root on Debian it installs poppler-utils too, by which the tests read a PDF back; without it those tests are skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from analytics.charts.browser import MISSING_BROWSER, find_browser

PLAYWRIGHT = [sys.executable, "-m", "playwright", "install", "chromium"]


def main() -> int:
    """0 where a browser was there or could be installed, else 1 with one sentence that says what to do."""
    missing = [
        *([] if find_browser() else ["chromium"]),
        *([] if shutil.which("pdftotext") else ["poppler-utils"]),
    ]
    for command in _commands(missing):
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 - constants above
    find_browser.cache_clear()
    browser = find_browser()
    sys.stdout.write(f"Browser: {browser}\n" if browser else f"{MISSING_BROWSER}\n")
    return 0 if browser else 1


def _commands(missing: list[str]) -> list[list[str]]:
    if missing and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        return [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]]
    return [PLAYWRIGHT] if "chromium" in missing else []


if __name__ == "__main__":
    sys.exit(main())
