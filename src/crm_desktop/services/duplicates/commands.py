"""Making one contact of several, and remembering who is not one; each is one entry of the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import to_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.services.contacts.views import ContactDraft
from crm_desktop.services.duplicates.merging import Merging, not_duplicate_row

if TYPE_CHECKING:
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

_MANY = 500
"""From so many rows on that name a contact, they are handed on as a bulk write."""
_HANGING = (
    "SELECT (SELECT count(*) FROM activity_link WHERE record_id IN ({0})) + (SELECT count(*) FROM deal WHERE "
    "person_id IN ({0}) OR company_id IN ({0})) + (SELECT count(*) FROM task WHERE person_id IN ({0}) OR "
    "company_id IN ({0})) + (SELECT count(*) FROM affiliation WHERE company_id IN ({0}))"
)


class DuplicateCommands:
    """Writes about duplicates. Every method returns what changed; undo brings all of it back."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._database = services.database

    def merge(self, keep: str, others: Sequence[str], chosen: Mapping[str, str] | None = None) -> ChangeSet:
        """Make one contact of several: `keep` stays, the others go to the Bin and lead to it from then on.

        Of a field that holds one value, `keep`'s stands, or else the first there is; `chosen` names another contact
        by the field's key. What does not fit is written into a note. Raises `RecordMissing`, `Refused`.
        """
        queries = self._services.duplicates
        ids = queries.checked([keep, *others])
        choices = dict(chosen or {})
        _check(choices, ids, [one.key for one in queries.compare(ids).fields if one.is_choice])
        with self._database.write("Merged contacts", bulk=self._hanging(ids[1:]) > _MANY) as work:
            work.label = _label(work, ids)
            Merging(work, keep, ids[1:], to_millis(self._services.clock.now())).merge(choices)
        self._is_own(work.change)
        return work.change

    def link_lead(self, lead_id: str, contact_id: str) -> ChangeSet:
        """Convert a lead to the contact that it is already: nobody is made twice, and no deal. Raises `Refused`."""
        services = self._services
        chosen = replace(services.leads.proposal(lead_id).conversion, deal_title="")
        kind = services.records.read("contact", contact_id)["kind"]
        if kind == "company":
            chosen = replace(chosen, with_company=True, company_id=contact_id)
        else:
            chosen = replace(chosen, with_person=True, person_id=contact_id)
        return services.lead_commands.convert(chosen)

    def take_in(self, contact_id: str, draft: ContactDraft) -> ChangeSet:
        """Give a contact what was typed for a new one that it turned out to be; what it has already stays once."""
        from crm_desktop.services.contacts.writing import Writing

        database, now = self._database, self._services.clock.now()
        with database.write("Added to a contact") as work:
            rows = work.execute("SELECT name, kind FROM contact WHERE id = ? AND deleted_at IS NULL", (contact_id,))
            if not rows:
                raise RecordMissing("This contact is no longer there.", "Nothing was changed.")
            name, kind = str(rows[0][0]), str(rows[0][1])
            firms = draft.affiliations if kind == "person" else ()
            typed = replace(draft, id=None, name=name, kind=kind, affiliations=firms)
            other = Writing(work, now, database.actor).put(typed)
            Merging(work, contact_id, [other], to_millis(now)).merge({})
            work.execute("DELETE FROM contact WHERE id = ?", (other,))
            work.label = f"Added what was typed to {name}"
        return work.change

    def not_duplicates(self, ids: Sequence[str]) -> ChangeSet:
        """Remember that each of these contacts is another: they are not shown as one again."""
        wanted = self._services.duplicates.checked(ids)
        with self._database.write("Kept contacts apart") as work:
            names = [_name(work, one) for one in wanted]
            work.label = f"Kept {names[0]} and {_others(names)} apart"
            if len(names) == 2 and names[0] == names[1]:
                work.label = f"Kept two called {names[0]} apart"
            work.execute_many(
                "INSERT INTO not_duplicate (id, first_id, second_id) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
                [not_duplicate_row(one, other) for one, other in combinations(wanted, 2)],
            )
        self._is_own(work.change)
        return work.change

    def _is_own(self, change: ChangeSet) -> None:
        if change.entry is not None:
            self._services.duplicates.own_entries.add(change.entry)

    def _hanging(self, ids: Sequence[str]) -> int:
        marks = ",".join(f"?{number + 1}" for number in range(len(ids)))
        return int(self._database.value(_HANGING.format(marks), list(ids)))


def _check(chosen: Mapping[str, str], ids: Sequence[str], keys: Sequence[str]) -> None:
    for key, contact in chosen.items():
        if key not in keys:
            raise Refused(f"There is nothing to choose in “{key}”.", f"Nothing was changed. Choose {', '.join(keys)}.")
        if contact not in ids:
            raise Refused("A value was chosen of a contact that is not merged here.", "Nothing was changed.")


def _label(work: Transaction, ids: Sequence[str]) -> str:
    names = [_name(work, one) for one in ids]
    if len(names) == 2 and names[0] == names[1]:
        return f"Merged two records of {names[0]}"
    return f"Merged {_others(names)} into {names[0]}"


def _others(names: Sequence[str]) -> str:
    return names[1] if len(names) == 2 else f"{len(names) - 1} others"


def _name(work: Transaction, contact_id: str) -> str:
    return str(work.execute("SELECT name FROM contact WHERE id = ?", (contact_id,))[0][0])
