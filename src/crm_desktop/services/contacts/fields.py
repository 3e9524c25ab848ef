"""Every field of a contact, declared once, and how any program reads and writes a contact by them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.core.kinds import CONTACT_KINDS, CUSTOMER_TYPES, LIFECYCLES
from crm_desktop.services.calendar.next_step import next_due_sql, next_step_id_sql
from crm_desktop.services.contacts.every_sql import (
    EVERY_DUE,
    EVERY_FIRM,
    EVERY_NEXT,
    EVERY_TAG,
    EVERY_WHEN,
    every_address,
    every_channel,
    every_touch,
    firm_sql,
)
from crm_desktop.services.contacts.in_touch import DUE_SQL, every_due
from crm_desktop.services.timeline.touches import touch_sql

if TYPE_CHECKING:
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

SOURCE = "contact"


def _channel(medium: str) -> str:
    return (
        f"(SELECT h.value FROM channel h WHERE h.contact_id = contact.id AND h.medium = '{medium}' "
        "ORDER BY h.invalid, h.is_primary DESC, h.position LIMIT 1)"
    )


def _address(column: str) -> str:
    return (
        f"(SELECT d.{column} FROM address d WHERE d.contact_id = contact.id "
        "ORDER BY d.is_primary DESC, d.position LIMIT 1)"
    )


def _touch(extreme: str) -> str:
    return touch_sql("contact.id", extreme)


_TAGS = (
    "SELECT t.name AS value FROM tag_link l JOIN tag t ON t.id = l.tag_id "
    "WHERE l.record_id = contact.id AND t.deleted_at IS NULL"
)
_NEXT = f"(SELECT s.title FROM task s WHERE s.id = {next_step_id_sql('contact', 'contact')})"
_OWNER = "(SELECT m.name FROM member m WHERE m.id = contact.owner_id)"
_OPEN_DEALS = (
    "(SELECT count(*) FROM deal d JOIN stage g ON g.id = d.stage_id AND g.kind = 'open' "
    "WHERE (d.person_id = contact.id OR d.company_id = contact.id) AND d.deleted_at IS NULL)"
)

_T, _NAME = FieldType.TEXT, "name"


def _postal(column: str, label: str) -> Field:
    return Field(
        column, label, _T, _address(column), personal=True, group="postal",
        every=every_address(column),
    )  # fmt: skip


FIELDS = FieldSet(
    "contact",
    "Contact",
    "Contacts",
    (
        Field("name", "Name", _T, "contact.name", personal=True, group=_NAME),
        Field("kind", "Kind", FieldType.CHOICE, "contact.kind", CONTACT_KINDS),
        Field("company", "Company", _T, firm_sql("firm.name"), every=EVERY_FIRM),
        Field("job_title", "Job title", _T, "contact.job_title"),
        Field("email", "Email", _T, _channel("email"), personal=True, every=every_channel("email")),
        Field("phone", "Phone", _T, _channel("phone"), personal=True, every=every_channel("phone")),
        Field("website", "Website", _T, _channel("web"), every=every_channel("web")),
        Field("tags", "Tags", FieldType.TAGS, _TAGS, sortable=False, every=EVERY_TAG),
        Field("lifecycle", "Lifecycle", FieldType.CHOICE, "contact.lifecycle", LIFECYCLES),
        Field("customer_type", "Customer type", FieldType.CHOICE, "contact.customer_type", CUSTOMER_TYPES),
        Field(
            "last_contact",
            "Last contact",
            FieldType.MOMENT,
            _touch("max"),
            editable=False,
            importable=False,
            every=every_touch("max"),
        ),
        Field(
            "first_contact",
            "First contact",
            FieldType.MOMENT,
            _touch("min"),
            editable=False,
            importable=False,
            every=every_touch("min"),
        ),
        Field("next_step", "Next step", _T, _NEXT, editable=False, importable=False, every=EVERY_NEXT),
        Field(
            "next_step_on",
            "Next step on",
            FieldType.DATE,
            next_due_sql("contact", "contact"),
            editable=False,
            importable=False,
            every=EVERY_DUE,
        ),
        Field(
            "keep_in_touch_days",
            "Keep in touch, days",
            FieldType.NUMBER,
            "contact.keep_in_touch_days",
            importable=False,
        ),
        Field(
            "in_touch_by",
            "In touch by",
            FieldType.DATE,
            DUE_SQL,
            editable=False,
            importable=False,
            every=every_due(every_touch("max")),
        ),
        Field("open_deals", "Open deals", FieldType.NUMBER, _OPEN_DEALS, editable=False, importable=False),
        Field("owner", "Owner", FieldType.PERSON, "contact.owner_id", name_sql=_OWNER, importable=False),
        Field("source", "Source", _T, "contact.source"),
        Field("prefix", "Title", _T, "contact.prefix", personal=True, group=_NAME),
        Field("given_name", "First name", _T, "contact.given_name", personal=True, group=_NAME),
        Field("additional_name", "Middle name", _T, "contact.additional_name", personal=True, group=_NAME),
        Field("family_name", "Last name", _T, "contact.family_name", personal=True, group=_NAME),
        Field("suffix", "Suffix", _T, "contact.suffix", personal=True, group=_NAME),
        Field("nickname", "Nickname", _T, "contact.nickname", personal=True),
        Field("phonetic_name", "Phonetic name", _T, "contact.phonetic_name", personal=True),
        Field("birthday", "Birthday", _T, "contact.birthday", personal=True),
        Field("anniversary", "Anniversary", _T, "contact.anniversary", personal=True),
        _postal("street", "Street"),
        _postal("city", "City"),
        _postal("region", "Region"),
        _postal("postcode", "Postcode"),
        _postal("country", "Country"),
        Field("language", "Language", _T, "contact.language"),
        Field("tax_id", "Tax number", _T, "contact.tax_id"),
        Field("registration_id", "Registration number", _T, "contact.registration_id"),
        Field("about", "About", FieldType.LONG_TEXT, "contact.about", personal=True),
        Field("interests", "Interests", _T, "contact.interests", personal=True),
        Field("family", "Family", _T, "contact.family", personal=True),
        Field("preferences", "Preferences", _T, "contact.preferences", personal=True),
        Field("pinned", "Pinned", FieldType.YES_NO, "contact.pinned", importable=False),
        Field("created_at", "Added", FieldType.MOMENT, "contact.created_at", editable=False, importable=False),
    ),
)


class ContactAccess:
    """A contact for whoever knows it only by its fields: the command line, lists, files."""

    kind = "contact"
    table = "contact"
    fields = FIELDS
    source = SOURCE
    columns = ("name", "company", "email", "phone", "tags", "last_contact", "next_step", "next_step_on", "owner")
    order = "contact.sort_key, contact.id"
    sorted_by = {"name": "contact.sort_key", "next_step": EVERY_WHEN}  # noqa: RUF012
    """What a list is sorted by in place of a field's own value: a column, or a SELECT like `Field.every`."""
    where = "contact.deleted_at IS NULL"

    def read(self, services: Services, record_id: str) -> dict[str, Any]:
        """Return the whole contact as JSON values. Raises `RecordMissing`."""
        from crm_desktop.services.contacts.json_form import contact_json

        return contact_json(services, record_id)

    def create(self, work: Transaction, services: Services, data: Mapping[str, Any]) -> str:
        """Make a contact from JSON values and return its id."""
        from crm_desktop.services.contacts.json_form import draft_from_json, relations_from_json, with_owner
        from crm_desktop.services.contacts.relations import set_relations
        from crm_desktop.services.contacts.writing import Writing

        draft = draft_from_json(with_owner(work, data))
        made = Writing(work, services.clock.now(), services.database.actor).put(draft)
        if ties := relations_from_json(services, draft.kind, data):
            set_relations(work, made, ties, services.clock.now())
        return made

    def update(self, work: Transaction, services: Services, record_id: str, data: Mapping[str, Any]) -> None:
        """Change the given fields of a contact; lists of parts are replaced whole."""
        from crm_desktop.services.contacts.json_form import changed_draft, relations_from_json, with_owner
        from crm_desktop.services.contacts.relations import set_relations
        from crm_desktop.services.contacts.writing import Writing

        draft = changed_draft(services.contacts.draft(record_id), with_owner(work, data))
        Writing(work, services.clock.now(), services.database.actor).put(draft)
        if (ties := relations_from_json(services, draft.kind, data)) is not None:
            set_relations(work, record_id, ties, services.clock.now())

    def find(self, services: Services, text: str) -> str | None:
        """Return the id of the one contact of exactly this name or e-mail address, or None."""
        return services.contacts.find(text)

    def label(self, services: Services, record_id: str) -> str:
        """Return the name."""
        return services.contacts.name_of(record_id)
