"""Recognising a file: what it holds, how it is written, and which field each column fills."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.services.importing.plan import (
    KEEP,
    LEAVE_OUT,
    MATCHES,
    NEW_FIELD,
    NO_FIELD,
    NO_RECORDS,
    OWN,
    ColumnPlan,
    ImportPlan,
    Target,
    label_of,
)
from crm_desktop.services.importing.targets import KINDS, is_target, own_field

if TYPE_CHECKING:
    from crm_desktop.exchange.tabular import TableSource
    from crm_desktop.services.services import Services

_CARDS = {".vcf", ".vcard"}
_SAMPLES = 3
WHY_REFUSED = "Reason"
"""The last column of the rows that an import refused."""
_KIND_WORDS = {
    "contact": "", "person": "people", "people": "people", "company": "companies", "account": "companies",
    "customer": "companies", "lead": "leads", "deal": "deals", "opportunity": "deals", "product": "products",
    "activity": "activities", "call": "activities", "note": "activities", "task": "tasks", "event": "events",
    "meeting": "events", "case": "cases", "ticket": "cases", "quote": "quotes", "offer": "quotes",
    "document": "documents", "file": "documents", "attachment": "documents",
    "member": "members", "user": "members",
}  # fmt: skip
"""What a person calls the rows → what they are; people and companies are told apart by the table."""
_OWN_EXPORT = 0.8


def look_at(services: Services, path: Path, kind: str | None = None, preset: str | None = None) -> ImportPlan:
    """Recognise a file and return how it would be imported. Raises `CrmError` when it cannot be read."""
    rows = _rows_of(kind)
    if path.is_dir():
        return _folder_plan(services, path, rows)
    ending = path.suffix.lower()
    if ending in _CARDS or (ending not in {".csv", ".tsv", ".txt", ".json"} and _is_card(path)):
        if rows not in (None, "", "people"):
            raise Refused(f"“{path.name}” holds contact cards, not {rows}.", "Nothing was imported.")
        return _card_plan(path)
    if ending == ".json":
        from crm_desktop.services.importing.json_plan import json_plan

        return json_plan(services, path, rows, preset)
    from crm_desktop.exchange.tabular import sniff

    return plan_of(services, path, sniff(path), rows, preset)


def plan_of(
    services: Services, path: Path, source: TableSource, rows: str | None = None, preset: str | None = None
) -> ImportPlan:
    """Return how a recognised table would be imported; `rows` and `preset` overrule the guesses."""
    from crm_desktop.exchange.presets import recognised_header

    rows = rows or own_export(services, source.header)
    found = recognised_header(source.header, rows or None)  # type: ignore[arg-type]
    remembered = _remembered(services, source.header)
    if remembered and rows in (None, "", remembered.get("rows")):
        found = recognised_header(source.header, remembered["rows"])  # type: ignore[arg-type]
    else:
        remembered = {}
    samples = source.sample(_SAMPLES)
    kind = KINDS[found.kind]
    own = () if kind in NO_RECORDS else own_targets(services, kind)
    by_label = {one.label.casefold(): one.key for one in own}
    derived = _derived_columns(services, found.kind, source.header) if kind not in NO_RECORDS else frozenset()
    unknown = LEAVE_OUT if kind in NO_RECORDS else NEW_FIELD
    columns = []
    taken: set[str] = set()
    for match in found.matches:
        key = remembered.get(str(match.column), match.key or own_field(found.kind, match.header))
        if key == "label" or (match.column in derived and str(match.column) not in remembered):
            key = LEAVE_OUT
        elif key not in NO_FIELD:
            key = key if _fillable(found.kind, key) or key in by_label.values() else unknown
        elif key == KEEP and str(match.column) not in remembered:
            key = unknown
        if key not in NO_FIELD and key in taken and not match.key:
            key = unknown
        if key == NEW_FIELD:
            # A field of that name may be there by now, from the last import of such a file.
            key = by_label.get(label_of(match.header).casefold(), NEW_FIELD)
        taken.add(key)
        values = tuple(row[match.column] for row in samples if match.column < len(row))
        columns.append(ColumnPlan(match.column, match.header, values, key, match.label_column))
    used = preset or found.preset
    words = (*source.words(), *((f"from {used.title()}",) if used else ()))
    plan = ImportPlan(path, kind, found.kind, words, used, tuple(columns), source=source, own=own)
    return replace(plan, match=usual_match(plan))


def own_targets(services: Services, kind: str) -> tuple[Target, ...]:
    """Return the custom fields of a kind of record as fields that a column can fill."""
    return tuple(Target(OWN + one.key, one.label) for one in services.custom_fields.fields(kind))


def usual_match(plan: ImportPlan) -> tuple[str, ...]:
    """Return by what the records of a file are known: contacts by their lines and names, and by their number."""
    if plan.kind != "contact":
        return ()
    numbered = any(column.field == "external_id" for column in plan.columns)
    return (*MATCHES, "external_id") if numbered else MATCHES


def own_export(services: Services, header: tuple[str, ...]) -> str | None:
    """Return what the rows are when nearly all columns carry the names that our own export of a kind writes."""
    names = {name.strip().casefold() for name in header if name.strip()}
    best: tuple[float, str] = (0.0, "")
    for rows, kind in KINDS.items():
        if kind in NO_RECORDS or rows == "companies" or kind not in services.records.kinds:
            continue
        labels = {one.label.casefold() for one in services.records.fields(kind) if one.sql is not None}
        share = len(names & labels) / max(len(names), 1)
        if len(names) >= 4 and len(names & labels) >= 0.5 * len(labels):
            best = max(best, (share, rows))
    return best[1] if best[0] >= _OWN_EXPORT else None


def read_otherwise(services: Services, plan: ImportPlan, **changes: Any) -> ImportPlan:
    """Return the plan of the same file read with another encoding, delimiter, header row or sheet."""
    if plan.source is None:
        raise Refused("A vCard file is read in one way only.", "Nothing was changed.")
    again = plan_of(services, plan.path, plan.source.with_changes(**changes), plan.rows, plan.preset)
    return carried(plan, again)


def carried(plan: ImportPlan, again: ImportPlan) -> ImportPlan:
    """Return a new plan of the same file with the rules of the one before."""
    known = {one.key for one in again.targets} | set(MATCHES)
    match = tuple(one for one in plan.match if one in known) or again.match
    return replace(
        again,
        mode=plan.mode,
        match=match if again.kind == plan.kind else again.match,
        any_name=plan.any_name,
        phone_country=plan.phone_country,
        make_members=plan.make_members,
        folder=plan.folder,
    )


def mapping_key(header: tuple[str, ...]) -> str:
    """Return the key of the setting that remembers the fields of a header's columns."""
    return "import:" + hashlib.sha256("\x1f".join(header).encode()).hexdigest()[:16]


def _remembered(services: Services, header: tuple[str, ...]) -> dict[str, str]:
    """Return the fields of the columns of a file with this header from its last import.

    Rows that were refused and come again, mended, have one column more: why they were refused.
    """
    found: dict[str, str] = services.workspace.setting(mapping_key(header), {})
    if not found and header[-1:] == (WHY_REFUSED,):
        found = services.workspace.setting(mapping_key(header[:-1]), {})
        return {**found, str(len(header) - 1): LEAVE_OUT} if found else {}
    return found


def mapping_of(plan: ImportPlan) -> dict[str, str]:
    """Return what is worth remembering of a plan's columns."""
    return {"rows": plan.rows} | {str(column.column): column.field for column in plan.columns}


def _derived_columns(services: Services, rows: str, header: tuple[str, ...]) -> frozenset[int]:
    """Return the columns of one of our own exports that say what follows from other records."""
    names = {
        one.label: one.key in ("owner", "tags", "all_day")
        or (one.importable and (one.editable or own_field(rows, one.label) != ""))
        for one in services.records.fields(KINDS[rows])
    }
    if sum(name in names for name in header) < max(5, len(header) - 2):
        return frozenset()
    return frozenset(number for number, name in enumerate(header) if not names.get(name, True))


def _fillable(rows: str, key: str) -> bool:
    """Whether a recognised field has a home in a record; numbered addresses of any name have one."""
    return is_target(rows, key) or (key.startswith("address:") and rows in ("people", "companies"))


def _rows_of(kind: str | None) -> str | None:
    if kind is None:
        return None
    word = kind.strip().lower()
    forms = (word, word.removesuffix("s"), f"{word.removesuffix('ies')}y")
    singular = next((one for one in forms if one in _KIND_WORDS), "")
    if not singular:
        can = ", ".join(rows for rows in KINDS if rows != "people")
        raise Refused(f"“{kind}” cannot be imported.", f"Nothing was imported. These can be: people, {can}.")
    return _KIND_WORDS[singular]


def _folder_plan(services: Services, path: Path, rows: str | None) -> ImportPlan:
    """Return how the documents of a folder would be imported: the folder is read as a table of its files."""
    from crm_desktop.exchange.folder_rows import FOLDER_HEADER, folder_rows
    from crm_desktop.exchange.table_writers import write_csv
    from crm_desktop.exchange.tabular import sniff_bytes

    if rows not in (None, "", "documents"):
        raise Refused(f"“{path.name}” is a folder: it holds documents, not {rows}.", "Nothing was imported.")
    found = folder_rows(path)
    if not found:
        raise CrmError(f"“{path.name}” holds no files.", "There is nothing to import; choose another folder.")
    source = sniff_bytes(write_csv(FOLDER_HEADER, found), f"{path.name}.csv")
    source = source if source.header_row == 0 else source.with_changes(header_row=0)
    plan = plan_of(services, path, source, "documents")
    count = "1 file" if len(found) == 1 else f"{len(found):,} files"
    return replace(plan, words=("Folder", count), count=len(found), folder=True)


def _is_card(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t").upper().startswith(b"BEGIN:VCARD")
    except OSError:
        return False


def _card_plan(path: Path) -> ImportPlan:
    from crm_desktop.exchange.vcard import read_vcards

    try:
        data = path.read_bytes()
    except OSError as error:
        raise CrmError(
            f"“{path.name}” could not be opened.", f"{error.strerror or error}. Nothing was imported."
        ) from error
    file = read_vcards(data)
    versions = ", ".join(sorted({card.version for card in file.cards if card.version}))
    words = (f"vCard {versions}".strip(), f"{len(file.cards)} cards" if len(file.cards) != 1 else "1 card")
    return ImportPlan(path, "contact", "people", words, count=len(file.cards), cards=(file,))
