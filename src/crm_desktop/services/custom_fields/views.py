"""A custom field as it is declared and shown."""

from __future__ import annotations

from dataclasses import dataclass

from crm_desktop.core.fields import FieldType

TYPE_WORDS: tuple[tuple[FieldType, str], ...] = (
    (FieldType.TEXT, "Text"),
    (FieldType.LONG_TEXT, "Long text"),
    (FieldType.NUMBER, "Number"),
    (FieldType.MONEY, "Money"),
    (FieldType.DATE, "Date"),
    (FieldType.MOMENT, "Date and time"),
    (FieldType.CHOICE, "One of a list"),
    (FieldType.TAGS, "Several of a list"),
    (FieldType.YES_NO, "Yes or no"),
    (FieldType.PERSON, "Person of the firm"),
    (FieldType.RECORD, "Another record"),
)
"""Every type that a custom field can have, in the order it is offered, with its word."""


@dataclass(frozen=True, slots=True)
class CustomFieldRow:
    """One custom field of a kind of record.

    `key` names it in filters, files and JSON and never changes; `choices` are (key, label); `target` is the kind
    that a field of type RECORD links to; `scale` the decimal places of a number.
    """

    id: str
    kind: str
    key: str
    label: str
    type: FieldType
    choices: tuple[tuple[str, str], ...] = ()
    target: str = ""
    scale: int = 0
    personal: bool = False
    on_paper: bool = False
    """Whether its value is printed on the paper of its record."""
    used: int = 0
    """How many records hold a value; counted only where a list of fields asks for it."""


@dataclass(frozen=True, slots=True)
class CustomFieldDraft:
    """What a person says of a new custom field; `choices` are the labels of a list."""

    kind: str
    label: str
    type: FieldType = FieldType.TEXT
    choices: tuple[str, ...] = ()
    target: str = ""
    scale: int = 0
    personal: bool = False
