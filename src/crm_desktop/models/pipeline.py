"""Deals on their way: pipelines, stages, deals with lines, and the history of their moves."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm_desktop.models.record import Binned, Record
from crm_desktop.models.types import (
    At,
    Currency,
    Id,
    OptionalAt,
    OptionalDay,
    OptionalMinor,
    Position,
    Price,
    Quantity,
    Text,
    link,
)

PLACE = {"group": "place"}
VALUE = {"group": "value"}


class Pipeline(Binned, Record):
    """An ordered way from first interest to won or lost."""

    __tablename__ = "pipeline"

    name: Mapped[Text]
    position: Mapped[Position]

    stages: Mapped[list[Stage]] = relationship(back_populates="pipeline", order_by="Stage.position")


class Stage(Binned, Record):
    """A step of a pipeline. `probability` is in percent; `stale_days` None means deals never go stale here."""

    __tablename__ = "stage"

    pipeline_id: Mapped[str] = link("pipeline", optional=False)
    name: Mapped[Text]
    position: Mapped[Position]
    kind: Mapped[Text] = mapped_column(default="open")
    probability: Mapped[int] = mapped_column(default=0)
    stale_days: Mapped[int | None]
    meaning: Mapped[Text]

    pipeline: Mapped[Pipeline] = relationship(back_populates="stages")


class Deal(Binned, Record):
    """A possible sale. `amount` is in minor units of `currency`; `rank` orders the cards of a column.

    `probability` is None while the stage's holds, and a percentage when set by hand.
    """

    __tablename__ = "deal"
    __table_args__ = (Index(None, "stage_id", "rank"),)

    title: Mapped[Text]
    person_id: Mapped[str | None] = link("contact")
    company_id: Mapped[str | None] = link("contact")
    pipeline_id: Mapped[str] = mapped_column(info=PLACE)
    stage_id: Mapped[str] = link("stage", index=False, optional=False, info=PLACE)
    rank: Mapped[float] = mapped_column(default=0.0, info=PLACE)
    amount: Mapped[OptionalMinor] = mapped_column(info=VALUE)
    currency: Mapped[Currency] = mapped_column(info=VALUE)
    probability: Mapped[int | None]
    expected_close: Mapped[OptionalDay]
    source: Mapped[Text]
    competitors: Mapped[Text]
    notes: Mapped[Text]
    lost_reason: Mapped[Text]
    lost_note: Mapped[Text]
    in_stage_since: Mapped[At]
    closed_at: Mapped[OptionalAt]
    owner_id: Mapped[str | None] = link("member", index=False)

    lines: Mapped[list[DealLine]] = relationship(order_by="DealLine.position", cascade="all, delete-orphan")


class DealLine(Record):
    """A product and a quantity in a deal, before there is a quote."""

    __tablename__ = "deal_line"

    id: Mapped[Id]
    deal_id: Mapped[str] = link("deal", optional=False)
    product_id: Mapped[str | None] = link("product")
    text: Mapped[Text]
    quantity: Mapped[Quantity]
    unit_price: Mapped[Price]
    position: Mapped[Position]


class StageMove(Record):
    """One step of a deal's way; rows are only ever added."""

    __tablename__ = "stage_move"

    id: Mapped[Id]
    deal_id: Mapped[str] = link("deal", optional=False)
    from_stage_id: Mapped[str | None] = link("stage", index=False)
    to_stage_id: Mapped[str] = link("stage", index=False, optional=False)
    moved_at: Mapped[At]
    member_id: Mapped[str | None] = link("member", index=False)
