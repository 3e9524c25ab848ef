"""How each kind of record reads as a hit, and which hit is better."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from crm_desktop.core.clock import Clock, from_millis, today
from crm_desktop.core.kinds import CASE_STATUSES, QUOTE_STATUSES, word
from crm_desktop.core.spelling import without_spelled_umlauts
from crm_desktop.services.contacts.names import plain
from crm_desktop.services.search.views import Hit
from crm_desktop.services.search.words import Query
from crm_desktop.storage.database import Database
from crm_desktop.storage.search_index import CONTACT_SUBTITLE

GROUPS: dict[str, str] = {
    "people": "People",
    "companies": "Companies",
    "leads": "Leads",
    "deals": "Deals",
    "quotes": "Quotes",
    "cases": "Cases",
    "products": "Products",
    "events": "Events",
    "tasks": "To do",
    "notes": "Notes and calls",
    "files": "Files",
}
HEADINGS = tuple(GROUPS.items())
RANK = {kind: place for place, kind in enumerate(GROUPS)}
_GROUP_OF = {
    "lead": "leads", "deal": "deals", "quote": "quotes", "case": "cases", "product": "products", "event": "events",
    "task": "tasks", "activity": "notes", "attachment": "files",
}  # fmt: skip

CANDIDATE_RANK = {"contact": RANK["people"]} | {kind: RANK[group] for kind, group in _GROUP_OF.items()}
"""kind → the place of its group; a company's is one further than a person's."""

_CUSTOMER = (
    "coalesce((SELECT name FROM contact WHERE id = {0}.person_id), "
    "(SELECT name FROM contact WHERE id = {0}.company_id), '')"
)
# kind → (id, title, two parts of the subtitle, amount, currency, moment or day), table and alias;
# of a contact (kind, id, title, whether it is a company, subtitle)
_SQL: dict[str, str] = {
    # Not by the view: it would read what is now, also where what was is looked at.
    "contact": f"SELECT 'contact', c.id, c.name, c.kind = 'company', {CONTACT_SUBTITLE} FROM contact c",
    "lead": "SELECT x.id, x.name, x.company_name, CASE WHEN x.converted_at IS NULL THEN x.source ELSE 'Converted' END, "
    "x.amount, x.currency, NULL FROM lead x",
    "deal": f"SELECT d.id, d.title, s.name, {_CUSTOMER.format('d')}, d.amount, d.currency, NULL "
    "FROM deal d JOIN stage s ON s.id = d.stage_id",
    "quote": "SELECT q.id, CASE WHEN q.number IS NULL THEN q.title ELSE trim(q.number || ' ' || q.title) END, "
    f"q.status, {_CUSTOMER.format('q')}, q.gross, q.currency, NULL FROM document q",
    "case": "SELECT s.id, trim(coalesce(s.number, '') || ' ' || s.subject), s.status, "
    f"{_CUSTOMER.format('s')}, NULL, '', NULL FROM \"case\" s",
    "product": "SELECT p.id, p.name, p.code, p.category, NULL, '', NULL FROM product p",
    "event": f"SELECT e.id, e.title, '', {_CUSTOMER.format('e')}, NULL, '', "
    "coalesce(e.starts_at, e.starts_on) FROM event e",
    "task": f"SELECT k.id, k.title, '', {_CUSTOMER.format('k')}, NULL, '', k.due_on FROM task k",
    "activity": "SELECT a.id, CASE WHEN a.subject <> '' THEN a.subject ELSE a.body END, "
    "(SELECT c.name FROM activity_link l JOIN contact c ON c.id = l.record_id WHERE l.activity_id = a.id LIMIT 1), "
    "a.kind, NULL, '', a.happened_at FROM activity a",
    "attachment": "SELECT f.id, f.name, (SELECT name FROM contact WHERE id = f.record_id), '', NULL, '', f.added_at "
    "FROM attachment f",
}  # fmt: skip
_ALIAS = {"contact": "c", "lead": "x", "deal": "d", "quote": "q", "case": "s", "product": "p", "event": "e",
          "task": "k", "activity": "a", "attachment": "f"}  # fmt: skip
_ICONS = {
    "lead": "sprout", "deal": "square-kanban", "quote": "receipt-text", "case": "life-buoy", "product": "package",
    "event": "calendar-days", "task": "circle-check", "activity": "sticky-note", "attachment": "paperclip",
}  # fmt: skip
_ACTIVITY_ICONS = {"call": "phone", "email": "mail", "meeting": "users", "visit": "map-pin", "note": "sticky-note"}
_LONGEST_TITLE = 120
_MARKS = 5


def read_hits(database: Database, clock: Clock, kind: str, ids: Sequence[str]) -> list[Hit]:
    """Read records of one kind in one statement; the Bin is left out, the order is anybody's."""
    if kind not in _SQL:
        return []
    # Always a multiple of five: the driver knows the statement again.
    wanted = (*ids, *[""] * (-len(ids) % _MARKS))
    rows = database.rows(hits_sql(kind, len(wanted)), wanted)
    return [contact(*row) for row in rows] if kind == "contact" else [_hit(kind, row, clock) for row in rows]


@cache
def hits_sql(kind: str, count: int) -> str:
    """Return the statement that reads what is shown of so many records of a kind."""
    marks = ",".join("?" * count)
    return f"{_SQL[kind]} WHERE {_ALIAS[kind]}.id IN ({marks}) AND {_ALIAS[kind]}.deleted_at IS NULL"


def contact(kind: str, record_id: str, title: str, is_company: int, subtitle: str) -> Hit:
    """Return the hit that is made of a contact's document: ten of them for every letter that is typed."""
    words = " ".join(title.split())[:_LONGEST_TITLE] or subtitle
    if is_company:
        return Hit(kind, record_id, words, subtitle, "building-2", None, "", True)
    return Hit(kind, record_id, words, subtitle)


def _hit(kind: str, row: tuple[Any, ...], clock: Clock) -> Hit:
    record_id, title, lead, rest, amount, currency, when = row
    icon = _ICONS.get(kind, "")
    if kind == "quote":
        lead = word(QUOTE_STATUSES, lead)
    elif kind == "case":
        lead = word(CASE_STATUSES, lead)
    elif kind == "activity":
        icon, rest = _ACTIVITY_ICONS.get(rest, icon), ""
    parts = [part for part in (lead, rest, "" if when is None else _day(when, clock)) if part]
    words = " ".join(title.split())[:_LONGEST_TITLE] or lead or rest or ""
    return Hit(kind, record_id, words, " · ".join(parts), icon, amount, currency)


def _day(when: object, clock: Clock) -> str:
    if isinstance(when, int):
        day = from_millis(when).astimezone(clock.zone).date()
    elif isinstance(when, str) and when:
        day = date.fromisoformat(when)
    else:
        return ""
    near = {0: "Today", 1: "Tomorrow", -1: "Yesterday"}.get((day - today(clock)).days)
    year = "" if day.year == today(clock).year else f" {day.year}"
    return near or f"{day.day} {datetime(2000, day.month, 1):%b}{year}"


def scorer(query: Query) -> Callable[[str], int]:
    """How good a title is, 0 best: the number or whole name, its beginning, a word's beginning, anywhere."""
    simple = query.simple
    score = _scorer(query, query.plain, query.words)
    if simple == query.plain:
        return score
    other = _scorer(query, simple, tuple(map(without_spelled_umlauts, query.words)))
    # What was typed comes before what it may also be spelled: “doe” is Doe, and only then Dö….
    return lambda text: min(score(text), other(text) + 2)


def _scorer(query: Query, whole: str, words: Sequence[str]) -> Callable[[str], int]:
    first_word = f" {words[0]} "
    # A title that begins with the whole is known by then, so that a single word stands behind a space or not at all.
    beginnings = tuple(f" {word_}" for word_ in words)
    padding = " " if len(words) > 1 or whole != words[0] else ""
    best = 0 if query.number else 1

    def score(text: str) -> int:
        title = text.lower() if text.isascii() else plain(text)
        if title.startswith(whole):
            return best if title != whole else 0
        padded = f"{padding}{title} "
        for beginning in beginnings:
            if beginning not in padded:
                return 4
        return 2 if first_word in padded else 3

    return score
