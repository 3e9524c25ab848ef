"""Reading contacts: the list, one contact whole, pickers, and what may be the same one."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import lru_cache

from crm_desktop.core.clock import Clock
from crm_desktop.core.filters import Expression
from crm_desktop.services.calendar.next_step import NEXT_STEP_COLUMNS, next_step, next_step_join
from crm_desktop.services.contacts import detail_sql, list_sql, similar_sql
from crm_desktop.services.contacts.in_touch import TOUCH_COLUMNS, in_touch
from crm_desktop.services.contacts.list_order import ListOrder
from crm_desktop.services.contacts.list_sql import Order, digits_query, fts_query
from crm_desktop.services.contacts.names import plain
from crm_desktop.services.contacts.relation_types import relation_types
from crm_desktop.services.contacts.relation_views import RelationChoice, RelationTypeRow
from crm_desktop.services.contacts.relations import choices
from crm_desktop.services.contacts.rhythms import GroupRhythm, RhythmSql, group_rhythms
from crm_desktop.services.contacts.views import (
    AddressDraft,
    AffiliationDraft,
    CaseRow,
    ChannelDraft,
    ContactCounts,
    ContactDetail,
    ContactDraft,
    ContactRow,
    DealRow,
    FileRow,
    PickRow,
    QuoteRow,
    Similar,
    StaffRow,
    TagRow,
)
from crm_desktop.services.number_lists import members
from crm_desktop.storage.database import Database

_CHUNK = 500
_MOST_CANDIDATES = 200
_ID = 32


class ContactQueries:
    """What the window and the command line ask about people and companies."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._order = ListOrder(database, clock)

    # the list

    def row_ids(
        self,
        kind: str = "person",
        order: Order = "next_step",
        where: Expression | None = None,
        text: str = "",
        *,
        descending: bool = False,
    ) -> array[int]:
        """Return the rowids of all people or companies that match, in order; eight bytes each."""
        among: set[int] | None = None
        if where is not None:
            from crm_desktop.services.contacts.fields import FIELDS
            from crm_desktop.services.selecting import selection

            condition, values = selection(self._database, self._clock, FIELDS, "contact", where)
            among = members(self._order.ids(list_sql.found_sql(condition), {"kind": kind, **values}))
        if text.strip():
            matching = members(self._matching(text))
            among = matching if among is None else among & matching
        return self._order.rows(kind, order, among, descending=descending)

    def _matching(self, text: str) -> array[int]:
        found = array("q")
        for index, words in (("search_index", fts_query(text)), ("search_digits", digits_query(text))):
            if words:
                found += self._order.ids(list_sql.matching_sql(index), {"words": words})
        return found

    def rows_at(self, rowids: Sequence[int]) -> list[ContactRow]:
        """Return the rows of one window, in the order asked; a row that is gone is left out."""
        by_row: dict[int, ContactRow] = {}
        clock = self._clock
        sql = RhythmSql(self._database, clock)
        touch = sql.touch_columns if sql else TOUCH_COLUMNS
        for start in range(0, len(rowids), _CHUNK):
            chunk = list(rowids[start : start + _CHUNK])
            for row in self._database.rows(_rows_sql(len(chunk), touch), chunk):
                rowid, contact_id, kind, name, detail, staff, pinned, photo, rhythm, since, *task = row
                by_row[rowid] = ContactRow(
                    rowid, contact_id, kind, name, detail, staff, bool(pinned), next_step(task, clock), photo or "",
                    in_touch(rhythm, since, clock),
                )  # fmt: skip
        return [by_row[rowid] for rowid in rowids if rowid in by_row]

    def rowid_of(self, contact_id: str) -> int | None:
        """Return where a contact stands in the file, for finding it in a list's rowids."""
        found = self._database.value("SELECT rowid FROM contact WHERE id = ? AND deleted_at IS NULL", (contact_id,))
        return None if found is None else int(found)

    def ids_of(self, rowids: Sequence[int]) -> list[str]:
        """Return the ids of the contacts at these rowids, in order."""
        found: dict[int, str] = {}
        for start in range(0, len(rowids), _CHUNK):
            chunk = list(rowids[start : start + _CHUNK])
            marks = ",".join("?" * len(chunk))
            found |= dict(self._database.rows(f"SELECT rowid, id FROM contact WHERE rowid IN ({marks})", chunk))
        return [found[rowid] for rowid in rowids if rowid in found]

    def counts(self) -> ContactCounts:
        """Return how many people and companies there are."""
        return ContactCounts(self._order.count("person"), self._order.count("company"))

    # one contact

    def detail(self, contact_id: str) -> ContactDetail:
        """Return all that the page of a contact shows. Raises `RecordMissing`."""
        from crm_desktop.services.duplicates.following import survivor_of

        return detail_sql.detail(self._database, self._clock, survivor_of(self._database.rows, contact_id))

    def draft(self, contact_id: str) -> ContactDraft:
        """Return a contact as a form would send it back unchanged. Raises `RecordMissing`."""
        found = self.detail(contact_id)
        return ContactDraft(
            id=found.id,
            kind=found.kind,
            name=found.name,
            prefix=found.prefix,
            given_name=found.given_name,
            additional_name=found.additional_name,
            family_name=found.family_name,
            suffix=found.suffix,
            nickname=found.nickname,
            phonetic_name=found.phonetic_name,
            job_title=found.job_title,
            tax_id=found.tax_id,
            registration_id=found.registration_id,
            language=found.language,
            lifecycle=found.lifecycle,
            customer_type=found.customer_type,
            source=found.source,
            birthday=found.birthday,
            anniversary=found.anniversary,
            about=found.about,
            interests=found.interests,
            family=found.family,
            preferences=found.preferences,
            pinned=found.pinned,
            keep_in_touch_days=found.keep_in_touch_days,
            owner_id=found.owner_id,
            photo_id=found.photo_id or None,
            channels=tuple(
                ChannelDraft(
                    one.medium, one.value, one.type, one.label, one.is_primary, one.invalid, one.opted_out_at,
                    one.consent, one.id, one.consent_at, one.consent_source,
                )
                for one in found.channels
            ),
            addresses=tuple(
                AddressDraft(
                    one.street, one.city, one.region, one.postcode, one.country, one.type, one.label, one.is_primary,
                    one.id, one.valid_from, one.valid_until, one.latitude, one.longitude,
                )
                for one in found.addresses
            ),
            affiliations=self._affiliation_drafts(contact_id) if found.kind == "person" else (),
            tags=tuple(tag.name for tag in found.tags),
        )  # fmt: skip

    def _affiliation_drafts(self, person_id: str) -> tuple[AffiliationDraft, ...]:
        rows = self._database.rows(
            "SELECT f.company_id, c.name, f.role, f.department, f.is_primary, f.started_on, f.ended_on, f.id "
            "FROM affiliation f JOIN contact c ON c.id = f.company_id WHERE f.person_id = ? "
            "ORDER BY f.is_primary DESC, f.id",
            (person_id,),
        )
        day = detail_sql.day
        return tuple(
            AffiliationDraft(row[0], row[1], row[2], row[3], bool(row[4]), day(row[5]), day(row[6]), row[7])
            for row in rows
        )

    def deals(self, contact_id: str) -> list[DealRow]:
        """Return a contact's deals: open ones first, then the newest closed."""
        return detail_sql.deals(self._database, contact_id)

    def quotes(self, contact_id: str) -> list[QuoteRow]:
        """Return a contact's quotes, newest first."""
        return detail_sql.quotes(self._database, contact_id)

    def cases(self, contact_id: str) -> list[CaseRow]:
        """Return a contact's cases, newest first."""
        return detail_sql.cases(self._database, contact_id)

    def files(self, record_id: str) -> list[FileRow]:
        """Return the files on a record, newest first."""
        return detail_sql.files(self._database, record_id)

    def staff_of(self, company_id: str) -> list[StaffRow]:
        """Return the people who work for a company, by name, and behind them those who did once."""
        rows = self._database.rows(
            "SELECT p.rowid, f.role, f.ended_on, min(f.ended_on IS NOT NULL) FROM affiliation f "
            "JOIN contact p ON p.id = f.person_id AND p.deleted_at IS NULL WHERE f.company_id = ? "
            "GROUP BY p.rowid ORDER BY f.ended_on IS NOT NULL, p.sort_key LIMIT 500",
            (company_id,),
        )
        people = {row.rowid: row for row in self.rows_at([row[0] for row in rows])}
        return [StaffRow(people[row[0]], row[1], detail_sql.day(row[2])) for row in rows if row[0] in people]

    def relation_choices(self, kind: str) -> list[RelationChoice]:
        """Return the ties that a person or a company can have, in words."""
        return choices(self._database, kind)

    def photos_of(self, contact_ids: Sequence[str]) -> dict[str, str]:
        """Return the photos (ids of blobs) of those of these contacts who have one."""
        found: dict[str, str] = {}
        for start in range(0, len(contact_ids), _CHUNK):
            chunk = list(contact_ids[start : start + _CHUNK])
            marks = ",".join("?" * len(chunk))
            found |= dict(
                self._database.rows(
                    f"SELECT id, photo_id FROM contact WHERE id IN ({marks}) AND photo_id IS NOT NULL", chunk
                )
            )
        return found

    def relation_types(self) -> list[RelationTypeRow]:
        """Return every kind of tie, with how many contacts are tied so."""
        return relation_types(self._database)

    def group_rhythms(self) -> list[GroupRhythm]:
        """Return every tag and segment with its rhythm, those that have one first."""
        return group_rhythms(self._database)

    def file_content(self, attachment_id: str) -> tuple[str, bytes]:
        """Return the name and bytes of an attached file. Raises `RecordMissing`."""
        return detail_sql.file_content(self._database, attachment_id)

    def tags(self) -> list[TagRow]:
        """Return every tag in use or ever used, by name."""
        rows = self._database.rows("SELECT id, name, tone FROM tag WHERE deleted_at IS NULL ORDER BY lower(name)")
        return [TagRow(*row) for row in rows]

    # finding

    def name_of(self, contact_id: str) -> str:
        """Return a contact's name, empty when there is none of this id."""
        return str(self._database.value("SELECT name FROM contact WHERE id = ?", (contact_id,)) or "")

    def find(self, text: str) -> str | None:
        """Return the id of the one contact of exactly this id, name, e-mail or phone; None for none or many."""
        key = plain(text)
        candidates = (
            "id IN (SELECT record_id FROM search_document WHERE kind = 'contact' AND id IN "
            "(SELECT rowid FROM search_index WHERE search_index MATCH :exact))"
        )
        if self._database.is_past:
            candidates = ":exact IS NOT NULL"  # the search index knows only the names of now
        rows = self._database.rows(
            f"SELECT id FROM contact WHERE deleted_at IS NULL AND (id = :text OR sort_key = :key OR {candidates} "
            "AND lower(name) = lower(:text)) "
            "UNION SELECT c.id FROM channel h JOIN contact c ON c.id = h.contact_id AND c.deleted_at IS NULL "
            "WHERE h.normalised = :email LIMIT 2",
            {
                "text": text.strip(), "key": key, "email": text.strip().lower(),
                "exact": fts_query(text) or '""',
            },
        )  # fmt: skip
        if not rows and len(text.strip()) == _ID:
            from crm_desktop.services.duplicates.following import survivor_of

            survivor = survivor_of(self._database.rows, text.strip())
            return survivor if survivor != text.strip() else None
        return str(rows[0][0]) if len(rows) == 1 else None

    def pick(self, text: str, limit: int = 8, kind: str | None = None) -> list[PickRow]:
        """Return the contacts a person may mean by a few letters or digits; the nearest first."""
        of_kind = "" if kind is None else " AND contact.kind = :kind"
        values: dict[str, object] = {"kind": kind or "", "limit": limit}
        select = f"SELECT contact.id, contact.kind, contact.name, {list_sql.DETAIL} FROM contact"
        live = f"contact.deleted_at IS NULL{of_kind}"
        if not text.strip():
            rows = self._database.rows(
                f"{select} WHERE {live} ORDER BY contact.pinned DESC, contact.sort_key LIMIT :limit", values
            )
            return [PickRow(*row) for row in rows]
        key = plain(text)
        matching, bound = _text_condition(text, candidates=_MOST_CANDIDATES)
        values |= bound | {"from": key, "to": key + "\uffff", "candidates": _MOST_CANDIDATES}
        rows = self._database.rows(
            f"SELECT contact.id, contact.kind, contact.name, {list_sql.DETAIL}, contact.sort_key FROM contact "
            "WHERE contact.rowid IN ("
            f"SELECT * FROM (SELECT contact.rowid FROM contact WHERE {live} AND contact.sort_key >= :from "
            "AND contact.sort_key < :to ORDER BY contact.sort_key LIMIT :limit) UNION "
            f"SELECT * FROM (SELECT contact.rowid FROM contact WHERE {live} AND {matching} LIMIT :candidates))",
            values,
        )
        ranked = sorted(rows, key=lambda row: (_distance(key, row[2]), row[4]))
        return [PickRow(*row[:4]) for row in ranked[:limit]]

    def similar(self, draft: ContactDraft, limit: int = 3) -> list[Similar]:
        """Return the contacts that may be the one being written, the likeliest first."""
        return similar_sql.similar(self._database, draft, limit)


@lru_cache(maxsize=32)
def _rows_sql(count: int, touch: str) -> str:
    marks = ",".join("?" * count)
    return (
        f"SELECT contact.rowid, contact.id, contact.kind, contact.name, {list_sql.DETAIL}, "
        f"CASE contact.kind WHEN 'company' THEN {list_sql.STAFF} ELSE 0 END, contact.pinned, "
        f"contact.photo_id, {touch}, {NEXT_STEP_COLUMNS} "
        f"FROM contact {next_step_join('contact', 'contact')} WHERE contact.rowid IN ({marks})"
    )


def _distance(key: str, name: str) -> int:
    """How far a name is from what was typed: 0 the same, 1 begins so, 2 has words that begin so, 3 has it elsewhere."""
    found = plain(name)
    if found == key:
        return 0
    if found.startswith(key):
        return 1
    words = found.split()
    return 2 if all(any(word.startswith(part) for word in words) for part in key.split()) else 3


def _text_condition(text: str, candidates: int = 0) -> tuple[str, dict[str, object]]:
    """Return SQL for contacts that hold every word of a text, or all of its digits."""
    most = f" LIMIT {candidates:d}" if candidates else ""
    values: dict[str, object] = {"words": fts_query(text) or '""'}
    found = (
        "SELECT d.record_id FROM {0} i JOIN search_document d ON d.id = i.rowid "
        "WHERE i.{0} MATCH :{1} AND d.kind = 'contact'" + most
    )
    condition = f"contact.id IN ({found.format('search_index', 'words')})"
    if digits := digits_query(text):
        values["digits"] = digits
        condition = f"({condition} OR contact.id IN ({found.format('search_digits', 'digits')}))"
    return condition, values
