"""A glance into a workspace: the few rows a starting window shows before anything else is loaded.

It imports the driver and nothing more, because every module costs a millisecond that somebody waits.
"""

from __future__ import annotations

import time
from pathlib import Path

from crm_desktop.core.errors import CrmError
from crm_desktop.storage.driver import DatabaseError, connect
from crm_desktop.storage.places import unsafe_place

Line = tuple[str, str, str, str]
"""(group: late, today or tomorrow; title; customer; when in words)"""

MOST_LINES = 9
_DAY = 86_400


def glance(path: Path, now: float | None = None) -> list[Line] | None:
    """Return what is due, late things first, or None when the file cannot be read at a glance.

    `now` is in seconds since 1970; days are those of the computer's zone. Never raises for a file that is
    no workspace: opening it properly says what is wrong.
    """
    moment = time.time() if now is None else now
    today = time.strftime("%Y-%m-%d", time.localtime(moment))
    tomorrow = time.strftime("%Y-%m-%d", time.localtime(moment + _DAY))
    if unsafe_place(path) is not None:  # even to read there would make files beside it
        return None
    try:
        connection = connect(path, read_only=True)
    except (DatabaseError, CrmError, OSError, UnicodeDecodeError):
        return None
    try:
        rows = connection.execute(
            "SELECT t.title, coalesce(p.name, c.name, ''), t.due_on, t.due_at FROM task t "
            "LEFT JOIN contact p ON p.id = t.person_id LEFT JOIN contact c ON c.id = t.company_id "
            "WHERE t.status = 'open' AND t.deleted_at IS NULL AND t.due_on <= ? "
            "ORDER BY t.due_on DESC, t.due_at LIMIT 200",
            (tomorrow,),
        ).fetchall()
    except (DatabaseError, UnicodeDecodeError):
        return None
    finally:
        connection.close()
    lines: list[tuple[int, float, Line]] = []
    for title, customer, due_on, due_at in rows:
        at = None if due_at is None else due_at / 1000
        late = due_on < today or (at is not None and at < moment)
        rank, group = (0, "late") if late else (1, "today") if due_on == today else (2, "tomorrow")
        when = "" if at is None else time.strftime("%H:%M", time.localtime(at))
        lines.append((rank, at or 0.0, (group, title, customer, when)))
    lines.sort(key=lambda line: line[:2])
    return [line for _, _, line in lines[:MOST_LINES]]
