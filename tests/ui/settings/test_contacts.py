"""Settings › Contacts: rhythms of tags and segments, and relations in own words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from crm_desktop.core.ids import new_id
from crm_desktop.services.contacts.relation_views import RelationDraft
from crm_desktop.services.saved_views.views import SavedViewDraft
from crm_desktop.services.services import Services
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.settings.contact_popovers import AddRelationPopover, AddRhythmPopover
from crm_desktop.ui.settings.contacts import ContactsForm
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


def test_rhythms_and_relations_are_kept_here(
    context: PaneContext, services: Services, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    amelia, ben = new_id(), new_id()
    services.contact_commands.quick_create("Amelia Okafor", amelia)
    services.contact_commands.quick_create("Ben Okafor", ben)
    window = QMainWindow()
    qtbot.addWidget(window)
    pane = SettingsPane(context)
    window.setCentralWidget(pane)
    context.operations.data_changed.connect(pane.apply_change)
    window.resize(1100, 760)
    window.show()
    pane.show_section("contacts")
    settle()
    form = pane.form("contacts")
    assert isinstance(form, ContactsForm)

    # Rhythms: nothing to give one to, then a tag and a segment.
    form.rhythms.add_button.click()
    assert "Make one first" in form.rhythms.message.text()
    services.contact_commands.tag([amelia], "VIP")
    services.saved_view_commands.save(SavedViewDraft("contact", "Bristol", 'city = "Bristol"', segment=True))
    pane.reload()
    settle()
    form.rhythms.add_button.click()
    popover = form.window().findChild(AddRhythmPopover)
    assert popover is not None
    assert [popover.group.itemText(one) for one in range(popover.group.count())] == [
        "Tagged “VIP”", "In the segment “Bristol”",
    ]  # fmt: skip
    popover.rhythm.setEditText("now and then")
    popover.save()
    assert "every 45 days" in popover.message.text()
    popover.rhythm.setEditText("every 45 days")
    popover.save()
    settle()
    (line,) = form.rhythms.lines
    assert (line.group.name, line.group.days, line.rhythm.currentText()) == ("VIP", 45, "Every 45 days")
    line.rhythm.setEditText("often")
    line._on_chosen()
    assert "“often” is no rhythm" in form.rhythms.message.text()
    assert line.rhythm.currentText() == "Every 45 days"
    line.rhythm.setEditText("Twice a year")
    line._on_chosen()
    settle()
    assert form.rhythms.lines[0].group.days == 182
    form.rhythms.lines[0].remove_button.click()
    settle()
    assert form.rhythms.lines == []
    assert form.rhythms.nothing.isVisible()

    # Relations: the usual ones are there before the first is made.
    assert len(form.types.lines) == 7
    form.types.add_button.click()
    asked = form.window().findChild(AddRelationPopover)
    assert asked is not None
    asked.save()
    settle()
    assert "needs words" in asked.message.text()
    asked.name.setText("Godparent of")
    asked.reverse.setText("Godchild of")
    asked.save()
    settle()
    own = form.types.lines[-1]
    assert (own.name.value(), own.reverse.value(), own.whom.text(), own.used.text()) == (
        "Godparent of", "Godchild of", "people", "not used",
    )  # fmt: skip
    own.name.value_committed.emit("Sponsor of")
    settle()
    own = form.types.lines[-1]
    assert (own.type.name, own.type.reverse_name) == ("Sponsor of", "Godchild of")
    services.contact_commands.save_relation(amelia, RelationDraft(ben, own.type.id))
    pane.reload()
    settle()
    form.types.lines[-1].remove_button.click()
    settle()
    assert "One pair of contacts is related as “Sponsor of”" in form.types.message.text()
    own = form.types.lines[-1]
    own.reverse.value_committed.emit("Parent of")
    settle()
    assert "already" in form.types.message.text()
    assert own.reverse.value() == "Godchild of"
    form.types.lines[0].remove_button.click()
    settle()
    assert len(form.types.lines) == 7
    window.close()
