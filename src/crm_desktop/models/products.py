"""What the firm sells."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.models.record import Binned, Record
from crm_desktop.models.types import Currency, Flag, OptionalPrice, Price, Rate, Text

PRICED = {"group": "price"}


class Product(Binned, Record):
    """A thing or service with its price; `price` and `cost` are for one `unit`, in `currency`."""

    __tablename__ = "product"

    code: Mapped[Text]
    name: Mapped[Text]
    description: Mapped[Text]
    unit: Mapped[Text]
    price: Mapped[Price] = mapped_column(info=PRICED)
    currency: Mapped[Currency] = mapped_column(info=PRICED)
    cost: Mapped[OptionalPrice]
    tax_rate: Mapped[Rate]
    category: Mapped[Text]
    barcode: Mapped[Text]
    active: Mapped[Flag] = mapped_column(default=True)
