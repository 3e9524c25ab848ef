"""Writing an answer, a note, or down what the customer said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPlainTextEdit, QVBoxLayout, QWidget

from crm_desktop.services.cases.views import CaseDetail, SavedAnswer, fill_in
from crm_desktop.ui.cases.words import tr
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.form_parts import Part
from crm_desktop.ui.kit.label import ElidedLabel
from crm_desktop.ui.kit.pick_list import PickItem, PickList
from crm_desktop.ui.kit.segmented import Segmented
from crm_desktop.ui.kit.surface import Surface
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext

MANAGE: Final = "\x00manage"
DELIVERIES: Final = ("mail", "copy", "save")


@dataclass(frozen=True, slots=True)
class Sending:
    """What was written: `mode` reply, note or customer; `then` wait or open; `delivery` mail, copy or save."""

    case_id: str
    mode: str
    text: str
    then: str
    delivery: str


class MessageEdit(QPlainTextEdit):
    """The text; Ctrl+Enter sends, a slash at the start of a word lists the saved answers.

    Signals:
        send_requested(bool): Ctrl+Enter (True: and wait), Ctrl+Shift+Enter (False: keep open).
        slash_changed(object): what follows the slash before the cursor, None when there is none.
        list_key(int): Up, Down, Enter, Tab or Esc while the list is open.
    """

    send_requested = Signal(bool)
    slash_changed = Signal(object)
    list_key = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list_is_open = False
        self.setTabChangesFocus(True)
        self.setMinimumHeight(64)
        self.textChanged.connect(self._on_changed)

    def slash_word(self) -> str | None:
        """What is typed after a slash that begins a word, up to the cursor."""
        before = self.textCursor().block().text()[: self.textCursor().positionInBlock()]
        at = before.rfind("/")
        if at < 0 or (at > 0 and not before[at - 1].isspace()):
            return None
        word = before[at + 1 :]
        return word if len(word) <= 30 else None

    def replace_slash_word(self, text: str) -> None:
        """Put a text where the slash and its word are, or at the cursor."""
        cursor = self.textCursor()
        word = self.slash_word()
        if word is not None:
            cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(word) + 1)
        cursor.insertText(text)
        self.setTextCursor(cursor)

    @Slot()
    def _on_changed(self) -> None:
        self.slash_changed.emit(self.slash_word())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        is_enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self.list_is_open and (
            is_enter or key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Tab, Qt.Key.Key_Escape)
        ):
            event.accept()
            self.list_key.emit(key)
        elif is_enter and modifiers & Qt.KeyboardModifier.ControlModifier:
            event.accept()
            self.send_requested.emit(not modifiers & Qt.KeyboardModifier.ShiftModifier)
        else:
            super().keyPressEvent(event)


class Composer(Surface):
    """The foot of the thread.

    Signals:
        sent(Sending): save this, and hand it on.
        answers_wanted: read the saved answers again.
        manage_requested: change the saved answers.
        attach_requested: add a file.
    """

    sent = Signal(object)
    answers_wanted = Signal()
    manage_requested = Signal()
    attach_requested = Signal()

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__("surface", parent)
        self._context = context
        self._case: CaseDetail | None = None
        self._answers: Sequence[SavedAnswer] = ()
        self.delivery = "mail"
        self._build()
        self._connect()
        self._say()

    def _build(self) -> None:
        theme = self._context.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 14)
        column.setSpacing(8)
        head, foot = QHBoxLayout(), QHBoxLayout()
        self.mode_switch = Segmented(
            tr("What is written"),
            (("reply", tr("Reply")), ("note", tr("Internal note")), ("customer", tr("Customer wrote"))),
            self,
        )
        self.answers_button = Button(theme, tr("Saved answers"), "ghost", "book-open", parent=self)
        self.attach_button = Button(theme, tr("Attach"), "ghost", "paperclip", size="compact", parent=self)
        head.setSpacing(0)
        head.addWidget(self.mode_switch)
        head.addStretch(1)
        head.addWidget(self.answers_button)
        self.text = MessageEdit(self)
        self.text.setFixedHeight(92)
        self.delivery_button = Button(theme, "", "ghost", "mail", size="compact", parent=self)
        self.hint_label = ElidedLabel("", "caption", "tertiary", self)
        self.open_button = Button(theme, "", parent=self)
        self.wait_button = Button(theme, "", "primary", "send", parent=self)
        foot.setSpacing(6)
        foot.addWidget(self.delivery_button)
        foot.addWidget(self.attach_button)
        foot.addWidget(self.hint_label, 1)
        foot.addWidget(self.open_button)
        foot.addWidget(self.wait_button)
        self._drafts = DraftKeeper(
            self._context, "case.message",
            {"mode": Part(self.mode_switch.current, self.mode_switch.set_current, is_text=False), "text": self.text},
            self, whole=True, on_brought_back=self._say,
        )  # fmt: skip
        column.addLayout(head)
        column.addWidget(self._drafts.note)
        column.addWidget(self.text)
        column.addLayout(foot)
        self._pick_list: PickList | None = None

    @property
    def pick_list(self) -> PickList:
        """The saved answers to choose from, made when they are first asked for."""
        if self._pick_list is None:
            self._pick_list = PickList(self._context.theme, tr("Saved answers"), self)
            self._pick_list.item_chosen.connect(self._on_answer_chosen)
        return self._pick_list

    def _connect(self) -> None:
        self.mode_switch.current_changed.connect(self._on_mode)
        self.answers_button.clicked.connect(self._on_answers)
        self.attach_button.clicked.connect(self.attach_requested)
        self.delivery_button.clicked.connect(self._open_delivery_menu)
        self.text.send_requested.connect(self._send)
        self.text.slash_changed.connect(self._on_slash)
        self.text.list_key.connect(self._on_list_key)
        self.text.textChanged.connect(self._on_text_changed)
        self.wait_button.clicked.connect(self._on_wait)
        self.open_button.clicked.connect(self._on_open)

    # what others ask

    def set_case(self, case: CaseDetail) -> None:
        """Write to this case; what was begun for another one is kept until its return."""
        if self._case is None or self._case.id != case.id:
            self.close_list()
            self._drafts.leave()
            self._case = case
            self.mode_switch.set_current("reply")
            self.text.clear()
        self._case = case
        self._drafts.begin(case.id, f"{case.number} {case.subject}")
        self._say()

    def set_answers(self, answers: Sequence[SavedAnswer]) -> None:
        """Offer these saved answers."""
        self._answers = answers

    def begin(self, mode: str) -> None:
        """Put the keyboard into the text, for a reply, a note or the customer's words."""
        self.mode_switch.set_current(mode)
        self._on_mode(mode)
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def insert(self, text: str) -> None:
        """Put a text at the cursor, its fields filled in."""
        if self.mode_switch.current() != "reply":
            self.begin("reply")
        self.text.insertPlainText(self._filled(text))
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear_sent(self, sending: Sending) -> None:
        """Forget what has been saved; what was typed meanwhile stays."""
        same = self._case is not None and self._case.id == sending.case_id
        if same and self.text.toPlainText() != sending.text:
            return
        if same:
            self.text.clear()
            self.mode_switch.set_current("reply")
        self._drafts.forget(sending.case_id)
        self._say()

    def set_delivery(self, delivery: str) -> None:
        """Hand replies on by the mail program, the clipboard, or not at all."""
        if delivery in DELIVERIES:
            self.delivery = delivery
            self._say()

    def actual_delivery(self) -> str:
        """How a reply to this customer goes out: without an address the mail program is of no use."""
        has_address = self._case is not None and self._case.customer is not None and bool(self._case.customer.email)
        return "copy" if self.delivery == "mail" and not has_address else self.delivery

    # the saved answers

    @Slot()
    def _on_answers(self) -> None:
        if self.pick_list.isVisible():
            self.close_list()
            return
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self._list_answers("")

    @Slot(object)
    def _on_slash(self, word: str | None) -> None:
        if word is None or self.mode_switch.current() == "customer":
            self.close_list()
        else:
            if not word:
                self.answers_wanted.emit()
            self._list_answers(word)

    def _list_answers(self, word: str) -> None:
        wanted = word.casefold()
        found = [one for one in self._answers if wanted in one.name.casefold() or wanted in one.text.casefold()]
        items = [PickItem(one.name, one.name, " ".join(one.text.split())[:90], "book-open") for one in found]
        if not word or items:
            items.append(PickItem(MANAGE, tr("Change the saved answers…"), "", "settings-2"))
        self.pick_list.show_items(items, self.text)
        self.text.list_is_open = self.pick_list.isVisible()

    def close_list(self) -> None:
        """Take the list of saved answers away."""
        if self._pick_list is not None:
            self._pick_list.hide()
        self.text.list_is_open = False

    @Slot(int)
    def _on_list_key(self, key: int) -> None:
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.pick_list.step(1 if key == Qt.Key.Key_Down else -1)
            return
        item = self.pick_list.current_item()
        if key == Qt.Key.Key_Escape or item is None:
            self.close_list()
        else:
            self._on_answer_chosen(item)

    @Slot(object)
    def _on_answer_chosen(self, item: PickItem) -> None:
        self.close_list()
        answer = next((one for one in self._answers if one.name == item.id), None)
        if item.id == MANAGE:
            self.text.replace_slash_word("")
            self.manage_requested.emit()
        elif answer is not None:
            self.text.replace_slash_word(self._filled(answer.text))
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _filled(self, text: str) -> str:
        case = self._case
        return fill_in(text, case.customer, case.number) if case is not None else text

    # sending

    @Slot(bool)
    def _send(self, wait: bool) -> None:
        text = self.text.toPlainText()
        if self._case is not None and text.strip():
            mode = self.mode_switch.current()
            delivery = self.actual_delivery() if mode == "reply" else "save"
            self.sent.emit(Sending(self._case.id, mode, text, "wait" if wait else "open", delivery))

    @Slot()
    def _on_wait(self) -> None:
        self._send(True)

    @Slot()
    def _on_open(self) -> None:
        self._send(False)

    @Slot(str)
    def _on_mode(self, _mode: str) -> None:
        self._drafts.touch()
        self._say()

    @Slot()
    def _on_text_changed(self) -> None:
        has_text = bool(self.text.toPlainText().strip())
        self.wait_button.setEnabled(has_text)
        self.open_button.setEnabled(has_text)

    @Slot()
    def _open_delivery_menu(self) -> None:
        menu = QMenu(self)
        for key, words in (
            ("mail", tr("Open the reply in the mail program")),
            ("copy", tr("Copy the reply, to paste it elsewhere")),
            ("save", tr("Only keep it here: it was said or sent already")),
        ):
            entry = menu.addAction(words)
            entry.setData(key)
            entry.setCheckable(True)
            entry.setChecked(key == self.delivery)
        menu.triggered.connect(self._on_delivery_chosen)
        menu.popup(self.delivery_button.mapToGlobal(QPoint(0, self.delivery_button.height())))

    @Slot(QAction)
    def _on_delivery_chosen(self, entry: QAction) -> None:
        self.set_delivery(entry.data())

    def _say(self) -> None:
        """Have every word say what will happen."""
        mode = self.mode_switch.current()
        is_reply = mode == "reply"
        customer = self._case.customer if self._case is not None else None
        name = customer.first_name or customer.name if customer is not None else tr("the customer")
        delivery = self.actual_delivery()
        self.text.setPlaceholderText({
            "reply": tr("Reply to {name} …   type  /  to insert a saved answer").format(name=name),
            "note": tr("A note that only you and your colleagues see"),
            "customer": tr("What {name} wrote or said; paste a mail here").format(name=name),
        }[mode])  # fmt: skip
        self.text.setAccessibleName(self.text.placeholderText())
        icon, words = {
            "mail": ("mail", tr("By mail program")),
            "copy": ("copy", tr("By copying")),
            "save": ("save", tr("Only kept here")),
        }[delivery]
        self.delivery_button.setVisible(is_reply)
        self.delivery_button.set_icon(icon)
        self.delivery_button.set_text(words)
        self.delivery_button.setToolTip(tr("How the reply reaches the customer"))
        self.open_button.setVisible(is_reply)
        self.open_button.set_text(tr("Keep open"))
        self.open_button.setToolTip(tr("Save the reply and keep the case open (Ctrl+Shift+Enter)"))
        self.wait_button.set_icon({"mail": "send", "copy": "copy", "save": "save"}[delivery] if is_reply else "save")
        send = {"mail": tr("Mail and wait"), "copy": tr("Copy and wait"), "save": tr("Save and wait")}[delivery]
        self.wait_button.set_text({"reply": send, "note": tr("Save note"), "customer": tr("Save")}[mode])
        self.wait_button.setToolTip(
            tr("Ctrl+Enter. The reply is saved here in any case, and the case waits for the customer.")
            if is_reply
            else tr("Ctrl+Enter")
        )
        self.hint_label.setText("" if is_reply else tr("Ctrl+Enter saves"))
        self.answers_button.setEnabled(mode != "customer")
        self._on_text_changed()
