"""What the banner over an issued quote says, and what its button does next."""

from __future__ import annotations

from datetime import tzinfo

from PySide6.QtCore import QCoreApplication

from crm_desktop.services.quotes.views import QuoteDetail, Revision
from crm_desktop.ui.kit.banner import BannerTone
from crm_desktop.ui.kit.date_words import write_date


def words_of_state(detail: QuoteDetail, zone: tzinfo) -> tuple[BannerTone, str, str, str] | None:
    """Return (tone, title, text, button) of the banner of an issued quote, None for a draft."""
    issued = "" if detail.issued_at is None else write_date(detail.issued_at.astimezone(zone).date())
    decided = "" if detail.decided_at is None else write_date(detail.decided_at.astimezone(zone).date())
    revise = QCoreApplication.translate("Quotes", "New revision")
    match detail.status:
        case "sent":
            text = QCoreApplication.translate(
                "Quotes", "It is sealed as it was sent. To change it, make a new revision."
            )
            return "info", QCoreApplication.translate("Quotes", "Issued {day}").format(day=issued), text, revise
        case "expired":
            until = detail.draft.valid_until
            day = "" if until is None else write_date(until)
            text = QCoreApplication.translate(
                "Quotes", "It cannot be accepted any more. A new revision renews it from today."
            )
            return "warning", QCoreApplication.translate("Quotes", "Expired {day}").format(day=day), text, revise
        case "accepted":
            return (
                "success",
                QCoreApplication.translate("Quotes", "Accepted {day}").format(day=decided),
                detail.decided_by,
                "",
            )
        case "declined":
            text = detail.decided_by or QCoreApplication.translate(
                "Quotes", "The reason, if there was one, is a note on the customer."
            )
            return "danger", QCoreApplication.translate("Quotes", "Declined {day}").format(day=decided), text, revise
        case "superseded":
            revision = newest_revision(detail)
            newest = "" if revision is None else revision.number
            title = QCoreApplication.translate("Quotes", "A newer revision took its place")
            return (
                "info",
                title,
                "",
                QCoreApplication.translate("Quotes", "Open {number}").format(number=newest) if newest else "",
            )
        case _:
            return None


def newest_revision(detail: QuoteDetail) -> Revision | None:
    """Return the revision that was issued last, None when that is the shown one."""
    newest = next((one for one in reversed(detail.revisions) if one.number), None)
    return None if newest is None or newest.id == detail.id else newest
