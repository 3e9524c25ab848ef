"""Leads: what is to be done about them."""

from __future__ import annotations

from sqlite_utils import Database

STATEMENTS = (
    "ALTER TABLE task ADD COLUMN lead_id VARCHAR(32) CONSTRAINT fk_task_lead_id_lead REFERENCES lead (id)",
    "CREATE INDEX ix_task_lead_id ON task (lead_id)",
)


def apply(database: Database) -> None:
    """Let a task be about a lead."""
    for statement in STATEMENTS:
        database.execute(statement)
