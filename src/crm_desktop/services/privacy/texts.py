"""Which columns hold what somebody wrote, by the declarations of the fields: personal ones are emptied whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from crm_desktop.core.fields import FieldType

_WRITTEN: Final = (FieldType.TEXT, FieldType.LONG_TEXT)
_OF_PARTS: Final[Mapping[str, Mapping[str, bool]]] = {
    "deal_line": {"text": False},
    "document_line": {"name": False, "description": False},
    "case_message": {"body": True},
    "attachment": {"name": True},
    "custom_value": {"text": False},
}
"""Parts have no declarations of their own: table → column → whether it is personal."""
_NO_WORDS: Final = frozenset({"zone", "rule", "except_dates", "currency", "language", "status", "number"})
_COLUMN = re.compile(r'"?(\w+)"?\.(\w+)')


@cache
def texts_of(table: str) -> Mapping[str, bool]:
    """Return the columns of a table that hold what somebody wrote, and whether each is declared personal."""
    from crm_desktop.services.calendar.fields import EVENT_FIELDS, TASK_FIELDS
    from crm_desktop.services.cases.fields import FIELDS as CASE_FIELDS
    from crm_desktop.services.pipeline.fields import FIELDS as DEAL_FIELDS
    from crm_desktop.services.quotes.fields import FIELDS as QUOTE_FIELDS
    from crm_desktop.services.timeline.fields import FIELDS as ACTIVITY_FIELDS

    if table in _OF_PARTS:
        return _OF_PARTS[table]
    declared = {
        "activity": ACTIVITY_FIELDS, "case": CASE_FIELDS, "deal": DEAL_FIELDS, "document": QUOTE_FIELDS,
        "event": EVENT_FIELDS, "task": TASK_FIELDS,
    }.get(table)  # fmt: skip
    found: dict[str, bool] = {}
    for field in declared or ():
        place = _COLUMN.fullmatch(field.sql or "")
        if field.type in _WRITTEN and place is not None and place[1] == table and place[2] not in _NO_WORDS:
            found[place[2]] = field.personal
    return found
