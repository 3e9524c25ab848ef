"""Importing products: known by their code, else by their name."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from crm_desktop.core.errors import CrmError
from crm_desktop.core.ids import new_ids
from crm_desktop.core.money import exponent
from crm_desktop.core.scaled import PRICE_PLACES, RATE_PLACES, to_scaled
from crm_desktop.services.importing.cells import Cells, cells_of
from crm_desktop.services.importing.deal_lines import link_new_products
from crm_desktop.services.importing.field_matcher import FieldMatcher
from crm_desktop.services.importing.own_fields import OwnFields
from crm_desktop.services.importing.plan import OWN, ImportPlan, Outcome
from crm_desktop.services.importing.tally import REPORT_EVERY, Tally
from crm_desktop.services.importing.within import services_within
from crm_desktop.services.workspace.views import Business
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.rows import update_row

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

_COLUMNS = (
    "name", "code", "description", "unit", "price", "currency", "cost", "tax_rate", "category", "barcode", "active",
)  # fmt: skip
_TEXTS = {"name": "name", "sku": "code", "unit": "unit", "category": "category", "barcode": "barcode"}
_NO = frozenset(("false", "no", "0", "nein", "falsch", "n"))
_MOST = Decimal(10) ** 12


def import_products(
    work: Transaction, plan: ImportPlan, tally: Tally, *, millis: int, business: Business, services: Services
) -> None:
    """Write the products of a table; what became of each row is in the tally."""
    own = OwnFields(services, work, plan)
    by = [_TEXTS.get(key, key.removeprefix(OWN)) for key in plan.match if key != "external_id"]
    fields = services_within(services, work).records.fields("product")
    chosen = FieldMatcher(work, services.records.access("product"), fields, [(key,) for key in by]) if by else None
    by_code: dict[str, str] = {}
    by_name: dict[str, str] = {}
    stored: dict[str, dict[str, Any]] = {}
    made: dict[str, tuple[str, ...]] = {}
    for row in work.execute(f"SELECT id, {', '.join(_COLUMNS)} FROM product WHERE deleted_at IS NULL"):
        values = dict(zip(_COLUMNS, row[1:], strict=True))
        stored[row[0]] = values
        by_name.setdefault(values["name"].casefold(), row[0])
        if values["code"]:
            by_code.setdefault(values["code"].casefold(), row[0])
    for count, cells in enumerate(cells_of(plan), 1):
        try:
            values = _values(cells)
        except (ValueError, CrmError) as error:
            tally.add(cells.row, Outcome.SKIPPED, cells.text("name"), str(error))
            continue
        name, code = values["name"], values.get("code", "")
        own_values, problem = own.read(cells.cells) if own else ([], "")
        if chosen is not None:
            known = next(iter(chosen.candidates({**values, **own.plain(cells.cells)})), None)
        else:
            known = by_code.get(code.casefold()) if code else None
            known = known or (by_name.get(name.casefold()) if not code or not by_code else None)
        if known is not None and plan.mode != "create":
            changes = {key: value for key, value in values.items() if stored[known][key] != value}
            update_row(work, "product", known, changes)
            stored[known] |= changes
            own.look_up([known])
            changed = own.put(known, own_values) or bool(changes)
            tally.add(cells.row, Outcome.UPDATE if changed else Outcome.UNCHANGED, name, problem)
        elif known is not None or plan.mode == "update":
            tally.add(cells.row, Outcome.SKIPPED, name, f"“{name}” is {'here already' if known else 'not here yet'}.")
        else:
            values = {
                **dict.fromkeys(_COLUMNS, ""), "price": 0, "currency": business.currency, "cost": None,
                "tax_rate": to_scaled(Decimal(business.tax_rate or "0"), RATE_PLACES), "active": 1, **values,
            }  # fmt: skip
            product = new_ids(1)[0]
            work.execute(_INSERT, (product, millis, *(values[column] for column in _COLUMNS)))
            stored[product] = values
            made[product] = (name, code)
            by_name.setdefault(name.casefold(), product)
            if code:
                by_code.setdefault(code.casefold(), product)
            own.put(product, own_values)
            tally.add(cells.row, Outcome.READY, name, problem)
        if count % REPORT_EVERY == 0:
            own.flush()
            tally.advance(REPORT_EVERY)
    own.flush()
    link_new_products(work, made)


_INSERT = f"INSERT INTO product (id, created_at, {', '.join(_COLUMNS)}) VALUES (?, ?, {', '.join('?' * len(_COLUMNS))})"


def _values(cells: Cells) -> dict[str, Any]:
    """Return the columns that a row gives. Raises ValueError with the reason to leave it out."""
    values: dict[str, Any] = {}
    for field, column in _TEXTS.items():
        if text := " ".join(cells.text(field).split()):
            values[column] = text
    if not values.get("name"):
        if not values.get("code"):
            raise ValueError("This row names no product.")
        values["name"] = values["code"]
    if text := cells.text("description"):
        values["description"] = text
    if text := cells.text("currency"):
        exponent(text.upper())
        values["currency"] = text.upper()
    for field in ("price", "cost"):
        amount = cells.number(field)
        if amount is not None:
            if not 0 <= amount <= _MOST:
                raise ValueError(f"“{cells.text(field)}” is no price.")
            values[field] = to_scaled(amount, PRICE_PLACES)
    rate = cells.number("tax_rate")
    if rate is not None:
        if "%" in cells.text("tax_rate") or 0 < rate < 1:
            rate *= 100
        if not 0 <= rate <= 100:
            raise ValueError(f"“{cells.text('tax_rate')}” is no tax rate.")
        values["tax_rate"] = to_scaled(rate, RATE_PLACES)
    if text := cells.text("active"):
        values["active"] = int(text.lower() not in _NO)
    kept = cells.kept()
    if kept:
        words = "\n".join(f"{header}: {text}" for header, text in kept)
        values["description"] = f"{values.get('description', '')}\n{words}".strip()
    return values
