"""What a screen reader meets in the whole program: every page over the sample shop, walked as it walks them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest
from PySide6.QtCore import QAbstractTableModel, QSize
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QListWidget,
    QRadioButton,
    QTabBar,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from crm_desktop.app.pictures import settle as settle_once
from crm_desktop.services.contacts.views import ChannelDraft, ContactDraft
from crm_desktop.services.sample.shop import fill_sample
from crm_desktop.ui.kit.segmented import Segmented
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.shell.main_window import MainWindow
from crm_desktop.ui.shell.pages import PAGES

Role = QAccessible.Role
Text = QAccessible.Text

SMALLEST: Final = 24
"""The side of the smallest thing that may have to be clicked (WCAG 2.5.8)."""
WITHOUT_LISTS: Final = {"today", "calendar", "settings", "import"}
"""Pages made of buttons and fields."""
ITEMS_LOOKED_AT: Final = 12
"""Items of one list or table: they are all made the same way."""

_BUTTONS: Final = {Role.Button, Role.CheckBox, Role.RadioButton, Role.ButtonMenu, Role.ButtonDropDown, Role.Link}
_ITEMS: Final = {Role.ListItem, Role.TreeItem, Role.ColumnHeader, Role.PageTab, Role.MenuItem}
_MANY: Final = {Role.List, Role.Table, Role.Tree}
_HANDLED: Final = {
    Role.Button, Role.CheckBox, Role.RadioButton, Role.ButtonMenu, Role.ButtonDropDown, Role.Link, Role.ComboBox,
    Role.EditableText, Role.List, Role.Table, Role.Tree, Role.Slider, Role.SpinBox, Role.PageTabList,
}  # fmt: skip
"""Roles of what is worked with: these need a name even when the mouse alone reaches them."""


class Walk:
    """Goes through what is shown and notes what a screen reader could not say."""

    def __init__(self) -> None:
        self.faults: set[str] = set()
        self.met = 0
        self.items = 0

    def through(self, interface: QAccessibleInterface, path: tuple[str, ...] = ()) -> None:
        """Look at a thing and all that is shown within it."""
        state = interface.state()
        if not interface.isValid() or state.invisible:
            return
        self.met += 1
        role = interface.role()
        path = (*path, _called(interface))
        self._look(interface, role, path)
        count = interface.childCount()
        for number in range(min(count, ITEMS_LOOKED_AT) if role in _MANY else count):
            child = interface.child(number)
            if child is not None:
                self.through(child, path)

    def add(self, other: Walk) -> None:
        """Take over what another walk found."""
        self.faults |= other.faults
        self.met += other.met
        self.items += other.items

    def _look_at_rows(self, interface: QAccessibleInterface, path: tuple[str, ...]) -> None:
        view = interface.object()
        model = view.model() if isinstance(view, QAbstractItemView) else None
        if not isinstance(model, QAbstractTableModel):
            return
        for row in range(min(model.rowCount(), ITEMS_LOOKED_AT)):
            self.items += 1
            cells = (model.index(row, column).data() for column in range(model.columnCount()))
            if not any(str(text).strip() for text in cells if text is not None):
                self._fault(f"row {row} without words", path)

    def _look(self, interface: QAccessibleInterface, role: QAccessible.Role, path: tuple[str, ...]) -> None:
        named = bool(interface.text(Text.Name).strip())
        if role == Role.Table:
            self._look_at_rows(interface, path)
        if role in _ITEMS or (role == Role.Cell and not _is_in_table(interface)):
            self.items += 1
            if not named:
                self._fault("an item without words", path)
        elif (interface.state().focusable or role in _HANDLED) and not named and not _is_inner(interface, role):
            self._fault("no name", path)
        if role in _BUTTONS:
            size = _target(interface)
            if not size.isEmpty() and min(size.width(), size.height()) < SMALLEST:
                self._fault(f"only {size.width()} x {size.height()}", path)

    def _fault(self, what: str, path: tuple[str, ...]) -> None:
        self.faults.add(f"{what}: {' > '.join(path[-6:])}")


def _target(interface: QAccessibleInterface) -> QSize:
    """The room of a thing to click; a tick box has its whole line to itself, which WCAG counts as its spacing."""
    thing = interface.object()
    return thing.size() if isinstance(thing, QCheckBox | QRadioButton) else interface.rect().size()


def _called(interface: QAccessibleInterface) -> str:
    thing: object | None = interface.object()
    kind = type(thing).__name__ if thing is not None else interface.role().name
    return f"{kind}“{interface.text(Text.Name)[:24]}”"


def _is_in_table(cell: QAccessibleInterface) -> bool:
    """Whether a cell is one of several in a row; a list's only cells are the rows themselves."""
    view = cell.parent().object()
    return isinstance(view, QAbstractItemView) and isinstance(view.model(), QAbstractTableModel)


def _is_inner(interface: QAccessibleInterface, role: QAccessible.Role) -> bool:
    """Whether it is Qt's own part of a named thing: a list in a combo box, a line in a spin box, a scroll bar."""
    if role in (Role.ScrollBar, Role.Client, Role.Window, Role.Cell, Role.ColumnHeader, Role.RowHeader):
        return True
    parent: QAccessibleInterface | None = interface.parent()
    return parent is not None and parent.role() in (Role.ComboBox, Role.SpinBox)


@pytest.fixture
def window(context: PaneContext, qtbot: QtBot) -> Iterator[MainWindow]:
    fill_sample(context.services)
    twice = ContactDraft(name="Walter Sondergeld", channels=(ChannelDraft("email", "walter@sondergeld.example"),))
    for title in ("Owner", "Buyer"):  # so that there is something to review
        context.services.contact_commands.save(replace(twice, job_title=title))
    window = MainWindow(context.services, context.operations, context.theme)
    qtbot.addWidget(window)
    window.begin("today")
    window.resize(1440, 900)
    window.show()
    window.start_background()
    settle(window)
    yield window
    settle(window)
    window.close()
    context.operations.drain()


def settle(window: MainWindow) -> None:
    """Wait for what is read, and for the rows that are asked for when that has been painted."""
    for _ in range(3):
        settle_once(window)


def _walk(widget: QWidget) -> Walk:
    walk = Walk()
    walk.through(QAccessible.queryAccessibleInterface(widget))
    return walk


def _walk_views(window: MainWindow) -> Walk:
    """Walk the page that is shown, then in every view that its switches and tabs lead to."""
    walk = _walk(window)
    page = window.host.current()
    assert page is not None
    ways: list[tuple[QWidget, QToolButton | int]] = [
        (switch, button)
        for switch in window.findChildren(Segmented)
        for button in switch.findChildren(QToolButton)
        if not button.isChecked()
    ]
    ways += [(bar, number) for bar in page.findChildren(QTabBar) for number in range(1, bar.count())]
    for holder, way in ways:
        if not holder.isVisible() or not holder.isEnabled():
            continue
        if isinstance(way, QToolButton):
            way.click()
        elif isinstance(holder, QTabBar):
            holder.setCurrentIndex(way)
        settle(window)
        walk.add(_walk(window))
    return walk


def test_the_walk_finds_what_it_looks_for(qtbot: QtBot) -> None:
    button = QToolButton()
    # Whatever the program's own sheet asks of buttons.
    button.setStyleSheet("QToolButton { min-width: 0; min-height: 0; }")
    button.setFixedSize(20, 30)
    qtbot.addWidget(button)
    button.show()
    assert _walk(button).faults == {"no name: QToolButton“”", "only 20 x 30: QToolButton“”"}
    button.setText("Call")
    button.setFixedSize(24, 24)
    assert _walk(button).faults == set()


def test_the_walk_finds_items_and_rows_without_words(qtbot: QtBot) -> None:
    rows, table = QListWidget(), QTableWidget(2, 2)
    rows.setAccessibleName("Rows")
    table.setAccessibleName("Cells")
    rows.addItems(["one", ""])
    table.setItem(0, 1, QTableWidgetItem("two"))
    for view in (rows, table):
        qtbot.addWidget(view)
        view.show()
    assert _walk(rows).faults == {"an item without words: QListWidget“Rows” > ListItem“”"}
    assert _walk(table).faults == {"row 1 without words: QTableWidget“Cells”"}


def test_every_page_and_view_can_be_heard_and_hit(window: MainWindow) -> None:
    faults: dict[str, list[str]] = {}
    for page in PAGES:
        window.show_page(page.key)
        settle(window)
        walk = _walk_views(window)
        if walk.faults:
            faults[page.key] = sorted(walk.faults)
        assert walk.met > 40, page.key
        assert walk.items > 0 or page.key in WITHOUT_LISTS, page.key
    assert faults == {}


def test_records_can_be_heard_and_hit(window: MainWindow) -> None:
    faults: dict[str, list[str]] = {}
    for kind in ("contact", "deal", "case", "quote"):
        [row] = window.services.records.listed(kind, limit=1)
        window.open_record(kind, str(row["id"]))
        settle(window)
        faults[kind] = sorted(_walk_views(window).faults)
    assert not any(faults.values()), faults


def test_forms_for_something_new_can_be_heard_and_hit(window: MainWindow) -> None:
    faults: dict[str, list[str]] = {}
    for page in PAGES:
        if page.new_text:
            window.show_page(page.key)
            settle(window)
            window.new_here()
            settle(window)
            faults[page.key] = sorted(_walk(window).faults)
    assert not any(faults.values()), faults


def test_panels_over_the_page_can_be_heard_and_hit(window: MainWindow) -> None:
    faults: dict[str, list[str]] = {}
    for name in ("open_palette", "open_quick_add", "open_bell", "show_keys"):
        getattr(window.panels, name)()
        settle(window)
        walk = _walk(window)
        if walk.faults:
            faults[name] = sorted(walk.faults)
    assert faults == {}
