"""Every link between the documents leads to a file and a heading that are there; every file that the text names exists."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs.documents import ROOT, all_documents, anchors_of, read_links, read_prose

_FOLDERS = r"analytics|data|docs|pages|tests|scripts|benchmarks|\.ci"
_OWN_PATH = re.compile(rf"`((?:{_FOLDERS})/[\w./-]+|app\.py|pyproject\.toml|Makefile)`")
MADE_LATER = {"data/store/", "data/store"}
"""Paths that a command makes and git ignores."""

DOCUMENTS = pytest.mark.parametrize("document", all_documents(), ids=lambda path: path.name)


@DOCUMENTS
def test_links_lead_somewhere(document: Path) -> None:
    inside = [(line, target) for line, target in read_links(document) if not re.match(r"https?://", target)]
    assert [f"{document.name}:{line}: {target}" for line, target in inside if not _exists(document, target)] == []


def _exists(document: Path, target: str) -> bool:
    path, _, anchor = unquote(target).partition("#")
    file = (document.parent / path).resolve() if path else document
    if not file.exists() or ROOT not in [file, *file.parents]:
        return False
    return not anchor or (file.suffix == ".md" and anchor in anchors_of(file))


@DOCUMENTS
def test_files_named_in_the_text_exist(document: Path) -> None:
    named = {path for _, line in read_prose(document) for path in _OWN_PATH.findall(line)} - MADE_LATER
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_every_page_of_the_documentation_can_be_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        document = waiting.pop()
        reached.add(document)
        targets = [(document.parent / link.partition("#")[0]).resolve() for _, link in read_links(document) if "://" not in link]
        waiting += [target for target in targets if target.suffix == ".md" and target.is_file() and target not in reached]
    assert [document.name for document in all_documents() if document not in reached] == []
