"""How often somebody means to be in touch, in words and back."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QCoreApplication

from crm_desktop.services.contacts.in_touch import LONGEST, InTouch

RHYTHMS: Final = (7, 14, 30, 60, 91, 182, 365)


def tr(text: str, count: int = -1) -> str:
    """A sentence about rhythms in the person's language."""
    return QCoreApplication.translate("rhythms", text, "", count)


def rhythm_text(days: int | None) -> str:
    """How often somebody means to be in touch: Every month."""
    if not days:
        return ""
    words = {
        1: tr("Every day"), 7: tr("Every week"), 14: tr("Every two weeks"), 30: tr("Every month"),
        60: tr("Every two months"), 91: tr("Every three months"), 182: tr("Twice a year"), 365: tr("Once a year"),
    }  # fmt: skip
    return words.get(days) or tr("Every %n days", days)


def read_rhythm_text(text: str) -> int | None:
    """Return the days that words mean: one of the usual, or a number in them; None for what means none."""
    plain = text.strip().casefold()
    usual = {rhythm_text(days).casefold(): days for days in (1, *RHYTHMS)}
    if plain in usual:
        return usual[plain]
    found = re.fullmatch(r"\D*?(\d{1,5})\D*", plain)
    return int(found[1]) if found is not None and 0 < int(found[1]) <= LONGEST else None


def reason_text(group: str, name: str) -> str:
    """Why a rhythm holds for a contact that has none of its own: Tagged “VIP”."""
    if group == "tag":
        return tr("Tagged “{name}”").format(name=name)
    return tr("In the segment “{name}”").format(name=name) if group == "segment" else ""


def rhythm_with_reason(touch: InTouch) -> str:
    """Every month · Tagged “VIP”."""
    reason = reason_text(touch.group, touch.group_name)
    return " · ".join(part for part in (rhythm_text(touch.days), reason) if part)
