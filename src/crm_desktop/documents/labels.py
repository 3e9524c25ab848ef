"""The printed words that are not the person's own, and how each language writes amounts and dates.

Paper speaks the customer's language, which need not be the window's; so these are data, not `tr()`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Labels:
    """Words and number forms of one language."""

    item: str
    quantity: str
    price: str
    discount: str
    tax: str
    total: str
    recipient: str
    valid_until: str
    draft: str
    optional: str
    alternative: str
    accept: str
    name_and_date: str
    page: str
    """With `{page}` and `{pages}`."""
    group: str
    decimal: str
    date_form: str
    """strftime without names of months; `%b` stands for the English short name."""

    def amount(self, value: Decimal | str | None) -> str:
        """A Decimal with the digits it carries, grouped; a string as it is; nothing for None."""
        if value is None or isinstance(value, str):
            return value or ""
        return self._decimal(value)

    def quantity_of(self, value: Decimal | str | None, unit: str) -> str:
        """A quantity without trailing zeros, and its unit."""
        if value is None or isinstance(value, str):
            number = value or ""
        else:
            whole = value == value.to_integral_value()
            number = self._decimal(value.quantize(Decimal(1)) if whole else value.normalize())
        return f"{number} {unit}".strip()

    def day(self, value: date | str | None) -> str:
        """A date as this language writes it short."""
        if value is None or isinstance(value, str):
            return value or ""
        month = _ENGLISH_MONTHS[value.month - 1]
        text = self.date_form.replace("%b", month)
        return (
            text.replace("%-d", str(value.day))
            .replace("%d", f"{value.day:02d}")
            .replace("%m", f"{value.month:02d}")
            .replace("%Y", f"{value.year:04d}")
        )

    def _decimal(self, value: Decimal) -> str:
        text = f"{value:,f}"
        if value < 0:
            text = "\N{MINUS SIGN}" + text.lstrip("-")
        return text.translate({ord(","): self.group, ord("."): self.decimal})


_ENGLISH = Labels(
    "Item",
    "Qty",
    "Price",
    "Discount",
    "Tax",
    "Total",
    "For",
    "Valid until",
    "Draft",
    "Optional",
    "Alternative",
    "To accept, reply to this email or sign here.",
    "Name and date",
    "Page {page} of {pages}",
    ",",
    ".",
    "%-d %b %Y",
)
_AMERICAN = replace(_ENGLISH, date_form="%b %-d, %Y")
_GERMAN = Labels(
    "Leistung",
    "Menge",
    "Preis",
    "Rabatt",
    "Steuer",
    "Gesamt",
    "Für",
    "Gültig bis",
    "Entwurf",
    "Optional",
    "Alternative",
    "Zum Annehmen antworten Sie auf diese E-Mail oder unterschreiben Sie hier.",
    "Name und Datum",
    "Seite {page} von {pages}",
    ".",
    ",",
    "%d.%m.%Y",
)
_FRENCH = Labels(
    "Désignation",
    "Qté",
    "Prix",
    "Remise",
    "Taxe",
    "Total",
    "Pour",
    "Valable jusqu’au",
    "Brouillon",
    "En option",
    "Variante",
    "Pour accepter, répondez à cet e-mail ou signez ici.",
    "Nom et date",
    "Page {page} sur {pages}",
    "\N{NARROW NO-BREAK SPACE}",
    ",",
    "%d/%m/%Y",
)
_SPANISH = Labels(
    "Concepto",
    "Cant.",
    "Precio",
    "Descuento",
    "Impuesto",
    "Total",
    "Para",
    "Válido hasta",
    "Borrador",
    "Opcional",
    "Alternativa",
    "Para aceptar, responda a este correo o firme aquí.",
    "Nombre y fecha",
    "Página {page} de {pages}",
    ".",
    ",",
    "%d/%m/%Y",
)
_ITALIAN = Labels(
    "Articolo",
    "Q.tà",
    "Prezzo",
    "Sconto",
    "Imposta",
    "Totale",
    "Per",
    "Valido fino al",
    "Bozza",
    "Opzionale",
    "Alternativa",
    "Per accettare, rispondere a questa e-mail o firmare qui.",
    "Nome e data",
    "Pagina {page} di {pages}",
    ".",
    ",",
    "%d/%m/%Y",
)
_DUTCH = Labels(
    "Artikel",
    "Aantal",
    "Prijs",
    "Korting",
    "Btw",
    "Totaal",
    "Voor",
    "Geldig tot",
    "Concept",
    "Optioneel",
    "Alternatief",
    "Beantwoord deze e-mail of onderteken hier om te accepteren.",
    "Naam en datum",
    "Pagina {page} van {pages}",
    ".",
    ",",
    "%d-%m-%Y",
)

_BY_LANGUAGE = {
    "en": _ENGLISH,
    "en-us": _AMERICAN,
    "de": _GERMAN,
    "fr": _FRENCH,
    "es": _SPANISH,
    "it": _ITALIAN,
    "nl": _DUTCH,
}


def labels_for(language: str) -> Labels:
    """The labels of a language tag (`de-AT`, `en_US`); English when there are none."""
    tag = language.replace("_", "-").lower()
    return _BY_LANGUAGE.get(tag) or _BY_LANGUAGE.get(tag.split("-")[0]) or _ENGLISH
