"""Why two contacts may be one, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

CONTEXT: Final = "DuplicateReasons"
"""Under this name the texts are translated."""


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:  # noqa: N802 - the translators' tools look for it
    """Mark a text for the translators, who find it by this name."""
    return text


_REASONS: Final[Mapping[tuple[str, str], str]] = {
    ("name", "same"): QT_TRANSLATE_NOOP("DuplicateReasons", "same name"),
    ("name", "close"): QT_TRANSLATE_NOOP("DuplicateReasons", "name nearly the same"),
    ("name", "alike"): QT_TRANSLATE_NOOP("DuplicateReasons", "similar name"),
    ("name", "different"): QT_TRANSLATE_NOOP("DuplicateReasons", "different name"),
    ("company", "same"): QT_TRANSLATE_NOOP("DuplicateReasons", "same company"),
    ("company", "close"): QT_TRANSLATE_NOOP("DuplicateReasons", "company nearly the same"),
    ("company", "alike"): QT_TRANSLATE_NOOP("DuplicateReasons", "similar company"),
    ("company", "different"): QT_TRANSLATE_NOOP("DuplicateReasons", "different company"),
    ("email", "same"): QT_TRANSLATE_NOOP("DuplicateReasons", "same e-mail address"),
    ("email", "close"): QT_TRANSLATE_NOOP("DuplicateReasons", "e-mail address nearly the same"),
    ("email", "alike"): QT_TRANSLATE_NOOP("DuplicateReasons", "same e-mail name at another provider"),
    ("email", "different"): QT_TRANSLATE_NOOP("DuplicateReasons", "different e-mail address"),
    ("phone", "same"): QT_TRANSLATE_NOOP("DuplicateReasons", "same phone number"),
    ("phone", "close"): QT_TRANSLATE_NOOP("DuplicateReasons", "phone number with one slip"),
    ("phone", "different"): QT_TRANSLATE_NOOP("DuplicateReasons", "different phone number"),
    ("birthday", "same"): QT_TRANSLATE_NOOP("DuplicateReasons", "same birthday"),
    ("birthday", "close"): QT_TRANSLATE_NOOP("DuplicateReasons", "birthday with one slip"),
    ("birthday", "alike"): QT_TRANSLATE_NOOP("DuplicateReasons", "similar birthday"),
    ("birthday", "different"): QT_TRANSLATE_NOOP("DuplicateReasons", "different birthday"),
    ("street", "same"): QT_TRANSLATE_NOOP("DuplicateReasons", "same street"),
    ("street", "close"): QT_TRANSLATE_NOOP("DuplicateReasons", "street nearly the same"),
    ("street", "alike"): QT_TRANSLATE_NOOP("DuplicateReasons", "similar street"),
    ("street", "different"): QT_TRANSLATE_NOOP("DuplicateReasons", "different street"),
    ("postcode", "same"): QT_TRANSLATE_NOOP("DuplicateReasons", "same postcode"),
    ("postcode", "close"): QT_TRANSLATE_NOOP("DuplicateReasons", "postcode with one slip"),
    ("postcode", "alike"): QT_TRANSLATE_NOOP("DuplicateReasons", "similar postcode"),
    ("postcode", "different"): QT_TRANSLATE_NOOP("DuplicateReasons", "different postcode"),
    ("city", "same"): QT_TRANSLATE_NOOP("DuplicateReasons", "same city"),
    ("city", "close"): QT_TRANSLATE_NOOP("DuplicateReasons", "city nearly the same"),
    ("city", "alike"): QT_TRANSLATE_NOOP("DuplicateReasons", "similar city"),
    ("city", "different"): QT_TRANSLATE_NOOP("DuplicateReasons", "different city"),
    ("region", "same"): QT_TRANSLATE_NOOP("DuplicateReasons", "same region"),
    ("region", "close"): QT_TRANSLATE_NOOP("DuplicateReasons", "region nearly the same"),
    ("region", "alike"): QT_TRANSLATE_NOOP("DuplicateReasons", "similar region"),
    ("region", "different"): QT_TRANSLATE_NOOP("DuplicateReasons", "different region"),
    ("tax_id", "same"): QT_TRANSLATE_NOOP("DuplicateReasons", "same tax number"),
    ("tax_id", "close"): QT_TRANSLATE_NOOP("DuplicateReasons", "tax number with one slip"),
    ("tax_id", "alike"): QT_TRANSLATE_NOOP("DuplicateReasons", "similar tax number"),
    ("tax_id", "different"): QT_TRANSLATE_NOOP("DuplicateReasons", "different tax number"),
    ("registration_id", "same"): QT_TRANSLATE_NOOP("DuplicateReasons", "same registration number"),
    ("registration_id", "close"): QT_TRANSLATE_NOOP("DuplicateReasons", "registration number with one slip"),
    ("registration_id", "alike"): QT_TRANSLATE_NOOP("DuplicateReasons", "similar registration number"),
    ("registration_id", "different"): QT_TRANSLATE_NOOP("DuplicateReasons", "different registration number"),
    ("external_id", "same"): QT_TRANSLATE_NOOP("DuplicateReasons", "same number in another program"),
    ("external_id", "close"): QT_TRANSLATE_NOOP("DuplicateReasons", "number in another program with one slip"),
    ("external_id", "alike"): QT_TRANSLATE_NOOP("DuplicateReasons", "similar number in another program"),
    ("external_id", "different"): QT_TRANSLATE_NOOP("DuplicateReasons", "different number in another program"),
}
_OWN: Final = {"same": "same {0}", "close": "{0} with one slip", "alike": "similar {0}", "different": "different {0}"}
_WORST_FIRST: Final = ("different", "alike", "close", "same")


def reason_words(reasons: Iterable[tuple[str, str]], labels: Mapping[str, str]) -> tuple[str, ...]:
    """Return why, in words, what tells most first; given and family name are one name.

    `labels` names the fields that people added, by their keys.
    """
    given = list(reasons)
    of_name = [level for trait, level in given if trait in ("given", "family")]
    told: dict[str, str] = {}
    for trait, level in given:
        if trait in ("given", "family"):
            trait, level = "name", min(of_name, key=_WORST_FIRST.index)
        if trait not in told:
            own = _OWN[level].format(f"“{labels.get(trait, trait)}”")
            told[trait] = _REASONS.get((trait, level), own)
    return tuple(told.values())
