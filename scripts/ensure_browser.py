"""Make sure that there is a Chrome or Chromium for the browser tests and for pictures: the one that is there, else install one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from analytics.charts.browser import MISSING_BROWSER, find_browser

DEBIAN = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"])
PLAYWRIGHT = ([sys.executable, "-m", "playwright", "install", "chromium"],)


def main() -> int:
    """0 where a browser was there or could be installed, else 1 with one sentence that says what to do."""
    if not find_browser():
        as_root_on_debian = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")
        for command in DEBIAN if as_root_on_debian else PLAYWRIGHT:
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 - constants above
        find_browser.cache_clear()
    browser = find_browser()
    sys.stdout.write(f"Browser: {browser}\n" if browser else f"{MISSING_BROWSER}\n")
    return 0 if browser else 1


if __name__ == "__main__":
    sys.exit(main())
