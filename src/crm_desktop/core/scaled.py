"""Exact decimals as the file holds them: integers, scaled by ten to the power of their places."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Final

from crm_desktop.core.money import PRECISION

QUANTITY_PLACES: Final = 6
PRICE_PLACES: Final = 6
RATE_PLACES: Final = 4


def to_scaled(value: Decimal, places: int) -> int:
    """Return the stored integer of an exact decimal, rounded half up beyond its places."""
    with localcontext() as context:
        context.prec = PRECISION
        return int(value.scaleb(places).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def from_scaled(stored: int, places: int) -> Decimal:
    """Return the decimal of a stored integer, without needless zeros: 2500000 at 6 places is 2.5."""
    with localcontext() as context:
        context.prec = PRECISION
        value = Decimal(stored).scaleb(-places).normalize()
        return value if value.as_tuple().exponent <= 0 else value.quantize(Decimal(1))  # type: ignore[operator]
