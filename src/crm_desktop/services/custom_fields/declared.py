"""The declarations of custom fields, from their table, in the shape that lists, filters and files read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.services.custom_fields.views import CustomFieldRow
from crm_desktop.storage.database import Database

Rows = Callable[[str, Sequence[Any]], list[Any]]
"""`database.rows` while reading, `work.execute` inside a unit of work."""

ON_PAPER = "on_paper:"
"""What the key of the setting begins with that has a field printed; the id of the field follows."""
_ID = re.compile(r"[0-9a-f]{32}")
_NUMBERS = frozenset((FieldType.NUMBER, FieldType.MONEY, FieldType.MOMENT, FieldType.YES_NO))
_WITH_EVERY = frozenset(("contact", "lead", "deal", "product", "task", "event", "activity"))
"""Kinds whose table goes by their name, so that a filter can read a field of all records at once."""
CURRENCY_SQL = "coalesce((SELECT json_extract(value, '$.currency') FROM setting WHERE id = 'business'), 'EUR')"


def is_number(kind: FieldType) -> bool:
    """Whether values of this type are kept in the column `number`."""
    return kind in _NUMBERS


def custom_fields(database: Database, kind: str) -> list[CustomFieldRow]:
    """Return the custom fields of a kind of record, in their order."""
    return fields_of(database.rows, kind)


def fields_of(rows: Rows, kind: str) -> list[CustomFieldRow]:
    """Return the custom fields of a kind, read by a database or inside a unit of work."""
    return [
        CustomFieldRow(
            row[0], kind, row[1], row[2], FieldType(row[3]), choices_of(row[4]), row[5], int(row[6]), bool(row[7]),
            bool(row[8]),
        )
        for row in rows(
            "SELECT id, key, label, type, choices, target, scale, personal, "
            f"EXISTS (SELECT 1 FROM setting s WHERE s.id = '{ON_PAPER}' || custom_field.id AND s.value = 'true') "
            "FROM custom_field WHERE record_kind = ? AND deleted_at IS NULL ORDER BY position, id",
            (kind,),
        )
    ]  # fmt: skip


def choices_of(stored: str) -> tuple[tuple[str, str], ...]:
    """Return (key, label) of each choice from its JSON."""
    return tuple((str(key), str(label)) for key, label in json.loads(stored or "[]"))


def with_own_fields(database: Database, built_in: FieldSet, table: str) -> FieldSet:
    """Return the fields of a kind of record, people's own behind the built-in ones.

    A label that is taken (a removed field came back, two devices had the same idea) gets a number.
    """
    own = []
    names = {name.casefold() for one in built_in for name in (one.key, one.label)}
    for one in custom_fields(database, built_in.kind):
        label, number = one.label, 2
        while label.casefold() in names:
            label, number = f"{one.label} ({number})", number + 1
        if one.key.casefold() in names:
            continue
        names |= {one.key.casefold(), label.casefold()}
        own.append(declared(replace(one, label=label), table))
    return built_in.with_fields(tuple(own)) if own else built_in


def declared(one: CustomFieldRow, table: str) -> Field:
    """Return the declaration of a custom field of the records in `table`."""
    if not _ID.fullmatch(one.id):  # it becomes part of a statement
        raise ValueError(f"{one.id!r} is not an id")
    column = "number" if is_number(one.type) else "text"
    of_record = f"""v.field_id = '{one.id}' AND v.record_id = "{table}".id"""
    scalar = f"(SELECT v.{column} FROM custom_value v WHERE {of_record})"
    sql = scalar
    every = f"SELECT v.record_id, v.{column} AS value FROM custom_value v WHERE v.field_id = '{one.id}'"
    if one.type is FieldType.TAGS:
        sql = f"SELECT j.value AS value FROM custom_value v, json_each(v.text) j WHERE {of_record}"
        every = (
            "SELECT v.record_id, j.value AS value FROM custom_value v, json_each(v.text) j "
            f"WHERE v.field_id = '{one.id}'"
        )
    name_sql = None
    if one.type is FieldType.PERSON:
        name_sql = f"(SELECT m.name FROM member m WHERE m.id = {scalar})"
    elif one.type is FieldType.RECORD:
        name_sql = f"(SELECT s.title FROM search_document s WHERE s.record_id = {scalar})"
    return Field(
        one.key,
        one.label,
        one.type,
        sql,
        choices=one.choices if one.type is FieldType.CHOICE else (),
        sortable=one.type is not FieldType.TAGS,
        personal=one.personal,
        scale=one.scale,
        currency_sql=CURRENCY_SQL if one.type is FieldType.MONEY else None,
        name_sql=name_sql,
        # A record without a value is a no, and is not among those that have one.
        every=every if one.kind in _WITH_EVERY and one.type is not FieldType.YES_NO else None,
    )
