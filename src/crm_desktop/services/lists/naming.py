"""A filter with names in place of ids, for people to read."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from crm_desktop.core.expressions import And, Comparison, Expression, Not, Or, Text, Value
from crm_desktop.core.fields import Field, FieldSet
from crm_desktop.storage.database import Database

if TYPE_CHECKING:
    from crm_desktop.services.records import RecordAccess

_ID = re.compile(r"[0-9a-f]{32}")


def named(database: Database, access: RecordAccess, fields: FieldSet, where: Expression) -> Expression:
    """Return a filter in which people, pipelines and other records go by their names, as far as they have some."""
    match where:
        case And(parts):
            return And(tuple(named(database, access, fields, part) for part in parts))
        case Or(parts):
            return Or(tuple(named(database, access, fields, part) for part in parts))
        case Not(part):
            return Not(named(database, access, fields, part))
        case Comparison():
            field = fields.find(where.field)
            if field is None or field.name_sql is None:
                return where
            return replace(where, values=tuple(_named(database, access, field, value) for value in where.values))


def _named(database: Database, access: RecordAccess, field: Field, value: Value) -> Value:
    if not isinstance(value, Text) or not _ID.fullmatch(value.value):
        return value
    name = database.value(f"SELECT {field.name_sql} FROM {access.source} WHERE {field.sql} = ? LIMIT 1", (value.value,))
    return Text(str(name)) if name else value
