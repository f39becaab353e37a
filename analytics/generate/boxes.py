"""Lists of tick boxes, in which the template's own boxes stand whether they are ticked or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from analytics.generate.page import Page

K = TypeVar("K", bound=str)
R = TypeVar("R", bound=Any)


def write_boxes(page: Page, records: list[R], labels: Mapping[K, str]) -> None:
    """Every box of the template, ticked where there is a record of its kind, then the boxes that the author added.

    A record is `(line, kind, text)`; its text takes the place of the template's label.
    """
    places = {record[1]: place for place, record in enumerate(records)}
    for kind, label in labels.items():
        if kind in places:
            _write_ticked(page, records, places[kind])
        else:
            page.write(f"- [ ] {label}")
    for kind, place in places.items():
        if kind not in labels:
            _write_ticked(page, records, place)


def _write_ticked(page: Page, records: list[R], place: int) -> None:
    line = page.write(f"- [{page.draft.style.tick}] {records[place][2]}")
    records[place] = records[place]._replace(line=line)
