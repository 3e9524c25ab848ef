"""The fields of a product, declared once, and products as JSON."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crm_desktop.core.clock import from_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.core.scaled import PRICE_PLACES, RATE_PLACES, from_scaled
from crm_desktop.services.json_values import decimal_of

if TYPE_CHECKING:
    from crm_desktop.services.services import Services
    from crm_desktop.storage.database import Transaction

SOURCE = "product"

FIELDS = FieldSet(
    "product",
    "Product",
    "Products",
    (
        Field("name", "Name", FieldType.TEXT, "product.name"),
        Field("code", "Code", FieldType.TEXT, "product.code"),
        Field("description", "Description", FieldType.LONG_TEXT, "product.description"),
        Field("unit", "Unit", FieldType.TEXT, "product.unit"),
        Field("price", "Price", FieldType.NUMBER, "product.price", scale=PRICE_PLACES, group="price"),
        Field("currency", "Currency", FieldType.TEXT, "product.currency", group="price"),
        Field("cost", "Cost", FieldType.NUMBER, "product.cost", scale=PRICE_PLACES),
        Field("tax_rate", "Tax rate", FieldType.NUMBER, "product.tax_rate", scale=RATE_PLACES),
        Field("category", "Category", FieldType.TEXT, "product.category"),
        Field("barcode", "Barcode", FieldType.TEXT, "product.barcode"),
        Field("active", "Active", FieldType.YES_NO, "product.active"),
        Field("created_at", "Added", FieldType.MOMENT, "product.created_at", editable=False, importable=False),
    ),
)
_NUMBERS = ("price", "cost", "tax_rate")


class ProductAccess:
    """Products by their fields, for lists, filters and JSON."""

    kind = "product"
    table = "product"
    fields = FIELDS
    source = SOURCE
    where = "product.deleted_at IS NULL"
    order = "product.name COLLATE NOCASE"
    sorted_by = {"name": "product.active DESC, product.name COLLATE NOCASE"}  # noqa: RUF012
    """By name, what is no longer sold stands last."""
    columns: tuple[str, ...] = ("name", "code", "unit", "price", "currency", "tax_rate", "category", "active")

    def read(self, services: Services, record_id: str) -> dict[str, Any]:
        """Return the whole product as JSON values."""
        row = services.database.row(
            "SELECT id, name, code, description, unit, price, currency, cost, tax_rate, category, barcode, active, "
            "created_at FROM product WHERE id = ?",
            (record_id,),
        )
        if row is None:
            raise RecordMissing("This product is not there.", "It may have been removed for good.")
        values = dict(zip(("id", *FIELDS.keys), row, strict=True))
        for key, places in (("price", PRICE_PLACES), ("cost", PRICE_PLACES), ("tax_rate", RATE_PLACES)):
            values[key] = None if values[key] is None else f"{from_scaled(values[key], places):f}"
        values["active"] = bool(values["active"])
        values["created_at"] = from_millis(values["created_at"]).isoformat().replace("+00:00", "Z")
        return values

    def create(self, work: Transaction, services: Services, data: Mapping[str, Any]) -> str:
        """Make a product from JSON values and return its id."""
        from crm_desktop.services.products.views import ProductDraft
        from crm_desktop.services.products.writing import put_product

        values = _typed(data)
        return put_product(work, ProductDraft(**{"name": "", **values}), services.clock.now())

    def update(self, work: Transaction, services: Services, record_id: str, data: Mapping[str, Any]) -> None:
        """Change the named fields."""
        from crm_desktop.services.products.writing import change_fields

        change_fields(work, record_id, _typed(data))

    def find(self, services: Services, text: str) -> str | None:
        """Return the product with this code or exact name, in any case of letters."""
        found = services.database.value(
            "SELECT id FROM product WHERE deleted_at IS NULL "
            "AND (code = :text COLLATE NOCASE OR name = :text COLLATE NOCASE) "
            "ORDER BY code <> :text COLLATE NOCASE, active DESC, id LIMIT 1",
            {"text": text},
        )
        return None if found is None else str(found)

    def label(self, services: Services, record_id: str) -> str:
        """Return the name of a product."""
        name = services.database.value("SELECT name FROM product WHERE id = ?", (record_id,))
        if name is None:
            raise RecordMissing("This product is not there.", "It may have been removed for good.")
        return str(name)


def _typed(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return JSON values as a draft takes them; unknown keys are refused."""
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key in ("id", "created_at"):
            continue
        if key not in FIELDS.keys:
            near = difflib.get_close_matches(key, FIELDS.keys, n=1)
            hint = f"Did you mean “{near[0]}”?" if near else f"They have: {', '.join(FIELDS.keys)}."
            raise Refused(f"Products have no field “{key}”.", f"Nothing was saved. {hint}")
        if key in _NUMBERS:
            values[key] = decimal_of(value, key)
        elif key == "active":
            values[key] = bool(value)
        elif key == "currency":
            values[key] = str(value) if value else None
        else:
            values[key] = "" if value is None else str(value)
    return {key: value for key, value in values.items() if value is not None or key in ("cost",)}
