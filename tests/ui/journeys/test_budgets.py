"""How many clicks and keys the daily jobs take, each starting on another page; with the keyboard alone."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from crm_desktop.ui.cases.pane import CasesPane
from crm_desktop.ui.contacts.log_call import LogCallPopover
from crm_desktop.ui.contacts.pane import ContactsPane
from crm_desktop.ui.contacts.side_panel import SidePanel
from crm_desktop.ui.kit.inline_edit import InlineValue
from crm_desktop.ui.pipeline.pane import PipelinePane
from crm_desktop.ui.printing.preview import PrintPreview
from crm_desktop.ui.quotes.pane import QuotesPane
from crm_desktop.ui.quotes.questions import IssueQuestion
from tests.ui.journeys.count import Count


def value(count: Count, sql: str) -> object:
    return count.window.services.database.value(sql)


def test_a_new_contact(count: Count) -> None:
    count.key("Ctrl+2")
    count.key("Ctrl+N")
    count.text("Nora Lind 07700 900321")
    count.key("Ctrl+Return")

    assert value(count, "SELECT count(*) FROM contact WHERE name = 'Nora Lind'") == 1
    assert value(count, "SELECT count(*) FROM channel WHERE value LIKE '%900321'") == 1
    assert count.total <= 4


def test_a_call_is_logged(count: Count) -> None:
    before = value(count, "SELECT count(*) FROM activity WHERE kind = 'call'")

    count.key("Ctrl+K")
    count.text("ame")
    count.key("Down")
    count.key("Return")
    assert isinstance(QApplication.focusWidget(), QPlainTextEdit)
    assert count.shown(LogCallPopover).accessibleName() == "Log a call"
    count.text("Wants the racks after New Year.")
    count.key("Ctrl+Return")

    assert value(count, "SELECT count(*) FROM activity WHERE kind = 'call'") == int(str(before)) + 1
    in_a_week = "SELECT person_id FROM task WHERE title = 'Call' AND status = 'open' AND due_on = '2025-11-27'"
    assert value(count, in_a_week) == value(count, "SELECT id FROM contact WHERE name = 'Amelia Okafor'")
    assert count.toast() == "Logged a call with Amelia Okafor"
    assert count.total <= 5


def test_a_new_deal(count: Count) -> None:
    count.key("Ctrl+Shift+A")
    count.text("deal Summer cakes 1860 amelia")
    count.key("Return")

    assert value(count, "SELECT amount FROM deal WHERE title = 'Summer cakes'") == 186_000
    assert count.total <= 4


def test_a_deal_moves_a_stage(count: Count) -> None:
    window = count.window
    window.show_page("pipeline")
    count.settle()
    pane = window.host.current()
    assert isinstance(pane, PipelinePane)
    first, second, *_ = pane.board.column_keys
    moved = pane.board.cards_in(first)[0]
    count.until(lambda: QApplication.focusWidget() is pane.board.column_view(first))
    count.total = 0

    count.key("Ctrl+Shift+Right")

    assert moved.id in [card.id for card in pane.board.cards_in(second)]
    assert value(count, f"SELECT stage_id FROM deal WHERE id = '{moved.id}'") == second
    assert count.total <= 2


def test_a_quote_is_written_and_its_print_seen(count: Count) -> None:
    count.key("Ctrl+K")
    count.text("holiday")
    count.key("Return")
    count.key("Q")
    pane = count.window.host.current()
    assert isinstance(pane, QuotesPane)
    for letters, quantity in (("celebr", "24"), ("cupc", "40")):
        count.until(lambda: QApplication.focusWidget() in [row.item for row in pane.editor.form.lines.rows()])
        count.text(letters)
        count.key("Return")
        count.until(lambda: QApplication.focusWidget() in [row.quantity for row in pane.editor.form.lines.rows()])
        count.text(quantity)
        count.key("Return")
    count.key("Ctrl+P")
    count.until(lambda: isinstance(QApplication.activeModalWidget(), IssueQuestion))
    title = count.shown(IssueQuestion).windowTitle()
    count.key("Return")
    count.until(lambda: any(isinstance(one, PrintPreview) for one in QApplication.topLevelWidgets()))

    preview = count.shown(PrintPreview)
    count.until(lambda: preview.paper.page_count() == 1)
    number = value(count, "SELECT number FROM document ORDER BY number DESC")
    assert title == f"Issue {number}"
    assert value(count, f"SELECT gross FROM document WHERE number = '{number}'") == 339_840
    preview.close()
    assert count.total <= 12


def test_a_new_case(count: Count) -> None:
    count.key("Ctrl+Shift+A")
    count.text("case oven timer stops farid !high")
    count.key("Return")

    found = count.window.services.database.rows('SELECT subject, priority FROM "case" ORDER BY id DESC LIMIT 1')
    assert [tuple(row) for row in found] == [("Oven timer stops", "high")]
    assert count.total <= 5


def test_a_case_is_answered(count: Count) -> None:
    count.key("Ctrl+6")
    count.key("R")
    assert isinstance(QApplication.focusWidget(), QPlainTextEdit)
    pane = count.window.host.current()
    assert isinstance(pane, CasesPane)
    count.text("New trays come tomorrow.")
    count.key("Ctrl+Return")

    assert value(count, "SELECT count(*) FROM case_message WHERE body = 'New trays come tomorrow.'") == 1
    assert count.total <= 4


def test_a_follow_up_is_planned(count: Count) -> None:
    count.key("Ctrl+Shift+A")
    count.text("call amelia next tue 10:30")
    count.key("Return")

    assert value(count, "SELECT count(*) FROM task WHERE kind = 'call' AND due_on = '2025-11-25'") == 1
    assert count.total <= 4


def test_one_field_is_edited_and_undone_by_one_key(count: Count) -> None:
    window = count.window
    (amelia,) = (hit for hit in window.services.search.search("amelia")[0].rows if hit.title == "Amelia Okafor")
    window.open_record("contact", amelia.id)
    count.settle()
    assert isinstance(window.host.current(), ContactsPane)
    panel = count.shown(SidePanel)
    count.until(lambda: any("amelia" in one.accessibleName().lower() for one in panel.findChildren(InlineValue)))
    source = next(one for one in panel.findChildren(InlineValue) if one.accessibleName().startswith("Source"))

    count.click(source)
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    count.text("Fair")
    count.key("Tab")

    stored = f"SELECT source FROM contact WHERE id = '{amelia.id}'"
    count.until(lambda: value(count, stored) == "Fair")
    assert count.total <= 2
    count.key("Ctrl+Z")
    count.until(lambda: value(count, stored) != "Fair")
    assert count.total <= 3


def test_undo_reaches_past_a_field_with_nothing_of_its_own_to_take_back(count: Count) -> None:
    count.key("Ctrl+6")
    count.key("N")
    count.text("Asked the supplier.")
    count.key("Ctrl+Return")
    assert isinstance(QApplication.focusWidget(), QPlainTextEdit)

    count.text("x")
    count.key("Ctrl+Z")  # the letter
    assert value(count, "SELECT count(*) FROM case_message WHERE body = 'Asked the supplier.'") == 1
    count.key("Ctrl+Z")  # the note

    stays = "SELECT count(*) FROM case_message WHERE body = 'Asked the supplier.'"
    assert value(count, stays) == 0
    count.key("Escape")
    assert not isinstance(QApplication.focusWidget(), QPlainTextEdit)


def test_ctrl_enter_in_the_line_saves_once(count: Count) -> None:
    for page, table, text in (
        ("Ctrl+6", '"case"', "Crumbs in the van"),
        ("Ctrl+4", "deal", "Autumn cakes 900"),
        ("Ctrl+2", "contact", "Nora Lind"),
        ("Ctrl+8", "product", "Rye rolls"),
    ):
        before = value(count, f"SELECT count(*) FROM {table}")
        count.key(page)
        count.key("Ctrl+N")
        count.text(text)
        count.key("Ctrl+Return")
        count.settle()
        assert value(count, f"SELECT count(*) FROM {table}") == int(str(before)) + 1, table
        count.key("Escape")
