"""Understanding a quick-add line against the records of the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from crm_desktop.core.plain_words import Draft, Match, parse
from crm_desktop.core.word_lists import CALL, CASE, CONTACT, DEAL, EMAIL, INVOICE, LEAD, MEETING, NOTE, PAYMENT, QUOTE
from crm_desktop.services.quick_add.commands import contact_draft
from crm_desktop.services.quick_add.people import People
from crm_desktop.services.quick_add.views import Reading
from crm_desktop.services.services import Services

_MAKES = {DEAL: "deal", QUOTE: "quote", CASE: "case", NOTE: "note", LEAD: "lead", CONTACT: "contact"}
_CALLED = {CALL: "Call {who}", EMAIL: "Email {who}", MEETING: "Meeting with {who}"}
_NAMED_AFTER_CUSTOMER = {"deal": "Deal with {who}", "quote": "Quote for {who}", "case": "Case of {who}", "note": ""}
_USUAL_MINUTES = 30


class QuickAddQueries:
    """Reads lines; keeps the names it met, so hold on to one while a line is typed."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._people = People(services.database)

    def read(self, text: str, chosen: Mapping[str, str] | None = None) -> Reading:
        """Understand a line. `chosen` says which id was picked for a name that several people have."""
        services = self._services
        self._people.refresh()
        clock = services.clock
        business = services.workspace.business()
        draft = parse(
            text,
            now=clock.now().astimezone(clock.zone).replace(tzinfo=None),
            people=self._people,
            languages=(business.language,),
            stages=[name for (name,) in services.database.rows(
                "SELECT name FROM stage WHERE deleted_at IS NULL AND kind <> 'lost' ORDER BY position"
            )],
        )  # fmt: skip
        who, asks = _one_of(draft.who, chosen or {})
        makes = _MAKES.get(draft.kind, "task")
        if makes == "task" and draft.kind == MEETING and draft.when is not None and draft.time is not None:
            makes = "event"
        at = None
        if draft.when is not None and draft.time is not None:
            at = datetime.combine(draft.when, draft.time, tzinfo=clock.zone)
        minutes = draft.minutes or (_USUAL_MINUTES if at is not None and draft.kind in (CALL, MEETING) else None)
        reading = Reading(
            text=text.strip(),
            draft_text=text,
            draft=draft,
            makes=makes,
            title=_title(text, draft, makes, who),
            who=who,
            asks=asks,
            company=self._company_of(who),
            on=draft.when,
            at=at,
            minutes=minutes,
            remind_minutes=draft.remind_minutes,
            stage=draft.stage or "",
            currency=draft.currency or business.currency,
        )
        if makes != "contact" or not reading.title:
            return reading
        return replace(reading, similar=tuple(services.contacts.similar(contact_draft(reading))))

    def _company_of(self, who: Match | None) -> Match | None:
        if who is None or who.kind != "person":
            return None
        row = self._services.database.row(
            "SELECT f.id, f.name FROM affiliation a JOIN contact f ON f.id = a.company_id AND f.deleted_at IS NULL "
            "WHERE a.person_id = ? AND a.ended_on IS NULL ORDER BY a.is_primary DESC LIMIT 1",
            (who.id,),
        )
        return None if row is None else Match(str(row[0]), str(row[1]), "company")


def _one_of(matches: tuple[Match, ...], chosen: Mapping[str, str]) -> tuple[Match | None, tuple[Match, ...]]:
    if len(matches) <= 1:
        return (matches[0] if matches else None), ()
    picked = set(chosen.values())
    for match in matches:
        if match.id in picked:
            return match, ()
    return None, matches


def _title(text: str, draft: Draft, makes: str, who: Match | None) -> str:
    """What the record will be called. Nothing typed is dropped; what only says when or who is kept apart."""
    words = " ".join(draft.title.split())
    if draft.kind in (INVOICE, PAYMENT):
        return " ".join(text.split())  # not yet a document of its own: a task that keeps every word
    if who is not None and draft.kind in _CALLED:
        called = _CALLED[draft.kind].format(who=who.name)
        return f"{called}: {words}" if words else called
    if not words and makes in ("deal", "quote") and who is None and draft.amount is not None:
        words = " ".join(text.split())
    if not words and who is not None and makes in _NAMED_AFTER_CUSTOMER:
        words = _NAMED_AFTER_CUSTOMER[makes].format(who=who.name)
    return words[:1].upper() + words[1:] if makes not in ("contact", "lead") else words
