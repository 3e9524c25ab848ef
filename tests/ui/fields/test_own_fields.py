"""The fields that people added, on the page of a record."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from crm_desktop.core.fields import FieldType
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.services import Services
from crm_desktop.ui.fields.own_fields import OwnFields
from crm_desktop.ui.pane.pane import PaneContext

DRAFTS = (
    CustomFieldDraft("contact", "Delivery day", FieldType.CHOICE, ("Monday", "Friday")),
    CustomFieldDraft("contact", "Ovens", FieldType.NUMBER, scale=1),
    CustomFieldDraft("contact", "Contract until", FieldType.DATE),
    CustomFieldDraft("contact", "Gluten free", FieldType.YES_NO),
    CustomFieldDraft("contact", "Baker", FieldType.PERSON),
    CustomFieldDraft("contact", "Sends us", FieldType.RECORD, target="contact"),
    CustomFieldDraft("contact", "Breads", FieldType.TAGS),
    CustomFieldDraft("contact", "Fee", FieldType.MONEY),
)


@pytest.fixture
def amelia(services: Services) -> str:
    """Amelia, of a firm with one own field of every sort."""
    for draft in DRAFTS:
        services.custom_field_commands.add(draft)
    services.records.create("contact", {"name": "Ben Castillo"})
    return services.records.create("contact", {"name": "Amelia Okafor"})[0]


@pytest.fixture
def own(amelia: str, context: PaneContext, qtbot: QtBot) -> Iterator[tuple[OwnFields, Callable[[], None]]]:
    """The fields of Amelia in a window, and how to let everything come back."""
    window = QMainWindow()
    qtbot.addWidget(window)
    own = OwnFields(context, "contact", window)
    window.setCentralWidget(own)
    window.resize(300, 500)
    window.show()

    def settle() -> None:
        for _ in range(20):
            context.operations.drain()
            QApplication.processEvents()
            if not context.operations._waiting:
                return

    own.show_record(amelia, "Amelia Okafor")
    settle()
    yield own, settle
    settle()
    window.close()


def test_every_type_is_typed_and_kept(
    own: tuple[OwnFields, Callable[[], None]], services: Services, amelia: str
) -> None:
    fields, settle = own
    assert fields.isVisible()
    me = services.workspace.members()[0].id
    for key, typed in (
        ("delivery_day", "friday"), ("ovens", "2.5"), ("contract_until", "30.11.2026"), ("gluten_free", "yes"),
        ("baker", me), ("sends_us", "Ben Castillo"), ("breads", "Rye, Spelt"), ("fee", "12.50"),
    ):  # fmt: skip
        fields.row(key).committed.emit(key, typed)
        settle()
    kept = services.custom_fields.values("contact", amelia)
    assert kept == {
        "delivery_day": "friday", "ovens": "2.5", "contract_until": "2026-11-30", "gluten_free": True,
        "baker": "Sofia", "sends_us": "Ben Castillo", "breads": ["Rye", "Spelt"], "fee": "12.50",
    }  # fmt: skip
    assert fields.row("delivery_day").value() == "Friday"
    assert fields.row("gluten_free").value() == "Yes"
    assert fields.row("breads").value() == "Rye, Spelt"
    fields.row("delivery_day").committed.emit("delivery_day", "")
    settle()
    assert services.custom_fields.values("contact", amelia)["delivery_day"] is None


def test_what_does_not_fit_is_kept_marked_and_not_saved(
    own: tuple[OwnFields, Callable[[], None]], services: Services, amelia: str
) -> None:
    fields, settle = own
    row = fields.row("ovens")
    row.start_editing()
    assert row.editor is not None
    line = row.editor.editor()
    assert isinstance(line, QLineEdit)
    line.setText("a few")
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle()
    assert "not a number" in row.editor.message()
    assert services.custom_fields.values("contact", amelia)["ovens"] is None
    fields.row("sends_us").committed.emit("sends_us", "Nobody Known")
    settle()
    editor = fields.row("sends_us").editor
    assert editor is not None
    assert "Nobody Known" in editor.message()


def test_a_field_renamed_or_removed_elsewhere_follows(
    own: tuple[OwnFields, Callable[[], None]], services: Services, context: PaneContext
) -> None:
    fields, settle = own
    ovens = next(one for one in services.custom_fields.fields("contact") if one.key == "ovens")
    context.operations.write(fields, lambda: services.custom_field_commands.rename(ovens.id, "Bread ovens"))
    settle()
    assert fields.row("ovens").field.label == "Bread ovens"
    context.operations.write(fields, lambda: services.custom_field_commands.remove(ovens.id))
    settle()
    assert "ovens" not in fields.keys()  # noqa: SIM118  # a method of the widget


def test_the_history_names_the_field(services: Services, amelia: str) -> None:
    services.records.update("contact", amelia, {"ovens": "2", "delivery_day": "Monday", "breads": "Rye"})
    services.records.update("contact", amelia, {"ovens": "3.5", "delivery_day": "Friday"})
    rows = services.record_history.of_record("contact", amelia)
    said = [
        (row.action, row.field, str(row.old.value if row.old else None), str(row.new.value if row.new else None))
        for row in rows
        if row.field in ("Ovens", "Delivery day", "Breads")
    ]
    assert sorted(said) == [
        ("changed", "Breads", "None", "Rye"),
        ("changed", "Delivery day", "Monday", "Friday"), ("changed", "Delivery day", "None", "Monday"),
        ("changed", "Ovens", "2", "3.5"), ("changed", "Ovens", "None", "2"),
    ]  # fmt: skip
    changed = next(row for row in rows if row.field == "Ovens" and row.restorable is False)
    assert changed is not None
    before = next(row for row in rows if row.field == "Delivery day" and row.old is not None and row.old.value)
    assert before.restorable
    services.record_history_commands.restore("contact", amelia, before.line, before.column)
    assert services.custom_fields.values("contact", amelia)["delivery_day"] == "monday"
