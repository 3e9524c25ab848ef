"""Importing deals: linked to companies, people, stages and products by their names.

A deal of another program gets an id derived from its number there (or else from what names it), so that
the same file read twice meets the same deals.
"""

from __future__ import annotations

import json
from datetime import date, tzinfo
from decimal import Decimal
from itertools import islice
from typing import Any

from crm_desktop.core.clock import local_midnight, to_millis
from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.core.ids import derived_id
from crm_desktop.core.kinds import LOST_REASONS
from crm_desktop.core.money import exponent, to_minor
from crm_desktop.core.scaled import PRICE_PLACES, QUANTITY_PLACES, to_scaled
from crm_desktop.exchange.preset_words import compact
from crm_desktop.services.importing.cells import Cells, cells_of
from crm_desktop.services.importing.contacts import ContactImport
from crm_desktop.services.importing.plan import ImportPlan, Outcome
from crm_desktop.services.importing.tally import REPORT_EVERY, Tally
from crm_desktop.services.pipeline.placing import RANK_STEP
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.rows import insert_row, update_row

_ONE = Decimal(1)
_WON = frozenset(("won", "closedwon", "gewonnen", "sold", "success", "accepted"))
_LOST = frozenset(("lost", "closedlost", "verloren", "rejected", "declined", "cancelled"))
_PLACES = {
    "new": 0, "lead": 0, "prospecting": 0, "prospect": 0, "open": 0, "appointmentscheduled": 0,
    "qualification": 1, "qualified": 1, "qualifiedtobuy": 1, "engaging": 1, "needsanalysis": 1, "contactmade": 1,
    "valueproposition": 1, "demoscheduled": 1, "presentationscheduled": 1, "iddecisionmakers": 1,
    "perceptionanalysis": 1, "proposal": 2, "proposalpricequote": 2, "proposalmade": 2, "quote": 2, "quotesent": 2,
    "negotiation": 3, "negotiationreview": 3, "negotiationsstarted": 3, "decisionmakerboughtin": 3,
    "verbal": 4, "verbalyes": 4, "contractsent": 4, "committed": 4,
}  # fmt: skip
"""What other programs call their stages → how many open stages of ours stand before it."""

_COMPARED = ("title", "person_id", "company_id", "stage_id", "amount", "currency", "probability", "expected_close",
             "source", "lost_reason", "owner_id", "notes")  # fmt: skip

_WRITTEN = ("title", "company_id", "person_id", "pipeline_id", "stage_id", "amount", "currency", "probability",
            "expected_close", "source", "notes", "lost_reason", "lost_note", "owner_id", "created_at", "closed_at",
            "in_stage_since")  # fmt: skip
_DEAL = f"INSERT INTO deal (id, rank, {', '.join(_WRITTEN)}) VALUES ({', '.join('?' * (len(_WRITTEN) + 2))})"
_MOVE = (
    "INSERT INTO stage_move (id, deal_id, from_stage_id, to_stage_id, moved_at, member_id) VALUES (?, ?, ?, ?, ?, ?)"
)
_LINE = (
    "INSERT INTO deal_line (id, deal_id, product_id, text, quantity, unit_price, position) VALUES (?, ?, ?, ?, ?, ?, ?)"
)


class DealImport:
    """Writes the deals of a table inside one unit of work."""

    def __init__(
        self, work: Transaction, plan: ImportPlan, tally: Tally, contacts: ContactImport, *, millis: int, zone: tzinfo,
        currency: str,
    ) -> None:  # fmt: skip
        self._work = work
        self._plan = plan
        self._tally = tally
        self._contacts = contacts
        self._millis = millis
        self._zone = zone
        self._currency = currency
        self._actor = work.actor
        pipelines = work.execute("SELECT id FROM pipeline WHERE deleted_at IS NULL ORDER BY position, id LIMIT 1")
        if not pipelines:
            raise Refused("There is no pipeline yet.", "Nothing was imported. Make a pipeline first.")
        self._pipeline = pipelines[0][0]
        self._stages = work.execute(
            "SELECT id, name, kind FROM stage WHERE pipeline_id = ? AND deleted_at IS NULL ORDER BY position, id",
            (self._pipeline,),
        )
        if not any(kind == "open" for _, _, kind in self._stages):
            raise Refused("The pipeline has no open stage.", "Nothing was imported. Add one to its stages.")
        self._named_stages = {compact(name): (stage, kind) for stage, name, kind in reversed(self._stages)}
        self._members = {
            compact(name): member
            for member, name in work.execute("SELECT id, name FROM member WHERE deleted_at IS NULL")
        }
        self._products = {
            compact(name): product
            for product, name in work.execute("SELECT id, name FROM product WHERE deleted_at IS NULL")
        }
        self._ranks = {
            stage: rank for stage, rank in work.execute("SELECT stage_id, max(rank) FROM deal GROUP BY stage_id")
        }
        self._seen: dict[str, int] = {}
        self._deals: list[tuple[Any, ...]] = []
        self._moves: list[tuple[Any, ...]] = []
        self._lines: list[tuple[Any, ...]] = []

    def run(self) -> None:
        """Import all rows; what became of each is in the tally."""
        rows = cells_of(self._plan)
        while chunk := list(islice(rows, REPORT_EVERY)):
            ready: dict[str, tuple[Cells, dict[str, Any], list[tuple[str, str | None]]]] = {}
            for cells in chunk:
                try:
                    values, lines = self._values(cells)
                except (ValueError, CrmError) as error:
                    self._tally.add(cells.row, Outcome.SKIPPED, cells.text("title"), str(error))
                    continue
                deal_id = self._id_of(cells, values)
                if deal_id in ready:
                    number = ready[deal_id][0].row
                    self._tally.add(cells.row, Outcome.SKIPPED, values["title"], f"Row {number} has the same number.")
                else:
                    ready[deal_id] = cells, values, lines
            self._contacts.flush()
            self._put(ready)
            self._tally.advance(len(chunk))

    def _put(self, ready: dict[str, tuple[Cells, dict[str, Any], list[tuple[str, str | None]]]]) -> None:
        found = {
            row[0]: row[1:]
            for row in self._work.execute(
                f"SELECT d.id, d.deleted_at, {', '.join(f'd.{name}' for name in _COMPARED)} "
                "FROM json_each(?) j JOIN deal d ON d.id = j.value",
                (json.dumps(list(ready)),),
            )
        }
        mode, add = self._plan.mode, self._tally.add
        for deal_id, (cells, values, lines) in ready.items():
            title = values["title"]
            known = found.get(deal_id)
            if known is None:
                if mode == "update":
                    add(cells.row, Outcome.SKIPPED, title, f"“{title}” is not here yet.")
                else:
                    self._create(deal_id, values, lines)
                    add(cells.row, Outcome.READY, title)
            elif known[0] is not None:
                add(cells.row, Outcome.SKIPPED, title, f"“{title}” is in the Bin.")
            elif mode == "create":
                add(cells.row, Outcome.SKIPPED, title, f"“{title}” is here already.")
            else:
                add(cells.row, self._update(deal_id, values, known[1:]), title)
        for sql, rows in zip((_DEAL, _MOVE, _LINE), (self._deals, self._moves, self._lines), strict=True):
            if rows:
                self._work.execute_many(sql, rows)
                rows.clear()

    def _values(self, cells: Cells) -> tuple[dict[str, Any], list[tuple[str, str | None]]]:
        company, person, product = cells.text("company"), cells.text("contact"), cells.text("product")
        title = " ".join(cells.text("title").split())
        if not title:
            title = " for ".join(part for part in (product, company or person) if part)
        if not title:
            raise ValueError("This row names no deal, product or customer.")
        currency = cells.text("currency").upper() or self._currency
        exponent(currency)
        amount = cells.number("value")
        if amount is not None and amount < 0:
            raise ValueError("The value of a deal is an amount of money from 0 up.")
        stage, kind = self._stage(cells)
        closed = cells.day("closed_on")
        opened = cells.day("opened_on")
        owner = cells.text("owner")
        member = self._members.get(compact(owner)) if owner else None
        reason = cells.text("lost_reason")
        key = next((key for key, label in LOST_REASONS if reason.lower() in (key, label.lower())), "")
        kept = cells.kept()
        if owner and member is None:
            kept.append(("Owner", owner))
        notes = "\n".join([*filter(None, [cells.text("notes")]), *(f"{name}: {text}" for name, text in kept)])
        probability = cells.number("probability")
        if probability is not None and 0 < probability < 1:
            probability *= 100
        values = {
            "title": title,
            "company_id": self._contacts.company_id(company) if company else None,
            "person_id": self._contacts.person_id(person, company) if person else None,
            "pipeline_id": self._pipeline,
            "stage_id": stage,
            "amount": None if amount is None else to_minor(amount, currency),
            "currency": currency,
            "probability": None if probability is None or kind != "open" else min(int(probability), 99),
            "expected_close": closed.isoformat() if closed and kind == "open" else None,
            "source": cells.text("lead_source"),
            "notes": notes,
            "lost_reason": (key or "other") if kind == "lost" else "",
            "lost_note": reason if kind == "lost" and not key else "",
            "owner_id": member or self._actor,
            "created_at": self._moment(opened),
            "closed_at": None if kind == "open" else self._moment(closed or opened),
        }
        values["in_stage_since"] = values["closed_at"] or values["created_at"]
        return values, [(product, self._products.get(compact(product)))] if product and amount else []

    def _moment(self, day: date | None) -> int:
        return self._millis if day is None else to_millis(local_midnight(day, self._zone))

    def _stage(self, cells: Cells) -> tuple[str, str]:
        word = compact(cells.text("stage"))
        named = self._named_stages.get(word)
        if named:
            return named
        yes = ("true", "1", "yes")
        wanted = "won" if word in _WON or cells.text("is_won").lower() in yes else "lost" if word in _LOST else "open"
        if wanted == "open" and cells.text("is_closed").lower() in yes:
            wanted = "lost"
        stages = [(stage, kind) for stage, _, kind in self._stages if kind == wanted]
        if not stages:
            raise ValueError(f"The pipeline has no stage for “{cells.text('stage')}”.")
        place = _PLACES.get(word, 0) if wanted == "open" else 0
        return stages[min(place, len(stages) - 1)]

    def _id_of(self, cells: Cells, values: dict[str, Any]) -> str:
        number = cells.text("external_id")
        if number:
            return derived_id("deal", self._plan.preset, number)
        key = json.dumps([values["title"], values["company_id"], values["person_id"], cells.text("opened_on")])
        self._seen[key] = again = self._seen.get(key, 0) + 1
        return derived_id("deal", key, str(again))

    def _create(self, deal_id: str, values: dict[str, Any], lines: list[tuple[str, str | None]]) -> None:
        stage = values["stage_id"]
        self._ranks[stage] = rank = (self._ranks.get(stage) or 0.0) + RANK_STEP
        self._deals.append((deal_id, rank, *(values[name] for name in _WRITTEN)))
        self._moves.append(
            (derived_id("move", deal_id), deal_id, None, stage, values["in_stage_since"], values["owner_id"])
        )
        for text, product in lines:
            price = values["amount"] * 10 ** (PRICE_PLACES - exponent(values["currency"]))
            quantity = to_scaled(_ONE, QUANTITY_PLACES)
            self._lines.append((derived_id("line", deal_id), deal_id, product, text, quantity, price, 0))

    def _update(self, deal_id: str, values: dict[str, Any], stored: tuple[Any, ...]) -> Outcome:
        mine = dict(zip(_COMPARED, stored, strict=True))
        changes = {key: values[key] for key in _COMPARED if values[key] not in (None, "") and values[key] != mine[key]}
        if not changes:
            return Outcome.UNCHANGED
        if "stage_id" in changes:
            changes |= {key: values[key] for key in ("closed_at", "in_stage_since", "lost_reason", "lost_note")}
            insert_row(
                self._work, "stage_move",
                {"id": derived_id("move", deal_id, str(self._work.entry)), "deal_id": deal_id,
                 "from_stage_id": mine["stage_id"], "to_stage_id": changes["stage_id"], "moved_at": self._millis,
                 "member_id": self._actor},
            )  # fmt: skip
        update_row(self._work, "deal", deal_id, changes)
        return Outcome.UPDATE
