"""Whose a document is: the record that a name, number, address or id means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from crm_desktop.core.errors import Refused
from crm_desktop.services.contacts.names import plain
from crm_desktop.services.contacts.normalise import PhoneReader, normalise_channel
from crm_desktop.storage.database import Transaction

Owner = tuple[str, str]
"""(kind, id)"""

OWNER_KINDS: Final = ("contact", "deal", "quote", "case", "lead")
"""The kinds of record that can be named; an unsaid kind is the first that has such a name.

A quote has no page for files of its own: they stand in the stream of its deal, else of its customer.
"""

_WORDS: Final = {
    "contact": ("contact", "person", "people", "company", "customer", "account"), "deal": ("deal", "opportunity"),
    "quote": ("quote", "offer"), "case": ("case", "ticket"), "lead": ("lead",),
}  # fmt: skip
_TABLES: Final = {
    "contact": "contact", "deal": "deal", "quote": "document", "case": '"case"', "lead": "lead",
}  # fmt: skip
_ID = re.compile(r"[0-9a-f]{32}")
_LONGEST_NAME = 200
_SIGNS = " -.,;()"
_BETWEEN = re.compile(r"[\s\-.,;()]+")
_NAMED: Final = {
    "deal": "SELECT id FROM deal WHERE lower(title) = lower(:text) AND deleted_at IS NULL",
    "quote": "SELECT id FROM document WHERE kind = 'quote' AND deleted_at IS NULL "
    "AND (lower(number) = lower(:text) OR lower(title) = lower(:text)) "
    "AND NOT (status = 'superseded' AND lower(number) = lower(:text))",
    "case": 'SELECT id FROM "case" WHERE deleted_at IS NULL '
    "AND (lower(number) = lower(:text) OR lower(subject) = lower(:text))",
    "lead": "SELECT id FROM lead WHERE deleted_at IS NULL AND (lower(name) = lower(:text) OR email = lower(:text))",
}
_AROUND = "SELECT deal_id, company_id, person_id FROM document WHERE id = ?"
_BY_LINE = (
    "SELECT DISTINCT c.id FROM channel h JOIN contact c ON c.id = h.contact_id "
    "WHERE h.normalised = ? AND c.deleted_at IS NULL"
)
_BY_KEY = "SELECT id FROM contact WHERE sort_key = ? AND deleted_at IS NULL"
_BY_NAME = "SELECT id FROM contact WHERE name = ? AND deleted_at IS NULL"


class FileOwners:
    """Finds the record that a text means; the same text is looked up once."""

    def __init__(self, work: Transaction, country: str) -> None:
        self._work = work
        self._phones = PhoneReader(country)
        self._found: dict[tuple[str, str], Owner] = {}

    def kind_of(self, word: str) -> str:
        """Return the kind that a word of the table means. Raises `Refused`."""
        said = word.strip().lower()
        found = next((kind for kind, words in _WORDS.items() if said in words or said.removesuffix("s") in words), "")
        if not found:
            raise Refused(f"A document cannot belong to “{word}”.", f"There are {', '.join(OWNER_KINDS)}.")
        return found

    def find(self, text: str, kind: str = "") -> Owner:
        """Return whose a document is. Raises `Refused` when nobody is meant, or several are."""
        asked = (" ".join(text.split()), kind)
        if asked not in self._found:
            kind, record = self._find(*asked)
            self._found[asked] = self._of_quote(record) if kind == "quote" else (kind, record)
        return self._found[asked]

    def _of_quote(self, quote: str) -> Owner:
        """Return where the files of a quote stand. Raises `Refused` for one of nobody."""
        ((deal, company, person),) = self._work.execute(_AROUND, (quote,))
        if deal:
            return "deal", deal
        if not (company or person):
            raise Refused("This quote has neither a deal nor a customer that could keep the document.", "")
        return "contact", company or person

    def find_by_name_of_file(self, text: str, kind: str = "") -> Owner:
        """Return whose a document is by its own name: the longest beginning of it that is somebody's."""
        words = " ".join(re.sub(r"[_–—]+", " ", text).split())[:_LONGEST_NAME]
        first: Refused | None = None
        for end in (len(words), *(found.start() for found in reversed(list(_BETWEEN.finditer(words))))):
            if beginning := words[:end].rstrip(_SIGNS):
                try:
                    return self.find(beginning, kind)
                except Refused as refused:
                    first = first or refused
        raise first or Refused("This row does not say whose the document is.", "")

    def _find(self, text: str, kind: str) -> Owner:
        if not text:
            raise Refused("This row does not say whose the document is.", "")
        kinds = (kind,) if kind else OWNER_KINDS
        if _ID.fullmatch(text):
            for one in kinds:
                sql = f"SELECT 1 FROM {_TABLES[one]} WHERE id = ? AND deleted_at IS NULL"
                if self._work.execute(sql, (text,)):
                    return one, text
        for one in kinds:
            found = self._contacts(text) if one == "contact" else self._named(one, text)
            if len(found) == 1:
                return one, found[0]
            if found:
                raise Refused(
                    f"{len(found)} records are called “{text}”; say which by an e-mail address, a number or an id.", ""
                )
        what = f" {kind}" if kind else ""
        raise Refused(f"There is no{what or 'body and nothing'} called “{text}”.", "")

    def _named(self, kind: str, text: str) -> list[str]:
        return [row[0] for row in self._work.execute(_NAMED[kind], {"text": text})]

    def _contacts(self, text: str) -> Sequence[str]:
        for medium in ("email", "phone"):
            line = normalise_channel(medium, text, self._phones)
            usable = "@" in line if medium == "email" else len(line) > 6 and line.lstrip("+").isdigit()
            if usable and (rows := self._work.execute(_BY_LINE, (line,))):
                return [row[0] for row in rows]
        exact = self._work.execute(_BY_NAME, (text,))
        if exact:
            return [row[0] for row in exact]
        first, _, last = text.rpartition(" ")
        keys = dict.fromkeys((plain(text), plain(f"{last} {first}"), plain(text.replace(",", " "))))
        return list(dict.fromkeys(row[0] for key in keys for row in self._work.execute(_BY_KEY, (key,))))
