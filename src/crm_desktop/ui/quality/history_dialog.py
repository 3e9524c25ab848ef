"""The shares of every day as a table: what the small lines show, to read and to copy."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.services.quality.views import DIMENSIONS, FigureDay
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.quality.tiles import percent_text
from crm_desktop.ui.quality.words import dimension_words


class FiguresDialog(QDialog):
    """One line a day, the newest first."""

    def __init__(self, context: PaneContext, days: Sequence[FigureDay], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Figures over time"))
        self.resize(760, 520)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(Label(self.tr("Figures over time"), "title2"))
        words = self.tr("Counted once on every day that this page was open.")
        column.addWidget(Label(words, "small", "secondary", wrap=True))
        heads = [self.tr("Day"), *(dimension_words(one)[0] for one in DIMENSIONS)]
        self.table = QTableWidget(len(days), len(heads))
        self.table.setAccessibleName(self.tr("Figures over time"))
        self.table.setHorizontalHeaderLabels(heads)
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for row, day in enumerate(reversed(days)):
            date = QLocale().toString(QDate(day.day.year, day.day.month, day.day.day), QLocale.FormatType.ShortFormat)
            self.table.setItem(row, 0, QTableWidgetItem(date))
            for place, dimension in enumerate(DIMENSIONS, start=1):
                score = day.scores[dimension]
                item = QTableWidgetItem(percent_text(score.percent) if score.total else "–")
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, place, item)
        column.addWidget(self.table, 1)
        close = Button(context.theme, self.tr("Close"))
        close.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column.addLayout(foot)
