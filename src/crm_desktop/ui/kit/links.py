"""The one way out of the program: web pages, mails, calls, folders. What may be opened, `core.links` decides."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from crm_desktop.core.file_names import may_open
from crm_desktop.core.links import harmless_link, mail_link, web_link


def open_link(address: str) -> bool:
    """Open a web page, a mail or a call; whether there was a program for it. Nothing else is ever opened."""
    found = harmless_link(address)
    return found is not None and QDesktopServices.openUrl(QUrl(found, QUrl.ParsingMode.StrictMode))


def open_website(text: str) -> bool:
    """Open a web page, written with or without https://."""
    found = web_link(text)
    return found is not None and open_link(found)


def open_mail(address: str) -> bool:
    """Begin a mail to this address."""
    found = mail_link(address)
    return found is not None and open_link(found)


def open_folder(folder: Path) -> bool:
    """Show a folder in the desktop's file manager."""
    return folder.is_dir() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def open_document(path: Path) -> bool:
    """Show a file by the program that shows such files; never one that would be run."""
    return may_open(path.name) and QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
