"""From the place of an incident in the corpus to its whole document, as records and words."""

from __future__ import annotations

from analytics.generate.case import Case, open_case
from analytics.generate.chronicle import add_timeline, compute_derived
from analytics.generate.draft import Draft
from analytics.generate.draw import Draw
from analytics.generate.facts import (
    add_detection_figures,
    add_durations,
    add_header,
    add_impact_figures,
    add_instants,
    add_review,
    add_severity,
)
from analytics.generate.follow_up import add_appendix, add_lessons, add_review_notes
from analytics.generate.interventions import Intervention
from analytics.generate.library import Library
from analytics.generate.narrative import add_detection, add_factors, add_impact, add_response, add_story
from analytics.generate.plan import Slot
from analytics.generate.promises import add_actions, add_tickets
from analytics.model import Incident, Postmortem

DIALECT = "template"


def compose_draft(slot: Slot, seed: int, library: Library, interventions: tuple[Intervention, ...]) -> Draft:
    """The document of one slot. It depends on the slot and the seed alone, not on the documents before it."""
    case = open_case(slot, seed, library, interventions)
    path = f"{slot.folder}/{slot.incident_id}-{case.scenario.slug}.md"
    incident = Incident(slot.incident_id, path, 0, DIALECT, incident_id=slot.incident_id)
    draft = Draft(Postmortem(incident), case.style, {}, path)
    _add_figures(case, draft)
    _add_texts(case, draft)
    add_tickets(draft.postmortem, case.team.slug.upper()[:4], Draw(seed, 7, slot.position))
    compute_derived(incident)
    return draft


def _add_figures(case: Case, draft: Draft) -> None:
    incident, cells = draft.postmortem.incident, draft.cells
    add_header(case, incident, cells)
    add_severity(case, incident, cells)
    add_instants(case, incident)
    add_durations(case, incident, cells)
    add_impact_figures(case, incident, cells)
    add_detection_figures(case, incident, cells)
    add_review(case, incident, cells)


def _add_texts(case: Case, draft: Draft) -> None:
    postmortem = draft.postmortem
    add_story(case, postmortem)
    add_timeline(case, postmortem)
    draft.cells["incident_date"] = str(postmortem.incident.incident_date)
    add_impact(case, postmortem, draft.cells)
    add_factors(case, postmortem)
    add_detection(case, postmortem)
    add_response(case, postmortem)
    draft.promises = add_actions(case, postmortem)
    add_lessons(case, postmortem)
    add_appendix(case, postmortem)
    add_review_notes(case, postmortem)
