"""First and last touch of any record, as SQL: whatever was logged in its stream, notes apart."""

from __future__ import annotations


def touch_sql(owner: str, extreme: str) -> str:
    """Return when somebody was first (min) or last (max) in touch about the record whose id is `owner`."""
    return (
        f"(SELECT {extreme}(a.happened_at) FROM activity_link l JOIN activity a ON a.id = l.activity_id "
        f"WHERE l.record_id = {owner} AND a.kind <> 'note' AND a.deleted_at IS NULL)"
    )


def every_touch(kind: str, extreme: str) -> str:
    """Return the same of all records of a kind at once."""
    # The plus has the links read as they lie, and sorted: by their index the activities are read at random.
    return (
        f"SELECT l.record_id, {extreme}(a.happened_at) AS value FROM activity_link l "
        "CROSS JOIN activity a ON a.id = l.activity_id "
        f"WHERE +l.record_kind = '{kind}' AND a.kind <> 'note' AND a.deleted_at IS NULL GROUP BY +l.record_id"
    )
