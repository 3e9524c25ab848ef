"""What a person was doing when a form was left with text in it, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from crm_desktop.services.drafts import Draft


def tr(text: str) -> str:
    """Return a text in the person's language."""
    return QCoreApplication.translate("Unfinished", text)


def doing(draft: Draft) -> str:
    """Say which form it was, and about what."""
    words = {
        "contact.new": tr("You were adding the contact “{title}”"),
        "contact.fields": tr("You were changing the details of {title}"),
        "contact.note": tr("You were writing a note about {title}"),
        "contact.call": tr("You were logging a call with {title}"),
        "contact.touch": tr("You were logging what happened with {title}"),
        "contact.consent": tr("You were noting what {title} agreed to"),
        "contact.address": tr("You were writing an address of {title}"),
        "contact.company": tr("You were writing where {title} works"),
        "contact.relation": tr("You were relating {title} to somebody"),
        "contact.step": tr("You were planning “{title}”"),
        "activity.text": tr("You were changing an entry: {title}"),
        "lead.new": tr("You were adding the lead “{title}”"),
        "lead.fields": tr("You were changing the details of {title}"),
        "lead.note": tr("You were writing a note about {title}"),
        "lead.call": tr("You were logging a call with {title}"),
        "lead.step": tr("You were planning “{title}”"),
        "lead.not_now": tr("You were noting why {title} is set aside"),
        "deal.new": tr("You were adding the deal “{title}”"),
        "deal.fields": tr("You were changing the deal “{title}”"),
        "deal.page": tr("You were writing on the deal “{title}”"),
        "deal.step": tr("You were planning the next step of “{title}”"),
        "deal.lost": tr("You were noting why “{title}” was lost"),
        "event.new": tr("You were planning “{title}”"),
        "event.fields": tr("You were changing “{title}”"),
        "task.fields": tr("You were changing “{title}”"),
        "calendar.line": tr("You were planning “{title}”"),
        "case.new": tr("You were opening the case “{title}”"),
        "case.message": tr("You were writing in the case {title}"),
        "case.fields": tr("You were changing the subject of the case {title}"),
        "case.answers": tr("You were changing the saved answers"),
        "quote.fields": tr("You were writing a quote for {title}") if draft.title else tr("You were writing a quote"),
        "quote.declined": tr("You were noting why the quote {title} was declined"),
        "letter.text": tr("You were writing a letter"),
        "product.new": tr("You were adding the product “{title}”"),
        "settings.business": tr("You were changing the settings of your business"),
        "settings.documents": tr("You were changing the settings of your documents"),
        "quick.line": tr("You were adding “{title}”"),
    }.get(draft.form, tr("You were writing “{title}”"))
    return words.format(title=draft.title)
