"""Column types: how moments, money, quantities and ids are kept in the file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any

from sqlalchemy import BigInteger, ForeignKey, String, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import mapped_column

from crm_desktop.core.clock import from_millis, to_millis
from crm_desktop.core.ids import new_id


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept as integer milliseconds since 1970-01-01 UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_millis(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_millis(value)


class ScaledDecimal(TypeDecorator[Decimal]):
    """An exact decimal, kept as an integer scaled by ten to the power of `places`.

    SQLAlchemy's own `Numeric` goes through a binary float on SQLite.
    """

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        scaled = Decimal(value).scaleb(self.places).quantize(Decimal(1), rounding=ROUND_HALF_UP)
        return int(scaled)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)


QUANTITY_PLACES = 6
PRICE_PLACES = 6
RATE_PLACES = 4
DEGREE_PLACES = 6

Id = Annotated[str, mapped_column(String(32), primary_key=True, default=new_id)]
Text = Annotated[str, mapped_column(String, default="", server_default="")]
OptionalText = Annotated[str | None, mapped_column(String)]
Flag = Annotated[bool, mapped_column(default=False, server_default="0")]
Position = Annotated[int, mapped_column(default=0, server_default="0")]
At = Annotated[datetime, mapped_column(Moment)]
OptionalAt = Annotated[datetime | None, mapped_column(Moment)]
OptionalDay = Annotated[date | None, mapped_column()]
Created = Annotated[datetime, mapped_column(Moment, default=lambda: datetime.now(UTC))]
Minor = Annotated[int, mapped_column(BigInteger, default=0, server_default="0")]
OptionalMinor = Annotated[int | None, mapped_column(BigInteger)]
Currency = Annotated[str, mapped_column(String(3))]
Quantity = Annotated[Decimal, mapped_column(ScaledDecimal(QUANTITY_PLACES))]
Price = Annotated[Decimal, mapped_column(ScaledDecimal(PRICE_PLACES))]
OptionalPrice = Annotated[Decimal | None, mapped_column(ScaledDecimal(PRICE_PLACES))]
Rate = Annotated[Decimal, mapped_column(ScaledDecimal(RATE_PLACES), default=Decimal(0), server_default="0")]
OptionalDegrees = Annotated[Decimal | None, mapped_column(ScaledDecimal(DEGREE_PLACES))]
OptionalRate = Annotated[Decimal | None, mapped_column(ScaledDecimal(RATE_PLACES))]


def link(target: str, *, index: bool = True, optional: bool = True, info: dict[str, str] | None = None) -> Any:
    """Return a column that holds the id of a row of `target` (a table's name)."""
    return mapped_column(String(32), ForeignKey(f"{target}.id"), index=index, nullable=optional, info=info or {})
