"""People and companies, and how they are reached."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm_desktop.models.record import Binned, Record
from crm_desktop.models.types import (
    Flag,
    Id,
    OptionalAt,
    OptionalDay,
    OptionalDegrees,
    OptionalText,
    Position,
    Text,
    link,
)

NAME = {"group": "name"}
POSTAL = {"group": "postal"}
CONSENT = {"group": "consent"}


class Contact(Binned, Record):
    """A person or a company. `name` is what is shown; `sort_key` what lists are ordered by."""

    __tablename__ = "contact"
    __table_args__ = (
        Index(None, "kind", "deleted_at", "sort_key", "id"),
        Index(None, "sort_key"),
        # Without it every contact that goes has the whole table read for those that it took in.
        Index(None, "merged_into_id", sqlite_where=text("merged_into_id IS NOT NULL")),
        Index(None, "keep_in_touch_days", sqlite_where=text("keep_in_touch_days > 0")),
    )

    kind: Mapped[Text] = mapped_column(default="person")
    name: Mapped[Text] = mapped_column(info=NAME)
    sort_key: Mapped[Text] = mapped_column(info=NAME)
    prefix: Mapped[Text] = mapped_column(info=NAME)
    given_name: Mapped[Text] = mapped_column(info=NAME)
    additional_name: Mapped[Text] = mapped_column(info=NAME)
    family_name: Mapped[Text] = mapped_column(info=NAME)
    suffix: Mapped[Text] = mapped_column(info=NAME)
    nickname: Mapped[Text]
    phonetic_name: Mapped[Text]
    job_title: Mapped[Text]
    tax_id: Mapped[Text]
    registration_id: Mapped[Text]
    language: Mapped[Text]
    lifecycle: Mapped[Text]
    customer_type: Mapped[Text]
    source: Mapped[Text]
    birthday: Mapped[OptionalText]
    anniversary: Mapped[OptionalText]
    about: Mapped[Text]
    interests: Mapped[Text]
    family: Mapped[Text]
    preferences: Mapped[Text]
    pinned: Mapped[Flag]
    keep_in_touch_days: Mapped[int | None]
    """How often somebody means to be in touch: at most so many days apart."""
    owner_id: Mapped[str | None] = link("member", index=False)
    photo_id: Mapped[str | None] = mapped_column(String(64))
    extra: Mapped[OptionalText]
    """JSON: what an imported card held beyond our fields, kept for the way back."""
    merged_into_id: Mapped[str | None] = link("contact", index=False)
    """The contact that took this one's place in a merge; it then lies in the Bin."""

    channels: Mapped[list[Channel]] = relationship(
        back_populates="contact", order_by="Channel.position", cascade="all, delete-orphan"
    )
    addresses: Mapped[list[Address]] = relationship(
        back_populates="contact", order_by="Address.position", cascade="all, delete-orphan"
    )


class Channel(Record):
    """One way to reach a contact. Consent and opt-out belong to it, not to the person.

    `normalised` is E.164 for a phone and lower case for an e-mail; equal values are the same line.
    """

    __tablename__ = "channel"
    __table_args__ = (Index(None, "normalised"),)

    id: Mapped[Id]
    contact_id: Mapped[str] = link("contact", optional=False)
    medium: Mapped[Text]
    type: Mapped[Text]
    label: Mapped[Text]
    value: Mapped[Text] = mapped_column(info={"group": "line"})
    normalised: Mapped[Text] = mapped_column(info={"group": "line"})
    is_primary: Mapped[Flag]
    invalid: Mapped[Flag]
    opted_out_at: Mapped[OptionalAt]
    consent: Mapped[Text] = mapped_column(info=CONSENT)
    consent_at: Mapped[OptionalAt] = mapped_column(info=CONSENT)
    consent_source: Mapped[Text] = mapped_column(info=CONSENT)
    """Where the consent was given: a form, a call, an imported list."""
    position: Mapped[Position]

    contact: Mapped[Contact] = relationship(back_populates="channels")


class Address(Record):
    """A postal address; `street` may hold several lines, `country` is ISO 3166-1 alpha-2 or as written."""

    __tablename__ = "address"

    id: Mapped[Id]
    contact_id: Mapped[str] = link("contact", optional=False)
    type: Mapped[Text]
    label: Mapped[Text]
    street: Mapped[Text] = mapped_column(info=POSTAL)
    city: Mapped[Text] = mapped_column(info=POSTAL)
    region: Mapped[Text] = mapped_column(info=POSTAL)
    postcode: Mapped[Text] = mapped_column(info=POSTAL)
    country: Mapped[Text] = mapped_column(info=POSTAL)
    is_primary: Mapped[Flag]
    position: Mapped[Position]
    valid_from: Mapped[OptionalDay]
    valid_until: Mapped[OptionalDay]
    latitude: Mapped[OptionalDegrees] = mapped_column(info={"group": "coordinates"})
    longitude: Mapped[OptionalDegrees] = mapped_column(info={"group": "coordinates"})

    contact: Mapped[Contact] = relationship(back_populates="addresses")


class Affiliation(Record):
    """A person's place in a company; former ones are kept with their end."""

    __tablename__ = "affiliation"

    id: Mapped[Id]
    person_id: Mapped[str] = link("contact", optional=False)
    company_id: Mapped[str] = link("contact", optional=False)
    role: Mapped[Text]
    department: Mapped[Text]
    is_primary: Mapped[Flag] = mapped_column(default=True)
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]


class RelationType(Binned, Record):
    """A kind of tie between contacts, with its name in each direction: “parent of” and “child of”.

    `between` says whom it ties: "person", "company", or "" for anybody.
    """

    __tablename__ = "relation_type"

    name: Mapped[Text]
    reverse_name: Mapped[Text]
    between: Mapped[Text]
    position: Mapped[Position]


class Relation(Record):
    """One tie: `from_id` is the `name` of its type to `to_id`, which is the `reverse_name` to it."""

    __tablename__ = "relation"

    id: Mapped[Id]
    type_id: Mapped[str] = link("relation_type", optional=False, index=False)
    from_id: Mapped[str] = link("contact", optional=False)
    to_id: Mapped[str] = link("contact", optional=False)
    note: Mapped[Text]


class NotDuplicate(Record):
    """Two contacts that a person looked at and found different; the id is derived from both."""

    __tablename__ = "not_duplicate"

    id: Mapped[Id]
    first_id: Mapped[str] = link("contact", optional=False, index=False)
    second_id: Mapped[str] = link("contact", optional=False, index=False)
