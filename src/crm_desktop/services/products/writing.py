"""Writing one product inside a unit of work, so that other features can do it in theirs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from crm_desktop.core.clock import to_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.ids import new_id
from crm_desktop.core.money import exponent, parse_decimal
from crm_desktop.core.scaled import PRICE_PLACES, RATE_PLACES, to_scaled
from crm_desktop.services.products.views import ProductDraft
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.rows import insert_row, update_row

_TEXTS = ("code", "description", "unit", "category", "barcode")
LARGEST_PRICE = 10**12


def put_product(work: Transaction, draft: ProductDraft, now: datetime) -> str:
    """Add a product, or change the one the draft names, and return its id. Raises `Refused`."""
    business = _business(work)
    values: dict[str, Any] = {
        "name": draft.name,
        **{key: getattr(draft, key) for key in _TEXTS},
        "price": draft.price,
        "currency": draft.currency or business.get("currency") or "EUR",
        "cost": draft.cost,
        "tax_rate": parse_decimal(business.get("tax_rate") or "0") if draft.tax_rate is None else draft.tax_rate,
        "active": draft.active,
    }
    if draft.id is not None:
        change_fields(work, draft.id, values)
        return draft.id
    product_id = new_id()
    stored = {key: _stored(key, value) for key, value in values.items()}
    insert_row(work, "product", {"id": product_id, "created_at": to_millis(now), **stored})
    return product_id


def change_fields(work: Transaction, product_id: str, changes: Mapping[str, Any]) -> None:
    """Change fields of a product. Raises `Refused`."""
    if not work.execute("SELECT 1 FROM product WHERE id = ? AND deleted_at IS NULL", (product_id,)):
        raise RecordMissing("This product is no longer there.", "Nothing was changed. It may be in the Bin.")
    update_row(work, "product", product_id, {key: _stored(key, value) for key, value in changes.items()})


def _stored(key: str, value: Any) -> Any:
    if key == "name":
        return _name(value)
    if key in ("price", "cost"):
        return None if value is None and key == "cost" else to_scaled(_price(value), PRICE_PLACES)
    if key == "tax_rate":
        return to_scaled(_rate(value), RATE_PLACES)
    if key == "currency":
        code = str(value).strip().upper()
        exponent(code)
        return code
    if key == "active":
        return int(bool(value))
    return str(value or "").strip()


def _name(value: Any) -> str:
    name = " ".join(str(value or "").split())
    if not name:
        raise Refused("A product needs a name.", "Nothing was saved. Say what it is.")
    return name


def _price(value: Decimal | None) -> Decimal:
    price = Decimal(0) if value is None else value
    if not price.is_finite() or not 0 <= price <= LARGEST_PRICE:
        raise Refused("A price is an amount from 0 up.", "Nothing was saved. Correct the price.")
    return price


def _rate(value: Decimal | None) -> Decimal:
    rate = Decimal(0) if value is None else value
    if not rate.is_finite() or not 0 <= rate <= 100:
        raise Refused("A tax rate lies between 0 and 100 percent.", "Nothing was saved. Correct the rate.")
    return rate


def _business(work: Transaction) -> dict[str, Any]:
    stored = work.execute("SELECT value FROM setting WHERE id = 'business'")
    business: dict[str, Any] = json.loads(stored[0][0]) if stored else {}
    return business
