"""What a person does with quotes: each call is one journal entry."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import Clock, to_millis, today
from crm_desktop.core.errors import Refused
from crm_desktop.core.ids import new_id
from crm_desktop.services.quotes.issuing import issue_quote
from crm_desktop.services.quotes.reading import Stored, business_of, number_text, stored_quote
from crm_desktop.services.quotes.sums import totals_of
from crm_desktop.services.quotes.views import LineDraft, QuoteDraft
from crm_desktop.services.quotes.writing import put_quote, renewed
from crm_desktop.services.timeline.commands import put_activity
from crm_desktop.services.timeline.views import ActivityDraft
from crm_desktop.storage.database import Database, Transaction
from crm_desktop.storage.rows import update_row


class QuoteCommands:
    """Writes of quotes. Raises `CrmError` when a rule forbids one; then nothing changed."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    # drafts

    def save(self, draft: QuoteDraft) -> tuple[ChangeSet, str]:
        """Add a draft, or save one that the draft names, and return its id. Issued quotes are refused."""
        with self._database.write("Changed a quote") as work:
            is_new = draft.id is None or not work.execute("SELECT 1 FROM document WHERE id = ?", (draft.id,))
            quote_id = self._put(work, draft)
            work.label = f"{'Started' if is_new else 'Changed'} {_said(work, quote_id)}"
        return work.change, quote_id

    def autosave(self, draft: QuoteDraft) -> ChangeSet:
        """Save a draft whose id the caller chose."""
        return self.save(draft)[0]

    def duplicate(self, quote_id: str, copy_id: str | None = None) -> tuple[ChangeSet, str]:
        """Start a draft with the same customer and lines, dated today, and return its id."""
        with self._database.write("Duplicated a quote") as work:
            stored = stored_quote(work.execute, quote_id)
            made = self._put(work, replace(self._fresh(work, stored), id=copy_id))
            work.label = f"Duplicated {_said(work, quote_id)}"
        return work.change, made

    def revise(self, quote_id: str, draft_id: str | None = None) -> tuple[ChangeSet, str]:
        """Start a new revision of an issued quote, dated today, and return its id.

        The issued one stays valid until the revision is issued. There is one draft revision at a time.
        """
        with self._database.write("Started a revision") as work:
            stored = stored_quote(work.execute, quote_id)
            if not stored.is_sealed:
                raise Refused("This quote is still a draft.", "Nothing was changed. Edit it as it is.")
            if stored.status in ("superseded", "accepted"):
                raise Refused(
                    f"{_number(stored)} was {stored.status} already.",
                    "Nothing was changed. Duplicate it to offer something else.",
                )
            if work.execute(
                "SELECT 1 FROM document WHERE revises_id = ? AND issued_at IS NULL AND deleted_at IS NULL", (quote_id,)
            ):
                raise Refused(
                    f"A revision of {_number(stored)} was started already.",
                    "Nothing was changed. It is among the drafts.",
                )
            made = self._put(work, replace(self._fresh(work, stored), id=draft_id))
            update_row(work, "document", made, {"revision": stored.revision + 1, "revises_id": quote_id})
            work.label = f"Started revision {stored.revision + 1} of {stored.number}"
        return work.change, made

    def bin(self, quote_ids: Sequence[str]) -> ChangeSet:
        """Put drafts into the Bin; issued quotes are refused."""
        with self._database.write("Moved a draft to the Bin") as work:
            for quote_id in quote_ids:
                stored = stored_quote(work.execute, quote_id)
                if stored.is_sealed:
                    raise Refused(
                        f"{_number(stored)} was issued, so it stays in the list.",
                        "Nothing was changed. Decline it, or make a new revision that takes its place.",
                    )
            now = to_millis(self._clock.now())
            work.execute_many("UPDATE document SET deleted_at = ? WHERE id = ?", [(now, one) for one in quote_ids])
            what = _said(work, quote_ids[0]) if len(quote_ids) == 1 else f"{len(quote_ids)} drafts"
            work.label = f"Moved {what} to the Bin"
        return work.change

    # issued

    def issue(self, quote_id: str) -> ChangeSet:
        """Give a draft its number and seal it as sent; this cannot be undone."""
        with self._database.write("Issued a quote") as work:
            number = issue_quote(work, quote_id, self._clock.now(), self._clock.zone, self._database.actor)
            name = _customer_name(work, quote_id)
            work.label = f"Issued {number} to {name}" if name else f"Issued {number}"
            work.undoable = False
        return work.change

    def accept(self, quote_id: str, by: str = "", line_ids: Collection[str] = (), how: str = "") -> ChangeSet:
        """Note that the customer accepted: who, how, and which offered lines they took.

        An option that was taken counts from now on; an alternative takes the place of the item before it.
        The paper stays what was sent. A draft, an expired or a superseded quote is refused.
        """
        with self._database.write("Accepted a quote") as work:
            stored = self._decidable(work, quote_id, "accepted")
            until = stored.draft.valid_until
            if until is not None and until < today(self._clock):
                raise Refused(
                    f"{_number(stored)} expired on {until:%d %b %Y}.",
                    "Nothing was changed. Make a new revision to renew it, then have that one accepted.",
                )
            lines = _taken(stored.draft.lines, frozenset(line_ids))
            for before, after in zip(stored.draft.lines, lines, strict=True):
                if before != after:
                    values = {"optional": int(after.optional), "alternative": int(after.alternative)}
                    update_row(work, "document_line", after.id or "", values)
            totals = totals_of(replace(stored.draft, lines=lines))
            update_row(
                work,
                "document",
                quote_id,
                {
                    "status": "accepted",
                    "decided_at": to_millis(self._clock.now()),
                    "decided_by": ", ".join(part.strip() for part in (by, how) if part.strip()),
                    "net": totals.net_minor,
                    "tax": totals.tax_minor,
                    "gross": totals.gross_minor,
                },
            )
            work.label = f"Accepted {_number(stored)}"
        return work.change

    def decline(self, quote_id: str, reason: str = "", by: str = "") -> ChangeSet:
        """Note that the customer declined; the reason becomes a note on the customer and the deal."""
        with self._database.write("Declined a quote") as work:
            stored = self._decidable(work, quote_id, "declined")
            update_row(
                work,
                "document",
                quote_id,
                {"status": "declined", "decided_at": to_millis(self._clock.now()), "decided_by": by.strip()},
            )
            if reason.strip():
                draft = stored.draft
                links = [("contact", one) for one in (draft.person_id, draft.company_id) if one]
                links += [("deal", draft.deal_id)] if draft.deal_id else []
                subject = f"{_number(stored)} declined"
                put_activity(work, ActivityDraft("note", subject=subject, body=reason), links, self._clock)
            work.label = f"Declined {_number(stored)}"
        return work.change

    def _decidable(self, work: Transaction, quote_id: str, verdict: str) -> Stored:
        stored = stored_quote(work.execute, quote_id)
        if not stored.is_sealed:
            raise Refused(f"A draft cannot be {verdict}.", "Nothing was changed. Issue it first, so it has a number.")
        if stored.status == "superseded":
            raise Refused(
                f"A newer revision took the place of {_number(stored)}.",
                f"Nothing was changed. Only the newest revision can be {verdict}.",
            )
        if stored.status == verdict or (stored.status == "accepted" and verdict == "declined"):
            raise Refused(
                f"{_number(stored)} was {stored.status} already.",
                "Nothing was changed. Undo that first if it was wrong.",
            )
        return stored

    def _put(self, work: Transaction, draft: QuoteDraft) -> str:
        return put_quote(work, draft, self._clock.now(), self._clock.zone, self._database.actor)

    def _fresh(self, work: Transaction, stored: Stored) -> QuoteDraft:
        days = business_of(work.execute).valid_days
        lines = tuple(replace(line, id=new_id()) for line in stored.draft.lines)
        return replace(
            renewed(stored.draft, self._clock.now(), self._clock.zone, days), id=None, owner_id=None, lines=lines
        )


def _taken(lines: tuple[LineDraft, ...], taken: frozenset[str]) -> tuple[LineDraft, ...]:
    """Return the lines once the customer has taken some: an alternative changes places with its item."""
    unknown = taken - {line.id for line in lines if line.id and (line.optional or line.alternative)}
    if unknown:
        raise Refused("One of the chosen lines was not on offer in this quote.", "Nothing was changed.")
    result = list(lines)
    chosen: int | None = None
    for place, line in enumerate(lines):
        if line.kind != "item":
            continue
        if not line.alternative:
            chosen = place
        elif line.id in taken:
            result[place] = replace(line, alternative=False, optional=False)
            if chosen is not None:
                result[chosen] = replace(result[chosen], alternative=True)
            chosen = place
        if line.optional and line.id in taken:
            result[place] = replace(result[place], optional=False)
    return tuple(result)


def _number(stored: Stored) -> str:
    return number_text(stored.number, stored.revision)


def _customer_name(work: Transaction, quote_id: str) -> str:
    found = work.execute(
        "SELECT c.name FROM document d JOIN contact c ON c.id = coalesce(d.company_id, d.person_id) WHERE d.id = ?",
        (quote_id,),
    )
    return str(found[0][0]) if found else ""


def _said(work: Transaction, quote_id: str) -> str:
    """Return what to call a quote in a sentence: its number, else whom the draft is for."""
    stored = stored_quote(work.execute, quote_id)
    if stored.number:
        return _number(stored)
    name = _customer_name(work, quote_id)
    return f"the quote for {name}" if name else "a quote"
