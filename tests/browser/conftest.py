"""A real Chromium against a real server on a real store."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, expect, sync_playwright

from analytics.charts.browser import find_browser
from analytics.ingest.pipeline import Summary, ingest
from analytics.settings import load_settings
from analytics.store.database import Store
from analytics.ui.serve import running
from tests.conftest import SAMPLE

# Two busy cores draw a page in seconds, not in the five that Playwright grants.
expect.set_options(timeout=20_000)

QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--no-first-run",
)


@dataclass
class Dashboard:
    """A running dashboard, its documents, and how to read them again."""

    address: str
    corpus: Path
    store: Store

    def ingest(self) -> Summary:
        return ingest([self.corpus], self.store, load_settings(self.corpus / "postmortems.toml"), jobs=1)


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    folder = tmp_path_factory.mktemp("dashboard")
    shutil.copytree(SAMPLE, folder / "sample")
    opened = Dashboard("", folder / "sample", Store(folder / "store"))
    opened.ingest()
    with running(opened.store.directory, free_port()) as (address, _process):
        opened.address = address
        yield opened


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    browser = find_browser()
    assert browser, "run `make browser` first: it finds or installs a Chromium"
    playwright: Playwright
    with sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        launched = playwright.chromium.launch(executable_path=str(browser), args=[*QUIET, *sandbox])
        yield launched
        launched.close()


@pytest.fixture
def open_tab(chromium: Browser) -> Iterator[Callable[[str], Page]]:
    """Opens an address in a fresh profile and waits for the page's title. A script's error fails the test."""
    contexts = []
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # Streamlit asks below the page's own path for its settings first, and takes the root's when that is not found.
        if message.type == "error" and "404" not in message.text:
            errors.append(message.text)

    def open_address(address: str) -> Page:
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        page.locator("h1").wait_for(timeout=30_000)
        return page

    yield open_address
    for context in contexts:
        context.close()
    assert errors == []
