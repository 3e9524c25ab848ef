"""What the review of duplicates calls things."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from crm_desktop.services.duplicates.views import GroupRow, Side
from crm_desktop.services.duplicates.words import CONTEXT
from crm_desktop.ui.theme.tokens import Tone

_SURE, _LIKELY = 0.95, 0.75


def tr(text: str, count: int = -1) -> str:
    """A sentence of these screens in the person's language."""
    return QCoreApplication.translate("duplicates", text, "", count)


def reason_text(reason: str) -> str:
    """Why two may be one, in the person's language."""
    return QCoreApplication.translate(CONTEXT, reason)


def reason_tone(reason: str) -> Tone:
    """What speaks against it stands out."""
    return "warning" if reason.startswith("different ") else "slate"


def score_text(score: float) -> str:
    """How likely it is; nothing is ever certain."""
    return tr("{percent}%").format(percent=QLocale().toString(min(round(score * 100), 99)))


def score_tone(score: float) -> Tone:
    """The colour that goes with it."""
    return "success" if score >= _SURE else "info" if score >= _LIKELY else "slate"


def names_text(row: GroupRow) -> str:
    """The contacts of a group: a name once, however often it is there."""
    counts: dict[str, int] = {}
    for member in row.members:
        name = member.name or tr("No name")
        counts[name] = counts.get(name, 0) + 1
    parts = [
        tr("{name} ×{count}").format(name=name, count=count) if count > 1 else name for name, count in counts.items()
    ]
    return " · ".join(parts)


def why_text(row: GroupRow) -> str:
    """Why they may be one, on one line."""
    return ", ".join(reason_text(reason) for reason in row.reasons)


def about_side(side: Side, day: str) -> str:
    """How old a contact is here and what hangs on it."""
    hung = tr("%n things hang on it", side.connected) if side.connected else tr("nothing hangs on it")
    if side.connected == 1:
        hung = tr("1 thing hangs on it")
    return tr("Added {day} · {what}").format(day=day, what=hung)
