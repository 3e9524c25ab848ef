"""Lines of contacts that are merged: ways to reach them, addresses, places in firms, ties; equal ones once.

Everything here belongs to the one that stays; what the others bring is put behind it. A line that is there
already takes over what only the other knew of it, and an opt-out always.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm_desktop.services.contacts.names import plain
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.rows import update_row

Line = dict[str, Any]
_CHANNEL = (
    "id", "contact_id", "medium", "type", "label", "value", "normalised", "is_primary", "invalid", "opted_out_at",
    "consent", "consent_at", "consent_source", "position",
)  # fmt: skip
_ADDRESS = (
    "id", "contact_id", "type", "label", "street", "city", "region", "postcode", "country", "is_primary", "position",
    "valid_from", "valid_until", "latitude", "longitude",
)  # fmt: skip
_AFFILIATION = ("id", "person_id", "company_id", "role", "department", "is_primary", "started_on", "ended_on")
_POSTAL = ("street", "city", "region", "postcode", "country")


@dataclass(slots=True)
class Lines:
    """Puts together the lines of `keep` and `others` inside one unit of work; `discarded` is (what, its value)."""

    work: Transaction
    keep: str
    others: Sequence[str]
    discarded: list[tuple[str, str]] = field(default_factory=list)

    def unite(self) -> None:
        """Have `keep` own every line once, and the others none."""
        self._channels()
        self._addresses()
        self._affiliations()
        self._relations()

    def _read(self, table: str, columns: Sequence[str], owner: str, order: str = "position, id") -> list[Line]:
        """Return the lines of everybody, those of the one that stays first."""
        ids = (self.keep, *self.others)
        place = {one: number for number, one in enumerate(ids)}
        rows = self.work.execute(
            f"SELECT {', '.join(columns)} FROM {table} WHERE {owner} IN ({','.join('?' * len(ids))}) ORDER BY {order}",
            ids,
        )
        lines = [dict(zip(columns, row, strict=True)) for row in rows]
        return sorted(lines, key=lambda line: place[line[owner]])

    def _channels(self) -> None:
        lines = self._read("channel", _CHANNEL, "contact_id")
        self._put_together(
            "channel", lines, _channel_key, lambda line: line["medium"],
            ("type", "label", "invalid", "opted_out_at"), (("consent", "consent_at", "consent_source"),),
        )  # fmt: skip

    def _addresses(self) -> None:
        lines = self._read("address", _ADDRESS, "contact_id")
        self._put_together(
            "address", lines, _address_key, lambda _: "", ("type", "label", "valid_from", "valid_until"),
            (("latitude", "longitude"),),
        )  # fmt: skip

    def _put_together(
        self,
        table: str,
        lines: Sequence[Line],
        key: Callable[[Line], object],
        group: Callable[[Line], object],
        single: Sequence[str],
        joint: Sequence[Sequence[str]],
    ) -> None:
        """Move the others' lines behind, but for those that are there: they give what is missing, and go."""
        there: dict[object, Line] = {}
        main = {group(line) for line in lines if line["is_primary"] and line["contact_id"] == self.keep}
        position = max((line["position"] for line in lines if line["contact_id"] == self.keep), default=-1)
        for line in lines:
            same = there.setdefault(key(line), line)
            if line["contact_id"] == self.keep:
                continue
            if same is not line:
                self._fill(table, same, line, (*((name,) for name in single), *joint))
                self.work.execute(f"DELETE FROM {table} WHERE id = ?", (line["id"],))
                continue
            position += 1
            is_main = bool(line["is_primary"]) and group(line) not in main
            if is_main:
                main.add(group(line))
            changes = {"contact_id": self.keep, "position": position, "is_primary": is_main}
            update_row(self.work, table, line["id"], changes)
            line |= changes

    def _fill(self, table: str, same: Line, other: Line, groups: Sequence[Sequence[str]]) -> None:
        """Give a line what only the other one knows; what both say differently is noted."""
        changes: Line = {}
        for group in groups:
            mine, theirs = [same[name] for name in group], [other[name] for name in group]
            if not any(theirs) or mine == theirs:
                continue
            if not mine[0]:
                changes |= dict(zip(group, theirs, strict=True))
            elif group[0] in ("label", "consent"):
                said = ", ".join(str(one) for one in (theirs[0], theirs[-1]) if one and not isinstance(one, int))
                self.discarded.append((f"{group[0].capitalize()} of {_said(same)}", said))
        if changes:
            update_row(self.work, table, same["id"], changes)
            same |= changes

    def _affiliations(self) -> None:
        """Places in firms, of a person or in a company: the same place once, with all that is known of it."""
        merged = {self.keep, *self.others}
        of_person = self._read("affiliation", _AFFILIATION, "person_id", "is_primary DESC, id")
        of_company = self._read("affiliation", _AFFILIATION, "company_id", "is_primary DESC, id")
        has_main = any(
            line["is_primary"] and line["person_id"] == self.keep and line["ended_on"] is None for line in of_person
        )
        there: list[Line] = []
        for line in (*of_person, *of_company):
            own = "person_id" if line["person_id"] in merged else "company_id"
            ends = {name: self.keep if line[name] in merged else line[name] for name in ("person_id", "company_id")}
            same = next((one for one in there if _same_place(one, line | ends)), None)
            if line[own] != self.keep and same is not None:
                self._fill("affiliation", same, line, (("role",), ("department",), ("started_on",)))
                if line["is_primary"] and not same["is_primary"] and not (own == "person_id" and has_main):
                    update_row(self.work, "affiliation", same["id"], {"is_primary": True})
                self.work.execute("DELETE FROM affiliation WHERE id = ?", (line["id"],))
                continue
            if line[own] != self.keep:
                changes: Line = dict(ends)
                if own == "person_id" and line["is_primary"] and line["ended_on"] is None:
                    changes["is_primary"], has_main = not has_main, True
                update_row(self.work, "affiliation", line["id"], changes)
                line |= changes
            there.append(line)

    def _relations(self) -> None:
        """Ties to others; one between those that are merged is none any more."""
        merged = {self.keep, *self.others}
        marks = ",".join("?" * len(merged))
        rows = self.work.execute(
            f"SELECT id, type_id, from_id, to_id, note FROM relation WHERE from_id IN ({marks}) OR to_id IN ({marks}) "
            "ORDER BY id",
            (*merged, *merged),
        )
        place = sorted(rows, key=lambda row: row[2] not in (self.keep,) and row[3] not in (self.keep,))
        there: dict[tuple[str, str, str], str] = {}
        for relation, kind, from_id, to_id, note in place:
            start, end = (self.keep if one in merged else one for one in (from_id, to_id))
            key = (kind, start, end)
            if (start, end) != (from_id, to_id) and (start == end or key in there):
                if note and note != there.get(key):
                    self.discarded.append(("Note of a relation", note))
                self.work.execute("DELETE FROM relation WHERE id = ?", (relation,))
                continue
            there.setdefault(key, note)
            if (start, end) != (from_id, to_id):
                update_row(self.work, "relation", relation, {"from_id": start, "to_id": end})


def _channel_key(line: Mapping[str, Any]) -> object:
    return line["medium"], line["normalised"] or line["value"].strip().casefold()


def _address_key(line: Mapping[str, Any]) -> object:
    return tuple(" ".join(plain(line[name]).split()) for name in _POSTAL)


def _same_place(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two lines say the same of one person in one firm, or one of them says less."""
    if any(one[name] != other[name] for name in ("person_id", "company_id", "ended_on")):
        return False
    for name in ("role", "department", "started_on"):
        mine, theirs = (str(line[name] or "").strip().casefold() for line in (one, other))
        if mine and theirs and mine != theirs:
            return False
    return True


def _said(line: Mapping[str, Any]) -> str:
    return str(line.get("value") or line.get("street") or line.get("city") or "a line")
