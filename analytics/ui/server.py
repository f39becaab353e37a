"""The dashboard's server process: `python -m analytics.ui.server PORT`. `postmortems serve` starts it."""

from __future__ import annotations

import sys

from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import cli

from analytics.ui.stores import APP


def main(port: str) -> None:
    # A folder named pages/ makes a fresh server treat its first visitor's deep link as an unknown page, and would run a page past
    # app.py; the menu of app.py is the only list of pages there is.
    PagesManager.uses_pages_directory = False
    cli.main(["run", str(APP), "--server.port", port])


if __name__ == "__main__":
    main(sys.argv[1])
