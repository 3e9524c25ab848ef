"""Reading the firm's details, people and settings."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from crm_desktop.core.clock import Clock
from crm_desktop.services.workspace.views import Business, MemberRow
from crm_desktop.storage.database import Database


class WorkspaceQueries:
    """What is true of the whole workspace."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def setting(self, key: str, default: Any = None) -> Any:
        """Return one setting as it was stored (JSON values), or `default`."""
        text = self._database.value("SELECT value FROM setting WHERE id = ?", (key,))
        return default if text is None else json.loads(text)

    def business(self) -> Business:
        """Return the firm's details; what was never set has its default."""
        stored = self.setting("business", {})
        known = {field.name for field in fields(Business)}
        values = {key: value for key, value in stored.items() if key in known}
        for key in ("work_hours", "case_hours"):
            if key in values:
                values[key] = tuple(tuple(part) for part in values[key])
        return Business(**values)

    def members(self) -> list[MemberRow]:
        """Return the people of the firm, whoever works here first."""
        rows = self._database.rows(
            "SELECT id, name, email FROM member WHERE deleted_at IS NULL AND active = 1 ORDER BY id <> ?, name",
            (self.me(),),
        )
        return [MemberRow(*[*row, row[0] == self.me()]) for row in rows]

    def me(self) -> str:
        """Return the id of the member who works here, empty in a workspace that was never set up."""
        return self._database.actor

    def blob(self, blob_id: str) -> bytes | None:
        """Return the bytes of a stored file."""
        content = self._database.value("SELECT content FROM blob WHERE id = ?", (blob_id,))
        return None if content is None else bytes(content)

    def has_sample_data(self) -> bool:
        """Whether the sample shop is still here."""
        return self.setting("sample_entry") is not None

    def is_empty(self) -> bool:
        """Whether no customer was ever entered."""
        return self._database.row("SELECT 1 FROM contact LIMIT 1") is None
