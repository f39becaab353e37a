"""Action items: what was promised, by whom, until when, and what became of it by the day on which the corpus is looked at."""

from __future__ import annotations

from datetime import date, timedelta

from analytics.generate.case import Case
from analytics.generate.draft import Promise, Style
from analytics.generate.draw import Draw
from analytics.generate.labels import STATUS_MARKS
from analytics.generate.plan import AS_OF
from analytics.generate.wording import to_workday
from analytics.model import HORIZONS, ActionItem, ActionStatus, Horizon, Postmortem

_DUE_DAYS: dict[Horizon, tuple[int, int]] = {"immediate": (2, 7), "short_term": (14, 30), "long_term": (45, 90)}
_FORGOTTEN_DAYS = 60
"""After this time somebody goes through the items that nobody has looked at since."""
_HOW_MANY: dict[Horizon, tuple[int, int]] = {"immediate": (1, 2), "short_term": (1, 3), "long_term": (0, 2)}


def add_actions(case: Case, postmortem: Postmortem) -> list[Promise]:
    """Items of the cause by horizon. Young drafts have few; forgotten items stay open and become overdue."""
    promises: list[Promise] = []
    if case.status == "draft" and case.draw.chance(0.3):
        return promises
    templates = {"immediate": case.cause.immediate, "short_term": case.cause.short_term, "long_term": case.cause.long_term}
    for horizon in HORIZONS:
        for text in case.draw.some(templates[horizon], *_HOW_MANY[horizon]):
            number = len(postmortem.action_items) + 1
            item, promise = _draw_action(case, number, horizon, case.text(text))
            postmortem.action_items.append(item)
            promises.append(promise)
    return promises


def add_tickets(postmortem: Postmortem, project: str, draw: Draw) -> None:
    """Some authors write the ticket behind the action."""
    if not draw.chance(0.5):
        return
    for place, item in enumerate(postmortem.action_items):
        if draw.chance(0.85):
            ticket = f"{project}-{draw.between(100, 4999)}"
            postmortem.action_items[place] = item._replace(action=f"{item.action} ({ticket})", ticket=ticket)


def _draw_action(case: Case, number: int, horizon: Horizon, text: str) -> tuple[ActionItem, Promise]:
    draw, low_high = case.draw, _DUE_DAYS[horizon]
    opened = case.on(draw.between(0, 2))
    promised = draw.between(*low_high)
    due = to_workday(opened + timedelta(days=promised))
    status, done_on = _draw_outcome(case, horizon, opened, promised)
    reason = case.pick(case.phrases.wont_do) if status == "wont_do" and draw.chance(0.9) else None
    owner = _draw_owner(case)
    word = write_status(status, reason, case.style, mixed=draw.chance(0.1))
    stamped = case.style.stamps == "both"
    completed = done_on if stamped else None
    item = ActionItem(
        0, number, horizon, text, owner, None if draw.chance(0.03) else due, status, word, reason,
        opened if stamped else None, completed, "stated" if completed else None, "stated" if stamped else None,
    )  # fmt: skip
    return item, Promise(opened, done_on)


def _draw_outcome(case: Case, horizon: Horizon, opened: date, promised: int) -> tuple[ActionStatus, date | None]:
    draw = case.draw
    if horizon != "immediate" and draw.chance(0.06):
        return "wont_do", None
    kept = case.team.discipline - {"immediate": 0.0, "short_term": 0.03, "long_term": 0.13}[horizon]
    remembered = draw.chance(kept)
    done_on = opened + timedelta(days=max(1, round(draw.log_normal(0.8 * promised, 0.5))))
    started = draw.chance(0.35)
    if not remembered:
        done_on += timedelta(days=_FORGOTTEN_DAYS + round(draw.log_normal(30, 0.6)))
        remembered = draw.chance(0.65)
        if not remembered and done_on <= AS_OF and draw.chance(0.4):
            return "wont_do", None
    if remembered and done_on <= AS_OF:
        return "complete", done_on
    return "in_progress" if started else "pending", None


def _draw_owner(case: Case) -> str | None:
    kind = case.draw.weighted({"person": 0.72, "rotation": 0.18, "lead": 0.07, "nobody": 0.03})
    if kind == "person":
        return case.draw.pick(case.team.people)
    return {"rotation": case.team.oncall, "lead": case.team.lead, "nobody": None}[kind]


def write_status(status: ActionStatus, reason: str | None, style: Style, *, mixed: bool) -> str:
    mark, word = STATUS_MARKS[status]
    form = "word" if style.status_words == "word" or (mixed and style.status_words == "both") else style.status_words
    if form == "word" and status == "complete" and mixed:
        word = "Shipped"
    text = {"emoji": mark, "both": f"{mark} {word}", "word": word}[form]
    return f"{text} ({reason})" if reason else text
