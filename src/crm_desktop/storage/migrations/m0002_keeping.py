"""Drafts of forms that were not saved, what was erased for its person's sake, and the parts that are gone."""

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
    # Whose part a row was that is gone: the history of a record asks it, and few lines are in it.
    """
    CREATE INDEX journal_line_gone ON journal_line (coalesce(json_extract(fields, '$.contact_id[0]'),
        json_extract(fields, '$.deal_id[0]'), json_extract(fields, '$.document_id[0]'),
        json_extract(fields, '$.case_id[0]'), json_extract(fields, '$.person_id[0]'),
        json_extract(fields, '$.activity_id[0]'), json_extract(fields, '$.record_id[0]')))
    WHERE action = 'delete'
    """,
)


def apply(database: Database) -> None:
    """Make the two tables and the index."""
    for statement in TABLES:
        database.execute(statement)
