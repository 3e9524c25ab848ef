"""The tags that records carry, as SQL and as a field."""

from __future__ import annotations

from typing import Any

from crm_desktop.core.errors import Refused
from crm_desktop.core.fields import Field, FieldType


def every_tag(kind: str) -> str:
    """Return (record_id, value), a row for each tag of each record of a kind: what `Field.every` is for tags."""
    return (
        "SELECT l.record_id, t.name AS value FROM tag_link l JOIN tag t ON t.id = l.tag_id "
        f"WHERE l.record_kind = '{kind}' AND t.deleted_at IS NULL"
    )


TAGS_OF = (
    "SELECT t.name FROM tag_link l JOIN tag t ON t.id = l.tag_id "
    "WHERE l.record_id = ? AND t.deleted_at IS NULL ORDER BY t.name"
)
"""The names of the tags of one record."""


def tags_of_json(value: Any) -> tuple[str, ...]:
    """Return the tags that a JSON value names: a list, or a text with commas."""
    names = value.split(",") if isinstance(value, str) else value or ()
    if not isinstance(names, list | tuple):
        raise Refused(f"“{value}” is no list of tags.", "Nothing was saved.")
    return tuple(name for one in names if (name := str(one).strip()))


def tags_field(kind: str, table: str) -> Field:
    """Return the field of the tags of a kind that is tagged in its list; `table` is what its records stand in."""
    return Field(
        "tags", "Tags", FieldType.TAGS,
        "SELECT tag.name AS value FROM tag_link JOIN tag ON tag.id = tag_link.tag_id "
        f'WHERE tag_link.record_id = "{table}".id AND tag.deleted_at IS NULL',
        editable=False, importable=False, sortable=False, every=every_tag(kind),
    )  # fmt: skip
