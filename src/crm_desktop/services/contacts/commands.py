"""Everything a person can do with contacts; each is one entry of the journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import Clock, to_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.ids import new_id
from crm_desktop.services.contacts.editing import Editing
from crm_desktop.services.contacts.one_line import OneLine, read_one_line
from crm_desktop.services.contacts.parts import put_attachment, put_tag, put_tag_links
from crm_desktop.services.contacts.relation_types import remove_type, save_type
from crm_desktop.services.contacts.relation_views import RelationDraft, RelationTypeDraft
from crm_desktop.services.contacts.relations import put_relation
from crm_desktop.services.contacts.rhythms import set_group_rhythm
from crm_desktop.services.contacts.views import (
    AddressDraft,
    AffiliationDraft,
    CallDraft,
    ChannelDraft,
    ContactDraft,
)
from crm_desktop.services.contacts.writing import Writing
from crm_desktop.services.workspace.commands import put_blob
from crm_desktop.storage.database import Database, Transaction

_MANY = 100
"""From so many contacts on, the search index is brought up to date once at the end, not row by row."""


class ContactCommands:
    """Writes to people and companies. Every method returns what changed; `CrmError` says why nothing did."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    # whole contacts

    def save(self, draft: ContactDraft) -> ChangeSet:
        """Make a contact, or have the one with this id be what the draft says; unchanged parts keep their ids."""
        with self._database.write("Saved a contact") as work:
            known = bool(draft.id) and bool(work.execute("SELECT 1 FROM contact WHERE id = ?", (draft.id,)))
            contact_id = self._writing(work).put(draft)
            work.label = f"{'Changed' if known else 'Added'} {_name(work, contact_id)}"
        return work.change

    def quick_create(self, text: str, contact_id: str | None = None, kind: str = "person") -> ChangeSet:
        """Make a contact from one line: “Nora Lind 0770 900461 nora@example.com, Harbor & Vine #fair”."""
        return self.save(replace(draft_of_line(read_one_line(text), kind), id=contact_id or new_id()))

    def bin(self, contact_ids: Sequence[str]) -> ChangeSet:
        """Put contacts into the Bin; everything that hangs on them stays with them."""
        with self._database.write("Deleted contacts", bulk=len(contact_ids) > _MANY) as work:
            work.label = f"Deleted {self._who(work, contact_ids)}"
            work.execute_many(
                "UPDATE contact SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL",
                [(to_millis(self._clock.now()), contact_id) for contact_id in contact_ids],
            )
        return work.change

    def tag(self, contact_ids: Sequence[str], name: str) -> ChangeSet:
        """Put one tag on contacts."""
        with self._database.write("Tagged contacts", bulk=len(contact_ids) > _MANY) as work:
            tag = put_tag(work, name, self._clock.now())
            put_tag_links(work, tag, "contact", contact_ids)
            shown = work.execute("SELECT name FROM tag WHERE id = ?", (tag,))[0][0]
            work.label = f"Tagged {self._who(work, contact_ids)} “{shown}”"
        return work.change

    def untag(self, contact_ids: Sequence[str], name: str) -> ChangeSet:
        """Take one tag off contacts."""
        with self._database.write("Untagged contacts", bulk=len(contact_ids) > _MANY) as work:
            wanted = name.strip().lstrip("#").casefold()
            tags = [row[0] for row in work.execute("SELECT id, name FROM tag") if row[1].casefold() == wanted]
            work.execute_many(
                "DELETE FROM tag_link WHERE tag_id = ? AND record_id = ?",
                [(tag, contact_id) for tag in tags for contact_id in contact_ids],
            )
            work.label = f"Took the tag “{name}” off {self._who(work, contact_ids)}"
        return work.change

    def pin(self, contact_id: str, pinned: bool) -> ChangeSet:
        """Mark a contact as one of the few that matter most, or no longer."""
        with self._database.write("Pinned a contact") as work:
            self._writing(work).update("contact", contact_id, {"pinned": pinned})
            work.label = f"{'Pinned' if pinned else 'Unpinned'} {_name(work, contact_id)}"
        return work.change

    # one value

    def save_field(self, contact_id: str, key: str, value: Any) -> ChangeSet:
        """Change one declared field of a contact: a text, a choice, an owner's id, a list of tags, yes or no."""
        with self._database.write("Changed a contact") as work:
            label = Editing(self._writing(work), contact_id).save_field(key, value)
            work.label = f"Changed the {label} of {_name(work, contact_id)}"
        return work.change

    def save_channel(self, contact_id: str, draft: ChannelDraft) -> ChangeSet:
        """Add a phone number, e-mail or other line, or change the one with this id; an empty value removes it."""
        with self._database.write("Changed a contact") as work:
            what = Editing(self._writing(work), contact_id).save_channel(draft)
            work.label = f"{what} of {_name(work, contact_id)}"
        return work.change

    def save_address(self, contact_id: str, draft: AddressDraft) -> ChangeSet:
        """Add an address, or change the one with this id; an empty one is removed."""
        with self._database.write("Changed a contact") as work:
            what = Editing(self._writing(work), contact_id).save_address(draft)
            work.label = f"{what} of {_name(work, contact_id)}"
        return work.change

    def save_affiliation(self, person_id: str, draft: AffiliationDraft) -> ChangeSet:
        """Add a person's place in a company, or change the one with this id; without a company it is removed."""
        with self._database.write("Changed a contact") as work:
            what = Editing(self._writing(work), person_id).save_affiliation(draft)
            work.label = f"{what} of {_name(work, person_id)}"
        return work.change

    def save_relation(self, contact_id: str, draft: RelationDraft) -> ChangeSet:
        """Tie two contacts, or change the tie with this id; both show it."""
        with self._database.write("Related two contacts") as work:
            put_relation(work, contact_id, draft, self._clock.now())
            work.label = f"Related {_name(work, contact_id)} to {_name(work, draft.other_id)}"
        return work.change

    def remove_relation(self, contact_id: str, relation_id: str) -> ChangeSet:
        """Untie two contacts."""
        with self._database.write("Removed a relation") as work:
            work.execute("DELETE FROM relation WHERE id = ? AND ? IN (from_id, to_id)", (relation_id, contact_id))
            work.label = f"Removed a relation of {_name(work, contact_id)}"
        return work.change

    def save_relation_type(self, draft: RelationTypeDraft) -> ChangeSet:
        """Add a kind of tie, or rename the one with this id."""
        with self._database.write("Changed a relation") as work:
            made = save_type(work, draft, self._clock.now())
            words = " / ".join(
                dict.fromkeys(work.execute("SELECT name, reverse_name FROM relation_type WHERE id = ?", (made,))[0])
            )
            work.label = f"Added the relation “{words}”" if draft.id is None else f"Renamed a relation to “{words}”"
        return work.change

    def remove_relation_type(self, type_id: str) -> ChangeSet:
        """Take away a kind of tie that no contacts have."""
        with self._database.write("Removed a relation") as work:
            work.label = f"Removed the relation “{remove_type(work, type_id, self._clock.now())}”"
        return work.change

    def set_photo(self, contact_id: str, content: bytes | None) -> ChangeSet:
        """Keep a picture (JPEG or PNG, already small) as the photo of a contact; None takes it off."""
        with self._database.write("Changed a photo") as work:
            photo = put_blob(work, content) if content else None
            self._writing(work).update("contact", contact_id, {"photo_id": photo})
            work.label = f"{'Changed' if content else 'Removed'} the photo of {_name(work, contact_id)}"
        return work.change

    def set_group_rhythm(self, kind: str, group_id: str, days: int | None) -> ChangeSet:
        """Be in touch with everybody who carries a tag, or is in a segment, every so many days; None for no rhythm."""
        with self._database.write("Changed a rhythm") as work:
            work.label = set_group_rhythm(work, kind, group_id, days)
        return work.change

    # what happens with a contact

    def log_call(self, draft: CallDraft) -> ChangeSet:
        """Log a call, finish the step it was and plan the next one: one entry, undone whole."""
        from crm_desktop.services.calendar.tasks import finish_task, put_task
        from crm_desktop.services.timeline.commands import put_activity
        from crm_desktop.services.timeline.views import ActivityDraft

        now = self._clock.now()
        with self._database.write("Logged a call") as work:
            name = _name(work, draft.contact_id)
            links = [("contact", one) for one in (draft.contact_id, *draft.with_ids)]
            draft = _belonging(work, draft)
            if draft.deal_id:
                links.append(("deal", draft.deal_id))
            activity = ActivityDraft(
                "call",
                draft.note,
                direction=draft.direction,
                outcome=draft.outcome,
                minutes=draft.minutes,
                happened_at=now,
            )
            put_activity(work, activity, links, self._clock)
            if draft.finishes_task_id:
                finish_task(work, draft.finishes_task_id, now)
            if draft.next is not None:
                put_task(work, draft.next, self._clock)
            work.label = f"Logged a call with {name}"
        return work.change

    def add_note(self, contact_id: str, text: str) -> ChangeSet:
        """Write a note into a contact's stream."""
        from crm_desktop.services.timeline.commands import put_activity
        from crm_desktop.services.timeline.views import ActivityDraft

        if not text.strip():
            raise Refused("A note needs words.", "Nothing was saved. Write something and try again.")
        with self._database.write("Added a note") as work:
            put_activity(work, ActivityDraft("note", text), [("contact", contact_id)], self._clock)
            work.label = f"Added a note to {_name(work, contact_id)}"
        return work.change

    def plan(self, contact_ids: Sequence[str], draft: Any) -> ChangeSet:
        """Plan the same follow-up (a `TaskDraft`) with each of these contacts, as one entry."""
        from crm_desktop.services.calendar.tasks import put_task

        with self._database.write("Planned a follow-up", bulk=len(contact_ids) > _MANY) as work:
            for contact_id in contact_ids:
                put_task(work, self.aimed(work, draft, contact_id), self._clock)
            work.label = f"Planned “{draft.title.strip()}” with {self._who(work, contact_ids)}"
        return work.change

    def aimed(self, work: Transaction, draft: Any, contact_id: str) -> Any:
        """Return a task draft that names this contact, and the company where they work."""
        kinds = work.execute("SELECT kind FROM contact WHERE id = ?", (contact_id,))
        if kinds and kinds[0][0] == "company":
            return replace(draft, company_id=contact_id)
        firms = work.execute(
            "SELECT company_id FROM affiliation WHERE person_id = ? AND ended_on IS NULL "
            "ORDER BY is_primary DESC, id LIMIT 1",
            (contact_id,),
        )
        return replace(draft, person_id=contact_id, company_id=draft.company_id or (firms[0][0] if firms else None))

    # files

    def attach(self, contact_id: str, name: str, content: bytes) -> ChangeSet:
        """Keep a file on a contact."""
        return self.attach_all(contact_id, [(name, content)])

    def attach_all(self, contact_id: str, files: Iterable[tuple[str, bytes]]) -> ChangeSet:
        """Keep several files (name, bytes) on a contact, as one entry."""
        with self._database.write("Attached a file") as work:
            names = []
            for name, content in files:
                put_attachment(work, "contact", contact_id, name, content, self._clock.now())
                names.append(f"“{name}”")
            what = names[0] if len(names) == 1 else f"{len(names)} files"
            work.label = f"Attached {what} to {_name(work, contact_id)}"
        return work.change

    def detach(self, attachment_id: str) -> ChangeSet:
        """Put an attached file into the Bin."""
        with self._database.write("Deleted a file") as work:
            rows = work.execute("SELECT name FROM attachment WHERE id = ? AND deleted_at IS NULL", (attachment_id,))
            if not rows:
                raise RecordMissing("This file is no longer there.", "Nothing was changed.")
            now = to_millis(self._clock.now())
            work.execute("UPDATE attachment SET deleted_at = ? WHERE id = ?", (now, attachment_id))
            work.label = f"Deleted the file “{rows[0][0]}”"
        return work.change

    def _writing(self, work: Transaction) -> Writing:
        return Writing(work, self._clock.now(), self._database.actor)

    def _who(self, work: Transaction, contact_ids: Sequence[str]) -> str:
        if not contact_ids:
            raise Refused("Nobody is selected.", "Nothing was changed. Select a contact and try again.")
        return _name(work, contact_ids[0]) if len(contact_ids) == 1 else f"{len(contact_ids)} contacts"


def draft_of_line(line: OneLine, kind: str = "person") -> ContactDraft:
    """Return the contact that a line of text describes."""
    channels = []
    if line.phone:
        channels.append(ChannelDraft("phone", line.phone, "mobile" if kind == "person" else "work", is_primary=True))
    if line.email:
        channels.append(ChannelDraft("email", line.email, is_primary=True))
    affiliations = (AffiliationDraft(company=line.company),) if line.company and kind == "person" else ()
    return ContactDraft(kind, line.name, channels=tuple(channels), affiliations=affiliations, tags=line.tags)


def _belonging(work: Transaction, draft: CallDraft) -> CallDraft:
    """Return a call with the deal of the step that it finishes; what comes next goes on about the same."""
    found = work.execute("SELECT deal_id, case_id, document_id FROM task WHERE id = ?", (draft.finishes_task_id or "",))
    deal, case, document = found[0] if found else (None, None, None)
    draft = replace(draft, deal_id=draft.deal_id or deal)
    step = draft.next
    if step is not None and not (step.deal_id or step.case_id or step.document_id):
        draft = replace(draft, next=replace(step, deal_id=draft.deal_id, case_id=case, document_id=document))
    return draft


def _name(work: Transaction, contact_id: str) -> str:
    rows = work.execute("SELECT name FROM contact WHERE id = ?", (contact_id,))
    if not rows:
        raise RecordMissing("This contact is no longer there.", "Nothing was changed.")
    return str(rows[0][0])
