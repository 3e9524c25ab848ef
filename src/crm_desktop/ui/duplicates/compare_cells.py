"""The parts of a comparison: who stands in a column, and what each holds in a field."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from crm_desktop.services.duplicates.views import PHOTO, ComparedField, Side
from crm_desktop.ui.duplicates.words import about_side, tr
from crm_desktop.ui.kit.avatar import Avatar
from crm_desktop.ui.kit.breaking import breakable
from crm_desktop.ui.kit.button import IconButton
from crm_desktop.ui.kit.date_words import partial_day_text
from crm_desktop.ui.kit.label import ElidedLabel, Label, LabelTone
from crm_desktop.ui.kit.paint import draw_rounded
from crm_desktop.ui.kit.portraits import Portraits
from crm_desktop.ui.kit.surface import Surface
from crm_desktop.ui.theme.theme import Theme

_LONGEST = 600
"""Letters of a long text that a cell shows; the rest is kept all the same."""
_DAYS = ("birthday", "anniversary")
_PHOTO_SIDE = 72


class Portrait(Avatar):
    """A contact by its photo as soon as that has been read, until then by its initials."""

    def __init__(
        self, theme: Theme, portraits: Portraits, side: Side, photo_id: str, size: int, parent: QWidget
    ) -> None:
        super().__init__(theme, side.name or tr("No name"), size, square=side.kind == "company", parent=parent)
        self._portraits = portraits
        self._photo_id = photo_id
        portraits.arrived.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        self.set_photo(self._portraits.get(self._photo_id))


class SideHead(Surface):
    """One contact at the head of its column.

    Signals:
        keep_chosen(str): this one is to stay.
        included_changed: it is to be merged with the others, or not.
        open_requested(str): show its page.
    """

    keep_chosen = Signal(str)
    included_changed = Signal()
    open_requested = Signal(str)

    def __init__(
        self, theme: Theme, portraits: Portraits, side: Side, day: str, *, may_leave_out: bool, parent: QWidget
    ) -> None:
        super().__init__("card", parent)
        self.side = side
        name = side.name or tr("No name")
        self.setAccessibleName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 10, 12)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(10)
        self.avatar = Portrait(theme, portraits, side, side.photo_id, 36, self)
        row.addWidget(self.avatar)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(name, "bodyStrong", parent=self))
        if side.detail:
            words.addWidget(ElidedLabel(side.detail, "small", "secondary", self))
        row.addLayout(words, 1)
        opener = IconButton(theme, "external-link", tr("Open {name}").format(name=name), icon_size=16, parent=self)
        opener.clicked.connect(self._on_open_clicked)
        row.addWidget(opener, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        column.addWidget(ElidedLabel(about_side(side, day), "caption", "tertiary", self))
        foot = QHBoxLayout()
        foot.setSpacing(14)
        self.keep = QRadioButton(tr("Stays"), self)
        self.keep.setAccessibleName(tr("{name} stays").format(name=name))
        self.keep.toggled.connect(self._on_keep_toggled)
        foot.addWidget(self.keep)
        self.include = QCheckBox(tr("Is the same"), self)
        self.include.setAccessibleName(tr("{name} is the same").format(name=name))
        self.include.setChecked(True)
        self.include.setVisible(may_leave_out)
        self.include.toggled.connect(self._on_include_toggled)
        foot.addWidget(self.include)
        foot.addStretch(1)
        column.addLayout(foot)

    def _on_keep_toggled(self, on: bool) -> None:
        self.include.setEnabled(not on)
        if on:
            self.include.setChecked(True)
            self.keep_chosen.emit(self.side.id)

    def _on_include_toggled(self, _on: bool) -> None:
        self.included_changed.emit()

    def _on_open_clicked(self) -> None:
        self.open_requested.emit(self.side.id)


class ValueCell(QWidget):
    """What one contact holds in one field; where contacts differ it can be chosen, and has a ground of its own.

    Signals:
        chosen(str): this contact's value is to stand.
    """

    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        portraits: Portraits,
        field: ComparedField,
        place: int,
        side: Side,
        *,
        choosable: bool,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._differs = field.differs
        self.contact_id = side.id
        self.photo: Portrait | None = None
        held = field.texts[place]
        text = _shown(field, held)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 10, 6)
        row.setSpacing(8)
        self.radio: QRadioButton | None = None
        if choosable:
            self.radio = QRadioButton(self)
            said = tr("{field}: {value}, of {name}") if text else tr("{field}: nothing, of {name}")
            self.radio.setAccessibleName(said.format(field=tr(field.label), value=text, name=side.name))
            self.radio.toggled.connect(self._on_toggled)
            row.addWidget(self.radio, 0, Qt.AlignmentFlag.AlignTop)
        if field.key == PHOTO and held:
            self.photo = Portrait(theme, portraits, side, held, _PHOTO_SIDE, self)
            row.addWidget(self.photo)
            row.addStretch(1)
            return
        lines = QVBoxLayout()
        lines.setContentsMargins(0, 3, 0, 0)
        lines.setSpacing(2)
        for line in text[:_LONGEST].split("\n") if not field.is_choice else [text[:_LONGEST]]:
            is_same = not field.differs or line in field.shared
            tone: LabelTone = "tertiary" if not line else "secondary" if is_same else "primary"
            lines.addWidget(Label(breakable(line) or "–", "body", tone, self, wrap=True))
        lines.addStretch(1)
        row.addLayout(lines, 1)

    def _on_toggled(self, on: bool) -> None:
        if on:
            self.chosen.emit(self.contact_id)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.radio is not None and self.rect().contains(event.position().toPoint()):
            self.radio.setChecked(True)
            self.radio.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mouseReleaseEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._differs:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_chosen = self.radio is not None and self.radio.isChecked()
        ground = "accent.soft" if is_chosen else "warning.soft" if self.radio is not None else "bg.subtle"
        edge = "accent" if is_chosen else ""
        draw_rounded(painter, self._theme, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, ground, edge)


def _shown(field: ComparedField, text: str) -> str:
    """A value as a person reads it."""
    if field.key == PHOTO and text:
        return tr("a photo")
    return partial_day_text(text) if field.key in _DAYS and text else text
