"""The yardstick of imports and searches: the same tables and indexes, filled by nothing but `executemany`."""

from __future__ import annotations

import csv
import uuid
from pathlib import Path

from crm_desktop.storage import search_index
from crm_desktop.storage.driver import Connection, connect
from crm_desktop.storage.migrations.m0001_first import TABLES

_WANTED = ("member", "contact", "channel", "address", "affiliation", "tag", "tag_link")
_CONTACT = (
    "id", "created_at", "kind", "name", "sort_key", "prefix", "given_name", "additional_name", "family_name", "suffix",
    "nickname", "phonetic_name", "job_title", "tax_id", "registration_id", "language", "lifecycle", "customer_type",
    "source", "birthday", "anniversary", "about", "owner_id", "photo_id", "extra",
)  # fmt: skip
_CHANNEL = (
    "id", "contact_id", "medium", "type", "label", "value", "normalised", "is_primary", "invalid", "position",
)  # fmt: skip
_ADDRESS = (
    "id", "contact_id", "type", "label", "street", "city", "region", "postcode", "country", "is_primary", "position",
)  # fmt: skip
_AFFILIATION = ("id", "person_id", "company_id", "role", "department", "is_primary")
_TAG_LINK = ("id", "tag_id", "record_kind", "record_id")
_ROWS = 2000


def raw_connection(path: Path) -> Connection:
    """Return a new file with our tables and indexes for contacts, and no trigger, journal or search view."""
    path.touch(mode=0o600)  # a connection never makes the file
    connection = connect(path)
    for statement in TABLES:
        if any(f"TABLE {name} " in statement or f" ON {name} " in statement for name in _WANTED):
            connection.execute(statement)
    for statement in (*search_index.DDL, *search_index.INDEXES.values()):
        connection.execute(statement)
    return connection


def raw_import(connection: Connection, table: Path) -> None:
    """Read a table of made-up people and insert it in one transaction, then index it in bulk.

    Nothing is recognised, matched, checked or written down: the columns are known, every row is new.
    """
    run, many = connection.execute, connection.executemany
    run("BEGIN IMMEDIATE")
    contacts: list[tuple[object, ...]] = []
    channels: list[tuple[object, ...]] = []
    addresses: list[tuple[object, ...]] = []
    places: list[tuple[object, ...]] = []
    links: list[tuple[object, ...]] = []
    documents: list[tuple[object, ...]] = []
    companies: dict[str, str] = {}
    tags: dict[str, str] = {}

    def insert() -> None:
        for name, columns, rows in (
            ("contact", _CONTACT, contacts), ("channel", _CHANNEL, channels), ("address", _ADDRESS, addresses),
            ("affiliation", _AFFILIATION, places), ("tag_link", _TAG_LINK, links),
        ):  # fmt: skip
            marks = ", ".join("?" * len(columns))
            many(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", rows)
            rows.clear()
        many(
            "INSERT INTO search_document (kind, record_id, title, body, digits) VALUES ('contact', ?, ?, ?, ?)",
            documents,
        )
        documents.clear()

    with table.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        for number, row in enumerate(reader):
            given, family, company, role, email, phone, street, city, postcode, country, tag = row
            person, name = uuid.uuid4().hex, f"{given} {family}"
            contacts.append(
                (person, 0, "person", name, f"{family} {given}".lower(), "", given, "", family, "", "", "", role, "",
                 "", "", "", "", "", None, None, "", None, None, None)
            )  # fmt: skip
            channels.append((uuid.uuid4().hex, person, "email", "", "", email, email, 1, 0, 0))
            channels.append((uuid.uuid4().hex, person, "phone", "mobile", "", phone, f"+44{phone[1:]}", 1, 0, 1))
            addresses.append((uuid.uuid4().hex, person, "", "", street, city, "", postcode, country, 1, 0))
            if company:
                firm = companies.get(company)
                if firm is None:
                    firm = companies[company] = uuid.uuid4().hex
                    contacts.append(
                        (firm, 0, "company", company, company.lower(), *[""] * 14, None, None, "", None, None, None)
                    )
                    documents.append((firm, company, "", ""))
                places.append((uuid.uuid4().hex, person, firm, role, "", 1))
            if tag:
                known = tags.get(tag)
                if known is None:
                    known = tags[tag] = uuid.uuid4().hex
                    run("INSERT INTO tag (id, created_at, name, tone) VALUES (?, 0, ?, '')", (known, tag))
                links.append((uuid.uuid4().hex, known, "contact", person))
            body = f"{role} {company} {email} {phone} {street} {city} {postcode} {country} {tag}"
            documents.append((person, name, body, f"44{phone[1:]}"))
            if number % _ROWS == 0:
                insert()
    insert()
    run("INSERT INTO search_index (rowid, title, body) SELECT id, title, body FROM search_document")
    run("INSERT INTO search_digits (rowid, digits) SELECT id, digits FROM search_document WHERE digits <> ''")
    run("COMMIT")
