"""Leads: who might buy, how promising they are, and who looks after them."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.models.record import Binned, Record
from crm_desktop.models.types import Flag, OptionalAt, OptionalDay, OptionalMinor, OptionalText, Position, Text, link

NAME = {"group": "name"}
VALUE = {"group": "value"}
STATUS = {"group": "status"}
CONVERSION = {"group": "conversion"}


class Lead(Binned, Record):
    """A person or firm who might buy; a name or a phone or an e-mail is enough.

    `phone_normalised` is E.164, `email` lower case. `score` is what its rules add up to, `score_reasons` JSON:
    a list of [points, reason]. A converted lead keeps what it became.
    """

    __tablename__ = "lead"
    __table_args__ = (Index(None, "status", "deleted_at"), Index(None, "phone_normalised"), Index(None, "email"))

    name: Mapped[Text] = mapped_column(info=NAME)
    given_name: Mapped[Text] = mapped_column(info=NAME)
    family_name: Mapped[Text] = mapped_column(info=NAME)
    sort_key: Mapped[Text] = mapped_column(info=NAME)
    company_name: Mapped[Text]
    job_title: Mapped[Text]
    phone: Mapped[Text] = mapped_column(info={"group": "phone"})
    phone_normalised: Mapped[Text] = mapped_column(info={"group": "phone"})
    email: Mapped[Text]
    website: Mapped[Text]
    city: Mapped[Text]
    country: Mapped[Text]
    source: Mapped[Text]
    campaign: Mapped[Text]
    interest: Mapped[Text]
    notes: Mapped[Text]
    amount: Mapped[OptionalMinor] = mapped_column(info=VALUE)
    currency: Mapped[Text] = mapped_column(info=VALUE)
    status: Mapped[Text] = mapped_column(default="new", info=STATUS)
    status_reason: Mapped[Text] = mapped_column(info=STATUS)
    ask_again_on: Mapped[OptionalDay] = mapped_column(info=STATUS)
    owner_id: Mapped[str | None] = link("member", index=False)
    score: Mapped[Position]
    score_reasons: Mapped[OptionalText]
    converted_at: Mapped[OptionalAt] = mapped_column(info=CONVERSION)
    person_id: Mapped[str | None] = link("contact", info=CONVERSION)
    company_id: Mapped[str | None] = link("contact", info=CONVERSION)
    deal_id: Mapped[str | None] = link("deal", info=CONVERSION)


class ScoreRule(Binned, Record):
    """Points for every lead that a filter selects. `cap` bounds what rules of the same `group_name` add up to;
    after `decay_days` without a touch the points are half."""

    __tablename__ = "score_rule"

    name: Mapped[Text]
    filter: Mapped[Text]
    points: Mapped[Position]
    group_name: Mapped[Text]
    cap: Mapped[int | None]
    decay_days: Mapped[int | None]
    position: Mapped[Position]
    active: Mapped[Flag] = mapped_column(default=True)


class AssignmentRule(Binned, Record):
    """Who gets the leads that a filter selects; the first rule that fits decides.

    `way` is "member" (`member_id`), "round_robin" or "least_busy" (among `among`, a JSON list of member ids;
    empty is everybody active).
    """

    __tablename__ = "assignment_rule"

    name: Mapped[Text]
    filter: Mapped[Text]
    way: Mapped[Text]
    member_id: Mapped[str | None] = link("member", index=False)
    among: Mapped[Text]
    last_member_id: Mapped[str | None] = link("member", index=False)
    position: Mapped[Position]
    active: Mapped[Flag] = mapped_column(default=True)
