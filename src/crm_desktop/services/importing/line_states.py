"""What a card says of single lines: out of order, opted out, what was agreed; written behind the new lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crm_desktop.core.clock import to_millis
from crm_desktop.storage.database import Transaction

_TEXTS = ("consent", "consent_source")
_MOMENTS = ("opted_out_at", "consent_at")


class LineStates:
    """Collects the states of the lines of new contacts; a contact that was here keeps its own."""

    def __init__(self, work: Transaction) -> None:
        self._work = work
        self._pending: list[tuple[str, list[Any]]] = []

    def put(self, contact_id: str, states: Mapping[tuple[str, str], Mapping[str, str]]) -> None:
        """Have these states written with the next `flush`; what cannot be read is left out."""
        for (medium, value), said in states.items():
            columns: dict[str, Any] = {name: said[name] for name in _TEXTS if name in said}
            columns |= {name: found for name in _MOMENTS if (found := _millis(said.get(name, ""))) is not None}
            if said.get("invalid") == "1":
                columns["invalid"] = 1
            if columns:
                sets = ", ".join(f"{name} = ?" for name in columns)
                sql = f"UPDATE channel SET {sets} WHERE contact_id = ? AND medium = ? AND value = ?"
                self._pending.append((sql, [*columns.values(), contact_id, medium, value]))

    def flush(self) -> None:
        """Write what is waiting; the lines are there."""
        for sql, values in self._pending:
            self._work.execute(sql, values)
        self._pending.clear()


def _millis(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
        return to_millis(moment) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
