"""An address typed as lines, taken apart into street, postcode, city and country."""

from __future__ import annotations

import re

from crm_desktop.services.contacts.views import AddressDraft, AddressRow

# “Bristol BS1 4DJ”, “10115 Berlin”, “San Francisco, CA 94107”.
_CODE_LAST = re.compile(
    r"(?P<city>.+?),?\s+(?P<code>[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}|\d{4,6}(?:-\d{3,4})?)", re.IGNORECASE
)
_CODE_FIRST = re.compile(r"(?P<code>(?:[A-Z]{1,2}-)?\d{3,6}(?:[ -]\d{2,3})?(?:\s?[A-Z]{2}\b)?)\s+(?P<city>.+)")
_STATE = re.compile(r"(?P<city>.+?),\s*(?P<region>[A-Z]{2,3})")


def read_address(text: str, known: AddressRow | None = None) -> AddressDraft:
    """Return the address that lines of text mean; what stands in front of the line with the code is street."""
    lines = [line.strip().strip(",") for line in text.replace("\r", "").split("\n") if line.strip()]
    if len(lines) == 1 and lines[0].count(",") >= 1:
        lines = [part.strip() for part in lines[0].split(",") if part.strip()]
    street, city, region, code, country = "", "", "", "", ""
    for number, line in enumerate(lines):
        match = (_CODE_LAST.fullmatch(line) or _CODE_FIRST.fullmatch(line)) if number or len(lines) == 1 else None
        if match:
            city, code = match["city"].strip(), match["code"].strip()
            state = _STATE.fullmatch(city)
            if state:
                city, region = state["city"], state["region"]
            street = "\n".join(lines[:number])
            rest = lines[number + 1 :]
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
