"""An address as lines, and lines that were typed taken apart into street, postcode, city and country."""

from __future__ import annotations

import re

from crm_desktop.services.contacts.views import AddressDraft, AddressRow
from crm_desktop.services.postal import town_line

# “Bristol BS1 4DJ”, “10115 Berlin”, “San Francisco, CA 94107”, “Ottawa, ON K1A 0B1”, “00-950 Warszawa”.
_CODE_LAST = re.compile(
    r"(?P<city>.+?),?\s+(?P<code>[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{4,6}(?:-\d{3,4})?)",
    re.IGNORECASE,
)
_CODE_FIRST = re.compile(
    r"(?P<code>\d{2}-\d{3}|(?:[A-Z]{1,2}-)?\d{3,6}(?:[ -]\d{2,3})?(?:\s?[A-Z]{2}\b)?)\s+(?P<city>.+)"
)
_STATE = re.compile(r"(?P<city>.+?),\s*(?P<region>[A-Z]{2,3})")


def address_text(one: AddressRow) -> str:
    """An address in lines, the town as its country writes it: street, town with postcode, region, country."""
    town, region = _town(one)
    return "\n".join(part for part in (one.street, town, region, one.country) if part)


def _town(one: AddressRow) -> tuple[str, str]:
    """The line of the town, and the region where that has a line of its own."""
    if one.postcode and not one.postcode_first and _STATE.fullmatch(f"{one.city}, {one.region}"):
        return f"{one.city}, {one.region} {one.postcode}", ""
    return town_line(one.city, one.postcode, first=one.postcode_first), one.region


def read_address(text: str, known: AddressRow | None = None) -> AddressDraft:
    """Return the address that lines of text mean; what stands in front of the line with the code is street.

    The lines of the town and region that were `known` still mean what they did.
    """
    lines = [line.strip().strip(",") for line in text.replace("\r", "").split("\n") if line.strip()]
    if len(lines) == 1 and lines[0].count(",") >= 1:
        lines = [part.strip() for part in lines[0].split(",") if part.strip()]
    old_town, old_region = _town(known) if known is not None else ("", "")
    street, city, region, code, country = "", "", "", "", ""
    for number, line in enumerate(lines):
        is_old = known is not None and bool(old_town) and line == old_town
        match = (_CODE_LAST.fullmatch(line) or _CODE_FIRST.fullmatch(line)) if number or len(lines) == 1 else None
        if not (is_old or match):
            continue
        if is_old and known is not None:
            city, code, region = known.city, known.postcode, "" if old_region else known.region
        elif match:
            city, code = match["city"].strip(), match["code"].strip()
            state = _STATE.fullmatch(city)
            if state:
                city, region = state["city"], state["region"]
        street = "\n".join(lines[:number])
        rest = lines[number + 1 :]
        if old_region and old_region in rest:
            rest.remove(old_region)
            region = region or old_region
        country = rest[-1] if rest else ""
        region = region or ", ".join(rest[:-1])
        break
    else:
        street = "\n".join(lines[:-1]) if len(lines) > 1 else "".join(lines)
        city = lines[-1] if len(lines) > 1 else ""
    if known is None:
        return AddressDraft(street, city, region, code, country)
    return AddressDraft(
        street, city, region, code, country, known.type, known.label, known.is_primary, known.id, known.valid_from,
        known.valid_until, known.latitude, known.longitude,
    )  # fmt: skip
