"""Contacts for deals to belong to, and deals made in one line."""

from __future__ import annotations

from decimal import Decimal

from crm_desktop.core.clock import to_millis
from crm_desktop.core.ids import new_id
from crm_desktop.services.pipeline.views import DealDraft, StageRow
from crm_desktop.services.services import Services
from crm_desktop.storage.rows import insert_row


def add_contact(services: Services, name: str, kind: str = "person") -> str:
    """Add a contact and return its id."""
    contact_id = new_id()
    given, _, family = name.partition(" ")
    values = {"given_name": given, "family_name": family} if kind == "person" else {}
    with services.database.write(f"Added {name}") as work:
        insert_row(
            work,
            "contact",
            {
                "id": contact_id,
                "created_at": to_millis(services.clock.now()),
                "kind": kind,
                "name": name,
                "sort_key": name.casefold(),
                **values,
            },
        )
    return contact_id


def stages(services: Services) -> dict[str, StageRow]:
    """Return the stages of the first pipeline by name."""
    return {stage.name: stage for stage in services.pipeline.pipelines()[0].stages}


def add_deal(services: Services, title: str, stage: str = "New", amount: str | None = None, **more: object) -> str:
    """Add a deal and return its id."""
    draft = DealDraft(
        title=title,
        stage_id=stages(services)[stage].id,
        amount=None if amount is None else Decimal(amount),
        **more,  # type: ignore[arg-type]
    )
    change = services.pipeline_commands.save(draft)
    (deal_id,) = change.touched["deal"]
    return deal_id


def order_in(services: Services, stage: str) -> list[str]:
    """Return the titles of a column, from top to bottom."""
    pipeline = services.pipeline.pipelines()[0]
    board = services.pipeline.board(pipeline.id)
    return [card.title for card in board.cards[stages(services)[stage].id]]
