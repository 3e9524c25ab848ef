"""What a search says of a contact without reading it, and how often to be in touch with whole groups of them."""

from __future__ import annotations

from sqlite_utils import Database

STATEMENTS = (
    # Filled, like the rest of the table, when everything derived is rebuilt behind the last migration.
    "ALTER TABLE search_document ADD COLUMN is_company BOOLEAN DEFAULT '0' NOT NULL",
    "ALTER TABLE search_document ADD COLUMN subtitle TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE tag ADD COLUMN keep_in_touch_days INTEGER",
    "ALTER TABLE saved_view ADD COLUMN keep_in_touch_days INTEGER",
    "CREATE INDEX ix_contact_keep_in_touch_days ON contact (keep_in_touch_days) WHERE keep_in_touch_days > 0",
    # A tie that is gone belonged to both its ends, and a place of work to the company as well.
    *(
        f"CREATE INDEX journal_line_gone_{name} ON journal_line (json_extract(fields, '$.{name}[0]')) "
        f"WHERE action = 'delete' AND table_name = '{table}'"
        for table, name in (("relation", "from_id"), ("relation", "to_id"), ("affiliation", "company_id"))
    ),
)


def apply(database: Database) -> None:
    """Let a search document say what is shown of its contact, and tags and segments have a rhythm."""
    for statement in STATEMENTS:
        database.execute(statement)
