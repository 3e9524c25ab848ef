"""Words that are looked for in a list, as a condition."""

from __future__ import annotations

from typing import Any

from crm_desktop.services.contacts.list_sql import digits_query, fts_query


def words_condition(kind: str, table: str, text: str, values: dict[str, Any]) -> str:
    """Return the condition that a record holds the words, or digits, of `text`; what it binds goes into `values`."""
    found = []
    for index, words in (("search_index", fts_query(text)), ("search_digits", digits_query(text))):
        if words:
            values[f"words_{index}"] = words
            found.append(
                f"SELECT d.record_id FROM {index} i CROSS JOIN search_document d ON d.id = i.rowid "
                f"WHERE i.{index} MATCH :words_{index} AND d.kind = :words_kind"
            )
    if not found:
        return "0"
    values["words_kind"] = kind
    return f'"{table}".id IN ({" UNION ".join(found)})'
