"""One contact as it comes from a file, before it is known whether it is here already."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from crm_desktop.services.contacts.names import NameParts, join_name, plain, split_name

if TYPE_CHECKING:
    from crm_desktop.services.importing.own_fields import OwnValue

Channel = tuple[str, str, str, str]
"""(medium, type, label, value)"""
Postal = tuple[str, str, str, str, str, str, str]
"""(type, label, street, city, region, postcode, country)"""


class Incoming:
    """What one row or card says of a contact. `values` are the contact's own columns, only those that are given.

    `named` tells whether `values["name"]` is a name, and not an address or number in its place.
    """

    __slots__ = (
        "addresses", "channels", "company", "company_key", "department", "external_id", "extra", "id", "kind",
        "named", "notes", "own", "owner", "photo", "problem", "row", "states", "tags",
        "values",
    )  # fmt: skip

    def __init__(self, row: int, kind: str = "person") -> None:
        self.id = ""
        self.row = row
        self.kind = kind
        self.values: dict[str, Any] = {}
        self.channels: list[Channel] = []
        self.addresses: list[Postal] = []
        self.company = ""
        self.company_key = ""
        self.department = ""
        self.tags: tuple[str, ...] = ()
        self.extra: dict[str, Any] | None = None
        self.photo: bytes = b""
        self.external_id = ""
        self.named = False
        self.problem = ""
        self.notes: list[str] = []
        self.states: dict[tuple[str, str], dict[str, str]] = {}
        """(medium, value) → what is said of that line: opted_out_at, consent, …"""
        self.own: list[OwnValue] = []
        self.owner = ""

    @property
    def title(self) -> str:
        """What to call it in a list of rows."""
        return self.values.get("name") or self.company or f"Row {self.row}"

    def finish_name(self) -> bool:
        """Have both the whole name and its parts, and the sort key; False when there is nothing to go by."""
        values = self.values
        name = values.get("name", "")
        if self.kind == "person":
            given, family = values.get("given_name", ""), values.get("family_name", "")
            if not (given or family) and name:
                self._split(name)
                given, family = values.get("given_name", ""), values.get("family_name", "")
            elif not name and (given or family):
                if "prefix" in values or "suffix" in values or "additional_name" in values or not given.isascii():
                    name = join_name(
                        NameParts(
                            values.get("prefix", ""), given, values.get("additional_name", ""), family,
                            values.get("suffix", ""),
                        )
                    )  # fmt: skip
                else:
                    name = f"{given} {family}".strip()
                values["name"] = name
            self.named = bool(name)
            if not name and self.company:
                # A row that names no person is about the firm itself.
                self.kind, values["name"], self.company = "company", self.company, ""
                self.named = True
                return self.finish_name()
            values["sort_key"] = plain(f"{family} {given}" if family else name)
            if self.company:
                self.company_key = plain(self.company)
        else:
            self.named = bool(name)
            values["sort_key"] = plain(name)
        if not name:
            if not self.channels:
                return False
            values["name"] = self.channels[0][3]
            values["sort_key"] = plain(values["name"])
        return True

    def _split(self, name: str) -> None:
        parts = split_name(name)
        for column, part in (
            ("prefix", parts.prefix), ("given_name", parts.given), ("additional_name", parts.additional),
            ("family_name", parts.family), ("suffix", parts.suffix), ("nickname", parts.nickname),
        ):  # fmt: skip
            if part and column not in self.values:
                self.values[column] = part

    def extra_json(self) -> str | None:
        """Return what has no field of its own, as the file keeps it."""
        return json.dumps(self.extra, ensure_ascii=False, sort_keys=True) if self.extra else None
