"""Importing deals: linked to companies, people, stages and products by their names.

A deal of another program gets an id derived from its number there (or else from what names it), so that
the same file read twice meets the same deals.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, tzinfo
from decimal import Decimal
from itertools import islice
from operator import eq
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_desktop.core.clock import local_midnight, to_millis
from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.core.ids import derived_id
from crm_desktop.core.kinds import LOST_REASONS
from crm_desktop.core.money import exponent, from_minor, to_minor
from crm_desktop.core.scaled import PRICE_PLACES, QUANTITY_PLACES, to_scaled
from crm_desktop.exchange.preset_words import compact
from crm_desktop.services.contacts.parts import set_tags
from crm_desktop.services.importing.cells import Cells, cells_of
from crm_desktop.services.importing.contacts import ContactImport
from crm_desktop.services.importing.deal_lines import OpenLines
from crm_desktop.services.importing.field_matcher import FieldMatcher
from crm_desktop.services.importing.names_here import NamesHere
from crm_desktop.services.importing.own_fields import OwnFields
from crm_desktop.services.importing.plan import OWN, ImportPlan, Outcome
from crm_desktop.services.importing.tally import REPORT_EVERY, Tally
from crm_desktop.services.importing.within import services_within
from crm_desktop.services.pipeline.placing import RANK_STEP
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.rows import insert_row, update_row

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

Ready = tuple[Cells, dict[str, Any], list[tuple[str, str | None]]]
"""A row, the columns of its deal, and its lines: (text, product)."""

_FIELD_OF = {"contact": "person", "value": "amount", "closed_on": "expected_close", "lead_source": "source"}
"""Field of the table → field of a deal, where they differ."""
_NAMED_BY = ("title", "company", "person")
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
             "source", "lost_reason", "lost_note", "competitors", "owner_id", "notes")  # fmt: skip

_WRITTEN = ("title", "company_id", "person_id", "pipeline_id", "stage_id", "amount", "currency", "probability",
            "expected_close", "source", "competitors", "notes", "lost_reason", "lost_note", "owner_id", "created_at",
            "closed_at", "in_stage_since")  # fmt: skip
_DEAL = f"INSERT INTO deal (id, rank, {', '.join(_WRITTEN)}) VALUES ({', '.join('?' * (len(_WRITTEN) + 2))})"
_MOVE = (
    "INSERT INTO stage_move (id, deal_id, from_stage_id, to_stage_id, moved_at, member_id) VALUES (?, ?, ?, ?, ?, ?)"
)
_LINE = (
    "INSERT INTO deal_line (id, deal_id, product_id, text, quantity, unit_price, position) VALUES (?, ?, ?, ?, ?, ?, ?)"
)


class _Pipeline(NamedTuple):
    """A pipeline and its stages in order: (id, name, kind, probability)."""

    id: str
    name: str
    stages: list[tuple[str, str, str, int]]


def _read_pipelines(work: Transaction) -> list[_Pipeline]:
    return [
        _Pipeline(
            pipeline, name,
            work.execute(
                "SELECT id, name, kind, probability FROM stage WHERE pipeline_id = ? AND deleted_at IS NULL "
                "ORDER BY position, id",
                (pipeline,),
            ),
        )
        for pipeline, name in work.execute(
            "SELECT id, name FROM pipeline WHERE deleted_at IS NULL ORDER BY position, id"
        )
    ]  # fmt: skip


def _comparable(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(None if value == "" else value for value in values)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


class DealImport:
    """Writes the deals of a table inside one unit of work."""

    def __init__(
        self, work: Transaction, plan: ImportPlan, tally: Tally, contacts: ContactImport, *, millis: int, zone: tzinfo,
        currency: str, services: Services,
    ) -> None:  # fmt: skip
        self._work = work
        self._plan = plan
        self._tally = tally
        self._contacts = contacts
        self._millis = millis
        self._zone = zone
        self._currency = currency
        self._actor = work.actor
        self._pipelines = _read_pipelines(work)
        if not self._pipelines:
            raise Refused("There is no pipeline yet.", "Nothing was imported. Make a pipeline first.")
        if not any(kind == "open" for _, _, kind, _ in self._pipelines[0].stages):
            raise Refused("The pipeline has no open stage.", "Nothing was imported. Add one to its stages.")
        self._now = services.clock.now()
        self._tagged: list[tuple[str, Cells]] = []
        self._members = NamesHere(work, plan, tally, "member", "owner", millis)
        self._products = NamesHere(work, plan, tally, "product", "product", millis)
        self._own = OwnFields(services, work, plan)
        self._open_lines = OpenLines(work)
        self._fields = services_within(services, work).records.fields("deal")
        by = [_FIELD_OF.get(key, key.removeprefix(OWN)) for key in plan.match if key != "external_id"]
        access = services.records.access("deal")
        self._known_by = FieldMatcher(work, access, self._fields, [(key,) for key in by]) if by else None
        numbered = any(column.field == "external_id" for column in plan.columns)
        self._named = None if by or numbered else FieldMatcher(work, access, self._fields, [_NAMED_BY])
        self._used: set[str] = set()
        self._alike: dict[tuple[Any, ...], dict[tuple[Any, ...], list[str]]] = {}
        stage = next((one for one in plan.columns if one.field == "stage"), None)
        self._stage_column = (stage.column, stage.header) if stage is not None else (-1, "")
        number = next((one for one in plan.columns if one.field == "company_id"), None)
        self._number_column = (number.column, number.header) if number is not None else (-1, "")
        self._numbers: dict[str, str] | None = None
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
            ready: dict[str, Ready] = {}
            for cells in chunk:
                try:
                    values, lines = self._values(cells)
                except (ValueError, CrmError) as error:
                    self._tally.add(cells.row, Outcome.SKIPPED, cells.text("title"), str(error))
                    continue
                deal_id = self._known(cells, values) or self._id_of(cells, values)
                self._used.add(deal_id)
                if deal_id in ready:
                    number = ready[deal_id][0].row
                    self._tally.add(cells.row, Outcome.SKIPPED, values["title"], f"Row {number} has the same number.")
                else:
                    ready[deal_id] = cells, values, lines
            self._contacts.flush()
            self._put(ready)
            self._own.flush()
            self._tally.advance(len(chunk))

    def _known(self, cells: Cells, values: dict[str, Any]) -> str | None:
        """Return the deal that has the same values in a field that is enough to know it by."""
        if self._known_by is None:
            return None
        amount = values["amount"]
        data = {
            "title": values["title"], "company": values["company_id"], "person": values["person_id"],
            "amount": None if amount is None else str(from_minor(amount, values["currency"])),
            "source": values["source"], "owner": values["owner_id"], "expected_close": values["expected_close"],
            **self._own.plain(cells.cells),
        }  # fmt: skip
        return next(iter(self._known_by.candidates(data, values["currency"])), None)

    def _put(self, ready: dict[str, Ready]) -> None:
        found = {
            row[0]: row[1:]
            for row in self._work.execute(
                f"SELECT d.id, d.deleted_at, {', '.join(f'd.{name}' for name in _COMPARED)} "
                "FROM json_each(?) j JOIN deal d ON d.id = j.value",
                (json.dumps(list(ready)),),
            )
        }
        mode, add = self._plan.mode, self._tally.add
        self._open_lines.look_up(found)
        if self._own:
            self._own.look_up(ready)
        for deal_id, (cells, values, lines) in ready.items():
            title = values["title"]
            own, problem = self._own.read(cells.cells) if self._own else ([], "")
            known = found.get(deal_id)
            if known is None:
                if mode == "update":
                    add(cells.row, Outcome.SKIPPED, title, f"“{title}” is not here yet.")
                else:
                    self._create(deal_id, values, lines)
                    self._own.put(deal_id, own)
                    if cells.text("tags"):
                        self._tagged.append((deal_id, cells))
                    add(cells.row, Outcome.READY, title, problem)
            elif known[0] is not None:
                add(cells.row, Outcome.SKIPPED, title, f"“{title}” is in the Bin.")
            elif mode == "create":
                add(cells.row, Outcome.SKIPPED, title, f"“{title}” is here already.")
            else:
                outcome = self._update(deal_id, values, known[1:])
                more = (
                    self._own.put(deal_id, own), self._open_lines.link(deal_id, lines),
                    bool(cells.text("tags")) and self._add_tags(deal_id, cells),
                )  # fmt: skip
                outcome = Outcome.UPDATE if any(more) else outcome
                add(cells.row, outcome, title, problem)
        for sql, rows in zip((_DEAL, _MOVE, _LINE), (self._deals, self._moves, self._lines), strict=True):
            if rows:
                self._work.execute_many(sql, rows)
                rows.clear()
        for deal_id, cells in self._tagged:
            self._add_tags(deal_id, cells)
        self._tagged.clear()

    def _values(self, cells: Cells) -> tuple[dict[str, Any], list[tuple[str, str | None]]]:
        company, person, product = cells.text("company"), cells.text("contact"), cells.text("product")
        given = " ".join(cells.text("title").split())
        written = given or " for ".join(part for part in (product, company or person) if part)
        if not written:
            raise ValueError("This row names no deal, product or customer.")
        sold = self._products.find(product) if product else None
        called = self._products.label(sold) if sold else product
        title = given or " for ".join(part for part in (called, company or person) if part)
        currency = cells.text("currency").upper() or self._currency
        exponent(currency)
        amount = cells.number("value")
        if amount is not None and amount < 0:
            raise ValueError("The value of a deal is an amount of money from 0 up.")
        pipeline = self._pipeline(cells)
        stage, kind, usual = self._stage(cells, pipeline)
        closed = cells.day("closed_on")
        expected = cells.day("expected_close")
        opened = cells.day("opened_on")
        owner = cells.text("owner")
        member = self._members.find(owner)
        reason = cells.text("lost_reason")
        key = next((key for key, label in LOST_REASONS if reason.lower() in (key, label.lower())), "")
        kept = cells.kept()
        if owner and member is None:
            kept.append(("Owner", owner))
        number = cells.text("company_id")
        numbered = self._numbered_companies().get(number) if number and not company else None
        if number and not company and numbered is None:
            self._tally.note_name(*self._number_column, number, "")
        notes = "\n".join([*filter(None, [cells.text("notes")]), *(f"{name}: {text}" for name, text in kept)])
        probability = cells.number("probability")
        if probability is not None and 0 < probability < 1:
            probability *= 100
        values = {
            "title": title,
            "company_id": self._contacts.company_id(company) if company else numbered,
            "person_id": self._contacts.person_id(person, company) if person else None,
            "pipeline_id": pipeline.id,
            "stage_id": stage,
            "amount": None if amount is None else to_minor(amount, currency),
            "currency": currency,
            "probability": None if probability in (None, usual) or kind != "open" else min(int(probability or 0), 99),
            "expected_close": _iso(expected or (closed if kind == "open" else None)),
            "source": cells.text("lead_source"),
            "competitors": cells.text("competitors"),
            "notes": notes,
            "lost_reason": (key or "other") if kind == "lost" else "",
            "lost_note": (cells.text("lost_note") or ("" if key else reason)) if kind == "lost" else "",
            "owner_id": member or self._actor,
            "created_at": self._moment(opened),
            "closed_at": None if kind == "open" else self._moment(closed or opened),
        }
        values["in_stage_since"] = values["closed_at"] or values["created_at"]
        # Without a number a deal is known by what its row says, however well the products are known by now.
        values |= {"is_titled": bool(given), "written": written}
        line = [(product, sold)] if product else []
        return values, line if amount else []

    def _numbered_companies(self) -> dict[str, str]:
        """Companies by the number they have in the other program, from when they were imported."""
        if self._numbers is None:
            sql = (
                "SELECT json_extract(extra, '$.external_id'), id FROM contact "
                "WHERE kind = 'company' AND extra <> '' AND deleted_at IS NULL"
            )
            self._numbers = {number: company for number, company in self._work.execute(sql) if number}
        return self._numbers

    def _moment(self, day: date | None) -> int:
        return self._millis if day is None else to_millis(local_midnight(day, self._zone))

    def _pipeline(self, cells: Cells) -> _Pipeline:
        """Return the pipeline that a row names, else the first one."""
        name = compact(cells.text("pipeline"))
        return next((one for one in self._pipelines if compact(one.name) == name), self._pipelines[0])

    def _stage(self, cells: Cells, pipeline: _Pipeline) -> tuple[str, str, int]:
        """Return the stage that a row means, of which kind it is, and the probability it has of itself."""
        word = compact(cells.text("stage"))
        named = next(((one[0], one[2], one[3]) for one in pipeline.stages if compact(one[1]) == word), None)
        if named:
            return named
        yes = ("true", "1", "yes")
        wanted = "won" if word in _WON or cells.text("is_won").lower() in yes else "lost" if word in _LOST else "open"
        if wanted == "open" and cells.text("is_closed").lower() in yes:
            wanted = "lost"
        stages = [one for one in pipeline.stages if one[2] == wanted]
        if not stages:
            raise ValueError(f"The pipeline has no stage for “{cells.text('stage')}”.")
        place = _PLACES.get(word, 0) if wanted == "open" else 0
        stage, name, kind, usual = stages[min(place, len(stages) - 1)]
        if word:
            self._tally.note_name(*self._stage_column, cells.text("stage"), name)
        return stage, kind, usual

    def _id_of(self, cells: Cells, values: dict[str, Any]) -> str:
        number = cells.text("external_id")
        if number:
            return derived_id("deal", self._plan.preset, number)
        key = json.dumps([values["written"], values["company_id"], values["person_id"], cells.text("opened_on")])
        self._seen[key] = again = self._seen.get(key, 0) + 1
        derived = derived_id("deal", key, str(again))
        if self._named is None or self._work.execute("SELECT 1 FROM deal WHERE id = ?", (derived,)):
            return derived
        # It was not imported; it may have been written here, or come from our own export.
        data = {"title": values["title"], "company": values["company_id"], "person": values["person_id"]}
        return self._likest([one for one in self._named.candidates(data) if one not in self._used], values) or derived

    def _likest(self, deals: list[str], values: dict[str, Any]) -> str | None:
        """Return the deal that has most of a row's values among several of one title and customer."""
        if len(deals) < 2:
            return deals[0] if deals else None
        said = _comparable(values[name] for name in _COMPARED)
        group = values["title"], values["company_id"], values["person_id"]
        alike = self._alike.get(group)
        if alike is None:
            alike = self._alike[group] = {}
            for deal_id, *stored in self._work.execute(
                f"SELECT d.id, {', '.join(f'd.{name}' for name in _COMPARED)} "
                "FROM json_each(?) j JOIN deal d ON d.id = j.value",
                (json.dumps(deals),),
            ):
                alike.setdefault(_comparable(stored), []).append(deal_id)
        same = next((one for one in alike.get(said, ()) if one not in self._used), None)
        if same is not None:
            return same
        free = {one: stored for stored, ids in alike.items() for one in ids[:1] if one not in self._used}
        nearest = max(free, key=lambda one: sum(map(eq, said, free[one])), default=None)
        return nearest or deals[0]

    def _add_tags(self, deal_id: str, cells: Cells) -> bool:
        """Put the tags of a row on its deal; whether any is new."""
        wanted = tuple(dict.fromkeys(
            tag for part in cells.text("tags").replace(";", ",").split(",") if (tag := " ".join(part.split()))
        ))  # fmt: skip
        if not wanted:
            return False
        mine = [
            row[0] for row in self._work.execute(
                "SELECT t.name FROM tag_link l JOIN tag t ON t.id = l.tag_id WHERE l.record_id = ?", (deal_id,)
            )
        ]  # fmt: skip
        there = {tag.casefold() for tag in mine}
        new = [tag for tag in wanted if tag.casefold() not in there]
        if new:
            set_tags(self._work, "deal", deal_id, (*mine, *new), self._now)
        return bool(new)

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
        if not values["is_titled"]:
            # The title was made of the product and the customer; whoever changed it since knew better.
            changes.pop("title", None)
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
