"""A new contact in one line of text: “Nora Lind 0770 900461 nora@example.com, Harbor & Vine #fair”."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crm_desktop.services.contacts.normalise import EMAIL, looks_like_phone

_PHONE = re.compile(r"(?:\+|\(|\b)\d[\d\s().\u00a0\u2010-\u2013/-]{4,}\d(?!\w)")
_TAG = re.compile(r"(?<!\S)#([\w-]+)")
_AT = re.compile(r"\s+(?:at|@)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OneLine:
    """What a line was understood to say; every word is in one of the parts."""

    name: str = ""
    phone: str = ""
    email: str = ""
    company: str = ""
    tags: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.name or self.phone or self.email or self.company)


def read_one_line(text: str) -> OneLine:
    """Find the e-mail address, phone number, tags and company in a line; what is left is the name."""
    rest = text.replace("\n", " ")
    emails = EMAIL.findall(rest)
    email = emails[0] if emails else ""
    if email:
        rest = rest.replace(email, " ", 1)
    tags = tuple(dict.fromkeys(_TAG.findall(rest)))
    rest = _TAG.sub(" ", rest)
    phone = ""
    for match in _PHONE.finditer(rest):
        if looks_like_phone(match[0]):
            phone = " ".join(match[0].split())
            rest = rest[: match.start()] + " " + rest[match.end() :]
            break
    pieces = [" ".join(piece.split()).strip(" <>()-;") for piece in rest.split(",")]
    pieces = [piece for piece in pieces if piece]
    name = pieces[0] if pieces else ""
    company = ", ".join(pieces[1:])
    if not company and (parted := _AT.split(name, maxsplit=1)) and len(parted) == 2:
        name, company = parted
    return OneLine(name, phone, email, company, tags)
