from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.ui.kit.avatar import Avatar
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.kit.bars import BarData, Bars
from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.chip import Chip, FilterChip
from crm_desktop.ui.kit.empty_state import EmptyState
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.flow_layout import FlowLayout
from crm_desktop.ui.kit.inline_edit import InlineEdit
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.paint import initials, mirrored
from crm_desktop.ui.kit.paper_view import PaperPage, PaperView
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.kit.search_box import SearchBox
from crm_desktop.ui.kit.segmented import Segmented
from crm_desktop.ui.kit.skeleton import Skeleton
from crm_desktop.ui.kit.sparkline import Sparkline
from crm_desktop.ui.kit.tab_bar import TabBar
from crm_desktop.ui.theme.theme import Theme
from tests.ui.kit import gallery

Shown = Callable[[QWidget], QWidget]


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    """Put a widget into a window, on the screen and active; the window lives as long as the test."""
    windows: list[QWidget] = []

    def show(widget: QWidget) -> QWidget:
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        QVBoxLayout(window).addWidget(widget)
        window.resize(400, 300)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return show


@pytest.mark.parametrize("sheet", gallery.SHEETS)
def test_everything_that_takes_focus_has_a_name_and_room(sheet: str, theme: Theme, qtbot: QtBot) -> None:
    QApplication.instance().setProperty("theme", theme)  # type: ignore[union-attr]  # the fixture made it
    make, width, height = gallery.SHEETS[sheet]
    page = make(theme)
    qtbot.addWidget(page)
    page.resize(width, height)
    with qtbot.waitExposed(page):
        page.show()
    nameless, small = [], []
    for widget in page.findChildren(QWidget):
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or not widget.isVisible():
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        # A combo box shows its choice; its label is a matter of the form it is in.
        if not interface.text(QAccessible.Text.Name) and interface.role() != QAccessible.Role.ComboBox:
            nameless.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
        if widget.width() < 24 or widget.height() < 24:
            small.append(f"{type(widget).__name__} {widget.width()}×{widget.height()}")
    assert nameless == []
    assert small == []


def test_initials_stand_for_names() -> None:
    assert [initials(name) for name in ("Amelia Okafor", "amelia", "A. b. Cee", "", "Ǽgean ĽdaMonté")] == [
        "AO", "A", "AC", "?", "ǼĽ",
    ]  # fmt: skip


def test_mirroring_twice_is_nothing() -> None:
    from PySide6.QtCore import QRectF

    whole, part = QRectF(10, 0, 200, 50), QRectF(20, 5, 30, 10)
    there = mirrored(part, whole, Qt.LayoutDirection.RightToLeft)
    assert there == QRectF(170, 5, 30, 10)
    assert mirrored(there, whole, Qt.LayoutDirection.RightToLeft) == part
    assert mirrored(part, whole, Qt.LayoutDirection.LeftToRight) == part


def test_an_ampersand_is_shown_and_spoken(theme: Theme, qtbot: QtBot) -> None:
    button = Button(theme, "Quotes & invoices")
    qtbot.addWidget(button)
    assert button.text() == "Quotes && invoices"
    assert button.accessibleName() == "Quotes & invoices"


def test_labels_show_markup_as_it_is(qtbot: QtBot) -> None:
    label = Label("<b>O'Neill & Sons</b>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_wrapped_label_is_as_tall_as_its_words(qtbot: QtBot, shown: Shown) -> None:
    label = Label("Some words that need more than one line. " * 6, wrap=True)
    shown(label)
    assert label.height() >= label.heightForWidth(label.width())


def test_a_wrapped_label_gives_back_what_it_needed_when_it_was_narrower(qtbot: QtBot, shown: Shown) -> None:
    label = Label("Some words that need more than one line. " * 2, wrap=True)
    window = shown(label)
    tall = []
    for width in (140, 700, 140):
        window.resize(width, 300)
        qtbot.waitUntil(lambda width=width: abs(label.width() - width) < 40)  # type: ignore[misc]
        tall.append(label.minimumHeight())
    assert tall[1] < tall[0] / 2
    assert tall[2] == tall[0]


def test_elided_label_gives_way_and_keeps_the_whole_text(theme: Theme, qtbot: QtBot, shown: Shown) -> None:
    label = ElidedLabel("A very long name that cannot possibly fit into so little room " * 3)
    window = shown(label)
    assert window.width() == 400
    assert label.shown_text().endswith("…")
    assert label.toolTip() == label.text()
    label.setText("Short")
    assert label.shown_text() == "Short"
    assert label.toolTip() == ""


def test_labels_are_mirrored_whatever_their_letters(qtbot: QtBot) -> None:
    label = Label("Latin")
    qtbot.addWidget(label)
    assert label.alignment() & Qt.AlignmentFlag.AlignLeft
    label.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert label.alignment() & Qt.AlignmentFlag.AlignRight


def test_segmented_tells_only_what_a_person_chose(qtbot: QtBot, shown: Shown) -> None:
    switch = Segmented("View", [("board", "Board"), ("table", "Table")])
    shown(switch)
    with qtbot.assertNotEmitted(switch.current_changed):
        switch.set_current("table")
    assert switch.current() == "table"
    with qtbot.waitSignal(switch.current_changed) as chosen:
        qtbot.mouseClick(switch.findChildren(QToolButton)[0], Qt.MouseButton.LeftButton)
    assert chosen.args == [switch.current()] == ["board"]


def test_search_box_waits_for_a_pause_and_empties_with_escape(theme: Theme, qtbot: QtBot, shown: Shown) -> None:
    box = SearchBox(theme, "Search", "Ctrl K")
    shown(box)
    heard: list[str] = []
    box.query_changed.connect(heard.append)
    with qtbot.waitSignal(box.query_changed):
        qtbot.keyClicks(box, "amel")
    assert heard == ["amel"]
    with qtbot.waitSignal(box.results_wanted):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    with qtbot.waitSignal(box.query_changed):
        qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert heard == ["amel", ""]


def test_tab_bar_knows_keys_and_counts(theme: Theme, qtbot: QtBot, shown: Shown) -> None:
    tabs = TabBar(theme, "Record")
    for key, text, count in (("timeline", "Timeline", None), ("deals", "Deals & more", 2)):
        tabs.add_tab(key, text, count)
    shown(tabs)
    with qtbot.waitSignal(tabs.current_key_changed) as changed:
        qtbot.keyClick(tabs, Qt.Key.Key_Right)
    assert changed.args == ["deals"]
    narrow = tabs.tabRect(1).width()
    tabs.set_count("deals", 1234)
    assert tabs.accessibleTabName(1) == "Deals & more, 1,234"
    assert tabs.tabRect(1).width() > narrow
    tabs.set_current_key("timeline")
    assert tabs.current_key() == "timeline"


class TestInlineEdit:
    @pytest.fixture
    def edit(self, theme: Theme, qtbot: QtBot, shown: Shown) -> InlineEdit:
        edit = InlineEdit(theme, "Email", "a@b.de", check=lambda text: "" if "@" in text else "Missing @.")
        self.other = QLineEdit()
        window = shown(edit)
        layout = window.layout()
        assert layout is not None
        layout.addWidget(self.other)
        return edit

    def type_text(self, edit: InlineEdit, qtbot: QtBot, text: str) -> QLineEdit:
        edit.start_editing()
        editor = edit.editor()
        assert isinstance(editor, QLineEdit)
        assert editor.hasFocus()
        editor.clear()
        qtbot.keyClicks(editor, text)
        return editor

    def test_click_type_enter_saves(self, edit: InlineEdit, qtbot: QtBot) -> None:
        qtbot.mouseClick(edit._shown, Qt.MouseButton.LeftButton)
        assert edit.is_editing()
        editor = self.type_text(edit, qtbot, "new@b.de")
        with qtbot.waitSignal(edit.value_committed) as saved:
            qtbot.keyClick(editor, Qt.Key.Key_Return)
        assert saved.args == ["new@b.de"]
        assert not edit.is_editing()
        assert edit._shown.hasFocus()
        assert edit._shown.accessibleName() == "Email: new@b.de"

    def test_leaving_saves(self, edit: InlineEdit, qtbot: QtBot) -> None:
        self.type_text(edit, qtbot, "x@y.z")
        with qtbot.waitSignal(edit.value_committed):
            self.other.setFocus()
        assert self.other.hasFocus()

    def test_tab_saves_and_moves_on(self, edit: InlineEdit, qtbot: QtBot) -> None:
        editor = self.type_text(edit, qtbot, "x@y.z")
        with qtbot.waitSignal(edit.value_committed):
            qtbot.keyClick(editor, Qt.Key.Key_Tab)
        assert not edit.is_editing()
        assert self.other.hasFocus()

    def test_escape_brings_the_old_value_back(self, edit: InlineEdit, qtbot: QtBot) -> None:
        editor = self.type_text(edit, qtbot, "oops")
        with qtbot.assertNotEmitted(edit.value_committed):
            qtbot.keyClick(editor, Qt.Key.Key_Escape)
        assert edit.value() == "a@b.de"
        assert not edit.is_editing()

    def test_a_wrong_value_is_kept_and_marked(self, edit: InlineEdit, qtbot: QtBot) -> None:
        editor = self.type_text(edit, qtbot, "chloe(at)foxglove")
        with qtbot.assertNotEmitted(edit.value_committed):
            qtbot.keyClick(editor, Qt.Key.Key_Return)
        assert edit.message() == "Missing @."
        assert editor.property("state") == "error"
        assert editor.text() == "chloe(at)foxglove"

    def test_the_same_value_is_not_saved_again(self, edit: InlineEdit, qtbot: QtBot) -> None:
        editor = self.type_text(edit, qtbot, "a@b.de")
        with qtbot.assertNotEmitted(edit.value_committed):
            qtbot.keyClick(editor, Qt.Key.Key_Return)

    def test_a_refused_save_opens_again_with_the_text(self, edit: InlineEdit) -> None:
        edit.set_error("That address belongs to Ben.", "ben@b.de")
        editor = edit.editor()
        assert isinstance(editor, QLineEdit)
        assert editor.text() == "ben@b.de"
        assert edit.message() == "That address belongs to Ben."

    def test_a_reload_does_not_disturb_who_types(self, edit: InlineEdit, qtbot: QtBot) -> None:
        editor = self.type_text(edit, qtbot, "half")
        edit.set_value("other@b.de")
        assert editor.text() == "half"

    def test_keys_open_it(self, edit: InlineEdit, qtbot: QtBot) -> None:
        edit._shown.setFocus()
        qtbot.keyClick(edit._shown, Qt.Key.Key_F2)
        assert edit.is_editing()

    def test_many_lines(self, theme: Theme, qtbot: QtBot, shown: Shown) -> None:
        edit = InlineEdit(theme, "Note", "one", multiline=True)
        shown(edit)
        edit.start_editing()
        editor = edit.editor()
        assert isinstance(editor, QPlainTextEdit)
        editor.selectAll()
        qtbot.keyClicks(editor, "one")
        qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        qtbot.keyClicks(editor, "two")
        with qtbot.waitSignal(edit.value_committed) as saved:
            qtbot.keyClick(editor, Qt.Key.Key_Return)
        assert saved.args == ["one\ntwo"]

    def test_a_link_opens_and_its_pencil_edits(self, theme: Theme, qtbot: QtBot, shown: Shown) -> None:
        edit = InlineEdit(theme, "Phone", "+44 7700 900142", is_link=True)
        shown(edit)
        with qtbot.waitSignal(edit.link_requested):
            qtbot.mouseClick(edit._shown, Qt.MouseButton.LeftButton, pos=edit._shown.rect().center())
        assert not edit.is_editing()
        qtbot.mouseClick(edit._shown, Qt.MouseButton.LeftButton, pos=edit._shown._pencil_place().center().toPoint())
        assert edit.is_editing()


def test_field_ties_label_editor_and_message(theme: Theme, qtbot: QtBot, shown: Shown) -> None:
    editor = QLineEdit()
    field = Field(theme, "Email", editor)
    shown(field)
    assert editor.accessibleName() == "Email"
    field.set_error("Missing @.")
    assert (field.message(), editor.property("state")) == ("Missing @.", "error")
    assert editor.accessibleDescription() == "Missing @."
    field.set_warning("Two digits short.")
    assert (field.message(), editor.property("state")) == ("Two digits short.", "")
    field.set_error("")
    assert field.message() == ""


def test_banner_and_empty_state_say_and_offer(theme: Theme, qtbot: QtBot, shown: Shown) -> None:
    banner = Banner(theme, "danger", "Could not save to D:", "Changes are kept", action="Save a copy", closable=True)
    window = shown(banner)
    with qtbot.waitSignal(banner.action_requested):
        qtbot.mouseClick(banner.action_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(banner.closed):
        qtbot.mouseClick(banner.close_button, Qt.MouseButton.LeftButton)
    assert banner.second_button.isHidden()
    empty = EmptyState(theme, "sprout", "No leads yet", "Add one by hand.", "New lead", "Import")
    layout = window.layout()
    assert layout is not None
    layout.addWidget(empty)
    with qtbot.waitSignal(empty.primary_requested):
        empty.primary_button.click()
    empty.set_message("Nothing matches “xyz”", "", "Clear filter")
    assert empty.secondary_button.isHidden()
    with qtbot.waitSignal(empty.secondary_requested, raising=False, timeout=1) as nothing:
        qtbot.mouseClick(empty, Qt.MouseButton.LeftButton)
    assert not nothing.signal_triggered


def test_skeleton_shows_nothing_for_short_waits(theme: Theme, qtbot: QtBot, shown: Shown) -> None:
    skeleton = Skeleton(theme, "Counting rows…")
    shown(skeleton)
    skeleton.start()
    blank = skeleton.grab().toImage()
    with qtbot.waitSignal(skeleton.shown):
        pass
    assert skeleton.grab().toImage() != blank
    skeleton.start()
    with qtbot.assertNotEmitted(skeleton.shown, wait=200):
        skeleton.stop()
    assert skeleton.isHidden()


def test_flow_layout_wraps_and_mirrors(qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    flow = FlowLayout(box)
    parts = [QWidget() for _ in range(3)]
    for part in parts:
        part.setFixedSize(60, 20)
        flow.addWidget(part)
    flow.setGeometry(QRect(0, 0, 140, 100))
    assert [part.geometry().topLeft().toTuple() for part in parts] == [(0, 0), (68, 0), (0, 28)]
    assert flow.heightForWidth(140) == 48
    assert flow.heightForWidth(300) == 20
    box.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    flow.setGeometry(QRect(0, 0, 140, 100))
    assert [part.geometry().topLeft().toTuple() for part in parts] == [(80, 0), (12, 0), (80, 28)]


def test_bars_open_what_they_count(theme: Theme, qtbot: QtBot, shown: Shown) -> None:
    bars = Bars(theme, "Pipeline")
    shown(bars)
    bars.set_bars([BarData("new", "New", 0.5, "$12,400", "18"), BarData("won", "Won", 0.0)])
    bars.set_bars([BarData("new", "New", 0.5, "$12,400", "18")])
    row = bars._rows[0]
    assert row.accessibleName() == "New, $12,400, 18"
    with qtbot.waitSignal(bars.bar_clicked) as clicked:
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert clicked.args == ["new"]


def page(colour: int) -> PaperPage:
    return PaperPage(60, 80, 240, bytes((colour, colour, colour, 255)) * 60 * 80)


def test_paper_is_white_in_the_dark_zooms_and_asks_for_sharper_pages(theme: Theme, qtbot: QtBot, shown: Shown) -> None:
    view = PaperView(theme, "Quote")
    window = shown(view)
    theme.set_choice("dark")
    try:
        view.set_pages([page(255), page(255)])
        assert view.page_count() == 2
        picture = view.viewport().grab().toImage()
        assert picture.pixelColor(picture.width() // 2, 60) == QColor("white")
        assert picture.pixelColor(4, 60) == theme.colour("bg.lane")
    finally:
        theme.set_choice("light")
    with qtbot.waitSignal(view.width_wanted) as wanted:
        qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert wanted.args[0] > view.viewport().width() - 60
    with qtbot.waitSignal(view.page_changed) as turned:
        view.show_page(1)
    assert turned.args == [1]
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.zoom() == 0
    assert window.isVisible()


def test_small_pieces_have_names(theme: Theme, qtbot: QtBot) -> None:
    pieces = (Avatar(theme, "Amelia Okafor"), IconButton(theme, "star", "Pin"), Chip(theme, "VIP", "violet", "star"))
    for piece in pieces:
        qtbot.addWidget(piece)
    names = [QAccessible.queryAccessibleInterface(piece).text(QAccessible.Text.Name) for piece in pieces]
    assert names == ["Amelia Okafor", "Pin", "VIP"]
    spark = Sparkline(theme)
    qtbot.addWidget(spark)
    spark.set_values([1, 2, 3], "Rising for three months")
    assert spark.accessibleName() == "Rising for three months"


def test_filter_chip_can_be_changed_or_taken_away(theme: Theme, qtbot: QtBot, shown: Shown) -> None:
    chip = FilterChip(theme, "Status: not “Not now”")
    shown(chip)
    with qtbot.waitSignal(chip.clicked):
        qtbot.mouseClick(chip._button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(chip.removed):
        qtbot.mouseClick(chip._cross, Qt.MouseButton.LeftButton)


def test_scroll_page_never_scrolls_sideways(qtbot: QtBot, shown: Shown) -> None:
    scroll = ScrollPage("Details")
    for number in range(30):
        scroll.add(ElidedLabel(f"Row {number} with a text that is far too long for this " * 4))
    window = shown(scroll)
    window.resize(260, 300)
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    assert scroll.horizontalScrollBar().maximum() == 0
    assert scroll.verticalScrollBar().maximum() > 0
