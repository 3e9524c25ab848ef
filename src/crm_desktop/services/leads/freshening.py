"""Which leads a change elsewhere may have made warmer or colder."""

from __future__ import annotations

from collections.abc import Mapping

from crm_desktop.core.changes import ChangeSet
from crm_desktop.storage.database import Transaction

_LEADS_OF: Mapping[str, str] = {
    "task": "SELECT lead_id FROM task WHERE lead_id IS NOT NULL AND id IN ({})",
    "activity": "SELECT record_id FROM activity_link WHERE record_kind = 'lead' AND activity_id IN ({})",
    "activity_link": "SELECT record_id FROM activity_link WHERE record_kind = 'lead' AND id IN ({})",
    "tag_link": "SELECT record_id FROM tag_link WHERE record_kind = 'lead' AND id IN ({})",
    "custom_value": "SELECT record_id FROM custom_value WHERE record_kind = 'lead' AND id IN ({})",
}
TABLES = ("lead", *_LEADS_OF, "score_rule")
"""Tables on which scores depend."""
_CHUNK = 400


def touched_leads(work: Transaction, change: ChangeSet) -> list[str] | None:
    """Return the leads whose scores may have changed, None for all of them."""
    if change.touches("score_rule") or any(table in change.many for table in TABLES):
        return None
    found = set(change.touched.get("lead", ()))
    for table, sql in _LEADS_OF.items():
        ids = sorted(change.touched.get(table, ()))
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            found |= {one for (one,) in work.execute(sql.format(",".join("?" * len(chunk))), chunk)}
    return sorted(found)
