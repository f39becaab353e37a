"""How the action items of a document came to stand as they do: promised, reworded, moved, begun, done, given up, crossed out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from analytics.generate.draft import Draft, Promise, Style
from analytics.generate.draw import Draw
from analytics.generate.plan import AS_OF
from analytics.generate.promises import write_status
from analytics.generate.wording import to_workday
from analytics.model import ActionItem, ActionStatus

_CROSSED_OUT = (
    "Discuss the incident in the next planning",
    "Ask the other teams whether they have seen this before",
    "Look for a product that does this for us",
)
"""What is promised in the heat of the moment, and deleted when the document is reviewed."""


class Turn(NamedTuple):
    """A day on which an item changed, and how it stood afterwards; None: it was deleted."""

    on: date
    item: ActionItem | None


class Story(NamedTuple):
    """An item with all its turns, in order; the first is its promise."""

    turns: tuple[Turn, ...]

    @property
    def opened(self) -> date:
        return self.turns[0].on

    def at(self, day: date) -> ActionItem | None:
        """The item at the end of a day; None where it does not stand in the document then."""
        return next((turn.item for turn in reversed(self.turns) if turn.on <= day), None)


def tell_stories(draft: Draft, draw: Draw, reviewed: date | None) -> list[Story]:
    """One story for each item of the document, and one for an item that is there no more, where there is one."""
    items = draft.postmortem.action_items
    stories = [
        Story(tuple(_turns(item, promise, draft.style, draw))) for item, promise in zip(items, draft.promises, strict=True)
    ]
    if stories and reviewed and stories[0].opened < reviewed and draw.chance(0.15):
        stories.append(_crossed_out(items[-1], stories[0].opened, reviewed, draft.style, draw))
    return stories


def _crossed_out(last: ActionItem, opened: date, reviewed: date, style: Style, draw: Draw) -> Story:
    item = last._replace(
        number=(last.number or 0) + 1, action=draw.pick(_CROSSED_OUT), ticket=None, **_open("pending", style), completed_on=None
    )
    return Story((Turn(opened, item), Turn(reviewed, None)))


def _turns(final: ActionItem, promise: Promise, style: Style, draw: Draw) -> list[Turn]:
    """From the end back to the beginning, because the end is what the document says."""
    opened, ended = promise.opened, _draw_end(final, promise, draw)
    last = (ended or AS_OF + timedelta(days=1)) - timedelta(days=1)
    changes: list[tuple[date, dict[str, Any]]] = []
    before: dict[str, Any] = {}
    if ended:
        changes.append((ended, {name: getattr(final, name) for name in ("status", "status_text", "reason", "completed_on")}))
        before = {**_open("pending", style), "reason": None, "completed_on": None}
    before |= _draw_start(final, opened, last, style, draw, changes)
    before |= _draw_moves(final, opened, last, draw, changes)
    before |= _draw_rewording(final, opened, last, draw, changes)
    turns = [Turn(opened, final._replace(**before))]
    for day, change in sorted(changes, key=lambda change: change[0]):
        turns.append(Turn(day, (turns[-1].item or final)._replace(**change)))
    return turns


def _open(status: ActionStatus, style: Style) -> dict[str, Any]:
    return {"status": status, "status_text": write_status(status, None, style, mixed=False), "reason": None}


def _draw_end(final: ActionItem, promise: Promise, draw: Draw) -> date | None:
    given_up = min(AS_OF, promise.opened + timedelta(days=draw.between(7, 75)))
    return given_up if final.status == "wont_do" and given_up > promise.opened else promise.ended


def _draw_start(
    final: ActionItem, opened: date, last: date, style: Style, draw: Draw, changes: list[tuple[date, dict[str, Any]]]
) -> dict[str, Any]:
    """Some are taken up before they are done; the words in which it is written then."""
    wanted = final.status == "in_progress" or (final.status == "complete" and draw.chance(0.4))
    if not wanted or opened >= last:
        return {}
    day = _day_between(opened, min(last, opened + timedelta(days=40)), draw)
    changes.append((day, _open("in_progress", style)))
    return _open("pending", style)


def _draw_moves(
    final: ActionItem, opened: date, last: date, draw: Draw, changes: list[tuple[date, dict[str, Any]]]
) -> dict[str, Any]:
    """A promise that comes due before it is kept is often moved; the due date in the document is that of the last move."""
    due = final.due_date
    if due is None or due <= opened or not draw.chance(0.45 if last > due else 0.12):
        return {}
    for _ in range(draw.weighted({1: 0.55, 2: 0.25, 3: 0.15, 4: 0.05})):
        earlier = to_workday(due - timedelta(days=draw.between(7, 28)))
        day = earlier + timedelta(days=draw.between(-2, 3))
        if earlier <= opened or not opened < day < min(last, due):
            break
        changes.append((day, {"due_date": due}))
        due = earlier
    return {"due_date": due}


def _draw_rewording(
    final: ActionItem, opened: date, last: date, draw: Draw, changes: list[tuple[date, dict[str, Any]]]
) -> dict[str, Any]:
    """Some wordings were shorter at first, or said that more was to come."""
    if not draw.chance(0.14) or opened >= last:
        return {}
    day = _day_between(opened, min(last, opened + timedelta(days=9)), draw)
    changes.append((day, {"action": final.action, "ticket": final.ticket}))
    words = final.action.split(" ")
    first = " ".join(words[:-2]) if len(words) > 6 else f"{final.action}, details to follow"
    return {"action": first, "ticket": final.ticket if final.ticket and final.ticket in first else None}


def _day_between(first: date, last: date, draw: Draw) -> date:
    """A day after the first, up to the last."""
    return first + timedelta(days=draw.between(1, max(1, (last - first).days)))


def write_story(story: Story, names: Sequence[str]) -> list[list[str | None]]:
    """The story as truth.jsonl has it: [day, field, old, new] for each change of the fields named."""
    rows: list[list[str | None]] = []
    before: ActionItem | None = None
    for on, item in story.turns:
        if before is None or item is None:
            field, old, new = ("appeared", None, item.status) if item else ("removed", before.status if before else None, None)
            rows.append([on.isoformat(), field, old, new])
        else:
            values = ((name, getattr(before, name), getattr(item, name)) for name in names)
            rows += [[on.isoformat(), name, _text(old), _text(new)] for name, old, new in values if old != new]
        before = item
    return rows


def _text(value: object) -> str | None:
    return None if value is None else str(value)
