"""The cases of the sample bakery, with their threads and the times promised for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo

from crm_desktop.core.clock import to_millis
from crm_desktop.core.ids import new_id
from crm_desktop.services.cases.targets import read_targets
from crm_desktop.services.sample.words import CASES
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.numbers import next_number
from crm_desktop.storage.rows import insert_row


def add_cases(
    work: Transaction, now: datetime, zone: tzinfo, actor: str, customer: Callable[[str], tuple[str | None, str | None]]
) -> None:
    """Add every case, the oldest first, so that numbers rise with time."""
    targets = read_targets(work.execute, zone)
    for subject, name, kind, channel, priority, status, hours, messages in sorted(CASES, key=lambda case: -case[6]):
        person, company = customer(name)
        opened = now - timedelta(hours=hours)
        solved = status in ("solved", "closed")
        case_id = new_id()
        replies = [number for number, (who, _) in enumerate(messages) if who == "reply"]
        step = timedelta(hours=hours) / (len(messages) + 1)
        insert_row(
            work, "case",
            {
                "id": case_id, "created_at": to_millis(opened), "number": next_number(work, "case", opened.year),
                "subject": subject, "person_id": person, "company_id": company, "channel": channel, "kind": kind,
                "priority": priority, "status": status, "opened_at": to_millis(opened),
                "reply_due_at": to_millis(targets.reply_due(opened, priority)),
                "solve_due_at": to_millis(targets.solve_due(opened, priority)),
                "first_reply_at": to_millis(opened + step * replies[0]) if replies else None,
                "solved_at": to_millis(opened + step * len(messages)) if solved else None, "owner_id": actor or None,
            },
        )  # fmt: skip
        for number, (who, body) in enumerate(messages):
            insert_row(
                work, "case_message",
                {
                    "id": new_id(), "case_id": case_id, "kind": who, "body": body,
                    "written_at": to_millis(opened + step * number), "person_id": person if who == "customer" else None,
                    "member_id": None if who == "customer" else actor or None,
                },
            )  # fmt: skip
