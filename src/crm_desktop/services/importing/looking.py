"""Recognising a file: what it holds, how it is written, and which field each column fills."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.services.importing.plan import KEEP, LEAVE_OUT, ColumnPlan, ImportPlan
from crm_desktop.services.importing.targets import KINDS, is_target, own_field

if TYPE_CHECKING:
    from crm_desktop.exchange.tabular import TableSource
    from crm_desktop.services.services import Services

_CARDS = {".vcf", ".vcard"}
_SAMPLES = 3
_KIND_WORDS = {
    "contact": "", "contacts": "", "person": "people", "people": "people", "persons": "people",
    "company": "companies", "companies": "companies", "account": "companies", "accounts": "companies",
    "deal": "deals", "deals": "deals", "product": "products", "products": "products",
}  # fmt: skip


def look_at(services: Services, path: Path, kind: str | None = None, preset: str | None = None) -> ImportPlan:
    """Recognise a file and return how it would be imported. Raises `CrmError` when it cannot be read."""
    rows = _rows_of(kind)
    if path.suffix.lower() in _CARDS or (path.suffix.lower() not in {".csv", ".tsv", ".txt"} and _is_card(path)):
        if rows in ("deals", "products"):
            raise Refused(f"“{path.name}” holds contact cards, not {rows}.", "Nothing was imported.")
        return _card_plan(path)
    from crm_desktop.exchange.tabular import sniff

    return plan_of(services, path, sniff(path), rows, preset)


def plan_of(
    services: Services, path: Path, source: TableSource, rows: str | None = None, preset: str | None = None
) -> ImportPlan:
    """Return how a recognised table would be imported; `rows` and `preset` overrule the guesses."""
    from crm_desktop.exchange.presets import recognised_header

    found = recognised_header(source.header, rows or None)  # type: ignore[arg-type]
    remembered: dict[str, str] = services.workspace.setting(mapping_key(source.header), {})
    if remembered and rows in (None, "", remembered.get("rows")):
        found = recognised_header(source.header, remembered["rows"])  # type: ignore[arg-type]
    else:
        remembered = {}
    samples = source.sample(_SAMPLES)
    derived = _derived_columns(services, KINDS[found.kind], source.header)
    columns = []
    taken: set[str] = set()
    for match in found.matches:
        key = remembered.get(str(match.column), match.key or own_field(found.kind, match.header))
        if key == "label" or (match.column in derived and str(match.column) not in remembered):
            key = LEAVE_OUT
        elif key not in (KEEP, LEAVE_OUT) and not _fillable(found.kind, key):
            key = KEEP
        if key not in (KEEP, LEAVE_OUT) and key in taken and not match.key:
            key = KEEP
        taken.add(key)
        values = tuple(row[match.column] for row in samples if match.column < len(row))
        columns.append(ColumnPlan(match.column, match.header, values, key, match.label_column))
    used = preset or found.preset
    words = (*source.words(), *((f"from {used.title()}",) if used else ()))
    return ImportPlan(path, KINDS[found.kind], found.kind, words, used, tuple(columns), source=source)


def read_otherwise(services: Services, plan: ImportPlan, **changes: Any) -> ImportPlan:
    """Return the plan of the same file read with another encoding, delimiter, header row or sheet."""
    if plan.source is None:
        raise Refused("A vCard file is read in one way only.", "Nothing was changed.")
    return replace(
        plan_of(services, plan.path, plan.source.with_changes(**changes), plan.rows, plan.preset),
        mode=plan.mode,
        match=plan.match,
        any_name=plan.any_name,
    )


def mapping_key(header: tuple[str, ...]) -> str:
    """Return the key of the setting that remembers the fields of a header's columns."""
    return "import:" + hashlib.sha256("\x1f".join(header).encode()).hexdigest()[:16]


def mapping_of(plan: ImportPlan) -> dict[str, str]:
    """Return what is worth remembering of a plan's columns."""
    return {"rows": plan.rows} | {str(column.column): column.field for column in plan.columns}


def _derived_columns(services: Services, kind: str, header: tuple[str, ...]) -> frozenset[int]:
    """Return the columns of one of our own exports that say what follows from other records."""
    names = {one.label: one.importable for one in services.records.fields(kind)}
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
    if word not in _KIND_WORDS:
        raise Refused(f"“{kind}” cannot be imported.", "Nothing was imported. Contacts, deals and products can be.")
    return _KIND_WORDS[word] or None


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
