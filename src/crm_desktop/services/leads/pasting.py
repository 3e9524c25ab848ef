"""Leads out of rows that were copied from a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.core.kinds import LEAD_STATUSES
from crm_desktop.core.money import parse_decimal
from crm_desktop.services.contacts.normalise import looks_like_email, looks_like_phone
from crm_desktop.services.leads.views import LeadDraft, SameLead

MOST_ROWS = 5000
_HEADINGS = {
    "name": "name, full name, contact, contact name, lead, lead name, person, ansprechpartner",
    "given_name": "first name, given name, firstname, vorname",
    "family_name": "last name, family name, surname, lastname, nachname",
    "company_name": "company, company name, organisation, organization, firm, account, business, firma",
    "job_title": "job title, title, role, position",
    "phone": "phone, phone number, telephone, tel, mobile, mobile phone, cell, telefon",
    "email": "email, e-mail, mail, email address, e-mail address",
    "website": "website, web, url, homepage",
    "city": "city, town, place, ort, stadt",
    "country": "country, land",
    "source": "source, lead source, origin, quelle",
    "campaign": "campaign, kampagne",
    "interest": "interest, interested in, subject, product, topic, interesse",
    "amount": "value, amount, budget, estimated value, expected revenue, wert",
    "notes": "notes, note, comment, comments, message, remarks, notizen",
    "status": "status, lead status",
    "tags": "tags, tag, labels",
}
_FIELDS = {word.strip(): field for field, words in _HEADINGS.items() for word in words.split(",")}
_UNNAMED = ("name", "company_name", "interest", "notes")
"""What columns without a heading hold, in their order, when their cells do not say it themselves."""
Found = Callable[[LeadDraft], Sequence[SameLead]]


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One pasted row: the lead it would make; `problem` says why it cannot, `same` who is there already."""

    draft: LeadDraft
    problem: str = ""
    same: str = ""


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was pasted; `skipped` rows are beyond what one paste takes in."""

    rows: tuple[PastedRow, ...]
    skipped: int = 0


def read_pasted(text: str, found: Found) -> Pasted:
    """Read rows of cells between tabs, with or without headings; of plain lines each is a name. Raises `Refused`."""
    rows = [row for row in _cells(text) if any(row)]
    if not rows:
        raise Refused("There are no rows to paste.", "Copy rows in a spreadsheet first, then paste them here.")
    headings = [_FIELDS.get(cell.casefold().strip(" :*")) for cell in rows[0]]
    if any(headings):
        fields, body = headings, rows[1:]
    else:
        fields, body = _guess(rows), rows
    drafts = [_draft(fields, row) for row in body[:MOST_ROWS]]
    seen: dict[tuple[str, str], int] = {}
    checked = []
    for number, (draft, problem) in enumerate(drafts, 1):
        checked.append(check_row(draft, problem, found, seen, number))
    return Pasted(tuple(checked), max(0, len(body) - MOST_ROWS))


def check_row(
    draft: LeadDraft, problem: str, found: Found, seen: dict[tuple[str, str], int] | None = None, number: int = 0
) -> PastedRow:
    """Say what is wrong with a row, and who it may be already: in the workspace, or further up (`seen`)."""
    if not problem and not (draft.name.strip() or draft.phone.strip() or draft.email.strip()):
        problem = "A name, a phone or an e-mail is needed."
    if not problem and draft.email.strip() and not looks_like_email(draft.email):
        problem = f"“{draft.email.strip()}” is no e-mail address."
    same = ""
    if not problem:
        keys = [("email", draft.email.strip().lower()), ("phone", "".join(filter(str.isdigit, draft.phone)))]
        before = next((seen[key] for key in keys if key[1] and seen and key in seen), 0)
        there = next((one for one in found(draft) if one.reason in ("email", "phone")), None)
        if before:
            same = f"As in row {before}"
        elif there is not None:
            same = f"{'A lead' if there.kind == 'lead' else 'A contact'} already: {there.name}"
        if seen is not None:
            for key in keys:
                if key[1]:
                    seen.setdefault(key, number)
    return PastedRow(draft, problem, same)


def _cells(text: str) -> list[list[str]]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if "\t" in text:
        try:
            rows = list(csv.reader(io.StringIO(text), delimiter="\t"))
        except csv.Error:  # a quote that is never closed
            rows = [line.split("\t") for line in text.split("\n")]
        return [[" ".join(cell.split()) for cell in row] for row in rows]
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    mark = next((mark for mark in (";", ",") if lines and all(mark in line for line in lines)), None)
    if mark is None:
        return [[line] for line in lines]
    return [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=mark, skipinitialspace=True)]


def _guess(rows: Sequence[Sequence[str]]) -> list[str | None]:
    """Say what each column holds, by what its cells look like."""
    fields: list[str | None] = []
    left = list(_UNNAMED)
    for column in range(max(len(row) for row in rows)):
        cells = [row[column] for row in rows if column < len(row) and row[column]]
        if cells and sum(map(looks_like_email, cells)) * 2 > len(cells):
            field: str | None = "email"
        elif cells and sum(map(looks_like_phone, cells)) * 2 > len(cells):
            field = "phone"
        elif cells and sum(_amount(cell) is not None for cell in cells) * 2 > len(cells):
            field = "amount"
        elif cells and sum(cell.startswith(("http", "www.")) for cell in cells) * 2 > len(cells):
            field = "website"
        else:
            field = left.pop(0) if left else "notes"
        fields.append(field if field not in fields else "notes")
    return fields


def _draft(fields: Sequence[str | None], row: Sequence[str]) -> tuple[LeadDraft, str]:
    texts: dict[str, str] = {}
    problem = ""
    for field, cell in zip(fields, row, strict=False):
        if field and cell:
            texts[field] = f"{texts[field]}\n{cell}" if field in texts else cell
    name = " ".join(texts.pop(part) for part in ("given_name", "family_name") if part in texts)
    texts.setdefault("name", name)
    amount = None
    if "amount" in texts:
        amount = _amount(texts["amount"])
        if amount is None:
            problem = f"“{texts['amount']}” is no amount of money."
        del texts["amount"]
    status = texts.pop("status", "").casefold().replace(" ", "_")
    tags = tuple(tag.strip() for tag in texts.pop("tags", "").split(",") if tag.strip()) or None
    known = status if status in dict(LEAD_STATUSES) else "new"
    return LeadDraft(amount=amount, status=known, tags=tags, **texts), problem


def _amount(text: str) -> Decimal | None:
    bare = "".join(letter for letter in text if letter.isdigit() or letter in ".,-'").replace("'", "")
    words = [letter for letter in text if letter.isalpha()]
    if not any(letter.isdigit() for letter in bare) or len(words) > 3:
        return None
    mark = max(bare.rfind("."), bare.rfind(","))
    tail = len(bare) - mark - 1
    if mark >= 0 and tail != 3:
        whole, rest = bare[:mark], bare[mark + 1 :]
        bare = "".join(filter(lambda letter: letter not in ".,", whole)) + "." + rest
    else:
        bare = "".join(filter(lambda letter: letter not in ".,", bare))
    try:
        return parse_decimal(bare)
    except CrmError:
        return None
