"""Drafts of forms that were not saved, and what was erased for its person's sake."""

from __future__ import annotations

from sqlite_utils import Database

TABLES = (
    """
    CREATE TABLE draft (
        id VARCHAR(32) NOT NULL,
        form VARCHAR DEFAULT '' NOT NULL,
        record_id VARCHAR,
        title VARCHAR DEFAULT '' NOT NULL,
        content VARCHAR DEFAULT '' NOT NULL,
        saved_at BIGINT NOT NULL,
        CONSTRAINT pk_draft PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE erasure (
        id VARCHAR(32) NOT NULL,
        record_kind VARCHAR DEFAULT '' NOT NULL,
        record_id VARCHAR(32) NOT NULL,
        erased_at BIGINT NOT NULL,
        actor VARCHAR DEFAULT '' NOT NULL,
        CONSTRAINT pk_erasure PRIMARY KEY (id)
    )
    """,
)


def apply(database: Database) -> None:
    """Make the two tables."""
    for statement in TABLES:
        database.execute(statement)
