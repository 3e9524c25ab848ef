"""What no filter can say: the records of a measure, found by SQL and by looking at each value once."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from crm_desktop.services.postal import country_code, postal_form
from crm_desktop.services.quality.checks import is_email, is_possible_phone

if TYPE_CHECKING:
    from crm_desktop.services.services import Services


class Found(NamedTuple):
    """A record of a list, and the part of it that is wrong: a channel or address with what it says."""

    record_id: str
    part_id: str = ""
    says: str = ""
    better: str = ""
    """What it should say, where that is known."""


_FREE_MAIL: Final = """
gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk live.com msn.com yahoo.com yahoo.co.uk ymail.com
icloud.com me.com mac.com aol.com gmx.de gmx.net gmx.com web.de t-online.de freenet.de proton.me protonmail.com
mail.com mail.ru yandex.ru yandex.com qq.com 163.com 126.com orange.fr free.fr laposte.net wanadoo.fr sfr.fr
libero.it virgilio.it tiscali.it btinternet.com sky.com talktalk.net virginmedia.com ntlworld.com comcast.net
verizon.net att.net sbcglobal.net bellsouth.net cox.net ziggo.nl kpnmail.nl telenet.be skynet.be bluewin.ch
wp.pl o2.pl interia.pl seznam.cz uol.com.br bol.com.br terra.com.br zoho.com fastmail.com tutanota.com
"""
FREE_MAIL: Final = frozenset(_FREE_MAIL.split())
"""Whoever writes from there works anywhere."""

# Who lies in the Bin are few: looked up by the index of the names, and cheaper than a look at every contact.
_GONE = "(SELECT id FROM contact WHERE kind IN ('person', 'company') AND deleted_at IS NOT NULL)"
_USABLE = "h.invalid = 0 AND h.opted_out_at IS NULL AND h.normalised <> ''"
_EMAILS = f"""
    SELECT h.contact_id, h.id, h.value, h.normalised FROM channel h
     WHERE h.medium = 'email' AND h.invalid = 0 AND NOT (
           length(h.normalised) <= 64 AND h.normalised GLOB '[a-z0-9]*@[a-z0-9]*.*[a-z][a-z]'
           AND h.normalised NOT GLOB '*[^a-z0-9._+@-]*' AND h.normalised NOT GLOB '*@*@*'
           AND h.normalised NOT GLOB '*.[.@_-]*' AND h.normalised NOT GLOB '*[_-].*'
           AND h.normalised NOT GLOB '*.[a-z0-9]')
       AND h.contact_id NOT IN {_GONE}
"""
"""Every address but those that are plainly right: the others are looked at one by one."""
_PHONE_SHAPES = """
    SELECT DISTINCT substr(normalised, 1, 4), length(normalised) FROM channel
     WHERE medium = 'phone' AND invalid = 0 AND instr(normalised, ';') = 0
"""
_PHONES = f"""
    SELECT h.contact_id, h.id, h.value, h.normalised FROM channel h
     WHERE h.medium = 'phone' AND h.invalid = 0 AND h.contact_id NOT IN {_GONE}
       AND substr(h.normalised, 1, 4) || '/' || length(h.normalised) NOT IN (SELECT value FROM json_each(?))
"""
_ADDRESSES = f"""
    SELECT d.contact_id, d.id, d.postcode, d.country FROM address d
     WHERE (d.street <> '' OR d.city <> '' OR d.postcode <> '' OR d.country <> '') AND d.contact_id NOT IN {_GONE}
"""
_UNREACHABLE = f"""
    SELECT c.id FROM {{among}} WHERE c.deleted_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM channel h WHERE h.contact_id = c.id AND h.medium <> 'web' AND {_USABLE})
       AND NOT EXISTS (SELECT 1 FROM address d WHERE d.contact_id = c.id
                          AND d.street <> '' AND (d.city <> '' OR d.postcode <> ''))
       AND NOT EXISTS (
           SELECT 1 FROM affiliation f JOIN contact o ON o.id = CASE c.id WHEN f.person_id THEN f.company_id
                                                                          ELSE f.person_id END
            WHERE (f.person_id = c.id OR f.company_id = c.id) AND f.ended_on IS NULL AND o.deleted_at IS NULL
              AND (EXISTS (SELECT 1 FROM channel h WHERE h.contact_id = o.id AND h.medium <> 'web' AND {_USABLE})
                   OR EXISTS (SELECT 1 FROM address d WHERE d.contact_id = o.id AND d.street <> ''
                                 AND (d.city <> '' OR d.postcode <> ''))))
"""
"""Who has nothing of their own, and nobody of their firm has either."""
_AMONG = "json_each(?) j JOIN contact c ON c.id = j.value"
_ONLY_INVALID = f"""
    SELECT h.contact_id, h.id, h.value FROM channel h
     WHERE h.invalid = 1 AND h.medium IN ('email', 'phone') AND h.contact_id NOT IN {_GONE}
       AND NOT EXISTS (SELECT 1 FROM channel o WHERE o.contact_id = h.contact_id AND o.medium = h.medium
                          AND o.invalid = 0)
"""
_COMPANY_ALONE = f"""
    SELECT c.id FROM contact c WHERE c.kind = 'company' AND c.deleted_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM affiliation f WHERE f.company_id = c.id AND f.ended_on IS NULL
                          AND f.person_id NOT IN {_GONE})
"""
_SHARED = """
    WITH twice AS MATERIALIZED (SELECT normalised FROM channel WHERE normalised <> '' GROUP BY normalised
                                HAVING count(*) BETWEEN 2 AND 40),
         line AS (SELECT DISTINCT h.medium, h.normalised, c.kind, c.id
                    FROM twice CROSS JOIN channel h ON h.normalised = twice.normalised
                    JOIN contact c ON c.id = h.contact_id
                   WHERE h.medium IN ('email', 'phone') AND c.deleted_at IS NULL)
    SELECT line.id, '', line.normalised FROM line
      JOIN (SELECT medium, normalised, kind FROM line GROUP BY medium, normalised, kind
            HAVING count(*) BETWEEN 2 AND 20) USING (medium, normalised, kind)
"""
"""A line that more than twenty share proves nothing."""
_COMPANY_DOMAINS = """
    SELECT c.id, h.medium, h.normalised FROM contact c JOIN channel h ON h.contact_id = c.id
     WHERE c.kind = 'company' AND c.deleted_at IS NULL AND h.medium IN ('web', 'email') AND h.normalised <> ''
"""
_FREE_PEOPLE = """
    SELECT c.id, h.id, h.normalised FROM channel h CROSS JOIN contact c ON c.id = h.contact_id
     WHERE h.medium = 'email' AND substr(h.normalised, instr(h.normalised, '@') + 1) IN (SELECT value FROM json_each(?))
       AND h.contact_id NOT IN (SELECT person_id FROM affiliation) AND c.kind = 'person' AND c.deleted_at IS NULL
     ORDER BY h.is_primary DESC, h.position
"""


def find(services: Services, key: str) -> list[Found]:
    """Return the records of a measure that has no filter, each at most once."""
    first: dict[str, Found] = {}
    for one in _FINDERS[key](services):
        first.setdefault(one.record_id, one)
    return list(first.values())


def find_parts(services: Services, key: str) -> list[Found]:
    """Return every wrong part: a contact with two malformed addresses is there twice."""
    return _FINDERS[key](services)


def _by_sql(sql: str) -> Callable[[Services], list[Found]]:
    def read(services: Services) -> list[Found]:
        return [Found(*row) for row in services.database.rows(sql)]

    return read


def _malformed(services: Services) -> list[Found]:
    rows = services.database.rows(_EMAILS)
    return [Found(contact, part, value) for contact, part, value, text in rows if not is_email(text or value)]


def _impossible(services: Services) -> list[Found]:
    shapes = services.database.rows(_PHONE_SHAPES)
    # Whether a number can be called depends on its country and its length alone.
    good = [f"{front}/{length}" for front, length in shapes if is_possible_phone(front.ljust(length, "5"))]
    rows = services.database.rows(_PHONES, (json.dumps(good),))
    return [Found(contact, part, value) for contact, part, value, number in rows if not is_possible_phone(number)]


def unreachable(services: Services, among: str | None = None) -> list[Found]:
    """Return whom nobody can reach, of all contacts or of these (a JSON list)."""
    if among is None:
        rows = services.database.rows(_UNREACHABLE.format(among="contact c"))
    else:
        rows = services.database.rows(_UNREACHABLE.format(among=_AMONG), (among,))
    return [Found(row[0]) for row in rows]


def judged_addresses(services: Services) -> dict[str, list[Found]]:
    """Return what is wrong with postcodes and countries, by measure, from one look at every address."""
    home = services.workspace.business().country
    found: dict[str, list[Found]] = {key: [] for key in ADDRESS_MEASURES}
    for contact, part, postcode, country in services.database.rows(_ADDRESSES):
        what, better = judged(postcode, country, home)
        if what:
            found[what].append(Found(contact, part, " ".join((postcode, country)).strip(), better))
    return found


def _addresses(wanted: str) -> Callable[[Services], list[Found]]:
    def read(services: Services) -> list[Found]:
        return judged_addresses(services)[wanted]

    return read


@lru_cache(maxsize=200_000)
def judged(postcode: str, country: str, home: str) -> tuple[str, str]:
    """Say what is wrong with the postcode and country of one address, and what would be right; ("", "") if nothing.

    Without a country it is `home` that is filled in, and only where the postcode is one of its own.
    """
    code = country_code(country)
    if not country.strip():
        form = postal_form(home)
        fits = form.postcode is not None and bool(postcode.strip()) and form.fits(form.tidied(postcode))
        return "country_missing", home if fits else ""
    if not code:
        return "country_unknown", ""
    form = postal_form(code)
    if not postcode.strip() or form.fits(postcode):
        return "", ""
    tidied = form.tidied(postcode)
    return ("postcode_untidy", tidied) if form.fits(tidied) else ("postcode_wrong", "")


def _by_domain(services: Services) -> list[Found]:
    companies: dict[str, set[str]] = {}
    for company, medium, text in services.database.rows(_COMPANY_DOMAINS):
        domain = _domain(text) if medium == "email" else text.split("/")[0].split(":")[0].lower()
        if "." in domain and domain not in FREE_MAIL:
            companies.setdefault(domain, set()).add(company)
    # A domain of two companies says nothing about either.
    one = {domain: next(iter(firms)) for domain, firms in companies.items() if len(firms) == 1}
    rows = services.database.rows(_FREE_PEOPLE, (json.dumps(sorted(one)),))
    return [Found(person, part, text, one[_domain(text)]) for person, part, text in rows if _domain(text) in one]


def _domain(email: str) -> str:
    return email.rpartition("@")[2].lower()


def _duplicates(services: Services) -> list[Found]:
    """What the last look for duplicates found, else contacts that share an address or number."""
    found = services.duplicates.found
    if found is None or services.duplicates.is_old():
        return _by_sql(_SHARED)(services)
    return [Found(one) for one in dict.fromkeys(one for pair in found.pairs for one in (pair.first, pair.second))]


ADDRESS_MEASURES: Final = ("postcode_untidy", "postcode_wrong", "country_missing", "country_unknown")
_FINDERS: Final[dict[str, Callable[[Services], list[Found]]]] = {
    "company_without_people": _by_sql(_COMPANY_ALONE),
    "unreachable": unreachable,
    "email_malformed": _malformed,
    "phone_impossible": _impossible,
    "only_invalid": _by_sql(_ONLY_INVALID),
    "duplicates": _duplicates,
    "postcode_untidy": _addresses("postcode_untidy"),
    "postcode_wrong": _addresses("postcode_wrong"),
    "country_missing": _addresses("country_missing"),
    "country_unknown": _addresses("country_unknown"),
    "company_by_domain": _by_domain,
}
