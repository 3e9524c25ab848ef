"""The history of any record, in a window of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.ui.keeping.history_list import RecordHistoryList
from crm_desktop.ui.keeping.words import sort_words
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.pane.pane import PaneContext


class HistoryDialog(QDialog):
    """Who changed what and when, of one record and its parts."""

    def __init__(self, context: PaneContext, kind: str, record_id: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("History"))
        self.resize(640, 600)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(10)
        column.addWidget(ElidedLabel(self.tr("History of “{title}”").format(title=title), "title2"))
        words = self.tr("{kind}: every change, newest first. A value you put back is itself a change you can undo.")
        column.addWidget(Label(words.format(kind=sort_words(kind)), "small", "secondary", wrap=True))
        self.history = RecordHistoryList(context)
        column.addWidget(self.history, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.close_button = Button(context.theme, self.tr("Close"))
        foot.addWidget(self.close_button)
        column.addLayout(foot)
        self.close_button.clicked.connect(self.close)
        self.history.show_record(kind, record_id)
        self.history.list.setFocus(Qt.FocusReason.OtherFocusReason)
