"""Contacts and all that can hang on them, put straight into the tables."""

from __future__ import annotations

from typing import Any

from crm_desktop.core.ids import new_id
from crm_desktop.services.contacts.views import AddressDraft, AffiliationDraft, ChannelDraft, ContactDraft
from crm_desktop.services.services import Services
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.rows import insert_row

DERIVED = ("search_", "journal_", "sqlite_", "_")


def add(services: Services, name: str, **fields: Any) -> str:
    """Make a contact and return its id; `email`, `phone`, `company` and `city` are short forms."""
    lines = [(medium, fields.pop(medium, None)) for medium in ("email", "phone")]
    channels = tuple(ChannelDraft(medium, value) for medium, value in lines if value)
    company, city = fields.pop("company", ""), fields.pop("city", "")
    contact_id = new_id()
    services.contact_commands.save(
        ContactDraft(
            name=name, id=contact_id, channels=channels + fields.pop("channels", ()),
            affiliations=(AffiliationDraft(company=company),) if company else (),
            addresses=(AddressDraft(city=city),) if city else (), **fields,
        )
    )  # fmt: skip
    return contact_id


def tables(services: Services) -> list[str]:
    """The tables of the file that are not kept from others."""
    rows = services.database.rows("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    return sorted(name for (name,) in rows if not name.startswith(DERIVED))


def dump(services: Services, without: tuple[str, ...] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, and what the search knows of them."""
    database = services.database
    found = {
        table: sorted(database.rows(f'SELECT * FROM "{table}"'), key=repr)
        for table in tables(services)
        if table not in without
    }
    known = database.rows("SELECT kind, record_id, title, body, digits, is_company, subtitle FROM search_document")
    found["search"] = sorted((*row[:3], *row[5:], sorted(row[3].split()), sorted(row[4].split())) for row in known)
    return found


def links_to_contact(services: Services, table: str) -> list[tuple[str, str]]:
    """(column, kind of link) of everything in a table that can hold the id of a contact, by the file's own schema."""
    database = services.database
    found = [
        (row[0], "key")
        for row in database.rows(f'SELECT "from", "table" FROM pragma_foreign_key_list(\'{table}\')')
        if row[1] == "contact"
    ]
    columns = {row[0] for row in database.rows(f"SELECT name FROM pragma_table_info('{table}')")}
    return found + ([("record_id", "any")] if "record_id" in columns else [])


def plant(services: Services, work: Transaction, table: str, **values: Any) -> str:
    """Put a row into a table, whatever its columns; what it must belong to is made as well."""
    database = services.database
    parents = {
        row[0]: row[1] for row in database.rows(f'SELECT "from", "table" FROM pragma_foreign_key_list(\'{table}\')')
    }
    row: dict[str, Any] = {}
    for name, kind, required, default in database.rows(
        f"SELECT name, type, \"notnull\", dflt_value FROM pragma_table_info('{table}')"
    ):
        if name == "id":
            row[name] = new_id()
        elif name in values:
            row[name] = values[name]
        elif name == "record_kind":
            row[name] = "contact"
        elif (table, name) == ("custom_field", "type"):
            row[name] = "text"
        elif required and default is None:
            is_number = any(word in kind.upper() for word in ("INT", "FLOAT", "REAL", "BOOL", "NUM"))
            if name in parents:
                row[name] = plant(services, work, parents[name])
            elif "DATE" in kind.upper():
                row[name] = "2025-11-20"
            else:
                row[name] = 1 if is_number else b"x" if "BLOB" in kind.upper() else "x"
    insert_row(work, table, row)
    return str(row["id"])
