"""What is asked before a number is given, and what is asked when the customer has decided."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from crm_desktop.services.quotes.views import QuoteDetail
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.kit.segmented import Segmented
from crm_desktop.ui.theme.theme import Theme

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class IssueQuestion(QDialog):
    """Asks once before a number is given. Enter issues, Esc keeps the draft."""

    def __init__(self, theme: Theme, number: str, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Issue {number}").format(number=number))
        self.setModal(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        title = Label(self.tr("Issue this quote as {number}?").format(number=number), "title2", wrap=True)
        text = Label(
            self.tr(
                "It gets its number for good and can no longer be edited. "
                "To change it later, make a new revision; the customer keeps what was sent."
            ),
            "body",
            "secondary",
            wrap=True,
        )
        for label in (title, text):
            label.setFixedWidth(420)
            column.addWidget(label)
        row = QHBoxLayout()
        row.addStretch(1)
        self.keep_button = Button(theme, self.tr("Keep as draft"))
        self.issue_button = Button(theme, words, "primary")
        self.issue_button.setDefault(True)
        row.addWidget(self.keep_button)
        row.addWidget(self.issue_button)
        column.addSpacing(6)
        column.addLayout(row)
        self.keep_button.clicked.connect(self.reject)
        self.issue_button.clicked.connect(self.accept)
        self.issue_button.setFocus()


class AcceptPopover(Popover):
    """Who said yes, how, and which offered lines they took.

    Signals:
        accepted(str, str, object): by whom, how, and the ids of the lines taken
    """

    accepted = Signal(str, str, object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(QCoreApplication.translate("AcceptPopover", "The customer accepted"), parent, width=380)
        self._theme = theme
        self._boxes: list[tuple[str, QCheckBox]] = []
        self._title = Label("", "title3")
        self.by = QLineEdit()
        self.how = Segmented(
            self.tr("How"),
            (
                ("email", self.tr("Email")), ("phone", self.tr("Phone")), ("signed", self.tr("Signed")),
                ("person", self.tr("In person")),
            ),
        )  # fmt: skip
        self.accept_button = Button(theme, self.tr("Accept quote"), "primary", "check")
        self._lines = QVBoxLayout()
        self._lines_label = Label(self.tr("What they took of what was offered"), "small", "secondary")
        self.body.addWidget(self._title)
        self.body.addWidget(Field(theme, self.tr("Accepted by"), self.by))
        self.body.addWidget(Field(theme, self.tr("How"), self.how))
        self.body.addWidget(self._lines_label)
        self.body.addLayout(self._lines)
        self.body.addWidget(self.accept_button)
        self.accept_button.clicked.connect(self._accept)

    def ask(self, detail: QuoteDetail, anchor: QWidget) -> None:
        """Open for a quote."""
        self._title.setText(self.tr("Accept {number}").format(number=detail.number))
        self.by.setText(detail.person or detail.customer)
        for _, box in self._boxes:
            self._lines.removeWidget(box)
            box.deleteLater()
        self._boxes = []
        for line in detail.draft.lines:
            if line.kind == "item" and (line.optional or line.alternative):
                box = QCheckBox(line.name.replace("&", "&&"))
                self._lines.addWidget(box)
                self._boxes.append((line.id or "", box))
        self._lines_label.setVisible(bool(self._boxes))
        self.open_at(anchor)

    @Slot()
    def _accept(self) -> None:
        how = {
            "email": self.tr("by email"), "phone": self.tr("by phone"), "signed": self.tr("signed"),
            "person": self.tr("in person"),
        }[self.how.current()]  # fmt: skip
        taken = tuple(line_id for line_id, box in self._boxes if box.isChecked())
        self.close_popover()
        self.accepted.emit(self.by.text().strip(), how, taken)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            event.accept()
            self._accept()
        else:
            super().keyPressEvent(event)


class DeclinePopover(Popover):
    """Why the customer said no; the reason may stay empty.

    Signals:
        declined(str): the reason
    """

    declined = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(QCoreApplication.translate("DeclinePopover", "The customer declined"), parent, width=380)
        self._title = Label("", "title3")
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(88)
        self.reason.setPlaceholderText(self.tr("Too expensive, too late, somebody else …"))
        self.decline_button = Button(theme, self.tr("Decline quote"), "primary")
        self.body.addWidget(self._title)
        self.body.addWidget(Field(theme, self.tr("Why they said no (kept as a note)"), self.reason))
        self.body.addWidget(self.decline_button)
        self.decline_button.clicked.connect(self._decline)

    def ask(self, detail: QuoteDetail, anchor: QWidget) -> None:
        """Open for a quote."""
        self._title.setText(self.tr("Decline {number}").format(number=detail.number))
        self.reason.clear()
        self.open_at(anchor)

    @Slot()
    def _decline(self) -> None:
        self.close_popover()
        self.declined.emit(self.reason.toPlainText().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.accept()
            self._decline()
        else:
            super().keyPressEvent(event)
