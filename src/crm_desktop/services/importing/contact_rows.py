"""Rows of a table as incoming contacts: the plan's columns compiled once, then walked quickly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crm_desktop.core.kinds import CONTACT_KINDS, CUSTOMER_TYPES, LIFECYCLES
from crm_desktop.exchange.column_values import date_of
from crm_desktop.exchange.csv_rows import TableProblem
from crm_desktop.services.importing.incoming import Incoming
from crm_desktop.services.importing.own_fields import OwnFields
from crm_desktop.services.importing.plan import KEEP, LEAVE_OUT, NEW_FIELD, OWN, ImportPlan
from crm_desktop.services.importing.targets import CONTACT_COLUMNS

_PLAIN_ADDRESS = {"street", "street2", "street3", "city", "region", "postcode", "country", "po_box", "formatted"}
_PARTS = ("street", "city", "region", "postcode", "country")
_LISTED = re.compile(r"\s*(?:,|;|:::|\n)\s*")
_SEVERAL = re.compile(r"\s*(?:;|:::|\n)\s*")
_EMPTY = frozenset(("null", "none", "n/a", "#n/a", "-", "\\n"))
_GROUPS = frozenset(("* mycontacts", "mycontacts", "my contacts"))
"""The group that Google and Android put every contact into says nothing."""

_TYPES = {"work": "work", "home": "home", "mobile": "mobile", "other": "other", "main": "main", "cell": "mobile"}


class ContactRows:
    """Reads the rows of a planned table one after the other."""

    def __init__(self, plan: ImportPlan, own: OwnFields | None = None) -> None:
        self.plan = plan
        self._own = own
        self.kind = "company" if plan.rows == "companies" else "person"
        self.problems: list[TableProblem] = []
        self._columns: list[tuple[int, str]] = []
        self._channels: list[tuple[int, str, str, int | None]] = []
        self._addresses: dict[str, list[tuple[int, str]]] = {}
        self._address_labels: dict[str, int] = {}
        self._days: list[tuple[int, str, str, str]] = []
        self._choices: list[tuple[int, str, str]] = []
        self._single: dict[str, int] = {}
        self._notes: list[int] = []
        self._tags: list[int] = []
        self._kept: list[tuple[int, str]] = []
        for column in plan.columns:
            self._place(column.column, column.header, column.field, column.label_column)

    def _place(self, index: int, header: str, key: str, label: int | None) -> None:
        if key in (LEAVE_OUT, NEW_FIELD) or key.startswith(OWN):
            return
        head, _, kind = key.partition(":")
        if key == KEEP:
            self._kept.append((index, header))
        elif key == "name" or key in CONTACT_COLUMNS:
            self._columns.append((index, CONTACT_COLUMNS.get(key, "name")))
        elif head in ("phone", "email"):
            self._channels.append((index, head, kind, label))
        elif head in ("website", "messaging"):
            self._channels.append((index, "web" if head == "website" else "messaging", "", label))
        elif head == "address":
            place, _, part = kind.partition(".")
            self._addresses.setdefault(place, []).append((index, part))
            if label is not None:
                self._address_labels[place] = label
        elif key in _PLAIN_ADDRESS:
            self._addresses.setdefault("", []).append((index, key))
        elif key in ("birthday", "anniversary"):
            order = self.plan.source.columns[index].date_order if self.plan.source is not None else None
            self._days.append((index, key, order or "day", header))
        elif key in ("lifecycle", "customer_type"):
            self._choices.append((index, key, header))
        elif key in ("company", "department", "kind", "external_id", "owner"):
            self._single[key] = index
        elif head == "notes":
            self._notes.append(index)
        elif head == "tags":
            self._tags.append(index)
        else:
            self._kept.append((index, header))

    def __iter__(self) -> Iterator[Incoming]:
        plan = self.plan
        left_out, is_mended = plan.left_out, bool(plan.fixes or plan.meant)
        table = self.plan.source.table()
        self.problems = table.problems
        for number, cells in table.rows:
            if number in left_out:
                continue
            if is_mended:
                cells = plan.mended(number, cells)
            yield self.read(number, cells)

    def read(self, number: int, cells: tuple[str, ...]) -> Incoming:
        """Return one row as a contact."""
        one = Incoming(number, self.kind)
        values, single = one.values, self._single
        for index, column in self._columns:
            text = cells[index].strip()
            if text and not (len(text) < 6 and text.lower() in _EMPTY):
                values[column] = text if "  " not in text else " ".join(text.split())
        for index, medium, sort, label in self._channels:
            text = cells[index].strip()
            if not text or (len(text) < 6 and text.lower() in _EMPTY):
                continue
            if label is None and ";" not in text and ":::" not in text and "\n" not in text:
                one.channels.append((medium, sort, "", text))
            else:
                self._add_channels(one, medium, sort, "" if label is None else cells[label].strip(), text)
        for place, parts in self._addresses.items():
            self._add_address(one, place, parts, cells)
        if single:
            self._add_single(one, cells)
        for index, column, order, header in self._days:
            self._add_day(one, column, order, header, cells[index].strip())
        for index, column, header in self._choices:
            self._add_choice(one, column, header, cells[index].strip())
        for index in self._notes:
            if text := cells[index].strip():
                one.notes.append(text)
        for index in self._tags:
            if text := cells[index].strip():
                found = (tag.strip().lstrip("#* ") for tag in _LISTED.split(text) if tag.lower() not in _GROUPS)
                one.tags += tuple(tag for tag in found if tag)
        self._keep(one, cells)
        if self._own:
            one.own, problem = self._own.read(cells)
            one.problem = one.problem or problem
        return one

    def _add_channels(self, one: Incoming, medium: str, sort: str, label: str, text: str) -> None:
        kind = _TYPES.get(label.lstrip("* ").lower(), "")
        own = "" if kind else label.lstrip("* ")
        one.channels.extend((medium, sort or kind, own, part) for part in _SEVERAL.split(text) if part)

    def _add_address(self, one: Incoming, place: str, parts: list[tuple[int, str]], cells: tuple[str, ...]) -> None:
        found: dict[str, str] = {}
        for index, part in parts:
            text = cells[index].strip()
            if text and not (len(text) < 6 and text.lower() in _EMPTY):
                found[part] = text
        if not found:
            return
        label = cells[self._address_labels[place]].strip() if place in self._address_labels else ""
        kind = _TYPES.get(label.lstrip("* ").lower(), "") if place.isdigit() else place
        street = found.get("street", "")
        if len(found) > 1 or not street:
            lines = (found.get("po_box", ""), street, found.get("street2", ""), found.get("street3", ""))
            street = "\n".join(line for line in lines if line)
            if not street and not any(found.get(part) for part in _PARTS):
                street = found.get("formatted", "")
        one.addresses.append(
            (kind, "" if kind else label.lstrip("* "), street, found.get("city", ""), found.get("region", ""),
             found.get("postcode", ""), found.get("country", ""))
        )  # fmt: skip

    def _add_single(self, one: Incoming, cells: tuple[str, ...]) -> None:
        single = self._single
        if "kind" in single:
            word = cells[single["kind"]].strip().lower()
            one.kind = next((key for key, label in CONTACT_KINDS if word in (key, label.lower())), one.kind)
        if "company" in single:
            company = cells[single["company"]].strip()
            one.company = "" if company.lower() in _EMPTY else company
        if "department" in single:
            one.department = cells[single["department"]].strip()
        if "owner" in single:
            owner = cells[single["owner"]].strip()
            one.owner = "" if owner.lower() in _EMPTY else owner
        if "external_id" in single:
            one.external_id = cells[single["external_id"]].strip()

    def _add_day(self, one: Incoming, column: str, order: str, header: str, text: str) -> None:
        if not text or text.lower() in _EMPTY:
            return
        day = date_of(text, order)  # type: ignore[arg-type]
        if day is not None:
            one.values[column] = day.isoformat()
            return
        from crm_desktop.core.errors import Refused
        from crm_desktop.services.contacts.days import read_partial_day

        try:
            one.values[column] = read_partial_day(text, month_first=order == "month") or ""
        except Refused:
            one.problem = f"“{text}” in “{header}” is no day; it is kept beside the contact."
            self._keep_value(one, header, text)

    def _add_choice(self, one: Incoming, column: str, header: str, text: str) -> None:
        if not text:
            return
        choices = LIFECYCLES if column == "lifecycle" else CUSTOMER_TYPES
        key = next((key for key, label in choices if text.lower() in (key, label.lower())), None)
        if key is not None:
            one.values[column] = key
        else:
            self._keep_value(one, header, text)

    def _keep(self, one: Incoming, cells: tuple[str, ...]) -> None:
        for index, header in self._kept:
            if text := cells[index].strip():
                self._keep_value(one, header, text)
        if one.external_id:
            one.extra = {**(one.extra or {}), "external_id": one.external_id}
        if len(cells) > len(self.plan.columns):
            surplus: Any = [cell for cell in cells[len(self.plan.columns) :] if cell.strip()]
            if surplus:
                self._keep_value(one, "…", ", ".join(surplus))

    @staticmethod
    def _keep_value(one: Incoming, header: str, text: str) -> None:
        if one.extra is None:
            one.extra = {}
        one.extra.setdefault("fields", {})[header] = text
