"""Where the dashboard is, and which store it shows. No Streamlit here: the command line starts without loading it."""

from __future__ import annotations

import os
from pathlib import Path

APP = Path(__file__).parents[2] / "app.py"
STORE_VARIABLE = "POSTMORTEMS_STORE"
DEFAULT_STORE = Path("data/store")


def store_directory() -> Path:
    """The directory that the environment names, else the default one."""
    return Path(os.environ.get(STORE_VARIABLE) or DEFAULT_STORE)
