"""The corpora of `postmortems generate` without their texts: a store of hundreds of incidents in less than a second.

No document is written, read or spoilt: the records are those of truth.jsonl, and they go into the store by the way of every ingest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from analytics import generate
from analytics.generate import COURSES, CourseName
from analytics.generate.compose import compose_draft
from analytics.generate.library import load_library
from analytics.generate.plan import AS_OF, plan_slots
from analytics.ingest.batch import build_tables
from analytics.ingest.read import FileRead
from analytics.model import Document, Postmortem
from analytics.settings import FILE_NAME, Settings, load_settings
from analytics.store.database import Store
from analytics.store.load import Origin, insert_batches, write_quarters, write_snapshot_info, write_targets
from analytics.store.snapshot import publishing

NEWEST, PREVIOUS = "2026Q3", "2026Q2"
"""The quarter in which something happens, and the one that it is compared with."""


def draw_scenario(name: str, seed: int, count: int = 600, since: str = "") -> list[Postmortem]:
    """The incidents of `postmortems generate --scenario NAME --seed SEED --count COUNT`, in the order in which they began.

    `since`: those of this quarter and later ones.
    """
    course, library = COURSES[CourseName(name)], load_library()
    slots = plan_slots(count, seed, library, grows=course.grows)
    return [compose_draft(slot, seed, library, course.interventions).postmortem for slot in slots if slot.quarter >= since]


def publish_scenario(directory: Path, name: str, seed: int, count: int = 600) -> Store:
    """Publishes the incidents of `draw_scenario` with the settings and the as-of day of a generated corpus."""
    return publish_postmortems(directory, draw_scenario(name, seed, count))


def publish_postmortems(directory: Path, postmortems: Sequence[Postmortem]) -> Store:
    """Publishes records as a snapshot of their own; each gets a document of its own, without a text."""
    settings = corpus_settings()
    with publishing(directory, fresh=True) as draft:
        insert_batches(draft.connection, build_tables([FileRead([each], _stand_in(each), []) for each in postmortems]))
        write_quarters(draft.connection, settings)
        write_targets(draft.connection, settings)
        write_snapshot_info(draft, settings, Origin(AS_OF, "scenario", "fingerprint", "reader"))
    return Store(directory)


@cache
def corpus_settings() -> Settings:
    """The settings that lie beside every generated corpus."""
    return load_settings(Path(generate.__file__).parent / "assets" / FILE_NAME)


def _stand_in(postmortem: Postmortem) -> Document:
    path = postmortem.incident.source_path
    return Document(path, path, 0, datetime(2026, 10, 5, tzinfo=UTC), "markdown", "template", 1, 0, 0, 0, "", None)


def publish_many(directory: Path, name: str, seeds: Iterable[int], count: int, since: str = "") -> Store:
    """One store for many corpora of a scenario: each is the team `name_of(seed)`, so that a filter by team shows one of them.

    `since`: without the quarters before, which take as long to write as any.
    """
    postmortems = []
    for seed in seeds:
        for postmortem in draw_scenario(name, seed, count, since):
            incident = postmortem.incident
            incident.team = name_of(seed)
            incident.source_path = f"{name_of(seed)}/{incident.source_path}"
            incident.incident_key = f"{name_of(seed)}/{incident.incident_key}"
            postmortems.append(postmortem)
    return publish_postmortems(directory, postmortems)


def name_of(seed: int) -> str:
    return f"seed {seed}"
