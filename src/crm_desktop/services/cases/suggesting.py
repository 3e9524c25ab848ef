"""An answer that may fit a case: what answered the most similar one, or a saved answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crm_desktop.services.cases.views import SavedAnswer, Suggestion
from crm_desktop.storage.database import Database

_WORD = re.compile(r"\w{3,}")
_CANDIDATES = 60
_NEAR = 50.0
"""From 0 to 100: how alike two subjects must be. One word that usual subjects share stays below, two reach it."""


def suggestion(database: Database, case_id: str, saved: Sequence[SavedAnswer]) -> Suggestion | None:
    """Return the nearest answer, None when none is near enough."""
    row = database.row(
        "SELECT c.subject, coalesce((SELECT body FROM case_message WHERE case_id = c.id AND kind = 'customer' "
        "ORDER BY written_at, id LIMIT 1), '') FROM \"case\" c WHERE c.id = ?",
        (case_id,),
    )
    if row is None:
        return None
    # Imported here: it is needed a moment after a case is shown, never to open the window.
    from rapidfuzz import fuzz, utils

    subject, words = row[0], _WORD.findall(f"{row[0]} {row[1][:300]}".casefold())
    if not words:
        return None
    best: tuple[float, Suggestion] | None = None
    for answer in saved:
        score = fuzz.token_set_ratio(subject, answer.name, processor=utils.default_process)
        if score >= _NEAR and (best is None or score > best[0]):
            best = score, Suggestion(answer.name, answer.text, "")
    for other_id, number, other, body in _candidates(database, case_id, list(dict.fromkeys(words))[:12]):
        score = fuzz.token_set_ratio(subject, other, processor=utils.default_process)
        if score >= _NEAR and (best is None or score > best[0]):
            best = score, Suggestion(other, body, number, other_id)
    return None if best is None else best[1]


def _candidates(database: Database, case_id: str, words: Sequence[str]) -> list[tuple[str, str, str, str]]:
    """Return solved cases that share a word (id, number, subject, last reply), the best matches first."""
    query = "title : (" + " OR ".join(f'"{word}"' for word in words) + ")"
    rows = database.rows(
        "SELECT c.id, coalesce(c.number, ''), c.subject, "
        "(SELECT body FROM case_message WHERE case_id = c.id AND kind = 'reply' "
        "ORDER BY written_at DESC, id DESC LIMIT 1) AS answer FROM "
        f"(SELECT rowid AS document FROM search_index WHERE search_index MATCH ? ORDER BY rank LIMIT {_CANDIDATES:d}) "
        "JOIN search_document d ON d.id = document AND d.kind = 'case' "
        'JOIN "case" c ON c.id = d.record_id '
        "WHERE c.status IN ('solved', 'closed') AND c.deleted_at IS NULL AND c.id <> ? AND answer IS NOT NULL",
        (query, case_id),
    )
    return [(str(a), str(b), str(c), str(d)) for a, b, c, d in rows]
