"""Adding to a timeline, and changing what people added."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import Clock, to_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.ids import derived_id, new_id
from crm_desktop.core.kinds import ACTIVITY_KINDS, word
from crm_desktop.services.system_clock import SystemClock
from crm_desktop.services.timeline.views import ActivityDraft
from crm_desktop.storage.database import Database, Transaction
from crm_desktop.storage.rows import update_row

if TYPE_CHECKING:
    from crm_desktop.services.calendar.views import TaskDraft

_EDITABLE = frozenset(("kind", "subject", "body", "outcome", "direction", "minutes", "happened_at", "pinned"))


def put_activity(
    work: Transaction,
    draft: ActivityDraft,
    links: Iterable[tuple[str, str]],
    clock: Clock | None = None,
    activity_id: str | None = None,
) -> str:
    """Store an activity in the streams of these records (kind, id), and return its id.

    A person's activity is also in the stream of the company where they work now.
    """
    if draft.kind not in dict(ACTIVITY_KINDS):
        raise Refused(f"There is no kind of activity called “{draft.kind}”.", "Nothing was saved.")
    now = (clock or SystemClock()).now()
    activity = activity_id or new_id()
    owner = draft.owner_id or work.actor
    work.execute(
        "INSERT INTO activity (id, created_at, kind, direction, outcome, minutes, subject, body, happened_at, pinned,"
        " owner_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            activity, to_millis(now), draft.kind, draft.direction, draft.outcome, draft.minutes, draft.subject,
            draft.body.strip(), to_millis(draft.happened_at or now), int(draft.pinned), owner,
        ),
    )  # fmt: skip
    for kind, record_id in dict.fromkeys(links):
        link_with_company(work, activity, kind, record_id)
    return activity


def link_with_company(work: Transaction, activity_id: str, kind: str, record_id: str) -> None:
    """Show an activity in the stream of a record; a person's also in that of the company where they work now."""
    link_activity(work, activity_id, kind, record_id)
    if kind == "contact":
        for (company,) in work.execute(
            "SELECT company_id FROM affiliation WHERE person_id = ? AND ended_on IS NULL "
            "ORDER BY is_primary DESC, id LIMIT 1",
            (record_id,),
        ):
            link_activity(work, activity_id, "contact", company)


def link_activity(work: Transaction, activity_id: str, kind: str, record_id: str) -> None:
    """Show an activity in the stream of one more record."""
    link = derived_id(activity_id, kind, record_id)
    if not work.execute("SELECT 1 FROM activity_link WHERE id = ?", (link,)):
        work.execute(
            "INSERT INTO activity_link (id, activity_id, record_kind, record_id) VALUES (?, ?, ?, ?)",
            (link, activity_id, kind, record_id),
        )


def update_activity(work: Transaction, activity_id: str, values: dict[str, Any]) -> str:
    """Change columns of an activity and return its kind. Raises `RecordMissing`."""
    kind = _kind(work, activity_id)
    unknown = values.keys() - _EDITABLE
    if unknown:
        raise Refused(f"An activity has no field “{min(unknown)}” to change.", "Nothing was changed.")
    update_row(work, "activity", activity_id, values)
    return kind


class TimelineCommands:
    """What a person can do with the stream of a contact, a deal or a case."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(
        self,
        draft: ActivityDraft,
        links: Iterable[tuple[str, str]],
        about: str = "",
        next_step: TaskDraft | None = None,
    ) -> ChangeSet:
        """Log an activity on these records, and plan what comes next; `about` names them in the undo text."""
        with self._database.write(_said("Logged", draft.kind, about)) as work:
            put_activity(work, draft, links, self._clock)
            if next_step is not None:
                from crm_desktop.services.calendar.tasks import put_task

                put_task(work, next_step, self._clock)
        return work.change

    def edit(self, activity_id: str, *, with_ids: Iterable[str] | None = None, **values: Any) -> ChangeSet:
        """Change fields of an activity (body, subject, outcome, minutes, happened_at …).

        `with_ids` are the contacts that it happened with from now on; a new one brings their company along.
        """
        with self._database.write("Changed an entry of the timeline") as work:
            kind = update_activity(work, activity_id, values)
            if with_ids is not None:
                _set_contacts(work, activity_id, list(dict.fromkeys(with_ids)))
            work.label = f"Changed a {word(ACTIVITY_KINDS, kind).lower()}"
        return work.change

    def add_files(self, files: Iterable[tuple[str, bytes]], kind: str, record_id: str) -> ChangeSet:
        """Keep files (name, bytes) on a contact, deal, case or lead; a mail also on everybody it names.

        A mail that is there already changes nothing. Raises `CrmError` for an .eml that is no mail; then none is kept.
        """
        from crm_desktop.services.contacts.parts import put_attachment
        from crm_desktop.services.timeline.mails import ENDING, put_mail

        with self._database.write("Attached a file") as work:
            said = []
            for name, content in files:
                if name.lower().endswith(ENDING):
                    activity = put_mail(work, name, content, kind, record_id, self._clock)
                    subject = work.execute("SELECT subject FROM activity WHERE id = ?", (activity,))[0][0]
                    said.append(f"Added the mail “{subject}”" if subject else "Added a mail")
                else:
                    put_attachment(work, kind, record_id, name, content, self._clock.now())
                    said.append(f"Attached “{name}”")
            if said:
                work.label = said[0] if len(said) == 1 else f"Attached {len(said)} files"
        return work.change

    def pin(self, activity_id: str, pinned: bool) -> ChangeSet:
        """Keep an activity at the top of its streams, or let it go down with the others."""
        with self._database.write("Pinned" if pinned else "Unpinned") as work:
            kind = update_activity(work, activity_id, {"pinned": pinned})
            work.label = f"{'Pinned' if pinned else 'Unpinned'} a {word(ACTIVITY_KINDS, kind).lower()}"
        return work.change

    def bin(self, activity_id: str) -> ChangeSet:
        """Put an activity into the Bin."""
        with self._database.write("Deleted an entry of the timeline") as work:
            kind = _kind(work, activity_id)
            work.execute("UPDATE activity SET deleted_at = ? WHERE id = ?", (to_millis(self._clock.now()), activity_id))
            work.label = f"Deleted a {word(ACTIVITY_KINDS, kind).lower()}"
        return work.change


def _set_contacts(work: Transaction, activity_id: str, contact_ids: list[str]) -> None:
    present = {
        row[0]
        for row in work.execute(
            "SELECT record_id FROM activity_link WHERE activity_id = ? AND record_kind = 'contact'", (activity_id,)
        )
    }
    for one in present - set(contact_ids):
        work.execute("DELETE FROM activity_link WHERE activity_id = ? AND record_id = ?", (activity_id, one))
    for one in contact_ids:
        if one not in present:
            link_with_company(work, activity_id, "contact", one)
    if not work.execute("SELECT 1 FROM activity_link WHERE activity_id = ?", (activity_id,)):
        raise Refused("It happened with somebody.", "Nothing was changed. Name at least one contact.")


def _kind(work: Transaction, activity_id: str) -> str:
    found = work.execute("SELECT kind FROM activity WHERE id = ? AND deleted_at IS NULL", (activity_id,))
    if not found:
        raise RecordMissing("This entry is no longer there.", "Nothing was changed.")
    return str(found[0][0])


def _said(verb: str, kind: str, about: str) -> str:
    what = word(ACTIVITY_KINDS, kind).lower()
    article = "an" if what[:1] in "aeiou" else "a"
    return f"{verb} {article} {what}" + (f" with {about}" if about else "")
