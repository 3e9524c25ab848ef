"""Money: whole minor units of one ISO 4217 currency, and numbers read strictly from text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cache

from crm_desktop.core.errors import CrmError

#: Digits after the decimal mark where it is not two (ISO 4217, table A.1).
EXPONENTS: dict[str, int] = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
USUAL_EXPONENT = 2

#: Wide enough that no sum, product or rate of a real document is ever rounded on the way.
PRECISION = 60

_CURRENCY = re.compile(r"[A-Z]{3}")


def exponent(currency: str) -> int:
    """Digits after the decimal mark of a currency: 2 for EUR, 0 for JPY, 3 for KWD."""
    if not _CURRENCY.fullmatch(currency):
        raise CrmError(
            "This is not a currency",
            f"“{currency}” is not a currency code. Nothing was changed. Use three capital letters, like EUR.",
        )
    return EXPONENTS.get(currency, USUAL_EXPONENT)


@cache
def smallest_unit(currency: str) -> Decimal:
    """The smallest amount that a currency has: 0.01 for EUR, 1 for JPY."""
    return Decimal(1).scaleb(-exponent(currency))


def quantize(amount: Decimal, currency: str) -> Decimal:
    """Round half up (away from zero) to what the currency has."""
    with localcontext() as context:
        context.prec = PRECISION
        return amount.quantize(smallest_unit(currency), rounding=ROUND_HALF_UP)


def to_minor(amount: Decimal, currency: str) -> int:
    """Whole minor units of an amount, rounded half up: 12.345 EUR are 1235."""
    with localcontext() as context:
        context.prec = PRECISION
        return int(quantize(amount, currency).scaleb(exponent(currency)))


def from_minor(minor: int, currency: str) -> Decimal:
    """The amount that so many minor units are, exactly."""
    with localcontext() as context:
        context.prec = PRECISION
        return Decimal(minor).scaleb(-exponent(currency))


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount. Adding or comparing two currencies is refused, never guessed."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        exponent(self.currency)

    @classmethod
    def from_decimal(cls, amount: Decimal, currency: str) -> Money:
        """Round half up to the currency's minor unit."""
        return cls(to_minor(amount, currency), currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in this currency."""
        return cls(0, currency)

    @property
    def decimal(self) -> Decimal:
        """The amount with as many decimals as the currency has."""
        return from_minor(self.minor, self.currency)

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, factor: int | Decimal) -> Money:
        """Multiply by a quantity or a rate; the result is rounded half up."""
        if isinstance(factor, int):
            return Money(self.minor * factor, self.currency)
        with localcontext() as context:
            context.prec = PRECISION
            return Money.from_decimal(self.decimal * factor, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.minor), self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other)

    def __str__(self) -> str:
        """As a log or a script writes it: `12.30 EUR`."""
        return f"{self.decimal} {self.currency}"

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise CrmError(
                "Two currencies cannot be added or compared",
                f"One amount is in {self.currency}, the other in {other.currency}. "
                "Nothing was changed. Convert one of them at a rate first.",
            )
        return other.minor


_SPACES = "\u0020\u00a0\u2009\u202f"
_APOSTROPHES = "'\u2019"
_GROUPING = {".": "," + _SPACES + _APOSTROPHES, ",": "." + _SPACES + _APOSTROPHES}


@cache
def _number_pattern(decimal_mark: str) -> re.Pattern[str]:
    group = f"[{re.escape(_GROUPING[decimal_mark])}]"
    # The same grouping mark throughout: threes, or the Indian twos before a last three.
    threes = rf"[0-9]{{1,3}}(?P<mark>{group})[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*"
    indian = r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}"
    whole = rf"{threes}|{indian}|[0-9]+" if decimal_mark == "." else rf"{threes}|[0-9]+"
    return re.compile(rf"(?P<sign>[+-]?)(?P<whole>{whole})?(?:{re.escape(decimal_mark)}(?P<part>[0-9]+))?")


def parse_decimal(text: str, decimal_mark: str = ".") -> Decimal:
    """Read a number as people write it, or refuse: `1.5` with a decimal comma is a mistake, never 15."""
    if decimal_mark not in _GROUPING:
        raise ValueError(f"a decimal mark is '.' or ',', not {decimal_mark!r}")
    plain = "".join(_plain_digit(letter) for letter in text.strip())
    found = _number_pattern(decimal_mark).fullmatch(plain)
    if not found or not (found["whole"] or found["part"]):
        raise CrmError(
            "This is not a number",
            f"“{text.strip()}” could not be read as a number with “{decimal_mark}” before the decimals. "
            "Nothing was changed. Write it like 1234" + decimal_mark + "50.",
        )
    whole = re.sub(r"[^0-9]", "", found["whole"] or "0")
    return Decimal(f"{found['sign']}{whole}.{found['part'] or ''}".rstrip("."))


def _plain_digit(letter: str) -> str:
    """Digits of every script and the typographic minus, as ASCII."""
    if letter == "\u2212":
        return "-"
    if letter.isascii():
        return letter
    digit = unicodedata.decimal(letter, None)
    return letter if digit is None else str(digit)
