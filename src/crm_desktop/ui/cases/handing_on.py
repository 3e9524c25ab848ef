"""Handing a saved reply to the mail program or the clipboard. This program sends nothing itself."""

from __future__ import annotations

from urllib.parse import quote

from PySide6.QtGui import QGuiApplication

from crm_desktop.services.cases.views import CaseDetail
from crm_desktop.ui.cases.words import tr
from crm_desktop.ui.kit.links import open_link

LONGEST_ADDRESS = 1900
"""Windows cuts longer addresses without saying so."""


def mail_address(case: CaseDetail, text: str) -> str:
    """Return the mailto address of a reply; without its text where that would be too long."""
    email = case.customer.email if case.customer is not None else ""
    subject = f"Re: [{case.number}] {case.subject}" if case.number else f"Re: {case.subject}"
    head = f"mailto:{quote(email, safe='@.+-_')}?subject={quote(subject, safe='')}"
    whole = f"{head}&body={quote(text.replace(chr(10), chr(13) + chr(10)), safe='')}"
    return whole if len(whole) <= LONGEST_ADDRESS else head


def hand_on(case: CaseDetail, text: str, delivery: str) -> str:
    """Hand a reply on as was asked, and return what the person should know of it (nothing when all is said)."""
    if delivery == "save":
        return ""
    if delivery == "copy":
        QGuiApplication.clipboard().setText(text)
        return tr("The reply is saved and copied: paste it where you write to the customer.")
    address = mail_address(case, text)
    is_cut = "&body=" not in address
    if not open_link(address):
        QGuiApplication.clipboard().setText(text)
        return tr("No mail program opened. The reply is saved, and copied to be pasted.")
    if is_cut:
        QGuiApplication.clipboard().setText(text)
        return tr("The reply is too long to be handed over whole: it is copied, paste it into the mail.")
    return ""
