"""People's own fields on cards: those that are here are filled, those that are not are declared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from crm_desktop.core.errors import CrmError
from crm_desktop.core.fields import FieldType
from crm_desktop.exchange.card import Card
from crm_desktop.services.custom_fields.commands import CustomFieldCommands
from crm_desktop.services.custom_fields.declared import fields_of
from crm_desktop.services.custom_fields.values import stored
from crm_desktop.services.custom_fields.views import CustomFieldDraft, CustomFieldRow
from crm_desktop.services.importing.incoming import Incoming
from crm_desktop.services.importing.own_properties import OwnText, parts_of
from crm_desktop.services.importing.tally import Tally
from crm_desktop.services.importing.within import services_within

if TYPE_CHECKING:
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

_KIND = "contact"
_HOLDS_ALL = (FieldType.TEXT, FieldType.LONG_TEXT)


class CardFields:
    """Fills own fields from the cards of one file, inside one unit of work."""

    def __init__(self, services: Services, work: Transaction, cards: Iterable[Card], tally: Tally) -> None:
        self._services = services_within(services, work)
        self._work = work
        self._tally = tally
        self._currency = services.workspace.business().currency
        self._by_label: dict[str, CustomFieldRow] = {}
        self._declare([one for card in cards for one in parts_of(card.extras)[2]])

    def _declare(self, said: list[OwnText]) -> None:
        """Declare what these cards have and the workspace has not; a list gets every choice that any of them names."""
        if not said:
            return
        missing: dict[str, list[OwnText]] = {}
        known = {one.label.casefold() for one in fields_of(self._work.execute, _KIND)}
        for one in said:
            if one.label.casefold() not in known:
                missing.setdefault(one.label.casefold(), []).append(one)
        commands = CustomFieldCommands(self._services)
        for alike in missing.values():
            try:
                commands.put_field(self._work, _draft(alike))
            except CrmError as error:
                # Such as a name that a built-in field has: the values stay on the card.
                self._tally.problems.append((0, error.title))  # type: ignore[arg-type]
        self._by_label = {one.label.casefold(): one for one in fields_of(self._work.execute, _KIND)}

    def fill(self, one: Incoming) -> None:
        """Give a contact the values that its card names; what fits no field is kept as it stood."""
        for said in one.own_texts:
            field = self._by_label.get(said.label.casefold())
            try:
                value = None if field is None else stored(field, self._value(field, said), currency=self._currency)
            except (CrmError, TypeError, ValueError, ArithmeticError):
                value = None
            if field is None or value is None or value == (None, None):
                one.keep_property(said.source)
                one.problem = one.problem or f"“{said.label}” could not be filled; it is kept beside the contact."
            else:
                one.own.append((field, value))

    def _value(self, field: CustomFieldRow, said: OwnText) -> Any:
        """Return the JSON value, with the id of the person or record that it names."""
        if field.type is FieldType.PERSON:
            rows = self._work.execute("SELECT id, name FROM member WHERE deleted_at IS NULL")
            return next((row[0] for row in rows if row[1].casefold() == str(said.value).casefold()), None)
        if field.type is FieldType.RECORD:
            return self._services.records.access(field.target).find(self._services, str(said.value))
        if isinstance(said.value, list) and field.type in _HOLDS_ALL:
            return ", ".join(map(str, said.value))
        return said.value


def _draft(alike: list[OwnText]) -> CustomFieldDraft:
    first = alike[0]
    choices = tuple(dict.fromkeys(choice for one in alike for choice in (*one.choices, str(one.value))))
    return CustomFieldDraft(
        _KIND, first.label, first.type, choices if first.type is FieldType.CHOICE else (),
        first.target if first.type is FieldType.RECORD else "",
        max(one.scale for one in alike) if first.type is FieldType.NUMBER else 0,
    )  # fmt: skip
