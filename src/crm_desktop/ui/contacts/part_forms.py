"""The forms of a line's consent, of an address, of a place in a company, and of a tie between contacts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.core.places import read_place
from crm_desktop.services.contacts.relation_views import (
    RelationChoice,
    RelationDraft,
    RelationRow,
    RelationTypeDraft,
)
from crm_desktop.services.contacts.views import (
    AddressDraft,
    AddressRow,
    AffiliationDraft,
    AffiliationRow,
    ChannelDraft,
    ContactDetail,
)
from crm_desktop.ui.contacts.words import tr
from crm_desktop.ui.fields.contact_finder import ContactFinder
from crm_desktop.ui.fields.part_popover import PartPopover
from crm_desktop.ui.kit.search_picker import SearchPicker
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.saving_popover import Call

NEW_TYPE: Final = "new"
"""Chosen to write a relation that is not in the list yet."""


class ConsentPopover(PartPopover):
    """What the owner of a phone number or address agreed to, when, and where they said so."""

    def __init__(self, context: PaneContext, contact: ContactDetail, channel: ChannelDraft, anchor: QWidget) -> None:
        super().__init__(context, tr("Consent: {line}").format(line=channel.value), anchor)
        self._contact = contact
        self._channel = channel
        self.consent = self.add_line(tr("Agreed to"), tr("News and offers by email"))
        self.day = self.add_day(tr("On"), tr("today"))
        self.source = self.add_line(tr("Where"), tr("Form at the fair, a call, an imported list"))
        self.consent.setText(channel.consent)
        zone = context.services.clock.zone
        self.day.set_value(channel.consent_at.astimezone(zone).date() if channel.consent_at else None)
        self.source.setText(channel.consent_source)
        parts = {"consent": self.consent, "day": self.day, "source": self.source}
        self.keep_part("contact.consent", contact.id, f"channel:{channel.id}", contact.name, parts)

    def call(self) -> Call | None:
        if not self.are_days(self.day):
            return None
        said = self.consent.text().strip()
        if not said and (self.day.value() or self.source.text().strip()):
            self.message.show_error(tr("Write what was agreed to, or empty all three."))
            self.consent.setFocus()
            return None
        clock = self.context.services.clock
        day = self.day.value() or clock.now().astimezone(clock.zone).date()
        noon = datetime.combine(day, time(12), tzinfo=clock.zone).astimezone(UTC)
        draft = replace(
            self._channel, consent=said, consent_at=noon if said else None, consent_source=self.source.text().strip()
        )
        return partial(self.context.services.contact_commands.save_channel, self._contact.id, draft)


class AffiliationPopover(PartPopover):
    """Where somebody works or worked: company, role, department, from when until when."""

    def __init__(
        self, context: PaneContext, contact: ContactDetail, place: AffiliationRow | None, anchor: QWidget
    ) -> None:
        title = tr("A company of {name}") if place is None else tr("{name} at {company}")
        super().__init__(context, title.format(name=contact.name, company=place.name if place else ""), anchor)
        self._contact = contact
        self._affiliation = place
        self.company = SearchPicker(context.theme, tr("Company"), tr("Type a name"))
        ContactFinder(context, self.company, "company")
        self.company.create_requested.connect(self._on_create)
        self.add_field(tr("Company"), self.company)
        self.role = self.add_line(tr("Role"), tr("Owner, buyer, head chef"))
        self.department = self.add_line(tr("Department"))
        self.start = self.add_day(tr("Since"), tr("not known"))
        self.end = self.add_day(tr("Until"), tr("still there"))
        if place is not None:
            self.company.set_picked(place.contact_id, place.name)
            self.role.setText(place.role)
            self.department.setText(place.department)
            self.start.set_value(place.started_on)
            self.end.set_value(place.ended_on)
        parts = {
            "company": self.company, "role": self.role, "department": self.department, "start": self.start,
            "end": self.end,
        }  # fmt: skip
        key = f"affiliation:{place.id}" if place else ""
        self.keep_part("contact.company", contact.id, key, contact.name, parts)

    @Slot(str)
    def _on_create(self, text: str) -> None:
        self.company.set_picked("", text)

    def call(self) -> Call | None:
        name = self.company.text().strip()
        if not name:
            self.message.show_error(tr("Which company is it? Type its name."))
            self.company.setFocus()
            return None
        start, end = self.start.value(), self.end.value()
        if not self.are_days(self.start, self.end):
            return None
        if start and end and end < start:
            self.message.show_error(tr("The end is before the beginning."))
            self.end.setFocus()
            return None
        is_first = self._affiliation.is_primary if self._affiliation else not self._contact.affiliations
        picked = self.company.picked_id() if self.company.is_settled() else ""
        draft = AffiliationDraft(
            picked or None, name, self.role.text().strip(), self.department.text().strip(), is_first, start, end,
            self._affiliation.id if self._affiliation else None,
        )  # fmt: skip
        return partial(self.context.services.contact_commands.save_affiliation, self._contact.id, draft)


class AddressPopover(PartPopover):
    """An address part by part, what it is for, from when until when, and where it is on a map."""

    def __init__(
        self, context: PaneContext, contact: ContactDetail, address: AddressRow | None, anchor: QWidget
    ) -> None:
        super().__init__(context, tr("An address of {name}").format(name=contact.name), anchor)
        self._contact = contact
        self._address = address or AddressRow("", "", "", "", "", "", "", "", not contact.addresses)
        known = self._address
        self.street = QPlainTextEdit(known.street)
        self.street.setAccessibleName(tr("Street"))
        self.street.setTabChangesFocus(True)
        self.street.setFixedHeight(52)
        self.add_field(tr("Street"), self.street)
        self.postcode, self.city = self.make_line(tr("Postcode")), self.make_line(tr("City"))
        self.add_pair((tr("Postcode"), self.postcode), (tr("City"), self.city))
        self.region, self.country = self.make_line(tr("Region")), self.make_line(tr("Country"))
        self.add_pair((tr("Region"), self.region), (tr("Country"), self.country))
        self.start = self.make_day(tr("Since"), tr("not known"))
        self.end = self.make_day(tr("Until"), tr("still in use"))
        self.add_pair((tr("Since"), self.start), (tr("Until"), self.end))
        self.place = self.add_line(tr("On the map"), tr("52.52, 13.40, or a geo: link"))
        for line, text in (
            (self.postcode, known.postcode), (self.city, known.city), (self.region, known.region),
            (self.country, known.country), (self.place, str(known.place or "")),
        ):  # fmt: skip
            line.setText(text)
            line.setCursorPosition(0)
        self.start.set_value(known.valid_from)
        self.end.set_value(known.valid_until)
        parts = {
            "street": self.street, "postcode": self.postcode, "city": self.city, "region": self.region,
            "country": self.country, "start": self.start, "end": self.end, "place": self.place,
        }  # fmt: skip
        self.keep_part("contact.address", contact.id, f"address:{known.id}" if known.id else "", contact.name, parts)

    def call(self) -> Call | None:
        if not self.are_days(self.start, self.end):
            return None
        try:
            place = read_place(self.place.text())
        except CrmError as error:
            self.message.show_error(f"{error.title} {error.detail}")
            self.place.setFocus()
            return None
        known = self._address
        draft = AddressDraft(
            self.street.toPlainText().strip(), self.city.text(), self.region.text(), self.postcode.text(),
            self.country.text(), known.type, known.label, known.is_primary, known.id or None, self.start.value(),
            self.end.value(), place.latitude if place else None, place.longitude if place else None,
        )  # fmt: skip
        if not any((draft.street, draft.city.strip(), draft.region.strip(), draft.postcode.strip())):
            self.message.show_error(tr("The address is empty. Remove it in its menu."))
            self.street.setFocus()
            return None
        return partial(self.context.services.contact_commands.save_address, self._contact.id, draft)


class RelationPopover(PartPopover):
    """How a contact is tied to another one; both show it."""

    def __init__(
        self,
        context: PaneContext,
        contact: ContactDetail,
        relation: RelationRow | None,
        choices: list[RelationChoice],
        anchor: QWidget,
    ) -> None:
        super().__init__(context, tr("A relation of {name}").format(name=contact.name), anchor)
        self._contact = contact
        self._relation = relation
        self._choices = choices
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("Relation"))
        for one in choices:
            self.choice.addItem(one.words, f"{one.type_id}:{int(one.forward)}")
        self.choice.addItem(tr("Another relation…"), NEW_TYPE)
        self.add_field(tr("Relation"), self.choice)
        self.words = self.make_line(tr("{name} is").format(name=contact.name), tr("Godparent of"))
        self.other_words = self.make_line(tr("The other one is"), tr("Godchild of"))
        self.own_words = self.add_pair(
            (self.words.accessibleName(), self.words), (self.other_words.accessibleName(), self.other_words)
        )
        self.choice.currentIndexChanged.connect(self._show_words)
        self.other = SearchPicker(context.theme, tr("Contact"), tr("Type a name"), can_create=False)
        self._finder = ContactFinder(context, self.other)
        self._finder.without = frozenset((contact.id,))
        self.add_field(tr("Contact"), self.other)
        self.note = self.add_line(tr("Note"))
        if relation is not None:
            self.choice.setCurrentIndex(max(0, self.choice.findData(f"{relation.type_id}:{int(relation.forward)}")))
            self.other.set_picked(relation.contact_id, relation.name)
            self.note.setText(relation.note)
        self._show_words()
        parts = {
            "choice": self.choice, "words": self.words, "other_words": self.other_words, "other": self.other,
            "note": self.note,
        }  # fmt: skip
        key = f"relation:{relation.id}" if relation else ""
        self.keep_part("contact.relation", contact.id, key, contact.name, parts)

    @Slot()
    def _show_words(self) -> None:
        self.own_words.setVisible(self.choice.currentData() == NEW_TYPE)
        self.adjustSize()

    def call(self) -> Call | None:
        is_new = self.choice.currentData() == NEW_TYPE
        if is_new and not self.words.text().strip():
            self.message.show_error(tr("Write what it is called, as in “Godparent of”."))
            self.words.setFocus()
            return None
        if not self.other.picked_id():
            self.message.show_error(tr("Who is it? Type a name and choose from the list."))
            self.other.setFocus()
            return None
        draft = RelationDraft(
            self.other.picked_id(), "", True, self.note.text().strip(), self._relation.id if self._relation else None
        )
        if is_new:
            draft = replace(draft, new_type=RelationTypeDraft(self.words.text(), self.other_words.text()))
        else:
            chosen = self._choices[self.choice.currentIndex()]
            draft = replace(draft, type_id=chosen.type_id, forward=chosen.forward)
        return partial(self.context.services.contact_commands.save_relation, self._contact.id, draft)


def ended(place: AffiliationRow, day: date | None) -> AffiliationDraft:
    """Return a place in a company that ended on this day, or with None goes on."""
    return AffiliationDraft(
        place.contact_id, place.name, place.role, place.department, place.is_primary, place.started_on, day, place.id
    )
