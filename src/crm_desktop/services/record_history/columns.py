"""What the columns of the file are called and how they are read: from the field declarations, and here for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Final

from crm_desktop.core.fields import Field, FieldType
from crm_desktop.core.kinds import MEDIA, QUOTE_STATUSES
from crm_desktop.core.places import PLACES as DEGREE_PLACES
from crm_desktop.core.scaled import PRICE_PLACES, QUANTITY_PLACES, RATE_PLACES

_T, _MONEY, _NUMBER = FieldType.TEXT, FieldType.MONEY, FieldType.NUMBER
_YES, _MOMENT, _DATE, _LINK = FieldType.YES_NO, FieldType.MOMENT, FieldType.DATE, FieldType.RECORD

OWN_TABLE: Final = {
    "contact": "contact", "deal": "deal", "product": "product", "activity": "activity", "task": "task",
    "event": "event", "quote": "document", "case": "case", "lead": "lead",
}  # fmt: skip
"""kind → the table of its records."""

_CUSTOM: Final = ("custom_value", "record_id")

PARTS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "contact": (
        ("channel", "contact_id"), ("address", "contact_id"), ("affiliation", "person_id"),
        ("affiliation", "company_id"), ("tag_link", "record_id"), ("attachment", "record_id"),
        _CUSTOM, ("relation", "from_id"), ("relation", "to_id"),
    ),
    "deal": (("deal_line", "deal_id"), ("tag_link", "record_id"), ("attachment", "record_id"), _CUSTOM),
    "quote": (("document_line", "document_id"), ("attachment", "record_id"), _CUSTOM),
    "case": (("case_message", "case_id"), ("attachment", "record_id"), _CUSTOM),
    "task": (("reminder", "record_id"), _CUSTOM),
    "event": (("reminder", "record_id"), _CUSTOM),
    "product": (("attachment", "record_id"), _CUSTOM),
    "activity": (("activity_link", "activity_id"),),
    "lead": (("tag_link", "record_id"), ("attachment", "record_id"), _CUSTOM),
}  # fmt: skip
"""kind → (table of a part, column that names the record)."""

LINKS: Final = {
    "person_id": "contact", "company_id": "contact", "contact_id": "contact", "owner_id": "member",
    "member_id": "member", "deal_id": "deal", "case_id": "case", "document_id": "document", "revises_id": "document",
    "product_id": "product", "stage_id": "stage", "from_stage_id": "stage", "to_stage_id": "stage",
    "pipeline_id": "pipeline", "tag_id": "tag", "activity_id": "activity", "field_id": "custom_field",
    "from_id": "contact", "to_id": "contact", "type_id": "relation_type", "lead_id": "lead",
}  # fmt: skip
"""Column → the table whose row it names."""

TITLES: Final = {
    "contact": "name", "deal": "title", "document": "coalesce(number, title)", "case": "coalesce(number, subject)",
    "product": "name", "task": "title", "event": "title", "member": "name", "stage": "name", "pipeline": "name",
    "tag": "name", "attachment": "name", "custom_field": "label", "relation_type": "name", "lead": "name",
    "activity": "CASE WHEN subject <> '' THEN subject ELSE substr(body, 1, 80) END",
}  # fmt: skip
"""Table → the SQL of what its rows are called."""

HIDDEN: Final = frozenset((
    "id", "sort_key", "position", "normalised", "extra", "created_at", "rank", "contact_id", "record_id", "record_kind",
    "pdf_id", "customer", "seller", "blob_id", "photo_id", "size", "media_type", "in_stage_since", "rings_at",
    "media", "is_primary", "tax_category",
))  # fmt: skip
"""Columns that say nothing to a person, or only again what another one says."""

PART_NAMES: Final = {
    "channel": "Contact line", "address": "Address", "affiliation": "Company", "tag_link": "Tag", "attachment": "File",
    "deal_line": "Line", "document_line": "Line", "case_message": "Message", "reminder": "Reminder",
    "activity_link": "Record", "stage_move": "Stage", "custom_value": "Field", "relation": "Relation",
    "blob": "Content", "blob_text": "Text",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """How one column is read; `scale` are its decimal places, `link` the table that its id is of."""

    label: str
    type: FieldType
    choices: tuple[tuple[str, str], ...] = ()
    scale: int = 0
    link: str = ""


_MORE: Final[Mapping[tuple[str, str], Column]] = {
    ("channel", "medium"): Column("Kind", FieldType.CHOICE, MEDIA),
    ("channel", "value"): Column("Value", _T),
    ("channel", "invalid"): Column("Does not work", _YES),
    ("channel", "opted_out_at"): Column("Opted out", _MOMENT),
    ("channel", "consent"): Column("Agreed to", _T),
    ("channel", "consent_at"): Column("Agreed on", _MOMENT),
    ("channel", "consent_source"): Column("Agreed where", _T),
    ("address", "valid_from"): Column("In use since", _DATE),
    ("address", "valid_until"): Column("In use until", _DATE),
    ("address", "latitude"): Column("Latitude", _NUMBER, scale=DEGREE_PLACES),
    ("address", "longitude"): Column("Longitude", _NUMBER, scale=DEGREE_PLACES),
    ("relation", "from_id"): Column("One side", _LINK, link="contact"),
    ("relation", "to_id"): Column("Other side", _LINK, link="contact"),
    ("relation", "type_id"): Column("Relation", _LINK, link="relation_type"),
    ("relation", "note"): Column("Note", _T),
    ("affiliation", "company_id"): Column("Company", _LINK, link="contact"),
    ("affiliation", "person_id"): Column("Person", _LINK, link="contact"),
    ("affiliation", "started_on"): Column("Since", _DATE),
    ("affiliation", "ended_on"): Column("Until", _DATE),
    ("deal", "probability"): Column("Probability", _NUMBER),
    ("deal_line", "text"): Column("Text", _T),
    ("deal_line", "quantity"): Column("Quantity", _NUMBER, scale=QUANTITY_PLACES),
    ("deal_line", "unit_price"): Column("Price", _NUMBER, scale=PRICE_PLACES),
    ("document", "status"): Column("Status", FieldType.CHOICE, QUOTE_STATUSES),
    ("document", "number"): Column("Number", _T),
    ("document", "revision"): Column("Revision", _NUMBER),
    ("document", "revises_id"): Column("Revision of", _LINK, link="document"),
    ("document_line", "quantity"): Column("Quantity", _NUMBER, scale=QUANTITY_PLACES),
    ("document_line", "unit_price"): Column("Price", _NUMBER, scale=PRICE_PLACES),
    ("document_line", "discount_percent"): Column("Discount", _NUMBER, scale=RATE_PLACES),
    ("document_line", "tax_rate"): Column("Tax rate", _NUMBER, scale=RATE_PLACES),
    ("document_line", "alternative"): Column("Alternative", _YES),
    ("document_line", "optional"): Column("Optional", _YES),
    ("case", "waiting_since"): Column("Waiting since", _MOMENT),
    ("reminder", "minutes_before"): Column("Minutes before", _NUMBER),
    ("reminder", "dismissed_at"): Column("Dismissed", _MOMENT),
}


@cache
def declared() -> dict[tuple[str, str], Column]:
    """Return (table, column) → how it is read, for every column that some field declares."""
    found: dict[tuple[str, str], Column] = {}
    for kind, table in OWN_TABLE.items():
        for field in _fields_of(kind):
            for own in (f"{table}.", f'"{table}".'):
                if field.sql is not None and field.sql.startswith(own) and field.sql[len(own) :].isidentifier():
                    name = field.sql[len(own) :]
                    found[table, name] = Column(
                        field.label, field.type, field.choices, field.scale, LINKS.get(name, "")
                    )
    return found | dict(_MORE)


def _fields_of(kind: str) -> tuple[Field, ...]:
    from crm_desktop.services.records import HOMES

    if kind not in HOMES:
        return ()
    folder, name = HOMES[kind]
    fields: tuple[Field, ...] = tuple(getattr(import_module(f"crm_desktop.services.{folder}.fields"), name).fields)
    return fields


def column(table: str, name: str) -> Column:
    """Return how a column is read; one that nothing declares is called by its own name."""
    known = declared().get((table, name))
    if known is not None:
        return known
    label = name.removesuffix("_id").removesuffix("_at").removesuffix("_on").replace("_", " ").capitalize()
    if name in LINKS:
        return Column(label, _LINK, link=LINKS[name])
    if name.endswith("_at"):
        return Column(label, _MOMENT)
    if name.endswith("_on"):
        return Column(label, _DATE)
    return Column(label, _T)


def shown(table: str, names: list[str]) -> list[int]:
    """Return which of a line's columns a person should see, in the order they stand."""
    visible = [number for number, name in enumerate(names) if name not in HIDDEN]
    # A name that was put together of its parts says them again.
    if table == "contact" and any(names[number] in ("given_name", "family_name") for number in visible):
        visible = [number for number in visible if names[number] != "name"]
    return visible
