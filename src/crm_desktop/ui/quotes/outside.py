"""What lies outside the program: the mail program, the file manager, folders."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from crm_desktop.ui.kit.folders import downloads
from crm_desktop.ui.kit.links import open_folder, open_link


class Outside(Protocol):
    """A test hands in its own."""

    def ask_where(self, parent: QWidget, name: str) -> Path | None:
        """Ask where to keep a file; None when the person thinks better of it."""

    def downloads(self) -> Path:
        """Return the folder where files from programs are expected."""

    def open_mail(self, address: str, subject: str, body: str) -> bool:
        """Open a new mail in the person's mail program; whether there is one."""

    def reveal(self, path: Path) -> bool:
        """Show the folder of a file; whether that was possible."""


class Desktop:
    """The person's desktop."""

    def ask_where(self, parent: QWidget, name: str) -> Path | None:
        words = QCoreApplication.translate("Quotes", "Save PDF")
        kinds = QCoreApplication.translate("Quotes", "PDF files (*.pdf)")
        chosen, _ = QFileDialog.getSaveFileName(parent, words, str(self.downloads() / name), kinds)
        return Path(chosen) if chosen else None

    def downloads(self) -> Path:
        return downloads()

    def open_mail(self, address: str, subject: str, body: str) -> bool:
        return open_link(mail_url(address, subject, body))

    def reveal(self, path: Path) -> bool:
        return open_folder(path.parent)


def mail_url(address: str, subject: str, body: str) -> str:
    """Return a `mailto:` address (RFC 6068); it cannot carry the attachment."""
    lines = body.replace("\n", "\r\n")
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}&body={quote(lines, safe='')}"
