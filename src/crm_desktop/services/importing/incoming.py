"""One contact as it comes from a file, before it is known whether it is here already."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from crm_desktop.services.contacts.names import NameParts, join_name, plain, split_name

if TYPE_CHECKING:
    from crm_desktop.exchange.card import Extra
    from crm_desktop.services.importing.own_fields import OwnValue
    from crm_desktop.services.importing.own_properties import Job, OwnText, Place, Tie

Channel = tuple[str, str, str, str]
"""(medium, type, label, value)"""
Postal = tuple[str, str, str, str, str, str, str]
"""(type, label, street, city, region, postcode, country)"""


class Incoming:
    """What one row or card says of a contact. `values` are the contact's own columns, only those that are given.

    `named` tells whether `values["name"]` is a name, and not an address or number in its place.
    """

    __slots__ = (
        "addresses",
        "channels",
        "company",
        "company_key",
        "department",
        "external_id",
        "extra",
        "id",
        "jobs",
        "kind",
        "named",
        "notes",
        "own",
        "own_texts",
        "owner",
        "photo",
        "places",
        "problem",
        "row",
        "states",
        "tags",
        "ties",
        "uid",
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
        self.own_texts: list[OwnText] = []
        """Values of own fields that are not looked up yet."""
        self.owner = ""
        self.uid = ""
        """By what the card of this contact is named in other cards."""
        self.jobs: list[Job] = []
        self.ties: list[Tie] = []
        self.places: dict[int, Place] = {}
        """Place in `addresses` → from when until when, and where."""

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
            if not (given or family) and name and "@" not in name:
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

    def keep_property(self, source: Extra) -> None:
        """Keep a property of the card as it stood, for the way back."""
        card = {**(self.extra or {}).get("vcard", {})}
        kept = {"name": source.name, "value": source.value}
        if source.params:
            kept["params"] = [[name, list(values)] for name, values in source.params]  # type: ignore[assignment]
        card["extras"] = [*card.get("extras", ()), kept]
        self.extra = {**(self.extra or {}), "vcard": card}

    def extra_json(self) -> str | None:
        """Return what has no field of its own, as the file keeps it."""
        return json.dumps(self.extra, ensure_ascii=False, sort_keys=True) if self.extra else None
