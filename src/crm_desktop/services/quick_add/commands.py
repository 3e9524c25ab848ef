"""Making what a quick-add line says: one journal entry, through the feature that owns the record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from crm_desktop.core.errors import Refused
from crm_desktop.core.ids import new_id
from crm_desktop.services.contacts.views import ContactDraft
from crm_desktop.services.quick_add.views import Created, Reading
from crm_desktop.services.services import Services

_TIMES = frozenset({"when", "time", "length", "remind"})


class QuickAddCommands:
    """Creates records from readings. `CrmError` says why nothing was made."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._makers: dict[str, Callable[[Reading], Created]] = {
            "task": self._task,
            "event": self._event,
            "note": self._note,
            "deal": self._deal,
            "quote": self._quote,
            "case": self._case,
            "contact": self._contact,
            "lead": self._lead,
        }

    def create(self, reading: Reading) -> Created:
        """Make the record that a line describes."""
        if reading.asks:
            raise Refused(
                f"Several people are called {reading.asks[0].name}.", "Nothing was added. Choose one of them."
            )
        if not reading.title:
            raise Refused("There is nothing to add yet.", "Write what it is about.")
        return self._makers[reading.makes](reading)

    def _task(self, reading: Reading) -> Created:
        from crm_desktop.services.calendar.tasks import put_task
        from crm_desktop.services.calendar.views import TaskDraft

        kind = reading.draft.kind if reading.draft.kind in ("call", "email", "meeting") else "todo"
        draft = TaskDraft(
            title=reading.title,
            kind=kind,
            due_on=reading.on,
            due_at=reading.at,
            minutes=reading.minutes,
            priority=reading.draft.priority or "normal",
            notes=_words(_left_over(reading, {*_TIMES, "who", "priority"})),
            person_id=_person(reading),
            company_id=_company(reading),
            remind_minutes=reading.remind_minutes,
        )
        with self._services.database.write(f"Planned “{reading.title}”") as work:
            task_id = put_task(work, draft, self._services.clock)
        return Created("task", task_id, work.change)

    def _event(self, reading: Reading) -> Created:
        from crm_desktop.services.calendar.events import put_event
        from crm_desktop.services.calendar.views import EventDraft

        assert reading.at is not None
        draft = EventDraft(
            title=reading.title,
            starts_at=reading.at,
            ends_at=reading.at + timedelta(minutes=reading.minutes or 30),
            notes=_words(_left_over(reading, {*_TIMES, "who"})),
            person_id=_person(reading),
            company_id=_company(reading),
            remind_minutes=reading.remind_minutes,
        )
        with self._services.database.write(f"Planned “{reading.title}”") as work:
            event_id = put_event(work, draft, self._services.clock)
        return Created("event", event_id, work.change)

    def _note(self, reading: Reading) -> Created:
        from crm_desktop.services.timeline.commands import put_activity
        from crm_desktop.services.timeline.views import ActivityDraft

        who = reading.who
        if who is None:
            # A note belongs to somebody; without one it is something to remember.
            return self._task(reading)
        with self._services.database.write(f"Wrote a note about {who.name}") as work:
            body = "\n".join(filter(None, [reading.title, _words(_left_over(reading, {"who"}))]))
            draft = ActivityDraft(kind="note", body=body)
            note_id = put_activity(work, draft, [("contact", who.id)])
        return Created("activity", note_id, work.change)

    def _deal(self, reading: Reading) -> Created:
        from crm_desktop.services.pipeline.views import DealDraft
        from crm_desktop.services.pipeline.writing import put_deal

        services = self._services
        stage = services.database.value(
            "SELECT id FROM stage WHERE deleted_at IS NULL AND name = ? AND kind <> 'lost' ORDER BY position LIMIT 1",
            (reading.stage,),
        )
        draft = DealDraft(
            title=reading.title,
            person_id=_person(reading),
            company_id=_company(reading),
            stage_id=stage,
            amount=reading.draft.amount,
            currency=reading.draft.currency,
            expected_close=reading.on,
            notes=_words(_left_over(reading, {"who", "amount", "stage", "when"})),
        )
        with services.database.write(f"Added the deal “{reading.title}”") as work:
            deal_id = put_deal(work, draft, services.clock.now(), services.database.actor)
        return Created("deal", deal_id, work.change)

    def _quote(self, reading: Reading) -> Created:
        from crm_desktop.core.clock import today
        from crm_desktop.services.quotes.beginning import blank_quote
        from crm_desktop.services.quotes.views import LineDraft
        from crm_desktop.services.quotes.writing import put_quote

        services = self._services
        clock, database = services.clock, services.database
        # What is written in a quote stands on its paper: words without a field of their own stay in the title.
        title = " ".join([reading.title, *_left_over(reading, {"who", "amount"})])
        with database.write(f"Started the quote “{title}”") as work:
            who = reading.who
            draft = blank_quote(work.execute, today(clock), "contact" if who else "", who.id if who else "")
            if reading.draft.amount is not None:
                rate = Decimal(services.workspace.business().tax_rate)
                draft = replace(draft, lines=(LineDraft(name=title, unit_price=reading.draft.amount, tax_rate=rate),))
            draft = replace(draft, title=title, currency=reading.currency)
            quote_id = put_quote(work, draft, clock.now(), clock.zone, database.actor)
        return Created("quote", quote_id, work.change)

    def _case(self, reading: Reading) -> Created:
        from crm_desktop.services.cases.views import CaseDraft
        from crm_desktop.services.cases.writing import put_case

        subject = " ".join([reading.title, *_left_over(reading, {"who", "priority"})])
        draft = CaseDraft(
            subject=subject,
            person_id=_person(reading),
            company_id=_company(reading),
            priority=reading.draft.priority or "normal",
        )
        with self._services.database.write(f"Opened the case “{subject}”") as work:
            case_id = put_case(work, draft, self._services.clock)
        return Created("case", case_id, work.change)

    def _contact(self, reading: Reading) -> Created:
        contact_id = new_id()
        draft = replace(contact_draft(reading), id=contact_id)
        return Created("contact", contact_id, self._services.contact_commands.save(draft))

    def _lead(self, reading: Reading) -> Created:
        from crm_desktop.services.contacts.one_line import read_one_line
        from crm_desktop.services.leads.views import LeadDraft

        line = read_one_line(_line(reading))
        lead_id = new_id()
        draft = LeadDraft(
            line.name, line.company, phone=line.phone, email=line.email, tags=line.tags or None, id=lead_id
        )
        return Created("lead", lead_id, self._services.lead_commands.save(draft))


def contact_draft(reading: Reading) -> ContactDraft:
    """Return the contact that a line describes."""
    from crm_desktop.services.contacts.commands import draft_of_line
    from crm_desktop.services.contacts.one_line import read_one_line

    return draft_of_line(read_one_line(_line(reading)))


def _line(reading: Reading) -> str:
    """What was typed behind the word that says what it is."""
    return reading.text.partition(" ")[2].strip() if _said_kind(reading) else reading.text


def _words(parts: list[str]) -> str:
    return " ".join(parts)


def _said_kind(reading: Reading) -> bool:
    return any(part.role == "kind" for part in reading.draft.parts)


def _person(reading: Reading) -> str | None:
    return reading.who.id if reading.who is not None and reading.who.kind == "person" else None


def _company(reading: Reading) -> str | None:
    if reading.who is not None and reading.who.kind == "company":
        return reading.who.id
    return reading.company.id if reading.company is not None else None


def _left_over(reading: Reading, used: set[str]) -> list[str]:
    """The parts that this kind of record has no field for, as they were typed: nothing is dropped."""
    if reading.on is None:
        used = used - {"remind", "time"}
    left = [part for part in reading.draft.parts if part.role not in used and part.role not in ("kind", "link")]
    words = (reading.draft_text[part.start : part.end].strip() for part in left)
    return [word for word in words if word and word not in reading.title]
