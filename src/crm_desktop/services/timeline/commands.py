"""Adding to a timeline, and changing what people added."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import Clock, to_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.ids import derived_id, new_id
from crm_desktop.core.kinds import ACTIVITY_KINDS, word
from crm_desktop.services.system_clock import SystemClock
from crm_desktop.services.timeline.views import ActivityDraft
from crm_desktop.storage.database import Database, Transaction
from crm_desktop.storage.rows import update_row

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
    wanted = dict.fromkeys(links)
    for kind, record_id in list(wanted):
        if kind == "contact":
            for (company,) in work.execute(
                "SELECT company_id FROM affiliation WHERE person_id = ? AND ended_on IS NULL "
                "ORDER BY is_primary DESC, id LIMIT 1",
                (record_id,),
            ):
                wanted[("contact", company)] = None
    for kind, record_id in wanted:
        link_activity(work, activity, kind, record_id)
    return activity


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

    def add(self, draft: ActivityDraft, links: Iterable[tuple[str, str]], about: str = "") -> ChangeSet:
        """Log an activity on these records; `about` names them in the undo text."""
        with self._database.write(_said("Logged", draft.kind, about)) as work:
            put_activity(work, draft, links, self._clock)
        return work.change

    def edit(self, activity_id: str, **values: Any) -> ChangeSet:
        """Change fields of an activity (body, subject, outcome, minutes, happened_at …)."""
        with self._database.write("Changed an entry of the timeline") as work:
            kind = update_activity(work, activity_id, values)
            work.label = f"Changed a {word(ACTIVITY_KINDS, kind).lower()}"
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

    def restore(self, activity_id: str) -> ChangeSet:
        """Take an activity out of the Bin."""
        with self._database.write("Restored an entry of the timeline") as work:
            work.execute("UPDATE activity SET deleted_at = NULL WHERE id = ?", (activity_id,))
        return work.change


def _kind(work: Transaction, activity_id: str) -> str:
    found = work.execute("SELECT kind FROM activity WHERE id = ? AND deleted_at IS NULL", (activity_id,))
    if not found:
        raise RecordMissing("This entry is no longer there.", "Nothing was changed.")
    return str(found[0][0])


def _said(verb: str, kind: str, about: str) -> str:
    what = word(ACTIVITY_KINDS, kind).lower()
    article = "an" if what[:1] in "aeiou" else "a"
    return f"{verb} {article} {what}" + (f" with {about}" if about else "")
