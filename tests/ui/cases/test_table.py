"""The cases as a table: queues as tabs, own fields, many at once, and back to the queue with the same list."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.fields import FieldType
from crm_desktop.core.filters import parse
from crm_desktop.services.cases.views import Queue
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.lists.views import ListRow
from crm_desktop.services.saved_views.views import SavedViewDraft
from crm_desktop.services.services import Services
from crm_desktop.ui.cases.case_table import CaseTable
from crm_desktop.ui.cases.pane import CasesPane
from crm_desktop.ui.lists.value_popovers import TagManyPopover
from crm_desktop.ui.pane.pane import PaneContext
from tests.services.cases.opening import open_case
from tests.ui.cases.page import listed, settle, show, shown, trigger


def shop(services: Services) -> dict[str, str]:
    """Four cases, the most pressing first; the last is solved since yesterday."""
    made = {
        "Oven": open_case(services, "Oven timer stops", priority="urgent"),
        "Pedals": open_case(services, "Wrong pedals", priority="high"),
        "Menu": open_case(services, "Menu looks washed out", priority="low"),
        "Door": open_case(services, "Door seal worn"),
    }
    services.case_commands.solve(made["Door"])
    clock = services.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(days=1))
    return made


def table_of(qtbot: QtBot, pane: CasesPane) -> CaseTable:
    trigger(pane, "cases.view")
    settle(qtbot, pane)
    table = pane.as_table.table
    qtbot.waitUntil(lambda: table.isVisible() and pane.operations.idle and None not in subjects(table))
    return table


def subjects(table: CaseTable) -> list[str | None]:
    model = table.table.records
    rows = [model.wanted_row(place) for place in range(model.rowCount())]
    return [str(row.value("subject")) if isinstance(row, ListRow) else None for row in rows]


def test_the_queues_are_tabs_and_chips_say_what_the_queue_says(
    qtbot: QtBot, context: PaneContext, services: Services
) -> None:
    made = shop(services)
    services.case_commands.assign(made["Menu"], None)
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    table = table_of(qtbot, pane)
    QAbstractItemModelTester(table.table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert subjects(table) == ["Oven timer stops", "Wrong pedals", "Menu looks washed out"]
    assert not table.toolbar.chips()
    bar = table.tabs.bar
    assert [bar.accessibleTabName(place) for place in range(bar.count())] == [
        "My queue, 3", "Not solved, 3", "Solved, 1", "All, 4",
    ]  # fmt: skip
    records = table.table.records
    said = [records.cell_text(records.row_at(0), key) for key in ("number", "customer", "status", "priority")]
    assert said == ["C-0001", "No customer yet", "New", "Urgent"]
    row = pane.queue.model.row_at(0)
    assert records.cell_text(records.row_at(0), "reply_due_at") in pane.queue.model.row_spoken(row)
    table.tabs.bar.set_current_key("solved")
    qtbot.waitUntil(lambda: subjects(table) == ["Door seal worn"])
    assert records.cell_text(records.row_at(0), "reply_due_at") == "Solved"
    # The queue goes on with the tab that the table showed, and the letters are about the row with the focus.
    qtbot.waitUntil(lambda: pane.case is not None and pane.case.subject == "Door seal worn")
    QTest.keyClick(table.table, Qt.Key.Key_Return)
    shown(qtbot, pane, "Door seal worn")
    assert pane.queue.isVisible()
    assert pane.queue.query.queue is Queue.SOLVED
    assert pane.queue.view_line.isHidden()


def test_many_cases_are_one_step(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    made = shop(services)
    services.custom_field_commands.add(CustomFieldDraft("case", "Warranty", FieldType.YES_NO))
    services.records.update("case", made["Oven"], {"warranty": True})
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    table = table_of(qtbot, pane)
    table.table.selectAll()
    said: list[str] = []
    context.operations.announced.connect(lambda change: said.append(change.label))
    trigger(pane, "cases.tag")
    qtbot.waitUntil(lambda: bool(pane.window().findChildren(TagManyPopover)))
    pane.window().findChildren(TagManyPopover)[-1]._put("Recall")
    settle(qtbot, pane)
    table.add_condition(parse("tags has Recall and warranty = yes"))
    qtbot.waitUntil(lambda: subjects(table) == ["Oven timer stops"])
    table.clear_filter()
    qtbot.waitUntil(lambda: len(subjects(table)) == 3)
    table.table.selectAll()
    trigger(pane, "cases.solve")
    qtbot.waitUntil(table.nothing.isVisible)
    settle(qtbot, pane)
    assert said == ["Tagged 3 cases “Recall”", "Changed Status of 3 cases"]
    assert table.nothing.title.text() == "Nothing here now"
    services.history.undo()
    assert services.records.count("case", "status = new") == 3


def test_the_queue_goes_on_with_the_list_of_the_table_and_with_saved_views(
    qtbot: QtBot, context: PaneContext, services: Services
) -> None:
    shop(services)
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    table = table_of(qtbot, pane)
    table.set_sorting((("subject", False),))
    table.add_condition(parse("priority != urgent"))
    qtbot.waitUntil(lambda: subjects(table) == ["Menu looks washed out", "Wrong pedals"])
    state = pane.state()
    trigger(pane, "cases.next")
    qtbot.waitUntil(lambda: pane.case is not None and pane.case.subject == "Wrong pedals")
    trigger(pane, "cases.reply")
    qtbot.waitUntil(lambda: listed(pane) == ["Menu looks washed out", "Wrong pedals"])
    assert pane.queue.view_line.isVisible()
    shown(qtbot, pane, "Wrong pedals")
    trigger(pane, "cases.previous")
    shown(qtbot, pane, "Menu looks washed out")
    assert pane.queue.view_line.chip is not None
    pane.queue.view_line.chip.removed.emit()
    qtbot.waitUntil(lambda: len(listed(pane)) == 3)
    services.saved_view_commands.save(SavedViewDraft("case", "Pressing", "priority = urgent", shared=True))
    pane.reload()
    settle(qtbot, pane)
    pane.focus_filter()
    qtbot.waitUntil(pane.queue.views_button.isVisible)
    pane.queue.views_button.menu().actions()[0].trigger()
    qtbot.waitUntil(lambda: listed(pane) == ["Oven timer stops"])
    again = CasesPane(context)
    qtbot.addWidget(again)
    again.restore(state)
    assert again.state()["table"] == state["table"]
    assert again.state()["view"] == "table"
