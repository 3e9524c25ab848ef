"""Settings › Fields: declared, renamed, given choices, ordered, removed and brought back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from crm_desktop.core.fields import FieldType
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.services import Services
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.settings.own_fields import AddFieldPopover, ChoicesPopover, OwnFieldsForm
from crm_desktop.ui.settings.pane import SettingsPane


@pytest.fixture
def settle(context: PaneContext) -> Callable[[], None]:
    """Let everything that was asked come back."""

    def wait() -> None:
        for _ in range(20):
            context.operations.drain()
            QApplication.processEvents()
            if not context.operations._waiting:
                return

    return wait


@pytest.fixture
def form(context: PaneContext, qtbot: QtBot, settle: Callable[[], None]) -> Iterator[OwnFieldsForm]:
    """The section as the settings page shows it."""
    window = QMainWindow()
    qtbot.addWidget(window)
    pane = SettingsPane(context)
    window.setCentralWidget(pane)
    context.operations.data_changed.connect(pane.apply_change)
    window.resize(1100, 760)
    window.show()
    pane.show_section("fields")
    settle()
    form = pane.form("fields")
    assert isinstance(form, OwnFieldsForm)
    yield form
    window.close()


def _labels(form: OwnFieldsForm) -> list[str]:
    return [line.name.value() for line in form.lines]


def test_a_field_is_added_renamed_and_removed(
    form: OwnFieldsForm, services: Services, settle: Callable[[], None]
) -> None:
    assert form.nothing.isVisible()
    form.add_button.click()
    popover = form.window().findChild(AddFieldPopover)
    assert popover is not None
    popover.save()
    settle()
    assert "name" in popover.message.text()
    popover.label.setText("Delivery day")
    popover.type.setCurrentIndex(popover.type.findData(FieldType.CHOICE))
    popover.save()
    settle()
    assert "list is empty" in popover.message.text()
    popover.choices.setPlainText("Monday\nFriday\n")
    popover.save()
    settle()
    assert _labels(form) == ["Delivery day"]
    form.lines[0].name.value_committed.emit("Day of delivery")
    settle()
    assert services.custom_fields.fields("contact")[0].label == "Day of delivery"
    form.lines[0].on_paper.click()
    settle()
    assert services.custom_fields.fields("contact")[0].on_paper
    assert form.lines[0].on_paper.isChecked()
    contact = services.records.create("contact", {"name": "Ada Lark", "delivery_day": "Friday"})[0]
    form.reload()
    settle()
    assert form.lines[0].used.text().startswith("in 1 record")
    actions = {action.text(): action for action in form.lines[0].make_menu().actions()}
    actions["Remove the field"].trigger()
    settle()
    assert form.lines == []
    services.history.undo()
    form.reload()
    settle()
    assert _labels(form) == ["Day of delivery"]
    assert services.custom_fields.values("contact", contact) == {"delivery_day": "friday"}


def test_choices_are_renamed_and_added_but_one_in_use_stays(
    form: OwnFieldsForm, services: Services, settle: Callable[[], None]
) -> None:
    services.custom_field_commands.add(CustomFieldDraft("contact", "Day", FieldType.CHOICE, ("Monday", "Friday")))
    services.records.create("contact", {"name": "Ada Lark", "day": "Friday"})
    form.reload()
    settle()
    form.edit_choices(form.lines[0].field, form.lines[0].more_button)
    popover = form.window().findChild(ChoicesPopover)
    assert popover is not None
    popover.lines[1][1].setText("")
    popover.save()
    settle()
    assert "1 records hold" in popover.message.text()
    popover.lines[1][1].setText("Saturday")
    popover.add_choice()
    popover.lines[-1][1].setText("Sunday")
    popover.save()
    settle()
    assert services.custom_fields.fields("contact")[0].choices == (
        ("monday", "Monday"), ("friday", "Saturday"), ("sunday", "Sunday"),
    )  # fmt: skip


def test_fields_are_put_into_order_for_each_kind(
    form: OwnFieldsForm, services: Services, settle: Callable[[], None]
) -> None:
    for label in ("One", "Two", "Three"):
        services.custom_field_commands.add(CustomFieldDraft("deal", label))
    form.kind.setCurrentIndex(form.kind.findData("deal"))
    settle()
    assert _labels(form) == ["One", "Two", "Three"]
    assert not form.lines[0].on_paper.isVisible()  # deals are on no paper
    form.lines[2].up_button.click()
    settle()
    assert _labels(form) == ["One", "Three", "Two"]
    assert not form.lines[0].up_button.isEnabled()
    form.lines[0].name.value_committed.emit("Two")
    settle()
    assert "already" in form.message.text()
    assert _labels(form) == ["One", "Three", "Two"]
