"""Importing people and companies: prepared rows, thousands in one statement, nothing asked row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from operator import itemgetter
from typing import Any

from crm_desktop.core.ids import derived_id, new_ids
from crm_desktop.services.contacts.names import plain
from crm_desktop.services.contacts.normalise import PhoneReader, looks_like_email, normalise_channel
from crm_desktop.services.contacts.parts import put_tag
from crm_desktop.services.importing.card_parts import CardParts
from crm_desktop.services.importing.incoming import Incoming, Postal
from crm_desktop.services.importing.line_states import LineStates
from crm_desktop.services.importing.matching import Keys, Matcher
from crm_desktop.services.importing.names_here import NamesHere
from crm_desktop.services.importing.own_fields import OwnFields
from crm_desktop.services.importing.own_properties import NO_PLACES, Job, Place
from crm_desktop.services.importing.plan import ImportPlan, Outcome
from crm_desktop.services.importing.present import COLUMNS, Present, postal_key, read_present, without_own_uid
from crm_desktop.services.importing.tally import Tally
from crm_desktop.services.workspace.commands import put_blob
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.rows import update_row

CHUNK = 2000
_CONTACT = ("id", "created_at", "owner_id", "photo_id", "extra", *COLUMNS)
_CHANNEL = (
    "id", "contact_id", "medium", "type", "label", "value", "normalised", "is_primary", "invalid", "position",
)  # fmt: skip
_ADDRESS = (
    "id", "contact_id", "type", "label", "street", "city", "region", "postcode", "country", "is_primary", "position",
)  # fmt: skip
_AFFILIATION = ("id", "person_id", "company_id", "role", "department", "is_primary", "started_on", "ended_on")

_COLUMNS_OF = itemgetter(*COLUMNS[1:])
_BLANK = {
    **dict.fromkeys(COLUMNS, ""), **dict.fromkeys(("birthday", "anniversary", "keep_in_touch_days")), "pinned": 0,
}  # fmt: skip
_NO_KEYS = Keys((), ())

_BY_EMAIL = (
    "SELECT c.id FROM channel h JOIN contact c ON c.id = h.contact_id WHERE h.normalised = ? AND h.medium = 'email' "
    "AND c.deleted_at IS NULL ORDER BY c.kind DESC, c.id LIMIT 1"
)
_BY_NAME = "SELECT id FROM contact WHERE kind = 'person' AND sort_key = ? AND deleted_at IS NULL LIMIT 2"

Line = tuple[str, str, str, str, str, int]
"""(medium, type, label, value, normalised, invalid)"""


def _insert(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


_STATEMENTS = {
    "contact": _insert("contact", _CONTACT),
    "channel": _insert("channel", _CHANNEL),
    "address": _insert("address", _ADDRESS),
    "affiliation": _insert("affiliation", _AFFILIATION),
    "tag_link": _insert("tag_link", ("id", "tag_id", "record_kind", "record_id")),
}


class ContactImport:
    """Writes incoming contacts inside one unit of work."""

    def __init__(
        self, work: Transaction, plan: ImportPlan, tally: Tally, *, now: Any, millis: int, country: str,
        own: OwnFields | None = None, members: NamesHere | None = None,
    ) -> None:  # fmt: skip
        self._work = work
        self._plan = plan
        self._tally = tally
        self._now = now
        self._millis = millis
        self._owner = work.actor
        self._own = own
        self._members = members
        self._states = LineStates(work)
        self._parts = CardParts(work, self._states, self._company_here, now)
        self._phones = PhoneReader(country)
        self._matcher = Matcher(work, plan.match, plan.any_name)
        self._has_companies = bool(work.execute("SELECT 1 FROM contact WHERE kind = 'company' LIMIT 1"))
        self._companies: dict[str, str] = {}
        self._people: dict[tuple[str, str], str] = {}
        self._tags: dict[str, str] = {}
        self._links: set[str] = set()
        self._touched: set[str] = set()
        self._pending: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _STATEMENTS}
        self._fresh: set[str] = set()
        self._ids: Iterator[str] = iter(())

    def run(self, rows: Iterable[Incoming]) -> None:
        """Import all rows; what became of each is in the tally."""
        self._run(rows)
        self._parts.finish(self._tally)

    def _run(self, rows: Iterable[Incoming]) -> None:
        source = iter(rows)
        waiting: list[tuple[Incoming, Keys, list[Line]]] = []
        while True:
            chunk = list(islice(source, CHUNK))
            if not chunk and not waiting:
                return
            prepared = waiting
            for one in chunk:
                if one.finish_name():
                    prepared.append(self._prepared(one))
                else:
                    self._tally.add(
                        one.row, Outcome.SKIPPED, one.title,
                        "This row has no name, no phone number and no e-mail address.",
                    )  # fmt: skip
            self._matcher.look_up((one, keys) for one, keys, _ in prepared)
            waiting = self._import(prepared)
            self._flush()
            self._tally.advance(len(chunk))

    def prepared(self, one: Incoming) -> tuple[Incoming, Keys, list[Line]]:
        """Return a contact with what it can be recognised by."""
        return self._prepared(one)

    def _prepared(self, one: Incoming) -> tuple[Incoming, Keys, list[Line]]:
        lines: list[Line] = []
        emails: list[str] = []
        phones: list[str] = []
        known: set[tuple[str, str]] = set()
        for medium, sort, label, value in one.channels:
            normalised = normalise_channel(medium, value, self._phones)
            invalid = 0
            if medium == "email":
                if looks_like_email(normalised):
                    emails.append(normalised)
                else:
                    invalid = 1
                    doubt = f"“{value}” does not look like an e-mail address; it is kept and marked."
                    one.problem = one.problem or doubt
            elif medium == "phone" and len(normalised) > 5:
                phones.append(normalised)
            if (medium, normalised or value) not in known:
                known.add((medium, normalised or value))
                lines.append((medium, sort, label, value, normalised, invalid))
        return one, Keys(tuple(emails), tuple(phones)), lines

    def _import(self, prepared: list[tuple[Incoming, Keys, list[Line]]]) -> list[tuple[Incoming, Keys, list[Line]]]:
        """Make or change contacts; return the rows that belong to a contact made just now, for the next round."""
        mode, matcher, tally = self._plan.mode, self._matcher, self._tally
        waiting = []
        known: list[tuple[str, Incoming, list[Line]]] = []
        for row in prepared:
            one, keys, lines = row
            contact_id, doubt = matcher.find(one, keys)
            if contact_id is not None:
                if contact_id in self._fresh:
                    waiting.append(row)
                elif mode == "create" and contact_id not in self._touched:
                    tally.add(one.row, Outcome.SKIPPED, one.title, f"“{one.title}” is here already.")
                else:
                    known.append((contact_id, one, lines))
            elif mode == "update":
                tally.add(one.row, Outcome.SKIPPED, one.title, f"“{one.title}” is not here yet.")
            elif doubt is not None:
                name = self._work.execute("SELECT name FROM contact WHERE id = ?", (doubt,))[0][0]
                tally.add(
                    one.row, Outcome.LOOK, one.title,
                    f"“{one.title}” has the same e-mail address as “{name}”. Are they one person?",
                )  # fmt: skip
            else:
                self._create(one, keys, lines)
        if known:
            ids = {contact_id for contact_id, _, _ in known}
            present = read_present(self._work, ids)
            if self._own is not None and (self._own or any(one.own for _, one, _ in known)):
                self._own.look_up(ids)
            for contact_id, one, lines in known:
                self._parts.note(contact_id, one)
                changed = self._update(present[contact_id], one, lines)
                tally.add(one.row, Outcome.UPDATE if changed else Outcome.UNCHANGED, one.title, one.problem)
        return waiting

    def _create(self, one: Incoming, keys: Keys, lines: list[Line], *, counted: bool = True) -> None:
        contact_id = one.id = (self._matcher.own_id(one) if one.uid else "") or self._new_id()
        if one.notes:
            one.values["about"] = "\n\n".join(one.notes)
        photo = put_blob(self._work, one.photo) if one.photo else None
        self._put_contact(contact_id, one, photo)
        if lines:
            self._add_lines(contact_id, lines, 0, set())
        if one.addresses:
            self._add_addresses(contact_id, one.addresses, 0, one.places)
        if one.kind == "person" and (one.company or one.jobs):
            self._add_firms(contact_id, one)
        for tag in one.tags:
            self._add_tag(contact_id, tag)
        if one.states:
            self._states.put(contact_id, one.states)
        if one.own and self._own is not None:
            self._own.put(contact_id, one.own)
        if one.kind == "company":
            self._companies.setdefault(one.values["sort_key"], contact_id)
        self._fresh.add(contact_id)
        self._touched.add(contact_id)
        self._matcher.remember(contact_id, one, keys)
        if one.uid or one.ties:
            self._parts.note(contact_id, one)
        if counted:
            self._tally.add(one.row, Outcome.READY, one.values["name"], one.problem)

    def _put_contact(self, contact_id: str, one: Incoming, photo: str | None) -> None:
        owner = self._owner_of(one) if one.owner else None
        if one.uid and one.extra:
            one.extra = without_own_uid(one.extra, contact_id)
        extra = one.extra_json() if one.extra else None
        columns = _COLUMNS_OF({**_BLANK, **one.values})
        owner = owner or self._owner
        self._pending["contact"].append((contact_id, self._millis, owner, photo, extra, one.kind, *columns))

    def _update(self, mine: Present, one: Incoming, lines: list[Line]) -> bool:
        """Add to a contact what it lacks and change what the file says otherwise; whether anything was."""
        # The first row of a file speaks for a contact; a later one of the same file only adds.
        fill_only = mine.id in self._touched
        owner = self._owner_of(one) if one.owner and not fill_only else None
        changes = mine.changes(one, fill_only=fill_only)
        if owner is not None and owner != mine.columns["owner_id"]:
            changes["owner_id"] = owner
        if one.photo:
            photo = put_blob(self._work, one.photo)
            if photo != mine.columns["photo_id"] and not (mine.id in self._touched and mine.columns["photo_id"]):
                changes["photo_id"] = photo
        self._touched.add(mine.id)
        update_row(self._work, "contact", mine.id, changes)
        mine.columns.update(changes)
        changed = bool(changes)
        new_lines = [line for line in lines if (line[0], line[4]) not in mine.channels]
        if new_lines:
            self._add_lines(mine.id, new_lines, mine.counts["channel"], {medium for medium, _ in mine.channels})
            mine.channels.update((line[0], line[4]) for line in new_lines)
            mine.counts["channel"] += len(new_lines)
        new_addresses = mine.new_addresses(one)
        if new_addresses:
            self._add_addresses(mine.id, new_addresses, mine.counts["address"], one.places, one.addresses)
            mine.addresses.update(postal_key(address[2:]) for address in new_addresses)
            mine.counts["address"] += len(new_addresses)
        named = {plain(job.company) for job in one.jobs}
        new_firm = bool(one.company) and one.kind == "person" and one.company_key not in mine.companies | named
        if new_firm:
            self._add_affiliation(mine.id, one, not mine.companies)
            mine.companies.add(one.company_key)
        new_tags = [tag for tag in one.tags if tag.casefold() not in mine.tags]
        for tag in new_tags:
            self._add_tag(mine.id, tag)
            mine.tags.add(tag.casefold())
        new_own = self._own is not None and self._own.put(mine.id, one.own, fill_only=fill_only)
        more = bool(one.jobs or one.places or one.states) and self._add_parts(mine.id, one, lines, new_lines)
        return bool(changed or new_lines or new_addresses or new_firm or new_tags or new_own or more)

    def _add_parts(self, contact_id: str, one: Incoming, lines: list[Line], new_lines: list[Line]) -> bool:
        """Add what only a card of our own says; what it says of a new line is written behind that line."""
        fresh = {(line[0], line[3]): one.states[line[0], line[3]] for line in new_lines if line[:4:3] in one.states}
        self._states.put(contact_id, fresh)
        return self._parts.add(contact_id, one, {(line[0], line[3]): line[4] for line in lines})

    def _owner_of(self, one: Incoming) -> str | None:
        """Return the member who looks after a contact; who is not among them is kept beside it."""
        found = self._members.find(one.owner) if self._members is not None else None
        if found is None:
            one.extra = {**(one.extra or {})}
            one.extra["fields"] = {**one.extra.get("fields", {}), "Owner": one.owner}
        return found

    def _add_lines(self, contact_id: str, lines: list[Line], position: int, has: set[str]) -> None:
        put = self._pending["channel"].append
        for medium, sort, label, value, normalised, invalid in lines:
            first = medium not in has
            if first:
                has.add(medium)
            put((self._new_id(), contact_id, medium, sort, label, value, normalised, first, invalid, position))
            position += 1

    def _add_addresses(
        self,
        contact_id: str,
        addresses: list[Postal],
        position: int,
        places: Mapping[int, Place] = NO_PLACES,
        every: list[Postal] | None = None,
    ) -> None:
        """Add addresses; `places` are those of `every` address of the file by its number there."""
        put = self._pending["address"].append
        for address in addresses:
            made = self._new_id()
            put((made, contact_id, *address, position == 0, position))
            if places and (place := places.get((every or addresses).index(address))):
                self._states.put_place(made, place)
            position += 1

    def _add_firms(self, contact_id: str, one: Incoming) -> None:
        """Add where a new person works: what a card of our own says, or else its company."""
        listed = {plain(job.company) for job in one.jobs}
        if one.company and one.company_key not in listed:
            self._add_affiliation(contact_id, one, not any(job.primary for job in one.jobs))
        for job in one.jobs:
            self._pending["affiliation"].append(
                (self._new_id(), contact_id, self._company_of(job), job.role, job.department, job.primary,
                 job.started_on or None, job.ended_on or None)
            )  # fmt: skip

    def _company_of(self, job: Job) -> str:
        return self._parts.company_of(job) or self.company_id(job.company)

    def _company_here(self, job: Job) -> str:
        """Return the company of a job, written already."""
        found = self._company_of(job)
        if found in self._fresh:
            self._flush_only("contact")
        return found

    def _add_affiliation(self, contact_id: str, one: Incoming, primary: bool) -> None:
        role = one.values.get("job_title", "")
        self._pending["affiliation"].append(
            (self._new_id(), contact_id, self.company_id(one.company, one.company_key), role, one.department, primary,
             None, None)
        )  # fmt: skip

    def company_id(self, name: str, key: str = "") -> str:
        """Return the company of this name; make it when there is none. `key` is its plain form, if known."""
        key = key or plain(name)
        found = self._known_company(key)
        if not found:
            found = self._companies[key] = self._new_id()
            company = Incoming(0, "company")
            company.values["name"] = " ".join(name.split())
            company.finish_name()
            self._put_contact(found, company, None)
            self._fresh.add(found)
            self._matcher.remember(found, company, Keys((), ()))
        return found

    def _known_company(self, key: str) -> str:
        """Return the company of this plain name, or nothing."""
        found = self._companies.get(key)
        if found is None and self._has_companies:
            rows = self._work.execute(
                "SELECT id FROM contact WHERE kind = 'company' AND sort_key = ? AND deleted_at IS NULL "
                "ORDER BY id LIMIT 1",
                (key,),
            )
            found = self._companies[key] = rows[0][0] if rows else ""
        return found or ""

    def _add_tag(self, contact_id: str, name: str) -> None:
        key = name.casefold()
        if key not in self._tags:
            self._tags[key] = put_tag(self._work, name, self._now)
        tag = self._tags[key]
        link = derived_id(tag, "contact", contact_id)
        if link not in self._links:
            self._links.add(link)
            self._pending["tag_link"].append((link, tag, "contact", contact_id))

    def _new_id(self) -> str:
        found = next(self._ids, None)
        if found is None:
            self._ids = iter(new_ids(5 * CHUNK))
            found = next(self._ids)
        return found

    def _flush_only(self, table: str) -> None:
        rows = self._pending[table]
        if rows:
            self._work.execute_many(_STATEMENTS[table], rows)
            rows.clear()

    def _flush(self) -> None:
        for table in self._pending:
            self._flush_only(table)
        self._states.flush()
        if self._own is not None:
            self._own.flush()
        self._fresh.clear()

    def flush(self) -> None:
        """Write what is waiting, for a caller that only asked for companies and people."""
        self._flush()

    def known_company(self, name: str) -> str | None:
        """Return the company of this name when there is one."""
        return self._known_company(plain(name)) or None

    def person_id(self, name: str, company: str) -> str:
        """Return the person of this name (or e-mail address) in this company; make them when there is none.

        Without a company the only person of that name is meant, wherever they work.
        """
        asked = (name, company)
        found = self._people.get(asked)
        if found is None:
            found = self._people[asked] = self._person_id(name, company)
        return found

    def _person_id(self, name: str, company: str) -> str:
        one = Incoming(0)
        keys: Keys = _NO_KEYS
        lines: list[Line] = []
        if looks_like_email(name.lower()):
            one.channels.append(("email", "", "", name))
            _, keys, lines = self._prepared(one)
            rows = self._work.execute(_BY_EMAIL, (keys.emails[0],)) if keys.emails else []
            if rows:
                return str(rows[0][0])
        else:
            one.values["name"] = " ".join(name.split())
        one.company = company
        one.finish_name()
        if not company and one.named:
            rows = self._work.execute(_BY_NAME, (one.values["sort_key"],))
            if len(rows) == 1:
                return str(rows[0][0])
        self._matcher.look_up([(one, keys)])
        found = self._matcher.find(one, keys).id
        if found is None:
            self._create(one, keys, lines, counted=False)
            found = one.id
        return found
