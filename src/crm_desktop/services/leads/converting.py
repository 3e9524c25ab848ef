"""Making a lead a customer: a person, a company and a deal, linked or made; exactly once, and undone whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from crm_desktop.core.clock import Clock
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.ids import derived_id
from crm_desktop.services.contacts.parts import company_id_of, put_tag_link
from crm_desktop.services.contacts.similar_sql import similar
from crm_desktop.services.contacts.views import AddressDraft, AffiliationDraft, ChannelDraft, ContactDraft, Similar
from crm_desktop.services.contacts.writing import Writing
from crm_desktop.services.leads.views import Conversion, Converted, LeadDraft, Proposal, StageChoice
from crm_desktop.services.leads.writing import is_named, read_draft
from crm_desktop.services.timeline.commands import link_activity
from crm_desktop.storage.rows import update_row

if TYPE_CHECKING:
    from crm_desktop.storage.database import Database, Row, Transaction

_CHANNELS = (("phone", "phone"), ("email", "email"), ("web", "website"))
_CERTAIN = ("email", "phone")
_MOST_SIMILAR = 4


class _InWork:
    """Reads what a unit of work has written so far."""

    def __init__(self, work: Transaction) -> None:
        self.rows = work.execute

    def row(self, sql: str, values: Any = ()) -> Row | None:
        return next(iter(self.rows(sql, values)), None)

    def value(self, sql: str, values: Any = ()) -> Any:
        found = self.row(sql, values)
        return None if found is None else found[0]


def seen_by(work: Transaction) -> Database:
    """Return the workspace as a unit of work sees it, for reading: of two equal leads the second finds the first."""
    return cast("Database", _InWork(work))


def propose(database: Database, lead_id: str) -> Proposal:
    """Return what converting a lead would do, with the contacts it may be already. Raises as `convert` does."""
    lead = read_draft(database.rows, lead_id)
    _refuse_converted(database.rows("SELECT converted_at FROM lead WHERE id = ?", (lead_id,))[0][0], lead.name)
    named = is_named(lead)
    person = ContactDraft(
        "person", lead.name if named else "", channels=_channels(lead),
        affiliations=(AffiliationDraft(company=lead.company_name),) if lead.company_name else (),
    )  # fmt: skip
    people = tuple(one for one in similar(database, person, 8) if _is(database, one.id, "person"))[:_MOST_SIMILAR]
    companies: tuple[Similar, ...] = ()
    if lead.company_name:
        firm = ContactDraft("company", lead.company_name)
        companies = tuple(similar(database, firm, _MOST_SIMILAR))
    stages = database.rows(
        "SELECT s.id, s.name FROM stage s WHERE s.kind = 'open' AND s.deleted_at IS NULL AND s.pipeline_id = "
        "(SELECT id FROM pipeline WHERE deleted_at IS NULL ORDER BY position, id LIMIT 1) ORDER BY s.position, s.id"
    )
    same_person = next((one.id for one in people if one.reason in _CERTAIN), None)
    same_firm = next((one.id for one in companies if one.name.casefold() == lead.company_name.casefold()), None)
    conversion = Conversion(
        lead_id,
        # Without a name and with a company, the company is whom one deals with.
        with_person=named or not lead.company_name or same_person is not None,
        person_id=same_person,
        with_company=bool(lead.company_name),
        company_id=same_firm,
        company_name=lead.company_name,
        deal_title=deal_title(lead),
        amount=lead.amount,
        stage_id=stages[0][0] if stages else None,
    )
    return Proposal(
        conversion, lead.name, lead.company_name, lead.currency or "", people, companies,
        tuple(StageChoice(*row) for row in stages),
    )  # fmt: skip


def convert(work: Transaction, conversion: Conversion, clock: Clock) -> Converted:
    """Make the lead what the conversion says, within a unit of work. Raises `Refused` for one that was converted."""
    lead_id = conversion.lead_id
    found = work.execute("SELECT converted_at FROM lead WHERE id = ? AND deleted_at IS NULL", (lead_id,))
    if not found:
        raise RecordMissing("This lead is no longer there.", "Nothing was changed. It may lie in the Bin.")
    lead = read_draft(work.execute, lead_id)
    # Writers wait for each other: whoever comes second sees what the first has done.
    _refuse_converted(found[0][0], lead.name)
    if not conversion.with_person and not conversion.with_company:
        raise Refused(
            "A converted lead becomes a person, a company or both.", "Nothing was changed. Choose at least one."
        )
    owner = lead.owner_id or work.actor
    writing = Writing(work, clock.now(), owner or "")
    company_id = _company(writing, conversion, lead) if conversion.with_company else None
    person_id = _person(writing, conversion, lead, company_id) if conversion.with_person else None
    deal_id = None
    if conversion.deal_title.strip():
        deal_id = _deal(work, conversion, lead, person_id, company_id, clock, owner)
    became = Converted(person_id, company_id, deal_id)
    _move_what_hangs_on_it(work, lead_id, became)
    update_row(
        work, "lead", lead_id,
        {
            "converted_at": clock.now(), "status": "qualified", "status_reason": "", "ask_again_on": None,
            "person_id": person_id, "company_id": company_id, "deal_id": deal_id,
        },
    )  # fmt: skip
    return became


def deal_title(lead: LeadDraft) -> str:
    """What the deal of a lead is called: what it is about, else who it is with."""
    first_line = lead.interest.partition("\n")[0].strip()
    return (first_line[:1].upper() + first_line[1:])[:80] or lead.company_name or lead.name


def _company(writing: Writing, conversion: Conversion, lead: LeadDraft) -> str:
    if conversion.company_id is not None:
        return _known(writing, conversion.company_id)
    name = (conversion.company_name or lead.company_name).strip()
    if not name:
        raise Refused("The company needs a name.", "Nothing was changed. Type it, or convert without a company.")
    before = writing.work.execute("SELECT coalesce(max(rowid), 0) FROM contact")[0][0]
    company_id = company_id_of(writing.work, name, writing.now, writing.actor)
    is_new = bool(writing.work.execute("SELECT 1 FROM contact WHERE id = ? AND rowid > ?", (company_id, before)))
    if is_new:
        update_row(writing.work, "contact", company_id, {"lifecycle": "prospect", "source": lead.source})
    if not conversion.with_person:
        _add_channels(writing, company_id, lead)
        if is_new:
            _add_address(writing, company_id, lead)
    return company_id


def _person(writing: Writing, conversion: Conversion, lead: LeadDraft, company_id: str | None) -> str:
    if conversion.person_id is None:
        draft = ContactDraft(
            "person", lead.name if is_named(lead) else "", job_title=lead.job_title, lifecycle="prospect",
            source=lead.source, about=lead.notes, owner_id=writing.actor, channels=_channels(lead),
            addresses=(AddressDraft(city=lead.city, country=lead.country),) if lead.city or lead.country else (),
            affiliations=(AffiliationDraft(company_id, role=lead.job_title),) if company_id else (),
        )  # fmt: skip
        return writing.put(draft)
    person_id = _known(writing, conversion.person_id)
    _add_channels(writing, person_id, lead)
    if company_id is not None and not writing.work.execute(
        "SELECT 1 FROM affiliation WHERE person_id = ? AND company_id = ? AND ended_on IS NULL", (person_id, company_id)
    ):
        is_first = not writing.work.execute(
            "SELECT 1 FROM affiliation WHERE person_id = ? AND ended_on IS NULL", (person_id,)
        )
        values = writing.affiliation_values(AffiliationDraft(company_id, role=lead.job_title, is_primary=is_first))
        writing.insert("affiliation", {"id": derived_id(lead.id or "", company_id), "person_id": person_id, **values})
    return person_id


def _deal(
    work: Transaction, conversion: Conversion, lead: LeadDraft, person_id: str | None, company_id: str | None,
    clock: Clock, owner: str | None,
) -> str:  # fmt: skip
    from crm_desktop.services.pipeline.views import DealDraft
    from crm_desktop.services.pipeline.writing import put_deal

    notes = [lead.interest if lead.interest != conversion.deal_title else "", lead.notes]
    if lead.campaign:
        notes.append(f"Campaign: {lead.campaign}")
    draft = DealDraft(
        conversion.deal_title, person_id, company_id, stage_id=conversion.stage_id, amount=conversion.amount,
        currency=lead.currency, source=lead.source, notes="\n\n".join(note for note in notes if note), owner_id=owner,
    )  # fmt: skip
    return put_deal(work, draft, clock.now(), owner or "")


def _move_what_hangs_on_it(work: Transaction, lead_id: str, became: Converted) -> None:
    """The timeline, tags, files and what is planned go where the lead went."""
    contacts = [one for one in (became.person_id, became.company_id) if one]
    links = work.execute("SELECT id, activity_id FROM activity_link WHERE record_id = ?", (lead_id,))
    for link, activity in links:
        for one in contacts:
            link_activity(work, activity, "contact", one)
        if became.deal_id:
            link_activity(work, activity, "deal", became.deal_id)
        work.execute("DELETE FROM activity_link WHERE id = ?", (link,))
    for link, tag in work.execute("SELECT id, tag_id FROM tag_link WHERE record_id = ?", (lead_id,)):
        put_tag_link(work, tag, "contact", contacts[0])
        work.execute("DELETE FROM tag_link WHERE id = ?", (link,))
    work.execute(
        "UPDATE attachment SET record_kind = 'contact', record_id = ? WHERE record_id = ?", (contacts[0], lead_id)
    )
    work.execute(
        "UPDATE task SET lead_id = NULL, person_id = coalesce(person_id, ?), company_id = coalesce(company_id, ?), "
        "deal_id = coalesce(deal_id, ?) WHERE lead_id = ?",
        (became.person_id, became.company_id, became.deal_id, lead_id),
    )


def _channels(lead: LeadDraft) -> tuple[ChannelDraft, ...]:
    return tuple(
        ChannelDraft(medium, getattr(lead, name), is_primary=True) for medium, name in _CHANNELS if getattr(lead, name)
    )


def _add_channels(writing: Writing, contact_id: str, lead: LeadDraft) -> None:
    """Add the ways to reach a lead that its contact does not have yet, behind those it has."""
    for channel in _channels(lead):
        known = writing.work.execute(
            "SELECT normalised, position FROM channel WHERE contact_id = ? AND medium = ?",
            (contact_id, channel.medium),
        )
        values = writing.channel_values(channel)
        if values["normalised"] in {one for one, _ in known}:
            continue
        place = {"is_primary": not known, "position": max((position for _, position in known), default=-1) + 1}
        channel_id = derived_id(lead.id or "", contact_id, channel.medium)
        writing.insert("channel", {"id": channel_id, "contact_id": contact_id, **values, **place})


def _add_address(writing: Writing, contact_id: str, lead: LeadDraft) -> None:
    if lead.city or lead.country:
        values = {"city": lead.city, "country": lead.country, "is_primary": True}
        address_id = derived_id(lead.id or "", contact_id, "address")
        writing.insert("address", {"id": address_id, "contact_id": contact_id, **values})


def _known(writing: Writing, contact_id: str) -> str:
    if not writing.work.execute("SELECT 1 FROM contact WHERE id = ? AND deleted_at IS NULL", (contact_id,)):
        raise RecordMissing("The contact to link is no longer there.", "Nothing was changed. Choose another one.")
    return contact_id


def _is(database: Database, contact_id: str, kind: str) -> bool:
    return bool(database.value("SELECT 1 FROM contact WHERE id = ? AND kind = ?", (contact_id, kind)))


def _refuse_converted(moment: int | None, name: str) -> None:
    if moment is not None:
        raise Refused(
            f"“{name}” has been converted already.", "Nothing was made twice. Undo the conversion to do it again."
        )
