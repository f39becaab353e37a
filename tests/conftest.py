"""Stores that several parts of the tests read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from typing import Protocol

import pytest

from analytics.ingest.pipeline import ingest
from analytics.settings import Settings, load_settings
from analytics.store.database import Cursor, Store
from tests.handmade import AS_OF, Row, publish_rows

SAMPLE = Path(__file__).parents[1] / "data" / "sample"


class MakeStore(Protocol):
    """`make_store(incidents=[...], action_items=[...], settings=..., as_of=...)`."""

    def __call__(self, settings: Settings | None = None, as_of: date = AS_OF, **tables: Sequence[Row]) -> Store: ...


@pytest.fixture(autouse=True)
def keep_main_module() -> Iterator[None]:
    """A page under test leaves app.py behind as the main module, which the worker processes of a later ingest would run again."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture
def make_store(tmp_path: Path) -> MakeStore:
    """A factory of small stores from hand-written rows; each is a new one."""
    numbers = count()

    def make(settings: Settings | None = None, as_of: date = AS_OF, **tables: Sequence[Row]) -> Store:
        return publish_rows(tmp_path / f"handmade-{next(numbers)}", tables, settings, as_of)

    return make


@pytest.fixture
def open_rows(make_store: MakeStore) -> Iterator[Callable[..., Cursor]]:
    """The same, opened: gives a cursor that lives as long as the test."""
    opened = []

    def open_store(settings: Settings | None = None, as_of: date = AS_OF, **tables: Sequence[Row]) -> Cursor:
        context = make_store(settings, as_of, **tables).cursor()
        opened.append(context)
        return context.__enter__()

    yield open_store
    for context in opened:
        context.__exit__(None, None, None)


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The sample corpus, ingested."""
    store = Store(tmp_path_factory.mktemp("sample") / "store")
    ingest([SAMPLE], store, load_settings(SAMPLE / "postmortems.toml"), jobs=1)
    return store
