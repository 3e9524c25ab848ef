"""Phone numbers as E.164 and e-mail addresses in small letters, so that equal ones are equal."""

from __future__ import annotations

import re
from functools import cached_property

_SEPARATORS = str.maketrans("", "", " \t\u00a0\u2009\u202f-\u2010\u2011\u2012\u2013().\u2044/")
_LEAST_DIGITS, _MOST_DIGITS = 7, 15
EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]]+@[^\s@<>,;:\"()\[\]]+\.[^\s@<>,;:\"()\[\].]{2,}")


class PhoneReader:
    """Reads phone numbers as people of one country write them.

    A plain national or international number of that country is read without the big library, which
    costs 50 times as much; everything else goes to it. Both give the same answer.
    """

    def __init__(self, country: str) -> None:
        self._country = country.upper()

    def normalise(self, text: str) -> str:
        """Return the number as E.164, or its bare digits when it is no number that could be called."""
        digits = text.translate(_SEPARATORS)
        code, prefix, lengths = self._plan
        if code and digits.isascii():
            if digits.startswith(f"+{code}"):
                rest = digits[len(code) + 1 :]
            elif digits.startswith(prefix):
                rest = digits[len(prefix) :]
            else:
                rest = "" if digits.startswith(("0", code)) else digits
            if rest.isdigit() and len(rest) in lengths and not rest.startswith(("0", prefix, code)):
                return f"+{code}{rest}"
        return self._by_library(text)

    @cached_property
    def _plan(self) -> tuple[str, str, frozenset[int]]:
        """Calling code, trunk prefix and lengths of the country, empty where its numbers need more care."""
        from phonenumbers import PhoneMetadata

        metadata = PhoneMetadata.metadata_for_region(self._country)
        if metadata is None or metadata.general_desc is None:
            return "", "", frozenset()
        if metadata.national_prefix_transform_rule or metadata.leading_digits:
            return "", "", frozenset()
        prefix = metadata.national_prefix or ""
        others = (metadata.national_prefix_for_parsing or prefix).split("|")
        if not prefix or not all(other.isdigit() for other in others):
            return "", "", frozenset()
        lengths = frozenset(length for length in metadata.general_desc.possible_length if length > 0)
        return str(metadata.country_code), prefix, lengths

    def _by_library(self, text: str) -> str:
        import phonenumbers

        try:
            number = phonenumbers.parse(text, self._country)
        except phonenumbers.NumberParseException:
            return _bare(text)
        if not phonenumbers.is_possible_number(number):
            return _bare(text)
        plain: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        return f"{plain};ext={number.extension}" if number.extension else plain

    def problem(self, text: str) -> str:
        """Return what looks wrong with a number, in a sentence, or nothing."""
        import phonenumbers

        try:
            number = phonenumbers.parse(text, self._country)
        except phonenumbers.NumberParseException:
            return "This does not look like a phone number. Saved anyway."
        reason = phonenumbers.is_possible_number_with_reason(number)
        if reason in (phonenumbers.ValidationResult.TOO_SHORT, phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY):
            return "This number looks too short. Saved anyway."
        if reason == phonenumbers.ValidationResult.TOO_LONG:
            return "This number looks too long. Saved anyway."
        return ""


def _bare(text: str) -> str:
    digits = "".join(letter for letter in text if letter.isdigit())
    return f"+{digits}" if text.strip().startswith("+") and digits else digits


def normalise_email(text: str) -> str:
    """Return an address in small letters, without the blanks and brackets around it."""
    return text.strip().strip("<>").removeprefix("mailto:").strip().lower()


def normalise_channel(medium: str, value: str, phones: PhoneReader) -> str:
    """Return the form of a channel's value by which equal ones are found."""
    if medium == "phone":
        return phones.normalise(value)
    if medium == "email":
        return normalise_email(value)
    if medium == "web":
        address = value.strip().lower()
        for front in ("https://", "http://", "www."):
            address = address.removeprefix(front)
        return address.rstrip("/")
    return value.strip().lower()


def looks_like_email(text: str) -> bool:
    """Whether a text is one e-mail address, as far as its shape goes."""
    return EMAIL.fullmatch(text.strip()) is not None


def looks_like_phone(text: str) -> bool:
    """Whether a text is one phone number, as far as its shape goes."""
    stripped = text.strip().translate(_SEPARATORS).removeprefix("+")
    return stripped.isdigit() and _LEAST_DIGITS - 1 <= len(stripped) <= _MOST_DIGITS
