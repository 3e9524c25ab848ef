"""The editor: a quote is written with the keyboard alone, kept by itself, issued, sealed and decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.services.pipeline.views import DealDraft
from crm_desktop.services.products.views import ProductDraft
from crm_desktop.services.services import Services
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.quotes.pane import QuotesPane
from tests.services.quotes.bakery import CAKE, DELIVERY, PIES, add_company, add_person, draft_for, issued
from tests.ui.quotes.desk import WrittenDown, settle, shown_pane

ENTER, TAB, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape


@pytest.fixture
def outside(tmp_path: Path) -> WrittenDown:
    folder = tmp_path / "downloads"
    return WrittenDown(folder)


@pytest.fixture
def pane(context: PaneContext, qtbot: QtBot, outside: WrittenDown) -> QuotesPane:
    for name, price in (("Holiday cake, 20 cm", "38"), ("Mince pies, box of 12", "14.50")):
        context.services.product_commands.save(ProductDraft(name, price=Decimal(price), tax_rate=Decimal(20)))
    return shown_pane(context, qtbot, outside)


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the keyboard is."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifiers)


def write(text: str) -> None:
    """Type where the keyboard is."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, text)


def focus() -> QWidget | None:
    return QApplication.focusWidget()


def open_stored(pane: QuotesPane, qtbot: QtBot, quote_id: str) -> None:
    pane.open_record("quote", quote_id)
    qtbot.waitUntil(lambda: pane.editor.detail is not None and pane.editor.detail.id == quote_id)
    settle(pane, qtbot)


def deal_of_amelia(services: Services) -> str:
    company = add_company(services)
    person = add_person(services, company_id=company)
    change = services.pipeline_commands.save(DealDraft(title="Holiday cakes", company_id=company, person_id=person))
    (deal,) = change.touched["deal"]
    return deal


def test_a_quote_is_written_with_the_keyboard_alone(pane: QuotesPane, services: Services, qtbot: QtBot) -> None:
    pane.open_new("deal", deal_of_amelia(services))
    form = pane.editor.form
    qtbot.waitUntil(lambda: bool(form.lines.rows()) and focus() is form.lines.rows()[0].item)

    keys = 0
    for letters, quantity in (("hol", "24"), ("min", "40")):
        write(letters)
        press(ENTER)  # before the answer is here: it takes the first one when it comes
        qtbot.waitUntil(lambda: any(focus() is one.quantity for one in form.lines.rows()))
        write(quantity)
        press(ENTER)
        keys += 2
    settle(pane, qtbot)

    assert keys == 4
    assert [(line.name, line.quantity) for line in form.draft().lines] == [
        ("Holiday cake, 20 cm", Decimal(24)), ("Mince pies, box of 12", Decimal(40)),
    ]  # fmt: skip
    assert form.totals.rows() == [("Subtotal", "1,492.00"), ("VAT 20%", "298.40"), ("Total", "£1,790.40")]
    assert focus() is form.lines.rows()[2].item
    detail = services.quotes.detail(form.draft().id or "")
    assert (detail.gross, detail.deal, detail.person) == (179_040, "Holiday cakes", "Amelia Okafor")
    assert pane.editor.saved_label.text().startswith("Saved")
    assert pane.editor.paper.view.page_count() == 1


def test_nothing_is_kept_of_a_quote_that_was_only_looked_at(pane: QuotesPane, services: Services, qtbot: QtBot) -> None:
    pane.open_new()
    qtbot.waitUntil(lambda: pane.editor.detail is not None)
    settle(pane, qtbot)

    pane.go_back()

    assert services.records.count("quote") == 0


def test_tab_goes_item_quantity_price_tax(pane: QuotesPane, services: Services, qtbot: QtBot) -> None:
    _, quote_id = services.quote_commands.save(draft_for(add_company(services), CAKE, PIES))
    open_stored(pane, qtbot, quote_id)
    first, second, *_ = pane.editor.form.lines.rows()
    form = pane.editor.form
    form.valid_until.setFocus()

    seen = []
    for _ in range(5):
        press(TAB)
        seen.append(focus())

    assert seen == [first.item, first.quantity, first.price, first.tax, second.item]
    form.lines.focus_last()
    press(TAB)
    assert focus() is form.totals.discount_button


def test_an_unknown_item_is_of_this_quote_only_or_becomes_a_product(
    pane: QuotesPane, services: Services, qtbot: QtBot
) -> None:
    pane.open_new("contact", add_company(services))
    lines = pane.editor.form.lines
    qtbot.waitUntil(lambda: bool(lines.rows()) and focus() is lines.rows()[0].item)

    write("Van hire")
    qtbot.waitUntil(lines.rows()[0].item.list_is_open)
    press(ENTER)
    write("1")
    press(TAB)
    write("45")
    press(ENTER)
    write("Candles")
    qtbot.waitUntil(lines.rows()[1].item.list_is_open)
    press(Qt.Key.Key_Down)
    press(ENTER)
    qtbot.waitUntil(lambda: lines.rows()[1].line().product_id is not None)
    settle(pane, qtbot)

    van, candles = services.quotes.detail(pane.editor.form.draft().id or "").draft.lines
    assert (van.name, van.unit_price, van.product_id, van.tax_rate) == ("Van hire", Decimal(45), None, Decimal(20))
    assert candles.product_id == services.products.pick("Candles")[0].id


def test_a_number_that_is_none_is_kept_marked_and_counts_as_before(
    pane: QuotesPane, services: Services, qtbot: QtBot
) -> None:
    _, quote_id = services.quote_commands.save(draft_for(add_company(services), CAKE))
    open_stored(pane, qtbot, quote_id)
    row = pane.editor.form.lines.rows()[0]
    row.quantity.setFocus()
    row.quantity.selectAll()

    write("a few")
    press(TAB)
    settle(pane, qtbot)

    assert (row.quantity.text(), row.quantity.is_wrong) == ("a few", True)
    assert services.quotes.detail(quote_id).draft.lines[0].quantity == Decimal(24)


def test_rows_move_by_alt_and_go_by_control_delete(pane: QuotesPane, services: Services, qtbot: QtBot) -> None:
    _, quote_id = services.quote_commands.save(draft_for(add_company(services)))
    open_stored(pane, qtbot, quote_id)
    lines = pane.editor.form.lines
    delivery = lines.rows()[2]
    delivery.quantity.setFocus()

    press(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    press(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert focus() is delivery.quantity
    lines.rows()[2].price.setFocus()
    press(Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    settle(pane, qtbot)

    names = [line.name for line in services.quotes.detail(quote_id).draft.lines]
    assert names == ["Delivery", "Holiday cake, 20 cm"]


def test_rows_of_a_spreadsheet_are_pasted(pane: QuotesPane, services: Services, qtbot: QtBot) -> None:
    pane.open_new("contact", add_company(services))
    lines = pane.editor.form.lines
    qtbot.waitUntil(lambda: bool(lines.rows()) and focus() is lines.rows()[0].item)
    QGuiApplication.clipboard().setText("Item\tQty\tPrice\tVAT\nCake\t24\t38.00\t20%\nBread\t3\t4.20\t0%\nVan\t45\n")

    press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(pane, qtbot)

    draft = services.quotes.detail(pane.editor.form.draft().id or "").draft
    assert [(one.name, one.quantity, one.unit_price, one.tax_rate) for one in draft.lines] == [
        ("Cake", Decimal(24), Decimal(38), Decimal(20)), ("Bread", Decimal(3), Decimal("4.2"), Decimal(0)),
        ("Van", Decimal(1), Decimal(45), Decimal(20)),
    ]  # fmt: skip
    assert focus() is lines.rows()[-1].item


def test_one_empty_row_waits_whatever_is_typed_and_taken_back(
    pane: QuotesPane, services: Services, qtbot: QtBot
) -> None:
    _, quote_id = services.quote_commands.save(draft_for(add_company(services), CAKE))
    open_stored(pane, qtbot, quote_id)
    lines = pane.editor.form.lines
    lines.focus_last()

    write("x")
    assert [row.is_empty() for row in lines.rows()] == [False, False, True]
    press(Qt.Key.Key_Backspace)

    assert [row.is_empty() for row in lines.rows()] == [False, True]


def test_a_discount_a_text_and_an_option_reach_the_paper(pane: QuotesPane, services: Services, qtbot: QtBot) -> None:
    _, quote_id = services.quote_commands.save(draft_for(add_company(services), CAKE, DELIVERY))
    open_stored(pane, qtbot, quote_id)
    form = pane.editor.form

    form.totals.open_discount()
    write("10")
    press(ENTER)
    menu = form.lines.menu_of(form.lines.rows()[1])
    next(one for one in menu.actions() if one.text() == "Optional").trigger()
    form.totals.text_button.click()
    write("Boxed in ribbon")
    settle(pane, qtbot)

    draft = services.quotes.detail(quote_id).draft
    assert draft.discount_percent == Decimal(10)
    assert [(line.kind, line.name, line.optional) for line in draft.lines] == [
        ("item", "Holiday cake, 20 cm", False), ("item", "Delivery", True), ("text", "Boxed in ribbon", False),
    ]  # fmt: skip
    assert form.totals.rows() == [
        ("Subtotal", "912.00"), ("Discount", "−91.20"), ("Net", "820.80"), ("VAT 20%", "164.16"),
        ("Total", "£984.96"),
    ]  # fmt: skip


def test_a_later_date_keeps_the_days_of_validity(pane: QuotesPane, services: Services, qtbot: QtBot) -> None:
    _, quote_id = services.quote_commands.save(draft_for(add_company(services)))
    open_stored(pane, qtbot, quote_id)
    dated = pane.editor.form.dated_on
    dated.setFocus()
    dated.selectAll()

    write("24 nov")
    press(TAB)
    settle(pane, qtbot)

    draft = services.quotes.detail(quote_id).draft
    assert (draft.dated_on, draft.valid_until) == (date(2025, 11, 24), date(2025, 12, 8))


def test_a_person_is_picked_and_stands_for_the_company(pane: QuotesPane, services: Services, qtbot: QtBot) -> None:
    company = add_company(services)
    person = add_person(services, company_id=company)
    pane.open_new()
    form = pane.editor.form
    qtbot.waitUntil(lambda: focus() is form.customer)

    write("amel")
    qtbot.waitUntil(form.customer.list_is_open)
    press(ENTER)
    qtbot.waitUntil(lambda: form.draft().company_id == company)
    settle(pane, qtbot)

    assert form.customer.text() == "Harbor & Vine Catering"
    assert "Amelia Okafor" in form.attention.text()
    assert services.quotes.detail(form.draft().id or "").draft.person_id == person
    form.attention_button.click()
    settle(pane, qtbot)
    assert services.quotes.detail(form.draft().id or "").draft.person_id is None


def test_a_new_customer_is_created_in_passing(pane: QuotesPane, services: Services, qtbot: QtBot) -> None:
    pane.open_new()
    form = pane.editor.form
    qtbot.waitUntil(lambda: focus() is form.customer)

    write("Cobalt Law")
    qtbot.waitUntil(form.customer.list_is_open)
    press(ENTER)
    press(ENTER)
    qtbot.waitUntil(lambda: form.draft().company_id is not None)
    settle(pane, qtbot)

    assert services.quotes.detail(form.draft().id or "").customer == "Cobalt Law"


def test_printing_a_draft_asks_for_its_number_first(
    pane: QuotesPane, services: Services, qtbot: QtBot, outside: WrittenDown
) -> None:
    _, quote_id = services.quote_commands.save(draft_for(add_company(services)))
    open_stored(pane, qtbot, quote_id)

    pane.print_page()
    qtbot.waitUntil(lambda: pane.editor.sending.question is not None)
    question = pane.editor.sending.question
    assert question is not None
    assert question.issue_button.text() == "Issue Q-0001 and print"
    assert {row.tax.accessibleName() for row in pane.editor.form.lines.rows()} == {"VAT"}
    QTest.keyClick(question, ESCAPE)
    assert services.quotes.detail(quote_id).status == "draft"

    pane.editor.form.lines.rows()[0].quantity.setFocus()
    pane.print_page()
    qtbot.waitUntil(lambda: pane.editor.sending.question is not question)
    again = pane.editor.sending.question
    assert again is not None
    QTest.keyClick(again, ENTER)
    qtbot.waitUntil(lambda: pane.editor.sending.preview is not None)
    preview = pane.editor.sending.preview
    assert preview is not None
    qtbot.waitUntil(lambda: preview.paper.page_count() == 1)

    assert services.quotes.detail(quote_id).number == "Q-0001"
    # The line that had the keyboard can be written in no more; the keyboard stays in the editor.
    qtbot.waitUntil(lambda: pane.window().focusWidget() is pane.editor.email_button)
    preview.close()


def test_what_is_missing_is_said_before_a_number_is_asked_for(pane: QuotesPane, qtbot: QtBot) -> None:
    pane.open_new()
    qtbot.waitUntil(lambda: pane.editor.detail is not None)

    with qtbot.waitSignal(pane.notice) as said:
        pane.editor.email()

    assert said.args == ["Choose who the quote is for."]
    assert pane.editor.sending.question is None
    assert pane.editor.form.customer_field.message() == "Choose who the quote is for."


def test_an_email_carries_the_words_and_the_pdf_lies_ready(
    pane: QuotesPane, services: Services, qtbot: QtBot, outside: WrittenDown
) -> None:
    quote_id = issued(services)
    open_stored(pane, qtbot, quote_id)

    with qtbot.waitSignal(pane.notice) as said:
        pane.editor.email()

    pdf = outside.folder / "Q-0001 Harbor & Vine Catering.pdf"
    assert pdf.read_bytes() == services.quotes.pdf(quote_id)
    ((_, subject, body),) = outside.mails
    assert subject == "Quote Q-0001 from Sofia's Bakehouse"
    assert "valid until 4 Dec 2025" in body
    assert outside.revealed == [pdf]
    assert "Attach Q-0001 Harbor & Vine Catering.pdf" in said.args[0]


def test_an_issued_quote_is_sealed_until_a_revision_is_begun(
    pane: QuotesPane, services: Services, qtbot: QtBot
) -> None:
    quote_id = issued(services)
    open_stored(pane, qtbot, quote_id)
    form = pane.editor.form

    assert form.heading.text() == "Quote Q-0001"
    assert form.banner.title() == "Issued 20 Nov 2025"
    assert all(row.item.isReadOnly() for row in form.lines.rows())
    assert not any(row.is_empty() for row in form.lines.rows())
    form.banner.action_button.click()
    qtbot.waitUntil(lambda: pane.editor.detail is not None and pane.editor.detail.id != quote_id)

    assert form.heading.text() == "Q-0001 rev 2, draft"
    assert not form.note.isReadOnly()
    assert services.quotes.detail(quote_id).status == "sent"
    revision = pane.editor.detail.id if pane.editor.detail is not None else ""
    open_stored(pane, qtbot, quote_id)
    form.banner.action_button.click()
    qtbot.waitUntil(lambda: pane.editor.detail is not None and pane.editor.detail.id == revision)


def test_the_customer_accepts_with_an_option(pane: QuotesPane, services: Services, qtbot: QtBot) -> None:
    quote_id = issued(services, CAKE, replace(DELIVERY, optional=True))
    open_stored(pane, qtbot, quote_id)
    accept = next(action for action in pane.actions_here() if action.shortcut == "W")
    assert accept.enabled

    accept.trigger()
    _, box = pane.editor.accepting._boxes[0]
    box.click()
    press(ENTER)
    qtbot.waitUntil(lambda: services.quotes.detail(quote_id).status == "accepted")
    qtbot.waitUntil(lambda: pane.editor.form.steps.decided.state() == "now")

    assert services.quotes.detail(quote_id).net == 95_700
    assert pane.editor.form.banner.title() == "Accepted 20 Nov 2025"


def test_declining_asks_why(pane: QuotesPane, services: Services, qtbot: QtBot) -> None:
    quote_id = issued(services)
    open_stored(pane, qtbot, quote_id)

    next(action for action in pane.actions_here() if action.shortcut == "Shift+W").trigger()
    write("Too dear")
    press(ENTER, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: pane.editor.form.steps.decided.text() == "Declined")

    assert services.database.value("SELECT body FROM activity") == "Too dear"


def test_undo_elsewhere_is_seen_and_does_not_fight_the_form(
    pane: QuotesPane, services: Services, qtbot: QtBot, context: PaneContext
) -> None:
    _, quote_id = services.quote_commands.save(draft_for(add_company(services)))
    open_stored(pane, qtbot, quote_id)
    pane.editor.form.note.setPlainText("Before 7:00, please.")
    settle(pane, qtbot)
    assert services.quotes.detail(quote_id).draft.note == "Before 7:00, please."

    context.operations.write(pane, services.history.undo)

    # The first undo of a process also imports the models.
    qtbot.waitUntil(lambda: not pane.editor.form.note.toPlainText(), timeout=20_000)
    assert pane.editor.form.draft().note == ""


def test_a_draft_that_is_gone_leads_back_to_the_list(
    pane: QuotesPane, services: Services, qtbot: QtBot, context: PaneContext
) -> None:
    _, quote_id = services.quote_commands.save(draft_for(add_company(services)))
    open_stored(pane, qtbot, quote_id)

    pane.editor.bin()

    qtbot.waitUntil(lambda: services.records.count("quote") == 0)
    assert not pane.is_editing


def test_a_save_that_fails_keeps_the_text_and_can_be_tried_again(
    pane: QuotesPane, services: Services, qtbot: QtBot
) -> None:
    from crm_desktop.core.errors import CrmError

    _, quote_id = services.quote_commands.save(draft_for(add_company(services)))
    open_stored(pane, qtbot, quote_id)
    autosave = pane.editor._autosave
    save = autosave._save

    def full(_draft: object) -> object:
        raise CrmError("The disk is full.", "What you typed is kept here.")

    autosave._save = full  # type: ignore[assignment]
    pane.editor.form.note.setPlainText("Ribbon")
    pane.editor.flush()
    qtbot.waitUntil(lambda: pane.editor.form.banner.title() == "The disk is full.")
    assert pane.editor.form.note.toPlainText() == "Ribbon"
    assert pane.editor.saved_label.text() == "Not saved"

    autosave._save = save
    pane.editor.form.banner.action_button.click()
    settle(pane, qtbot)

    assert services.quotes.detail(quote_id).draft.note == "Ribbon"
    assert pane.editor.form.banner.isHidden()


def test_going_to_another_quote_loses_nothing(pane: QuotesPane, services: Services, qtbot: QtBot) -> None:
    _, first = services.quote_commands.save(draft_for(add_company(services)))
    _, second = services.quote_commands.save(draft_for(add_company(services, "Cobalt Law")))
    open_stored(pane, qtbot, first)
    pane.editor.form.note.setPlainText("Ribbon")

    pane.open_record("quote", second)
    qtbot.waitUntil(lambda: pane.editor.form.customer.text() == "Cobalt Law")
    pane.editor.form.note.setPlainText("No ribbon")
    pane.open_record("quote", first)
    qtbot.waitUntil(lambda: pane.editor.form.note.toPlainText() == "Ribbon")
    pane.hide()
    settle(pane, qtbot)

    assert [services.quotes.detail(one).draft.note for one in (first, second)] == ["Ribbon", "No ribbon"]


@pytest.mark.watchdog(limit_ms=100)
def test_typing_never_waits_for_the_paper(pane: QuotesPane, services: Services, qtbot: QtBot) -> None:
    lines = [replace(CAKE, name=f"Cake {number}") for number in range(40)]
    _, quote_id = services.quote_commands.save(draft_for(add_company(services), *lines))
    open_stored(pane, qtbot, quote_id)
    row = pane.editor.form.lines.rows()[0]
    row.quantity.setFocus()

    for quantity in ("25", "26", "27"):
        row.quantity.selectAll()
        write(quantity)
        qtbot.waitUntil(lambda: not pane.editor.paper.is_busy)
    settle(pane, qtbot)

    assert services.quotes.detail(quote_id).draft.lines[0].quantity == Decimal(27)
    assert pane.editor.paper.view.page_count() == 3
