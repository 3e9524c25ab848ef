"""Mails dropped, touches logged, calls measured, entries changed; as a person does it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.services.services import Services
from crm_desktop.services.timeline.views import ActivityDraft, Only
from crm_desktop.ui.contacts.log_call import LogCallPopover
from crm_desktop.ui.contacts.log_touch import LogTouchPopover
from crm_desktop.ui.fields.when_edit import read_time
from crm_desktop.ui.kit.mail_dialog import MailDialog
from crm_desktop.ui.pane.saving_popover import SavingPopover
from crm_desktop.ui.timeline.edit_entry import EditEntryPopover
from crm_desktop.ui.timeline.item import TimelineEntry
from tests.ui.contacts.conftest import Screen, drop_files

Form = TypeVar("Form", bound=SavingPopover)

_MAIL = (
    b"From: Amelia <amelia@harborvine.example>\r\nTo: sofia@bakehouse.example\r\nSubject: Tuesdays\r\n"
    b"Message-ID: <t1@harborvine.example>\r\nDate: Tue, 18 Nov 2025 08:30:00 +0000\r\n\r\nCould it be Tuesday?\r\n"
)


@pytest.fixture
def mail_file(tmp_path: Path) -> Path:
    path = tmp_path / "tuesdays.eml"
    path.write_bytes(_MAIL)
    return path


def _entries(screen: Screen) -> list[TimelineEntry]:
    screen.settle()
    return screen.pane.detail.timeline.entries()


def test_a_dropped_mail_is_an_entry_that_opens(screen: Screen, mail_file: Path) -> None:
    said: list[str] = []
    screen.pane.notice.connect(said.append)
    screen.pane.detail.show_tab("files")
    assert drop_files(screen.pane, [mail_file])
    entry = next(one for one in _entries(screen) if one.item.kind == "email")
    assert screen.pane.detail.tabs.current_key() == "timeline"
    assert (entry.title(), entry.body()) == ("Email received", "Tuesdays\nCould it be Tuesday?")
    assert entry.around() == "tuesdays.eml"
    entry._activate()
    screen.settle()
    (dialog,) = screen.window.findChildren(MailDialog)
    assert dialog.windowTitle() == "Tuesdays"
    dialog.close()
    assert not said
    drop_files(screen.pane, [mail_file])
    screen.settle()
    assert said == ["This mail is here already"]
    assert [one.item.kind for one in _entries(screen)].count("email") == 1


def test_a_visit_with_somebody_is_logged_with_its_next_step(screen: Screen, services: Services) -> None:
    ben = services.contacts.find("Ben Castillo")
    assert ben is not None
    screen.pane.act("log_touch")
    screen.settle()
    (form,) = screen.window.findChildren(LogTouchPopover)
    form.set_kind("visit")
    assert form.minutes.isVisible()
    form.text.setPlainText("Saw the kitchen")
    form.when.day.setText("18 Nov 2025")
    form.when.day.editingFinished.emit()
    form.when.time.setText("2pm")
    form.minutes.setText("half an hour")
    form.save()
    assert form.isVisible()
    form.minutes.setText("30")
    form.others.picker.set_picked(ben, "Ben Castillo")
    form.others.picker.picked.emit(ben)
    form.next.input.setText("send samples fri")
    form.save_button.click()
    entry = next(one for one in _entries(screen) if one.item.kind == "visit")
    assert (entry.title(), entry.around()) == ("Visit · 30 min", "With Ben Castillo")
    assert entry.item.at == datetime(2025, 11, 18, 14, tzinfo=UTC)
    assert services.database.value("SELECT count(*) FROM task WHERE title LIKE 'Send samples%'") == 1
    assert len(services.timeline.page("contact", ben, only=Only.MEETINGS).items) == 1


def test_what_was_written_has_a_direction_and_no_length(screen: Screen) -> None:
    screen.pane.act("log_touch")
    screen.settle()
    (form,) = screen.window.findChildren(LogTouchPopover)
    form.set_kind("letter")
    assert not form.minutes.isVisible()
    form._directions.button(1).setChecked(True)
    form.text.setPlainText("A card")
    form.save()
    assert next(one.title() for one in _entries(screen) if one.item.kind == "letter") == "Letter received"


def test_the_future_is_planned_and_not_logged(screen: Screen) -> None:
    screen.pane.act("log_touch")
    screen.settle()
    (form,) = screen.window.findChildren(LogTouchPopover)
    form.when.day.setText("tomorrow")
    form.when.day.editingFinished.emit()
    form.save()
    assert form.isVisible()
    assert "still to come" in form.message.text()


def test_a_call_is_measured_while_its_form_is_open(screen: Screen, clock: FixedClock, services: Services) -> None:
    screen.pane.act("log_call")
    screen.settle()
    (form,) = screen.window.findChildren(LogCallPopover)
    form.timer.click()
    clock.advance(timedelta(seconds=130))
    form.timer._show()
    assert form.timer.text() == "Stop 2:10"
    form.incoming.setChecked(True)
    form.save()
    entry = next(one for one in _entries(screen) if one.item.kind == "call")
    assert entry.title() == "Incoming call · 3 min"
    # The step that it finished was a call due today.
    assert services.database.value("SELECT count(*) FROM task WHERE status = 'done'") == 1


def _newest(screen: Screen, kind: type[Form]) -> Form:
    screen.settle()
    return screen.window.findChildren(kind)[-1]


def test_a_call_that_is_measured_goes_on_after_a_crash(screen: Screen, clock: FixedClock, services: Services) -> None:
    ben = services.contacts.find("Ben Castillo") or ""
    screen.pane.act("log_call")
    form = _newest(screen, LogCallPopover)
    form.timer.click()
    form.others.picker.set_picked(ben, "Ben Castillo")
    form.others.picker.picked.emit(ben)
    assert form.drafts is not None
    form.drafts.flush()  # as it would have done by itself before the power went
    screen.settle()
    form.close_popover()
    clock.advance(timedelta(minutes=7))
    screen.pane.act("log_call")
    again = _newest(screen, LogCallPopover)
    assert again is not form
    assert again.timer.text() == "Stop 7:00"
    assert again.others.ids() == (ben,)
    assert again.drafts is not None
    assert again.drafts.note.isVisible()
    again.save()
    entry = next(one for one in _entries(screen) if one.item.kind == "call")
    assert (entry.item.minutes, [one.id for one in entry.item.participants if one.id == ben]) == (7, [ben])
    assert services.drafts.waiting() == []


def test_a_timer_that_was_forgotten_is_no_call_of_a_day(screen: Screen, clock: FixedClock) -> None:
    screen.pane.act("log_call")
    form = _newest(screen, LogCallPopover)
    form.timer.click()
    assert form.drafts is not None
    form.drafts.flush()
    screen.settle()
    form.close_popover()
    clock.advance(timedelta(hours=20))
    screen.pane.act("log_call")
    assert _newest(screen, LogCallPopover).timer.text() == "Start timer"


def test_who_took_part_waits_with_the_form(screen: Screen, services: Services) -> None:
    ben = services.contacts.find("Ben Castillo") or ""
    screen.pane.act("log_touch")
    form = _newest(screen, LogTouchPopover)
    form.text.setPlainText("Tasted the bread")
    form.others.picker.set_picked(ben, "Ben Castillo")
    form.others.picker.picked.emit(ben)
    assert form.drafts is not None
    form.drafts.flush()
    screen.settle()
    form.close_popover()
    screen.pane.act("log_touch")
    again = _newest(screen, LogTouchPopover)
    assert (again.text.toPlainText(), again.others.ids()) == ("Tasted the bread", (ben,))


def test_an_entry_is_changed_whole(screen: Screen, services: Services, amelia: str) -> None:
    ben = services.contacts.find("Ben Castillo")
    draft = ActivityDraft("meeting", "Tasting", minutes=20)
    services.timeline_commands.add(draft, [("contact", amelia), ("contact", ben or "")], "Amelia")
    screen.pane.reload()
    entry = next(one for one in _entries(screen) if one.item.kind == "meeting")
    assert screen.pane.detail.timeline.edit(entry.item.id)
    (form,) = screen.window.findChildren(EditEntryPopover)
    assert ben in form.others.ids()
    form.subject.setText("Winter tasting")
    form.minutes.setText("45")
    form.when.time.setText("08:15")
    form.others._on_removed(ben or "")
    form.save_button.click()
    entry = next(one for one in _entries(screen) if one.item.kind == "meeting")
    assert (entry.title(), entry.around()) == ("Winter tasting · 45 min", "")
    assert entry.item.at.hour == 8
    services.history.undo()
    screen.pane.reload()
    assert next(one.around() for one in _entries(screen) if one.item.kind == "meeting") == "With Ben Castillo"


def test_chips_narrow_to_files_and_todos(screen: Screen, services: Services, amelia: str) -> None:
    services.contact_commands.attach(amelia, "menu.pdf", b"%PDF-1.7")
    screen.pane.reload()
    screen.settle()
    view = screen.pane.detail.timeline
    view._on_chip_clicked(view._order.index(Only.FILES))
    assert [one.title() for one in _entries(screen)] == ["File attached: menu.pdf"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [("14:30", time(14, 30)), ("9", time(9)), ("2 pm", time(14)), ("12am", time(0)), ("25", None), ("soon", None)],
)
def test_times_are_read_as_people_write_them(text: str, meant: time | None) -> None:
    assert read_time(text) == meant
