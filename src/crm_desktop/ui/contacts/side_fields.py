"""Which fields the side panel shows of a contact, and what they say."""

from __future__ import annotations

from datetime import date

from crm_desktop.core.kinds import CUSTOMER_TYPES, word
from crm_desktop.services.contacts.relation_views import RelationRow
from crm_desktop.services.contacts.views import AddressRow, AffiliationRow, ChannelRow, ContactDetail
from crm_desktop.ui.contacts.address_words import address_text
from crm_desktop.ui.contacts.words import date_text, lifecycle_word, tr
from crm_desktop.ui.fields.rhythm_words import RHYTHMS, reason_text, rhythm_text
from crm_desktop.ui.fields.side_field import SideAction, SideField
from crm_desktop.ui.kit.date_words import partial_day_text

_LONGEST_LABEL = 11
"""Longer words have no room beside the value."""
_LINKS = frozenset(("phone", "email", "web"))


def side_fields(
    contact: ContactDetail,
    *,
    all_fields: bool,
    members: tuple[tuple[str, str], ...],
    day: date,
    asked: frozenset[str] = frozenset(),
) -> list[SideField]:
    """The lines of the panel, from top to bottom; `asked` are new lines that somebody wants to fill in."""
    fields = [_channel(one, all_fields=all_fields) for one in contact.channels]
    media = {one.medium for one in contact.channels}
    if "phone" not in media or all_fields or "new:phone" in asked:
        fields.append(SideField("new:phone", tr("Phone"), "", placeholder=tr("Add a phone number")))
    if "email" not in media or all_fields or "new:email" in asked:
        fields.append(SideField("new:email", tr("Email"), "", placeholder=tr("Add an email")))
    if all_fields or "new:web" in asked or (contact.kind == "company" and "web" not in media):
        fields.append(SideField("new:web", tr("Website"), "", placeholder=tr("Add a website")))
    if "new:messaging" in asked:
        fields.append(SideField("new:messaging", tr("Message"), "", placeholder=tr("Signal: @name")))
    if "new:social" in asked:
        fields.append(SideField("new:social", tr("Social"), "", placeholder=tr("Address of the profile")))
    fields += [_address(one, day) for one in contact.addresses]
    if not contact.addresses or all_fields or "new:address" in asked:
        fields.append(SideField("new:address", tr("Address"), "", multiline=True, placeholder=tr("Add an address")))
    places = contact.affiliations if contact.kind == "person" else ()
    if all_fields or len(places) > 1 or any(one.ended_on for one in places):
        fields += [_affiliation(one) for one in places]
    fields += [_relation(one) for one in contact.relations]
    if contact.kind == "person" or all_fields:
        fields.append(_day("birthday", tr("Birthday"), contact.birthday))
    fields.append(SideField("source", tr("Source"), contact.source))
    fields.append(SideField("consent", tr("Consent"), consent_text(contact), choices=consent_choices(contact)))
    owner = tr("You") if contact.owner_is_me else contact.owner
    fields.append(SideField("owner", tr("Owner"), owner, choices=members))
    if all_fields or contact.keep_in_touch_days is not None or contact.in_touch is not None:
        fields.append(_rhythm(contact))
    soft = (
        ("interests", tr("Interests"), contact.interests, tr("Add interests")),
        ("family", tr("Family"), contact.family, tr("Add family")),
        ("preferences", tr("Prefers"), contact.preferences, tr("Add preferences")),
    )
    for key, label, value, hint in soft:
        if value or all_fields:
            fields.append(SideField(key, label, value, multiline=True, placeholder=hint))
    if all_fields:
        fields += _more(contact)
    return fields


def _rhythm(contact: ContactDetail) -> SideField:
    """How often, and where that comes from when it is not said of the contact itself."""
    own, touch = contact.keep_in_touch_days, contact.in_touch
    reason = reason_text(touch.group, touch.group_name) if touch is not None else ""
    value = tr("No rhythm") if own == 0 else rhythm_text(touch.days if reason and touch is not None else own)
    days = RHYTHMS if own in (None, 0, *RHYTHMS) else (own or 0, *RHYTHMS)
    usual = tr("As tags and segments say")
    choices = (("", usual), ("0", tr("No rhythm")), *((str(one), rhythm_text(one)) for one in days))
    return SideField("keep_in_touch_days", tr("In touch"), value, choices=choices, hint=reason)


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
        if contact.company is None:
            fields.append(SideField("company", tr("Company"), "", placeholder=tr("Add a company")))
        fields += [
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


def _channel(one: ChannelRow, *, all_fields: bool) -> SideField:
    types = channel_types(one.medium)
    words = {"phone": tr("Phone"), "email": tr("Email"), "web": tr("Website"), "messaging": tr("Message")}
    kind = "mobile" if one.type == "cell" else "" if one.type == "other" else one.type
    label = one.label or dict(types).get(kind) or words.get(one.medium, tr("Social"))
    actions = (
        SideAction("first", tr("Use this one first"), one.is_primary),
        SideAction("invalid", tr("Does not work"), one.invalid),
        SideAction("opted_out", tr("Opted out"), one.opted_out_at is not None),
        SideAction("consent", tr("Consent…")),
        SideAction("remove", tr("Remove")),
    )
    hints = [tr("Does not work")] if one.invalid else []
    if one.opted_out_at is not None:
        hints.append(tr("Opted out {day}").format(day=date_text(one.opted_out_at.date())))
    elif all_fields and one.consent:
        day = date_text(one.consent_at.date()) if one.consent_at else ""
        hints.append(", ".join(part for part in (one.consent, day, one.consent_source) if part))
    return SideField(
        f"channel:{one.id}", label, one.value, is_link=one.medium in _LINKS, types=types, actions=actions,
        hint=" · ".join(hints), former=one.invalid,
    )  # fmt: skip


def _address(one: AddressRow, day: date) -> SideField:
    types = address_types()
    kind = "" if one.type == "other" else one.type
    label = one.label or dict(types).get(kind) or tr("Address")
    is_former = one.valid_until is not None and one.valid_until <= day
    actions = [
        SideAction("change", tr("Change…")),
        SideAction("first", tr("Use this one first"), one.is_primary),
        SideAction("former", tr("No longer in use"), is_former),
        SideAction("remove", tr("Remove")),
    ]
    if one.place is not None:
        actions.insert(1, SideAction("copy", tr("Copy the place on the map")))
    hint = " · ".join(part for part in (span_text(one.valid_from, one.valid_until), str(one.place or "")) if part)
    return SideField(
        f"address:{one.id}", label, address_text(one), multiline=True, types=types, actions=tuple(actions), hint=hint,
        former=is_former,
    )  # fmt: skip


def _affiliation(one: AffiliationRow) -> SideField:
    is_former = one.ended_on is not None
    actions = (
        SideAction("change", tr("Change…")),
        SideAction("end", tr("No longer works there"), is_former),
        SideAction("remove", tr("Remove")),
    )
    role = ", ".join(part for part in (one.role, one.department) if part)
    hint = " · ".join(part for part in (role, years_text(one.started_on, one.ended_on)) if part)
    label = tr("Former") if is_former else tr("Works at")
    return SideField(
        f"affiliation:{one.id}", label, one.name, actions=actions, opens=one.contact_id, hint=hint, former=is_former
    )


def _relation(one: RelationRow) -> SideField:
    actions = (SideAction("change", tr("Change…")), SideAction("remove", tr("Remove")))
    is_long = len(one.words) > _LONGEST_LABEL
    hint = " · ".join(part for part in (one.words if is_long else "", one.note) if part)
    label = tr("Relation") if is_long else one.words
    return SideField(f"relation:{one.id}", label, one.name, actions=actions, opens=one.contact_id, hint=hint)


def years_text(start: date | None, end: date | None) -> str:
    """From which year until which: since 2019, until 2025, 2019–2025."""
    if start and end:
        return f"{start.year}–{end.year}"
    if end:
        return tr("until {year}").format(year=end.year)
    return tr("since {year}").format(year=start.year) if start else ""


def span_text(start: date | None, end: date | None) -> str:
    """From when until when: Since 1 May 2019, Until 30 Jun 2025, or both."""
    if start and end:
        return tr("{start} to {end}").format(start=date_text(start), end=date_text(end))
    if end:
        return tr("Until {day}").format(day=date_text(end))
    return tr("Since {day}").format(day=date_text(start)) if start else ""


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
