"""The SQL of one contact's page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from crm_desktop.core.clock import Clock, from_millis, to_millis
from crm_desktop.core.errors import RecordMissing
from crm_desktop.core.places import PLACES
from crm_desktop.services.calendar.next_step import NEXT_STEP_COLUMNS, next_step, next_step_join
from crm_desktop.services.contacts.in_touch import LAST_TOUCH, InTouch, in_touch
from crm_desktop.services.contacts.relations import relations
from crm_desktop.services.contacts.rhythms import RhythmSql
from crm_desktop.services.contacts.views import (
    AddressRow,
    AffiliationRow,
    Amount,
    CaseRow,
    ChannelRow,
    ContactDetail,
    DealRow,
    FileRow,
    QuoteRow,
    StepDetail,
    TagRow,
)
from crm_desktop.services.postal import postcode_first
from crm_desktop.storage.database import Database

_OF = "(x.person_id = :id OR x.company_id = :id) AND x.deleted_at IS NULL"
_FILES_OF = (
    "x.deleted_at IS NULL AND x.record_id IN (SELECT :id UNION ALL SELECT l.activity_id FROM activity_link l "
    "JOIN activity a ON a.id = l.activity_id AND a.deleted_at IS NULL WHERE l.record_id = :id)"
)
"""The files on a record itself, and those that came with its mails."""
_COLUMNS = (
    "kind", "name", "prefix", "given_name", "additional_name", "family_name", "suffix", "nickname", "phonetic_name",
    "job_title", "tax_id", "registration_id", "language", "lifecycle", "customer_type", "source", "birthday",
    "anniversary", "about", "interests", "family", "preferences",
)  # fmt: skip


def year_ago(clock: Clock) -> int:
    """Return the moment a year ago, as the file holds it."""
    return to_millis(clock.now() - timedelta(days=365))


def day(text: str | None) -> date | None:
    """Return a stored day."""
    return date.fromisoformat(text) if text else None


def degrees(stored: int | None) -> Decimal | None:
    """Return stored degrees of latitude or longitude."""
    return None if stored is None else Decimal(stored).scaleb(-PLACES)


def _moment(millis: int | None) -> datetime | None:
    return None if millis is None else from_millis(millis)


def detail(database: Database, clock: Clock, contact_id: str) -> ContactDetail:
    """Return all that the page of a contact shows. Raises `RecordMissing`."""
    values = {"id": contact_id, "year_ago": year_ago(clock)}
    row = database.row(
        f"SELECT {', '.join('contact.' + name for name in _COLUMNS)}, contact.pinned, contact.owner_id, "
        "coalesce((SELECT name FROM member WHERE id = contact.owner_id), ''), contact.created_at, contact.deleted_at, "
        f"(SELECT count(*) FROM deal x WHERE {_OF}), "
        f"(SELECT count(*) FROM document x WHERE x.kind = 'quote' AND {_OF}), "
        f'(SELECT count(*) FROM "case" x WHERE {_OF}), '
        f"(SELECT count(*) FROM attachment x WHERE {_FILES_OF}), "
        "(SELECT count(*) FROM affiliation f JOIN contact p ON p.id = f.person_id AND p.deleted_at IS NULL "
        "WHERE f.company_id = :id AND f.ended_on IS NULL), "
        f"coalesce(contact.photo_id, ''), contact.keep_in_touch_days, coalesce({LAST_TOUCH}, contact.created_at), "
        f"{NEXT_STEP_COLUMNS}, next_step.minutes, "
        "(SELECT min(minutes_before) FROM reminder WHERE record_id = next_step.id AND dismissed_at IS NULL) "
        f"FROM contact {next_step_join('contact', 'contact')} WHERE contact.id = :id",
        values,
    )
    if row is None:
        raise RecordMissing("This contact is no longer there.", "It may have been removed for good.")
    split = len(_COLUMNS)
    pinned, owner_id, owner, created, deleted, deals_, quotes_, cases_, files_, people = row[split : split + 10]
    photo, rhythm, since = row[split + 10 : split + 13]
    step = row[split + 13 : split + 18]
    minutes, remind = row[split + 18 :]
    kind = row[0]
    accepted, offered = _money(database, values)
    texts: dict[str, Any] = dict(zip(_COLUMNS, row[:split], strict=True))
    return ContactDetail(
        id=contact_id,
        **texts,
        pinned=bool(pinned),
        keep_in_touch_days=rhythm,
        photo_id=photo,
        owner_id=owner_id,
        owner=owner,
        owner_is_me=bool(owner_id) and owner_id == database.actor,
        created_at=from_millis(created),
        deleted_at=None if deleted is None else from_millis(deleted),
        channels=_channels(database, contact_id),
        addresses=_addresses(database, contact_id),
        affiliations=_affiliations(database, contact_id, kind),
        relations=relations(database.rows, contact_id),
        tags=_tags(database, contact_id),
        in_touch=_in_touch(database, clock, contact_id, rhythm, since),
        next_step=StepDetail(next_step(step, clock), minutes, remind) if step[0] is not None else None,
        accepted_12_months=accepted,
        open_quotes=offered,
        open_deals=tuple(one for one in deals(database, contact_id) if one.stage_kind == "open") if deals_ else (),
        deal_count=deals_,
        quote_count=quotes_,
        case_count=cases_,
        file_count=files_,
        people_count=people,
    )


def _in_touch(database: Database, clock: Clock, contact_id: str, own: int | None, since: int) -> InTouch | None:
    if own is not None:
        return in_touch(own, since, clock)
    group = RhythmSql(database, clock).of_contact(database, contact_id)
    found = in_touch(group.days, since, clock) if group is not None else None
    return replace(found, group=group.kind, group_name=group.name) if found is not None and group is not None else None


def _channels(database: Database, contact_id: str) -> tuple[ChannelRow, ...]:
    rows = database.rows(
        "SELECT id, medium, type, label, value, normalised, is_primary, invalid, opted_out_at, consent, consent_at, "
        "consent_source FROM channel "
        "WHERE contact_id = ? "
        "ORDER BY medium = 'phone' DESC, medium = 'email' DESC, medium, invalid, is_primary DESC, position, id",
        (contact_id,),
    )
    return tuple(
        ChannelRow(
            *[*row[:6], bool(row[6]), bool(row[7]), _moment(row[8]), row[9], _moment(row[10]), row[11]],
        )
        for row in rows
    )


def _addresses(database: Database, contact_id: str) -> tuple[AddressRow, ...]:
    rows = database.rows(
        "SELECT id, type, label, street, city, region, postcode, country, is_primary, valid_from, valid_until, "
        "latitude, longitude FROM address WHERE contact_id = ? "
        "ORDER BY valid_until IS NOT NULL, is_primary DESC, position, id",
        (contact_id,),
    )
    home = str(database.value("SELECT value ->> '$.country' FROM setting WHERE id = 'business'") or "") if rows else ""
    return tuple(
        AddressRow(
            *[
                *row[:8], bool(row[8]), day(row[9]), day(row[10]), degrees(row[11]), degrees(row[12]),
                postcode_first(row[7], home),
            ]
        )
        for row in rows
    )  # fmt: skip


def _affiliations(database: Database, contact_id: str, kind: str) -> tuple[AffiliationRow, ...]:
    own, other = ("person_id", "company_id") if kind == "person" else ("company_id", "person_id")
    rows = database.rows(
        "SELECT f.id, c.id, c.name, f.role, f.is_primary, f.ended_on, f.department, f.started_on FROM affiliation f "
        f"JOIN contact c ON c.id = f.{other} AND c.deleted_at IS NULL WHERE f.{own} = ? "
        "ORDER BY f.ended_on IS NOT NULL, f.is_primary DESC, f.id LIMIT 50",
        (contact_id,),
    )
    return tuple(AffiliationRow(*[*row[:4], bool(row[4]), day(row[5]), row[6], day(row[7])]) for row in rows)


def _tags(database: Database, record_id: str) -> tuple[TagRow, ...]:
    rows = database.rows(
        "SELECT t.id, t.name, t.tone FROM tag_link l JOIN tag t ON t.id = l.tag_id AND t.deleted_at IS NULL "
        "WHERE l.record_id = ? ORDER BY lower(t.name)",
        (record_id,),
    )
    return tuple(TagRow(*row) for row in rows)


def _money(database: Database, values: dict[str, object]) -> tuple[tuple[Amount, ...], tuple[Amount, ...]]:
    rows = database.rows(
        "SELECT x.status, sum(x.gross), x.currency FROM document x WHERE x.kind = 'quote' AND (x.status = 'sent' OR "
        f"(x.status = 'accepted' AND x.decided_at >= :year_ago)) AND {_OF} GROUP BY x.status, x.currency "
        "ORDER BY sum(x.gross) DESC",
        values,
    )
    accepted = tuple(Amount(gross, currency) for status, gross, currency in rows if status == "accepted")
    return accepted, tuple(Amount(gross, currency) for status, gross, currency in rows if status == "sent")


def deals(database: Database, contact_id: str) -> list[DealRow]:
    """Return a contact's deals: open ones first, then the newest closed."""
    rows = database.rows(
        "SELECT x.id, x.title, g.name, g.kind, "
        "(SELECT count(*) FROM stage o WHERE o.pipeline_id = g.pipeline_id AND o.kind = 'open' "
        "AND o.deleted_at IS NULL AND o.position <= g.position), "
        "(SELECT count(*) FROM stage o WHERE o.pipeline_id = g.pipeline_id AND o.kind = 'open' "
        "AND o.deleted_at IS NULL), "
        "x.amount, x.currency FROM deal x JOIN stage g ON g.id = x.stage_id "
        f"WHERE {_OF} ORDER BY g.kind <> 'open', x.closed_at DESC, x.created_at DESC LIMIT 200",
        {"id": contact_id},
    )
    return [DealRow(*row) for row in rows]


def quotes(database: Database, contact_id: str) -> list[QuoteRow]:
    """Return a contact's quotes, newest first."""
    rows = database.rows(
        "SELECT x.id, coalesce(x.number, ''), x.title, x.status, x.dated_on, x.gross, x.currency FROM document x "
        f"WHERE x.kind = 'quote' AND {_OF} ORDER BY x.dated_on DESC, x.created_at DESC LIMIT 200",
        {"id": contact_id},
    )
    return [QuoteRow(*[*row[:4], date.fromisoformat(row[4]), *row[5:]]) for row in rows]


def cases(database: Database, contact_id: str) -> list[CaseRow]:
    """Return a contact's cases, newest first."""
    rows = database.rows(
        "SELECT x.id, coalesce(x.number, ''), x.subject, x.status, x.opened_at FROM \"case\" x "
        f"WHERE {_OF} ORDER BY x.opened_at DESC LIMIT 200",
        {"id": contact_id},
    )
    return [CaseRow(*[*row[:4], from_millis(row[4])]) for row in rows]


def files(database: Database, record_id: str) -> list[FileRow]:
    """Return the files on a record and on what is in its stream, newest first."""
    rows = database.rows(
        "SELECT x.id, x.name, x.media_type, x.size, x.added_at FROM attachment x "
        f"WHERE {_FILES_OF} ORDER BY x.added_at DESC, x.id DESC LIMIT 500",
        {"id": record_id},
    )
    return [FileRow(*[*row[:4], from_millis(row[4])]) for row in rows]


def file_content(database: Database, attachment_id: str) -> tuple[str, bytes]:
    """Return the name and bytes of an attached file. Raises `RecordMissing`."""
    row = database.row(
        "SELECT a.name, b.content FROM attachment a JOIN blob b ON b.id = a.blob_id WHERE a.id = ?", (attachment_id,)
    )
    if row is None:
        raise RecordMissing("This file is no longer there.", "Undo its removal to have it back.")
    return str(row[0]), bytes(row[1])
