"""What nobody sees is dressed anew when it is seen, not when the theme changes."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

_POLISHED = Qt.WidgetAttribute.WA_WState_Polished


class Resting(QObject):
    """Keeps hidden widgets out of a change of style.

    Qt undresses and dresses every widget that carries the mark of being polished, seen or not: pages visited before
    and closed panels are most of them. Without the mark they are passed over; each hidden part is dressed as soon as
    it is shown.
    """

    def lay_down(self) -> None:
        """Take the mark off all that is hidden; call before the style changes."""
        for widget in QApplication.allWidgets():
            if not widget.isVisible() and widget.testAttribute(_POLISHED):
                widget.setAttribute(_POLISHED, False)
                if widget.isHidden():
                    widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            watched.removeEventFilter(self)
            for widget in (watched, *watched.findChildren(QWidget)):
                if not widget.testAttribute(_POLISHED):
                    QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.Polish))
        return False
