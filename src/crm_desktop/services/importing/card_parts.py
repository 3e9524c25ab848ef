"""What cards of our own say beyond the standard: former places in companies, relations, states and places of lines.

A contact that is here already is added to: what it says itself stays.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crm_desktop.core.errors import CrmError
from crm_desktop.core.ids import new_id
from crm_desktop.services.contacts.names import plain
from crm_desktop.services.contacts.relation_types import put_type
from crm_desktop.services.contacts.relation_views import RelationDraft
from crm_desktop.services.contacts.relations import put_relation
from crm_desktop.services.importing.incoming import Incoming
from crm_desktop.services.importing.line_states import LineStates, place_columns
from crm_desktop.services.importing.own_properties import Job, Tie
from crm_desktop.services.importing.present import id_of_own_uid, postal_key
from crm_desktop.services.importing.tally import Tally
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.rows import insert_row, update_row

_JOBS = (
    "SELECT a.id, f.sort_key, a.role, a.department, coalesce(a.started_on, ''), coalesce(a.ended_on, '') "
    "FROM affiliation a JOIN contact f ON f.id = a.company_id WHERE a.person_id = ? ORDER BY a.id"
)
_COMPANY = "SELECT 1 FROM contact WHERE id = ? AND kind = 'company' AND deleted_at IS NULL"
_PLACES = (
    "SELECT id, street, city, region, postcode, country, valid_from, valid_until, latitude, longitude "
    "FROM address WHERE contact_id = ? ORDER BY position"
)
_KEPT = "ties"
"""Key in what is kept beside a contact of relations whose other end is not here."""


class CardParts:
    """Writes these parts inside one unit of work; relations at its end, when every card has its contact."""

    def __init__(self, work: Transaction, states: LineStates, company_id: Callable[[Job], str], now: Any) -> None:
        self._work = work
        self._states = states
        self._company_id = company_id
        self._now = now
        self._cards: dict[str, str] = {}
        self._ties: list[tuple[str, int, Tie]] = []

    def company_of(self, job: Job) -> str:
        """Return the company that a job names by its card, if that is here; nothing if its name must do."""
        found = self._cards.get(job.uid, "")
        own = id_of_own_uid(job.uid)
        if not found and own and self._work.execute(_COMPANY, (own,)):
            return own
        return found

    def note(self, contact_id: str, one: Incoming) -> None:
        """Remember whose card this is, and whom it names."""
        if one.uid:
            self._cards.setdefault(one.uid, contact_id)
        self._ties.extend((contact_id, one.row, tie) for tie in one.ties)

    def _add_job(self, contact_id: str, job: Job, *, primary: bool) -> None:
        insert_row(
            self._work, "affiliation",
            {
                "id": new_id(), "person_id": contact_id, "company_id": self._company_id(job),
                "role": job.role, "department": job.department, "started_on": job.started_on or None,
                "ended_on": job.ended_on or None, "is_primary": primary,
            },
        )  # fmt: skip

    # a contact that was here

    def add(self, contact_id: str, one: Incoming, lines: Mapping[tuple[str, str], str]) -> bool:
        """Add to a contact what its card says more; whether anything was. `lines` are (medium, value) → normalised."""
        jobs = self._add_jobs(contact_id, one.jobs) if one.jobs else False
        places = self._add_places(contact_id, one) if one.places else False
        states = self._states.change(contact_id, one.states, lines) if one.states else False
        return jobs or places or states

    def _add_jobs(self, contact_id: str, jobs: Sequence[Job]) -> bool:
        mine = [list(row) for row in self._work.execute(_JOBS, (contact_id,))]
        had_any, changed = bool(mine), False
        for job in jobs if not mine else _unknown(mine, jobs):
            same = next((row for row in mine if row[1] == plain(job.company) and _may_be(row, job)), None)
            if same is None:
                self._add_job(contact_id, job, primary=job.primary and not had_any)
                changed = True
                continue
            mine.remove(same)
            said = {"role": job.role, "department": job.department, "started_on": job.started_on,
                    "ended_on": job.ended_on}  # fmt: skip
            blank = dict(zip(said, same[2:], strict=True))
            changes = {name: text for name, text in said.items() if text and not blank[name]}
            update_row(self._work, "affiliation", same[0], changes)
            changed = changed or bool(changes)
        return changed

    def _add_places(self, contact_id: str, one: Incoming) -> bool:
        rows = {postal_key(row[1:6]): row for row in reversed(self._work.execute(_PLACES, (contact_id,)))}
        changed = False
        for number, place in one.places.items():
            row = rows.get(postal_key(one.addresses[number][2:]))
            if row is None:
                continue
            said = place_columns(place)
            mine = dict(zip(("valid_from", "valid_until", "latitude", "longitude"), row[6:], strict=True))
            changes = {name: value for name, value in said.items() if mine[name] is None}
            update_row(self._work, "address", row[0], changes)
            changed = changed or bool(changes)
        return changed

    # relations

    def finish(self, tally: Tally) -> None:
        """Tie the contacts; a tie whose other end is nowhere is kept beside the contact for the way back."""
        for contact_id, row, tie in self._ties:
            other = self._other(tie)
            made = False
            if other is not None and other != contact_id:
                made = self._tie(contact_id, other, tie)
            if self._keep(contact_id, tie, keep=other is None) or made:
                tally.promote(row)
        self._ties.clear()

    def _other(self, tie: Tie) -> str | None:
        known = self._cards.get(tie.uid) or id_of_own_uid(tie.uid)
        if known and self._work.execute("SELECT 1 FROM contact WHERE id = ? AND deleted_at IS NULL", (known,)):
            return known
        rows = self._work.execute("SELECT id FROM contact WHERE name = ? AND deleted_at IS NULL LIMIT 2", (tie.name,))
        return str(rows[0][0]) if len(rows) == 1 else None

    def _tie(self, contact_id: str, other: str, tie: Tie) -> bool:
        """Tie two contacts; False when they are tied so already, or never can be."""
        type_id, forward = put_type(self._work, tie.words, tie.back, tie.between, self._now)
        before = self._work.execute("SELECT count(*) FROM relation")[0][0]
        try:
            put_relation(self._work, contact_id, RelationDraft(other, type_id, forward, tie.note), self._now)
        except CrmError:
            return False
        return bool(self._work.execute("SELECT count(*) FROM relation")[0][0] != before)

    def _keep(self, contact_id: str, tie: Tie, *, keep: bool) -> bool:
        """Have the property of a tie kept beside its contact, or no longer; whether that changes anything."""
        text = self._work.execute("SELECT extra FROM contact WHERE id = ?", (contact_id,))[0][0]
        extra: dict[str, Any] = json.loads(text) if text else {}
        kept: list[str] = extra.get(_KEPT, [])
        if (tie.source.value in kept) is keep:
            return False
        kept = [*kept, tie.source.value] if keep else [one for one in kept if one != tie.source.value]
        extra = {**extra, _KEPT: kept} if kept else {name: one for name, one in extra.items() if name != _KEPT}
        stored = json.dumps(extra, ensure_ascii=False, sort_keys=True) if extra else None
        self._work.execute("UPDATE contact SET extra = ? WHERE id = ?", (stored, contact_id))
        return True


def _unknown(mine: list[list[str]], jobs: Sequence[Job]) -> list[Job]:
    """Return the places that are not here just so; those that are leave `mine`."""
    left = []
    for job in jobs:
        said = [plain(job.company), job.role, job.department, job.started_on, job.ended_on]
        same = next((row for row in mine if list(row[1:]) == said), None)
        if same is None:
            left.append(job)
        else:
            mine.remove(same)
    return left


def _may_be(row: Sequence[str], job: Job) -> bool:
    """Whether a place in the same company is this one: it began when this began, or one of them does not say when."""
    began = not row[4] or not job.started_on or row[4] == job.started_on
    return began and (not row[5] or not job.ended_on or row[5] == job.ended_on)
