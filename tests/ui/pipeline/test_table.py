"""The deals as a table, and the filter that board, table and forecast share."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from crm_desktop.core.fields import FieldType
from crm_desktop.core.filters import parse
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.lists.views import ListRow
from crm_desktop.ui.lists.layout import GroupHead
from crm_desktop.ui.lists.steps import step_tone
from crm_desktop.ui.lists.value_popovers import ChangePopover, TagManyPopover
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pipeline.pane import PipelinePane
from tests.services.pipeline.people import add_deal
from tests.ui.pipeline.stage_hands import Hands, show_table, table_titles, titles, write_filter


def test_one_filter_narrows_every_view(hands: Hands, pane: PipelinePane, deals: dict[str, str]) -> None:
    write_filter(hands, pane, "amount > 1000")
    assert titles(pane, "New") == ["Cakes"]
    hands.do(QTest.keyClick, pane.table.search, Qt.Key.Key_Return)
    assert [chip.text() for chip in pane.table.toolbar.chips()] == ["Value is more than 1000"]
    assert titles(pane, "New") == ["Cakes"]
    show_table(hands, pane)
    assert table_titles(pane) == ["Cakes"]
    hands.do(pane.toolbar.segments.set_current, "board")
    hands.do(pane.toolbar.view_changed.emit, "board")
    hands.do(pane.table.clear_filter)
    write_filter(hands, pane, "harbor bread")
    assert titles(pane, "New") == ["Bread"]
    write_filter(hands, pane, "nothing like it")
    assert pane.stack.currentWidget() is pane.nothing
    hands.do(pane.nothing.primary_button.click)
    assert titles(pane, "New") == ["Bread", "Cakes", "Pies"]
    write_filter(hands, pane, "amont > 5")
    assert "amount" in pane.table.toolbar.message.text()
    assert not pane.error.isVisible()
    assert titles(pane, "New") == ["Bread", "Cakes", "Pies"]


def test_the_owner_is_chosen_above_every_view(hands: Hands, pane: PipelinePane) -> None:
    me = pane.services.workspace.me()
    hands.do(pane.toolbar.owner_changed.emit, me)
    assert pane.toolbar.owner_button.text() == "You"
    assert not pane.table.toolbar.chips()
    assert len(titles(pane, "New")) == 3
    hands.do(pane.table.switch, "owner", "0" * 32)
    assert pane.stack.currentWidget() is pane.nothing
    hands.do(pane.toolbar.owner_changed.emit, "")
    assert pane.toolbar.owner_button.text() == "Everyone"
    assert len(titles(pane, "New")) == 3


def test_the_table_lists_sorts_and_acts(hands: Hands, pane: PipelinePane, deals: dict[str, str]) -> None:
    table = show_table(hands, pane)
    assert table_titles(pane) == ["Bread", "Cakes", "Pies", "Rolls"]
    row = table.records.row_at(1)
    assert [table.records.cell_text(row, key) for key in ("stage", "amount", "probability", "next_step", "owner")] == [
        "New", "£1,860", "10%", "No next step", "You",
    ]  # fmt: skip
    assert table.records.cell_text(row, "in_stage_since") == "Today"
    hands.do(pane.services.pipeline_commands.plan_next_step, deals["Rolls"], "call tue 10:30")
    hands.do(pane.table.reload)
    rolls = table.records.row_at(3)
    assert isinstance(rolls, ListRow)
    assert table.records.cell_text(rolls, "next_step") == "Tue 10:30 · Call"
    assert step_tone(rolls, pane.services.clock) == "slate"
    hands.do(pane.table.set_sorting, (("amount", True),))
    assert table_titles(pane) == ["Cakes", "Pies", "Bread", "Rolls"]
    hands.do(table.select_row, 0)
    assert pane.selected.ids() == [deals["Cakes"]]
    hands.do(QTest.keyClick, table, Qt.Key.Key_Return)
    assert pane.sheet.deal_id == deals["Cakes"]
    table.setFocus()
    hands.action("deals_next")
    assert pane.sheet.deal_id == deals["Pies"]
    hands.do(pane.close_deal)
    hands.action("deals_previous")
    hands.action("deal_call")
    assert hands.requests[-1][:2] == ("log_call", "contact")
    hands.action("deal_copy")
    assert QGuiApplication.clipboard().text().startswith("Title\tCustomer\tStage\tValue")
    assert "Cakes\tHarbor & Vine\tNew\t1860" in QGuiApplication.clipboard().text()
    amount = [column.key for column in table.records.columns].index("amount")
    table.setCurrentIndex(table.records.index(0, amount))
    QGuiApplication.clipboard().setText("1 750\t\t24.12.2025")
    hands.do(pane.table.doing.paste)
    assert hands.said == ["Pasted 3 cells into “Cakes”"]
    detail = pane.services.pipeline.deal(deals["Cakes"])
    assert (detail.amount, str(detail.expected_close)) == (175_000, "2025-12-24")
    hands.said.clear()
    hands.action("deal_bin")
    assert hands.said == ["Moved “Cakes” to the Bin"]
    assert table_titles(pane) == ["Pies", "Bread", "Rolls"]
    hands.action("deal_new")
    assert pane.new_deal is not None


def test_many_deals_are_one_step(hands: Hands, pane: PipelinePane, deals: dict[str, str]) -> None:
    table = show_table(hands, pane)
    table.selectAll()
    hands.do(pane.table.doing.run, "tag")
    popover = pane.table.window().findChildren(TagManyPopover)[-1]
    hands.do(popover._put, "Fair")
    assert hands.said[-1] == "Tagged 4 deals “Fair”"
    table.selectAll()
    stage = pane.table.fields["stage"] if pane.table.fields is not None else None
    assert stage is not None
    change = ChangePopover(pane.context, "deal", pane.table.selected_rowids(), [stage], hands.window)
    assert pane.services.lists.pick("stage", "nego") == [("Negotiation", "Negotiation")]
    hands.do(change.write, "set_field", "stage", "Negotiation")
    assert hands.said[-1] == "Changed Stage of 4 deals"
    assert len(titles(pane, "Negotiation")) == 4
    table.selectAll()
    hands.do(pane.table.doing.run, "win")
    assert hands.said[-1] == "Won 4 deals"
    hands.do(pane.moving.won.close_popover)
    hands.do(pane.table.add_condition, parse("tags has Fair"))
    assert len(table_titles(pane)) == 4
    table.selectAll()
    hands.action("deal_bin")
    assert hands.said[-1] == "Moved 4 deals to the Bin"
    pane.services.history.undo()
    assert pane.services.records.count("deal") == 4


def test_today_leads_to_what_was_won_this_month(hands: Hands, pane: PipelinePane, deals: dict[str, str]) -> None:
    pane.services.pipeline_commands.win([deals["Pies"]])
    for _ in range(2):
        hands.do(pane.show_list, "won")
        hands.settle()
        assert pane.stack.currentWidget() is pane.table
        assert table_titles(pane) == ["Pies"]
        pane.toolbar.segments.set_current("board")
        hands.do(pane.toolbar.view_changed.emit, "board")


def test_groups_stand_in_the_order_of_the_stages_with_sums(
    hands: Hands, pane: PipelinePane, deals: dict[str, str]
) -> None:
    pane.services.custom_field_commands.add(CustomFieldDraft("deal", "Oven", FieldType.TEXT))
    pane.services.records.update("deal", deals["Pies"], {"oven": "Stone"})
    add_deal(pane.services, "Ale", "Won", "5")
    table = show_table(hands, pane)
    hands.do(pane.table.set_columns, ("title", "amount", "oven"))
    hands.do(pane.table.set_group, "stage")
    heads = [row for row in map(table.records.row_at, range(table.records.rowCount())) if isinstance(row, GroupHead)]
    assert [(head.group.label, head.group.count) for head in heads] == [("New", 3), ("Qualified", 1), ("Won", 1)]
    assert pane.table.table.sums[heads[0].group.value] == {"amount": "£2,260"}
    hands.do(pane.table.set_group, "")
    hands.do(pane.table.add_condition, parse("oven = Stone"))
    assert table_titles(pane) == ["Pies"]
    assert titles(pane, "New") == ["Pies"]


def test_a_saved_view_goes_to_its_pipeline(hands: Hands, pane: PipelinePane, deals: dict[str, str]) -> None:
    show_table(hands, pane)
    hands.do(pane.table.add_condition, parse("amount > 50"))
    draft = pane.table.state.draft("Worth it", shared=True)
    view_id, _ = pane.services.saved_view_commands.save(draft)
    pane.services.pipeline_commands.add_pipeline("Wholesale")
    hands.do(pane.reload)
    wholesale = next(one.id for one in pane.services.pipeline.pipelines() if one.name == "Wholesale")
    hands.do(pane.toolbar.pipeline_changed.emit, wholesale)
    hands.do(pane.table.show_view, "")
    assert pane.toolbar.pipeline_button.text() == "Wholesale"
    assert not pane.table.toolbar.chips()
    hands.do(pane.table.show_view, view_id)
    assert pane.toolbar.pipeline_button.text() != "Wholesale"
    assert table_titles(pane) == ["Bread", "Cakes", "Pies"]
    assert [chip.text() for chip in pane.table.toolbar.chips()] == ["Value is more than 50"]


def test_a_kept_filter_on_a_field_that_is_gone_can_be_let_go_of(
    hands: Hands, pane: PipelinePane, context: PaneContext
) -> None:
    kept = {"view": "board", "table": {"conditions": ["oven = Stone"]}}
    other = PipelinePane(context)
    other.restore(kept)
    again = Hands(context, other)
    again.settle()
    assert other.stack.currentWidget() is other.nothing
    assert "oven" in other.table.toolbar.message.text()
    show_table(again, other)
    assert other.table.nothing.clear_button.isVisible()
    again.do(other.table.nothing.clear_button.click)
    again.settle()
    assert len(table_titles(other)) == 4
    assert other.table.toolbar.message.text() == ""
    again.close()


def test_state_comes_back(hands: Hands, pane: PipelinePane, qtbot: QtBot, context: PaneContext) -> None:
    show_table(hands, pane)
    hands.do(pane.table.set_sorting, (("amount", True),))
    hands.do(pane.table.add_condition, parse("amount > 50"))
    state = pane.state()
    other = PipelinePane(context)
    other.restore(state)
    again = Hands(context, other)
    again.settle()
    assert other.state() == state
    assert table_titles(other) == ["Cakes", "Pies", "Bread"]
    again.close()
