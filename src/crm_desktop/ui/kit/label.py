"""Text on the screen in a type role and a tone; always plain text, since people's data is shown."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QStyleOption, QWidget

from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.theme.fonts import TABULAR_FIGURES

_TALL = 1 << 20
LabelRole = Literal[
    "display", "title1", "title2", "title3", "body", "bodyStrong", "small", "smallStrong", "caption", "captionStrong"
]
LabelTone = Literal[
    "primary", "secondary", "tertiary", "link", "success", "warning", "danger", "info", "violet",
    "on_accent", "on_tooltip",
]  # fmt: skip


def restyle(widget: QWidget) -> None:
    """Have the style sheet look again at a widget whose dynamic properties changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


def line_up_figures(widget: QWidget) -> None:
    """Give a label or field of numbers figures of one width; size and weight stay the style sheet's."""
    font = QFont()
    font.setFeature(TABULAR_FIGURES, 1)
    widget.setFont(font)


class Label(QLabel):
    """A label of the type scale; with ``wrap`` it is always as tall as its words need.

    ``tabular`` is for numbers that stand under other numbers or change in place.
    """

    def __init__(
        self,
        text: str = "",
        role: LabelRole = "body",
        tone: LabelTone = "primary",
        parent: QWidget | None = None,
        *,
        wrap: bool = False,
        tabular: bool = False,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self._logical = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.setAlignment(self._logical)
        if tabular:
            line_up_figures(self)
        if wrap:
            self.setWordWrap(True)
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)

    def set_tone(self, tone: LabelTone) -> None:
        """Change what the colour says."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            restyle(self)

    def set_role(self, role: LabelRole) -> None:
        """Change the step of the type scale."""
        if self.property("role") != role:
            self.setProperty("role", role)
            restyle(self)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._claim_height()

    def setAlignment(self, alignment: Qt.AlignmentFlag) -> None:
        """Align as in left to right; unlike Qt's, a Latin name in a right-to-left window is mirrored too."""
        self._logical = alignment
        visual = QStyle.visualAlignment(self.layoutDirection(), alignment)
        super().setAlignment(visual | Qt.AlignmentFlag.AlignAbsolute)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self.setAlignment(self._logical)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._claim_height()

    def _claim_height(self) -> None:
        # A wrapped label in an aligned layout is cut off unless it asks for the height of its width.
        if self.wordWrap() and self.width() > 0:
            height = max(self.heightForWidth(self.width()), 0)
            if height == self.minimumHeight() and height > 0:
                # Qt never answers less than what was claimed before, maybe for a narrower label or more words.
                margins = self.contentsMargins()
                room = QRect(0, 0, self.width() - margins.left() - margins.right(), _TALL)
                words = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap.value, self.text()).height()
                height = min(height, words + margins.top() + margins.bottom())
            if height != self.minimumHeight():
                self.setMinimumHeight(height)


class ElidedLabel(Label):
    """A label that gives way: cut with an ellipsis, whole in its tooltip, never widens a window."""

    def __init__(
        self,
        text: str = "",
        role: LabelRole = "body",
        tone: LabelTone = "primary",
        parent: QWidget | None = None,
        *,
        tabular: bool = False,
    ) -> None:
        super().__init__(text, role, tone, parent, tabular=tabular)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._own_tool_tip = False

    def shown_text(self) -> str:
        """What fits into the present width."""
        width = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, width)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self.fontMetrics().averageCharWidth() * 4), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._offer_whole_text()

    def setText(self, text: str) -> None:
        super().setText(text)
        self._offer_whole_text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        flags = self.alignment()
        # The ellipsis belongs at the end of the words, whichever way the window reads.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            int(flags.value) | int(Qt.TextFlag.TextSingleLine.value),
            option.palette,
            self.isEnabled(),
            self.shown_text(),
            self.foregroundRole(),
        )

    def _offer_whole_text(self) -> None:
        cut = self.shown_text() != self.text()
        if cut or self._own_tool_tip:
            self.setToolTip(plain_tip(self.text() if cut else ""))
            self._own_tool_tip = cut
