"""The people who might buy from the sample bakery."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from crm_desktop.core.clock import to_millis, today
from crm_desktop.storage.rows import update_row

if TYPE_CHECKING:
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction


@dataclass(frozen=True, slots=True)
class SampleLead:
    """One lead: `days` ago it came; `call` is what was said, so many days ago; `step` is what comes next, and when."""

    name: str
    company: str
    role: str
    town: str
    source: str
    interest: str
    amount: int | None
    status: str
    days: int
    campaign: str = ""
    call: tuple[int, str] | None = None
    step: tuple[str, str, int, str] | None = None
    reachable: str = "both"
    notes: str = ""
    tags: tuple[str, ...] = ()


LEADS = (
    SampleLead("Orla Byrne", "Avon Vets", "Practice manager", "Bath", "Trade fair",
               "Price for a weekly cake for the waiting room", 1450, "qualified", 6, "",
               (2, "Wants a cake every Friday. Deciding with her partner."), ("Send the price list", "email", 1, ""),
               tags=("Weekly",)),
    SampleLead("Hester Lund", "Marigold Flowers", "Owner", "Bristol", "Recommended",
               "Quote for the opening party: 80 people", 1900, "qualified", 9, "",
               (1, "Opening moved to the 14th. Loves the honey cake."), ("Call about the date", "call", 0, "10:30"),
               tags=("Event",)),
    SampleLead("Ines Moreau", "Paper Kite Studio", "Designer", "Bristol", "Website",
               "Wedding cake for 120, asks for a price", 780, "new", 0, notes="Date is 12 September.",
               tags=("Wedding",)),
    SampleLead("Samir Aziz", "Saffron Kitchen", "Head chef", "Cardiff", "Website", "Flatbread every morning, 60 a day",
               5200, "contacted", 12, "", (3, "Sent samples. Will compare with the supplier they have."),
               ("Taste the samples together", "visit", 3, "14:00"), tags=("Weekly",)),
    SampleLead("Gwen Whitlock", "Temple Law", "Office manager", "Bristol", "Campaign", "Breakfast for partners’ day",
               640, "contacted", 20, "Winter", (9, "Asked us to write down what is in it."),
               ("Send the quote", "email", -1, "")),
    SampleLead("Tomas Castillo", "Freewheel Bikes", "Shop lead", "Bath", "Trade fair",
               "Rolls for the Saturday ride-outs", 420, "new", 2, "", None, ("Check the van", "todo", 1, "")),
    SampleLead("Ned Harbour", "Tidewater Marine", "Chandler", "Portishead", "Phone", "Pasties for the regatta", 1100,
               "contacted", 5, "", (4, "Regatta is in June. 200 pasties each day."),
               ("Site visit at the harbour", "visit", 4, "11:00")),
    SampleLead("Ottilie Berg", "Larch Cabins", "Host", "Cheddar", "Campaign", "Welcome hampers for guests", 900,
               "new", 1, "Winter"),
    SampleLead("Mireille Fabre", "", "", "Clevedon", "Walked in", "Birthday cake for a 90th", 120, "new", 0, "",
               None, None, "phone"),
    SampleLead("", "Pressroom Print", "", "Bristol", "Email", "Do you cater for small offices?", None, "new", 3, "",
               None, None, "email"),
    SampleLead("Lukas Weber", "Anvil Fitness", "Manager", "Bristol", "Social media", "Protein bars", 300, "contacted",
               34, "", (28, "Not sure yet. Thinks about it."), None),
    SampleLead("Dara Raman", "Slate Dental", "Owner", "Keynsham", "Recommended", "Christmas gifts for patients", 700,
               "contacted", 62, "", (58, "Has a supplier until March."), None),
)  # fmt: skip


def add_leads(services: Services, work: Transaction) -> None:
    """Add the leads with what was said and what comes next, their days counted from today."""
    from crm_desktop.services.calendar.tasks import put_task
    from crm_desktop.services.calendar.views import TaskDraft
    from crm_desktop.services.leads.scoring import put_scores
    from crm_desktop.services.leads.views import LeadDraft
    from crm_desktop.services.leads.writing import Writing, put_not_now
    from crm_desktop.services.timeline.commands import put_activity
    from crm_desktop.services.timeline.views import ActivityDraft

    clock = services.clock
    day = today(clock)

    def moment(days: int, at: str) -> datetime:
        return datetime.combine(day + timedelta(days=days), time.fromisoformat(at), clock.zone)

    drafts = []
    for number, one in enumerate(LEADS):
        user = "".join(letter for letter in (one.name or "hello").lower().replace(" ", ".") if letter.isascii())
        domain = "".join(letter for letter in one.company.lower() if letter.isalnum()) or "post"
        drafts.append(
            LeadDraft(
                one.name, one.company, one.role,
                # Ofcom keeps these numbers free for stories.
                phone=f"07700 900{700 + number}" if one.reachable != "email" else "",
                email=f"{user.replace(chr(39), '')}@{domain}.example" if one.reachable != "phone" else "",
                city=one.town, country="GB", source=one.source, campaign=one.campaign, interest=one.interest,
                notes=one.notes, amount=None if one.amount is None else Decimal(one.amount), status=one.status,
                tags=one.tags or None,
            )
        )  # fmt: skip
    ids = Writing(work, services.database, clock).add(drafts)
    for lead_id, one in zip(ids, LEADS, strict=True):
        came = min(moment(-one.days, "09:20"), clock.now())
        update_row(work, "lead", lead_id, {"created_at": to_millis(came)})
        if one.call is not None:
            days, said = one.call
            call = ActivityDraft("call", said, direction="out", outcome="talked", minutes=6,
                                 happened_at=moment(-days, "15:10"))  # fmt: skip
            put_activity(work, call, [("lead", lead_id)], clock)
        if one.step is not None:
            title, kind, days, at = one.step
            when = moment(days, at) if at else None
            task = TaskDraft(title, kind, None if at else day + timedelta(days=days), when, lead_id=lead_id)
            put_task(work, task, clock)
    put_not_now(work, [ids[-1]], "Timing — has a supplier until March", day + timedelta(days=75), clock)
    put_scores(work, services.database, clock, ids)
