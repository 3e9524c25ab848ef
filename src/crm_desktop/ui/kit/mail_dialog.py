"""A mail that was saved as a file, shown here: nothing in it is fetched, run or followed without asking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.links import open_link
from crm_desktop.ui.kit.safe_html import SafeHtmlView
from crm_desktop.ui.theme.theme import Theme

if TYPE_CHECKING:
    from crm_desktop.exchange.eml import Mail


class LinkQuestion(QDialog):
    """Says where a link leads and asks whether to go there; Enter and Esc stay here."""

    def __init__(self, theme: Theme, address: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.address = address
        self.setWindowTitle(self.tr("Open this link?"))
        self.setModal(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        column.addWidget(Label(self.tr("Open this link?"), "title2", wrap=True))
        self.where = Label(address[:600], "body", wrap=True)
        self.where.setMinimumWidth(420)
        self.where.setMaximumWidth(560)
        column.addWidget(self.where)
        column.addWidget(
            Label(self.tr("It leaves this program. Open it only if you know where it leads."), "small", "secondary",
                  wrap=True)
        )  # fmt: skip
        row = QHBoxLayout()
        row.addStretch(1)
        self.stay_button = Button(theme, self.tr("Stay here"))
        self.open_button = Button(theme, self.tr("Open link"))
        self.stay_button.setDefault(True)
        row.addWidget(self.stay_button)
        row.addWidget(self.open_button)
        column.addSpacing(6)
        column.addLayout(row)
        self.stay_button.clicked.connect(self.reject)
        self.open_button.clicked.connect(self._on_open)
        self.stay_button.setFocus()

    @Slot()
    def _on_open(self) -> None:
        open_link(self.address)
        self.accept()


class MailDialog(QDialog):
    """One mail: who, when, about what, its words and the names of what came with it."""

    def __init__(
        self,
        theme: Theme,
        subject: str,
        heads: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        """`heads` are lines above the words: (From, Nora Lind)."""
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(subject[:200] or self.tr("Mail"))
        self.setModal(True)
        self.resize(760, 620)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(6)
        column.addWidget(ElidedLabel(subject[:400] or self.tr("No subject"), "title2"))
        for name, words in heads:
            if words:
                row = QHBoxLayout()
                row.setSpacing(12)
                title = Label(name, "small", "tertiary")
                title.setFixedWidth(90)
                row.addWidget(title)
                row.addWidget(ElidedLabel(words[:400], "small", "secondary"), 1)
                column.addLayout(row)
        column.addSpacing(8)
        self.view = SafeHtmlView()
        self.view.setAccessibleName(self.tr("Words of the mail"))
        column.addWidget(self.view, 1)
        foot = QHBoxLayout()
        foot.addWidget(Label(self.tr("Pictures from the internet are not loaded."), "small", "tertiary"))
        foot.addStretch(1)
        self.close_button = Button(theme, self.tr("Close"), "primary")
        self.close_button.setDefault(True)
        foot.addWidget(self.close_button)
        column.addSpacing(6)
        column.addLayout(foot)
        self.close_button.clicked.connect(self.accept)
        self.view.link_clicked.connect(self._on_link_clicked)

    def show_mail(self, mail: Mail) -> None:
        """Show the words of a mail: formatted ones cleaned, else plain."""
        if mail.html.strip():
            self.view.show_mail(mail.html, mail.pictures)
        else:
            self.view.show_text(mail.text)

    @Slot(str)
    def _on_link_clicked(self, address: str) -> None:
        question = LinkQuestion(self._theme, address, self)
        question.finished.connect(question.deleteLater)
        question.open()
