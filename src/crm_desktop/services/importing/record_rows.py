"""Importing rows of any kind of record by its declared fields: leads, activities, tasks, events, cases, quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from crm_desktop.core.errors import CrmError
from crm_desktop.core.fields import FieldSet
from crm_desktop.core.ids import derived_id, keeping
from crm_desktop.services.importing.cells import Cells, cells_of
from crm_desktop.services.importing.contacts import ContactImport
from crm_desktop.services.importing.field_matcher import FieldMatcher, file_text, raw_sql, stored_text
from crm_desktop.services.importing.own_fields import OwnFields, OwnValue
from crm_desktop.services.importing.plan import OWN, ImportPlan, Outcome
from crm_desktop.services.importing.record_values import RowValues, decimal_text
from crm_desktop.services.importing.relating import Relations
from crm_desktop.services.importing.tally import REPORT_EVERY, Tally
from crm_desktop.services.importing.within import services_within

if TYPE_CHECKING:
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

_KNOWN_BY: dict[str, tuple[tuple[str, ...], ...]] = {
    "lead": (("email",), ("phone",), ("name", "company")),
    "activity": (("kind", "happened_at", "subject", "body"),),
    "task": (("title", "due_on", "due_at", "person", "company", "deal"),),
    "event": (("title", "starts_at", "starts_on", "person", "company"),),
    "case": (("number",), ("subject", "opened_at", "person", "company")),
    "quote": (("title", "dated_on", "person", "company"),),
}
"""By what a record is known that a file gives no number for: any of these, each all together."""

_TITLES = ("title", "subject", "name", "body", "text", "email", "phone", "company")
_MERGES = ("lead",)
"""Kinds of which two rows that agree are one record; of others each row is one of its own."""


@dataclass(slots=True)
class _Row:
    """What one record of the file says; a quote may take several rows."""

    cells: Cells
    data: dict[str, Any]
    number: str
    own: list[OwnValue] = field(default_factory=list)
    problem: str = ""
    more: list[int] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What to call it in a list of rows."""
        found = next((str(self.data[key]) for key in _TITLES if self.data.get(key)), "")
        return " ".join(found.split())[:80] or f"Row {self.cells.row}"


class RecordImport:
    """Writes the records of a table inside one unit of work, each by what its kind declares."""

    def __init__(
        self, services: Services, work: Transaction, plan: ImportPlan, tally: Tally, contacts: ContactImport,
        *, millis: int,
    ) -> None:  # fmt: skip
        self._services = services_within(services, work)
        self._work = work
        self._plan = plan
        self._tally = tally
        self._contacts = contacts
        self._access = services.records.access(plan.kind)
        self._own = OwnFields(services, work, plan)
        self._fields: FieldSet = self._services.records.fields(plan.kind)
        self._currency = services.workspace.business().currency
        relations = Relations(work, plan, tally, contacts, millis)
        self._relations = relations
        self._values = RowValues(plan, self._fields, relations, tally, services.clock.zone)
        chosen = [key.removeprefix(OWN) for key in plan.match if key in {one.key for one in plan.targets}]
        chosen = [key for key in chosen if key != "external_id"]
        given = {column.field.partition(".")[0] for column in plan.columns}
        usual = (tuple(key for key in keys if key in given) for keys in _KNOWN_BY[plan.kind])
        alternatives = [(key,) for key in chosen] if chosen else [keys for keys in usual if keys]
        self._matcher = FieldMatcher(work, self._access, self._fields, alternatives)
        self._merges = plan.kind in _MERGES or bool(chosen)
        self._used: set[str] = set()

    def run(self) -> None:
        """Import all rows; what became of each is in the tally."""
        rows = self._grouped() if self._plan.kind == "quote" else self._read(cells_of(self._plan))
        while chunk := list(islice(rows, REPORT_EVERY)):
            self._contacts.flush()
            for row in chunk:
                if row is not None:
                    self._put(row)
            self._own.flush()
            self._tally.advance(sum(1 + len(row.more) if row is not None else 1 for row in chunk))

    def _read(self, cells: Iterator[Cells]) -> Iterator[_Row | None]:
        for one in cells:
            yield self._row(one)

    def _row(self, cells: Cells) -> _Row | None:
        try:
            data = self._values.of(cells)
        except (ValueError, CrmError) as error:
            self._tally.add(cells.row, Outcome.SKIPPED, f"Row {cells.row}", str(error))
            return None
        own, problem = self._own.read(cells.cells)
        kept = cells.kept()
        if kept:
            place = {"activity": "body", "case": "text", "quote": "note"}.get(self._plan.kind, "notes")
            words = "\n".join(f"{header}: {text}" for header, text in kept)
            data[place] = f"{data.get(place, '')}\n{words}".strip()
        return _Row(cells, data, cells.text("external_id"), own, problem)

    # quotes: a row for each line

    def _grouped(self) -> Iterator[_Row | None]:
        quotes: dict[tuple[Any, ...], _Row] = {}
        for cells in cells_of(self._plan):
            row = self._row(cells)
            if row is None:
                continue
            customer = row.data.pop("customer", None)
            if customer is not None and not {"person", "company"} & set(row.data):
                row.data[self._kind_of_contact(customer)] = customer
            key: tuple[Any, ...] = (row.number,) if row.number else tuple(
                row.data.get(name) for name in ("title", "person", "company", "dated_on")
            )  # fmt: skip
            try:
                line = self._line(cells)
            except (ValueError, CrmError) as error:
                row.problem = row.problem or f"Its line was left out: {error}"
                line = None
            first = quotes.setdefault(key, row)
            if first is not row:
                first.more.append(cells.row)
                first.problem = first.problem or row.problem
            if line is not None:
                first.data.setdefault("lines", []).append(line)
        yield from quotes.values()

    def _kind_of_contact(self, contact_id: str) -> str:
        self._contacts.flush()
        return str(self._work.execute("SELECT kind FROM contact WHERE id = ?", (contact_id,))[0][0])

    def _line(self, cells: Cells) -> dict[str, Any] | None:
        line: dict[str, Any] = {}
        for key in ("name", "description", "unit"):
            if text := cells.text(f"line.{key}"):
                line[key] = text
        for key in ("quantity", "unit_price", "discount_percent", "tax_rate"):
            number = cells.number(f"line.{key}")
            if number is not None:
                percent = "%" in cells.text(f"line.{key}")
                line[key] = decimal_text(number.scaleb(2) if percent else number)
        if text := cells.text("line.product"):
            product = self._relations.find("line.product", text)
            line |= {"product": product} if product is not None else {"name": line.get("name") or text}
        return line or None

    # writing

    def _put(self, row: _Row) -> None:
        title = row.title
        try:
            outcome, reason = self._write(row)
        except (ValueError, CrmError) as error:
            title_words = error.title if isinstance(error, CrmError) else str(error)
            outcome, reason = Outcome.SKIPPED, title_words
        self._tally.add(row.cells.row, outcome, title, reason or row.problem)
        if outcome in (Outcome.SKIPPED, Outcome.LOOK):
            self._tally.refuse_more(row.more, reason)

    def _write(self, row: _Row) -> tuple[Outcome, str]:
        mode, title = self._plan.mode, row.title
        record = derived_id(self._plan.kind, self._plan.preset, row.number) if row.number else None
        found = self._present(record) if record is not None else None
        if found == "bin":
            return Outcome.SKIPPED, f"“{title}” is in the Bin."
        if found is None:
            # What another row of this file is, this one is not, unless two rows may be one record.
            candidates = self._matcher.candidates(self._own.plain(row.cells.cells) | row.data, self._currency)
            found = next((one for one in candidates if self._merges or one not in self._used), None)
        if found is not None:
            self._used.add(found)
            if mode == "create":
                return Outcome.SKIPPED, f"“{title}” is here already."
            return (Outcome.UPDATE if self._update(found, row) else Outcome.UNCHANGED), ""
        if mode == "update":
            return Outcome.SKIPPED, f"“{title}” is not here yet."
        self._create(record, row)
        return Outcome.READY, ""

    def _present(self, record: str) -> str | None:
        rows = self._work.execute(f'SELECT deleted_at FROM "{self._access.table}" WHERE id = ?', (record,))
        return None if not rows else record if rows[0][0] is None else "bin"

    def _create(self, record: str | None, row: _Row) -> None:
        data = self._shaped(row.data)
        if record is None:
            record = self._access.create(self._work, self._services, data)
        else:
            with keeping(record):
                record = self._access.create(self._work, self._services, data)
        if self._plan.kind == "activity" and row.data.get("owner"):
            self._work.execute("UPDATE activity SET owner_id = ? WHERE id = ?", (row.data["owner"], record))
        self._used.add(record)
        self._matcher.learn(record, self._own.plain(row.cells.cells) | row.data, self._currency)
        self._own.put(record, row.own)

    def _shaped(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return the values as the kind itself wants them."""
        if self._plan.kind == "activity":
            shaped = {key: value for key, value in data.items() if key not in ("person", "company", "deal", "owner")}
            kinds = (("person", "contact"), ("company", "contact"), ("deal", "deal"))
            links = [{"kind": kind, "id": data[key]} for key, kind in kinds if data.get(key)]
            return shaped | {"links": links} if links else shaped
        if isinstance(data.get("except_dates"), str):
            return data | {"except_dates": _WORD.findall(data["except_dates"])}
        return dict(data)

    def _update(self, record: str, row: _Row) -> bool:
        changes = self._changes(record, row.data)
        if changes:
            self._access.update(self._work, self._services, record, self._shaped(changes) | _links_of(changes))
        self._own.look_up([record])
        return bool(self._own.put(record, row.own) or changes)

    def _changes(self, record: str, data: dict[str, Any]) -> dict[str, Any]:
        kind = self._plan.kind
        keys = [key for key in data if key not in ("lines", "text") and _readable(self._fields, key)]
        changes: dict[str, Any] = {}
        if keys:
            columns = ", ".join(raw_sql(self._fields[key]) for key in keys)
            stored = self._work.execute(
                f'SELECT {columns} FROM {self._access.source} WHERE "{self._access.table}".id = ?', (record,)
            )[0]
            for key, value in zip(keys, stored, strict=True):
                if stored_text(self._fields[key], data[key], self._currency) != file_text(self._fields[key], value):
                    changes[key] = data[key]
        if kind == "activity":
            changes.pop("owner", None)
            linked = {row[0] for row in self._work.execute(_LINKED, (record,))}
            links = [one for one in self._shaped(data).get("links", ()) if one["id"] not in linked]
            return changes | {"links": links} if links else changes
        if kind == "case" and data.get("text"):
            bodies = {row[0] for row in self._work.execute(_BODIES, (record,))}
            # Our own tables hold the whole thread in one cell.
            thread = f'SELECT {self._fields["text"].sql} FROM {self._access.source} WHERE "case".id = ?'
            bodies |= {str(row[0] or "").strip() for row in self._work.execute(thread, (record,))}
            if str(data["text"]).strip() not in bodies:
                changes["messages"] = [{"kind": "customer", "body": data["text"]}]
        if kind == "quote" and "lines" in data and not self._same_lines(record, data["lines"]):
            changes["lines"] = data["lines"]
        return changes

    def _same_lines(self, record: str, lines: list[dict[str, Any]]) -> bool:
        mine = self._access.read(self._services, record)["lines"]
        return len(mine) == len(lines) and all(
            _same(own.get("product_id" if key == "product" else key), value)
            for own, line in zip(mine, lines, strict=True)
            for key, value in line.items()
        )


_WORD = re.compile(r"[\dT:+-]{8,}")
_LINKED = "SELECT record_id FROM activity_link WHERE activity_id = ?"
_BODIES = "SELECT trim(body) FROM case_message WHERE case_id = ?"


def _links_of(changes: dict[str, Any]) -> dict[str, Any]:
    return {"links": changes["links"]} if "links" in changes else {}


def _readable(fields: FieldSet, key: str) -> bool:
    found = fields.find(key)
    return found is not None and found.sql is not None


def _same(mine: Any, theirs: Any) -> bool:
    from decimal import Decimal, InvalidOperation

    try:
        return Decimal(str(mine)) == Decimal(str(theirs))
    except InvalidOperation:
        return str(mine or "").strip() == str(theirs or "").strip()
