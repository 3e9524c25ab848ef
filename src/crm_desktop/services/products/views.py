"""Products as lists and forms show them; prices are exact decimals in the product's currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """A product as it is filled in; without an id it is new.

    `currency` None is the workspace's, `tax_rate` None its usual rate.
    """

    name: str
    code: str = ""
    description: str = ""
    unit: str = ""
    price: Decimal = Decimal(0)
    currency: str | None = None
    cost: Decimal | None = None
    tax_rate: Decimal | None = None
    category: str = ""
    barcode: str = ""
    active: bool = True
    id: str | None = None


class ProductPick(NamedTuple):
    """A product to put on a line."""

    id: str
    name: str
    code: str
    unit: str
    price: Decimal
    currency: str
    tax_rate: Decimal
    description: str


@dataclass(frozen=True, slots=True)
class PriceChange:
    """How prices change: by a percentage, then rounded half up to a multiple of `round_to`.

    `round_to` None means the currency's smallest unit.
    """

    percent: Decimal
    round_to: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PricePreview:
    """What a change would make of one price."""

    id: str
    name: str
    currency: str
    old: Decimal
    new: Decimal
