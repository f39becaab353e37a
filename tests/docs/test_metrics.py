"""docs/metrics.md says what the registry says."""

from __future__ import annotations

from analytics.metrics.registry import DEFINITIONS
from docs.render import METRICS, render_definitions, replace_part
from tests.docs.documents import read_sections


def test_the_page_is_what_the_registry_renders() -> None:
    text = METRICS.read_text(encoding="utf-8")
    assert text == replace_part(text, render_definitions()), "docs/metrics.md is not up to date: run `make docs`"


def test_every_metric_has_its_section() -> None:
    titles = {section.title for section in read_sections(METRICS)}
    assert {f"`{metric}`" for metric in DEFINITIONS} <= titles
