"""A mail that was saved as a file, put into the streams of whoever wrote and received it; once, however often."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from crm_desktop.core.clock import Clock
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.ids import derived_id
from crm_desktop.core.kinds import KINDS, word
from crm_desktop.services.timeline.commands import link_with_company, put_activity
from crm_desktop.services.timeline.views import ActivityDraft
from crm_desktop.storage.database import Transaction

if TYPE_CHECKING:
    from crm_desktop.exchange.eml import Mail

ENDING = ".eml"
_PROVES_NOTHING = 20
"""An address that more contacts share than this says nothing about who wrote."""
_HOMES = {"contact": "contact", "deal": "deal", "case": "case", "lead": "lead"}


def put_mail(work: Transaction, name: str, content: bytes, kind: str, record_id: str, clock: Clock) -> str:
    """Keep a mail in the stream of a record and of every contact it names, within a unit of work; return its id.

    The same mail again only adds the streams that it is not in yet. Raises `CrmError` for what is no mail.
    """
    from crm_desktop.exchange.eml import read_mail

    if kind not in _HOMES:
        raise Refused(f"A mail cannot be kept with a {word(KINDS, kind).lower()}.", "Nothing was changed.")
    if not work.execute(f'SELECT 1 FROM "{_HOMES[kind]}" WHERE id = ? AND deleted_at IS NULL', (record_id,)):
        raise RecordMissing("This record is no longer there.", "The mail was not kept.")
    mail = read_mail(content, name)
    activity = mail_id(mail, content)
    links = [(kind, record_id), *(("contact", one) for one in _contacts(work, mail))]
    known = work.execute("SELECT deleted_at FROM activity WHERE id = ?", (activity,))
    if known:
        if known[0][0] is not None:
            work.execute("UPDATE activity SET deleted_at = NULL WHERE id = ?", (activity,))
    else:
        _put(work, mail, activity, clock)
        # What came with a mail about a case belongs to the case: there its files are looked for.
        home = (kind, record_id) if kind == "case" else ("activity", activity)
        _attach(work, mail, name, content, home, clock.now())
    is_new_to_case = kind == "case" and not _is_linked(work, activity, record_id)
    for one, linked in links:
        link_with_company(work, activity, one, linked)
    if is_new_to_case:
        _put_into_case(work, mail, record_id, clock)
    return activity


def mail_id(mail: Mail, content: bytes) -> str:
    """Return the id that a mail has in every file: from its own Message-ID, or else from its bytes."""
    return derived_id("mail", mail.message_id.strip("<> ") or hashlib.sha256(content).hexdigest())


def _put(work: Transaction, mail: Mail, activity: str, clock: Clock) -> None:
    from crm_desktop.exchange.mail_words import words_of

    now = clock.now()
    at = mail.date if mail.date is not None and mail.date <= now else now
    direction = "out" if mail.sender.address.lower() in _own(work) else "in"
    draft = ActivityDraft("email", words_of(mail), mail.subject, direction, happened_at=at)
    put_activity(work, draft, (), clock, activity)


def _attach(work: Transaction, mail: Mail, name: str, content: bytes, home: tuple[str, str], now: datetime) -> None:
    from crm_desktop.services.contacts.parts import put_attachment

    kind, record_id = home
    put_attachment(work, kind, record_id, name, content, now)
    for part in mail.attachments:
        # A picture within the words is in the mail itself; what was attached stands beside it.
        if part.content and not (part.content_id and part.media_type.startswith("image/")):
            put_attachment(work, kind, record_id, part.name, part.content, now)


def _put_into_case(work: Transaction, mail: Mail, case_id: str, clock: Clock) -> None:
    from crm_desktop.exchange.mail_words import words_of
    from crm_desktop.services.cases.views import OURS
    from crm_desktop.services.cases.writing import Case

    case = Case(work, case_id, clock)
    text = words_of(mail) or mail.subject or mail.sender.address
    if mail.sender.address.lower() in _own(work):
        case.add_message("reply", text, _not_later(mail.date, clock))
        case.answered(wait=True)
    else:
        case.add_message("customer", text, _not_later(mail.date, clock))
        if case["status"] not in OURS:
            case.resume()
        elif case["reply_due_at"] is None:
            case.resume(case["status"])
    case.save()


def _not_later(moment: datetime | None, clock: Clock) -> datetime:
    now = clock.now()
    return now if moment is None or moment > now else moment


def _contacts(work: Transaction, mail: Mail) -> Iterable[str]:
    """Return the contacts that a mail came from and went to, by their addresses."""
    found: dict[str, None] = {}
    for one in (mail.sender, *mail.to, *mail.cc):
        if not one.address:
            continue
        rows = work.execute(
            "SELECT DISTINCT c.id FROM channel h JOIN contact c ON c.id = h.contact_id AND c.deleted_at IS NULL "
            "WHERE h.normalised = ? AND h.medium = 'email' LIMIT ?",
            (one.address.lower(), _PROVES_NOTHING + 1),
        )
        if len(rows) <= _PROVES_NOTHING:
            found |= dict.fromkeys(str(row[0]) for row in rows)
    return list(found)


def _own(work: Transaction) -> frozenset[str]:
    """Return the addresses of the firm and its people."""
    own = {row[0] for row in work.execute("SELECT lower(email) FROM member WHERE email <> ''")}
    stored = work.execute("SELECT value FROM setting WHERE id = 'business'")
    if stored:
        own.add(str(json.loads(stored[0][0]).get("email", "")).lower())
    return frozenset(own - {""})


def _is_linked(work: Transaction, activity: str, record_id: str) -> bool:
    return bool(
        work.execute("SELECT 1 FROM activity_link WHERE activity_id = ? AND record_id = ?", (activity, record_id))
    )
