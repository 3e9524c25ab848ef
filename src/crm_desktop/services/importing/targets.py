"""The fields that a column of a table can fill, with the words a person reads."""

from __future__ import annotations

from functools import cache

from crm_desktop.exchange.preset_words import REPEATABLE, compact
from crm_desktop.services.importing.plan import Target

KINDS = {"people": "contact", "companies": "contact", "deals": "deal", "products": "product"}
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
    ("tags", "Tags"), ("notes", "About"), ("lead_source", "Source"), ("lifecycle", "Lifecycle"),
    ("customer_type", "Customer type"), ("language", "Language"), ("tax_id", "Tax number"),
    ("registration_id", "Registration number"), ("kind", "Kind"), ("external_id", "Number in the other program"),
)  # fmt: skip
_TARGETS: dict[str, tuple[tuple[str, str], ...]] = {
    "people": (
        ("name", "Name"), ("given_name", "First name"), ("family_name", "Last name"), ("middle_name", "Middle name"),
        ("prefix", "Title"), ("suffix", "Suffix"), ("nickname", "Nickname"), ("phonetic_name", "Phonetic name"),
        ("company", "Company"), ("job_title", "Job title"), ("department", "Department"), ("birthday", "Birthday"),
        ("anniversary", "Anniversary"), *_SHARED, *_PLACES, *_LAST,
    ),
    "companies": (("name", "Name"), *_SHARED, *_PLACES, *_LAST),
    "deals": (
        ("title", "Title"), ("company", "Company"), ("contact", "Contact"), ("stage", "Stage"), ("value", "Value"),
        ("currency", "Currency"), ("probability", "Probability"), ("opened_on", "Opened on"),
        ("closed_on", "Closed on"), ("lost_reason", "Lost reason"), ("lead_source", "Source"), ("owner", "Owner"),
        ("product", "Product"), ("notes", "Notes"), ("tags", "Tags"), ("external_id", "Number in the other program"),
    ),
    "products": (
        ("name", "Name"), ("sku", "Code"), ("description", "Description"), ("category", "Category"),
        ("unit", "Unit"), ("price", "Price"), ("currency", "Currency"), ("cost", "Cost"), ("tax_rate", "Tax rate"),
        ("barcode", "Barcode"), ("active", "Active"), ("external_id", "Number in the other program"),
    ),
}  # fmt: skip


@cache
def targets(rows: str) -> tuple[Target, ...]:
    """Return the fields that a column of people, companies, deals or products can fill."""
    return tuple(Target(key, label, key.partition(":")[0] in REPEATABLE) for key, label in _TARGETS[rows])


@cache
def _by_label(rows: str) -> dict[str, str]:
    """Compacted words → field: our own labels and keys, so that what was exported comes back."""
    words = {compact(label): key for key, label in _TARGETS[rows]} | {compact(key): key for key, _ in _TARGETS[rows]}
    if rows == "people":
        words |= {"about": "notes", "source": "lead_source", "additionalname": "middle_name"}
    return words


def own_field(rows: str, header: str) -> str:
    """Return the field that a column of our own exports fills, or nothing."""
    return _by_label(rows).get(compact(header), "")


def is_target(rows: str, key: str) -> bool:
    """Whether a column can fill this field."""
    return any(target.key == key for target in targets(rows))
