"""The rules that score and assign leads: those a firm starts with, and what they select."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crm_desktop.core.clock import Clock, to_millis
from crm_desktop.core.errors import CrmError
from crm_desktop.core.ids import new_id
from crm_desktop.services.leads.fields import FIELDS
from crm_desktop.services.selecting import selection
from crm_desktop.storage.database import Database, Transaction

# name, filter, points, group, cap, days until half
DEFAULT_SCORES: tuple[tuple[str, str, int, str, int | None, int | None], ...] = (
    ("asked for a price", 'interest contains "price" or interest contains "quote" or notes contains "price"',
     20, "", None, None),
    ("was recommended", "source = Recommended", 15, "source", 15, None),
    ("came to us at a fair", 'source contains "fair"', 10, "source", 15, None),
    ("came to us by themselves", 'source in (Website, Phone, Email, "Walked in")', 5, "source", 15, None),
    ("worth 1,000 or more", "amount >= 1000", 10, "value", 20, None),
    ("worth 5,000 or more", "amount >= 5000", 10, "value", 20, None),
    ("was in touch", "last_contact is not empty", 15, "", None, 21),
    ("has a next step", "next_step is not empty", 5, "", None, None),
    ("is qualified", "status = Qualified", 15, "", None, None),
    ("left an e-mail address", "email is not empty", 5, "reach", 10, None),
    ("left a phone number", "phone is not empty", 5, "reach", 10, None),
    ("we know the company", "company is not empty", 5, "", None, None),
    ("not now", 'status = "Not now"', -40, "", None, None),
)  # fmt: skip
_NAMED = re.compile(r":(filter_\d+)")


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter as SQL whose bound values have names of their own, or why it cannot be used."""

    sql: str
    values: dict[str, Any]
    problem: str = ""


def condition(database: Database, clock: Clock, text: str, number: int = 0) -> Condition:
    """Return what a rule's filter selects; `number` tells its values from those of other rules in one statement."""
    if not text.strip():
        return Condition("1", {})
    try:
        sql, values = selection(database, clock, FIELDS, "lead", text)
    except CrmError as error:
        # A field that a rule asks for may have been removed since.
        return Condition("0", {}, f"{error.title} {error.detail}".strip())
    return Condition(
        _NAMED.sub(rf":rule_{number}_\1", sql), {f"rule_{number}_{name}": value for name, value in values.items()}
    )


def put_default_scores(work: Transaction, clock: Clock) -> None:
    """Give a workspace that never had score rules the usual ones."""
    if work.execute("SELECT 1 FROM score_rule LIMIT 1"):
        return
    now = to_millis(clock.now())
    work.execute_many(
        "INSERT INTO score_rule (id, created_at, name, filter, points, group_name, cap, decay_days, position, active) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
        [(new_id(), now, *rule, position) for position, rule in enumerate(DEFAULT_SCORES)],
    )


def marks(ids: Sequence[str], prefix: str = "id") -> tuple[str, dict[str, str]]:
    """Return named marks for a list of ids, beside the named values of a filter."""
    return ", ".join(f":{prefix}_{number}" for number in range(len(ids))), {
        f"{prefix}_{number}": one for number, one in enumerate(ids)
    }
