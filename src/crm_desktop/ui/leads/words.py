"""What lead screens call things, and in which tone they show them."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from PySide6.QtCore import QCoreApplication

from crm_desktop.core.kinds import LEAD_STATUSES, NOT_NOW_REASONS, word
from crm_desktop.core.money import to_minor
from crm_desktop.services.leads.views import LeadRow, Reason
from crm_desktop.services.lists.views import Amount
from crm_desktop.ui.kit.format import money_text
from crm_desktop.ui.theme.tokens import Tone

STATUS_TONES: Final[dict[str, Tone]] = {
    "new": "info", "contacted": "warning", "qualified": "success", "not_now": "slate", "converted": "accent",
}  # fmt: skip
HIGH_SCORE, FAIR_SCORE = 70, 40


def tr(text: str, count: int = -1) -> str:
    """A sentence of these screens in the person's language."""
    return QCoreApplication.translate("leads", text, "", count)


def status_key(row: LeadRow) -> str:
    """What a lead's status chip shows: its status, or that it was converted."""
    return "converted" if row.converted else row.status


def status_word(key: str) -> str:
    """New, Contacted, Qualified, Not now, Converted."""
    return tr("Converted") if key == "converted" else tr(word(LEAD_STATUSES, key))


def reason_word(key: str) -> str:
    """Timing, Budget, No need …"""
    return tr(word(NOT_NOW_REASONS, key))


def source_text(source: str, campaign: str) -> str:
    """Where a lead came from: “Website”, “Campaign: Winter”."""
    if not campaign:
        return source
    return tr("Campaign: {name}").format(name=campaign) if source in ("", "Campaign") else f"{source} · {campaign}"


def score_token(score: int) -> str:
    """The colour of a score: green is promising."""
    return "success" if score >= HIGH_SCORE else "warning" if score >= FAIR_SCORE else "line.control"


def reason_text(reason: Reason) -> str:
    """A reason with its points: “+20 asked for a price”."""
    sign = "+" if reason.points > 0 else "\u2212"
    return f"{sign}{abs(reason.points)} {tr(reason.text)}"


def step_text(row: LeadRow) -> str:
    """What comes next, and when: “Call · Today 10:30”."""
    step = row.step
    return f"{step.title} · {step.text}" if step.task_id else tr("No next step")


def value_words(amount: Amount) -> str:
    """Return what a lead may be worth as deals write it: no decimals where all are zero."""
    return money_text(to_minor(Decimal(amount.amount), amount.currency), amount.currency)
