"""What contact screens show and forms send: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from crm_desktop.core.places import Place, place_of
from crm_desktop.services.calendar.views import NextStep, TaskDraft
from crm_desktop.services.contacts.in_touch import InTouch
from crm_desktop.services.contacts.relation_views import RelationRow


@dataclass(frozen=True, slots=True)
class ChannelDraft:
    """One way to reach a contact, as a form wants it; `id` is None for a new one.

    `medium` is phone, email, web, messaging or social; `consent` says what was agreed, in words or as
    a key; `opted_out_at` is when the owner of this line asked not to be written to.
    """

    medium: str
    value: str
    type: str = ""
    label: str = ""
    is_primary: bool = False
    invalid: bool = False
    opted_out_at: datetime | None = None
    consent: str = ""
    id: str | None = None
    consent_at: datetime | None = None
    consent_source: str = ""


@dataclass(frozen=True, slots=True)
class AddressDraft:
    """A postal address, as a form wants it; `id` is None for a new one. After `valid_until` it is a former one."""

    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    type: str = ""
    label: str = ""
    is_primary: bool = False
    id: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AffiliationDraft:
    """A person's place in a company, by its id or else by its name (made when there is none so called)."""

    company_id: str | None = None
    company: str = ""
    role: str = ""
    department: str = ""
    is_primary: bool = True
    started_on: date | None = None
    ended_on: date | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """A person or company as a form wants it: the whole of it, parts included.

    An `id` that is not in the workspace yet is given to the new contact; None makes one up. `name` may
    stay empty when the name's parts are given, and the other way round. Partial dates are kept as
    written: 1980-03-09, --03-09, 1980-03, 1980.
    """

    kind: str = "person"
    name: str = ""
    prefix: str = ""
    given_name: str = ""
    additional_name: str = ""
    family_name: str = ""
    suffix: str = ""
    nickname: str = ""
    phonetic_name: str = ""
    job_title: str = ""
    tax_id: str = ""
    registration_id: str = ""
    language: str = ""
    lifecycle: str = ""
    customer_type: str = ""
    source: str = ""
    birthday: str | None = None
    anniversary: str | None = None
    about: str = ""
    interests: str = ""
    family: str = ""
    preferences: str = ""
    pinned: bool = False
    keep_in_touch_days: int | None = None
    owner_id: str | None = None
    photo_id: str | None = None
    channels: tuple[ChannelDraft, ...] = ()
    addresses: tuple[AddressDraft, ...] = ()
    affiliations: tuple[AffiliationDraft, ...] = ()
    tags: tuple[str, ...] = ()
    id: str | None = None


@dataclass(frozen=True, slots=True)
class CallDraft:
    """A call that was made, and what comes next; both are one journal entry.

    `with_ids` are others who took part. Without a deal of its own, the call belongs to the deal, case or
    quote of the step that it finishes.
    """

    contact_id: str
    note: str = ""
    outcome: str = "talked"
    direction: str = "out"
    minutes: int | None = None
    next: TaskDraft | None = None
    finishes_task_id: str | None = None
    deal_id: str | None = None
    with_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact in the list. `detail` is a person's company or a company's city; `touch` when it has a rhythm."""

    rowid: int
    id: str
    kind: str
    name: str
    detail: str
    people: int
    pinned: bool
    step: NextStep
    photo_id: str = ""
    touch: InTouch | None = None

    @property
    def version(self) -> int:
        """Differs when what is shown differs."""
        return hash((self.name, self.detail, self.people, self.pinned, self.step, self.photo_id, self.touch))


@dataclass(frozen=True, slots=True)
class ContactCounts:
    """How many contacts there are."""

    people: int
    companies: int

    @property
    def total(self) -> int:
        return self.people + self.companies


@dataclass(frozen=True, slots=True)
class PickRow:
    """A contact in a picker."""

    id: str
    kind: str
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Similar:
    """A contact that may be the one being written; `reason` is email, phone or name."""

    id: str
    name: str
    detail: str
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One way to reach a contact."""

    id: str
    medium: str
    type: str
    label: str
    value: str
    normalised: str
    is_primary: bool
    invalid: bool
    opted_out_at: datetime | None
    consent: str
    consent_at: datetime | None = None
    consent_source: str = ""


@dataclass(frozen=True, slots=True)
class AddressRow:
    """A postal address."""

    id: str
    type: str
    label: str
    street: str
    city: str
    region: str
    postcode: str
    country: str
    is_primary: bool
    valid_from: date | None = None
    valid_until: date | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    postcode_first: bool = False
    """Whether its country writes the postcode before the town."""

    @property
    def place(self) -> Place | None:
        """Where it is on a map, if that is known."""
        return place_of(self.latitude, self.longitude)


@dataclass(frozen=True, slots=True)
class AffiliationRow:
    """The other end of a person's place in a company: `contact_id` and `name` are the company or the person."""

    id: str
    contact_id: str
    name: str
    role: str
    is_primary: bool
    ended_on: date | None
    department: str = ""
    started_on: date | None = None


@dataclass(frozen=True, slots=True)
class StaffRow:
    """Somebody who works or worked for a company: as in the list, with the role there and its end."""

    person: ContactRow
    role: str
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag on a record."""

    id: str
    name: str
    tone: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file on a record."""

    id: str
    name: str
    media_type: str
    size: int
    added_at: datetime


@dataclass(frozen=True, slots=True)
class DealRow:
    """A deal of this contact. `stage_number` counts from 1 among the `stage_count` open stages."""

    id: str
    title: str
    stage: str
    stage_kind: str
    stage_number: int
    stage_count: int
    amount: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote of this contact; `gross` in minor units."""

    id: str
    number: str
    title: str
    status: str
    dated_on: date
    gross: int
    currency: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case of this contact."""

    id: str
    number: str
    subject: str
    status: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum in minor units of one currency."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class StepDetail:
    """The next step as the banner of a contact shows it."""

    step: NextStep
    minutes: int | None
    remind_minutes: int | None


@dataclass(frozen=True, slots=True)
class ContactDetail:
    """All that the page of one contact shows, its timeline apart."""

    id: str
    kind: str
    name: str
    prefix: str
    given_name: str
    additional_name: str
    family_name: str
    suffix: str
    nickname: str
    phonetic_name: str
    job_title: str
    tax_id: str
    registration_id: str
    language: str
    lifecycle: str
    customer_type: str
    source: str
    birthday: str | None
    anniversary: str | None
    about: str
    interests: str
    family: str
    preferences: str
    pinned: bool
    keep_in_touch_days: int | None
    photo_id: str
    owner_id: str | None
    owner: str
    owner_is_me: bool
    created_at: datetime
    deleted_at: datetime | None
    channels: tuple[ChannelRow, ...]
    addresses: tuple[AddressRow, ...]
    affiliations: tuple[AffiliationRow, ...]
    relations: tuple[RelationRow, ...]
    tags: tuple[TagRow, ...]
    next_step: StepDetail | None
    in_touch: InTouch | None
    accepted_12_months: tuple[Amount, ...]
    open_quotes: tuple[Amount, ...]
    open_deals: tuple[DealRow, ...]
    deal_count: int
    quote_count: int
    case_count: int
    file_count: int
    people_count: int

    @property
    def company(self) -> AffiliationRow | None:
        """The company a person works for now, or None."""
        if self.kind != "person":
            return None
        return next((one for one in self.affiliations if one.ended_on is None), None)

    @property
    def email(self) -> str:
        """The e-mail address to write to, or nothing."""
        return next((one.value for one in self.channels if one.medium == "email" and not one.invalid), "")

    @property
    def phone(self) -> str:
        """The number to call, or nothing."""
        return next((one.value for one in self.channels if one.medium == "phone" and not one.invalid), "")
