"""Deals as JSON values: read whole, made and changed from a part."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.kinds import LOST_REASONS
from crm_desktop.core.money import from_minor
from crm_desktop.core.scaled import PRICE_PLACES, QUANTITY_PLACES, from_scaled
from crm_desktop.services.contacts.parts import set_tags
from crm_desktop.services.json_values import check_keys, day_of, decimal_of, link_of, moment_text, text_of
from crm_desktop.services.lists.tag_sql import tags_of_json
from crm_desktop.services.pipeline.fields import CUSTOMER_SQL, PROBABILITY_SQL, SOURCE
from crm_desktop.services.pipeline.placing import first_stage, place_deals, stage_facts
from crm_desktop.services.pipeline.views import DealDraft, DealLineDraft
from crm_desktop.services.pipeline.writing import change_fields, first_pipeline, put_lines
from crm_desktop.storage.database import Database, Transaction

_ID = re.compile(r"[0-9a-f]{32}")
_TEXTS = ("title", "source", "competitors", "notes")
_WRITTEN = {
    *_TEXTS, "person", "person_id", "company", "company_id", "pipeline", "pipeline_id", "stage", "stage_id",
    "amount", "currency", "probability", "expected_close", "owner", "owner_id", "lost_reason", "lost_note", "lines",
    "tags",
}  # fmt: skip
_ONLY_READ = {
    "id", "customer", "status", "weighted", "next_step", "next_step_on", "in_stage_since", "created_at",
    "closed_at", "moves", "probability_by_hand",
}  # fmt: skip
_LINE_KEYS = {"id", "product", "product_id", "text", "quantity", "unit_price"}


def deal_json(database: Database, deal_id: str) -> dict[str, Any]:
    """Return a whole deal as JSON values. Raises `RecordMissing`."""
    row = database.row(
        "SELECT deal.id, deal.title, deal.person_id, person.name, deal.company_id, company.name, "
        f"{CUSTOMER_SQL}, deal.pipeline_id, pipeline.name, deal.stage_id, stage.name, stage.kind, deal.amount, "
        f"deal.currency, deal.probability, {PROBABILITY_SQL}, deal.expected_close, deal.source, deal.competitors, "
        "deal.notes, deal.lost_reason, deal.lost_note, deal.owner_id, owner.name, deal.in_stage_since, "
        f"deal.created_at, deal.closed_at FROM {SOURCE} WHERE deal.id = ?",
        (deal_id,),
    )
    if row is None:
        raise RecordMissing("This deal is not there.", "It may have been removed for good.")
    (
        own_id, title, person_id, person, company_id, company, customer, pipeline_id, pipeline, stage_id, stage, kind,
        amount, currency, hand_set, probability, expected_close, source, competitors, notes, lost_reason, lost_note,
        owner_id, owner, since, created, closed,
    ) = row  # fmt: skip
    tags = database.rows(
        "SELECT tag.name FROM tag_link JOIN tag ON tag.id = tag_link.tag_id "
        "WHERE tag_link.record_id = ? AND tag.deleted_at IS NULL ORDER BY tag.name",
        (deal_id,),
    )
    return {
        "id": own_id,
        "title": title,
        "person_id": person_id,
        "person": person,
        "company_id": company_id,
        "company": company,
        "customer": customer,
        "pipeline_id": pipeline_id,
        "pipeline": pipeline,
        "stage_id": stage_id,
        "stage": stage,
        "status": kind,
        "amount": None if amount is None else str(from_minor(amount, currency)),
        "currency": currency,
        "probability": probability,
        "probability_by_hand": hand_set is not None,
        "expected_close": expected_close,
        "source": source,
        "competitors": competitors,
        "notes": notes,
        "lost_reason": lost_reason,
        "lost_note": lost_note,
        "owner_id": owner_id,
        "owner": owner,
        "tags": [name for (name,) in tags],
        "in_stage_since": moment_text(since),
        "created_at": moment_text(created),
        "closed_at": moment_text(closed),
        "lines": _lines_json(database, deal_id),
        "moves": _moves_json(database, deal_id),
    }


def draft_of(work: Transaction, data: Mapping[str, Any]) -> DealDraft:
    """Return the draft that JSON values describe; unknown keys and names are refused."""
    check_keys(data, _WRITTEN | _ONLY_READ, "Deals")
    pipeline_id = link_of(work, data, "pipeline")
    return DealDraft(
        **{key: text_of(data.get(key)) for key in _TEXTS},
        person_id=link_of(work, data, "person"),
        company_id=link_of(work, data, "company"),
        pipeline_id=pipeline_id,
        stage_id=_stage(work, data, pipeline_id),
        amount=decimal_of(data.get("amount"), "amount"),
        currency=text_of(data.get("currency")) or None,
        probability=_open_probability(data),
        expected_close=day_of(data.get("expected_close"), "expected_close"),
        owner_id=link_of(work, data, "owner"),
        lines=_line_drafts(work, data.get("lines") or ()),
        tags=tags_of_json(data["tags"]) if "tags" in data else None,
    )


def change_deal(work: Transaction, deal_id: str, data: Mapping[str, Any], now: datetime, member: str) -> None:
    """Change the fields that JSON values name; `lines` replaces the lines, `stage` moves the deal."""
    check_keys(data, _WRITTEN | _ONLY_READ, "Deals")
    changes: dict[str, Any] = {key: text_of(data[key]) for key in (*_TEXTS, "lost_note") if key in data}
    for name in ("person", "company", "owner"):
        if name in data or f"{name}_id" in data:
            changes[f"{name}_id"] = link_of(work, data, name)
    if "currency" in data:
        changes["currency"] = data["currency"]
    if "amount" in data:
        changes["amount"] = decimal_of(data["amount"], "amount")
    if "probability" in data and _sets_probability(data):
        changes["probability"] = _open_probability(data)
    if "expected_close" in data:
        changes["expected_close"] = day_of(data["expected_close"], "expected_close")
    if "lost_reason" in data:
        changes["lost_reason"] = _reason(data["lost_reason"])
    if "tags" in data:
        set_tags(work, "deal", deal_id, tags_of_json(data["tags"]), now)
    if "lines" in data:
        put_lines(work, deal_id, _line_drafts(work, data["lines"] or ()))
    change_fields(work, deal_id, changes)
    if {"stage", "stage_id", "pipeline", "pipeline_id"} & set(data):
        _move(work, deal_id, data, now, member)


def _move(work: Transaction, deal_id: str, data: Mapping[str, Any], now: datetime, member: str) -> None:
    now_in, own_pipeline = work.execute("SELECT stage_id, pipeline_id FROM deal WHERE id = ?", (deal_id,))[0]
    pipeline_id = link_of(work, data, "pipeline") or own_pipeline
    stage_id = _stage(work, data, pipeline_id)
    if stage_id is None and pipeline_id != own_pipeline:
        stage_id = first_stage(work, pipeline_id).id
    if stage_id is not None and stage_id != now_in:
        reason, note = _reason(data.get("lost_reason")), text_of(data.get("lost_note"))
        place_deals(
            work, [deal_id], stage_facts(work, stage_id), None,
            now=now, member=member, lost_reason=reason, lost_note=note,
        )  # fmt: skip


def _lines_json(database: Database, deal_id: str) -> list[dict[str, Any]]:
    rows = database.rows(
        "SELECT l.id, l.product_id, p.name, l.text, l.quantity, l.unit_price FROM deal_line l "
        "LEFT JOIN product p ON p.id = l.product_id WHERE l.deal_id = ? ORDER BY l.position, l.id",
        (deal_id,),
    )
    return [
        {
            "id": row[0],
            "product_id": row[1],
            "product": row[2],
            "text": row[3],
            "quantity": f"{from_scaled(row[4], QUANTITY_PLACES):f}",
            "unit_price": f"{from_scaled(row[5], PRICE_PLACES):f}",
        }
        for row in rows
    ]


def _moves_json(database: Database, deal_id: str) -> list[dict[str, Any]]:
    rows = database.rows(
        "SELECT f.name, t.name, m.moved_at, w.name FROM stage_move m LEFT JOIN stage f ON f.id = m.from_stage_id "
        "JOIN stage t ON t.id = m.to_stage_id LEFT JOIN member w ON w.id = m.member_id "
        "WHERE m.deal_id = ? ORDER BY m.moved_at, m.id",
        (deal_id,),
    )
    return [{"from": row[0], "to": row[1], "moved_at": moment_text(row[2]), "member": row[3]} for row in rows]


def _line_drafts(work: Transaction, lines: Sequence[Any]) -> tuple[DealLineDraft, ...]:
    drafts: list[DealLineDraft] = []
    for line in lines:
        if not isinstance(line, Mapping):
            raise Refused("The lines of a deal are a list of objects.", "Nothing was saved.")
        check_keys(line, _LINE_KEYS, "Lines")
        product_id = link_of(work, line, "product")
        product = work.execute("SELECT name, price FROM product WHERE id = ?", (product_id,)) if product_id else []
        price = decimal_of(line.get("unit_price"), "unit_price")
        if price is None:
            price = from_scaled(product[0][1], PRICE_PLACES) if product else Decimal(0)
        quantity = decimal_of(line.get("quantity"), "quantity")
        text = text_of(line.get("text")) or (product[0][0] if product else "")
        drafts.append(
            DealLineDraft(text, Decimal(1) if quantity is None else quantity, price, product_id, line.get("id"))
        )
    return tuple(drafts)


def _stage(work: Transaction, data: Mapping[str, Any], pipeline_id: str | None) -> str | None:
    """Return the id of the stage, by id or by its name within the pipeline."""
    text = str(data.get("stage") or "").strip()
    if data.get("stage_id") or _ID.fullmatch(text):
        return stage_facts(work, str(data.get("stage_id") or text)).id
    if not text:
        return None
    home = pipeline_id or first_pipeline(work)
    found = work.execute(
        "SELECT id FROM stage WHERE pipeline_id = ? AND name = ? COLLATE NOCASE AND deleted_at IS NULL", (home, text)
    )
    if found:
        return str(found[0][0])
    names = [
        name
        for (name,) in work.execute(
            "SELECT name FROM stage WHERE pipeline_id = ? AND deleted_at IS NULL ORDER BY position", (home,)
        )
    ]
    raise Refused(f"There is no stage “{text}”.", f"Nothing was saved. The stages are: {', '.join(names)}.")


def _open_probability(data: Mapping[str, Any]) -> int | None:
    if not _sets_probability(data):
        return None
    number = decimal_of(data.get("probability"), "probability")
    return None if number is None else int(number)


def _sets_probability(data: Mapping[str, Any]) -> bool:
    """What `read` answered says the stage's probability too; writing that back must not make it hand-set."""
    return data.get("status", "open") == "open" and data.get("probability_by_hand", True) is not False


def _reason(value: Any) -> str:
    text = text_of(value)
    for key, word in LOST_REASONS:
        if text.casefold() in (key, word.casefold()):
            return key
    return text
