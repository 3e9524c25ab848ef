"""Lines of deals that name a product which is not here: they are linked to it when it comes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from crm_desktop.exchange.preset_words import compact
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.rows import update_row

_OF_DEALS = (
    "SELECT l.deal_id, l.id, l.text FROM json_each(?) j JOIN deal_line l ON l.deal_id = j.value "
    "WHERE l.product_id IS NULL"
)
_EVERY = "SELECT id, text FROM deal_line WHERE product_id IS NULL AND text <> ''"


class OpenLines:
    """The lines of some deals that are linked to no product yet."""

    def __init__(self, work: Transaction) -> None:
        self._work = work
        self._lines: dict[tuple[str, str], list[str]] = {}

    def look_up(self, deals: Iterable[str]) -> None:
        """Read the lines of these deals, all at once."""
        self._lines.clear()
        for deal, line, text in self._work.execute(_OF_DEALS, (json.dumps(list(deals)),)):
            self._lines.setdefault((deal, compact(text)), []).append(line)

    def link(self, deal: str, lines: Iterable[tuple[str, str | None]]) -> bool:
        """Link what (text, product) say of a deal's lines; whether any was."""
        found = [
            (line, product)
            for text, product in lines
            if product is not None
            for line in self._lines.pop((deal, compact(text)), ())
        ]
        for line, product in found:
            update_row(self._work, "deal_line", line, {"product_id": product})
        return bool(found)


def link_new_products(work: Transaction, products: Mapping[str, tuple[str, ...]]) -> None:
    """Link the lines of deals that name one of these products, which are new: id → its names."""
    by_name: dict[str, str] = {}
    for product, names in products.items():
        for name in names:
            if key := compact(name):
                by_name.setdefault(key, product)
    if not by_name:
        return
    for line, text in work.execute(_EVERY):
        if (known := by_name.get(compact(text))) is not None:
            update_row(work, "deal_line", line, {"product_id": known})
