"""What lead screens show and forms send: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from crm_desktop.services.calendar.views import NextStep, TaskDraft
from crm_desktop.services.contacts.views import Similar, TagRow


@dataclass(frozen=True, slots=True)
class LeadDraft:
    """A lead as a form wants it: a name or a phone or an e-mail is enough.

    `amount` is a decimal in `currency` (None: the workspace's). Without an id it is new; then an empty
    `owner_id` lets the assignment rules choose. `tags` None leaves them.
    """

    name: str = ""
    company_name: str = ""
    job_title: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    city: str = ""
    country: str = ""
    source: str = ""
    campaign: str = ""
    interest: str = ""
    notes: str = ""
    amount: Decimal | None = None
    currency: str | None = None
    status: str = "new"
    owner_id: str | None = None
    tags: tuple[str, ...] | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a lead has (or lost) some of its points."""

    points: int
    text: str


@dataclass(frozen=True, slots=True)
class LeadRow:
    """A lead at a glance."""

    id: str
    name: str
    company_name: str
    source: str
    campaign: str
    score: int
    reasons: tuple[Reason, ...]
    status: str
    owner: str
    owner_is_me: bool
    amount: int | None
    currency: str
    converted: bool
    step: NextStep


@dataclass(frozen=True, slots=True)
class LeadDetail:
    """All that the panel of one lead shows, its timeline apart."""

    row: LeadRow
    job_title: str
    phone: str
    email: str
    website: str
    city: str
    country: str
    interest: str
    notes: str
    status_reason: str
    ask_again_on: date | None
    owner_id: str | None
    tags: tuple[TagRow, ...]
    files: int
    created_at: datetime
    converted_at: datetime | None
    person_id: str | None
    company_id: str | None
    deal_id: str | None
    person: str
    company: str
    deal: str

    @property
    def id(self) -> str:
        return self.row.id


@dataclass(frozen=True, slots=True)
class LeadCounts:
    """How many leads there are: `open` are not converted, `waiting` new ones that nobody looks after or has called."""

    total: int
    open: int
    waiting: int


@dataclass(frozen=True, slots=True)
class LeadCall:
    """A call with a lead and what comes next; both are one journal entry."""

    lead_id: str
    note: str = ""
    outcome: str = "talked"
    minutes: int | None = None
    next: TaskDraft | None = None
    direction: str = "out"


@dataclass(frozen=True, slots=True)
class Conversion:
    """What is to become of a lead.

    A `person_id` or `company_id` links a contact that is there; without it one is made from the lead where
    `with_person` or `with_company` says so. An empty `deal_title` makes no deal. `amount` is in the lead's currency.
    """

    lead_id: str
    with_person: bool = True
    person_id: str | None = None
    with_company: bool = True
    company_id: str | None = None
    company_name: str = ""
    deal_title: str = ""
    amount: Decimal | None = None
    stage_id: str | None = None


@dataclass(frozen=True, slots=True)
class Converted:
    """What a lead became; ids are None for what was not wanted."""

    person_id: str | None
    company_id: str | None
    deal_id: str | None


@dataclass(frozen=True, slots=True)
class StageChoice:
    """A stage that a deal may begin in."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What converting a lead would do unless the person says otherwise, and the contacts it may be already.

    The conversion links a contact with the same e-mail or phone, and a company of the same name.
    """

    conversion: Conversion
    person_name: str
    company_name: str
    currency: str
    people: tuple[Similar, ...]
    companies: tuple[Similar, ...]
    stages: tuple[StageChoice, ...]


@dataclass(frozen=True, slots=True)
class SameLead:
    """A lead or contact that may be the one being written; `reason` is email, phone or name."""

    kind: str
    id: str
    name: str
    detail: str
    reason: str


@dataclass(frozen=True, slots=True)
class ScoreRuleRow:
    """Points for every lead that `filter` selects; `problem` says why a rule cannot be used.

    All rules of a `group_name` together give no more than its smallest `cap`; after `decay_days` without a
    touch the points are half.
    """

    name: str
    filter: str
    points: int
    group_name: str = ""
    cap: int | None = None
    decay_days: int | None = None
    active: bool = True
    id: str | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class AssignmentRuleRow:
    """Who gets the new leads that `filter` selects: `way` is member (`member_id`), round_robin or least_busy.

    `among` are the members who take turns; empty is everybody active.
    """

    name: str
    filter: str
    way: str
    member_id: str | None = None
    among: tuple[str, ...] = ()
    active: bool = True
    id: str | None = None
    problem: str = ""
