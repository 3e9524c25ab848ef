"""A person whose every word is planted, so that one search finds whatever is left of them in a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from crm_desktop.services.calendar.views import EventDraft, TaskDraft
from crm_desktop.services.cases.views import CaseDraft
from crm_desktop.services.contacts.views import (
    AddressDraft,
    AffiliationDraft,
    CallDraft,
    ChannelDraft,
    ContactDraft,
)
from crm_desktop.services.pipeline.views import DealDraft, DealLineDraft
from crm_desktop.services.quotes.views import LineDraft, QuoteDraft
from crm_desktop.services.services import Services

SEED = b"zqxv"
"""Every planted word holds these letters, and nothing else in a workspace does."""
NAME = "Zqxvamelia Zqxvokafor"
PHONE = "+44 20 7946 0461"
DIGITS = b"2079460461"
PHOTO = b"\x89PNG\r\n zqxv photo" * 50


def person_draft(*, employed: bool) -> ContactDraft:
    """The planted person, with every field that a contact has."""
    return ContactDraft(
        name=NAME, nickname="Zqxvami", phonetic_name="Zqxv a", job_title="Zqxvbaker", birthday="1980-03-09",
        about="Zqxv likes rye.", tax_id="ZQXV-1", tags=("vip",),
        channels=(
            ChannelDraft("phone", PHONE, "mobile", is_primary=True),
            ChannelDraft("email", "zqxv@zqxvhome.example", is_primary=True),
            ChannelDraft("web", "https://zqxv.example/me"),
        ),
        addresses=(AddressDraft(street="17 Zqxv Street", city="Zqxvtown", postcode="ZQXV 1"),),
        affiliations=(AffiliationDraft(company="Harbor & Vine", role="Zqxvrole"),) if employed else (),
    )  # fmt: skip


def plant(services: Services, *, employed: bool = True) -> str:
    """Add the person, and something of every kind that names them; nothing that was issued."""
    commands = services.contact_commands
    commands.save(ContactDraft("company", "Harbor & Vine"))
    commands.save(person_draft(employed=employed))
    person = str(services.database.value("SELECT id FROM contact WHERE name = ?", (NAME,)))
    company = str(services.database.value("SELECT id FROM contact WHERE kind = 'company'"))
    today = date(2025, 11, 21)
    commands.save_field(person, "about", "Zqxv likes sourdough now.")
    commands.add_note(person, "A note about zqxvamelia and her zqxvdaughter.")
    commands.log_call(CallDraft(person, note="zqxvcall went well", next=TaskDraft("Call zqxvAmelia", person_id=person)))
    commands.attach(person, "zqxv-passport.pdf", b"zqxv passport " * 400)
    calendar = services.calendar_commands
    calendar.save_task(TaskDraft("Ask Zqxvamelia", notes="zqxvask", person_id=person, due_on=today, remind_minutes=9))
    calendar.save_event(
        EventDraft("Coffee with Zqxvamelia", starts_on=today, ends_on=today, place="Zqxv café", person_id=person)
    )
    notes = "About Zqxvami" if employed else "zqxvdeal"
    alone = DealDraft("Zqxvamelia's cake", person_id=person, amount=Decimal(90), notes=notes)
    services.pipeline_commands.save(alone)
    shared = replace(alone, title="Catering for Zqxvokafor", company_id=company, notes="Ask Zqxvamelia Zqxvokafor.",
                     lines=(DealLineDraft("Cake for Zqxvamelia", Decimal(1), Decimal(9)),))  # fmt: skip
    services.pipeline_commands.save(shared)
    deal = str(services.database.value("SELECT id FROM deal WHERE title LIKE 'Catering%'"))
    services.pipeline_commands.note(deal, "Zqxvamelia wants it cold")
    services.pipeline_commands.plan_next_step(deal, "Ring Zqxvamelia on friday")
    services.case_commands.open_case(CaseDraft("Zqxv was ill", "zqxv I felt bad", person_id=person))
    case = str(services.database.value('SELECT id FROM "case"'))
    services.case_commands.reply(case, "Dear Zqxvamelia, we are sorry")
    services.case_commands.attach(case, [("zqxv.txt", b"zqxv letter")])
    services.quote_commands.save(
        QuoteDraft(
            "For Zqxvamelia", person_id=person, note="zqxvnote", terms="Pay, Zqxvamelia",
            lines=(LineDraft(name="Cake for Zqxvamelia", quantity=Decimal(1), unit_price=Decimal(50)),),
        )
    )  # fmt: skip
    _put_photo_and_draft(services, person)
    return person


def _put_photo_and_draft(services: Services, person: str) -> None:
    from crm_desktop.services.workspace.commands import put_blob

    with services.database.write("Gave Zqxvamelia a picture") as work:
        work.execute("UPDATE contact SET photo_id = ? WHERE id = ?", (put_blob(work, PHOTO), person))
        work.execute(
            "INSERT INTO draft (id, form, record_id, title, content, saved_at) VALUES (?, 'contact', ?, ?, ?, 1)",
            ("d" * 32, person, "Zqxvamelia", '{"name": "Zqxvamelia"}'),
        )
        work.execute(
            "INSERT INTO draft (id, form, record_id, title, content, saved_at) VALUES (?, 'task', NULL, '', ?, 1)",
            ("e" * 32, f'{{"notes": "{NAME}"}}'),
        )


def live_a_little(services: Services, person: str) -> None:
    """Change, undo, throw away and bring back, so that the journal holds old values in every shape."""
    commands = services.contact_commands
    commands.save_field(person, "name", "Zqxvformer Zqxvmaiden")
    services.history.undo()
    draft = services.contacts.draft(person)
    commands.save(replace(draft, channels=draft.channels[:1], addresses=()))
    commands.save(draft)
    commands.add_note(person, "zqxv second note")
    services.history.undo()
    services.history.redo()
    activity = str(services.database.value("SELECT id FROM activity ORDER BY id DESC LIMIT 1"))
    services.timeline_commands.bin(activity)
    from crm_desktop.services.bin.commands import BinCommands

    BinCommands(services.database, services.clock).empty()
    task = str(services.database.value("SELECT id FROM task WHERE title LIKE 'Ask%'"))
    services.calendar_commands.reschedule_task(task, date(2025, 12, 1))
    services.calendar_commands.finish_task(task)
    for step in range(6):
        services.calendar_commands.save_task(TaskDraft(f"Zqxvamelia step {step}", person_id=person))
        services.history.undo()


def left_in(path: Path) -> list[str]:
    """Say in which files beside a workspace something planted is left, and what stands around it."""
    found = []
    for file in sorted(path.parent.iterdir()):
        if not file.is_file() or not file.name.startswith(path.name):
            continue
        content = file.read_bytes()
        lower = content.lower()
        for seed in (SEED, DIGITS, SEED.hex().encode(), SEED.upper().hex().encode(), PHOTO[:4] + PHOTO[8:16]):
            place = lower.find(seed.lower())
            if place >= 0:
                found.append(f"{file.name}@{place}: {content[max(place - 60, 0) : place + 60]!r}")
    return found
