"""What was typed into a form that can no longer be opened, to be copied."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from crm_desktop.services.drafts import Draft
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.form_parts import texts_in
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.shell.unfinished_words import doing


class KeptText(Popover):
    """The text, a button that copies it and one that throws it away; closed, it is offered at the next start."""

    def __init__(self, context: PaneContext, draft: Draft, parent: QWidget) -> None:
        super().__init__("", parent, width=480)
        self._context = context
        self._draft = draft
        self.setAccessibleName(self.tr("What you had written"))
        self.body.addWidget(Label(doing(draft), "title3", wrap=True))
        self.body.addWidget(
            Label(self.tr("It has been deleted since. This is what you had written."), "small", "secondary", wrap=True)
        )
        self.text = QPlainTextEdit("\n".join(texts_in(draft.content)))
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("What you had written"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(140)
        self.body.addWidget(self.text)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.discard_button = Button(context.theme, self.tr("Discard"), "ghost")
        self.copy_button = Button(context.theme, self.tr("Copy text"), "primary", "copy")
        foot.addWidget(self.discard_button)
        foot.addWidget(self.copy_button)
        self.body.addLayout(foot)
        self.copy_button.clicked.connect(self._on_copy)
        self.discard_button.clicked.connect(self._on_discard)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy_button.set_text(self.tr("Copied"))

    @Slot()
    def _on_discard(self) -> None:
        self.close_popover()
        operations, drafts = self._context.operations, self._context.services.drafts
        operations.write(self.window(), partial(drafts.forget, self._draft.id))
        self.deleteLater()
