"""Which fields the side panel shows of a contact, and what they say."""

from __future__ import annotations

from dataclasses import dataclass

from crm_desktop.core.kinds import CUSTOMER_TYPES, word
from crm_desktop.services.contacts.views import AddressRow, ChannelRow, ContactDetail
from crm_desktop.ui.contacts.words import lifecycle_word, partial_day_text, tr

_LINKS = frozenset(("phone", "email", "web"))


@dataclass(frozen=True, slots=True)
class SideField:
    """One line of the panel. `key` names a field, or a part as channel:ID, address:ID, new:email.

    `types` (key, words) are what the label of a phone, e-mail or address can be; its own words besides.
    `choices` (key, words) are offered in a menu instead of typing; `shown` is what stands there while
    it is not being changed, `value` what is typed over.
    """

    key: str
    label: str
    value: str
    shown: str = ""
    is_link: bool = False
    multiline: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    placeholder: str = ""
    types: tuple[tuple[str, str], ...] = ()


def side_fields(contact: ContactDetail, *, all_fields: bool, members: tuple[tuple[str, str], ...]) -> list[SideField]:
    """The lines of the panel, from top to bottom."""
    fields = [_channel(one) for one in contact.channels]
    media = {one.medium for one in contact.channels}
    if "phone" not in media or all_fields:
        fields.append(SideField("new:phone", tr("Phone"), "", placeholder=tr("Add a phone number")))
    if "email" not in media or all_fields:
        fields.append(SideField("new:email", tr("Email"), "", placeholder=tr("Add an email")))
    if all_fields or (contact.kind == "company" and "web" not in media):
        fields.append(SideField("new:web", tr("Website"), "", placeholder=tr("Add a website")))
    fields += [_address(one) for one in contact.addresses]
    if not contact.addresses or all_fields:
        fields.append(SideField("new:address", tr("Address"), "", multiline=True, placeholder=tr("Add an address")))
    if contact.kind == "person" or all_fields:
        fields.append(_day("birthday", tr("Birthday"), contact.birthday))
    fields.append(SideField("source", tr("Source"), contact.source))
    fields.append(SideField("consent", tr("Consent"), consent_text(contact), choices=consent_choices(contact)))
    owner = tr("You") if contact.owner_is_me else contact.owner
    fields.append(SideField("owner", tr("Owner"), owner, choices=members))
    if all_fields:
        fields += _more(contact)
    return fields


def _more(contact: ContactDetail) -> list[SideField]:
    person = contact.kind == "person"
    lifecycle = lifecycle_word(contact.lifecycle) if contact.lifecycle else ""
    fields = [
        SideField("name", tr("Name"), contact.name),
        SideField("lifecycle", tr("Lifecycle"), lifecycle, choices=_lifecycle_choices()),
        SideField(
            "customer_type", tr("Customer type"), tr(word(CUSTOMER_TYPES, contact.customer_type)),
            choices=tuple((key, tr(text)) for key, text in CUSTOMER_TYPES),
        ),
    ]  # fmt: skip
    if person:
        company = contact.company
        fields += [
            SideField("company", tr("Company"), company.name if company else ""),
            SideField("job_title", tr("Job title"), contact.job_title),
            SideField("prefix", tr("Title"), contact.prefix),
            SideField("nickname", tr("Nickname"), contact.nickname),
            _day("anniversary", tr("Anniversary"), contact.anniversary),
        ]
    fields += [
        SideField("language", tr("Language"), contact.language),
        SideField("tax_id", tr("Tax number"), contact.tax_id),
        SideField("registration_id", tr("Reg. number"), contact.registration_id),
        SideField("about", tr("About"), contact.about, multiline=True),
    ]
    return fields


def _lifecycle_choices() -> tuple[tuple[str, str], ...]:
    return tuple((key, lifecycle_word(key)) for key in ("lead", "prospect", "customer", "lost", "former"))


def channel_types(medium: str) -> tuple[tuple[str, str], ...]:
    """What a phone number or e-mail address can be for; of other lines only own words tell."""
    usual = (("work", tr("Work")), ("home", tr("Home")))
    if medium == "phone":
        return (("mobile", tr("Mobile")), *usual, ("main", tr("Main")), ("fax", tr("Fax")), ("other", tr("Other")))
    return (*usual, ("other", tr("Other"))) if medium == "email" else ()


def address_types() -> tuple[tuple[str, str], ...]:
    """What an address can be for."""
    return (
        ("work", tr("Work")), ("home", tr("Home")), ("billing", tr("Billing")), ("delivery", tr("Delivery")),
        ("other", tr("Other")),
    )  # fmt: skip


def _channel(one: ChannelRow) -> SideField:
    types = channel_types(one.medium)
    words = {"phone": tr("Phone"), "email": tr("Email"), "web": tr("Website"), "messaging": tr("Message")}
    kind = "mobile" if one.type == "cell" else "" if one.type == "other" else one.type
    label = one.label or dict(types).get(kind) or words.get(one.medium, tr("Social"))
    return SideField(f"channel:{one.id}", label, one.value, is_link=one.medium in _LINKS, types=types)


def _address(one: AddressRow) -> SideField:
    types = address_types()
    kind = "" if one.type == "other" else one.type
    label = one.label or dict(types).get(kind) or tr("Address")
    return SideField(f"address:{one.id}", label, address_text(one), multiline=True, types=types)


def address_text(one: AddressRow) -> str:
    """An address in lines: street, city with postcode, region, country."""
    city = " ".join(part for part in (one.city, one.postcode) if part)
    return "\n".join(part for part in (one.street, city, one.region, one.country) if part)


def _day(key: str, label: str, value: str | None) -> SideField:
    return SideField(key, label, partial_day_text(value) if value else "")


def _has_agreed(one: ChannelRow) -> bool:
    return bool(one.consent) and one.opted_out_at is None


def consent_text(contact: ContactDetail) -> str:
    """By which lines this contact has agreed to be written to or called."""
    words = {"phone": tr("Phone"), "email": tr("Email"), "messaging": tr("Messages")}
    agreed = dict.fromkeys(words[one.medium] for one in contact.channels if _has_agreed(one) and one.medium in words)
    refused = any(one.opted_out_at is not None for one in contact.channels)
    if not agreed:
        return tr("Opted out") if refused else ""
    first, *others = agreed
    return ", ".join([first, *(other.lower() for other in others)])


def consent_choices(contact: ContactDetail) -> tuple[tuple[str, str], ...]:
    """What the consent menu offers: each line, to agree or to take it back."""
    return tuple(
        (
            one.id,
            (tr("{line}: opts out") if _has_agreed(one) else tr("{line}: has agreed")).format(line=one.value),
        )
        for one in contact.channels
        if one.medium in ("phone", "email", "messaging")
    ) or (("", tr("Add a phone number or email first")),)
