"""One line that makes anything (Ctrl+Shift+A): what is understood is tinted, below stands what will be made."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import today
from crm_desktop.core.errors import CrmError
from crm_desktop.core.money import to_minor
from crm_desktop.core.plain_words import Part
from crm_desktop.services.quick_add.commands import QuickAddCommands
from crm_desktop.services.quick_add.queries import QuickAddQueries
from crm_desktop.services.quick_add.views import Created, Reading
from crm_desktop.services.services import Services
from crm_desktop.ui.kit.announce import announce
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.flow_layout import FlowLayout
from crm_desktop.ui.kit.format import money_text
from crm_desktop.ui.kit.icon_label import IconTile
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.scrim import Scrim
from crm_desktop.ui.kit.surface import Surface
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.shell.quick_add_words import detail_of, icon_of
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import tone_text

if TYPE_CHECKING:
    from crm_desktop.ui.shell.main_window import MainWindow

WIDTH: Final = 676
_TOP: Final = 200
_TONES: Final = {
    "kind": "warning", "who": "info", "when": "violet", "time": "violet", "length": "violet", "remind": "pink",
    "priority": "danger", "tag": "slate", "stage": "success", "amount": "success", "document": "slate",
}  # fmt: skip


class PartsEdit(QPlainTextEdit):
    """One line of text whose understood parts are tinted.

    Signals:
        create_requested(open): Enter (False) or Ctrl+Enter (True)
        cancelled: Esc
        next_part_requested(step): Tab or Shift+Tab
    """

    create_requested = Signal(bool)
    cancelled = Signal()
    next_part_requested = Signal(int)

    def __init__(self, theme: Theme, name: str, hint: str) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(42)
        self.document().setDocumentMargin(4)

    def show_parts(self, parts: tuple[Part, ...]) -> None:
        """Tint these stretches of the text."""
        selections = []
        for part in parts:
            tone = _TONES.get(part.role)
            if tone is None:
                continue
            looks = QTextCharFormat()
            looks.setBackground(QColor(self._theme.hex(f"{tone}.soft")))
            looks.setForeground(QColor(self._theme.hex(tone_text(tone))))
            selection = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            cursor.setPosition(_units(self.toPlainText(), part.start))
            cursor.setPosition(_units(self.toPlainText(), part.end), QTextCursor.MoveMode.KeepAnchor)
            selection.cursor = cursor
            selection.format = looks
            selections.append(selection)
        self.setExtraSelections(selections)

    def select_part(self, part: Part) -> None:
        """Select a part, so that typing replaces it."""
        cursor = self.textCursor()
        cursor.setPosition(_units(self.toPlainText(), part.start))
        cursor.setPosition(_units(self.toPlainText(), part.end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.create_requested.emit(bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif key == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif key == Qt.Key.Key_Tab:
            self.next_part_requested.emit(1)
        elif key == Qt.Key.Key_Backtab:
            self.next_part_requested.emit(-1)
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        self.insertPlainText(" ".join(source.text().split()))  # a pasted line break is a blank here


class QuickAdd(Surface):
    """Lies over the window; Enter creates, Ctrl+Enter creates and opens, Esc keeps the line for next time."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__("raised", window)
        self._window = window
        self._theme = window.theme
        self._queries = QuickAddQueries(window.services)
        self._commands = QuickAddCommands(window.services)
        self._reading: Reading | None = None
        self._chosen: dict[str, str] = {}
        self._asking = False
        self._wanted: bool | None = None
        self._scrim = Scrim(window.theme, window)
        self._build()
        self._connect()
        window.installEventFilter(self)
        self.hide()

    def _build(self) -> None:
        self.setAccessibleName(self.tr("Quick add"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 16)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Quick add"), "title3"))
        head.addStretch(1)
        head.addWidget(Label(self.tr("Ctrl+Shift+A anywhere"), "caption", "secondary"))
        column.addLayout(head)
        self.edit = PartsEdit(
            self._theme,
            self.tr("What to add, in plain words"),
            self.tr("call amelia about racks next tue 10:30 remind 15m"),
        )
        self._drafts = DraftKeeper(self._window.context, "quick.line", {"text": self.edit}, self, whole=True)
        column.addWidget(self._drafts.note)
        column.addWidget(self.edit)
        self.message = FieldMessage(self._theme)
        column.addWidget(self.message)
        self._ask_label = Label("", "captionStrong", "tertiary")
        self._choices = QFrame()
        self._choices_row = FlowLayout(self._choices)
        column.addWidget(self._ask_label)
        column.addWidget(self._choices)
        column.addSpacing(4)
        self._heading = Label(self.tr("This will create"), "captionStrong", "tertiary")
        column.addWidget(self._heading)
        self.card = Surface("card")
        row = QHBoxLayout(self.card)
        row.setContentsMargins(12, 10, 14, 10)
        row.setSpacing(14)
        self._tile = IconTile(self._theme, "circle-check", "info")
        self.card_title = ElidedLabel("", "bodyStrong")
        self.card_detail = ElidedLabel("", "small", "secondary")
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.card_title)
        words.addWidget(self.card_detail)
        row.addWidget(self._tile)
        row.addLayout(words, 1)
        column.addWidget(self.card)
        foot = QHBoxLayout()
        foot.setSpacing(18)
        for text in (
            self.tr("Enter  create"), self.tr("Ctrl+Enter  create and open"), self.tr("Tab  change a part"),
            self.tr("Esc  cancel"),
        ):  # fmt: skip
            foot.addWidget(Label(text, "caption", "secondary"))
        foot.addStretch(1)
        column.addSpacing(2)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.edit.textChanged.connect(self._on_text_changed)
        self.edit.create_requested.connect(self._on_create_requested)
        self.edit.cancelled.connect(self.close_quick_add)
        self.edit.next_part_requested.connect(self._on_next_part)
        self._scrim.clicked.connect(self.close_quick_add)

    def open(self) -> None:
        """Show the line over the window; what was typed and not created is still there."""
        self._scrim.cover()
        self._fit()
        self.show()
        self.raise_()
        self.edit.selectAll()
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._ask()
        self._drafts.begin()

    def set_text(self, text: str) -> None:
        """Put a line in."""
        self.edit.setPlainText(text)
        self.edit.moveCursor(QTextCursor.MoveOperation.End)

    @Slot()
    def close_quick_add(self) -> None:
        """Take the line away and give the keyboard back to the page."""
        if self.isHidden():
            return
        self._wanted = None
        self.hide()
        self._scrim.hide()
        pane = self._window.host.current()
        if pane is not None:
            target: QWidget | None = pane.focusWidget()
            (pane if target is None else target).setFocus(Qt.FocusReason.PopupFocusReason)

    # understanding

    @Slot()
    def _on_text_changed(self) -> None:
        self.message.show_error("")
        if not self.edit.toPlainText().strip():
            self._chosen.clear()
        self._ask()

    def _ask(self) -> None:
        if not self._asking:
            self._asking = True
            call = partial(self._queries.read, self.edit.toPlainText(), dict(self._chosen))
            self._window.operations.read(self, call, self._on_reading, self._on_failure)

    def _on_reading(self, reading: Reading) -> None:
        self._asking = False
        if reading.text != self.edit.toPlainText().strip():
            self._ask()
            return
        before = self._reading
        changed = before is None or (before.asks, before.similar) != (reading.asks, reading.similar)
        self._reading = reading
        self.edit.show_parts(reading.draft.parts if reading.text else ())
        if changed:
            self._show_choices(reading)
        self._show_card(reading)
        self._fit()
        if self._wanted is not None:
            open_after, self._wanted = self._wanted, None
            self._create(open_after)

    def _show_card(self, reading: Reading) -> None:
        icon, tone = icon_of(reading)
        self._tile.set_icon(icon, tone)
        money = ""
        if reading.draft.amount is not None:
            money = money_text(to_minor(reading.draft.amount, reading.currency), reading.currency)
        clock = self._window.services.clock
        self.card_title.setText(reading.title or self.tr("Write what it is about"))
        self.card_detail.setText(detail_of(reading, today(clock), clock.zone, money))
        self.card.setEnabled(bool(reading.title))
        shown = bool(reading.text)
        self.card.setVisible(shown)
        self._heading.setVisible(shown)

    def _show_choices(self, reading: Reading) -> None:
        while (item := self._choices_row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for match in reading.asks[:8]:
            button = Button(self._theme, match.name, icon="building-2" if match.kind == "company" else "user")
            button.clicked.connect(partial(self._choose, reading.asks[0].name, match.id))
            self._choices_row.addWidget(button)
        known = reading.similar[0] if reading.similar else None
        if known is not None:
            for words, icon, act in (
                (self.tr("Open"), "external-link", self._open_known), (self.tr("Use"), "user", self._use_known)
            ):  # fmt: skip
                button = Button(self._theme, words, icon=icon)
                button.clicked.connect(act)
                self._choices_row.addWidget(button)
        asked = bool(reading.asks or known)
        self._ask_label.setText(self.tr("Which of them?") if reading.asks else "")
        if known is not None:
            who = f"{known.name}, {known.detail}" if known.detail else known.name
            self._ask_label.setText(self.tr("Looks like {name}. Enter creates all the same.").format(name=who))
        self._ask_label.setVisible(asked)
        self._choices.setVisible(asked)
        if reading.asks:
            announce(self.edit, self.tr("Several people have this name. Choose one."))

    def _choose(self, name: str, contact_id: str, _checked: bool = False) -> None:
        self._chosen[name] = contact_id
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._ask()

    @Slot()
    def _open_known(self) -> None:
        """Show the contact that is there already, instead of making another."""
        if self._reading is not None and self._reading.similar:
            known = self._reading.similar[0].id
            self._leave_line()
            self._window.open_record("contact", known)

    @Slot()
    def _use_known(self) -> None:
        """Give what was typed to the contact that is there already."""
        if self._reading is not None and self._reading.similar:
            known = self._reading.similar[0].id
            call = partial(_take_in, self._window.services, known, self._reading)
            self._window.operations.write(self, call, partial(self._on_used, known), self._on_failure)

    def _on_used(self, contact_id: str, _change: object) -> None:
        self._leave_line()
        self._window.open_record("contact", contact_id)

    @Slot(int)
    def _on_next_part(self, step: int) -> None:
        reading = self._reading
        if reading is not None and reading.asks:
            first = self._choices.findChild(Button)
            if first is not None:
                first.setFocus(Qt.FocusReason.TabFocusReason)
            return
        parts = [part for part in reading.draft.parts if part.role in _TONES] if reading is not None else []
        if not parts:
            return
        at = self.edit.textCursor().selectionEnd()
        here = self.edit.textCursor().selectionStart()
        if step > 0:
            later = [part for part in parts if part.start >= at]
            target = later[0] if later else parts[0]
        else:
            earlier = [part for part in parts if part.end <= here]
            target = earlier[-1] if earlier else parts[-1]
        self.edit.select_part(target)

    # creating

    @Slot(bool)
    def _on_create_requested(self, open_after: bool) -> None:
        reading = self._reading
        if reading is None or reading.text != self.edit.toPlainText().strip():
            self._wanted = open_after  # Enter was quicker than the reading: create when it has caught up
            self._ask()
        else:
            self._create(open_after)

    def _create(self, open_after: bool) -> None:
        reading = self._reading
        if reading is None or not reading.text:
            return
        if not reading.can_create:
            self._on_next_part(1)
            self.message.show_error(
                self.tr("Choose who is meant.") if reading.asks else self.tr("Write what it is about.")
            )
            self._fit()
            return
        call = partial(_create, self._commands, reading)
        self._window.operations.write(self, call, partial(self._on_created, open_after), self._on_failure, quiet=True)

    def _on_created(self, open_after: bool, created: Created) -> None:
        self._window.operations.data_changed.emit(created.change)
        self._window.operations.announced.emit(created.change)
        self._leave_line()
        if open_after:
            self._window.open_record(created.kind, created.id)

    def _leave_line(self) -> None:
        """Forget the line: something came of it."""
        self._chosen.clear()
        self.edit.clear()
        self._drafts.forget()
        self.close_quick_add()

    def _on_failure(self, error: CrmError) -> None:
        self._asking = False
        self.message.show_error(str(error))
        self._fit()

    # Qt

    def _fit(self) -> None:
        window = self._window
        width = min(WIDTH, window.width() - 48)
        self.setFixedWidth(width)
        self.adjustSize()
        top = _TOP if window.height() > 760 else 110
        self.move((window.width() - width) // 2, top)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._window and self.isVisible():
            self._fit()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_quick_add()
        else:
            super().keyPressEvent(event)


def _create(commands: QuickAddCommands, reading: Reading) -> Created:
    return commands.create(reading)


def _take_in(services: Services, contact_id: str, reading: Reading) -> ChangeSet:
    from crm_desktop.services.quick_add.commands import contact_draft

    return services.duplicate_commands.take_in(contact_id, contact_draft(reading))


def _units(text: str, place: int) -> int:
    """A place in the text as Qt counts: letters outside the first plane are two."""
    return len(text[:place].encode("utf-16-le")) // 2
