"""Reading who is written to, and making their post."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crm_desktop.core.clock import today
from crm_desktop.core.errors import Refused
from crm_desktop.services.contacts.names import plain
from crm_desktop.services.mailing.households import apart, merged
from crm_desktop.services.mailing.views import NOWHERE, Audience, Household, Mailing, Recipient
from crm_desktop.services.postal import PostalAddress, country_code

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

_CHUNK = 5_000
_PEOPLE = """
    SELECT c.id, c.kind, c.name, c.prefix, c.given_name, c.family_name, c.job_title, c.language,
           (SELECT f.company_id FROM affiliation f JOIN contact firm ON firm.id = f.company_id
             WHERE f.person_id = c.id AND f.ended_on IS NULL AND firm.deleted_at IS NULL
             ORDER BY f.is_primary DESC, f.id LIMIT 1),
           (SELECT h.value FROM channel h WHERE h.contact_id = c.id AND h.medium = 'email' AND h.invalid = 0
             ORDER BY h.is_primary DESC, h.position LIMIT 1)
      FROM json_each(?) j JOIN contact c ON c.id = j.value WHERE c.deleted_at IS NULL ORDER BY j.key
"""
_ADDRESSES = """
    SELECT d.contact_id, d.street, d.city, d.region, d.postcode, d.country
      FROM json_each(:ids) j JOIN address d ON d.contact_id = j.value
     WHERE coalesce(d.valid_from, '') <= :today AND coalesce(d.valid_until, '9999') >= :today
     ORDER BY d.contact_id, d.is_primary DESC, d.position, d.rowid
"""
_NAMES = "SELECT c.id, c.name FROM json_each(?) j JOIN contact c ON c.id = j.value"


class MailingQueries:
    """Who is written to, in which order, at which address. Made to be asked off the main thread."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._database = services.database

    def mailing(self, audience: Audience) -> Mailing:
        """Return every piece of post and who has no address. Raises `FilterError` and `Refused`."""
        if audience.order not in ("postcode", "name"):
            raise Refused(f"Post cannot be put in order by “{audience.order}”.", "There are postcode and name.")
        home = self._services.workspace.business().country
        reached: list[Recipient] = []
        without: list[Recipient] = []
        for one in self.recipients(self.ids(audience)):
            (reached if one.address.is_enough else without).append(one)
        pieces = merged(reached) if audience.households else apart(reached)
        if audience.order == "postcode":
            pieces.sort(key=lambda piece: _by_postcode(piece, home))
        return Mailing(tuple(pieces), tuple(without))

    def count(self, audience: Audience) -> int:
        """Return how many contacts an audience is."""
        return len(audience.ids) if audience.ids else self._services.records.count("contact", audience.where or None)

    def ids(self, audience: Audience) -> list[str]:
        """Return the contacts of an audience by name. Raises `FilterError`."""
        if audience.ids:
            return list(audience.ids)
        row_ids = self._services.records.row_ids("contact", audience.where or None)
        found: list[str] = []
        for start in range(0, len(row_ids), _CHUNK):
            rows = self._database.rows(
                "SELECT c.id FROM json_each(?) j JOIN contact c ON c.rowid = j.value ORDER BY j.key",
                (json.dumps(list(row_ids[start : start + _CHUNK])),),
            )
            found += [row[0] for row in rows]
        return found

    def recipients(self, ids: Sequence[str]) -> list[Recipient]:
        """Return contacts as post needs them, in the order given; who lies in the Bin is left out.

        A person without an address of their own is written to at the company where they work.
        """
        found: list[Recipient] = []
        for start in range(0, len(ids), _CHUNK):
            found += self._read(ids[start : start + _CHUNK])
        return found

    def _read(self, ids: Sequence[str]) -> list[Recipient]:
        rows = self._database.rows(_PEOPLE, (json.dumps(list(ids)),))
        firms = {row[8] for row in rows if row[8]}
        addresses = self._addresses({*ids, *firms})
        names: dict[str, str] = dict(self._database.rows(_NAMES, (json.dumps(sorted(firms)),)))
        return [_recipient(row, names, addresses) for row in rows]

    def _addresses(self, ids: set[str]) -> dict[str, PostalAddress]:
        """Return the first address of each contact that is enough to write to, else the first."""
        day = today(self._services.clock).isoformat()
        found: dict[str, PostalAddress] = {}
        for contact, *parts in self._database.rows(_ADDRESSES, {"ids": json.dumps(sorted(ids)), "today": day}):
            address = PostalAddress(*parts)
            if contact not in found or (address.is_enough and not found[contact].is_enough):
                found[contact] = address
        return found


def _recipient(row: Sequence[Any], names: dict[str, str], addresses: dict[str, PostalAddress]) -> Recipient:
    contact, kind, name, prefix, given, family, title, language, firm, email = row
    one = Recipient(
        contact, kind, name, prefix, given, family, title, names.get(firm, ""), email or "", language,
        addresses.get(contact, NOWHERE),
    )  # fmt: skip
    at_firm = addresses.get(firm) if firm else None
    if not one.address.is_enough and at_firm is not None and at_firm.is_enough:
        return replace(one, address=at_firm, at_company=True)
    return one


def _by_postcode(piece: Household, home: str) -> tuple[bool, str, str, str, str]:
    """Home first, then country by country: as the post takes sorted letters."""
    address = piece.first.address
    code = country_code(address.country) or ("~" if address.country.strip() else home)
    return (
        code != home,
        code,
        "".join(address.postcode.upper().split()) or "~",
        plain(address.street),
        plain(piece.first.name),
    )
