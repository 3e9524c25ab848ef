"""Long work, bottom right: what, how far, how long still, and Stop."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QElapsedTimer, QEvent, QLocale, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.following import ground_of
from crm_desktop.ui.kit.icon_label import IconLabel
from crm_desktop.ui.kit.label import ElidedLabel
from crm_desktop.ui.kit.standing_clear import STANDS
from crm_desktop.ui.kit.surface import Surface
from crm_desktop.ui.theme.theme import Theme

SHOWN_AFTER_MS: Final = 1_000
_WIDTH: Final = 340
_MARGIN: Final = 20
_TRUSTED_AFTER_MS: Final = 1_500


class ProgressEntry(Surface):
    """One piece of long work.

    Signals:
        stop_requested: the person wants it stopped; carries its key.
    """

    stop_requested = Signal(str)

    def __init__(self, theme: Theme, key: str, title: str, icon: str) -> None:
        super().__init__("raised")
        self.key = key
        self._clock = QElapsedTimer()
        self._clock.start()
        self.setAccessibleName(title)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 12, 12)
        row.setSpacing(12)
        row.addWidget(IconLabel(theme, icon, "accent.text", 18))
        words = QVBoxLayout()
        words.setSpacing(2)
        self._detail = ElidedLabel("", "small", "secondary")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(title)
        self._bar.setRange(0, 0)
        words.addWidget(ElidedLabel(title, "bodyStrong"))
        words.addWidget(self._detail)
        words.addSpacing(4)
        words.addWidget(self._bar)
        row.addLayout(words, 1)
        self._stop = Button(theme, self.tr("Stop"))
        self._stop.clicked.connect(self._on_stop_clicked)
        row.addWidget(self._stop)

    def set_progress(self, done: int, total: int) -> None:
        """How far it is; a total of 0 means that nobody knows yet."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        if total:
            locale = QLocale()
            words = self.tr("{done} of {total}").format(done=locale.toString(done), total=locale.toString(total))
            left = self._time_left(done, total)
            self._detail.setText(f"{words} · {left}" if left else words)

    def detail(self) -> str:
        """The line under the title."""
        return self._detail.text()

    def _time_left(self, done: int, total: int) -> str:
        spent = self._clock.elapsed()
        if not done or spent < _TRUSTED_AFTER_MS:
            return ""
        seconds = max(1, round(spent / done * (total - done) / 1000))
        if seconds < 60:
            return self.tr("%n s left", "", seconds)
        return self.tr("%n min left", "", round(seconds / 60))

    @Slot()
    def _on_stop_clicked(self) -> None:
        self._stop.setEnabled(False)
        self._detail.setText(self.tr("Stopping…"))
        self.stop_requested.emit(self.key)


class ProgressDock(QWidget):
    """Holds an entry per piece of work; each shows only after a second, so short work never flickers.

    Signals:
        stop_requested: Stop was pressed; carries the key given to ``start``.
    """

    stop_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._entries: dict[str, ProgressEntry] = {}
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName(self.tr("Work in progress"))
        self.setProperty(STANDS, True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        parent.installEventFilter(self)
        self.hide()

    def start(self, key: str, title: str, icon: str = "hourglass") -> None:
        """Long work has begun."""
        if key in self._entries:
            return
        entry = ProgressEntry(self._theme, key, title, icon)
        entry.stop_requested.connect(self.stop_requested)
        entry.hide()
        self._entries[key] = entry
        self._column.addWidget(entry)
        late = QTimer(entry, singleShot=True, interval=SHOWN_AFTER_MS)
        late.timeout.connect(entry.show)
        late.timeout.connect(self._arrange)
        late.start()

    def set_progress(self, key: str, done: int, total: int) -> None:
        """Long work has come so far; unknown keys are late news and ignored."""
        entry = self._entries.get(key)
        if entry is not None:
            entry.set_progress(done, total)

    def finish(self, key: str) -> None:
        """Long work has ended, well or not; a toast or banner says which."""
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._column.removeWidget(entry)
            entry.hide()
            entry.deleteLater()
            self._arrange()

    def is_busy(self) -> bool:
        """Whether any long work goes on (quitting asks once then)."""
        return bool(self._entries)

    def entry(self, key: str) -> ProgressEntry | None:
        """The entry of one piece of work, while it lasts."""
        return self._entries.get(key)

    @Slot()
    def _arrange(self) -> None:
        shown = [entry for entry in self._entries.values() if not entry.isHidden()]
        self.setVisible(bool(shown))
        if shown:
            self._column.activate()
            self.resize(_WIDTH, self._column.sizeHint().height())
            parent = ground_of(self)
            x = _MARGIN if self.isRightToLeft() else parent.width() - _WIDTH - _MARGIN
            self.move(x, parent.height() - self.height() - _MARGIN)
            self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            self._arrange()
        return False
