"""Recognising a JSON file: what this program wrote comes back record by record, anything else is read as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_desktop.core.errors import CrmError
from crm_desktop.services.importing.json_keys import accepted_keys
from crm_desktop.services.importing.looking import own_targets, plan_of
from crm_desktop.services.importing.plan import ImportPlan
from crm_desktop.services.importing.targets import KINDS

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

_ENOUGH = 0.6
_ROWS_OF = {kind: rows for rows, kind in KINDS.items() if rows != "companies"}


def json_plan(services: Services, path: Path, rows: str | None, preset: str | None) -> ImportPlan:
    """Return how a JSON file would be imported. Raises `CrmError` when it cannot be read."""
    from crm_desktop.exchange.json_rows import read_json_records

    try:
        data = path.read_bytes()
    except OSError as error:
        raise CrmError(
            f"“{path.name}” could not be opened.", f"{error.strerror or error}. Nothing was imported."
        ) from error
    records = read_json_records(data, path.name)
    if not records:
        raise CrmError(f"“{path.name}” holds no records.", "There is nothing to import; choose another file.")
    if not rows and all(record.get("kind") == "member" and "name" in record for record in records):
        rows = "members"
    kind = None if preset else own_kind(services, records, KINDS.get(rows or "", ""))
    if kind is None:
        return _table_plan(services, path, records, rows, preset)
    words = ("JSON of this program", f"{len(records):,} records" if len(records) != 1 else "1 record")
    own = own_targets(services, kind)
    return ImportPlan(path, kind, _ROWS_OF[kind], words, count=len(records), records=records, own=own)


def own_kind(services: Services, records: Sequence[Mapping[str, Any]], wanted: str = "") -> str | None:
    """Return the kind of record whose keys these are, or None when another program wrote them."""
    keys = {key for record in records[:200] for key in record}
    best: tuple[int, float, str] = (0, 0.0, "")
    for kind in services.records.kinds:
        known = accepted_keys(services, kind)
        share = len(keys & known) / max(len(keys), 1)
        if share >= _ENOUGH and wanted in ("", kind) and (keys & known) - {"id", "name", "title", "email", "phone"}:
            best = max(best, (len(keys & known), share, kind))
    # Without ids of ours a short list of common words could be anybody's.
    ours = all(_is_id(record.get("id")) for record in records[:200])
    return best[2] if best[2] and (ours or (wanted and best[1] == 1.0)) else None


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 32 and all(letter in "0123456789abcdef" for letter in value)


def _table_plan(
    services: Services, path: Path, records: Sequence[Mapping[str, Any]], rows: str | None, preset: str | None
) -> ImportPlan:
    from crm_desktop.exchange.json_rows import as_table
    from crm_desktop.exchange.table_writers import write_csv
    from crm_desktop.exchange.tabular import sniff_bytes

    header, cells = as_table(records)
    source = sniff_bytes(write_csv(header, cells), path.with_suffix(".csv").name)
    if source.header_row != 0:
        source = source.with_changes(header_row=0)
    plan = plan_of(services, path, source, rows, preset)
    return replace(plan, words=("JSON", *plan.words[2:]))
