"""Section 6: what went well, what could have gone better, where we got lucky."""

from __future__ import annotations

import re

from analytics.ingest.outline import Item, Paragraph
from analytics.ingest.reading import Reading, Section
from analytics.ingest.values import is_placeholder
from analytics.model import Observation, ObservationKind

_MARK = re.compile(r"^[^\w\[`'\"(@#$€£<~]+\s*")
_KINDS: dict[str, ObservationKind] = {
    "response.went_well": "went_well",
    "response.could_improve": "could_improve",
    "response.got_lucky": "got_lucky",
}


def load_observations(section: Section, reading: Reading) -> None:
    """One observation a list item (or paragraph), without the emoji in front of it."""
    kind = _KINDS[section.name]
    for block in section.blocks:
        if not isinstance(block, Item | Paragraph):
            continue
        text = _MARK.sub("", " ".join(line.text for line in block.lines))
        if is_placeholder(text):
            reading.set_aside_all(block.lines)
            continue
        reading.capture(block.lines)
        reading.postmortem.observations.append(Observation(block.lines[0].line, kind, text))
