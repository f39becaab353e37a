"""The dashboard in process: every page runs as a user would open it, on a real store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from analytics.store.database import Store
from analytics.ui.stores import APP, STORE_VARIABLE

OpenPage = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    """Caches outlive an AppTest."""
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> OpenPage:
    """`open_page(store, "pages/review/detection.py", team="Payments")`: the page after its run."""

    def run(store: Store | Path, page: str | None = None, **query: str | list[str]) -> AppTest:
        directory = store.directory if isinstance(store, Store) else store
        monkeypatch.setenv(STORE_VARIABLE, str(directory))
        app = AppTest.from_file(str(APP), default_timeout=60)
        for name, value in query.items():
            app.query_params[name.rstrip("_")] = value
        if page:
            app.switch_page(page)
        return app.run()

    return run
