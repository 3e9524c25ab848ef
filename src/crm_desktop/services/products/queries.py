"""Products to list, to pick and to price."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from crm_desktop.core.clock import Clock
from crm_desktop.core.money import quantize
from crm_desktop.core.scaled import PRICE_PLACES, RATE_PLACES, from_scaled
from crm_desktop.services.filter_sql import any_case_pattern
from crm_desktop.services.products.views import PriceChange, PricePreview, ProductPick
from crm_desktop.storage.database import Database

USED_SQL = (
    "(EXISTS (SELECT 1 FROM deal_line WHERE product_id = product.id) "
    "OR EXISTS (SELECT 1 FROM document_line WHERE product_id = product.id) "
    'OR EXISTS (SELECT 1 FROM "case" WHERE product_id = product.id))'
)
_CHUNK = 500


class ProductQueries:
    """Reads of the firm's products."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

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
