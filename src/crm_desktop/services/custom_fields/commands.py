"""Declaring custom fields and filling them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import to_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.fields import FieldType
from crm_desktop.core.ids import new_id
from crm_desktop.services.custom_fields.declared import ON_PAPER
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.workspace.commands import put_setting

if TYPE_CHECKING:
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

_MOST = 200
"""Custom fields of one kind; a list of more helps nobody and slows every statement."""
_WORD = re.compile(r"[^a-z0-9]+")


class CustomFieldCommands:
    """What a person can do with the custom fields of a kind of record."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._database = services.database

    def add(self, draft: CustomFieldDraft) -> tuple[str, ChangeSet]:
        """Declare a field and return its key. Raises `Refused` for a label in use or a list without choices."""
        with self._database.write(f"Added the field “{draft.label.strip()}”") as work:
            key = self.put_field(work, draft)
        return key, work.change

    def put_field(self, work: Transaction, draft: CustomFieldDraft) -> str:
        """Declare a field inside somebody's unit of work and return its key."""
        kind = self._services.records.access(draft.kind).kind
        label = self._free_label(work, kind, draft.label)
        choices = _choices(draft.choices) if draft.type is FieldType.CHOICE else []
        if draft.type is FieldType.CHOICE and not choices:
            raise Refused(f"“{label}” is to be one of a list, but the list is empty.", "Add at least one choice.")
        if draft.type is FieldType.RECORD:
            self._services.records.access(draft.target)
        if not 0 <= draft.scale <= 9:
            raise Refused("A number has at most 9 decimals.", "Nothing was saved.")
        key = self._free_key(work, kind, label)
        work.execute(
            "INSERT INTO custom_field (id, created_at, record_kind, key, label, type, choices, target, scale, "
            "personal, position) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
            "(SELECT coalesce(max(position), 0) + 1 FROM custom_field WHERE record_kind = ?))",
            (
                new_id(), to_millis(self._services.clock.now()), kind, key, label, draft.type.value,
                json.dumps(choices, ensure_ascii=False), draft.target, draft.scale, int(draft.personal), kind,
            ),
        )  # fmt: skip
        return key

    def rename(self, field_id: str, label: str) -> ChangeSet:
        """Give a field another label; its key and values stay."""
        with self._database.write("Renamed a field") as work:
            kind, before = self._present(work, field_id)
            text = self._free_label(work, kind, label, but=field_id)
            work.label = f"Renamed the field “{before}” to “{text}”"
            work.execute("UPDATE custom_field SET label = ? WHERE id = ?", (text, field_id))
        return work.change

    def set_choices(self, field_id: str, choices: Sequence[tuple[str, str]]) -> ChangeSet:
        """Replace the list of a field: (key, label); an empty key is a new choice.

        Raises `Refused` when a choice that records hold would go.
        """
        with self._database.write("Changed the choices of a field") as work:
            _, label = self._present(work, field_id)
            work.label = f"Changed the choices of “{label}”"
            kept = {key for key, _ in choices if key}
            for value, count in work.execute(
                "SELECT text, count(*) FROM custom_value WHERE field_id = ? AND text IS NOT NULL GROUP BY text",
                (field_id,),
            ):
                if value not in kept:
                    raise Refused(
                        f"{count:,} records hold a choice of “{label}” that is no longer in the list.",
                        "Nothing was changed. Give them another value first, or rename the choice.",
                    )
            work.execute(
                "UPDATE custom_field SET choices = ? WHERE id = ?",
                (json.dumps(_merged(choices), ensure_ascii=False), field_id),
            )
        return work.change

    def reorder(self, field_ids: Sequence[str]) -> ChangeSet:
        """Put fields into this order."""
        with self._database.write("Changed the order of the fields") as work:
            work.execute_many(
                "UPDATE custom_field SET position = ? WHERE id = ?",
                [(place, one) for place, one in enumerate(field_ids)],
            )
        return work.change

    def remove(self, field_id: str) -> ChangeSet:
        """Take a field away; what records hold in it stays, and is there again when this is undone."""
        with self._database.write("Removed a field") as work:
            _, label = self._present(work, field_id)
            work.label = f"Removed the field “{label}”"
            work.execute(
                "UPDATE custom_field SET deleted_at = ? WHERE id = ?",
                (to_millis(self._services.clock.now()), field_id),
            )
        return work.change

    def set_on_paper(self, field_id: str, on_paper: bool) -> ChangeSet:
        """Have the value of a field printed on the paper of its record, or no longer."""
        with self._database.write("Changed what is printed") as work:
            _, label = self._present(work, field_id)
            work.label = f"“{label}” is printed from now on" if on_paper else f"“{label}” is no longer printed"
            put_setting(work, ON_PAPER + field_id, on_paper or None)
        return work.change

    def _present(self, work: Transaction, field_id: str) -> tuple[str, str]:
        found = work.execute(
            "SELECT record_kind, label FROM custom_field WHERE id = ? AND deleted_at IS NULL", (field_id,)
        )
        if not found:
            raise RecordMissing("This field is no longer there.", "Nothing was changed.")
        return str(found[0][0]), str(found[0][1])

    def _free_label(self, work: Transaction, kind: str, label: str, *, but: str = "") -> str:
        text = " ".join(label.split())
        if not text:
            raise Refused("A field needs a name.", "Nothing was saved.")
        taken = {str(name).casefold() for row in self._others(work, kind, but) for name in row}
        if text.casefold() in taken or text in self._services.records.access(kind).fields:
            raise Refused(f"There is a field “{text}” already.", "Nothing was saved. Choose another name.")
        if not but and len(taken) >= 2 * _MOST:
            raise Refused(f"There are {_MOST} fields already.", "Nothing was saved. Remove one that nobody uses.")
        return text

    def _free_key(self, work: Transaction, kind: str, label: str) -> str:
        plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
        stem = _WORD.sub("_", plain).strip("_")[:40] or "field"
        if not stem[0].isalpha():
            stem = f"field_{stem}"
        built_in = self._services.records.access(kind).fields
        # Keys of removed fields too: one that comes back must find its own.
        taken = {row[0] for row in work.execute("SELECT key FROM custom_field WHERE record_kind = ?", (kind,))}
        taken |= {str(row[0]).casefold() for row in self._others(work, kind, "")}
        key, number = stem, 2
        while key in taken or key in built_in or key in _RESERVED:
            key, number = f"{stem}_{number}", number + 1
        return key

    @staticmethod
    def _others(work: Transaction, kind: str, but: str) -> list[Any]:
        """Return (label, key) of the other fields of a kind."""
        return work.execute(
            "SELECT label, key FROM custom_field WHERE record_kind = ? AND deleted_at IS NULL AND id <> ?", (kind, but)
        )


_RESERVED = frozenset(("id", "and", "or", "not", "in", "is", "empty", "phones", "emails", "addresses", "lines", "tags"))
"""Words of the filter language and keys of parts that JSON records carry."""


def _choices(labels: Sequence[str]) -> list[list[str]]:
    return _merged([("", label) for label in labels if label.strip()])


def _merged(choices: Sequence[tuple[str, str]]) -> list[list[str]]:
    merged: list[list[str]] = []
    taken = {key for key, _ in choices if key}
    for key, label in choices:
        text = " ".join(label.split())
        if any(text.casefold() == other.casefold() for _, other in merged):
            raise Refused(f"The choice “{text}” is there twice.", "Nothing was saved.")
        if not key:
            stem = _WORD.sub("_", unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower())
            stem = stem.strip("_")[:40] or "choice"
            key, number = stem, 2
            while key in taken:
                key, number = f"{stem}_{number}", number + 1
            taken.add(key)
        merged.append([key, text])
    return merged
