"""Import as a person does it: look at a file, check what it would do, do it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import to_millis
from crm_desktop.core.errors import Refused
from crm_desktop.services.importing.looking import (
    WHY_REFUSED,
    look_at,
    mapping_key,
    mapping_of,
    read_otherwise,
    usual_match,
)
from crm_desktop.services.importing.names_here import NamesHere
from crm_desktop.services.importing.own_fields import OwnFields
from crm_desktop.services.importing.plan import (
    MATCHES,
    MODES,
    NO_RECORDS,
    Control,
    ImportCheck,
    ImportPlan,
    ImportResult,
    NoControl,
    Refusal,
)
from crm_desktop.services.importing.tally import Tally
from crm_desktop.services.workspace.commands import put_setting
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.room import require_room

if TYPE_CHECKING:
    from crm_desktop.services.importing.card_fields import CardFields
    from crm_desktop.services.importing.incoming import Incoming
    from crm_desktop.services.services import Services

_MANY = 400
"""From so many rows on, the journal and the search index are written in one pass at the end."""

_NOUNS = {
    "people": ("contact", "contacts"),
    "companies": ("company", "companies"),
    "deals": ("deal", "deals"),
    "products": ("product", "products"),
    "leads": ("lead", "leads"),
    "activities": ("activity", "activities"),
    "tasks": ("task", "tasks"),
    "events": ("event", "events"),
    "cases": ("case", "cases"),
    "quotes": ("quote", "quotes"),
    "members": ("person of the firm", "people of the firm"),
    "documents": ("document", "documents"),
}


_NAMES = {
    "owner": "SELECT name FROM member WHERE deleted_at IS NULL ORDER BY name",
    "product": "SELECT name FROM product WHERE deleted_at IS NULL ORDER BY name LIMIT 2000",
    "stage": (
        "SELECT DISTINCT s.name FROM stage s JOIN pipeline p ON p.id = s.pipeline_id "
        "WHERE s.deleted_at IS NULL AND p.deleted_at IS NULL ORDER BY p.position, s.position"
    ),
    "deal": "SELECT title FROM deal WHERE deleted_at IS NULL ORDER BY created_at DESC LIMIT 2000",
}


class _CheckedOnly(Exception):
    """Ends a check, or an import that brought nothing: everything it wrote is rolled back."""


class ImportCommands:
    """Brings files into the workspace. Raises `CrmError` when a file cannot be read at all."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def look(self, path: Path, kind: str | None = None, preset: str | None = None) -> ImportPlan:
        """Recognise a file: what it holds and how it would be read. Nothing is written."""
        return look_at(self._services, path, kind, preset)

    def look_again(self, plan: ImportPlan, **changes: Any) -> ImportPlan:
        """Read the same table with another `encoding`, `delimiter`, `header_row` or `sheet`."""
        return read_otherwise(self._services, plan, **changes)

    def with_rules(self, plan: ImportPlan, mode: str | None = None, match: tuple[str, ...] | None = None) -> ImportPlan:
        """Return the plan with another mode, or with the lines that are enough to recognise a contact by."""
        if mode is not None and mode not in MODES:
            raise Refused(f"“{mode}” is no way to import.", f"Choose one of {', '.join(MODES)}.")
        if match is None:
            return replace(plan, mode=mode or plan.mode)
        known = {one.key for one in plan.targets} | (set(MATCHES) if plan.kind == "contact" else set())
        by_label = {one.label.casefold(): one.key for one in plan.targets}
        chosen = tuple(one if one in known else by_label.get(one.casefold(), one) for one in match)
        unknown = [one for one in chosen if one not in known or one.partition(":")[0] == "address"]
        if unknown or not match:
            words = ", ".join(MATCHES) if plan.kind == "contact" else ", ".join(one.key for one in plan.targets)
            what = "Contacts" if plan.kind == "contact" else plan.rows.capitalize()
            raise Refused(
                f"{what} cannot be recognised by “{', '.join(unknown)}”.",
                f"There are {words}, and the other fields that a column fills.",
            )
        usual = usual_match(plan)
        return replace(plan, mode=mode or plan.mode, match=chosen, any_name=set(chosen) != set(usual))

    def names_for(self, plan: ImportPlan, column: int) -> tuple[str, ...]:
        """Return the names that the words of a column can stand for: members, products, stages, choices."""
        key = next((one.field for one in plan.columns if one.column == column), "")
        query = _NAMES.get("stage" if key == "stage" else key.removeprefix("line."))
        if query is not None:
            return tuple(row[0] for row in self._services.database.rows(query))
        field = self._services.records.fields(plan.kind).find(key) if plan.kind not in NO_RECORDS else None
        return tuple(label for _, label in field.choices) if field is not None else ()

    def check(self, plan: ImportPlan, control: Control | None = None) -> ImportCheck:
        """Return what an import would do with every row: it is done, and rolled back. Nothing is written."""
        tally = self._tally(plan, control)
        try:
            with self._services.database.write("Checked an import", bulk=_is_bulk(plan, tally)) as work:
                self._import_and_note(work, plan, tally, dry=True)
                raise _CheckedOnly
        except _CheckedOnly:
            pass
        rows = tuple(sorted(tally.rows, key=itemgetter(0)))
        return ImportCheck(rows, tuple(sorted(tally.problems)), tally.names, tally.new_fields)

    def run(self, plan: ImportPlan, control: Control | None = None) -> ImportResult:
        """Import a file as one journal entry. Raises `Stopped`, and has changed nothing, when it was stopped."""
        tally = self._tally(plan, control)
        if tally.total > _MANY:
            require_room(self._services.database.path, "an import of this size")
        self._back_up()
        try:
            with self._services.database.write("Imported a file", bulk=_is_bulk(plan, tally)) as work:
                self._import_and_note(work, plan, tally)
                work.label = _label(plan, tally)
                if not (tally.created or tally.updated):
                    # A file that brings nothing leaves nothing: no field of its columns either.
                    tally.new_fields = ()
                    raise _CheckedOnly
                if plan.source is not None:
                    put_setting(work, mapping_key(plan.source.header), mapping_of(plan))
            change = work.change
        except _CheckedOnly:
            change = ChangeSet(None, work.label)
        return ImportResult(
            change, tally.created, tally.updated, tally.unchanged, tuple(sorted(tally.refused)),
            tuple(sorted(tally.problems)), tally.names, tally.new_fields,
        )  # fmt: skip

    def save_refused(self, plan: ImportPlan, refused: tuple[Refusal, ...], target: Path) -> None:
        """Write the rows that were not imported, with their reasons, as a table that can be mended and read again."""
        from crm_desktop.exchange.table_writers import write_csv

        reasons = dict(refused)
        if plan.source is None and plan.records:
            _save_records(plan, reasons, target)
            return
        if plan.source is None:
            rows: list[list[str]] = [[str(row), reason] for row, reason in refused]
            header = ["Card", WHY_REFUSED]
        else:
            header = [*plan.source.header, WHY_REFUSED]
            rows = [[*cells, reasons[number]] for number, cells in plan.source.rows() if number in reasons]
        target.write_bytes(write_csv(header, rows))

    def _import_and_note(self, work: Transaction, plan: ImportPlan, tally: Tally, *, dry: bool = False) -> None:
        """Import, and note which custom fields that made: an empty column makes none."""
        (last,) = work.execute("SELECT coalesce(max(rowid), 0) FROM custom_field")[0]
        self._import(work, plan, tally, dry=dry)
        made = work.execute("SELECT label FROM custom_field WHERE rowid > ? ORDER BY rowid", (last,))
        tally.new_fields = tuple(label for (label,) in made)

    def _import(self, work: Transaction, plan: ImportPlan, tally: Tally, *, dry: bool = False) -> None:
        from crm_desktop.services.importing.contacts import ContactImport

        services = self._services
        now = services.clock.now()
        business = services.workspace.business()
        if plan.is_fixed and not plan.is_vcard:
            from crm_desktop.services.importing.json_records import JsonImport

            JsonImport(services, work, plan, tally).run()
            tally.advance(0)
            return
        if plan.kind == "member":
            from crm_desktop.services.importing.names_here import import_members

            import_members(work, plan, tally, millis=to_millis(now))
            tally.advance(0)
            return
        if plan.kind == "attachment":
            from crm_desktop.services.importing.documents import DocumentImport

            country = plan.phone_country or business.country
            DocumentImport(work, plan, tally, now=now, country=country, dry=dry).run()
            tally.advance(0)
            return
        own = OwnFields(services, work, plan) if plan.kind == "contact" else None
        members = NamesHere(work, plan, tally, "member", "owner", to_millis(now)) if plan.kind == "contact" else None
        country = plan.phone_country or business.country
        contacts = ContactImport(
            work, plan if plan.kind == "contact" else replace(plan, match=MATCHES), tally,
            now=now, millis=to_millis(now), country=country, own=own, members=members,
        )  # fmt: skip
        if plan.kind == "contact":
            cards = None
            if plan.is_vcard:
                from crm_desktop.services.importing.card_fields import CardFields

                cards = CardFields(services, work, plan.cards[0].cards, tally)
            contacts.run(_incoming(plan, tally, own, cards))
        elif plan.kind == "deal":
            from crm_desktop.services.importing.deals import DealImport

            DealImport(
                work, plan, tally, contacts,
                millis=to_millis(now), zone=services.clock.zone, currency=business.currency, services=services,
            ).run()  # fmt: skip
        elif plan.kind == "product":
            from crm_desktop.services.importing.products import import_products

            import_products(work, plan, tally, millis=to_millis(now), business=business, services=services)
        else:
            from crm_desktop.services.importing.record_rows import RecordImport

            RecordImport(services, work, plan, tally, contacts, millis=to_millis(now)).run()
        tally.advance(0)

    def _tally(self, plan: ImportPlan, control: Control | None) -> Tally:
        return Tally(control or NoControl(), _count(plan))

    def _back_up(self) -> None:
        """Keep a copy of a workspace that holds something, unless the newest backup holds it all already."""
        from crm_desktop.services.backups import back_up_before

        if not self._services.workspace.is_empty():
            back_up_before(self._services.database, self._services.clock, "import")


def _incoming(plan: ImportPlan, tally: Tally, own: OwnFields | None, cards: CardFields | None) -> Iterator[Incoming]:
    if plan.source is not None:
        from crm_desktop.services.importing.contact_rows import ContactRows

        rows = ContactRows(plan, own)
        yield from rows
        tally.problems.extend(Refusal(problem.row, problem.sentence) for problem in rows.problems)
        return
    from crm_desktop.services.importing.cards import incoming_of

    tally.problems.extend(Refusal(problem.line, problem.sentence) for problem in plan.cards[0].problems)
    # A person's company must be there before the person names it.
    numbered = enumerate(plan.cards[0].cards, 1)
    for number, card in sorted(numbered, key=lambda one: one[1].kind != "company"):
        if number not in plan.left_out:
            one = incoming_of(card, number)
            if cards is not None and one.own_texts:
                cards.fill(one)
            yield one


def _is_bulk(plan: ImportPlan, tally: Tally) -> bool:
    """Whether rows are only added and changed, and so many that the journal is written in one pass."""
    is_own_json = plan.is_fixed and not plan.is_vcard
    return tally.total > _MANY and plan.kind in ("contact", "deal", "product") and not is_own_json


def _save_records(plan: ImportPlan, reasons: dict[int, str], target: Path) -> None:
    """Write refused JSON records with their reasons, as a table of their plain values."""
    from crm_desktop.exchange.table_writers import plain_text, write_csv

    chosen = [(number, plan.records[number - 1]) for number in sorted(reasons)]
    header = list(dict.fromkeys(key for _, record in chosen for key in record))

    def text(value: Any) -> str:
        nested = isinstance(value, list | dict)
        return json.dumps(value, ensure_ascii=False) if nested else plain_text(value)

    rows = [[*(text(record.get(key)) for key in header), reasons[number]] for number, record in chosen]
    target.write_bytes(write_csv([*header, WHY_REFUSED], rows))


def _count(plan: ImportPlan) -> int:
    """Return about how many rows there are; a line break within a cell counts too."""
    if plan.count is not None:
        return plan.count
    if plan.source.sheet:
        return sum(1 for _ in plan.source.rows())
    with plan.source.open() as file:
        lines = sum(block.count(b"\n") or block.count(b"\r") for block in iter(lambda: file.read(1 << 20), b""))
    rows: int = lines - plan.source.first_row + 1
    return rows if rows > 0 else 1


def _label(plan: ImportPlan, tally: Tally) -> str:
    one, many = _NOUNS[plan.rows]
    said = []
    if tally.created:
        said.append(f"{tally.created:,} {one if tally.created == 1 else many}")
    if tally.updated:
        of_what = one if tally.updated == 1 else many
        said.append(f"{tally.updated:,} changed" if said else f"changes to {tally.updated:,} {of_what}")
    from_file = f"“{plan.path.name}”"
    return f"Imported {' and '.join(said)} from {from_file}" if said else f"Imported {from_file}"
