"""A whole synthetic corpus on disk: documents, settings, a README, an unfilled template, and the truth about all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

from analytics.errors import UsageError
from analytics.generate.blank import TEMPLATE_NAME
from analytics.generate.compose import compose_draft
from analytics.generate.contradictions import contradict_draft
from analytics.generate.draft import Draft
from analytics.generate.draw import Draw
from analytics.generate.flaws import spoil_draft
from analytics.generate.interventions import COURSES, Course, CourseName
from analytics.generate.labels import damage
from analytics.generate.library import load_library, read_asset
from analytics.generate.plan import SHARED_FOLDER, Slot, plan_slots
from analytics.generate.render import render_draft
from analytics.generate.repository import RepositoryWriter, check_out
from analytics.generate.stories import Story
from analytics.generate.truth import FILE_NAME, write_truth
from analytics.generate.versions import write_versions
from analytics.settings import FILE_NAME as SETTINGS_NAME

SAMPLE_SEED = 20261057
SAMPLE_COUNT = 180
NOTES_NAME = "annotations.toml"


def generate_corpus(
    directory: Path,
    count: int,
    seed: int,
    report: Callable[[int, int], None] | None = None,
    *,
    course: Course = COURSES[CourseName.sample],
    flaws: bool = True,
    history: bool = False,
) -> int:
    """Writes `count` postmortems below `directory`, and beside them truth.jsonl, postmortems.toml, a README and a bare template.

    The same count, seed and options give the same bytes everywhere. `flaws=False`: no document is spoilt on purpose.
    `history`: the directory becomes a git repository in which the documents were written, reviewed and followed up.
    `report` is called after each document with the numbers written and to be written. Returns the number of files.

    Raises:
        UsageError: the directory holds something already, or there is no git to write the history with.
    """
    if directory.exists() and any(directory.iterdir()):
        raise UsageError(f"{directory} is not empty: give a new folder.")
    library = load_library()
    slots = sorted(plan_slots(count, seed, library, grows=course.grows), key=lambda slot: (slot.folder, slot.incident_id))
    directory.mkdir(parents=True, exist_ok=True)
    for folder in sorted({slot.folder for slot in slots}):
        (directory / folder).mkdir(parents=True, exist_ok=True)
    # What the organisation did stands in its settings only where it did it.
    notes = read_asset(NOTES_NAME) if course == COURSES[CourseName.sample] else ""
    bare = _bare_files(read_asset(SETTINGS_NAME) + notes)
    _write_bare_files(directory, bare)
    left = sorted(path for path in bare if path != SETTINGS_NAME)
    with ExitStack() as stack:
        truth = stack.enter_context((directory / FILE_NAME).open("w", encoding="utf-8", newline="\n"))
        repository = stack.enter_context(RepositoryWriter(directory)) if history else None
        for done, slot in enumerate(slots, 1):
            draft = compose_draft(slot, seed, library, course.interventions)
            if flaws:
                spoil_draft(draft, slot, seed)
                contradict_draft(draft, slot, seed)
            text = render_draft(draft)
            (directory / draft.path).write_bytes(text.encode(draft.encoding, errors="replace"))
            left = _write_lines_before(truth.write, left, draft.path)
            truth.write(write_truth(draft.path, draft, draft.flaws, _add_history(repository, draft, text, seed, slot)))
            if report:
                report(done, count)
        _write_lines_before(truth.write, left, None)
        if repository:
            repository.finish(bare, library.teams[0].lead.lstrip("@"))
    if history:
        check_out(directory, FILE_NAME)
    return count + 3


def _add_history(repository: RepositoryWriter | None, draft: Draft, text: str, seed: int, slot: Slot) -> list[Story]:
    """Hands the versions of a document over; the stories of its action items, none where nobody wants the history."""
    if repository is None:
        return []
    versions, stories = write_versions(draft, text, Draw(seed, 8, slot.position))
    repository.add_versions(versions)
    return stories


def _bare_files(settings: str) -> dict[str, bytes]:
    """The files that hold no incident, by their paths."""
    template = damage(read_asset(TEMPLATE_NAME))
    texts = {"README.md": read_asset("README.md"), SETTINGS_NAME: settings, f"{SHARED_FOLDER}/{TEMPLATE_NAME}": template}
    return {path: text.encode() for path, text in texts.items()}


def _write_bare_files(directory: Path, files: Mapping[str, bytes]) -> None:
    for path, data in files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_bytes(data)


def _write_lines_before(write: Callable[[str], int], bare: list[str], path: str | None) -> list[str]:
    """Keeps truth.jsonl sorted: the lines of bare files that come before a path, or all of them. Returns those left."""
    due = [name for name in bare if path is None or name < path]
    for name in due:
        write(write_truth(name, None, []))
    return bare[len(due) :]
