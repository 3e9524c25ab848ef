"""What a person does to many records of a list at once: each command is one journal entry, and undone whole."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.core.fields import Field, FieldType
from crm_desktop.core.ids import derived_id
from crm_desktop.services.custom_fields.declared import custom_fields
from crm_desktop.services.custom_fields.values import PUT, stored
from crm_desktop.services.lists.cell_values import Habits, cell_value
from crm_desktop.services.lists.plain_columns import PLAIN
from crm_desktop.services.lists.views import Pasted

if TYPE_CHECKING:
    from crm_desktop.services.calendar.views import TaskDraft
    from crm_desktop.services.custom_fields.views import CustomFieldRow
    from crm_desktop.services.records import RecordAccess
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

_MANY = 200
_ID = re.compile(r"[0-9a-f]{32}")
TAGGED = frozenset(("contact", "deal", "lead", "case", "quote"))
"""Kinds of record that carry tags."""
PLANNED = frozenset(("contact", "deal", "case", "quote", "lead"))
"""Kinds of record that a follow-up can be planned with."""
_MOST_PASTED = 20_000
_BINS = {"contact": "contact_commands", "lead": "lead_commands", "product": "product_commands"}
"""Kinds with rules of their own for what is thrown away: what is used may have to stay."""


class ListCommands:
    """Changes to many records. Ids travel, so that a list that was sorted meanwhile changes nothing."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._database = services.database

    def set_field(self, kind: str, ids: Sequence[str], key: str, value: Any) -> ChangeSet:
        """Give a field of many records one value (a JSON value). Raises `Refused`."""
        access = self._services.records.access(kind)
        field = self._services.records.fields(access.kind).find(key)
        if field is None or not field.editable:
            raise Refused(f"“{key}” cannot be changed here.", "Nothing was changed.")
        with self._database.write(f"Changed {field.label}", bulk=len(ids) > _MANY) as work:
            self.put_many(work, access.kind, ids, {field.key: value})
            work.label = f"Changed {field.label} of {self._who(work, access.kind, ids)}"
        return work.change

    def assign(self, kind: str, ids: Sequence[str], member_id: str | None) -> ChangeSet:
        """Give many records an owner, or none."""
        access = self._services.records.access(kind)
        with self._database.write("Assigned records", bulk=len(ids) > _MANY) as work:
            self.put_many(work, access.kind, ids, {"owner": member_id})
            name = work.execute("SELECT name FROM member WHERE id = ?", (member_id,))
            who = self._who(work, access.kind, ids)
            work.label = f"Assigned {who} to {name[0][0]}" if name else f"Took the owner off {who}"
        return work.change

    def tag(self, kind: str, ids: Sequence[str], name: str) -> ChangeSet:
        """Put one tag on many records."""
        from crm_desktop.services.contacts.parts import put_tag, put_tag_links

        access = self._tagged(kind)
        with self._database.write("Tagged records", bulk=len(ids) > _MANY) as work:
            tag = put_tag(work, name, self._services.clock.now())
            put_tag_links(work, tag, access.kind, ids)
            self._settle(work, access, ids)
            shown = work.execute("SELECT name FROM tag WHERE id = ?", (tag,))[0][0]
            work.label = f"Tagged {self._who(work, access.kind, ids)} “{shown}”"
        return work.change

    def untag(self, kind: str, ids: Sequence[str], name: str) -> ChangeSet:
        """Take one tag off many records."""
        access = self._tagged(kind)
        with self._database.write("Took a tag off", bulk=len(ids) > _MANY) as work:
            wanted = name.strip().lstrip("#").casefold()
            tags = [row[0] for row in work.execute("SELECT id, name FROM tag") if row[1].casefold() == wanted]
            work.execute(
                "DELETE FROM tag_link WHERE tag_id IN (SELECT value FROM json_each(?)) "
                "AND record_id IN (SELECT value FROM json_each(?))",
                (json.dumps(tags), json.dumps(list(ids))),
            )
            self._settle(work, access, ids)
            work.label = f"Took the tag “{name}” off {self._who(work, access.kind, ids)}"
        return work.change

    def follow_up(self, kind: str, ids: Sequence[str], draft: TaskDraft) -> ChangeSet:
        """Plan the same step with each of many records."""
        from crm_desktop.services.calendar.tasks import put_task

        access = self._services.records.access(kind)
        if access.kind not in PLANNED:
            raise Refused(f"No follow-up is planned with {access.fields.plural.lower()}.", "Nothing was changed.")
        with self._database.write("Planned follow-ups", bulk=len(ids) > _MANY) as work:
            for record_id in ids:
                put_task(work, self._aimed(work, access.kind, record_id, draft), self._services.clock)
            self._settle(work, access, ids)
            work.label = f"Planned “{draft.title.strip()}” with {self._who(work, access.kind, ids)}"
        return work.change

    def bin(self, kind: str, ids: Sequence[str]) -> ChangeSet:
        """Put many records into the Bin."""
        access = self._services.records.access(kind)
        commands = _BINS.get(access.kind)
        if commands is None:
            return self._services.records.bin(kind, ids)
        change: ChangeSet = getattr(self._services, commands).bin(list(ids))
        return change

    def paste(self, pasted: Pasted, habits: Habits) -> ChangeSet:
        """Write a block of cells over the fields of the records it lies on, as a spreadsheet does.

        One cell over several records fills them all. Cells beyond the last column or record are left out.
        Raises `Refused` with the cell that does not fit; nothing is written then.
        """
        access = self._services.records.access(pasted.kind)
        fields = self._services.records.fields(access.kind)
        block = pasted.cells
        if len(block) == 1 and len(pasted.rowids) > 1:
            block = block * len(pasted.rowids)
        ids = self._services.lists.ids_of(access.kind, pasted.rowids[: len(block)])
        columns = [fields[key] for key in pasted.columns]
        if sum(len(row) for row in block) > _MOST_PASTED:
            raise Refused(f"More than {_MOST_PASTED:,} cells are no longer pasted.", "Import them as a file instead.")
        if not any(one.editable for one in columns[: max((len(row) for row in block), default=0)]):
            raise Refused(f"“{columns[0].label}” cannot be changed here." if columns else "No cell is chosen.")
        with self._database.write("Pasted cells", bulk=len(ids) > _MANY) as work:
            count = 0
            for place, (record_id, row) in enumerate(zip(ids, block, strict=False)):
                data: dict[str, Any] = {}
                for field, text in zip(columns, row, strict=False):
                    if field.editable:
                        data[field.key] = self._value(field, text, habits, place)
                self._put_one(work, access.kind, record_id, data, place)
                count += len(data)
            cells = "1 cell" if count == 1 else f"{count:,} cells"
            work.label = f"Pasted {cells} into {self._who(work, access.kind, ids)}"
        return work.change

    def put_many(self, work: Transaction, kind: str, ids: Sequence[str], data: Mapping[str, Any]) -> None:
        """Give fields of many records one value each, inside somebody's unit of work. Raises `Refused`."""
        access = self._services.records.access(kind)
        own = {one.key: one for one in custom_fields(self._database, access.kind)}
        plain = PLAIN.get(access.kind, frozenset())
        # First what goes by a feature's own rules: it writes the record as it was read, before anything else.
        rest = {key: value for key, value in data.items() if key not in own and key not in plain}
        if rest:
            for record_id in ids:
                access.update(work, self._services, record_id, rest)
        for key, value in data.items():
            if key in own:
                given = self._linked(work, own[key], value)
                text, number = stored(own[key], given, currency=self._services.workspace.business().currency)
                field_id = own[key].id
                work.execute_many(
                    PUT, [(derived_id(field_id, one), field_id, access.kind, one, text, number) for one in ids]
                )
            elif key in plain:
                self._put_column(work, access.fields[key], access.table, ids, value)
        if len(rest) < len(data):
            self._settle(work, access, ids)

    def _settle(self, work: Transaction, access: RecordAccess, ids: Sequence[str]) -> None:
        """Let a kind follow what was done to its records and went by none of its own rules."""
        settle = getattr(access, "settle", None)
        if settle is not None:
            settle(work, self._services, ids)

    def _linked(self, work: Transaction, one: CustomFieldRow, value: Any) -> Any:
        """Return the id behind the name of a person of the firm or of another record."""
        if value in (None, "") or _ID.fullmatch(str(value)):
            return value
        if one.type is FieldType.PERSON:
            return _member(work, one.label, value)
        if one.type is FieldType.RECORD and one.target:
            return self._services.records.find(one.target, str(value))
        return value

    def _put_column(self, work: Transaction, field: Field, table: str, ids: Sequence[str], value: Any) -> None:
        column = (field.sql or "").rpartition(".")[2]
        known = _stored(work, field, value)
        work.execute(
            f'UPDATE "{table}" SET "{column}" = ? WHERE id IN (SELECT value FROM json_each(?)) AND "{column}" IS NOT ?',
            (known, json.dumps(list(ids)), known),
        )

    def _put_one(self, work: Transaction, kind: str, record_id: str, data: Mapping[str, Any], place: int) -> None:
        if not data:
            return
        try:
            self.put_many(work, kind, [record_id], data)
        except CrmError as error:
            raise Refused(f"Row {place + 1}: {error.title}", error.detail or "Nothing was changed.") from error

    def _value(self, field: Field, text: str, habits: Habits, place: int) -> Any:
        try:
            return cell_value(field, text, habits)
        except Refused as error:
            raise Refused(f"Row {place + 1}: {error.title}", error.detail) from error

    def _aimed(self, work: Transaction, kind: str, record_id: str, draft: TaskDraft) -> TaskDraft:
        if kind == "contact":
            aimed: TaskDraft = self._services.contact_commands.aimed(work, draft, record_id)
            return aimed
        if kind == "lead":
            return replace(draft, lead_id=record_id)
        table, column = {
            "deal": ("deal", "deal_id"),
            "case": ("case", "case_id"),
            "quote": ("document", "document_id"),
        }[kind]
        found = work.execute(f'SELECT person_id, company_id FROM "{table}" WHERE id = ?', (record_id,))
        person, company = found[0] if found else (None, None)
        links: dict[str, Any] = {column: record_id, "person_id": person, "company_id": company}
        return replace(draft, **links)

    def _tagged(self, kind: str) -> Any:
        access = self._services.records.access(kind)
        if access.kind not in TAGGED:
            raise Refused(f"{access.fields.plural} carry no tags.", "Nothing was changed.")
        return access

    def _who(self, work: Transaction, kind: str, ids: Sequence[str]) -> str:
        access = self._services.records.access(kind)
        if len(ids) == 1:
            title = work.execute("SELECT title FROM search_document WHERE record_id = ?", (ids[0],))
            if title:
                return f"“{title[0][0].strip()}”"
        one, many = access.fields.label.lower(), access.fields.plural.lower()
        return f"1 {one}" if len(ids) == 1 else f"{len(ids):,} {many}"


def _stored(work: Transaction, field: Field, value: Any) -> Any:
    """Return a JSON value as the column of a plain field keeps it."""
    if field.type is FieldType.YES_NO:
        return int(bool(value))
    if field.type is FieldType.CHOICE and field.choices:
        if value in (None, ""):
            return ""
        key = field.choice_key(str(value))
        if key is None:
            words = ", ".join(label for _, label in field.choices)
            raise Refused(f"“{value}” is no choice of “{field.label}”.", f"Nothing was saved. There are: {words}.")
        return key
    if field.type is FieldType.PERSON:
        return _member(work, field.label, value)
    return "" if value is None else str(value)


def _member(work: Transaction, label: str, value: Any) -> str | None:
    if value in (None, ""):
        return None
    wanted = str(value).strip().casefold()
    for member_id, name in work.execute("SELECT id, name FROM member"):
        if wanted in (member_id, str(name).casefold()):
            return str(member_id)
    raise Refused(f"Nobody here is called “{value}”.", f"“{label}” was not changed.")
