"""Remembering that letters went out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm_desktop.core.changes import ChangeSet
from crm_desktop.services.mailing.merge_fields import filled, long_day, values_for
from crm_desktop.services.mailing.own_values import OwnValues
from crm_desktop.services.mailing.views import Household, LetterDraft

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

_MANY = 50


class MailingCommands:
    """Writes of mailings; every one is an entry of the journal."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def log_letters(self, pieces: Sequence[Household], draft: LetterDraft) -> ChangeSet:
        """Write a letter, as it was sent, into the stream of everybody it reached: one entry."""
        from crm_desktop.core.clock import today
        from crm_desktop.services.timeline.commands import put_activity
        from crm_desktop.services.timeline.views import ActivityDraft

        services = self._services
        business = services.workspace.business()
        day = long_day(today(services.clock), business.language)
        count = sum(len(piece.members) for piece in pieces)
        own = OwnValues(services, business.language)
        held = own.of(pieces, draft.subject, draft.text)
        with services.database.write("Logged letters", bulk=count > _MANY) as work:
            for piece, mine in zip(pieces, held, strict=True):
                values = values_for(piece, business.language, day, business.name) | mine
                subject = filled(draft.subject, values, own.names).strip()
                letter = ActivityDraft(
                    "letter", filled(draft.text, values, own.names), subject=subject, direction="out"
                )
                put_activity(work, letter, [("contact", one) for one in piece.ids], services.clock)
            who = pieces[0].first.name if count == 1 else f"{count:,} people"
            work.label = f"Logged a letter to {who}"
        return work.change
