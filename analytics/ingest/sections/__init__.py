"""One file a template section; `LOADERS` registers the reader of each section that a dialect can name."""

from __future__ import annotations

from collections.abc import Callable

from analytics.ingest.reading import Reading, Section
from analytics.ingest.sections.actions import load_actions
from analytics.ingest.sections.appendix import load_links, load_log, load_related
from analytics.ingest.sections.detection import load_analysis, load_methods
from analytics.ingest.sections.impact import load_business_impact, load_communications, load_user_impact
from analytics.ingest.sections.lessons import load_documentation, load_lessons
from analytics.ingest.sections.passages import load_cause, load_heading_field, load_passage
from analytics.ingest.sections.response import load_observations
from analytics.ingest.sections.root_cause import load_factors, load_what_happened, load_whys
from analytics.ingest.sections.sign_off import load_meeting, load_sign_offs
from analytics.ingest.sections.summary import load_header, load_summary
from analytics.ingest.sections.timeline import load_timeline

LOADERS: dict[str, Callable[[Section, Reading], None]] = {
    "header": load_header,
    "summary": load_summary,
    "timeline": load_timeline,
    "background": load_passage,
    "trigger": load_passage,
    "impact": load_user_impact,
    "impact.users": load_user_impact,
    "impact.business": load_business_impact,
    "impact.communications": load_communications,
    "root_cause": load_what_happened,
    "root_cause.cause": load_cause,
    "root_cause.what_happened": load_what_happened,
    "root_cause.whys": load_whys,
    "root_cause.factors": load_factors,
    "detection": load_methods,
    "detection.methods": load_methods,
    "detection.analysis": load_analysis,
    "response": load_passage,
    "mitigation": load_passage,
    "resolution": load_passage,
    "prevention": load_passage,
    "people": load_passage,
    "questions": load_passage,
    "stats": load_passage,
    "response.went_well": load_observations,
    "response.could_improve": load_observations,
    "response.got_lucky": load_observations,
    "actions": load_actions,
    "actions.immediate": load_actions,
    "actions.short_term": load_actions,
    "actions.long_term": load_actions,
    "lessons": load_lessons,
    "lessons.technical": load_lessons,
    "lessons.process": load_lessons,
    "lessons.other": load_lessons,
    "lessons.documentation": load_documentation,
    "appendix.related": load_related,
    "appendix.metrics": load_links,
    "appendix.log": load_log,
    "appendix.references": load_links,
    "review.meeting": load_meeting,
    "review.sign_offs": load_sign_offs,
}

BOILERPLATE_SECTIONS = frozenset({"actions.legend", "usage_notes"})
"""Sections of the template that say nothing about an incident."""


GROUPS = frozenset({"appendix", "review"})
"""Sections of which only the subsections are read."""

HEADING_FIELD = "field."
"""`field.severity`: a section whose heading is the name of a field."""


def loader_of(section: str) -> Callable[[Section, Reading], None] | None:
    """The reader of a section; None for one of which only the subsections are read."""
    return load_heading_field if section.startswith(HEADING_FIELD) else LOADERS.get(section)
