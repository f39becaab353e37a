"""A version of a document is read for its action items alone, and gives those that reading all of it gives."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from analytics.ingest.dialect import load_dialects
from analytics.ingest.read import read_file, read_promises
from analytics.settings import Settings
from tests.ingest.golden import documents, name_of, read_document, settings_of, source_of

ODD = {
    "a heading in a list": "# A\n\n- item\n\n    ## Action Items\n\n- [ ] Not of a section\n\n## Action Items\n\n- [ ] Write it down\n",
    "a heading in a fence": "# A\n\n## Timeline\n\n```\n## Action Items\n- [ ] no\n```\n\n## Action Items\n\n- [ ] Write it down\n",
    "a comment over headings": "# A\n\n## Timeline\n\n<!--\n## Action Items\n- [ ] no\n-->\n\n## Action Items\n\n- [x] Write it down\n",
    "underlined headings": "A\n=\n\nTimeline\n--------\n\n10:00 it broke\n\nAction Items\n------------\n\n- [ ] Write it down\n",
    "a quote": "# A\n\n> ## Action Items\n>\n> - [ ] Quoted\n\n## Action Items\n\n- [ ] Write it down\n",
    "an address further down": "# A\n\n## Action Items\n\n- [ ] Write it down, see [SHIP-9][t]\n\n## Links\n\n[t]: https://tickets.example/browse/SHIP-9\n",
    "no heading": "Nothing but words.\n",
    "nothing": "",
}


@pytest.mark.parametrize("document", documents(), ids=name_of)
def test_a_version_has_the_items_of_the_whole_document(document: Path) -> None:
    settings = settings_of(document)
    whole = {p.incident.incident_key: p.action_items for p in read_document(document).postmortems if p.action_items}
    promised = read_promises(document.name, source_of(document), settings, load_dialects(settings))
    assert {one.incident_key: one.items for one in promised if one.items} == whole


@pytest.mark.parametrize("name", ODD)
def test_documents_of_odd_forms_are_read_the_same(name: str) -> None:
    settings, data = Settings(), ODD[name].encode()
    dialects = load_dialects(settings)
    for path in ("a.md", "INCIDENT-2026-03-02-001.md"):
        read = read_file(path, data, datetime(2026, 3, 2, tzinfo=UTC), settings, dialects)
        whole = {p.incident.incident_key: p.action_items for p in read.postmortems if p.action_items}
        promised = read_promises(path, data, settings, dialects)
        assert {one.incident_key: one.items for one in promised if one.items} == whole
