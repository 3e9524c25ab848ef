"""The recovery sheet of the open workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_desktop.core.errors import CrmError

if TYPE_CHECKING:
    from crm_desktop.services.services import Services


def recovery_sheet(services: Services) -> bytes:
    """Return the recovery sheet as a PDF. Raises `CrmError` for a workspace that is not encrypted."""
    from babel.dates import format_date

    from crm_desktop.core.clock import today
    from crm_desktop.documents.recovery_sheet import RecoverySheet, RecoveryWords, render_recovery_sheet
    from crm_desktop.services.encryption import recovery_code
    from crm_desktop.services.quotes.paper import page_size_of

    database = services.database
    if database.key is None:
        raise CrmError(f"“{database.path.name}” is not encrypted, so there is nothing to recover.", "Encrypt it first.")
    business = services.workspace.business()
    return render_recovery_sheet(
        RecoverySheet(
            firm=business.name,
            file=database.path.name,
            made=format_date(today(services.clock), "d MMMM yyyy", "en"),
            code=recovery_code(database.key),
            words=RecoveryWords(),
            page_size=page_size_of(business.country),
        )
    )
