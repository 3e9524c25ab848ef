"""Products to list, to pick and to price."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from crm_desktop.core.clock import Clock
from crm_desktop.core.errors import RecordMissing
from crm_desktop.core.expressions import Expression
from crm_desktop.core.money import quantize
from crm_desktop.core.scaled import PRICE_PLACES, RATE_PLACES, from_scaled
from crm_desktop.services.filter_sql import any_case_pattern
from crm_desktop.services.products.fields import FIELDS
from crm_desktop.services.products.views import PriceChange, PricePreview, ProductPick, ProductRow
from crm_desktop.services.selecting import selection
from crm_desktop.storage.database import Database

USED_SQL = (
    "(EXISTS (SELECT 1 FROM deal_line WHERE product_id = product.id) "
    "OR EXISTS (SELECT 1 FROM document_line WHERE product_id = product.id) "
    'OR EXISTS (SELECT 1 FROM "case" WHERE product_id = product.id))'
)
_ROW_SQL = (
    "SELECT product.rowid, id, code, name, description, unit, price, currency, cost, tax_rate, category, barcode, "
    f"active, {USED_SQL} FROM product WHERE "
)
_TEXT_ORDERS = ("name", "code", "unit", "category", "barcode")
_SEARCHED = ("name", "code", "category", "barcode", "description")
_CHUNK = 500


class ProductQueries:
    """Reads of the firm's products."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def row_ids(
        self,
        text: str = "",
        where: Expression | None = None,
        order: str = "name",
        *,
        descending: bool = False,
        archived: bool = True,
    ) -> array[int]:
        """Return the rowids of products that hold every word of `text`, in order; archived ones last."""
        condition, values = "product.deleted_at IS NULL", dict[str, Any]()
        if not archived:
            condition += " AND product.active = 1"
        for number, word in enumerate(text.split()[:12]):
            values[f"word_{number}"] = f"*{any_case_pattern(word)}*"
            searched = " OR ".join(f"product.{column} GLOB :word_{number}" for column in _SEARCHED)
            condition += f" AND ({searched})"
        if where is not None:
            sql, bound = selection(self._database, self._clock, FIELDS, "product", where)
            condition += f" AND ({sql})"
            values |= bound
        column = f"product.{FIELDS[order].key}"
        collate = " COLLATE NOCASE" if order in _TEXT_ORDERS else ""
        rows = self._database.rows(
            f"SELECT product.rowid FROM product WHERE {condition} ORDER BY product.active DESC, "
            f"{column} IS NULL, {column}{collate}{' DESC' if descending else ''}, "
            "product.name COLLATE NOCASE, product.id",
            values,
        )
        return array("q", (row[0] for row in rows))

    def rows_at(self, row_ids: Sequence[int]) -> list[ProductRow]:
        """Return the products of these rowids, in that order (a window of a table)."""
        marks = ",".join("?" * len(row_ids))
        found = {
            row[0]: _product_row(row[1:])
            for row in self._database.rows(f"{_ROW_SQL} product.rowid IN ({marks})", list(row_ids))
        }
        return [found[row_id] for row_id in row_ids if row_id in found]

    def product(self, product_id: str) -> ProductRow:
        """Return one product. Raises `RecordMissing`."""
        row = self._database.row(f"{_ROW_SQL} id = ?", (product_id,))
        if row is None:
            raise RecordMissing("This product is not there.", "It may have been removed for good.")
        return _product_row(row[1:])

    def pick(self, text: str, limit: int = 8) -> list[ProductPick]:
        """Return active products that hold every word in name or code; names that begin with it come first."""
        values: dict[str, Any] = {"limit": limit, "start": f"{any_case_pattern(text.strip())}*", "code": text.strip()}
        condition = "deleted_at IS NULL AND active = 1"
        for number, word in enumerate(text.split()[:12]):
            values[f"word_{number}"] = f"*{any_case_pattern(word)}*"
            condition += f" AND (name GLOB :word_{number} OR code GLOB :word_{number})"
        rows = self._database.rows(
            "SELECT id, name, code, unit, price, currency, tax_rate, description FROM product "
            f"WHERE {condition} ORDER BY code <> :code COLLATE NOCASE, name NOT GLOB :start, name COLLATE NOCASE, id "
            "LIMIT :limit",
            values,
        )
        return [
            ProductPick(
                product_id, name, code, unit, from_scaled(price, PRICE_PLACES), currency,
                from_scaled(rate, RATE_PLACES), description,
            )
            for product_id, name, code, unit, price, currency, rate, description in rows
        ]  # fmt: skip

    def categories(self) -> list[str]:
        """Return the categories in use, in order of their names."""
        rows = self._database.rows(
            "SELECT DISTINCT category FROM product WHERE deleted_at IS NULL AND category <> '' "
            "ORDER BY category COLLATE NOCASE"
        )
        return [name for (name,) in rows]

    def price_preview(self, change: PriceChange, product_ids: Sequence[str] | None = None) -> list[PricePreview]:
        """Return what a change would make of these products' prices (of all active ones when none are named)."""
        rows: list[tuple[Any, ...]] = []
        select = "SELECT id, name, currency, price FROM product WHERE deleted_at IS NULL"
        if product_ids is None:
            rows = self._database.rows(f"{select} AND active = 1 ORDER BY name COLLATE NOCASE, id")
        else:
            for start in range(0, len(product_ids), _CHUNK):
                chunk = list(product_ids[start : start + _CHUNK])
                marks = ",".join("?" * len(chunk))
                rows += self._database.rows(f"{select} AND id IN ({marks}) ORDER BY name COLLATE NOCASE, id", chunk)
        return [
            PricePreview(row[0], row[1], row[2], old, changed_price(old, row[2], change))
            for row in rows
            for old in (from_scaled(row[3], PRICE_PLACES),)
        ]


def changed_price(price: Decimal, currency: str, change: PriceChange) -> Decimal:
    """Return a price after a change, rounded half up; it never falls below zero."""
    raised = max(Decimal(0), price * (100 + change.percent) / 100)
    if change.round_to:
        steps = (raised / change.round_to).to_integral_value(ROUND_HALF_UP)
        return steps * change.round_to
    return quantize(raised, currency)


def _product_row(row: tuple[Any, ...]) -> ProductRow:
    product_id, code, name, description, unit, price, currency, cost, rate, category, barcode, active, used = row
    return ProductRow(
        id=product_id,
        code=code,
        name=name,
        description=description,
        unit=unit,
        price=from_scaled(price, PRICE_PLACES),
        currency=currency,
        cost=None if cost is None else from_scaled(cost, PRICE_PLACES),
        tax_rate=from_scaled(rate, RATE_PLACES),
        category=category,
        barcode=barcode,
        active=bool(active),
        used=bool(used),
    )
