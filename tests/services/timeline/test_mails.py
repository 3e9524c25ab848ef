"""Mails dropped as files, participants, and the call that belongs to the deal of its step."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.core.ids import new_id
from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.services.cases.views import CaseDraft
from crm_desktop.services.contacts.views import CallDraft, ChannelDraft
from crm_desktop.services.services import Services
from crm_desktop.services.timeline.views import ActivityDraft, Only, TimelineItem

SENT = datetime(2025, 11, 18, 8, 30, tzinfo=UTC)


def _mail(*, html: bool = False, message_id: str = "<q1@harbor.example>") -> bytes:
    mail = EmailMessage()
    mail["From"] = "Amelia Okafor <Amelia@Harbor.example>"
    mail["To"] = "sofia@bakehouse.example"
    mail["Cc"] = "Ben <ben@harbor.example>, unknown@else.example"
    mail["Date"] = SENT
    mail["Subject"] = "Tuesday deliveries"
    if message_id:
        mail["Message-ID"] = message_id
    if html:
        mail.set_content("<style>p{}</style><p>Dear Sofia,</p><p>could it be <b>Tuesday</b>?</p>", subtype="html")
    else:
        mail.set_content("Dear Sofia,\n\ncould it be Tuesday?\n")
    mail.add_attachment(b"%PDF-1.7 order", maintype="application", subtype="pdf", filename="order.pdf")
    mail.set_boundary("a-line-between")
    return mail.as_bytes()


@pytest.fixture
def amelia(services: Services) -> str:
    contact_id = new_id()
    services.contact_commands.quick_create("Amelia Okafor amelia@harbor.example, Harbor & Vine", contact_id)
    return contact_id


@pytest.fixture
def ben(services: Services) -> str:
    contact_id = new_id()
    services.contact_commands.quick_create("Ben Castillo ben@harbor.example", contact_id)
    return contact_id


def _first(services: Services, record_id: str, kind: str = "contact", only: Only = Only.EMAILS) -> TimelineItem:
    (item,) = services.timeline.page(kind, record_id, only=only).items
    return item


def test_a_mail_stands_with_everybody_it_names(services: Services, amelia: str, ben: str) -> None:
    services.timeline_commands.add_files([("q1.eml", _mail())], "contact", amelia)
    item = _first(services, amelia)
    assert (item.kind, item.direction, item.subject, item.at) == ("email", "in", "Tuesday deliveries", SENT)
    assert item.body == "Dear Sofia,\n\ncould it be Tuesday?"
    assert [one.name for one in item.participants] == ["Ben Castillo", "Amelia Okafor", "Harbor & Vine"]
    assert [one.name for one in item.files] == ["q1.eml", "order.pdf"]
    assert _first(services, ben).id == item.id
    assert [one.name for one in services.contacts.files(ben)] == ["order.pdf", "q1.eml"]
    assert services.contacts.detail(amelia).file_count == 2
    assert services.timeline.mail(item.id) == ("q1.eml", _mail())


def test_the_same_mail_again_changes_nothing(services: Services, amelia: str, ben: str) -> None:
    commands = services.timeline_commands
    commands.add_files([("q1.eml", _mail())], "contact", amelia)
    assert not commands.add_files([("again.eml", _mail())], "contact", ben)
    assert not commands.add_files([("q1.eml", _mail(html=True))], "contact", amelia)
    assert services.database.value("SELECT count(*) FROM activity") == 1
    # Deleted and dropped again, it is there again; without a Message-ID its bytes tell.
    item = _first(services, amelia)
    commands.bin(item.id)
    assert commands.add_files([("q1.eml", _mail())], "contact", amelia)
    assert _first(services, amelia).id == item.id
    commands.add_files([("plain.eml", _mail(message_id=""))], "contact", amelia)
    assert not commands.add_files([("plain.eml", _mail(message_id=""))], "contact", amelia)
    assert services.database.value("SELECT count(*) FROM activity") == 2


def test_ours_is_sent_and_html_is_read_as_words(services: Services, amelia: str) -> None:
    with services.database.write("An address of ours") as work:
        work.execute("UPDATE member SET email = 'amelia@harbor.example'")
    services.timeline_commands.add_files([("q1.eml", _mail(html=True))], "contact", amelia)
    item = _first(services, amelia)
    assert (item.direction, item.body) == ("out", "Dear Sofia,\n\ncould it be Tuesday?")


def test_an_address_of_very_many_proves_nothing(services: Services, amelia: str) -> None:
    for number in range(21):
        services.contact_commands.quick_create(f"Person {number} ben@harbor.example")
    services.timeline_commands.add_files([("q1.eml", _mail())], "contact", amelia)
    assert [one.name for one in _first(services, amelia).participants] == ["Amelia Okafor", "Harbor & Vine"]


def test_a_mail_on_a_case_is_in_its_thread(services: Services, amelia: str) -> None:
    services.case_commands.open_case(CaseDraft("Trays arrived damaged", "Two trays", person_id=amelia))
    case = str(services.database.value('SELECT id FROM "case"'))
    services.case_commands.solve(case)
    services.timeline_commands.add_files([("q1.eml", _mail())], "case", case)
    messages = services.database.rows("SELECT kind, body, written_at FROM case_message ORDER BY written_at")
    assert ("customer", "Dear Sofia,\n\ncould it be Tuesday?") in [row[:2] for row in messages]
    assert services.database.value('SELECT status FROM "case"') == "open"
    assert services.database.value("SELECT count(*) FROM attachment WHERE record_kind = 'case'") == 2
    assert not services.timeline_commands.add_files([("q1.eml", _mail())], "case", case)
    services.history.undo()
    assert services.database.value("SELECT count(*) FROM activity WHERE deleted_at IS NULL") == 0
    assert services.database.value('SELECT status FROM "case"') == "solved"


def test_what_is_no_mail_is_told_and_nothing_is_kept(services: Services, amelia: str) -> None:
    with pytest.raises(CrmError, match="could not be read as a mail"):
        services.timeline_commands.add_files([("q1.eml", _mail()), ("x.eml", b"\x00\x01")], "contact", amelia)
    assert services.database.value("SELECT count(*) FROM activity") == 0


def test_several_take_part_and_can_be_changed(services: Services, amelia: str, ben: str) -> None:
    activity = ActivityDraft("visit", "Tasting", minutes=40)
    services.timeline_commands.add(activity, [("contact", amelia), ("contact", ben)], "Amelia")
    item = _first(services, ben, only=Only.MEETINGS)
    assert {one.name for one in item.participants} == {"Amelia Okafor", "Ben Castillo", "Harbor & Vine"}
    services.timeline_commands.edit(item.id, with_ids=[ben], minutes=50)
    assert not services.timeline.page("contact", amelia, only=Only.MEETINGS).items
    assert [one.id for one in _first(services, ben, only=Only.MEETINGS).participants] == [ben]
    with pytest.raises(Refused, match="with somebody"):
        services.timeline_commands.edit(item.id, with_ids=[])
    services.history.undo()
    assert _first(services, amelia, only=Only.MEETINGS).minutes == 40


def test_a_touch_and_its_next_step_are_one_entry(services: Services, amelia: str) -> None:
    step = TaskDraft("Send samples", due_on=datetime(2025, 11, 25).date(), person_id=amelia)
    services.timeline_commands.add(ActivityDraft("letter", "A card"), [("contact", amelia)], "Amelia", step)
    detail = services.contacts.detail(amelia)
    assert detail.next_step is not None
    assert detail.next_step.step.title == "Send samples"
    services.history.undo()
    assert services.contacts.detail(amelia).next_step is None
    assert not services.timeline.page("contact", amelia, only=Only.EMAILS).items


def test_a_call_belongs_to_the_deal_of_the_step_it_finishes(services: Services, amelia: str, ben: str) -> None:
    stage, pipeline = services.database.rows("SELECT id, pipeline_id FROM stage ORDER BY position")[0]
    deal = new_id()
    with services.database.write("A deal") as work:
        work.execute(
            "INSERT INTO deal (id, created_at, title, person_id, pipeline_id, stage_id, rank, currency, "
            "in_stage_since) VALUES (?, 0, 'Holiday cakes', ?, ?, ?, 1.0, 'GBP', 0)",
            (deal, amelia, pipeline, stage),
        )
    services.contact_commands.plan([amelia], TaskDraft("Call about cakes", "call", deal_id=deal))
    step = services.contacts.detail(amelia).next_step
    assert step is not None
    call = CallDraft(amelia, "Yes", next=TaskDraft("Send quote"), finishes_task_id=step.step.task_id, with_ids=(ben,))
    services.contact_commands.log_call(call)
    assert services.timeline.page("deal", deal, only=Only.CALLS).items
    assert services.timeline.page("contact", ben, only=Only.CALLS).items
    assert services.database.value("SELECT deal_id FROM task WHERE title = 'Send quote'") == deal
    assert services.records.count("deal", "last_contact = today") == 1
    assert services.records.count("deal", "first_contact before today") == 0


def test_files_and_todos_are_entries_of_their_own(services: Services, amelia: str) -> None:
    services.contact_commands.attach(amelia, "menu.pdf", b"%PDF-1.7")
    item = _first(services, amelia, only=Only.FILES)
    assert (item.kind, item.subject, item.by_me, item.record_kind) == ("file", "menu.pdf", True, "attachment")
    services.contact_commands.plan([amelia], TaskDraft("Send menu"))
    step = services.contacts.detail(amelia).next_step
    assert step is not None
    services.calendar_commands.finish_task(step.step.task_id or "")
    assert _first(services, amelia, only=Only.TASKS).subject == "Send menu"
    draft = services.contacts.draft(amelia)
    services.contact_commands.save(replace(draft, channels=(ChannelDraft("phone", "0770 900461"),)))
    assert len(services.timeline.page("contact", amelia).items) == 3
