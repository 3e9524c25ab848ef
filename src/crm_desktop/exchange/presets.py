"""Which program wrote a table, what its rows are, and which field each column fills.

Where the columns are from: Google, Outlook and Pipedrive from files that they wrote; Salesforce from its data loader;
Zoho from its own list of standard fields and from programs in public repositories that read its backups (an owner
is there twice, as “Lead Owner.id” and “Lead Owner”); HubSpot from its manual. Apple's Contacts writes vCards only;
“phone (home)” is how the tables are headed that it reads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from crm_desktop.exchange.preset_words import COMPANIES, DEALS, PEOPLE, PRODUCTS, REPEATABLE, Words, compact
from crm_desktop.exchange.preset_words_more import ACTIVITIES, CASES, DOCUMENTS, EVENTS, LEADS, MEMBERS, QUOTES, TASKS

MEMBER_NAME: Final = "Person of the firm"
"""What stands over the names of the people of the firm: a plain “Name” would be anybody's."""

RecordKind = Literal[
    "people",
    "companies",
    "deals",
    "products",
    "leads",
    "activities",
    "tasks",
    "events",
    "cases",
    "quotes",
    "members",
    "documents",
]

_WORDS: Final[dict[RecordKind, Words]] = {
    "people": PEOPLE,
    "companies": COMPANIES,
    "deals": DEALS,
    "products": PRODUCTS,
    "leads": LEADS,
    "activities": ACTIVITIES,
    "tasks": TASKS,
    "events": EVENTS,
    "cases": CASES,
    "quotes": QUOTES,
    "members": MEMBERS,
    "documents": DOCUMENTS,
}
# Columns that only rows of that kind have, and what one of them counts.
_TELLING: Final[dict[RecordKind, frozenset[str]]] = {
    "people": frozenset(
        (
            *("given_name", "family_name", "middle_name", "prefix", "job_title", "birthday", "nickname"),
            *("phone:mobile", "phone:home", "email:home", "email:work", "file_as"),
        )
    ),
    "companies": frozenset(
        (
            *("sector", "annual_revenue", "employees", "founded_year", "parent_company", "ticker", "sic_code"),
            *("account_number", "address:shipping.street", "tax_id"),
        )
    ),
    "deals": frozenset(("stage", "closed_on", "opened_on", "probability", "value", "lost_reason", "pipeline")),
    "products": frozenset(("price", "sku", "cost", "unit", "tax_rate")),
    "documents": frozenset(("path",)),
}
# Names that stand in the tables of one kind of rows only. One is enough to tell what else would be guessed.
_MARKS: Final[tuple[tuple[RecordKind, tuple[str, ...]], ...]] = (
    ("leads", ("Lead Status", "Lead Owner", "Lead ID", "Lead Name", "Lead Source Channel")),
    ("cases", ("Ticket ID", "Ticket name", "Ticket status", "Case Number", "Case Owner", "Case Origin")),
    ("activities", ("Call Type", "Call Duration (minutes)", "Call outcome", "Activity type", "Call Start Time")),
    ("tasks", ("Task Owner", "Task name", "Task status", "Task Title", "Task ID", "Task type")),
    ("events", ("All day event", "End Time", "Event ID", "Event name", "Recurrence")),
    ("quotes", ("Quote Number", "Quote name", "Quote ID", "Quote date", "Quote title")),
    ("members", ("Regional office", MEMBER_NAME)),
)
_NOT_LEADS: Final = frozenset(("contactowner", "lifecyclestage", "associatedcompany", "contactid", "mailingstreet"))
_SIGNATURES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("google", ("First Name", "Last Name", "Organization Name", "Labels", "E-mail 1 - Label")),
    ("google", ("Given Name", "Family Name", "Group Membership", "E-mail 1 - Type")),
    ("pipedrive", ("Person - Name",)),
    ("pipedrive", ("Organization - Name",)),
    ("pipedrive", ("Deal - Title",)),
    ("outlook.com", ("Given Yomi", "Surname Yomi", "E-mail Address", "Business Phone")),
    ("outlook", ("First Name", "Last Name", "E-mail Address", "Business Phone", "Home Address PO Box")),
    ("outlook", ("Vorname", "Nachname", "E-Mail-Adresse", "Telefon geschäftlich")),
    ("hubspot", ("Record ID", "Create Date", "Associated Company")),
    ("hubspot", ("Record ID", "First Name", "Last Name", "Lifecycle Stage")),
    ("hubspot", ("Record ID", "Company name", "Company owner")),
    ("hubspot", ("Record ID", "Deal Name", "Deal Stage")),
    ("hubspot", ("Record ID - Contact",)),
    ("hubspot", ("Ticket ID", "Ticket name")),
    ("pipedrive", ("Deal - Expected close date",)),
    ("pipedrive", ("Lead - Title",)),
    ("pipedrive", ("Activity - Subject",)),
    ("zoho", ("Record Id", "Lead Owner", "Lead Status")),
    ("zoho", ("Record Id", "Contact Owner", "Account Name")),
    ("zoho", ("Record Id", "Account Owner", "Account Name")),
    ("zoho", ("Record Id", "Deal Owner", "Deal Name")),
    ("zoho", ("Record Id", "Product Owner")),
    ("zoho", ("Contact Owner.id",)),
    ("zoho", ("Lead Owner.id",)),
    ("zoho", ("Contact Owner", "Mailing Zip", "Skype ID")),
    ("outlook calendar", ("Subject", "Start Date", "Start Time", "All day event")),
    ("salesforce", ("First Name", "Last Name", "Lead Source", "Lead Status", "Company / Account")),
    ("salesforce", ("Lead ID", "Lead Owner")),
    ("salesforce", ("Case Number", "Case Owner")),
    ("salesforce", ("Account ID", "Account Name", "Billing City")),
    ("salesforce", ("Opportunity ID", "Opportunity Name")),
    ("salesforce", ("Contact ID", "Mailing Street")),
    ("apple", ("First Name", "Last Name", "Phonetic First Name", "Organization", "Job Title", "Related Name")),
    ("apple", ("First", "Last", "phone (home)")),
    ("apple", ("First", "Last", "phone (work)")),
    ("apple", ("First", "Last", "email (home)")),
    ("apple", ("First", "Last", "email (work)")),
    ("salesforce", ("ISDELETED", "SYSTEMMODSTAMP", "OWNERID")),
    ("salesforce", ("Account Name", "Billing Street", "Account Owner")),
    ("salesforce", ("First Name", "Last Name", "Mailing Street", "Account Name")),
    ("salesforce", ("Opportunity Name", "Stage", "Close Date")),
)
_NUMBERED = re.compile(r"(.+?)[ _-]*(\d+)[ _-]*[-–_ ] *(label|type|value|service)\Z", re.IGNORECASE)
_NUMBERED_ADDRESS = re.compile(
    r"address[ _-]*(\d+)[ -]+"
    r"(label|type|formatted|street|city|po box|region|postal code|country|extended address)\Z",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"(address|phone|email|url) \((\w+)\)(?: (street|city|state|zip|country))?\Z", re.IGNORECASE)
_BRACKETED_PARTS: Final = {"state": "region", "zip": "postcode"}
_BRACKETED_SORTS: Final = frozenset(("work", "home", "mobile", "other"))
_PREFIXED = re.compile(r"(deal|person|organization|lead|activity|product) - (.+)", re.IGNORECASE)
_KIND_OF_PREFIX: Final[dict[str, RecordKind]] = {
    "deal": "deals", "person": "people", "organization": "companies", "lead": "leads", "activity": "activities",
    "product": "products",
}  # fmt: skip
"""Pipedrive writes before each column of which record it is."""
_ADDRESS_PARTS: Final = {
    "street": "street",
    "city": "city",
    "region": "region",
    "postal code": "postcode",
    "country": "country",
    "po box": "po_box",
    "formatted": "formatted",
    "extended address": "street2",
}
_VALUE_FIELDS: Final = {
    "email": "email",
    "phone": "phone",
    "website": "website",
    "im": "messaging",
    "relation": "related",
    "event": "date",
    "customfield": "custom",
}


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """A column and the field it fills; an empty `key` means that nothing is known of it and a person decides.

    `label_column` is the column that says of which sort the value is (“Work”); that column's own key is `label`.
    """

    column: int
    header: str
    key: str
    label_column: int | None = None


@dataclass(frozen=True, slots=True)
class HeaderRecognition:
    """What a header row says: the program (or nothing), the kind of rows, and every column in order."""

    preset: str
    kind: RecordKind
    matches: tuple[ColumnMatch, ...]

    @property
    def unknown(self) -> tuple[ColumnMatch, ...]:
        """Return the columns that fill no field yet: to be kept as custom fields, or left out on purpose."""
        return tuple(match for match in self.matches if not match.key)

    def column_of(self, key: str) -> int | None:
        """Return the first column that fills a field."""
        return next((match.column for match in self.matches if match.key == key), None)


def recognised_header(header: Sequence[str], kind: RecordKind | None = None) -> HeaderRecognition:
    """Recognise a header row; `kind` overrules the guess of what the rows are."""
    names = [name.rstrip(" *") for name in header]
    chosen = kind or _kind(names)
    words = _WORDS[chosen]
    labels = _label_columns(names)
    matches: list[ColumnMatch] = []
    taken: set[str] = set()
    for column, name in enumerate(names):
        key = "label" if column in labels.values() else _key(name, words)
        if key and key != "label" and not _is_repeatable(key):
            if key in taken:
                key = ""
            taken.add(key)
        matches.append(ColumnMatch(column, header[column], key, labels.get(column)))
    return HeaderRecognition(_preset(names), chosen, tuple(matches))


def _is_repeatable(key: str) -> bool:
    return key.partition(":")[0] in REPEATABLE or key.startswith(("date", "custom"))


def _preset(names: Sequence[str]) -> str:
    present = {compact(name) for name in names}
    for preset, signature in _SIGNATURES:
        if all(compact(name) in present for name in signature):
            return preset
    return ""


def _kind(names: Sequence[str]) -> RecordKind:
    """Return the kind whose telling columns are the most; people when nothing tells."""
    present = {compact(name) for name in names}
    for marked, marks in _MARKS:
        if any(compact(mark) in present for mark in marks) and not (marked == "leads" and present & _NOT_LEADS):
            return marked
    scores: dict[RecordKind, float] = {}
    for kind, telling in _TELLING.items():
        words = _WORDS[kind]
        keys = {_key(name, words) for name in names} - {""}
        scores[kind] = len(keys & telling) * 3 + len(keys) * 0.5
    return max(scores, key=lambda kind: (scores[kind], kind == "people"))


def _key(name: str, words: Words) -> str:
    address = _NUMBERED_ADDRESS.match(name)
    if address is not None:
        part = _ADDRESS_PARTS.get(address[2].lower())
        return f"address:{address[1]}.{part}" if part else ""
    found = words.get(compact(name))
    if found:
        return found
    prefixed = _PREFIXED.match(name)
    if prefixed is not None and words is _WORDS[_KIND_OF_PREFIX[prefixed[1].lower()]]:
        return words.get(compact(prefixed[2]), "")
    if words is PEOPLE and (bracketed := _BRACKETED.match(name)):
        return _bracketed(*(part.lower() if part else "" for part in bracketed.groups()))
    numbered = _NUMBERED.match(name)
    if numbered is not None and numbered[3].lower() == "value":
        return _VALUE_FIELDS.get(compact(numbered[1]), "")
    return ""


def _bracketed(what: str, sort: str, part: str) -> str:
    """Return the field of a column such as “phone (work)” or “address (home) city”."""
    sort = sort if sort in _BRACKETED_SORTS else "other"
    if what == "address":
        place = "other" if sort == "mobile" else sort
        return f"address:{place}.{_BRACKETED_PARTS.get(part, part)}" if part else ""
    if part:
        return ""
    if what == "url":
        return "website"
    return f"email:{'other' if sort == 'mobile' else sort}" if what == "email" else f"phone:{sort}"


def _label_columns(names: Sequence[str]) -> dict[int, int]:
    """Return for each value column of a numbered pair the column of its label, and for each address likewise."""
    labels: dict[tuple[str, str], int] = {}
    for column, name in enumerate(names):
        found = _NUMBERED.match(name)
        if found is not None and found[3].lower() in {"label", "type"}:
            labels[compact(found[1]), found[2]] = column
    pairs: dict[int, int] = {}
    for column, name in enumerate(names):
        found = _NUMBERED.match(name)
        address = _NUMBERED_ADDRESS.match(name)
        if found is not None and found[3].lower() == "value":
            where = labels.get((compact(found[1]), found[2]))
        elif address is not None and address[2].lower() in _ADDRESS_PARTS:
            where = labels.get(("address", address[1]))
        else:
            continue
        if where is not None:
            pairs[column] = where
    return pairs
