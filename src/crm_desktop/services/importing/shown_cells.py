"""The cells of a file that a page shows beside what will become of each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from crm_desktop.services.importing.plan import NO_FIELD, Control, ImportPlan, Stopped

_SEPARATOR = "\x1f"
_REPORT_EVERY = 5_000
_SAMPLE = 200
_WANTED = {
    "people": ("name", "given_name", "family_name", "email", "phone", "company", "city", "tags"),
    "companies": ("name", "email", "phone", "website", "city", "country"),
    "deals": ("title", "product", "company", "contact", "stage", "value", "closed_on"),
    "products": ("name", "sku", "category", "unit", "price", "tax_rate"),
    "leads": ("name", "given_name", "family_name", "company", "email", "phone", "status"),
    "activities": ("kind", "subject", "person", "company", "happened_at", "happened_at.day"),
    "tasks": ("title", "due_on", "status", "person", "company", "priority"),
    "events": ("title", "starts_at", "starts_at.day", "starts_on", "place", "person"),
    "cases": ("number", "subject", "person", "company", "status", "priority"),
    "quotes": ("external_id", "title", "customer", "company", "line.product", "line.name", "line.quantity"),
    "members": ("name", "email"),
    "documents": ("path", "title", "record", "person", "company", "deal"),
}
_RECORD = ("name", "title", "subject", "email", "company", "customer", "stage", "status", "due_on", "happened_at",
           "starts_at", "price", "amount")  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column of the file that is worth showing; `column` is its place there, -1 for a part of a card.

    `width` is how much of a row it needs, beside the others.
    """

    column: int
    title: str
    width: float = 1.0
    header: str = ""


_WIDTHS = {
    "given_name": 0.75, "family_name": 0.85, "email": 1.5, "phone": 1.15, "company": 1.1, "title": 1.4, "name": 1.4,
    "path": 1.5, "country": 0.7, "unit": 0.6,
}  # fmt: skip
_EMPTY_WIDTH = 0.5
"""Of a column that holds nothing in the first rows."""
_CARD = (ShownColumn(-1, "Name", 1.1), ShownColumn(-1, "Email", 1.5), ShownColumn(-1, "Phone", 1.15),
         ShownColumn(-1, "Company", 1.1))  # fmt: skip


class ShownCells:
    """The shown cells of every row by its number: one short text a row, so that a long file stays light."""

    def __init__(self, columns: tuple[ShownColumn, ...]) -> None:
        self.columns = columns
        self._texts: dict[int, str] = {}

    def put(self, row: int, cells: Sequence[str]) -> None:
        """Keep a row's cells."""
        self._texts[row] = _SEPARATOR.join(" ".join(cell.replace(_SEPARATOR, " ").split()) for cell in cells)

    def of(self, row: int) -> tuple[str, ...]:
        """Return a row's cells, one for every shown column."""
        text = self._texts.get(row)
        return tuple(text.split(_SEPARATOR)) if text is not None else ("",) * len(self.columns)


def shown_columns(plan: ImportPlan, reasons: Iterable[str] = (), most: int = 5) -> tuple[ShownColumn, ...]:
    """Choose the columns by which a person knows a row again, and one more that the reasons speak of."""
    if plan.is_vcard:
        return _CARD
    if plan.is_fixed:
        present = {key for record in plan.records[:_SAMPLE] for key in record}
        return tuple(
            ShownColumn(-1, key.replace("_", " ").capitalize(), _WIDTHS.get(key, 1.0), key)
            for key in _RECORD if key in present
        )[:most]  # fmt: skip
    labels = {target.key: target.label for target in plan.targets}
    found: list[ShownColumn] = []
    for wanted in _WANTED[plan.rows]:
        for column in plan.columns:
            if column.field.partition(":")[0] == wanted:
                width = _WIDTHS.get(wanted, 1.0) if any(text.strip() for text in column.samples) else _EMPTY_WIDTH
                found.append(ShownColumn(column.column, labels.get(wanted, column.header), width, column.header))
                break
    if len(found) < 2:
        shown = {one.column for one in found}
        found += [
            ShownColumn(column.column, column.header, header=column.header)
            for column in plan.columns
            if column.column not in shown and column.field not in NO_FIELD
        ]
    if not found:
        found = [ShownColumn(column.column, column.header, header=column.header) for column in plan.columns]
    found = found[:most]
    doubtful = _doubtful(plan, reasons)
    if doubtful is not None and doubtful.column not in {one.column for one in found}:
        found.append(doubtful)
    return tuple(found)


def _doubtful(plan: ImportPlan, reasons: Iterable[str]) -> ShownColumn | None:
    """The column that most reasons speak of by its name."""
    counts = Counter(column.column for reason in reasons for column in plan.columns if f"“{column.header}”" in reason)
    if not counts:
        return None
    place = counts.most_common(1)[0][0]
    header = next(column.header for column in plan.columns if column.column == place)
    return ShownColumn(place, header, header=header)


def shown_cells(plan: ImportPlan, columns: tuple[ShownColumn, ...], control: Control) -> ShownCells:
    """Walk the file once and keep the shown cells. Raises `Stopped`."""
    cells = ShownCells(columns)
    for number, (row, texts) in enumerate(_rows(plan, cells.columns), 1):
        cells.put(row, texts)
        if number % _REPORT_EVERY == 0 and not control.progress(number, 0):
            raise Stopped("The check was stopped.", "Nothing was changed.")
    return cells


def _rows(plan: ImportPlan, columns: tuple[ShownColumn, ...]) -> Iterator[tuple[int, list[str]]]:
    if plan.is_vcard:
        for number, card in enumerate(plan.cards[0].cards, 1):
            yield (
                number,
                [
                    card.display_name,
                    card.emails[0].value if card.emails else "",
                    card.phones[0].value if card.phones else "",
                    card.org.name if card.org else "",
                ],
            )
        return
    if plan.is_fixed:
        for number, record in enumerate(plan.records, 1):
            yield number, [str(record.get(one.header) or "") for one in columns]
        return
    for row, texts in plan.source.rows():
        yield row, [texts[one.column] if one.column < len(texts) else "" for one in columns]
