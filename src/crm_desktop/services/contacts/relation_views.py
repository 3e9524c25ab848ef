"""Ties between contacts as screens show them and forms send them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RelationRow:
    """One tie seen from one side: this contact is `words` (“Parent of”) the other, `contact_id` and `name`."""

    id: str
    contact_id: str
    kind: str
    name: str
    words: str
    note: str
    type_id: str
    forward: bool


@dataclass(frozen=True, slots=True)
class RelationChoice:
    """A tie that a contact can have: a type in one of its directions, in words."""

    type_id: str
    forward: bool
    words: str


@dataclass(frozen=True, slots=True)
class RelationTypeRow:
    """A kind of tie with its words from either side; `between` is person, company, or nothing for anybody."""

    id: str
    name: str
    reverse_name: str
    between: str
    used: int = 0


@dataclass(frozen=True, slots=True)
class RelationTypeDraft:
    """A kind of tie to be added, or with an `id` renamed; without words from the other side it reads alike."""

    name: str
    reverse_name: str = ""
    between: str = ""
    id: str | None = None


@dataclass(frozen=True, slots=True)
class RelationDraft:
    """A tie to be made, or with an `id` changed: the contact is the type's first end when `forward`.

    With a `new_type` the kind of tie is made along with it, between those two kinds of contact.
    """

    other_id: str
    type_id: str
    forward: bool = True
    note: str = ""
    id: str | None = None
    new_type: RelationTypeDraft | None = None
