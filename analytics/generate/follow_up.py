"""What comes after an incident: lessons, documentation, links, the review meeting and the sign-off."""

from __future__ import annotations

from datetime import timedelta

from analytics.generate.case import Case
from analytics.generate.chronicle import add_log
from analytics.generate.wording import to_workday
from analytics.model import DocumentationUpdate, Lesson, Postmortem, ReferenceLink, RelatedIncident, ReviewNote, SignOff


def add_lessons(case: Case, postmortem: Postmortem) -> None:
    draw = case.draw
    if case.status == "draft" and draw.chance(0.6):
        return
    for lesson, application in draw.some(case.cause.technical, 1, 2):
        postmortem.lessons.append(Lesson(0, "technical", case.text(lesson), case.text(application)))
    for lesson, application in [
        *draw.some(case.scenario.process + case.cause.process, 0, 1),
        *draw.some(case.phrases.process, 1, 1),
    ]:
        postmortem.lessons.append(Lesson(0, "process", case.text(lesson), case.text(application)))
    for kind, name, what in draw.some(case.scenario.documentation, 1, 3):
        done = draw.chance(0.55)
        postmortem.documentation_updates.append(DocumentationUpdate(0, kind, case.text(name), case.text(what), done))
    if draw.chance(0.1):
        name, what = draw.pick(case.phrases.other_documentation)
        postmortem.documentation_updates.append(DocumentationUpdate(0, "other", name, case.text(what), draw.chance(0.5)))
    if draw.chance(0.1):
        lesson, application = draw.pick(case.phrases.other_lessons)
        postmortem.lessons.append(Lesson(0, "other", lesson, application))


def add_appendix(case: Case, postmortem: Postmortem) -> None:
    draw, slot = case.draw, case.slot
    for related_id, day in slot.related:
        postmortem.related_incidents.append(RelatedIncident(0, related_id, day, draw.pick(case.phrases.relationships)))
    for label in draw.some(case.scenario.dashboards, 1, 2):
        address = "-".join(label.lower().split())
        postmortem.reference_links.append(ReferenceLink(0, "metrics", label, f"https://grafana.example/d/{address}"))
    for label, url in _list_documents(case):
        postmortem.reference_links.append(ReferenceLink(0, "document", label, url))
    if case.severity in ("P0", "P1", "P2") and draw.chance(0.8):
        add_log(case, postmortem)


def _list_documents(case: Case) -> list[tuple[str, str]]:
    number = 1000 + case.slot.position * 7 % 9000
    address = "-".join(case.words["service"].split())
    links = [
        (f"Incident ticket INC-{number}", f"https://tickets.example/INC-{number}"),
        (f"Pull request {number + 311}: {case.cause.immediate[0]}", f"https://git.example/{address}/pull/{number + 311}"),
        (f"Runbook of {case.words['service']}", f"https://runbooks.example/{address}"),
        (f"Architecture of {case.words['service']}", f"https://wiki.example/architecture/{address}"),
    ]
    return [(case.text(label), url) for label, url in case.draw.some(links, 1, 4)]


def add_review_notes(case: Case, postmortem: Postmortem) -> None:
    draw, incident = case.draw, postmortem.incident
    if not incident.review_date:
        return
    for text in [*draw.some(case.scenario.discussion + case.cause.discussion, 0, 1), *draw.some(case.phrases.discussion, 1, 2)]:
        postmortem.review_notes.append(ReviewNote(0, "discussion", case.text(text)))
    for text in [*draw.some(case.scenario.decisions + case.cause.decisions, 0, 1), *draw.some(case.phrases.decisions, 1, 1)]:
        postmortem.review_notes.append(ReviewNote(0, "decision", case.text(text)))
    signed_on = to_workday(incident.review_date + timedelta(days=draw.between(0, 4)))
    final = case.status == "final"
    postmortem.sign_offs.append(SignOff(0, "Author", incident.authors[0], signed_on, True))
    postmortem.sign_offs.append(SignOff(0, "Engineering Lead", case.team.lead, signed_on if final else None, final))
    if case.severity in ("P0", "P1"):
        signed = final and draw.chance(0.85)
        day = to_workday(signed_on + timedelta(days=draw.between(0, 6)))
        postmortem.sign_offs.append(SignOff(0, "CTO/CAIO", "@cto-office", day if signed else None, signed))
