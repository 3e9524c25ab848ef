"""Settings apply at once and are found by typing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from crm_desktop.core.errors import Refused
from crm_desktop.services.contacts.views import ContactDraft
from crm_desktop.services.workspace.numbering import read_series, save_pattern
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.settings.business import BusinessForm
from crm_desktop.ui.settings.data import DataForm
from crm_desktop.ui.settings.documents import CalendarForm, DocumentsForm
from crm_desktop.ui.settings.hours import case_hours, read_hours
from crm_desktop.ui.settings.pane import SettingsPane
from crm_desktop.ui.settings.sections import SECTIONS


@pytest.fixture
def pane(context: PaneContext, qtbot: QtBot) -> SettingsPane:
    pane = SettingsPane(context)
    context.operations.data_changed.connect(pane.apply_change)
    qtbot.addWidget(pane)
    pane.resize(1146, 708)
    pane.show()
    pane.activateWindow()
    settle(context, qtbot)
    return pane


def settle(context: PaneContext, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: context.operations.idle)


def type_into(line: QLineEdit, text: str, qtbot: QtBot) -> None:
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_the_name_of_the_business_is_saved_when_it_is_left(
    pane: SettingsPane, context: PaneContext, qtbot: QtBot
) -> None:
    form = pane.form("business")
    assert isinstance(form, BusinessForm)
    type_into(form._lines["name"], "Sofia and Sons", qtbot)
    settle(context, qtbot)
    assert context.services.workspace.business().name == "Sofia and Sons"
    context.services.history.undo()
    assert context.services.workspace.business().name == "Sofia's Bakehouse"


def test_esc_puts_a_field_back(pane: SettingsPane, context: PaneContext, qtbot: QtBot) -> None:
    form = pane.form("business")
    assert isinstance(form, BusinessForm)
    line = form._lines["name"]
    line.setFocus()
    qtbot.keyClicks(line, "zzz")
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == "Sofia's Bakehouse"


def test_a_logo_is_kept_small_and_what_is_no_picture_is_refused(
    pane: SettingsPane, context: PaneContext, qtbot: QtBot, tmp_path: Path
) -> None:
    form = pane.form("business")
    assert isinstance(form, BusinessForm)
    large = QImage(4000, 2000, QImage.Format.Format_RGB32)
    large.fill(Qt.GlobalColor.red)
    large.save(str(tmp_path / "logo.png"))
    assert form._logo.isHidden()
    form.take_logo(tmp_path / "logo.png")
    settle(context, qtbot)
    form.reload()
    settle(context, qtbot)
    assert not form._logo.isHidden()
    logo = context.services.workspace.business().logo_id
    assert logo is not None
    stored = QImage.fromData(context.services.workspace.blob(logo) or b"")
    assert (stored.width(), stored.height()) == (1200, 600)
    (tmp_path / "fake.png").write_text("not a picture")
    with qtbot.waitSignal(context.operations.failed):
        form.take_logo(tmp_path / "fake.png")


def test_a_number_pattern_must_give_every_document_its_own(
    pane: SettingsPane, context: PaneContext, qtbot: QtBot
) -> None:
    pane.show_section("documents")
    form = pane.form("documents")
    assert isinstance(form, DocumentsForm)
    settle(context, qtbot)
    type_into(form._patterns["quote"], "ANG-{year}-{n:03}", qtbot)
    settle(context, qtbot)
    assert {series.id: series.pattern for series in read_series(context.services.database)}[
        "quote"
    ] == "ANG-{year}-{n:03}"
    type_into(form._patterns["quote"], "always the same", qtbot)
    settle(context, qtbot)
    assert form._fields["quote"].message()


@pytest.mark.parametrize("pattern", ["", "Q", "{n", "{x}", "{n.__class__}", "{0}", "Q-{n:04}" * 9])
def test_patterns_that_are_none_are_refused(context: PaneContext, pattern: str) -> None:
    with pytest.raises(Refused):
        save_pattern(context.services.database, "quote", pattern)


def test_tax_validity_and_hours_are_checked_and_saved(pane: SettingsPane, context: PaneContext, qtbot: QtBot) -> None:
    pane.show_section("documents")
    form = pane.form("documents")
    assert isinstance(form, DocumentsForm)
    settle(context, qtbot)
    type_into(form._tax_rate, "7,5 %", qtbot)
    type_into(form._days, "soon", qtbot)
    settle(context, qtbot)
    assert context.services.workspace.business().tax_rate == "7.5"
    assert form._days_field.message()
    pane.show_section("calendar")
    hours = pane.form("calendar")
    assert isinstance(hours, CalendarForm)
    settle(context, qtbot)
    type_into(hours._days[5], "9-12:30, 14-16", qtbot)
    settle(context, qtbot)
    saturday = [part[1:] for part in context.services.workspace.business().work_hours if part[0] == 5]
    assert saturday == [("09:00", "12:30"), ("14:00", "16:00")]


def test_hours_that_are_none_are_not_taken() -> None:
    assert read_hours("") == []
    for text in ("9", "17-9", "9-25", "9-12, 11-13", "nine to five"):
        assert read_hours(text) is None
    assert case_hours((("high", 4), ("low", 24)), "high", "6") == (("high", 6), ("low", 24))
    assert case_hours((("high", 4),), "high", "0") is None


def test_the_bin_restores_and_empties(pane: SettingsPane, context: PaneContext, qtbot: QtBot) -> None:
    services = context.services
    for name in ("Old Friend", "Gone Away"):
        services.contact_commands.save(ContactDraft(name=name))
    ids = [services.contacts.pick(name)[0].id for name in ("old", "gone")]
    services.contact_commands.bin(ids)
    pane.show_section("data")
    form = pane.form("data")
    assert isinstance(form, DataForm)
    settle(context, qtbot)
    restore = [button for button in form.findChildren(Button) if button.accessibleName() == "Restore Old Friend"]
    restore[0].click()
    settle(context, qtbot)
    assert [row.name for row in services.contacts.pick("old")] == ["Old Friend"]
    form.empty_bin()
    settle(context, qtbot)
    assert services.database.value("SELECT count(*) FROM contact") == 1
    services.history.undo()
    assert services.database.value("SELECT count(*) FROM contact") == 2


def test_what_others_refer_to_stays_in_the_bin(context: PaneContext) -> None:
    from crm_desktop.services.bin.commands import BinCommands
    from crm_desktop.services.pipeline.views import DealDraft

    services = context.services
    services.contact_commands.save(ContactDraft(name="Amelia Okafor"))
    amelia = services.contacts.pick("amelia")[0].id
    services.pipeline_commands.save(DealDraft(title="Cakes", person_id=amelia))
    services.contact_commands.bin([amelia])
    _, emptied = BinCommands(services.database, services.clock).empty()
    assert (emptied.gone, emptied.kept) == (0, 1)


def test_a_setting_is_found_by_typing(pane: SettingsPane, qtbot: QtBot) -> None:
    pane.focus_filter()
    qtbot.keyClicks(pane._search, "backup")
    qtbot.waitUntil(lambda: pane.state()["section"] == "data")
    assert [key for key, button in pane._buttons.items() if button.isVisible()] == ["data"]


@pytest.mark.parametrize("section", [section.key for section in SECTIONS])
def test_every_section_opens_and_names_its_fields(
    pane: SettingsPane, context: PaneContext, qtbot: QtBot, section: str
) -> None:
    from PySide6.QtWidgets import QWidget

    pane.show_section(section)
    settle(context, qtbot)
    unnamed = [
        type(widget).__name__
        for widget in pane.form(section).findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert unnamed == []


def test_the_look_asks_the_shell(pane: SettingsPane, qtbot: QtBot) -> None:
    from crm_desktop.ui.settings.program import LookForm

    form = pane.form("look")
    assert isinstance(form, LookForm)
    with qtbot.waitSignal(pane.request) as asked:
        form._theme_choice.current_changed.emit("dark")
    assert asked.args == ["set_theme", "setting", "dark"]
