"""Names in a file and the records they mean: members, products, deals, cases, quotes; what fits none is noted."""

from __future__ import annotations

from crm_desktop.core.ids import new_id
from crm_desktop.exchange.preset_words import compact
from crm_desktop.services.importing.plan import ImportPlan
from crm_desktop.services.importing.tally import Tally
from crm_desktop.storage.database import Transaction

_QUERIES = {
    "member": "SELECT id, name, email FROM member WHERE deleted_at IS NULL",
    "product": "SELECT id, name, code FROM product WHERE deleted_at IS NULL",
    "deal": "SELECT id, title, '' FROM deal WHERE deleted_at IS NULL",
    "lead": "SELECT id, name, email FROM lead WHERE deleted_at IS NULL",
    "case": "SELECT id, coalesce(number, ''), subject FROM \"case\" WHERE deleted_at IS NULL",
    "quote": "SELECT id, coalesce(number, ''), title FROM document WHERE deleted_at IS NULL AND kind = 'quote'",
}
_MEMBER = "INSERT INTO member (id, created_at, name, email, active) VALUES (?, ?, ?, ?, 1)"


class NamesHere:
    """The records of one kind by their id and names, exactly or without case, blanks and signs."""

    def __init__(self, work: Transaction, plan: ImportPlan, tally: Tally, kind: str, field: str, millis: int) -> None:
        self._work = work
        self._tally = tally
        self._makes = kind == "member" and plan.make_members
        self._millis = millis
        column = next((one for one in plan.columns if one.field == field), None)
        self._place = (column.column, column.header) if column is not None else (-1, field)
        self._exact: dict[str, str] = {}
        self._near: dict[str, tuple[str, str]] = {}
        self._labels: dict[str, str] = {}
        for record, *names in work.execute(_QUERIES[kind]):
            self._learn(record, names)

    def _learn(self, record: str, names: list[str]) -> None:
        self._exact[record] = record
        self._labels[record] = names[0] or names[-1]
        for name in names:
            if name:
                self._exact.setdefault(name.casefold(), record)
                if key := compact(name):
                    self._near.setdefault(key, (record, name))

    def find(self, text: str) -> str | None:
        """Return the id of the record that a text names; what is not exactly its name is noted."""
        if not text:
            return None
        found = self._exact.get(text.casefold())
        if found is not None:
            return found
        near = self._near.get(compact(text))
        if near is not None:
            self.note(text, near[1])
            return near[0]
        if self._makes:
            return self._made(text)
        self.note(text, "")
        return None

    def label(self, record: str) -> str:
        """Return what a record found here is called."""
        return self._labels.get(record, "")

    def note(self, text: str, meant: str) -> None:
        """Note that a text is no name here."""
        self._tally.note_name(*self._place, text, meant)

    def _made(self, text: str) -> str:
        member = new_id()
        name, email = (text.partition("@")[0].replace(".", " ").title(), text) if "@" in text else (text, "")
        self._work.execute(_MEMBER, (member, self._millis, " ".join(name.split()), email))
        self._learn(member, [name, email])
        return member


def import_members(work: Transaction, plan: ImportPlan, tally: Tally, *, millis: int) -> None:
    """Add the people of the firm that a table lists; who is known by e-mail address or name is left as they are."""
    from crm_desktop.services.importing.cells import cells_of
    from crm_desktop.services.importing.plan import Outcome

    known = {row[0]: list(row[1:]) for row in work.execute(_QUERIES["member"])}
    by_name: dict[str, str] = {}
    for member, (name, email) in known.items():
        for key in filter(None, (email.casefold(), name.casefold())):
            by_name.setdefault(key, member)
    for cells in cells_of(plan):
        name, email = " ".join(cells.text("name").split()), cells.text("email").lower()
        if not name and not email:
            tally.add(cells.row, Outcome.SKIPPED, f"Row {cells.row}", "This row names nobody.")
            continue
        title = name or email
        found = by_name.get(email.casefold()) if email else None
        found = found or by_name.get(name.casefold())
        if found is None and plan.mode != "update":
            found = new_id()
            work.execute(_MEMBER, (found, millis, title, email))
            known[found] = [title, email]
            by_name |= {key: found for key in (email, title.casefold()) if key}
            tally.add(cells.row, Outcome.READY, title)
        elif found is None:
            tally.add(cells.row, Outcome.SKIPPED, title, f"“{title}” is not here yet.")
        elif plan.mode == "create":
            tally.add(cells.row, Outcome.SKIPPED, title, f"“{title}” is here already.")
        elif email and known[found][1] != email:
            work.execute("UPDATE member SET email = ? WHERE id = ?", (email, found))
            known[found][1] = email
            tally.add(cells.row, Outcome.UPDATE, title)
        else:
            tally.add(cells.row, Outcome.UNCHANGED, title)
