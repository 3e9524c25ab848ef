"""Contacts that may be one: looked for, remembered until contacts change, and put side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from crm_desktop.core.clock import from_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.letting_go import let_go
from crm_desktop.services.contacts import list_sql
from crm_desktop.services.duplicates.following import survivor_of
from crm_desktop.services.duplicates.side_by_side import compared_lines
from crm_desktop.services.duplicates.single_values import single_fields
from crm_desktop.services.duplicates.views import (
    ComparedField,
    Comparison,
    Found,
    Group,
    GroupRow,
    KnownLead,
    Member,
    Pair,
    Side,
)
from crm_desktop.services.duplicates.words import reason_words

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

MOST_AT_ONCE = 100
"""So many contacts are merged into one, and no more: who selects more did not mean it."""
_COMPARED_TABLES = ("contact", "channel", "address", "affiliation", "custom_value")
_CHUNK = 500
_CONNECTED = """
    (SELECT count(*) FROM deal WHERE contact.id IN (person_id, company_id))
    + (SELECT count(*) FROM document WHERE contact.id IN (person_id, company_id))
    + (SELECT count(*) FROM "case" WHERE contact.id IN (person_id, company_id))
    + (SELECT count(*) FROM task WHERE contact.id IN (person_id, company_id))
    + (SELECT count(*) FROM event WHERE contact.id IN (person_id, company_id))
    + (SELECT count(*) FROM activity_link WHERE record_id = contact.id)
    + (SELECT count(*) FROM attachment WHERE record_id = contact.id)
""".replace("contact.id IN (person_id, company_id)", "person_id = contact.id OR company_id = contact.id")
_KNOWN_LEADS = """
    SELECT lead.id, coalesce(nullif(lead.name, ''), lead.email), contact.id, contact.name, h.medium
      FROM lead JOIN channel h ON (h.medium = 'email' AND h.normalised = lead.email AND lead.email <> '')
                               OR (h.medium = 'phone' AND h.normalised = lead.phone_normalised
                                   AND lead.phone_normalised <> '')
      JOIN contact ON contact.id = h.contact_id AND contact.deleted_at IS NULL
     WHERE lead.deleted_at IS NULL AND lead.converted_at IS NULL
     GROUP BY lead.id, contact.id ORDER BY lead.sort_key, lead.id, contact.sort_key LIMIT ?
"""

Progress = Callable[[int, int], bool]
"""Told how far the look is; answers whether to go on."""


class DuplicateQueries:
    """What the window and the command line ask about duplicates. What a look found is kept while the file is open."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._database = services.database
        self._found: Found | None = None
        self.own_entries: set[int] = set()
        """Entries that merged what was found or set it aside: they do not make it old."""

    # looking

    def look(self, progress: Progress | None = None) -> Found | None:
        """Compare all contacts and remember what was found; None, and nothing forgotten, when `progress` said stop.

        Takes a second for every few thousand contacts: call it off the main thread.
        """
        from crm_desktop.services.duplicates.finding import find_pairs
        from crm_desktop.services.duplicates.reading import read_contacts

        entry = self._services.history.newest()
        if progress is not None and not progress(0, 0):
            return None
        people = read_contacts(self._database)
        stopped = False

        def tell(done: int, total: int) -> bool:
            nonlocal stopped
            stopped = progress is not None and not progress(done, total)
            return not stopped

        pairs = find_pairs(people, apart=self._apart(), progress=tell)
        compared = len(people)
        let_go(people)
        if stopped:
            return None
        self._found = Found(tuple(pairs), entry, compared)
        self.own_entries.clear()
        return self._found

    @property
    def found(self) -> Found | None:
        """What the last look found, None before the first."""
        return self._found

    def is_old(self) -> bool:
        """Whether contacts were changed since the last look, other than by merging what it found."""
        if self._found is None:
            return False
        marks = ",".join("?" * len(_COMPARED_TABLES))
        rows = self._database.rows(
            "SELECT DISTINCT e.id, e.undoes FROM journal_entry e JOIN journal_line l ON l.entry_id = e.id "
            f"WHERE e.id > ? AND l.table_name IN ({marks}) ORDER BY e.id LIMIT 1000",
            (self._found.entry, *_COMPARED_TABLES),
        )
        # A merge that was undone, and done again, is still our own.
        own = set(self.own_entries)
        own.update(entry for entry, undoes in rows if undoes in own)
        return any(entry not in own and undoes not in own for entry, undoes in rows)

    def _apart(self) -> frozenset[tuple[str, str]]:
        rows = self._database.rows("SELECT first_id, second_id FROM not_duplicate")
        return frozenset((min(one, other), max(one, other)) for one, other in rows)

    # what was found

    def groups(self) -> list[Group]:
        """Return the groups that are left to review, the likeliest first."""
        pairs = self._pairs_left()
        mates: dict[str, set[str]] = defaultdict(set)
        for pair in pairs:
            mates[pair.first].add(pair.second)
            mates[pair.second].add(pair.first)
        group_of: dict[str, str] = {}
        for start in mates:
            waiting = [start]
            while waiting:
                one = waiting.pop()
                if one not in group_of:
                    group_of[one] = start
                    waiting += mates[one]
        together: dict[str, list[Pair]] = defaultdict(list)
        for pair in pairs:
            together[group_of[pair.first]].append(pair)
        groups = [
            Group(tuple(dict.fromkeys(one for pair in some for one in (pair.first, pair.second))), tuple(some))
            for some in together.values()
        ]
        return sorted(groups, key=lambda group: -group.score)

    def _pairs_left(self) -> list[Pair]:
        """Return the pairs whose contacts are both there still and were not found different since."""
        if self._found is None:
            return []
        apart = self._apart()
        there = self._there({one for pair in self._found.pairs for one in (pair.first, pair.second)})
        return [
            pair
            for pair in self._found.pairs
            if pair.first in there
            and pair.second in there
            and (min(pair.first, pair.second), max(pair.first, pair.second)) not in apart
        ]

    def _there(self, ids: Iterable[str]) -> set[str]:
        wanted = list(ids)
        found: set[str] = set()
        for start in range(0, len(wanted), _CHUNK):
            chunk = wanted[start : start + _CHUNK]
            rows = self._database.rows(
                f"SELECT id FROM contact WHERE deleted_at IS NULL AND id IN ({','.join('?' * len(chunk))})", chunk
            )
            found.update(row[0] for row in rows)
        return found

    def rows_of(self, groups: Sequence[Group]) -> list[GroupRow]:
        """Return groups as a list shows them."""
        members = self.members([one for group in groups for one in group.ids])
        labels = self._labels()
        return [
            GroupRow(
                group,
                tuple(members[one] for one in group.ids if one in members),
                reason_words(group.pairs[0].reasons, labels),
            )
            for group in groups
        ]

    def members(self, ids: Sequence[str]) -> dict[str, Member]:
        """Return id → contact as a list names it."""
        found: dict[str, Member] = {}
        for start in range(0, len(ids), _CHUNK):
            chunk = list(ids[start : start + _CHUNK])
            rows = self._database.rows(
                f"SELECT contact.id, contact.kind, contact.name, {list_sql.DETAIL} FROM contact "
                f"WHERE contact.id IN ({','.join('?' * len(chunk))})",
                chunk,
            )
            found |= {row[0]: Member(row[0], row[1], row[2], row[3] or "") for row in rows}
        return found

    def reasons(self, pair: Pair) -> tuple[str, ...]:
        """Return why two contacts may be one, in words."""
        return reason_words(pair.reasons, self._labels())

    def _labels(self) -> dict[str, str]:
        return dict(self._database.rows("SELECT key, label FROM custom_field WHERE record_kind = 'contact'"))

    def count_among(self, entry: int) -> int:
        """Return how many contacts that were made in this journal entry are in a group that is left."""
        born = {
            row[0]
            for row in self._database.rows(
                "SELECT record_id FROM journal_line WHERE entry_id = ? AND table_name = 'contact' "
                "AND action = 'insert'",
                (entry,),
            )
        }
        return len(born & {one for group in self.groups() for one in group.ids})

    # side by side

    def compare(self, ids: Sequence[str]) -> Comparison:
        """Return contacts side by side, the one on which most hangs first. Raises `RecordMissing`, `Refused`."""
        wanted = self.checked(ids)
        marks = ",".join("?" * len(wanted))
        sides = [
            Side(row[0], row[1], row[2], row[3] or "", from_millis(row[4]), int(row[5]), row[6] or "")
            for row in self._database.rows(
                f"SELECT contact.id, contact.kind, contact.name, {list_sql.DETAIL}, contact.created_at, {_CONNECTED}, "
                f"contact.photo_id FROM contact WHERE contact.id IN ({marks})",
                wanted,
            )
        ]
        sides.sort(key=lambda side: (-side.connected, side.created_at, side.id))
        order = [side.id for side in sides]
        fields = [
            ComparedField(one.key, one.label, tuple(one.texts[side] for side in order), order.index(one.first(order)))
            for one in single_fields(self._database.rows, order)
            if any(one.texts.values())
        ]
        return Comparison(tuple(sides), (*fields, *compared_lines(self._database, order)))

    def checked(self, ids: Sequence[str]) -> list[str]:
        """Return the different ids of contacts that can be made one. Raises `RecordMissing`, `Refused`."""
        wanted = list(dict.fromkeys(ids))
        if len(wanted) < 2:
            raise Refused("It takes two contacts to merge.", "Nothing was changed. Select another one, too.")
        if len(wanted) > MOST_AT_ONCE:
            raise Refused(
                f"{len(wanted)} contacts are too many to merge into one.",
                f"Nothing was changed. Select at most {MOST_AT_ONCE}.",
            )
        rows = self._database.rows(
            f"SELECT id, kind FROM contact WHERE deleted_at IS NULL AND id IN ({','.join('?' * len(wanted))})", wanted
        )
        if len(rows) < len(wanted):
            raise RecordMissing("One of these contacts is no longer there.", "Nothing was changed.")
        if len({kind for _, kind in rows}) > 1:
            raise Refused("A person and a company cannot be merged.", "Nothing was changed. Select only one kind.")
        return wanted

    def survivor_of(self, contact_id: str) -> str:
        """Return the id of the contact that took this one's place in a merge, else its own."""
        return survivor_of(self._database.rows, contact_id)

    def known_leads(self, limit: int = 200) -> list[KnownLead]:
        """Return the open leads whose e-mail address or phone number a contact has."""
        return [KnownLead(*row) for row in self._database.rows(_KNOWN_LEADS, (limit,))]
