"""Setting up a workspace and changing what is true of all of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import Clock, to_millis
from crm_desktop.core.ids import new_id
from crm_desktop.services.workspace.views import Business
from crm_desktop.storage.database import Database, Transaction

# name, probability in percent, kind, days before a deal counts as stale, meaning
_STAGES: tuple[tuple[str, int, str, int | None, str], ...] = (
    ("New", 10, "open", 14, "Somebody asked; we have not talked about what they need."),
    ("Qualified", 25, "open", 21, "They have a need, a budget and a date."),
    ("Quote sent", 50, "open", 14, "A quote is with them."),
    ("Negotiation", 70, "open", 14, "They want it; we are settling the details."),
    ("Verbal yes", 90, "open", 7, "They said yes; the order is not written yet."),
    ("Won", 100, "won", None, "They bought."),
    ("Lost", 0, "lost", None, "They did not buy; the reason is written down."),
)


def put_setting(work: Transaction, key: str, value: Any) -> None:
    """Store one setting (any JSON value) inside a unit of work; None removes it."""
    if value is None:
        work.execute("DELETE FROM setting WHERE id = ?", (key,))
        return
    text = json.dumps(value, ensure_ascii=False)
    if work.execute("SELECT 1 FROM setting WHERE id = ?", (key,)):
        work.execute("UPDATE setting SET value = ? WHERE id = ?", (text, key))
    else:
        work.execute("INSERT INTO setting (id, value) VALUES (?, ?)", (key, text))


def put_blob(work: Transaction, content: bytes) -> str:
    """Store the bytes of a file once and return their SHA-256, its id."""
    digest = hashlib.sha256(content).hexdigest()
    if not work.execute("SELECT 1 FROM blob WHERE id = ?", (digest,)):
        work.execute("INSERT INTO blob (id, content) VALUES (?, ?)", (digest, content))
    return digest


class WorkspaceCommands:
    """Writes that concern the workspace as a whole."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def set_up(self, business: Business, member_name: str) -> ChangeSet:
        """Give a new workspace its firm, its first member and its first pipeline."""
        now = to_millis(self._clock.now())
        member = new_id()
        with self._database.write("Set up the workspace", kind="setup") as work:
            put_setting(work, "business", asdict(business))
            put_setting(work, "member", member)
            work.execute(
                "INSERT INTO member (id, created_at, name, email, active) VALUES (?, ?, ?, ?, 1)",
                (member, now, member_name, business.email),
            )
            pipeline = new_id()
            work.execute(
                "INSERT INTO pipeline (id, created_at, name, position) VALUES (?, ?, 'Sales pipeline', 0)",
                (pipeline, now),
            )
            for position, (name, probability, kind, stale, meaning) in enumerate(_STAGES):
                work.execute(
                    "INSERT INTO stage (id, created_at, pipeline_id, name, position, kind, probability, stale_days,"
                    " meaning) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (new_id(), now, pipeline, name, position, kind, probability, stale, meaning),
                )
        self._database.actor = member
        return work.change

    def save_business(self, business: Business) -> ChangeSet:
        """Change the firm's details."""
        with self._database.write("Changed the business details") as work:
            put_setting(work, "business", asdict(business))
        return work.change

    def save_logo(self, picture: bytes) -> ChangeSet:
        """Keep a picture as the firm's logo."""
        with self._database.write("Changed the logo") as work:
            blob = put_blob(work, picture)
            stored = work.execute("SELECT value FROM setting WHERE id = 'business'")
            business = json.loads(stored[0][0]) if stored else asdict(Business())
            put_setting(work, "business", business | {"logo_id": blob})
        return work.change
