"""Import as a person does it: look at a file, check what it would do, do it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import to_millis
from crm_desktop.core.errors import Refused
from crm_desktop.services.importing.looking import look_at, mapping_key, mapping_of, read_otherwise
from crm_desktop.services.importing.plan import (
    MATCHES,
    MODES,
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

if TYPE_CHECKING:
    from crm_desktop.services.importing.incoming import Incoming
    from crm_desktop.services.services import Services

_MANY = 400
"""From so many rows on, the journal and the search index are written in one pass at the end."""

_NOUNS = {
    "people": ("contact", "contacts"),
    "companies": ("company", "companies"),
    "deals": ("deal", "deals"),
    "products": ("product", "products"),
}


class _CheckedOnly(Exception):
    """Ends a check: everything it wrote is rolled back."""


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
        if match is not None:
            unknown = [one for one in match if one not in MATCHES]
            if unknown or not match:
                raise Refused(
                    f"Contacts cannot be recognised by “{', '.join(unknown)}”.", f"There are {', '.join(MATCHES)}."
                )
        return replace(
            plan,
            mode=mode or plan.mode,
            match=match or plan.match,
            any_name=plan.any_name if match is None else match != MATCHES,
        )

    def check(self, plan: ImportPlan, control: Control | None = None) -> ImportCheck:
        """Return what an import would do with every row: it is done, and rolled back. Nothing is written."""
        tally = self._tally(plan, control)
        try:
            with self._services.database.write("Checked an import", bulk=tally.total > _MANY) as work:
                self._import(work, plan, tally)
                raise _CheckedOnly
        except _CheckedOnly:
            pass
        return ImportCheck(tuple(sorted(tally.rows, key=itemgetter(0))), tuple(tally.problems))

    def run(self, plan: ImportPlan, control: Control | None = None) -> ImportResult:
        """Import a file as one journal entry. Raises `Stopped`, and has changed nothing, when it was stopped."""
        tally = self._tally(plan, control)
        self._back_up()
        with self._services.database.write("Imported a file", bulk=tally.total > _MANY) as work:
            self._import(work, plan, tally)
            work.label = _label(plan, tally)
            if plan.source is not None and (tally.created or tally.updated):
                put_setting(work, mapping_key(plan.source.header), mapping_of(plan))
        change = work.change if tally.created or tally.updated else ChangeSet(None, work.label)
        return ImportResult(
            change, tally.created, tally.updated, tally.unchanged, tuple(sorted(tally.refused)), tuple(tally.problems)
        )

    def save_refused(self, plan: ImportPlan, refused: tuple[Refusal, ...], target: Path) -> None:
        """Write the rows that were not imported, with their reasons, as a table that can be mended and read again."""
        from crm_desktop.exchange.table_writers import write_csv

        reasons = dict(refused)
        if plan.source is None:
            rows: list[list[str]] = [[str(row), reason] for row, reason in refused]
            header = ["Card", "Reason"]
        else:
            header = [*plan.source.header, "Reason"]
            rows = [[*cells, reasons[number]] for number, cells in plan.source.rows() if number in reasons]
        target.write_bytes(write_csv(header, rows))

    def _import(self, work: Transaction, plan: ImportPlan, tally: Tally) -> None:
        from crm_desktop.services.importing.contacts import ContactImport

        services = self._services
        now = services.clock.now()
        business = services.workspace.business()
        contacts = ContactImport(work, plan, tally, now=now, millis=to_millis(now), country=business.country)
        if plan.kind == "contact":
            contacts.run(_incoming(plan, tally))
        elif plan.kind == "deal":
            from crm_desktop.services.importing.deals import DealImport

            DealImport(
                work, plan, tally, contacts,
                millis=to_millis(now), zone=services.clock.zone, currency=business.currency,
            ).run()  # fmt: skip
        else:
            from crm_desktop.services.importing.products import import_products

            import_products(work, plan, tally, millis=to_millis(now), business=business)
        tally.advance(0)

    def _tally(self, plan: ImportPlan, control: Control | None) -> Tally:
        return Tally(control or NoControl(), _count(plan))

    def _back_up(self) -> None:
        """Keep a copy of a workspace that holds something, unless there is one of today."""
        from datetime import timedelta

        from crm_desktop.services.backups import back_up_now, newest_backup

        database, clock = self._services.database, self._services.clock
        if self._services.workspace.is_empty():
            return
        newest = newest_backup(database.path)
        if newest is None or clock.now() - newest > timedelta(days=1):
            back_up_now(database, clock)


def _incoming(plan: ImportPlan, tally: Tally) -> Iterator[Incoming]:
    if plan.source is not None:
        from crm_desktop.services.importing.contact_rows import ContactRows

        rows = ContactRows(plan)
        yield from rows
        tally.problems.extend(Refusal(problem.row, problem.sentence) for problem in rows.problems)
        return
    from crm_desktop.services.importing.cards import incoming_of

    tally.problems.extend(Refusal(problem.line, problem.sentence) for problem in plan.cards[0].problems)
    for number, card in enumerate(plan.cards[0].cards, 1):
        if number not in plan.left_out:
            yield incoming_of(card, number)


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
