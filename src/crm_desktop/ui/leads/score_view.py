"""A lead's score as a bar, and under it why."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.services.leads.views import LeadRow
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.paint import draw_rounded, mirrored
from crm_desktop.ui.leads.words import reason_text, score_token, tr
from crm_desktop.ui.theme.theme import Theme


class ScoreBar(QWidget):
    """How far a score goes of 100."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._score = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_score(self, score: int) -> None:
        """Show another score."""
        self._score = score
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(0, (self.height() - 6) / 2, self.width(), 6)
        draw_rounded(painter, self._theme, whole, 3, "line.default")
        if self._score:
            filled = QRectF(0, whole.y(), max(whole.width() * self._score / 100, 6), 6)
            place = mirrored(filled, QRectF(self.rect()), self.layoutDirection())
            draw_rounded(painter, self._theme, place, 3, score_token(self._score))


class ScoreView(QWidget):
    """The number, the bar, and a line for each reason."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Label(tr("Score"), "captionStrong", "tertiary"))
        self._bar = ScoreBar(theme, self)
        head.addWidget(self._bar, 1)
        self.number = Label("", "bodyStrong", tabular=True)
        head.addWidget(self.number)
        column.addLayout(head)
        self._lines = QGridLayout()
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setVerticalSpacing(0)
        column.addLayout(self._lines)
        self._labels: list[Label] = []

    def reasons(self) -> list[str]:
        """The lines that are shown."""
        return [label.text() for label in self._labels]

    def show_score(self, row: LeadRow) -> None:
        """Show the score of a lead and why it has it."""
        self.number.setText(str(row.score))
        self._bar.set_score(row.score)
        texts = [reason_text(reason) for reason in row.reasons]
        if not texts:
            texts = [
                tr("What it was converted to says more.") if row.converted else tr("Nothing is known yet that counts.")
            ]
        if texts == self.reasons():
            return
        for label in self._labels:
            self._lines.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._labels = []
        for number, text in enumerate(texts):
            label = Label(text, "small", "secondary", self)
            self._labels.append(label)
            self._lines.addWidget(label, number, 0)
        self.setAccessibleName(", ".join([tr("Score {number}").format(number=row.score), *texts]))
