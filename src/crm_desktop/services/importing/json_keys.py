"""The keys that records of each kind have in JSON, and those that only say what follows from others."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

_PARTS = {
    "contact": ("phones", "emails", "websites", "messaging", "social", "addresses", "affiliations", "relations",
                "pinned", "interests", "family", "preferences", "keep_in_touch_days", "owner_id", "photo", "related",
                "attachments", "given_name", "family_name", "prefix", "suffix", "additional_name", "nickname",
                "phonetic_name", "merged_into_id"),
    "lead": ("score_reasons", "status_reason", "given_name", "family_name"),
    "deal": ("lines", "moves", "status", "probability_by_hand", "pipeline", "stage", "lost_note", "customer",
             "closed_at", "in_stage_since", "competitors"),
    "product": (),
    "activity": ("links", "contact_id"),
    "task": ("person_name", "company_name", "record_kind", "lead"),
    "event": ("person_name", "company_name", "record_kind", "lead"),
    "quote": ("lines", "revision"),
    "case": ("messages", "files"),
}  # fmt: skip
_DERIVED = frozenset(
    (
        "id", "created_at", "normalised", "score", "score_reasons", "converted", "converted_at", "last_contact",
        "first_contact", "next_step", "next_step_on", "open_deals", "weighted", "customer", "moves", "in_stage_since",
        "closed_at", "probability_by_hand", "net", "tax", "total", "revision", "issued_at", "decided_at",
        "decided_by", "all_day", "done_at", "reply_due_at", "solve_due_at", "first_reply_at", "last_message_at",
        "person_name", "company_name", "record_kind", "files", "attachments", "photo", "merged_into_id",
    )
)  # fmt: skip
_DERIVED_OF = {
    "quote": frozenset(("number", "status")), "deal": frozenset(("status",)), "case": frozenset(("text",)),
    "lead": frozenset(("person", "company_id", "person_id", "deal", "deal_id", "customer")),
    "activity": frozenset(("contact",)),
    "contact": frozenset(("company",)),
}  # fmt: skip


def accepted_keys(services: Services, kind: str) -> set[str]:
    """Return every key that the JSON of a kind can have, people's own fields among them."""
    fields = set(services.records.fields(kind).keys)
    return fields | {f"{key}_id" for key in fields} | set(_PARTS.get(kind, ())) | {"id"}


def derived_keys(services: Services, kind: str) -> frozenset[str]:
    """Return the keys that say what follows from other records, or what only the program itself sets."""
    fields = services.records.access(kind).fields
    fixed = {one.key for one in fields if not one.editable and not one.importable}
    return _DERIVED | _DERIVED_OF.get(kind, frozenset()) | fixed
