"""The rail: the pages by name (or by icon in a narrow window), what waits in them, and the backup's age."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QVBoxLayout

from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.paint import CENTRED, draw_icon, draw_rounded, draw_text, mirrored, text_width
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.shell.pages import CONTEXT, PageSpec
from crm_desktop.ui.theme.theme import Theme

WIDE: Final = 220
NARROW: Final = 64
_ROW: Final = 36
_MOST_SHOWN: Final = 99


class RailButton(QAbstractButton):
    """One page in the rail."""

    def __init__(self, theme: Theme, spec: PageSpec) -> None:
        super().__init__()
        self.key = spec.key
        self._theme = theme
        self._icon = spec.icon
        self._title = QCoreApplication.translate(CONTEXT, spec.title)
        self._shortcut = spec.shortcut
        self._badge = 0
        self._narrow = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(_ROW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setProperty("focus_ring", 8)
        self.setText(self._title)
        self._describe()

    @property
    def badge(self) -> int:
        """How many things there need the person."""
        return self._badge

    def set_badge(self, count: int) -> None:
        """Show how many things there need the person; 0 shows nothing."""
        if count != self._badge:
            self._badge = count
            self._describe()
            self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Show the icon only, with the name as tooltip."""
        self._narrow = narrow
        self._describe()
        self.update()

    def _describe(self) -> None:
        waiting = self.tr("%n waiting", "", self._badge) if self._badge else ""
        self.setAccessibleName(f"{self._title}, {waiting}" if waiting else self._title)
        self.setToolTip(plain_tip(f"{self._title} ({self._shortcut})" if self._narrow else ""))

    def sizeHint(self) -> QSize:
        return QSize(NARROW - 20 if self._narrow else WIDE - 24, _ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, whole, direction = self._theme, QRectF(self.rect()), self.layoutDirection()
        on = self.isChecked()
        if on:
            draw_rounded(painter, theme, whole, 8, "bg.surface", "line.subtle")
        elif self.underMouse() or self.isDown():
            draw_rounded(painter, theme, whole, 8, "bg.hover")
        token = "accent.text" if on else "text.secondary"
        place = QRectF((whole.width() - 18) / 2 if self._narrow else 10, (_ROW - 18) / 2, 18, 18)
        place = mirrored(place, whole, direction)
        draw_icon(painter, theme, place.x(), place.y(), self._icon, token, 18, direction=direction)
        if self._narrow:
            if self._badge:
                dot = mirrored(QRectF(place.right() - 1, 5, 7, 7), whole, direction)
                draw_rounded(painter, theme, dot, 3.5, "accent")
            return
        words = mirrored(QRectF(38, 0, whole.width() - 84, _ROW), whole, direction)
        colour = "text.primary" if on else "text.secondary"
        draw_text(painter, theme, words, self._title, "bodyStrong", colour, direction=direction)
        if self._badge:
            count = f"{_MOST_SHOWN}+" if self._badge > _MOST_SHOWN else str(self._badge)
            width = max(text_width(theme, count, "captionStrong", tabular=True) + 14, 24)
            pill = mirrored(QRectF(whole.width() - width - 8, (_ROW - 18) / 2, width, 18), whole, direction)
            draw_rounded(painter, theme, pill, 9, "accent.soft")
            draw_text(
                painter, theme, pill, count, "captionStrong", "accent.softText", CENTRED, elide=False, tabular=True
            )


class Brand(QAbstractButton):
    """The program's mark and name at the head of the rail; a click opens the whole menu."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self._narrow = False
        self.setFixedHeight(56)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("focus_ring", 8)
        self.setAccessibleName(self.tr("{name}, menu").format(name=name))
        self.setToolTip(self.tr("Menu (Alt)"))

    def sizeHint(self) -> QSize:
        return QSize(NARROW if self._narrow else WIDE, 56)

    def set_narrow(self, narrow: bool) -> None:
        """Show the mark only."""
        self._narrow = narrow
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole, direction = QRectF(self.rect()), self.layoutDirection()
        tile = QRectF((whole.width() - 28) / 2 if self._narrow else 18, 14, 28, 28)
        tile = mirrored(tile, whole, direction)
        draw_rounded(painter, self._theme, tile, 7, "accent")
        draw_icon(painter, self._theme, tile.x() + 5, tile.y() + 5, "nut", "text.onAccent", 18)
        if not self._narrow:
            words = mirrored(QRectF(56, 14, whole.width() - 64, 28), whole, direction)
            draw_text(painter, self._theme, words, self._name, "title3", direction=direction)


class BackupLine(QAbstractButton):
    """The foot of the rail: where the data is and how old its newest backup; a click backs up now."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._late = False
        self._narrow = False
        self._age = self.tr("No backup yet")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setProperty("focus_ring", 6)
        self.setFixedHeight(52)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()

    def set_age(self, text: str, *, late: bool) -> None:
        """Say how old the newest backup is; amber when that is too old."""
        self._age = text
        self._late = late
        self._describe()
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Show the shield only."""
        self._narrow = narrow
        self.update()

    def _describe(self) -> None:
        saved = self.tr("Saved on this computer")
        self.setAccessibleName(f"{saved}. {self._age}. {self.tr('Back up now')}")
        self.setToolTip(plain_tip(f"{saved} · {self._age}\n{self.tr('Click to back up now.')}"))

    def sizeHint(self) -> QSize:
        return QSize(NARROW - 20, 52)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, whole, direction = self._theme, QRectF(self.rect()), self.layoutDirection()
        if self.underMouse():
            draw_rounded(painter, theme, whole.adjusted(0, 4, 0, -4), 8, "bg.hover")
        place = QRectF((whole.width() - 16) / 2 if self._narrow else 11, 18, 16, 16)
        place = mirrored(place, whole, direction)
        icon, token = ("shield-alert", "warning") if self._late else ("shield-check", "success")
        draw_icon(painter, theme, place.x(), place.y(), icon, token, 16)
        if self._narrow:
            return
        for top, text, colour in (
            (9, self.tr("Saved on this computer"), "text.secondary"),
            (25, self._age, "warning" if self._late else "text.secondary"),
        ):
            line = mirrored(QRectF(36, top, whole.width() - 40, 16), whole, direction)
            draw_text(painter, theme, line, text, "caption", colour, direction=direction)


class Rail(Surface):
    """Signals:
    page_requested(key): a page was chosen
    backup_requested: the foot was clicked
    menu_requested: the mark at the head was clicked
    """

    page_requested = Signal(str)
    backup_requested = Signal()
    menu_requested = Signal()

    def __init__(self, theme: Theme, brand: str, pages: Sequence[PageSpec]) -> None:
        super().__init__("rail")
        self.setAccessibleName(self.tr("Pages"))
        self._buttons: dict[str, RailButton] = {}
        self._group = QButtonGroup(self)
        self._brand = Brand(theme, brand)
        self.backup_line = BackupLine(theme)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 1, 8)
        self._column.setSpacing(0)
        self._column.addWidget(self._brand)
        self._inset: list[QVBoxLayout] = []
        self._build(theme, pages)
        self.backup_line.clicked.connect(self._on_backup_clicked)
        self._brand.clicked.connect(self._on_brand_clicked)
        self.set_narrow(False)

    def _build(self, theme: Theme, pages: Sequence[PageSpec]) -> None:
        for number, group in enumerate(("work", "money")):
            if number:
                self._add_rule(10)
            self._add_buttons(theme, [page for page in pages if page.group == group])
        self._column.addStretch(1)
        self._add_buttons(theme, [page for page in pages if page.group == "foot"])
        self._add_rule(8)
        foot = QVBoxLayout()
        foot.addWidget(self.backup_line)
        self._inset.append(foot)
        self._column.addLayout(foot)

    def _add_buttons(self, theme: Theme, pages: Sequence[PageSpec]) -> None:
        column = QVBoxLayout()
        column.setSpacing(2)
        for spec in pages:
            button = RailButton(theme, spec)
            self._buttons[spec.key] = button
            self._group.addButton(button)
            button.clicked.connect(self._on_clicked)
            column.addWidget(button)
        self._inset.append(column)
        self._column.addLayout(column)

    def _add_rule(self, gap: int) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(12, gap, 12, gap)
        row.addWidget(Rule())
        self._column.addLayout(row)

    def set_narrow(self, narrow: bool) -> None:
        """Show icons (64 px) or words (220 px)."""
        self.setFixedWidth(NARROW if narrow else WIDE)
        margin = 10 if narrow else 12
        for column in self._inset:
            column.setContentsMargins(margin, 0, margin, 0)
        self._brand.set_narrow(narrow)
        self.backup_line.set_narrow(narrow)
        for button in self._buttons.values():
            button.set_narrow(narrow)

    def set_current(self, key: str) -> None:
        """Mark the page that is shown; a page that is not in the rail leaves none marked."""
        button = self._buttons.get(key)
        self._group.setExclusive(False)
        for other in self._buttons.values():
            other.setChecked(other is button)
        self._group.setExclusive(button is not None)

    def set_badge(self, key: str, count: int) -> None:
        """Show how many things in a page need the person."""
        if key in self._buttons:
            self._buttons[key].set_badge(count)

    def button(self, key: str) -> RailButton:
        """The button of a page."""
        return self._buttons[key]

    def menu_place(self) -> QPoint:
        """Where the menu of the mark opens, in the rail's coordinates."""
        return QPoint(12, self._brand.height())

    @Slot()
    def _on_backup_clicked(self) -> None:
        self.backup_requested.emit()

    @Slot()
    def _on_brand_clicked(self) -> None:
        self.menu_requested.emit()

    def focus_current(self) -> None:
        """Put the keyboard on the page that is shown."""
        on = self._group.checkedButton() or next(iter(self._buttons.values()))
        on.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, RailButton):
            self.page_requested.emit(button.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
            event.accept()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()


class SampleStrip(Surface):
    """The amber strip that says that what is shown is make-believe.

    Signals:
        remove_requested: the sample data should go
        keep_requested: hide the strip for now
    """

    remove_requested = Signal()
    keep_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        from crm_desktop.ui.kit.button import Button

        super().__init__("topbar")
        self._theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 5, 20, 6)
        row.setSpacing(8)
        row.addWidget(Label(self.tr("Sample data: a make-believe bakery to look around in."), "small", "warning"))
        row.addStretch(1)
        self.remove_button = Button(theme, self.tr("Remove"), size="compact")
        self.keep_button = Button(theme, self.tr("Keep exploring"), "ghost", size="compact")
        row.addWidget(self.remove_button)
        row.addWidget(self.keep_button)
        self.remove_button.clicked.connect(self.remove_requested)
        self.keep_button.clicked.connect(self.keep_requested)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._theme.colour("warning.soft"))
