"""Every widget of the kit on a few sheets, to be looked at: ``python -m tests.ui.kit.gallery OUT_FOLDER``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from crm_desktop.ui.kit.avatar import Avatar
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.kit.bars import BarData, Bars
from crm_desktop.ui.kit.board import Board
from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.chip import Chip, FilterChip
from crm_desktop.ui.kit.date_edit import DateEdit
from crm_desktop.ui.kit.empty_state import EmptyState
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.flow_layout import FlowLayout
from crm_desktop.ui.kit.icon_label import IconTile
from crm_desktop.ui.kit.inline_edit import InlineEdit
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.money_edit import MoneyEdit
from crm_desktop.ui.kit.month_grid import MonthGrid
from crm_desktop.ui.kit.paper_view import PaperPage, PaperView
from crm_desktop.ui.kit.pick_list import PickItem
from crm_desktop.ui.kit.progress_dock import ProgressEntry
from crm_desktop.ui.kit.search_box import SearchBox
from crm_desktop.ui.kit.search_picker import SearchPicker
from crm_desktop.ui.kit.segmented import Segmented
from crm_desktop.ui.kit.skeleton import Skeleton
from crm_desktop.ui.kit.sparkline import Sparkline
from crm_desktop.ui.kit.surface import Card, Rule, Surface
from crm_desktop.ui.kit.tab_bar import TabBar
from crm_desktop.ui.kit.toast import Toast
from crm_desktop.ui.theme.theme import Theme
from tests.ui.kit.board_data import board_data

TODAY = date(2025, 11, 20)


def _row(*widgets: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return box


def _card(title: str, *widgets: QWidget) -> Card:
    card = Card(title)
    for widget in widgets:
        card.body.addWidget(widget)
    return card


def parts(theme: Theme) -> QWidget:
    """Buttons, chips, fields, banners, and so on."""
    page = Surface("page")
    columns = QHBoxLayout(page)
    columns.setContentsMargins(24, 20, 24, 20)
    columns.setSpacing(16)
    first, second, third = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
    for column in (first, second, third):
        column.setSpacing(14)
        columns.addLayout(column, 1)
    disabled = Button(theme, "Off", "primary")
    disabled.setEnabled(False)
    first.addWidget(
        _card(
            "Buttons",
            _row(
                Button(theme, "Save", "primary", "check"),
                Button(theme, "Print", icon="printer"),
                Button(theme, "Filter", "ghost", "list-filter"),
                Button(theme, "Delete", "danger"),
            ),
            _row(
                disabled,
                IconButton(theme, "ellipsis", "More"),
                IconButton(theme, "star", "Pin"),
                Segmented("View", [("board", "Board"), ("table", "Table")]),
            ),
        )
    )
    chips = QWidget()
    flow = FlowLayout(chips)
    for text, tone, icon in (
        ("Customer", "success", ""), ("New", "info", ""), ("VIP", "violet", "star"), ("Overdue", "danger", "clock"),
        ("Today", "warning", "phone"), ("Owner", "slate", ""), ("Fair", "pink", "tag"), ("8", "accent", ""),
    ):  # fmt: skip
        flow.addWidget(Chip(theme, text, tone, icon))  # type: ignore[arg-type]
    first.addWidget(_card("Chips", chips, FilterChip(theme, "Status: not “Not now”")))
    email, phone = Field(theme, "Email", InlineField("chloe(at)foxglove")), Field(theme, "Phone", InlineField("0770"))
    email.set_error("Missing @. Did you mean chloe@foxglove?")
    phone.set_warning("Two digits short. Saved anyway.")
    day, money = DateEdit(theme, "Due", lambda: TODAY), MoneyEdit("Amount")
    day.set_value(TODAY)
    money.set_amount(Decimal("1844.4"))
    combo = QComboBox()
    combo.addItems(["Everyone", "Sofia"])
    ticked, radio = QCheckBox("Remind me"), QRadioButton("Bank")
    ticked.setChecked(True)
    radio.setChecked(True)
    first.addWidget(_card("Fields", email, phone, _row(day, money), _row(combo, ticked, radio)))
    first.addStretch(1)
    second.addWidget(Banner(theme, "warning", "Backup is 9 days old", "Plug in the USB drive", action="Back up"))
    second.addWidget(Banner(theme, "danger", "Could not save to D:", "Changes are kept", action="Save a copy"))
    second.addWidget(
        Banner(theme, "info", "Next: call about Tuesday", "Today 10:30", action="Done", second="Snooze", icon="phone")
    )
    entry = ProgressEntry(theme, "import", "Importing contacts", "upload")
    entry.set_progress(812, 1235)
    second.addWidget(entry)
    skeleton = Skeleton(theme, "Counting 182,000 rows…")
    skeleton.setMinimumHeight(180)
    skeleton.start()
    skeleton._show_shapes()
    skeleton._show_words()
    second.addWidget(_card("Loading", skeleton))
    tabs = TabBar(theme, "Record")
    for key, text, count in (("timeline", "Timeline", None), ("deals", "Deals", 2), ("invoices", "Invoices", 1234)):
        tabs.add_tab(key, text, count)
    second.addWidget(tabs)
    second.addWidget(MonthGrid(theme, TODAY))
    second.addStretch(1)
    third.addWidget(SearchBox(theme, "Search, or type a command", "Ctrl K"))
    third.addWidget(
        _card(
            "Details",
            InlineEdit(theme, "Mobile", "+44 7700 900142", is_link=True),
            InlineEdit(theme, "Address", "14 Quay Street\nBristol BS1 4DJ", multiline=True),
            InlineEdit(theme, "Birthday"),
            Rule(),
            _row(
                Avatar(theme, "Amelia Okafor", 56),
                Avatar(theme, "Harbor & Vine", 36),
                IconTile(theme, "mail", "danger"),
                IconTile(theme, "phone", "info", 28),
            ),
            ElidedLabel("A very long name of a company that will not fit into the width that there is " * 2),
        )
    )
    bars = Bars(theme, "Pipeline")
    bars.set_bars([BarData("new", "New", 0.57, "$12,400", "18"), BarData("q", "Qualified", 1.0, "$21,800", "12"),
                   BarData("w", "Won", 0.0, "$0", "0")])  # fmt: skip
    spark = Sparkline(theme)
    spark.set_values([3, 4, 4, 5, 8, 7, 9], "Rising")
    third.addWidget(_card("Pipeline", _row(Label("$76,900", "display"), spark), bars))
    third.addStretch(1)
    return page


class InlineField(SearchPicker):
    """A plain line edit with text, for the sheet."""

    def __init__(self, text: str) -> None:
        application = QApplication.instance()
        assert application is not None
        super().__init__(application.property("theme"), "Field")
        self.setText(text)


def empty(theme: Theme) -> QWidget:
    """An empty page with a toast."""
    page = Surface("page")
    column = QVBoxLayout(page)
    column.addWidget(
        EmptyState(
            theme,
            "sprout",
            "No leads yet",
            "Leads are people who might buy. Add one by hand, or bring a list from a spreadsheet — "
            "we check it before anything is saved.",
            "New lead",
            "Import a spreadsheet",
        )
    )
    page.resize(1200, 800)
    toast = Toast(theme, page)
    toast.show_message("Moved “Holiday cakes” to Negotiation", "Undo")
    return page


def board(theme: Theme) -> QWidget:
    """The board while three cards are dragged."""
    page = Surface("page")
    column = QVBoxLayout(page)
    column.setContentsMargins(20, 20, 20, 16)
    view = Board(theme)
    column.addWidget(view)
    columns, cards = board_data(240)
    view.set_columns(columns, cards)
    page.resize(1220, 840)
    page.show()
    QApplication.processEvents()
    view.column_view("s1").setFocus()
    view.column_view("s1").focus_card(1)
    view.column_view("s3")._set_drop_row(2)
    view.zones.slide_in()
    return page


def picker(theme: Theme) -> QWidget:
    """A customer being searched."""
    page = Surface("page")
    column = QVBoxLayout(page)
    field = SearchPicker(theme, "Customer", "Search customers")
    column.addWidget(Field(theme, "Customer", field))
    column.addStretch(1)
    page.resize(460, 320)
    page.show()
    page.activateWindow()
    QApplication.processEvents()
    field.setFocus()
    field.setText("har")
    field.set_results(
        [PickItem("1", "Harbor & Vine Catering", "Bristol"), PickItem("2", "Harriet Jones", "Lumen Optics")]
    )
    return page


def paper(theme: Theme) -> QWidget:
    """Two blank pages on the desk."""
    view = PaperView(theme, "Quote")
    sheet = PaperPage(600, 848, 2400, b"\xff" * 2400 * 848)
    view.set_pages([sheet, sheet])
    return view


SHEETS: dict[str, tuple[Callable[[Theme], QWidget], int, int]] = {
    "parts": (parts, 1340, 900),
    "empty": (empty, 1200, 800),
    "board": (board, 1220, 840),
    "picker": (picker, 460, 320),
    "paper": (paper, 600, 500),
}


def main(folder: Path) -> None:
    """Write every sheet, light and dark, and the first one right to left."""
    application = QApplication(sys.argv[:1])
    theme = Theme(application, "light", reduced_motion=True)
    application.setProperty("theme", theme)
    folder.mkdir(parents=True, exist_ok=True)
    for name, (make, width, height) in SHEETS.items():
        for look in ("light", "dark", "rtl"):
            application.setLayoutDirection(
                Qt.LayoutDirection.RightToLeft if look == "rtl" else Qt.LayoutDirection.LeftToRight
            )
            theme.set_choice("dark" if look == "dark" else "light")
            sheet = make(theme)
            sheet.resize(width, height)
            sheet.show()
            for _ in range(3):
                application.processEvents()
            sheet.grab().save(str(folder / f"{name}-{look}.png"))
            sheet.close()
            sheet.deleteLater()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
