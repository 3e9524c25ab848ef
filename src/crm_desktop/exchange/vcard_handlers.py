"""What each vCard property says about a card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from crm_desktop.exchange.card import Address, Messaging, Name, Organization
from crm_desktop.exchange.vcard_collector import CardCollector, entry_parameters
from crm_desktop.exchange.vcard_lines import Property
from crm_desktop.exchange.vcard_names import CHAT_SERVICES, KINDS, RELATIONS, label_of
from crm_desktop.exchange.vcard_values import (
    iso_date,
    iso_offset,
    phone_number,
    photo,
    place,
    unescaped,
)

_ENVELOPE = {"VERSION", "BEGIN", "END"}


def take(collector: CardCollector, found: Property) -> None:
    """Put one property where it belongs on the card."""
    handler = _HANDLERS.get(found.name)
    if handler is not None:
        if handler(collector, found):
            collector.has_content = True
        return
    if found.name in _ENVELOPE:
        if found.name == "VERSION":
            collector.version = found.value.strip()
            collector.is_21 = collector.version == "2.1"
        return
    prefix, _, relation = found.name.rpartition("-")
    if relation in RELATIONS and prefix in {"X", "X-EVOLUTION", "X-MS"}:
        collector.add_entry("related", found, collector.text(found), label=RELATIONS[relation])
        return
    collector.keep(found)


# One handler per property; each returns whether it found something.


def _full_name(collector: CardCollector, found: Property) -> bool:
    return collector.set_once("full_name", found, collector.text(found))


def _structured_name(collector: CardCollector, found: Property) -> bool:
    if collector.name:
        collector.keep(found)
        return True
    parts = collector.components(found)
    family, given, additional, prefix, suffix = (parts + [[]] * 5)[:5]
    collector.name = Name(" ".join(family), " ".join(given), " ".join(additional), " ".join(prefix), ", ".join(suffix))
    _sort_as(collector, found)
    return bool(collector.name)


def _organization(collector: CardCollector, found: Property) -> bool:
    names = [", ".join(part) for part in collector.components(found, lists=False)]
    while names and not names[-1]:
        names.pop()
    if names:
        collector.orgs.append(Organization(names[0], tuple(names[1:])))
    _sort_as(collector, found)
    return bool(names)


def _sort_as(collector: CardCollector, found: Property) -> None:
    for key, values in found.params:
        if key == "SORT-AS" and any(values):
            collector.texts.setdefault("sort_as", ",".join(values))


def _address(collector: CardCollector, found: Property) -> bool:
    parts = [", ".join(part) for part in collector.components(found)]
    po_box, extended, street, city, region, postcode, country = (parts + [""] * 7)[:7]
    formatted = found.param("LABEL")
    if not any((po_box, extended, street, city, region, postcode, country, formatted)):
        return False
    types, preference, params = entry_parameters(found.params)
    collector.addresses.append(
        Address(
            street, city, region, postcode, country, po_box, extended,
            unescaped(formatted) if formatted else "", types, "", preference, params, found.group,
        )
    )  # fmt: skip
    return True


def _envelope(collector: CardCollector, found: Property) -> bool:
    """Give the text of a LABEL to the address of the same types, the nearest above it first."""
    types, _, _ = entry_parameters(found.params)
    for index in range(len(collector.addresses) - 1, -1, -1):
        address = collector.addresses[index]
        if address.types == types and not address.formatted:
            collector.addresses[index] = replace(address, formatted=collector.text(found))
            return True
    collector.envelopes.append((found, types))
    return True


def _phone(collector: CardCollector, found: Property) -> bool:
    return collector.add_entry("phones", found, phone_number(collector.text(found).strip()))


def _chat(collector: CardCollector, found: Property) -> bool:
    value = collector.text(found).strip()
    types, preference, params = entry_parameters(found.params)
    service = CHAT_SERVICES.get(found.name, "")
    if not service:
        service = found.param("X-SERVICE-TYPE") or value.partition(":")[0].lower()
        params = tuple(pair for pair in params if pair[0] != "X-SERVICE-TYPE")
    if value:
        collector.messaging.append(Messaging(service, value, types, "", preference, params, found.group))
    return bool(value)


def _date(collector: CardCollector, field: str, found: Property) -> bool:
    value = _iso_or_words(collector, found)
    return collector.set_once(field, found, value)


def _labelled_date(collector: CardCollector, found: Property) -> bool:
    return collector.add_entry("dates", found, _iso_or_words(collector, found))


def _iso_or_words(collector: CardCollector, found: Property) -> str:
    """Return the date as ISO text; words that are no date stay words."""
    value = collector.text(found).strip()
    date = iso_date(value) or value
    year = found.param("X-APPLE-OMIT-YEAR")
    return f"-{date[4:]}" if year and date[:5] == f"{year}-" else date


def _related(collector: CardCollector, found: Property) -> bool:
    return collector.add_entry("related", found, collector.text(found))


def _agent(collector: CardCollector, found: Property) -> bool:
    if not found.value.strip():
        collector.awaits_agent = True
        return False
    collector.keep(found)
    return True


def _photo(collector: CardCollector, found: Property) -> bool:
    picture = photo(found)
    if picture is None:
        if found.value.strip():
            collector.keep(found)
            collector.report(found.line, f"The picture on line {found.line} is damaged; it was kept as it is.")
        return bool(found.value.strip())
    collector.photos.append(picture)
    return True


def _place(collector: CardCollector, found: Property) -> bool:
    where = place(unescaped(found.value))
    if where is None or collector.geo is not None:
        collector.keep(found)
    else:
        collector.geo = where
    return True


def _zone(collector: CardCollector, found: Property) -> bool:
    return collector.set_once("time_zone", found, iso_offset(collector.text(found)))


def _revision(collector: CardCollector, found: Property) -> bool:
    value = collector.text(found).strip()
    return collector.set_once("revised", found, iso_date(value) or value)


def _gender(collector: CardCollector, found: Property) -> bool:
    return collector.set_once("gender", found, found.value)


def _kind_of(collector: CardCollector, found: Property) -> bool:
    collector.kind = KINDS.get(found.value.strip().lower(), found.value.strip().lower())
    return False


def _shown_as(collector: CardCollector, found: Property) -> bool:
    if found.value.strip().upper() == "COMPANY":
        collector.kind = collector.kind or "company"
    return False


def _label(collector: CardCollector, found: Property) -> bool:
    if found.group:
        collector.labels[found.group.lower()] = label_of(collector.text(found))
    else:
        collector.keep(found)
    return True


Handler = Callable[[CardCollector, Property], bool]


def _into(method: Callable[[CardCollector, str, Property], bool], field: str) -> Handler:
    return lambda collector, found: method(collector, field, found)


def _entry_into(field: str, strip: bool = True) -> Handler:
    def handler(collector: CardCollector, found: Property) -> bool:
        text = collector.text(found)
        return collector.add_entry(field, found, text.strip() if strip else text)

    return handler


def _once_into(field: str) -> Handler:
    return lambda collector, found: collector.set_once(field, found, collector.text(found))


_HANDLERS: Final[dict[str, Handler]] = {
    "FN": _full_name,
    "N": _structured_name,
    "NICKNAME": _into(CardCollector.add_list, "nicknames"),
    "ORG": _organization,
    "TITLE": _into(CardCollector.add_text, "titles"),
    "ROLE": _into(CardCollector.add_text, "roles"),
    "TEL": _phone,
    "EMAIL": _entry_into("emails"),
    "ADR": _address,
    "LABEL": _envelope,
    "URL": _entry_into("urls"),
    "IMPP": _chat,
    "BDAY": _into(_date, "birthday"),
    "ANNIVERSARY": _into(_date, "anniversary"),
    "X-ANNIVERSARY": _into(_date, "anniversary"),
    "X-EVOLUTION-ANNIVERSARY": _into(_date, "anniversary"),
    "X-MS-ANNIVERSARY": _into(_date, "anniversary"),
    "X-ABDATE": _labelled_date,
    "X-ABRELATEDNAMES": _related,
    "RELATED": _related,
    "AGENT": _agent,
    "NOTE": _into(CardCollector.add_text, "notes"),
    "PHOTO": _photo,
    "CATEGORIES": _into(CardCollector.add_list, "categories"),
    "UID": _once_into("uid"),
    "REV": _revision,
    "GENDER": _gender,
    "GEO": _place,
    "TZ": _zone,
    "LANG": _entry_into("languages"),
    "SORT-STRING": _once_into("sort_as"),
    "KIND": _kind_of,
    "X-ADDRESSBOOKSERVER-KIND": _kind_of,
    "X-ABSHOWAS": _shown_as,
    "X-ABLABEL": _label,
    "X-PHONETIC-FIRST-NAME": _into(CardCollector.set_phonetic, "given"),
    "X-PHONETIC-MIDDLE-NAME": _into(CardCollector.set_phonetic, "additional"),
    "X-PHONETIC-LAST-NAME": _into(CardCollector.set_phonetic, "family"),
    **dict.fromkeys(CHAT_SERVICES, _chat),
}
