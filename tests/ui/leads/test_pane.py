"""The leads page: the table, the panel beside it, converting, setting aside, pasting, rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from crm_desktop.core.fields import FieldType
from crm_desktop.core.filters import parse
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.services import Services
from crm_desktop.ui.kit.choosing import ChoicePopover
from crm_desktop.ui.leads.convert_popover import ConvertPopover
from crm_desktop.ui.leads.log_call import LeadCallPopover
from crm_desktop.ui.leads.not_now import NotNowPopover, months_later
from crm_desktop.ui.leads.pane import LeadsPane
from crm_desktop.ui.leads.paste_dialog import PasteDialog
from crm_desktop.ui.leads.rules_dialog import RulesDialog
from crm_desktop.ui.lists.saved import SaveViewPopover
from crm_desktop.ui.lists.value_popovers import FollowUpManyPopover, TagManyPopover
from tests.ui.leads.reading import names, rows
from tests.ui.pipeline.stage_hands import Hands
from tests.ui.tab_stops import tab_stops

Panel = TypeVar("Panel", bound=QWidget)


def choose(hands: Hands, pane: LeadsPane, *numbers: int) -> None:
    pane.view.select_row(numbers[0])
    for number in numbers[1:]:
        pane.view.toggle_row(number)
    hands.settle()


def opened(hands: Hands, kind: type[Panel]) -> Panel:
    (found,) = [one for one in hands.window.findChildren(kind) if not one.isHidden()]
    return found


def test_the_most_promising_stands_first(pane: LeadsPane) -> None:
    assert names(pane)[0] == "Nora Lind"
    scores = [row.value("score") for row in rows(pane)]
    assert scores == sorted(scores, reverse=True)
    assert pane.list.toolbar.count.text() == "3"


def test_tab_goes_through_the_page_as_the_eye_does(pane: LeadsPane, hands: Hands, services: Services) -> None:
    services.list_commands.tag("lead", [rows(pane)[0].id], "Fair")
    pane.show_lead(rows(pane)[0].id)
    hands.settle()
    wanted = [
        "Table", "Filter leads", "Export this list", "Rules for score and assignment", "Leads", "Convert",
        "Name: Nora Lind", "Notes: Add notes", "Owner", "Tag Fair", "Note or next step", "Files",
    ]  # fmt: skip
    assert [one for one in tab_stops(pane) if one in wanted] == wanted


def test_the_model_is_a_good_model(pane: LeadsPane, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(pane.view.records)


def test_hovering_the_score_says_why(pane: LeadsPane) -> None:
    column = [one.key for one in pane.view.records.columns].index("score")
    words = pane.view.records.index(0, column).data(Qt.ItemDataRole.ToolTipRole)
    assert "+20 asked for a price" in words
    assert words.splitlines()[0] == f"Score {rows(pane)[0].value('score')}"


def test_a_click_on_a_box_ticks_and_leaves_the_others(hands: Hands, pane: LeadsPane) -> None:
    for number, count in ((0, 0), (2, 1), (0, 2), (2, 1)):  # the first row has the focus and is ticked
        cell = pane.view.visualRect(pane.view.records.index(number, 0))
        place = QPoint(cell.left() + 16, cell.center().y())
        QTest.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        hands.settle()
        assert len(pane.list.selected_rowids()) == count
    QTest.mouseDClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    hands.settle()
    assert not pane.side_shown


def test_the_bar_appears_with_the_second_and_esc_clears(hands: Hands, pane: LeadsPane) -> None:
    choose(hands, pane, 0, 1)
    assert pane.list.bulk_bar.isVisible()
    QTest.keyClick(pane.view, Qt.Key.Key_Escape)
    hands.settle()
    assert not pane.list.bulk_bar.isVisible()
    assert len(pane.list.selected_rowids()) == 1


def test_words_and_typed_filters_narrow_the_list(hands: Hands, pane: LeadsPane) -> None:
    for text, found in (("vine", 2), ("amount > 1000", 1), ("source = Website", 1), ("zzz", 0)):
        pane.list.search.setText(text)
        hands.do(pane.list._on_text_changed, text)
        assert len(pane.list.layout_now.rowids) == found, text
    assert pane.list.nothing.isVisible()
    hands.do(pane.list.nothing.create_button.click)
    assert pane.new_lead is not None
    assert pane.new_lead.line.text() == "zzz"
    hands.do(pane.list.clear_filter)
    assert len(names(pane)) == 3


def test_tabs_ask_for_one_thing_each_and_are_kept(hands: Hands, pane: LeadsPane, services: Services) -> None:
    set_aside = rows(pane)[1]
    hands.do(services.lead_commands.not_now, [set_aside.id], "Timing", None)
    hands.do(pane.reload)
    # Who is set aside is not shown unasked.
    assert set_aside.value("name") not in names(pane)
    assert pane.list.tabs.isVisible()
    hands.do(pane.list.show_view, "aside")
    assert names(pane) == [set_aside.value("name")]
    assert pane.list.toolbar.chips() == []  # the tab says it
    state = pane.state()
    hands.do(pane.list.show_view, "")
    assert len(names(pane)) == 3
    hands.do(pane.restore, state)
    assert names(pane) == [set_aside.value("name")]
    for one in pane.list.setting.ready:
        hands.do(pane.list.show_view, one.key)
        assert pane.list.toolbar.message.text() == "", one.key


def test_people_s_own_fields_are_columns_filters_and_groups(hands: Hands, pane: LeadsPane, services: Services) -> None:
    services.custom_field_commands.add(CustomFieldDraft("lead", "Ovens", FieldType.NUMBER))
    services.records.update("lead", rows(pane)[0].id, {"ovens": "4"})
    hands.do(pane.reload)
    hands.do(pane.list.set_columns, ("name", "ovens", "score"))
    assert rows(pane)[0].value("ovens") == 4
    hands.do(pane.list.set_group, "ovens")
    assert list(pane.view.group_words.values()) == ["4", "No ovens"]
    assert all("score" not in sums for sums in pane.view.sums.values())  # scores are not added up
    hands.do(pane.list.set_group, "tags")
    assert not pane.list.toolbar.message.text()
    hands.do(pane.list.add_condition, parse("ovens > 3"))
    assert names(pane) == ["Nora Lind"]
    hands.do(pane.list.doing.save_view)
    popover = hands.window.findChild(SaveViewPopover)
    assert popover is not None
    popover.name.setText("Bakers")
    hands.do(popover.save)
    assert [one.name for one in services.saved_views.views("lead")] == ["Bakers"]


def test_enter_opens_the_lead_beside_the_table_and_esc_closes_it(hands: Hands, pane: LeadsPane) -> None:
    choose(hands, pane, 0)
    QTest.keyClick(pane.view, Qt.Key.Key_Return)
    hands.settle()
    assert pane.side_shown
    assert pane.panel.name.text() == "Nora Lind"
    assert "+20 asked for a price" in pane.panel.score.reasons()
    QTest.keyClick(pane.view, Qt.Key.Key_Down)
    hands.settle()
    assert pane.panel.name.text() == names(pane)[1]
    QTest.keyClick(pane.view, Qt.Key.Key_Escape)
    hands.settle()
    assert not pane.side_shown


def test_columns_give_way_to_the_panel_and_come_back(hands: Hands, pane: LeadsPane) -> None:
    def hidden() -> int:
        return sum(pane.view.isColumnHidden(number) for number in range(len(pane.view.records.columns)))

    assert hidden() == 0
    choose(hands, pane, 0)
    for _ in range(2):
        hands.do(pane.toggle_side)
        assert hidden() == 3
        hands.do(pane.toggle_side)
        assert hidden() == 0


def test_a_field_is_changed_where_it_stands(hands: Hands, pane: LeadsPane, services: Services) -> None:
    choose(hands, pane, 0)
    hands.do(pane.show_lead, rows(pane)[0].id)
    field = pane.panel.fields.field("amount")
    field.write("5.2k")
    QTest.keyClick(field.editor(), Qt.Key.Key_Return)  # type: ignore[arg-type]
    hands.settle()
    assert services.leads.detail(rows(pane)[0].id).row.amount == 520_000
    assert hands.said[-1] == "Changed the value of “Nora Lind”"
    email = pane.panel.fields.field("email")
    email.write("no address")
    QTest.keyClick(email.editor(), Qt.Key.Key_Return)  # type: ignore[arg-type]
    hands.settle()
    assert "no e-mail address" in email.message()


def test_the_note_line_saves_a_note_or_a_step(hands: Hands, pane: LeadsPane, services: Services) -> None:
    choose(hands, pane, 0)
    hands.action("lead.note")
    lead_id = rows(pane)[0].id
    for text in ("Likes honey", "call fri 10"):
        pane.panel.note.setText(text)
        QTest.keyClick(pane.panel.note, Qt.Key.Key_Return)
        hands.settle()
        assert pane.panel.note.text() == ""
    assert [item.body for item in services.timeline.page("lead", lead_id).items] == ["Likes honey"]
    assert services.leads.detail(lead_id).row.step.due_on == date(2025, 11, 21)
    assert len(pane.panel.timeline.entries()) == 1


def test_w_converts_once_however_often_it_is_pressed(hands: Hands, pane: LeadsPane, services: Services) -> None:
    choose(hands, pane, 0)
    hands.action("lead.convert")
    panel = opened(hands, ConvertPopover)
    assert panel.deal.text() == "Price for cakes"
    assert panel.amount.amount() == Decimal(1250)
    panel.save_button.click()
    panel.save_button.click()
    panel.save()
    hands.settle()
    assert hands.refused == []
    assert hands.said == ["Converted “Nora Lind”"]
    assert services.database.value("SELECT count(*) FROM deal") == 1
    assert services.database.value("SELECT count(*) FROM contact") == 2
    # It has left the list of those who might buy.
    assert "Nora Lind" not in names(pane)


def test_ctrl_enter_converts_and_what_is_unticked_is_not_made(
    hands: Hands, pane: LeadsPane, services: Services
) -> None:
    choose(hands, pane, 0)
    hands.action("lead.convert")
    panel = opened(hands, ConvertPopover)
    panel._company_box.setChecked(False)
    panel._deal_box.setChecked(False)
    QTest.keyClick(panel.save_button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.settle()
    assert services.database.rows("SELECT kind, name FROM contact") == [("person", "Nora Lind")]
    assert services.database.value("SELECT count(*) FROM deal") == 0


def test_a_contact_that_is_there_is_offered_to_be_linked(hands: Hands, pane: LeadsPane, services: Services) -> None:
    services.contact_commands.quick_create("Nora L nora@vine.example")
    choose(hands, pane, 0)
    hands.action("lead.convert")
    panel = opened(hands, ConvertPopover)
    assert panel.person.currentText() == "Link Nora L · same e-mail"
    hands.do(panel.save)
    assert services.database.rows("SELECT name FROM contact WHERE kind = 'person'") == [("Nora L",)]


def test_one_converted_elsewhere_meanwhile_says_so(hands: Hands, pane: LeadsPane, services: Services) -> None:
    choose(hands, pane, 0)
    hands.action("lead.convert")
    panel = opened(hands, ConvertPopover)
    services.lead_commands.convert(services.leads.proposal(rows(pane)[0].id).conversion)
    hands.do(panel.save)
    assert "converted already" in panel.message.text()
    assert services.database.value("SELECT count(*) FROM deal") == 1


def test_not_now_asks_why_and_when_to_ask_again(hands: Hands, pane: LeadsPane, services: Services) -> None:
    choose(hands, pane, 0)
    lead_id = rows(pane)[0].id
    hands.action("lead.not_now")
    panel = opened(hands, NotNowPopover)
    hands.do(panel.save)
    assert not panel.isHidden()  # a reason is asked for
    QTest.keyClick(panel.never_button, Qt.Key.Key_2)
    panel.note.setText("next year")
    assert panel.again.value() == date(2026, 2, 20)
    hands.do(panel.save)
    found = services.leads.detail(lead_id)
    assert (found.row.status, found.status_reason, found.ask_again_on) == (
        "not_now", "Budget — next year", date(2026, 2, 20),
    )  # fmt: skip
    assert found.row.step.due_on == date(2026, 2, 20)


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2025, 11, 20), date(2026, 2, 20)),
        (date(2025, 11, 30), date(2026, 3, 2)),  # no 30 February; the 28th is a Saturday
        (date(2025, 12, 31), date(2026, 3, 31)),
    ],
)
def test_three_months_later_is_a_working_day(day: date, later: date) -> None:
    assert months_later(day, 3) == later


def test_log_a_call(hands: Hands, pane: LeadsPane, services: Services) -> None:
    choose(hands, pane, 0)
    lead_id = rows(pane)[0].id
    hands.action("lead.log_call")
    panel = opened(hands, LeadCallPopover)
    panel.note.setPlainText("Wants three tiers")
    QTest.keyClick(panel.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.settle()
    row = services.leads.detail(lead_id).row
    assert (row.status, row.step.due_on) == ("contacted", date(2025, 11, 27))


def test_status_and_owner_are_chosen_by_number(hands: Hands, pane: LeadsPane, services: Services) -> None:
    choose(hands, pane, 0, 1)
    hands.action("lead.status")
    hands.do(opened(hands, ChoicePopover).choose, 2)
    assert hands.said[-1] == "Moved 2 leads to Qualified"
    choose(hands, pane, 0, 1)
    hands.action("lead.assign")
    hands.do(opened(hands, ChoicePopover).choose, 1)
    assert hands.said[-1] == "Took the owner off 2 leads"
    assert services.database.value("SELECT count(*) FROM lead WHERE owner_id IS NULL") == 2


def test_tag_follow_up_and_delete_go_to_all_selected(hands: Hands, pane: LeadsPane, services: Services) -> None:
    choose(hands, pane, 0, 1, 2)
    hands.action("lead.tag")
    tags = opened(hands, TagManyPopover)
    tags.picker.setText("fair")
    hands.do(tags.picker.returnPressed.emit)
    assert services.database.value("SELECT count(*) FROM tag_link WHERE record_kind = 'lead'") == 3
    choose(hands, pane, 0, 1, 2)
    hands.action("lead.follow_up")
    step = opened(hands, FollowUpManyPopover)
    step.line.input.setText("call tomorrow")
    hands.do(step.save)
    assert services.database.value("SELECT count(*) FROM task WHERE lead_id IS NOT NULL") == 3
    choose(hands, pane, 0, 1)
    hands.action("lead.delete")
    assert hands.said[-1] == "Deleted 2 leads"
    assert len(pane.list.layout_now.rowids) == 1


def test_the_bar_converts_several(hands: Hands, pane: LeadsPane, services: Services) -> None:
    choose(hands, pane, 0, 1)
    pane.list.bulk_bar.button("convert").click()
    hands.settle()
    assert hands.said[-1] == "Converted 2 leads"
    assert len(pane.list.layout_now.rowids) == 1


def test_a_new_lead_in_one_line(hands: Hands, pane: LeadsPane, services: Services) -> None:
    hands.do(pane.new_record)
    form = pane.new_lead
    assert form is not None
    form.line.setText("Ida Holm 07700 900999, Holm Bikes #fair")
    hands.settle()
    assert (form.name.text(), form.company.text(), form.phone.text()) == ("Ida Holm", "Holm Bikes", "07700 900999")
    form.save()
    form.save()  # twice in a moment makes one
    hands.settle()
    hands.settle()
    assert services.database.value("SELECT count(*) FROM lead WHERE name = 'Ida Holm'") == 1
    row = pane.list.current_row()
    assert row is not None
    assert row.value("name") == "Ida Holm"


def test_a_new_lead_that_says_too_little_keeps_what_was_typed(hands: Hands, pane: LeadsPane) -> None:
    hands.do(pane.new_record)
    form = pane.new_lead
    assert form is not None
    form.interest.setText("Cakes")
    hands.do(form.save)
    assert "a name, a phone number or an e-mail" in form.message.text()
    assert form.interest.text() == "Cakes"


def test_what_was_half_typed_comes_back(hands: Hands, pane: LeadsPane) -> None:
    hands.do(pane.new_record)
    form = pane.new_lead
    assert form is not None
    form.name.setText("Half typ")
    assert form.drafts is not None
    hands.do(form.drafts.flush)
    hands.do(form.close_popover)
    hands.do(pane.new_record)
    again = pane.new_lead
    assert again is not None
    assert again is not form
    assert again.name.text() == "Half typ"


def test_who_is_there_already_is_said_and_opened(hands: Hands, pane: LeadsPane, qtbot: QtBot) -> None:
    hands.do(pane.new_record)
    form = pane.new_lead
    assert form is not None
    form.line.setText("Somebody nora@vine.example")
    qtbot.waitUntil(lambda: bool(form.hint()), timeout=3000)
    assert form.hint() == "Nora Lind, Harbor & Vine is a lead with this e-mail address."
    form.open_button.click()
    hands.settle()
    assert pane.panel.name.text() == "Nora Lind"


def test_rows_are_pasted_after_a_look_at_them(hands: Hands, pane: LeadsPane, services: Services) -> None:
    QGuiApplication.clipboard().setText(
        "Name\tEmail\tValue\nIda Holm\tida@x.example\t120\nNora\tnora@vine.example\t\nOdd\tno address\t"
    )
    QTest.keyClick(pane.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    hands.settle()
    dialog = opened(hands, PasteDialog)
    assert [row.is_added for row in dialog.rows()] == [True, False, False]
    # A cell is put right, and who is there already is wanted all the same.
    index = dialog.model.index(2, 3)
    dialog.model.setData(index, "odd@x.example")
    hands.settle()
    hands.do(dialog.toggle, 1)
    assert [row.is_added for row in dialog.rows()] == [True, True, True]
    hands.do(dialog.toggle, 1)
    dialog.add_button.click()
    dialog.add_button.click()
    hands.settle()
    assert hands.said == ["Added 2 leads"]
    assert services.leads.counts().total == 5
    services.history.undo(services.database.value("SELECT max(id) FROM journal_entry WHERE label = 'Added 2 leads'"))
    assert services.leads.counts().total == 3


def test_an_empty_clipboard_is_said_in_words(hands: Hands, pane: LeadsPane) -> None:
    QGuiApplication.clipboard().setText(" ")
    hands.do(pane.paste_rows)
    assert [error.title for error in hands.refused] == ["There are no rows to paste."]


def test_rows_are_copied_as_a_spreadsheet_wants_them(hands: Hands, pane: LeadsPane) -> None:
    choose(hands, pane, 0)
    hands.action("lead.copy")
    heads, cells = (line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")[:2])
    assert heads[:3] == ["Name", "Company", "Source"]
    assert cells[:3] == ["Nora Lind", "Harbor & Vine", "Recommended"]


def test_one_cell_is_pasted_over_the_selected_leads(hands: Hands, pane: LeadsPane, services: Services) -> None:
    choose(hands, pane, 0, 1)
    column = [one.key for one in pane.view.records.columns].index("source")
    chosen = pane.view.selectionModel()
    chosen.setCurrentIndex(pane.view.records.index(0, column), chosen.SelectionFlag.NoUpdate)
    QGuiApplication.clipboard().setText("Fair")
    QTest.keyClick(pane.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    hands.settle()
    assert hands.said == ["Pasted 2 cells into 2 leads"]
    assert services.database.value("SELECT count(*) FROM lead WHERE source = 'Fair'") == 2
    QGuiApplication.clipboard().setText("Web\nWeb")
    choose(hands, pane, 0)
    assert pane.view.current_key() == "source"
    hands.action("lead.paste_cells")
    assert services.database.value("SELECT count(*) FROM lead WHERE source = 'Web'") == 2


def test_rules_are_changed_and_scores_follow(hands: Hands, pane: LeadsPane, services: Services) -> None:
    hands.do(pane.open_rules)
    dialog = opened(hands, RulesDialog)
    model = dialog.models["score"]
    before = len(model.rules)
    hands.do(dialog.add)
    last = model.rowCount() - 1
    for key, text in (("name", "is Rosa"), ("filter", 'name contains "Rosa"'), ("points", "70")):
        column = [column.key for column in model.columns].index(key)
        assert model.setData(model.index(last, column), text)
    hands.do(dialog.save)
    assert len(services.leads.score_rules()) == before + 1
    hands.settle()
    assert names(pane)[0] == "Rosa Cruz"
    assert "+70 is Rosa" in str(rows(pane)[0].value("scored_for"))


def test_a_rule_that_cannot_be_understood_stays_open(hands: Hands, pane: LeadsPane, services: Services) -> None:
    hands.do(pane.open_rules)
    dialog = opened(hands, RulesDialog)
    hands.do(dialog.show_tab, "assignment")
    hands.do(dialog.add)
    model = dialog.models["assignment"]
    column = [column.key for column in model.columns].index("filter")
    model.setData(model.index(0, column), "citty = Bath")
    hands.do(dialog.save)
    assert "cannot be understood" in dialog.message.text()
    assert services.leads.assignment_rules() == []
    dialog.reject()
