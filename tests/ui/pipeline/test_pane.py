"""The pipeline page as a person uses it: by mouse, by keys, and when saving fails."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QAccessible, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import Refused
from crm_desktop.services.pipeline.views import DealLineDraft
from crm_desktop.services.products.views import ProductDraft
from crm_desktop.ui.kit.board_model import mime_of
from crm_desktop.ui.pane.action_menu import action_menu
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pipeline.pane import PipelinePane
from crm_desktop.ui.pipeline.stages_dialog import StagesDialog
from tests.services.pipeline.people import add_contact, order_in, stages
from tests.ui.pipeline.stage_hands import Hands, table_titles, titles

CARRY = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def take(pane: PipelinePane, deals: dict[str, str], title: str, stage: str = "New") -> QWidget:
    """Give a card the keyboard."""
    view = pane.board.column_view(stages(pane.services)[stage].id)
    view.setFocus()
    view.focus_card(titles(pane, stage).index(title))
    return view


def drop(pane: PipelinePane, ids: list[str], stage: str, y: int) -> None:
    """Let go of dragged cards over a column."""
    viewport = pane.board.column_view(stages(pane.services)[stage].id)
    mime: QMimeData = mime_of(ids)
    event = QDropEvent(
        QPointF(40, y), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    viewport.dropEvent(event)


def test_the_board_shows_what_is_stored(pane: PipelinePane) -> None:
    assert pane.stack.currentWidget() is pane.board
    assert titles(pane, "New") == ["Bread", "Cakes", "Pies"]
    assert pane.toolbar.totals() == "Open £2,300 ·  weighted £236  ·  4 need a next step"
    card = pane.board.cards_in(stages(pane.services)["New"].id)[1]
    assert (card.customer, card.amount_text, card.days_text) == ("Harbor & Vine", "£1,860", "0 d")


def test_a_dropped_card_is_shown_at_once_saved_and_announced(
    hands: Hands, pane: PipelinePane, deals: dict[str, str]
) -> None:
    drop(pane, [deals["Cakes"]], "Negotiation", 300)
    assert titles(pane, "Negotiation") == ["Cakes"]
    assert order_in(pane.services, "Negotiation") in ([], ["Cakes"])
    hands.settle()
    assert order_in(pane.services, "Negotiation") == ["Cakes"]
    assert hands.said == ["Moved “Cakes” to Negotiation"]
    assert pane.moving.offer.isVisible()
    pane.services.history.undo()
    hands.do(pane.reload)
    assert titles(pane, "New") == ["Bread", "Cakes", "Pies"]


def test_a_card_that_cannot_be_saved_goes_back(
    hands: Hands, pane: PipelinePane, deals: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> ChangeSet:
        raise Refused("The disk is full, so the last change was not saved.", "Free some space.")

    monkeypatch.setattr(pane.services.pipeline_commands, "move", refuse)
    drop(pane, [deals["Cakes"]], "Negotiation", 300)
    assert titles(pane, "New") == ["Bread", "Pies"]
    hands.settle()
    assert titles(pane, "New") == ["Bread", "Cakes", "Pies"]
    assert titles(pane, "Negotiation") == []
    assert [error.title for error in hands.refused] == ["The disk is full, so the last change was not saved."]


def test_ctrl_shift_arrows_carry_the_card(hands: Hands, pane: PipelinePane, deals: dict[str, str]) -> None:
    view = take(pane, deals, "Pies")
    hands.do(QTest.keyClick, view, Qt.Key.Key_Right, CARRY)
    assert order_in(pane.services, "Qualified") == ["Pies", "Rolls"]
    view = take(pane, deals, "Pies", "Qualified")
    hands.do(QTest.keyClick, view, Qt.Key.Key_Down, CARRY)
    assert order_in(pane.services, "Qualified") == ["Rolls", "Pies"]
    assert hands.said == ["Moved “Pies” to Qualified", "Reordered “Pies” in Qualified"]


def test_m_and_a_number_move_the_card(hands: Hands, pane: PipelinePane, deals: dict[str, str]) -> None:
    take(pane, deals, "Bread")
    hands.action("deal_move")
    assert pane.moving.choice.isVisible()
    hands.do(QTest.keyClick, pane.moving.choice, Qt.Key.Key_3)
    assert order_in(pane.services, "Quote sent") == ["Bread"]
    assert not pane.moving.choice.isVisible()


def test_w_wins_and_offers_two_things(hands: Hands, pane: PipelinePane, deals: dict[str, str]) -> None:
    take(pane, deals, "Bread")
    hands.action("deal_win")
    assert hands.said == ["Won “Bread”"]
    assert titles(pane, "Won") == ["Bread"]
    assert pane.moving.won.isVisible()
    buttons = {button.text(): button for button in pane.moving.won.findChildren(QAbstractButton)}
    hands.do(buttons["Schedule a thank-you call"].click)
    assert pane.services.pipeline.next_step_of(deals["Bread"]).title == "Thank Harbor & Vine"
    pane.moving.won.open_centred(hands.window)
    hands.do(buttons["Make a quote"].click)
    assert hands.requests == [("new_quote", "deal", deals["Bread"])]


def test_shift_w_asks_why_before_anything_moves(hands: Hands, pane: PipelinePane, deals: dict[str, str]) -> None:
    take(pane, deals, "Bread")
    hands.action("deal_lose")
    lost = pane.moving.lost
    hands.do(QTest.keyClick, lost, Qt.Key.Key_Escape)
    assert titles(pane, "New") == ["Bread", "Cakes", "Pies"]
    assert hands.said == []
    take(pane, deals, "Bread")
    hands.action("deal_lose")
    QTest.keyClick(lost, Qt.Key.Key_2)
    hands.do(QTest.keyClick, lost, Qt.Key.Key_Return)
    assert hands.said == ["Lost “Bread”"]
    assert pane.services.pipeline.deal(deals["Bread"]).lost_reason == "timing"
    assert titles(pane, "New") == ["Cakes", "Pies"]


def test_the_zones_win_lose_and_change_the_pipeline(hands: Hands, pane: PipelinePane, deals: dict[str, str]) -> None:
    assert pane.board.zones.zones["pipeline"].isHidden()
    pane.services.pipeline_commands.add_pipeline("Wholesale")
    hands.do(pane.reload)
    assert not pane.board.zones.zones["pipeline"].isHidden()
    hands.do(pane.board.zone_dropped.emit, "lost", [deals["Bread"]])
    assert pane.moving.lost.isVisible()
    pane.moving.lost.close_popover()
    hands.do(pane.board.zone_dropped.emit, "won", [deals["Pies"]])
    assert order_in(pane.services, "Won") == ["Pies"]
    pane.moving.won.close_popover()
    hands.do(pane.board.zone_dropped.emit, "pipeline", [deals["Cakes"]])
    hands.do(pane.moving.other.choose, 0)
    assert pane.services.pipeline.deal(deals["Cakes"]).pipeline.name == "Wholesale"
    assert titles(pane, "New") == ["Bread"]


def test_planning_the_next_step_from_the_offer(hands: Hands, pane: PipelinePane, deals: dict[str, str]) -> None:
    hands.do(pane.moving.move_to_stage, [deals["Cakes"]], stages(pane.services)["Qualified"].id)
    hands.do(pane.moving.offer.action_button.click)
    line = pane.moving.plan.findChild(QLineEdit)
    assert line is not None
    line.setText("call tue 10:30")
    hands.do(QTest.keyClick, line, Qt.Key.Key_Return)
    step = pane.services.pipeline.next_step_of(deals["Cakes"])
    assert (step.text, step.title) == ("Tue 10:30", "Call Harbor & Vine")
    assert not pane.moving.plan.isVisible()


def test_enter_opens_the_deal_and_its_fields_save(hands: Hands, pane: PipelinePane, deals: dict[str, str]) -> None:
    view = take(pane, deals, "Cakes")
    hands.do(QTest.keyClick, view, Qt.Key.Key_Return)
    sheet = pane.sheet
    assert sheet.isVisible()
    assert (sheet.title.value(), sheet.fields.amount.value()) == ("Cakes", "£1,860.00")
    for edit, text in (
        (sheet.title, "Holiday cakes"),
        (sheet.fields.amount, "5.2k"),
        (sheet.fields.probability, "35"),
        (sheet.fields.close_day, "28 nov"),
        (sheet.fields.notes, "Gluten-free"),
    ):
        edit.start_editing()
        editor = edit.editor()
        assert editor is not None
        editor.selectAll()
        QTest.keyClicks(editor, text)
        hands.do(QTest.keyClick, editor, Qt.Key.Key_Return)
    detail = pane.services.pipeline.deal(deals["Cakes"])
    assert (detail.title, detail.amount, detail.probability) == ("Holiday cakes", 520_000, 35)
    assert (str(detail.expected_close), detail.notes) == ("2025-11-28", "Gluten-free")
    assert sheet.fields.probability.value() == "35%, set by hand"
    sheet.fields.probability.start_editing()
    editor = sheet.fields.probability.editor()
    assert isinstance(editor, QLineEdit)
    editor.setText("100")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert "99" in sheet.fields.probability.message()
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    hands.do(QTest.keyClick, sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_lines_of_a_deal_make_its_value(hands: Hands, pane: PipelinePane, deals: dict[str, str]) -> None:
    pane.services.product_commands.save(ProductDraft("Honey cake", price=Decimal("7.50")))
    hands.do(pane.open_deal, deals["Cakes"])
    lines = pane.sheet.lines
    lines.picker.setFocus()
    lines.picker.setText("hon")
    hands.do(lines.picker.query_changed.emit, "hon")
    (pick,) = pane.services.products.pick("hon")
    hands.do(lines.picker.picked.emit, pick.id)
    (row,) = lines.rows()
    row.quantity.setText("24")
    hands.do(row.quantity.editingFinished.emit)
    assert pane.services.pipeline.deal(deals["Cakes"]).amount == 18_000
    (row,) = lines.rows()
    row.price.setText("much")
    hands.do(row.price.editingFinished.emit)
    assert row.price.property("state") == "error"
    hands.do(row.removed.emit)
    assert pane.services.pipeline.deal(deals["Cakes"]).lines == ()


def test_the_sheet_moves_notes_and_asks(hands: Hands, pane: PipelinePane, deals: dict[str, str]) -> None:
    hands.do(pane.open_deal, deals["Cakes"])
    sheet = pane.sheet
    hands.do(sheet.stage_bar.stage_chosen.emit, stages(pane.services)["Quote sent"].id)
    assert sheet.stage_text.text().startswith("Quote sent")
    sheet.note.setText("Wants it gluten-free")
    hands.do(QTest.keyClick, sheet.note, Qt.Key.Key_Return)
    assert sheet.timeline.texts()[:2] == ["Wants it gluten-free", "Moved to Quote sent"] or set(
        sheet.timeline.texts()
    ) >= {"Wants it gluten-free", "Moved to Quote sent"}
    sheet.quote_button.click()
    assert hands.requests == [("new_quote", "deal", deals["Cakes"])]
    asked: list[tuple[str, str]] = []
    pane.record_requested.connect(lambda kind, record_id: asked.append((kind, record_id)))
    sheet.customer.click()
    assert [kind for kind, _ in asked] == ["contact"]


def test_space_peeks_and_arrows_move_on(hands: Hands, pane: PipelinePane, deals: dict[str, str]) -> None:
    view = take(pane, deals, "Bread")
    hands.do(QTest.keyClick, view, Qt.Key.Key_Space)
    assert pane.peek.isVisible()
    assert pane.peek.title.text() == "Bread"
    hands.do(QTest.keyClick, pane.peek, Qt.Key.Key_Down)
    assert pane.peek.title.text() == "Cakes"
    hands.do(QTest.keyClick, pane.peek, Qt.Key.Key_Return)
    assert not pane.peek.isVisible()
    assert pane.sheet.deal_id == deals["Cakes"]


def test_the_plus_of_a_column_adds_a_deal_there(hands: Hands, pane: PipelinePane) -> None:
    add_contact(pane.services, "Amelia Okafor")
    hands.do(pane.board.add_requested.emit, stages(pane.services)["Negotiation"].id)
    form = pane.new_deal
    assert form is not None
    assert form.isVisible()
    assert form.stage.currentText() == "Negotiation"
    QTest.keyClicks(form.line, "Holiday cakes 1860 amelia")
    hands.do(form.submit)
    hands.settle()
    (card,) = pane.board.cards_in(stages(pane.services)["Negotiation"].id)
    assert (card.title, card.customer, card.amount_text) == ("Holiday cakes", "Amelia Okafor", "£1,860")
    assert pane.board.selected_ids() == [card.id], "the next key would act on another deal"
    assert not form.isVisible()
    assert form.line.text() == ""


def test_a_name_of_several_people_is_asked_for(hands: Hands, pane: PipelinePane) -> None:
    for name in ("Amelia Okafor", "Amelia Lind"):
        add_contact(pane.services, name)
    hands.do(pane.new_record)
    form = pane.new_deal
    assert form is not None
    form.line.setText("Bread 20 amelia")
    hands.do(form._understand)
    (lind,) = [button for button in form.findChildren(QAbstractButton) if button.text() == "Amelia Lind"]
    hands.do(lind.click)
    hands.do(form.submit)
    assert "Bread" in titles(pane, "New")
    found = [row for row in pane.services.records.listed("deal", 'person = "Amelia Lind"') if row["title"] == "Bread"]
    assert len(found) == 1


def test_an_empty_line_is_refused_where_it_is_typed(hands: Hands, pane: PipelinePane) -> None:
    hands.do(pane.new_record)
    form = pane.new_deal
    assert form is not None
    form.submit()
    assert form.isVisible()
    assert form._line_field.message()


def test_the_forecast_opens_the_deals_of_a_month(hands: Hands, pane: PipelinePane) -> None:
    pane.toolbar.segments.set_current("forecast")
    hands.do(pane.toolbar.view_changed.emit, "forecast")
    assert [line.month for line in pane.forecast.lines()] == ["Without a date", "All open deals"]
    without, every = pane.forecast.lines()
    assert every.bands == without.bands != ("",) * len(every.bands)
    hands.do(pane.forecast.view.row_opened.emit, "0")
    hands.settle()
    assert pane.stack.currentWidget() is pane.table
    assert len(table_titles(pane)) == 4


def test_stages_are_changed_in_a_dialog(hands: Hands, pane: PipelinePane, deals: dict[str, str]) -> None:
    hands.do(pane.edit_stages)
    dialog = pane.findChild(StagesDialog)
    assert dialog is not None
    new, qualified, *_ = dialog.editors()
    new.name.setText("Asked")
    new.probability.setValue(15)
    qualified.away.click()
    (targets,) = dialog.findChildren(QComboBox)
    assert targets.accessibleName()
    targets.setCurrentIndex(1)
    dialog.add_button.click()
    dialog.editors()[4].name.setText("Asked")
    hands.do(dialog.save)
    assert dialog.message.text()
    dialog.editors()[4].name.setText("Signed")
    hands.do(dialog.save)
    assert [stage.name for stage in pane.services.pipeline.pipelines()[0].stages] == [
        "Asked", "Quote sent", "Negotiation", "Verbal yes", "Signed", "Won", "Lost",
    ]  # fmt: skip
    assert pane.services.pipeline.deal(deals["Rolls"]).stage.name == "Quote sent"
    assert titles(pane, "Quote sent") == ["Rolls"]


def test_a_pipeline_is_removed_once_it_is_empty(hands: Hands, pane: PipelinePane) -> None:
    services = pane.services
    hands.do(pane.edit_stages)
    dialog = pane.findChild(StagesDialog)
    assert dialog is not None
    hands.do(dialog.remove_pipeline.click)
    assert "deals" in dialog.message.text()
    hands.do(dialog.new_pipeline.click)
    hands.do(pane.toolbar.pipeline_changed.emit, services.pipeline.pipelines()[1].id)
    hands.do(pane.edit_stages)
    (dialog,) = (one for one in pane.findChildren(StagesDialog) if one.isVisible())
    hands.do(dialog.remove_pipeline.click)
    hands.settle()
    assert [one.name for one in services.pipeline.pipelines()] == ["Sales pipeline"]
    assert len(titles(pane, "New") + titles(pane, "Qualified")) > 0


def test_the_first_time_there_are_ghosts(qtbot: QtBot, context: PaneContext) -> None:
    pane = PipelinePane(context)
    hands = Hands(context, pane)
    assert pane.stack.currentWidget() is pane.ghosts
    hands.do(pane.ghosts.empty.primary_button.click)
    form = pane.new_deal
    assert form is not None
    QTest.keyClicks(form.line, "Holiday cakes")
    hands.do(QTest.keyClick, form.line, Qt.Key.Key_Return)
    hands.settle()
    assert pane.stack.currentWidget() is pane.board
    assert titles(pane, "New") == ["Holiday cakes"]
    hands.close()


def test_letters_copy_and_requests(hands: Hands, pane: PipelinePane, deals: dict[str, str]) -> None:
    take(pane, deals, "Cakes")
    for key in ("deal_call", "deal_email", "deal_quote", "deal_case"):
        hands.action(key)
    assert [(name, kind) for name, kind, _ in hands.requests] == [
        ("log_call", "contact"), ("email", "contact"), ("new_quote", "deal"), ("new_case", "contact"),
    ]  # fmt: skip
    hands.action("deal_copy")
    assert QGuiApplication.clipboard().text() == "Cakes\tHarbor & Vine\t£1,860\tSofia"
    shortcuts = [action.shortcut for action in pane.actions_here() if action.shortcut]
    assert len(shortcuts) == len(set(shortcuts))


def test_everything_that_takes_focus_has_a_name(hands: Hands, pane: PipelinePane, deals: dict[str, str]) -> None:
    pane.services.pipeline_commands.save_lines(deals["Cakes"], [DealLineDraft("Cake", Decimal(1), Decimal(2))])
    hands.do(pane.open_deal, deals["Cakes"])
    hands.do(pane.new_record)
    nameless = []
    for widget in hands.window.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            interface = QAccessible.queryAccessibleInterface(widget)
            if not interface.text(QAccessible.Text.Name):
                nameless.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    assert nameless == []


@pytest.mark.watchdog(limit_ms=100)
def test_opening_and_moving_never_blocks_the_window(
    hands: Hands, pane: PipelinePane, deals: dict[str, str], qtbot: QtBot
) -> None:
    drop(pane, [deals["Cakes"]], "Negotiation", 300)
    qtbot.waitUntil(lambda: hands.said == ["Moved “Cakes” to Negotiation"])
    pane.open_deal(deals["Cakes"])
    qtbot.waitUntil(lambda: pane.sheet.title.value() == "Cakes")
    assert titles(pane, "Negotiation") == ["Cakes"]


def test_the_menu_offers_what_the_keys_do(hands: Hands, pane: PipelinePane, deals: dict[str, str]) -> None:
    take(pane, deals, "Cakes")
    menu = action_menu(pane.theme, pane.actions_here(), pane)
    texts = [action.text() for action in menu.actions() if action.isEnabled() and not action.isSeparator()]
    assert "Won\tW" in texts
    assert "Another pipeline…" not in texts
    menu.close()
