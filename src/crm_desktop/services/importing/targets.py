"""The fields that a column of a table can fill, with the words a person reads."""

from __future__ import annotations

from functools import cache

from crm_desktop.exchange.preset_words import REPEATABLE, compact
from crm_desktop.services.importing.plan import Target

KINDS = {
    "people": "contact", "companies": "contact", "leads": "lead", "deals": "deal", "products": "product",
    "activities": "activity", "tasks": "task", "events": "event", "cases": "case", "quotes": "quote",
    "members": "member", "documents": "attachment",
}  # fmt: skip
"""What the rows are → the kind of record."""

# field of the file → column of a contact; what is not here has a rule of its own or is kept beside the record
CONTACT_COLUMNS = {
    "prefix": "prefix",
    "given_name": "given_name",
    "middle_name": "additional_name",
    "family_name": "family_name",
    "suffix": "suffix",
    "nickname": "nickname",
    "phonetic_name": "phonetic_name",
    "job_title": "job_title",
    "language": "language",
    "lead_source": "source",
    "tax_id": "tax_id",
    "registration_id": "registration_id",
    "interests": "interests",
    "family": "family",
    "preferences": "preferences",
}
_SHARED = (
    ("phone", "Phone"), ("phone:mobile", "Mobile phone"), ("phone:work", "Work phone"), ("phone:home", "Home phone"),
    ("phone:fax", "Fax"), ("phone:work_fax", "Work fax"), ("phone:home_fax", "Home fax"), ("phone:pager", "Pager"),
    ("phone:other", "Other phone"), ("phone:assistant", "Assistant’s phone"), ("email", "Email"),
    ("email:work", "Work email"), ("email:home", "Home email"), ("email:other", "Other email"),
    ("website", "Website"), ("messaging", "Messaging"), ("street", "Street"), ("street2", "Street, second line"),
    ("city", "City"), ("region", "Region"), ("postcode", "Postcode"), ("country", "Country"),
)  # fmt: skip
_PLACES = tuple(
    (f"address:{place}.{part}", f"{name} {label.lower()}")
    for place, name in (("work", "Work"), ("home", "Home"), ("other", "Other"), ("shipping", "Shipping"))
    for part, label in (
        ("street", "Street"), ("street2", "Street, second line"), ("po_box", "PO box"), ("city", "City"),
        ("region", "Region"), ("postcode", "Postcode"), ("country", "Country"), ("formatted", "Address, whole"),
    )
)  # fmt: skip
_LAST = (
    ("tags", "Tags"),
    ("notes", "About"),
    ("lead_source", "Source"),
    ("lifecycle", "Lifecycle"),
    ("customer_type", "Customer type"),
    ("language", "Language"),
    ("tax_id", "Tax number"),
    ("registration_id", "Registration number"),
    ("kind", "Kind"),
    ("owner", "Owner"),
    ("external_id", "Number in the other program"),
)
_NUMBER = ("external_id", "Number in the other program")
_ABOUT_WHOM = (("person", "Person"), ("company", "Company"), ("deal", "Deal"))  # fmt: skip
_TARGETS: dict[str, tuple[tuple[str, str], ...]] = {
    "people": (
        ("name", "Name"), ("given_name", "First name"), ("family_name", "Last name"), ("middle_name", "Middle name"),
        ("prefix", "Title"), ("suffix", "Suffix"), ("nickname", "Nickname"), ("phonetic_name", "Phonetic name"),
        ("company", "Company"), ("job_title", "Job title"), ("department", "Department"), ("birthday", "Birthday"),
        ("anniversary", "Anniversary"),
        ("interests", "Interests"), ("family", "Family"), ("preferences", "Preferences"), *_SHARED, *_PLACES, *_LAST,
    ),
    "companies": (("name", "Name"), *_SHARED, *_PLACES, *_LAST),
    "deals": (
        ("title", "Title"), ("company", "Company"), ("company_id", "Company’s number in the other program"),
        ("contact", "Contact"), ("pipeline", "Pipeline"), ("stage", "Stage"), ("is_closed", "Is closed"),
        ("is_won", "Is won"), ("value", "Value"),
        ("currency", "Currency"), ("probability", "Probability"), ("opened_on", "Opened on"),
        ("closed_on", "Closed on"), ("expected_close", "Expected close"), ("lost_reason", "Lost because"),
        ("lost_note", "Lost note"), ("competitors", "Competitors"), ("lead_source", "Source"), ("owner", "Owner"),
        ("product", "Product"), ("notes", "Notes"), ("tags", "Tags"), ("external_id", "Number in the other program"),
    ),
    "products": (
        ("name", "Name"), ("sku", "Code"), ("description", "Description"), ("category", "Category"),
        ("unit", "Unit"), ("price", "Price"), ("currency", "Currency"), ("cost", "Cost"), ("tax_rate", "Tax rate"),
        ("barcode", "Barcode"), ("active", "Active"), ("external_id", "Number in the other program"),
    ),
    "leads": (
        ("name", "Name"), ("given_name", "First name"), ("family_name", "Last name"), ("company", "Company"),
        ("job_title", "Job title"), ("email", "Email"), ("phone", "Phone"), ("website", "Website"), ("city", "City"),
        ("country", "Country"), ("source", "Source"), ("campaign", "Campaign"), ("interest", "Interest"),
        ("status", "Status"), ("status_reason", "Not now because"), ("ask_again_on", "Ask again on"),
        ("amount", "Value"), ("currency", "Currency"),
        ("owner", "Owner"), ("tags", "Tags"), ("notes", "Notes"), _NUMBER,
    ),
    "activities": (
        ("kind", "Kind"), ("subject", "Subject"), ("body", "Text"), ("person", "Contact"), ("company", "Company"),
        ("deal", "Deal"), ("direction", "Direction"), ("outcome", "Outcome"), ("minutes", "Minutes"),
        ("happened_at", "When"), ("happened_at.day", "Day"), ("happened_at.time", "Time of day"), ("owner", "Owner"),
        _NUMBER,
    ),
    "tasks": (
        ("title", "Title"), ("kind", "Kind"), ("status", "Status"), ("priority", "Priority"), ("due_on", "Due"),
        ("due_at", "Due at"), ("due_at.time", "Time of day"), ("minutes", "Minutes"), *_ABOUT_WHOM, ("case", "Case"),
        ("document", "Document"), ("lead", "Lead"), ("waiting_for", "Waiting for"),
        ("remind_minutes", "Reminder minutes before"), ("owner", "Owner"), ("notes", "Notes"), ("zone", "Time zone"),
        _NUMBER,
    ),
    "events": (
        ("title", "Title"), ("kind", "Kind"), ("starts_at", "Starts at"), ("ends_at", "Ends at"),
        ("starts_on", "First day"), ("ends_on", "Last day"), ("starts_at.day", "Start day"),
        ("starts_at.time", "Start time"), ("ends_at.day", "End day"), ("ends_at.time", "End time"),
        ("all_day", "All day"), ("rule", "Repeats"), ("except_dates", "Left out"), ("place", "Place"),
        *_ABOUT_WHOM, ("remind_minutes", "Reminder minutes before"), ("owner", "Owner"), ("notes", "Notes"),
        ("zone", "Time zone"), _NUMBER,
    ),
    "cases": (
        ("number", "Number"), ("subject", "Subject"), ("text", "Messages"), ("person", "Person"),
        ("company", "Company"), ("status", "Status"), ("priority", "Priority"), ("kind", "Kind"),
        ("channel", "Channel"), ("product", "Product"), ("document", "Quote"), ("owner", "Owner"),
        ("opened_at", "Opened"), ("solved_at", "Solved"), ("tags", "Tags"), _NUMBER,
    ),
    "quotes": (
        ("title", "Title"), ("person", "Person"), ("company", "Company"), ("customer", "Customer"), ("deal", "Deal"),
        ("dated_on", "Date"), ("valid_until", "Valid until"), ("currency", "Currency"),
        ("discount_percent", "Discount"), ("prices_include_tax", "Prices include tax"), ("note", "Note"),
        ("terms", "Terms"), ("language", "Language"), ("owner", "Owner"), ("line.product", "Line: product"),
        ("line.name", "Line: name"), ("line.description", "Line: description"), ("line.quantity", "Line: quantity"),
        ("line.unit", "Line: unit"), ("line.unit_price", "Line: price"), ("line.discount_percent", "Line: discount"),
        ("line.tax_rate", "Line: tax rate"), ("tags", "Tags"), _NUMBER,
    ),
    "members": (("name", "Name"), ("email", "Email")),
    "documents": (
        ("path", "File"), ("title", "Name"), ("record", "Belongs to"), ("kind", "Kind of record"),
        ("person", "Contact"), ("company", "Company"), ("deal", "Deal"), ("quote", "Quote"), ("case", "Case"),
        ("lead", "Lead"),
    ),
}  # fmt: skip


@cache
def targets(rows: str) -> tuple[Target, ...]:
    """Return the built-in fields that a column of these rows can fill."""
    return tuple(Target(key, label, key.partition(":")[0] in REPEATABLE) for key, label in _TARGETS[rows])


@cache
def _by_label(rows: str) -> dict[str, str]:
    """Compacted words → field: our own labels and keys, so that what was exported comes back."""
    words = {compact(label): key for key, label in _TARGETS[rows]} | {compact(key): key for key, _ in _TARGETS[rows]}
    if rows == "deals":
        words |= {"lostreason": "lost_reason", "person": "contact"}
    if rows == "people":
        words |= {"about": "notes", "source": "lead_source", "additionalname": "middle_name"}
    return words


def own_field(rows: str, header: str) -> str:
    """Return the field that a column of our own exports fills, or nothing."""
    return _by_label(rows).get(compact(header), "")


def is_target(rows: str, key: str) -> bool:
    """Whether a column can fill this field."""
    return any(target.key == key for target in targets(rows))
