"""What a card says of single lines: out of order, opted out, what was agreed; written behind the new lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crm_desktop.core.clock import to_millis
from crm_desktop.core.places import PLACES
from crm_desktop.services.importing.own_properties import Place
from crm_desktop.storage.database import Transaction

_TEXTS = ("consent", "consent_source")
_MOMENTS = ("opted_out_at", "consent_at")
_STATES = (*_TEXTS, *_MOMENTS, "invalid")
_HERE = f"SELECT id, medium, value, normalised, {', '.join(_STATES)} FROM channel WHERE contact_id = ?"


class LineStates:
    """Collects the states of the lines of new contacts, and brings those of lines that were here up to date."""

    def __init__(self, work: Transaction) -> None:
        self._work = work
        self._pending: list[tuple[str, list[Any]]] = []

    def put(self, contact_id: str, states: Mapping[tuple[str, str], Mapping[str, str]]) -> None:
        """Have these states written with the next `flush`; what cannot be read is left out."""
        for (medium, value), said in states.items():
            if columns := _columns(said):
                sets = ", ".join(f"{name} = ?" for name in columns)
                sql = f"UPDATE channel SET {sets} WHERE contact_id = ? AND medium = ? AND value = ?"
                self._pending.append((sql, [*columns.values(), contact_id, medium, value]))

    def put_place(self, address_id: str, place: Place) -> None:
        """Have said of a new address from when until when it is used, and where it lies."""
        columns = place_columns(place)
        sets = ", ".join(f"{name} = ?" for name in columns)
        self._pending.append((f"UPDATE address SET {sets} WHERE id = ?", [*columns.values(), address_id]))

    def change(
        self,
        contact_id: str,
        states: Mapping[tuple[str, str], Mapping[str, str]],
        lines: Mapping[tuple[str, str], str],
    ) -> bool:
        """Say of lines that are here what a card says of them; whether anything changes.

        `lines` are (medium, value) → normalised. What the card is silent about stays: an opt-out is never taken back.
        """
        changed = False
        rows = self._work.execute(_HERE, (contact_id,))
        for (medium, value), said in states.items():
            columns = _columns(said)
            normal = lines.get((medium, value)) or value
            row = next((one for one in rows if one[1] == medium and (one[2] == value or one[3] == normal)), None)
            if row is None or not columns:
                continue
            mine = dict(zip(_STATES, row[4:], strict=True))
            changes = {name: found for name, found in columns.items() if mine[name] != found}
            if changes:
                sets = ", ".join(f"{name} = ?" for name in changes)
                self._work.execute(f"UPDATE channel SET {sets} WHERE id = ?", (*changes.values(), row[0]))
                changed = True
        return changed

    def flush(self) -> None:
        """Write what is waiting; the lines are there."""
        for sql, values in self._pending:
            self._work.execute(sql, values)
        self._pending.clear()


def place_columns(place: Place) -> dict[str, Any]:
    """Return what an address keeps of when and where it is; what is not said is left out."""
    said: dict[str, Any] = {"valid_from": place.valid_from or None, "valid_until": place.valid_until or None}
    for name in ("latitude", "longitude"):
        value = getattr(place, name)
        said[name] = None if value is None else int(value.scaleb(PLACES))
    return {name: value for name, value in said.items() if value is not None}


def _columns(said: Mapping[str, str]) -> dict[str, Any]:
    columns: dict[str, Any] = {name: said[name] for name in _TEXTS if name in said}
    columns |= {name: found for name in _MOMENTS if (found := _millis(said.get(name, ""))) is not None}
    if said.get("invalid") == "1":
        columns["invalid"] = 1
    return columns


def _millis(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
        return to_millis(moment) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
