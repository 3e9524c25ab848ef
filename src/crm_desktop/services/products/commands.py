"""What a person does with products: each call is one journal entry."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import Clock, to_millis
from crm_desktop.core.errors import RecordMissing
from crm_desktop.core.scaled import PRICE_PLACES, from_scaled, to_scaled
from crm_desktop.services.products.queries import USED_SQL, changed_price
from crm_desktop.services.products.views import PriceChange, ProductDraft
from crm_desktop.services.products.writing import put_product
from crm_desktop.storage.database import Database, Transaction

_CHUNK = 500


class ProductCommands:
    """Writes of products. Raises `CrmError` when a rule forbids one; then nothing changed."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def save(self, draft: ProductDraft) -> ChangeSet:
        """Add a product, or save one that the draft names."""
        name = " ".join(draft.name.split())
        with self._database.write(f"Changed “{name}”" if draft.id else f"Added the product “{name}”") as work:
            put_product(work, draft, self._clock.now())
        return work.change

    def bin(self, product_ids: Sequence[str]) -> ChangeSet:
        """Put products into the Bin; those that deals, quotes or cases refer to are archived instead."""
        with self._database.write("Removed products") as work:
            ids = (json.dumps(list(product_ids)),)
            rows = work.execute(
                f"SELECT id FROM product WHERE id IN (SELECT value FROM json_each(?)) AND {USED_SQL}", ids
            )
            used = {row[0] for row in rows}
            unused = [one for one in product_ids if one not in used]
            now = to_millis(self._clock.now())
            work.execute_many("UPDATE product SET deleted_at = ? WHERE id = ?", [(now, one) for one in unused])
            work.execute_many("UPDATE product SET active = 0 WHERE id = ?", [(one,) for one in used])
            if not unused:
                work.label = f"Archived {_named(work, product_ids)}"
            elif not used:
                work.label = f"Moved {_named(work, product_ids)} to the Bin"
            else:
                work.label = f"Moved {len(unused)} products to the Bin and archived {len(used)}"
        return work.change

    def change_prices(self, change: PriceChange, product_ids: Sequence[str] | None = None) -> ChangeSet:
        """Change the prices of these products (of all active ones when none are named); accepted lines keep theirs."""
        with self._database.write("Changed prices") as work:
            rows = _priced(work, product_ids)
            updates = [
                (to_scaled(changed_price(from_scaled(price, PRICE_PLACES), currency, change), PRICE_PLACES), product_id)
                for product_id, currency, price in rows
            ]
            work.execute_many("UPDATE product SET price = ? WHERE id = ?", updates)
            what = _named(work, [rows[0][0]]) if len(rows) == 1 else f"{len(rows)} products"
            work.label = f"Changed the price of {what} by {change.percent:+f}%"
        return work.change


def _priced(work: Transaction, product_ids: Sequence[str] | None) -> list[tuple[Any, ...]]:
    select = "SELECT id, currency, price FROM product WHERE deleted_at IS NULL"
    if product_ids is None:
        return work.execute(f"{select} AND active = 1")
    rows: list[tuple[Any, ...]] = []
    for start in range(0, len(product_ids), _CHUNK):
        chunk = tuple(product_ids[start : start + _CHUNK])
        rows += work.execute(f"{select} AND id IN ({','.join('?' * len(chunk))})", chunk)
    return rows


def _named(work: Transaction, product_ids: Sequence[str]) -> str:
    if len(product_ids) != 1:
        return f"{len(product_ids)} products"
    found = work.execute("SELECT name FROM product WHERE id = ?", (product_ids[0],))
    if not found:
        raise RecordMissing("This product is not there.", "Nothing was changed. It may have been removed for good.")
    return f"“{found[0][0]}”"
