"""The records that the cells of a row name: people and firms, made when they are not here, and others that must be."""

from __future__ import annotations

import re

from crm_desktop.services.importing.contacts import ContactImport
from crm_desktop.services.importing.names_here import NamesHere
from crm_desktop.services.importing.plan import ImportPlan
from crm_desktop.services.importing.tally import Tally
from crm_desktop.storage.database import Transaction

_ID = re.compile(r"[0-9a-f]{32}")
_KIND_OF_FIELD = {
    "owner": "member", "product": "product", "line.product": "product", "deal": "deal", "case": "case",
    "document": "quote", "lead": "lead",
}  # fmt: skip


class Relations:
    """Finds the records that the columns of a table name."""

    def __init__(self, work: Transaction, plan: ImportPlan, tally: Tally, contacts: ContactImport, millis: int) -> None:
        self._work = work
        self._plan = plan
        self._tally = tally
        self._contacts = contacts
        self._millis = millis
        self._names: dict[str, NamesHere] = {}

    def find(self, field: str, text: str, company: str = "") -> str | None:
        """Return the id of the record that a cell of this field names; None for what is not here (and was noted).

        `company` is where a person works, as far as the row says.
        """
        if not text:
            return None
        if field in ("person", "company", "customer"):
            return self._contact(field, text, company)
        if field not in self._names:
            kind = _KIND_OF_FIELD[field]
            self._names[field] = NamesHere(self._work, self._plan, self._tally, kind, field, self._millis)
        return self._names[field].find(text)

    def _contact(self, field: str, text: str, company: str) -> str:
        if _ID.fullmatch(text) and self._work.execute(
            "SELECT 1 FROM contact WHERE id = ? AND deleted_at IS NULL", (text,)
        ):
            return text
        if field == "company":
            return self._contacts.company_id(text)
        if field == "customer" and (found := self._contacts.known_company(text)):
            return found
        return self._contacts.person_id(text, company)
