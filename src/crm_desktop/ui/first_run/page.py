"""Welcome: three answers that are filled in already, three doors, and two ways back to what exists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QCompleter,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core.tax import usual_tax_rate
from crm_desktop.services.workspace.views import Business
from crm_desktop.ui.first_run.places import countries, currencies, free_name, person_name, system_place
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.focus_ring import FocusRing
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.paint import (
    CHIP_HEIGHT,
    chip_width,
    draw_chip,
    draw_icon,
    draw_rounded,
    draw_text,
    mirrored,
)
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import Tone, tone_text

WIDTH: Final = 776


@dataclass(frozen=True, slots=True)
class Start:
    """What was chosen: `door` is sample, spreadsheet or empty."""

    door: str
    business: Business
    member: str


class Door(QAbstractButton):
    """One way to begin: icon, title and what it does."""

    def __init__(self, theme: Theme, icon: str, tone: Tone, title: str, text: str, chip: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self._tone: Tone = tone
        self._title = title
        self._words = text
        self._chip = chip
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setProperty("focus_ring", 12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(196)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)

    def sizeHint(self) -> QSize:
        return QSize(248, 196)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, whole, direction = self._theme, QRectF(self.rect()), self.layoutDirection()
        marked = bool(self._chip) or self.hasFocus() or self.underMouse()
        ground = "bg.hover" if self.underMouse() and not self._chip else "bg.surface"
        draw_rounded(painter, theme, whole, 12, ground, "accent" if marked else "line.default", 1.5 if marked else 1.0)
        tile = mirrored(QRectF(20, 20, 44, 44), whole, direction)
        draw_rounded(painter, theme, tile, 10, f"{self._tone}.soft")
        draw_icon(painter, theme, tile.x() + 12, tile.y() + 12, self._icon, tone_text(self._tone), 20)
        if self._chip:
            width = chip_width(theme, self._chip)
            rect = mirrored(QRectF(whole.width() - width - 16, 20, width, CHIP_HEIGHT), whole, direction)
            draw_chip(painter, theme, rect, self._chip, "accent", direction=direction)
        line = mirrored(QRectF(20, 78, whole.width() - 40, 20), whole, direction)
        draw_text(painter, theme, line, self._title, "title3", direction=direction)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text.secondary"))
        align = (
            Qt.AlignmentFlag.AlignRight if direction == Qt.LayoutDirection.RightToLeft else Qt.AlignmentFlag.AlignLeft
        )
        painter.drawText(
            QRectF(20, 102, whole.width() - 40, 84), int(align.value) | int(Qt.TextFlag.TextWordWrap.value), self._words
        )


class FirstRunPage(QWidget):
    """Signals:
    start_requested(Start): a door was chosen; a workspace is to be made
    open_requested(path): an existing workspace was chosen
    restore_requested(backup, target): a backup was chosen, and where its copy goes
    """

    start_requested = Signal(object)
    open_requested = Signal(str)
    restore_requested = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("page")
        self._build()
        self._connect()
        FocusRing(theme, self)

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        page = ScrollPage(self.tr("Welcome"), margins=(24, 40, 24, 40), spacing=0)
        whole.addWidget(page)
        column = QVBoxLayout()
        column.setSpacing(0)
        title = Label(self.tr("Welcome. Your customers stay on this computer."), "display")
        text = Label(self.tr("No account, no internet needed. You can change everything later."), "body", "secondary")
        for label in (title, text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
            column.addSpacing(8)
        column.addSpacing(16)
        column.addLayout(self._build_answers())
        column.addSpacing(28)
        column.addLayout(self._build_doors())
        column.addSpacing(28)
        column.addLayout(self._build_links())
        narrow = QWidget()
        narrow.setMaximumWidth(WIDTH)
        narrow.setLayout(column)
        centre = QHBoxLayout()
        centre.addStretch(1)
        centre.addWidget(narrow, 100)
        centre.addStretch(1)
        page.body.addStretch(1)
        page.body.addLayout(centre)
        page.body.addStretch(1)

    def _build_answers(self) -> QHBoxLayout:
        country, language, currency = system_place()
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("The name on your quotes"))
        self.currency = _picker((choice.code, choice.label) for choice in currencies())
        self.country = _picker((f"{choice.code} {choice.language}", choice.label) for choice in countries())
        _choose(self.currency, currency)
        _choose(self.country, f"{country} {language}")
        row = QHBoxLayout()
        row.setSpacing(16)
        self._name_field = Field(self._theme, self.tr("Business name"), self.name)
        for field in (
            self._name_field,
            Field(self._theme, self.tr("Currency"), self.currency),
            Field(self._theme, self.tr("Country and language"), self.country),
        ):
            field.label.set_role("smallStrong")
            row.addWidget(field, 1)
        return row

    def _build_doors(self) -> QHBoxLayout:
        self.sample = Door(
            self._theme, "flask-conical", "violet", self.tr("Look around first"),
            self.tr("Open a make-believe bakery with 40 customers, deals, quotes and cases. Remove it with one click."),
            self.tr("Good first step"),
        )  # fmt: skip
        self.spreadsheet = Door(
            self._theme, "upload", "info", self.tr("Bring my spreadsheet"),
            self.tr("CSV, Excel or vCard. We match the columns and show what will happen before saving."),
        )  # fmt: skip
        self.empty = Door(
            self._theme, "plus", "success", self.tr("Start empty"),
            self.tr("Add your first customer now. The program suggests one next step at a time."),
        )  # fmt: skip
        row = QHBoxLayout()
        row.setSpacing(16)
        for door in (self.sample, self.spreadsheet, self.empty):
            row.addWidget(door, 1)
        return row

    def _build_links(self) -> QHBoxLayout:
        self.restore = Button(self._theme, self.tr("Restore a backup"), "link")
        self.open = Button(self._theme, self.tr("Open an existing file"), "link")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.restore)
        row.addWidget(Label("·", "body", "tertiary"))
        row.addWidget(self.open)
        row.addStretch(1)
        return row

    def _connect(self) -> None:
        self.sample.clicked.connect(self._on_sample_clicked)
        self.spreadsheet.clicked.connect(self._on_spreadsheet_clicked)
        self.empty.clicked.connect(self._on_empty_clicked)
        self.restore.clicked.connect(self._on_restore_clicked)
        self.open.clicked.connect(self._on_open_clicked)
        self.name.textChanged.connect(self._on_name_changed)
        self.name.returnPressed.connect(self._on_name_entered)

    def focus_first(self) -> None:
        """Put the keyboard into the business name."""
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def start_with(self, door: str) -> None:
        """Go through a door. The sample bakery has a name of its own; the others need the person's."""
        name = self.name.text().strip() or (self.tr("Sofia's Bakehouse") if door == "sample" else "")
        if not name:
            self._name_field.set_error(self.tr("Write the name of your business first."))
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        country, _, language = str(self.country.currentData()).partition(" ")
        business = Business(
            name=name,
            currency=str(self.currency.currentData()),
            country=country,
            language=language or "en",
            tax_rate=usual_tax_rate(country),
        )
        self.start_requested.emit(Start(door, business, self.tr("Sofia") if door == "sample" else person_name()))

    @Slot()
    def _on_sample_clicked(self) -> None:
        self.start_with("sample")

    @Slot()
    def _on_spreadsheet_clicked(self) -> None:
        self.start_with("spreadsheet")

    @Slot()
    def _on_empty_clicked(self) -> None:
        self.start_with("empty")

    @Slot(str)
    def _on_name_changed(self, text: str) -> None:
        if text.strip():
            self._name_field.set_error("")

    @Slot()
    def _on_name_entered(self) -> None:
        self.sample.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _on_open_clicked(self) -> None:
        name = self._ask_file(self.tr("Open an existing file"))
        if name:
            self.open_requested.emit(name)

    @Slot()
    def _on_restore_clicked(self) -> None:
        name = self._ask_file(self.tr("Restore a backup"))
        if name:
            stem = " ".join(Path(name).stem.split(" ")[:-2]) or Path(name).stem
            self.restore_requested.emit(name, str(free_name(stem)))

    def _ask_file(self, title: str) -> str:
        folder = free_name("x").parent
        name, _ = QFileDialog.getOpenFileName(self, title, str(folder), self.tr("Workspaces (*.crm)"))
        return name

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()


def _picker(choices: Iterable[tuple[str, str]]) -> QComboBox:
    """A list too long to read: typing any part of a name finds it."""
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(8)
    for data, label in choices:
        box.addItem(label, data)
    completer = box.completer()
    assert completer is not None
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    return box


def _choose(box: QComboBox, data: str) -> None:
    place = box.findData(data)
    box.setCurrentIndex(max(place, 0))
    line = box.lineEdit()
    assert line is not None
    line.setCursorPosition(0)
