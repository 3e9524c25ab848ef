"""The orders of the contact list, and the filters that are ready to use."""

from __future__ import annotations

from crm_desktop.ui.contacts.words import tr


def order_texts() -> dict[str, str]:
    """The orders, as the menu names them."""
    return {
        "next_step": tr("By next step"),
        "name": tr("By name"),
        "last_contact": tr("By last contact"),
        "money": tr("By money"),
    }


def ready_filters() -> tuple[tuple[str, str], ...]:
    """Filters as (words, expression)."""
    return (
        (tr("Late"), "next_step_on before today"),
        (tr("Next step this week"), "next_step_on within this week"),
        (tr("No next step"), "next_step is empty"),
        (tr("Customers"), "lifecycle = customer"),
        (tr("Leads and prospects"), "lifecycle in (lead, prospect)"),
        (tr("Not spoken to for 60 days"), "last_contact before 60 days ago"),
        (tr("Time to be in touch"), "in_touch_by before tomorrow"),
        (tr("Without an e-mail address"), "email is empty"),
        (tr("Added in the last 30 days"), "created_at within last 30 days"),
    )
