"""Section 3: what users and the business felt, and how customers were told."""

from __future__ import annotations

from typing import cast

from analytics.ingest.outline import Block, Item, Paragraph, Table
from analytics.ingest.reading import Reading, Section, label_of
from analytics.ingest.sections.boxes import ticked_boxes
from analytics.ingest.sections.passages import record_or_keep, take_fields
from analytics.ingest.sections.summary import load_value_table
from analytics.ingest.values import is_placeholder
from analytics.model import AffectedFeature, CommunicationChannel, CustomerCommunication, Impact, UserImpact


def load_user_impact(section: Section, reading: Reading) -> None:
    """Ticked boxes, the prose around them, and the features below their label."""
    rest: list[Block] = []
    boxes: list[Block] = []
    in_features = False
    for block in section.blocks:
        if label_of(block, reading.dialect.labels) == "affected_features":
            in_features = True
            reading.set_aside_all(cast(Paragraph, block).lines)
        elif in_features and isinstance(block, Item):
            _load_feature(block, reading)
        elif isinstance(block, Item) and block.checked is not None:
            boxes.append(block)
        else:
            rest.append(block)
    for box in ticked_boxes(boxes, reading, "impact"):
        reading.postmortem.user_impacts.append(UserImpact(box.line, cast(Impact, box.kind), box.text))
    record_or_keep("user_experience", take_fields(rest, reading), section, reading)


def _load_feature(item: Item, reading: Reading) -> None:
    text = " ".join(line.text for line in item.lines)
    feature, _, description = text.partition(":")
    feature, description = feature.strip(), description.strip()
    if is_placeholder(text) or (is_placeholder(feature) and is_placeholder(description)):
        reading.set_aside_all(item.lines)
        return
    reading.capture(item.lines)
    words = None if is_placeholder(description) else description
    reading.postmortem.affected_features.append(AffectedFeature(item.lines[0].line, feature, words))


def load_business_impact(section: Section, reading: Reading) -> None:
    for block in section.blocks:
        if isinstance(block, Table):
            load_value_table(block, section, reading, "business")


def load_communications(section: Section, reading: Reading) -> None:
    for box in ticked_boxes(section.blocks, reading, "channel"):
        record = CustomerCommunication(box.line, cast(CommunicationChannel, box.kind), box.text)
        reading.postmortem.customer_communications.append(record)
