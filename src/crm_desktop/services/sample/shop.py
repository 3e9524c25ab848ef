"""Filling a workspace with the sample bakery: one journal entry, so that one step removes it whole."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import to_millis, today
from crm_desktop.services.sample import words
from crm_desktop.services.workspace.commands import put_setting
from crm_desktop.services.workspace.views import Business
from crm_desktop.storage.rows import update_row

if TYPE_CHECKING:
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

SETTING = "sample_entry"
"""Setting: the journal entry that brought the sample, for as long as it is here."""

SHOP = Business(
    name="Sofia’s Bakehouse",
    address="9 Station Road\nBristol BS3 2AB",
    email="hello@bakehouse.example",
    phone="0117 496 0142",
    website="bakehouse.example",
    tax_id="GB 123 4567 82",
    currency="GBP",
    country="GB",
    language="en",
    terms="Payment within 14 days. Orders can be changed until two days before delivery.",
)


def fill_sample(services: Services, contacts: int = 0, seed: int = 1) -> ChangeSet:
    """Add the sample shop, its days counted from today, and so many made-up people beside it.

    The shop is one entry; undoing the entry that the setting `sample_entry` names removes it whole.
    """
    with services.database.write("Added the sample shop", kind="setup") as work:
        put_setting(work, SETTING, work.entry)
        _Filling(services, work).fill()
    if contacts:
        from crm_desktop.services.sample.scale import add_crowd

        add_crowd(services, contacts, seed)
    return work.change


def remove_sample(services: Services) -> ChangeSet:
    """Take the sample shop out again; what a person has added or changed since stays."""
    entry = services.workspace.setting(SETTING)
    return ChangeSet(None, "") if entry is None else services.history.undo(int(entry)).change


class _Filling:
    """The parts of the shop, each where the next one can refer to it."""

    def __init__(self, services: Services, work: Transaction) -> None:
        self._services = services
        self._work = work
        self._clock = services.clock
        self._now = services.clock.now()
        self._zone = services.clock.zone
        self._today = today(services.clock)
        self._actor = services.database.actor
        self._people: dict[str, str] = {}
        self._firms: dict[str, str] = {}
        self._products: dict[str, str] = {}
        self._deals: dict[str, str] = {}

    def fill(self) -> None:
        """Add everything."""
        self._add_people()
        self._add_products()
        self._add_deals()
        self._add_quotes()
        self._add_cases()
        self._add_leads()
        self._add_plans()
        self._add_activities()

    def _moment(self, days: int, at: str = "09:00") -> datetime:
        """The moment at a local time so many days from today."""
        return datetime.combine(self._today + timedelta(days=days), time.fromisoformat(at), self._zone)

    def _customer(self, name: str) -> tuple[str | None, str | None]:
        """Return the ids of a person and of the firm they work for."""
        company = next((one.company for one in words.CUSTOMERS if one.name == name), "")
        return self._people.get(name), self._firms.get(company)

    def _add_people(self) -> None:
        from crm_desktop.services.contacts.views import AddressDraft, AffiliationDraft, ChannelDraft, ContactDraft
        from crm_desktop.services.contacts.writing import Writing

        writing = Writing(self._work, self._now, self._actor)
        for number, one in enumerate(words.CUSTOMERS):
            # Ofcom keeps these numbers free for stories.
            firm_phone, mobile = f"0117 496 0{200 + number:03d}", f"07700 900{100 + number:03d}"
            street = f"{number + 3} {_STREETS[number % len(_STREETS)]}"
            address = AddressDraft(street, one.town, "", _POST[one.town], "GB")
            domain = "".join(letter for letter in one.company.lower() if letter.isascii() and letter.isalnum())
            if one.company and one.company not in self._firms:
                firm = ContactDraft(
                    "company", one.company, lifecycle=one.lifecycle,
                    channels=(
                        ChannelDraft("phone", firm_phone, "work", is_primary=True),
                        ChannelDraft("email", f"office@{domain}.example", is_primary=True),
                        ChannelDraft("web", f"https://{domain}.example"),
                    ),
                    addresses=(address,),
                )  # fmt: skip
                self._firms[one.company] = writing.put(firm)
            user = "".join(letter for letter in one.name.lower().replace(" ", ".") if letter.isascii())
            host = f"{domain}.example" if domain else "example.com"
            person = ContactDraft(
                "person", one.name, job_title=one.role, lifecycle=one.lifecycle, tags=one.tags,
                birthday=f"--{(self._today + timedelta(days=number * 9 - 4)):%m-%d}" if number % 4 == 0 else None,
                source=_SOURCES[number % len(_SOURCES)],
                keep_in_touch_days=60 if one.lifecycle == "customer" else None,
                channels=(
                    ChannelDraft("phone", mobile, "mobile", is_primary=True),
                    ChannelDraft("email", f"{user}@{host}", is_primary=True),
                ),
                addresses=() if one.company else (address,),
                affiliations=(
                    (AffiliationDraft(company_id=self._firms[one.company], role=one.role),) if one.company else ()
                ),
            )  # fmt: skip
            self._people[one.name] = writing.put(person)
        ids = [*self._people.values(), *self._firms.values()]
        for number, contact_id in enumerate(ids):
            update_row(self._work, "contact", contact_id, {"created_at": to_millis(self._moment(-300 + 3 * number))})

    def _add_products(self) -> None:
        from crm_desktop.services.products.views import ProductDraft
        from crm_desktop.services.products.writing import put_product

        for name, code, unit, price, description, category in words.PRODUCTS:
            draft = ProductDraft(name, code, description, unit, Decimal(price), category=category)
            self._products[code] = put_product(self._work, draft, self._now)

    def _add_deals(self) -> None:
        from crm_desktop.services.pipeline.views import DealDraft
        from crm_desktop.services.pipeline.writing import put_deal

        stages = {
            row[1]: (row[0], row[2])
            for row in self._work.execute("SELECT id, name, kind FROM stage WHERE deleted_at IS NULL ORDER BY position")
        }
        first = next(iter(stages.values()))[0]
        for title, customer, stage, amount, since, closes, source in words.DEALS:
            person, company = self._customer(customer)
            stage_id, kind = stages.get(stage, (first, "open"))
            draft = DealDraft(
                title, person, company, stage_id=first if kind == "lost" else stage_id, amount=Decimal(amount),
                expected_close=self._today + timedelta(days=closes), source=source,
            )  # fmt: skip
            deal = self._deals[title] = put_deal(self._work, draft, self._now, self._actor)
            moved = to_millis(self._moment(-since, "11:00"))
            changes = {"created_at": to_millis(self._moment(-since - 12)), "in_stage_since": moved}
            if kind != "open":
                changes["closed_at"] = moved
            update_row(self._work, "deal", deal, changes)
            if kind == "lost":
                update_row(self._work, "deal", deal, {"stage_id": stage_id, "lost_reason": "price"})
            self._work.execute(
                "UPDATE stage_move SET moved_at = ?, to_stage_id = ? WHERE deal_id = ?", (moved, stage_id, deal)
            )

    def _add_quotes(self) -> None:
        from crm_desktop.services.quotes.issuing import issue_quote
        from crm_desktop.services.quotes.views import LineDraft, QuoteDraft
        from crm_desktop.services.quotes.writing import put_quote

        known = {row[1]: row for row in words.PRODUCTS}
        # The oldest first, so that numbers rise with time.
        for title, customer, deal, state, days, lines in sorted(words.QUOTES, key=lambda quote: -quote[4]):
            person, company = self._customer(customer)
            written = self._moment(-days, "10:15")
            draft = QuoteDraft(
                title, person, company, self._deals.get(deal), dated_on=written.date(),
                valid_until=written.date() + timedelta(days=14),
                lines=tuple(
                    LineDraft(
                        known[code][0], known[code][4], Decimal(quantity), known[code][2], Decimal(known[code][3]),
                        tax_rate=Decimal(0 if code.startswith(("BR", "PA", "CA")) else 20),
                        tax_category="Z" if code.startswith(("BR", "PA", "CA")) else "S",
                        product_id=self._products[code],
                    )
                    for code, quantity in lines
                ),
            )  # fmt: skip
            quote = put_quote(self._work, draft, written, self._zone, self._actor)
            if state != "draft":
                issue_quote(self._work, quote, written, self._zone, self._actor)
            if state in ("accepted", "declined"):
                decided = to_millis(written + timedelta(days=3))
                update_row(
                    self._work, "document", quote, {"status": state, "decided_at": decided, "decided_by": customer}
                )

    def _add_cases(self) -> None:
        from crm_desktop.services.sample.cases import add_cases

        add_cases(self._work, self._now, self._zone, self._actor, self._customer)

    def _add_leads(self) -> None:
        from crm_desktop.services.sample.leads import add_leads

        add_leads(self._services, self._work)

    def _add_plans(self) -> None:
        from crm_desktop.services.calendar.events import put_event
        from crm_desktop.services.calendar.tasks import finish_task, put_task
        from crm_desktop.services.calendar.views import EventDraft, TaskDraft

        for title, kind, customer, deal, days, at, minutes, priority in words.TASKS:
            person, company = self._customer(customer)
            when = self._moment(days, at) if at else None
            task = TaskDraft(
                title, kind, None if at else self._today + timedelta(days=days), when, minutes, priority,
                person_id=person, company_id=company, deal_id=self._deals.get(deal),
                remind_minutes=10 if at and days >= 0 else None,
            )  # fmt: skip
            put_task(self._work, task, self._clock)
        done = TaskDraft("Confirm Friday’s delivery", "call", self._today, person_id=self._customer("Rosa Delgado")[0])
        finish_task(self._work, put_task(self._work, done, self._clock), self._now)
        for title, kind, customer, days, start, end, place, rule in words.EVENTS:
            person, company = self._customer(customer)
            day = self._today + timedelta(days=days)
            if rule == "FREQ=WEEKLY":
                day -= timedelta(days=day.weekday())
            shift = (day - self._today).days
            event = EventDraft(
                title, kind, place=place, rule=rule, person_id=person, company_id=company,
                starts_at=self._moment(shift, start) if start else None,
                ends_at=self._moment(shift, end) if end else None,
                starts_on=None if start else day, ends_on=None if start else day,
                remind_minutes=15 if start and not rule and days >= 0 else None,
            )  # fmt: skip
            put_event(self._work, event, self._clock)

    def _add_activities(self) -> None:
        from crm_desktop.services.timeline.commands import put_activity
        from crm_desktop.services.timeline.views import ActivityDraft

        for kind, customer, days, at, minutes, outcome, text in words.ACTIVITIES:
            happened = min(self._moment(-days, at), self._now)
            draft = ActivityDraft(
                kind, text, direction="" if kind in ("note", "meeting", "visit") else "out", outcome=outcome,
                minutes=minutes, happened_at=happened,
            )  # fmt: skip
            person = self._people[customer]
            deal = next((self._deals[one[0]] for one in words.DEALS if one[1] == customer), None)
            links = [("contact", person), *([("deal", deal)] if deal else [])]
            put_activity(self._work, draft, links, self._clock)


_STREETS = ("Harbour Way", "Station Road", "Market Place", "Mill Lane", "Queen Square", "Orchard Close", "Park Row")
_POST = {
    "Bristol": "BS1 4QA", "Bath": "BA1 2LR", "Cardiff": "CF10 1EP", "Clevedon": "BS21 7QU", "Portishead": "BS20 7AN",
    "Keynsham": "BS31 1DQ", "Cheddar": "BS27 3NA",
}  # fmt: skip
_SOURCES = ("Recommended", "Walked in", "Website", "Wedding fair", "Cold call")
