"""The page of quotes as a person sees it, with an outside that only writes down what it was asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.quotes.pane import QuotesPane


@dataclass
class WrittenDown:
    """An outside without windows: files go into one folder, mails are only noted."""

    folder: Path
    has_mail: bool = True
    mails: list[tuple[str, str, str]] = field(default_factory=list)
    revealed: list[Path] = field(default_factory=list)

    def ask_where(self, parent: QWidget, name: str) -> Path | None:
        return self.folder / name

    def downloads(self) -> Path:
        return self.folder

    def open_mail(self, address: str, subject: str, body: str) -> bool:
        self.mails.append((address, subject, body))
        return self.has_mail

    def reveal(self, path: Path) -> bool:
        self.revealed.append(path)
        return True


def shown_pane(context: PaneContext, qtbot: QtBot, outside: WrittenDown) -> QuotesPane:
    """Return the page, shown as at 1366 × 768, told of every change as the shell tells it."""
    pane = QuotesPane(context, outside=outside)
    qtbot.addWidget(pane)
    context.operations.data_changed.connect(pane.apply_change)
    pane.resize(1302, 708)
    pane.show()
    pane.activateWindow()
    qtbot.waitUntil(lambda: pane.isActiveWindow())
    pane.reload()
    return pane


def settle(pane: QuotesPane, qtbot: QtBot) -> None:
    """Wait until everything typed is in the file and the paper shows it."""
    pane.editor.flush()

    def is_still() -> bool:
        autosave = pane.editor._autosave
        return not autosave.is_waiting and not pane.editor.paper.is_busy

    qtbot.waitUntil(is_still, timeout=5000)
