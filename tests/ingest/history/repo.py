"""Real git repositories with scripted histories, written by git itself, and what an ingest makes of them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from analytics.ingest.pipeline import Summary, ingest
from analytics.settings import Settings, load_settings
from analytics.store.database import Store
from analytics.store.verify import verify

PENDING, STARTED, DONE, DROPPED = "⏳ Pending", "🔄 In Progress", "✅ Complete", "❌ Won't Do"
IDENT = "INCIDENT-2026-03-02-001"


class Item(NamedTuple):
    action: str
    status: str = PENDING
    owner: str = "@mira-k"
    due: str = "2026-03-20"
    number: int | None = None


def document(
    *items: Item, ident: str | None = IDENT, long_term: Sequence[Item] = (), day: str = "2026-03-02", words: str = ""
) -> str:
    """A postmortem with these action items in the template's tables."""
    heading = f"## Incident Postmortem: {ident}" if ident else "## Incident Postmortem: Queue stopped"
    return f"""{heading}

**Status:** Final
**Date:** {day}
**Team:** Search

## 1. Executive Summary

Search was slow for 45 minutes. {words}

| Metric | Value |
|--------|-------|
| **Severity** | P2 |

## 7. Action Items

### 7.1 Immediate (This Week)

{table(items)}

### 7.3 Long-term (This Quarter)

{table(long_term)}
"""


def table(items: Sequence[Item]) -> str:
    rows = [
        f"| {item.number or place} | {item.action} | {item.owner} | {item.due} | {item.status} |"
        for place, item in enumerate(items, 1)
    ]
    return "\n".join(["| # | Action | Owner | Due Date | Status |", "|---|--------|-------|----------|--------|", *rows])


class Repo:
    """A work tree. A commit is made on a day, at noon UTC, unless it says more."""

    def __init__(self, directory: Path, *, init: bool = True) -> None:
        self.directory = directory
        if init:
            directory.mkdir(parents=True, exist_ok=True)
            self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, author: str = "2026-03-01", committer: str | None = None) -> str:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.directory),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "mira-k",
            "GIT_AUTHOR_EMAIL": "mira-k@example.com",
            "GIT_COMMITTER_NAME": "mira-k",
            "GIT_COMMITTER_EMAIL": "mira-k@example.com",
            "GIT_AUTHOR_DATE": _moment(author),
            "GIT_COMMITTER_DATE": _moment(committer or author),
        }
        done = subprocess.run(["git", *arguments], cwd=self.directory, env=environment, check=True, capture_output=True)
        return done.stdout.decode()

    def write(self, path: str, text: str) -> None:
        file = self.directory / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def commit(
        self, day: str, files: dict[str, str | None] | None = None, *, message: str = "Edit", committer: str | None = None
    ) -> str:
        """Writes files (None: deletes them) and commits everything; the commit's id."""
        for path, text in (files or {}).items():
            if text is None:
                (self.directory / path).unlink()
            else:
                self.write(path, text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message, author=day, committer=committer)
        return self.git("rev-parse", "HEAD").strip()


def _moment(day: str) -> str:
    return day if " " in day else f"{day} 12:00:00 +0000"


class Reader:
    """Ingests a folder into a store of its own, as often as asked."""

    def __init__(self, source: Path, store: Path, settings: Settings | None = None) -> None:
        self.source, self.settings = source, settings or load_settings(None)
        self.store = Store(store)

    def ingest(self, settings: Settings | None = None) -> Summary:
        summary = ingest([self.source], self.store, settings or self.settings, jobs=1)
        assert verify(self.store) == []
        return summary

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        with self.store.cursor() as cursor:
            return cursor.execute(query, values).fetchall()

    def dates(self) -> list[tuple[Any, ...]]:
        """Of each live item: its words, opened on, completed on, and on whose word."""
        return [
            (action, str(opened) if opened else None, str(done) if done else None, basis)
            for action, opened, done, basis in self.rows(
                "SELECT action, opened_on, completed_on, completed_basis FROM action_items ORDER BY incident_key, ordinal"
            )
        ]

    def changes(self, action: str | None = None) -> list[tuple[Any, ...]]:
        """What happened to the item with these last words (None: to all items): day, field, old, new, basis."""
        return self.rows(
            """SELECT strftime(changed_at, '%Y-%m-%d'), field, old, new, c.basis FROM action_item_changes c
            JOIN action_item_histories h USING (item_key) WHERE $action IS NULL OR h.action = $action
            ORDER BY h.action, h.item_key, c.ordinal""",
            action=action,
        )

    def codes(self) -> list[tuple[str, str]]:
        return self.rows("SELECT source_path, code FROM diagnostics WHERE code LIKE 'PM5%' ORDER BY ALL")

    def keys(self) -> dict[str, str]:
        return dict(self.rows("SELECT action, item_key FROM action_items"))
