"""The words of a quote's paper that stand outside its table, in the languages that paper speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class PaperWords:
    """Words of one language; `included` has `{tax}`, `revision` has `{n}`, `tax_id` has `{tax}`."""

    quote: str
    subtotal: str
    discount: str
    net: str
    included: str
    revision: str
    tax_id: str


_WORDS: Final = {
    "en": PaperWords("Quote", "Subtotal", "Discount", "Net", "incl. {tax}", "rev {n}", "{tax} no. "),
    "de": PaperWords("Angebot", "Zwischensumme", "Rabatt", "Netto", "inkl. {tax}", "Rev. {n}", "{tax}-Nr. "),
    "fr": PaperWords("Devis", "Sous-total", "Remise", "Total HT", "dont {tax}", "rév. {n}", "N° {tax} "),
    "es": PaperWords("Presupuesto", "Subtotal", "Descuento", "Base imponible", "incl. {tax}", "rev. {n}", "N.º {tax} "),
    "it": PaperWords("Preventivo", "Subtotale", "Sconto", "Imponibile", "incl. {tax}", "rev. {n}", "N. {tax} "),
    "nl": PaperWords("Offerte", "Subtotaal", "Korting", "Netto", "incl. {tax}", "rev. {n}", "{tax}-nr. "),
}


def paper_words(language: str) -> PaperWords:
    """Return the words of a language tag; English where there are none, as the paper's labels do."""
    return _WORDS.get(language.replace("_", "-").split("-")[0].lower(), _WORDS["en"])
