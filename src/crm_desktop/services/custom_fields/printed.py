"""What records hold in people's own fields, in words: as paper of a language says it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING

from crm_desktop.core.clock import from_millis
from crm_desktop.core.fields import FieldType
from crm_desktop.core.money import exponent
from crm_desktop.services.custom_fields.declared import Rows, fields_of
from crm_desktop.services.custom_fields.views import CustomFieldRow

if TYPE_CHECKING:
    from babel import Locale

_YES_NO = {
    "en": ("yes", "no"), "de": ("ja", "nein"), "fr": ("oui", "non"), "es": ("sí", "no"), "it": ("sì", "no"),
    "nl": ("ja", "nee"),
}  # fmt: skip
Stored = tuple[str, str, str | None, int | None]
"""(record, field, text, number)"""
_VALUES = """
    SELECT v.record_id, v.field_id, v.text, v.number FROM json_each(?) j JOIN custom_value v ON v.record_id = j.value
     WHERE v.record_kind = ? AND (v.text IS NOT NULL OR v.number IS NOT NULL)
"""


def details_of(rows: Rows, kind: str, record_ids: Sequence[str], tag: str, zone: tzinfo) -> list[list[str]]:
    """Return [label, text] of every field that is printed and filled, as JSON values.

    Of several records the first that is filled speaks: the company, else its person.
    """
    fields = [one for one in fields_of(rows, kind) if one.on_paper]
    if not fields:
        return []
    held = printed_values(rows, kind, fields, record_ids, tag, zone)
    found = []
    for one in fields:
        texts = (held.get(record, {}).get(one.key, "") for record in record_ids)
        if text := next((text for text in texts if text), ""):
            found.append([one.label, text])
    return found


def printed_values(
    rows: Rows, kind: str, fields: Sequence[CustomFieldRow], record_ids: Sequence[str], tag: str, zone: tzinfo
) -> dict[str, dict[str, str]]:
    """Return record → key of a field → its value in words; what is empty is left out."""
    known = {one.id: one for one in fields}
    stored: list[Stored] = [row for row in rows(_VALUES, (json.dumps(list(record_ids)), kind)) if row[1] in known]
    if not stored:
        return {}
    currency = rows("SELECT json_extract(value, '$.currency') FROM setting WHERE id = 'business'", ())
    write = _Writer(tag, zone, (currency[0][0] if currency else "") or "EUR", _names(rows, known, stored))
    found: dict[str, dict[str, str]] = {}
    for record, field_id, text, number in stored:
        one = known[field_id]
        if words := write.value(one, text, number):
            found.setdefault(record, {})[one.key] = words
    return found


def _names(rows: Rows, known: Mapping[str, CustomFieldRow], stored: Sequence[Stored]) -> dict[str, str]:
    """Return what the people of the firm and the records are called that values name."""
    linked = {row[2] for row in stored if known[row[1]].type in (FieldType.PERSON, FieldType.RECORD)}
    if not linked:
        return {}
    ids = json.dumps(sorted(linked))
    return dict(
        rows(
            "SELECT m.id, m.name FROM json_each(?) j JOIN member m ON m.id = j.value UNION ALL "
            "SELECT s.record_id, s.title FROM json_each(?) j JOIN search_document s ON s.record_id = j.value",
            (ids, ids),
        )
    )


class PaperWords:
    """Figures, days and yes or no as paper of one language says them."""

    def __init__(self, tag: str) -> None:
        self._locale = locale_of(tag)
        self._yes_no = _YES_NO.get(tag.replace("_", "-").split("-")[0].lower(), _YES_NO["en"])

    def number(self, value: Decimal, places: int) -> str:
        """Return a number with so many decimals, grouped as the language does."""
        from babel.numbers import format_decimal

        groups = self._locale.decimal_formats[None].pattern.split(";")[0].split(".")[0]
        return format_decimal(value, groups + ("." + "0" * places if places else ""), locale=self._locale)

    def money(self, value: Decimal, currency: str) -> str:
        """Return an amount with its currency."""
        from babel.numbers import format_currency

        return format_currency(value, currency, locale=self._locale)

    def yes_no(self, value: bool) -> str:
        """Return yes or no."""
        return self._yes_no[0 if value else 1]

    def day(self, value: date) -> str:
        """Return a date, short."""
        from babel.dates import format_date

        return format_date(value, "medium", locale=self._locale)

    def moment(self, value: datetime) -> str:
        """Return a date and the time of day."""
        from babel.dates import format_time

        return f"{self.day(value.date())}, {format_time(value.timetz(), 'short', locale=self._locale)}"


class _Writer:
    """Writes the stored values of one language."""

    def __init__(self, tag: str, zone: tzinfo, currency: str, names: Mapping[str, str]) -> None:
        self._words = PaperWords(tag)
        self._zone = zone
        self._currency = currency
        self._names = names

    def value(self, field: CustomFieldRow, text: str | None, number: int | None) -> str:
        """Return one stored value in words."""
        words = self._words
        if text is None:
            whole = Decimal(number or 0)
            match field.type:
                case FieldType.MONEY:
                    return words.money(whole.scaleb(-exponent(self._currency)), self._currency)
                case FieldType.YES_NO:
                    return words.yes_no(bool(number))
                case FieldType.MOMENT:
                    return words.moment(from_millis(number or 0).astimezone(self._zone))
                case _:
                    return words.number(whole.scaleb(-field.scale), field.scale)
        match field.type:
            case FieldType.DATE:
                return words.day(date.fromisoformat(text))
            case FieldType.CHOICE:
                return dict(field.choices).get(text, text)
            case FieldType.TAGS:
                return ", ".join(json.loads(text))
            case FieldType.PERSON | FieldType.RECORD:
                return self._names.get(text, "")
            case _:
                return text.strip()


def locale_of(tag: str) -> Locale:
    """Return the locale of a language tag, else that of its language alone, else English."""
    from babel import Locale, UnknownLocaleError

    for wanted in (tag, tag.split("-")[0], "en-GB"):
        try:
            return Locale.parse(wanted, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")
