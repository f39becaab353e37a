"""What is known of an item in one version of its document, and what a change of it is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NamedTuple

from analytics.model import ActionItem, ActionStatus, Horizon

Basis = Literal["git", "ingest"]
Field = Literal["appeared", "removed", "status", "owner", "due_date", "action", "horizon", "ticket"]

FOLLOWED: tuple[Field, ...] = ("action", "horizon", "owner", "due_date", "status", "ticket")
"""The parts of an item whose changes are kept."""


class Content(NamedTuple):
    """What an item says."""

    number: int | None
    horizon: Horizon | None
    action: str
    owner: str | None
    due_date: date | None
    status: ActionStatus | None
    ticket: str | None


class Entry(NamedTuple):
    """An item in one version. `at`: of its last change, before which no later one can be."""

    key: str
    line: int
    content: Content
    at: datetime | None = None


class Version(NamedTuple):
    """An incident in one version of the document at `path`."""

    path: str
    incident_key: str
    incident_id: str | None
    entries: tuple[Entry, ...]


class Stamp(NamedTuple):
    """When a version came to be, and who says so. `at` is None where the commit's date cannot be used.

    `silent`: nobody knows since when it has been so; what it differs in is no change.
    """

    at: datetime | None
    basis: Basis
    revision: str | None = None
    silent: bool = False


class Change(NamedTuple):
    """A change of one item, at the place where the item stood then."""

    key: str
    at: datetime | None
    field: Field
    old: str | None
    new: str | None
    basis: Basis
    revision: str | None
    path: str
    line: int


def content_of(item: ActionItem) -> Content:
    return Content(item.number, item.horizon, item.action, item.owner, item.due_date, item.status, item.ticket)
