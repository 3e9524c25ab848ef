"""What a workspace holds, to compare before and after; and tables to import."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from crm_desktop.services.services import Services

TABLES = (
    "contact", "channel", "address", "affiliation", "tag", "tag_link", "blob", "deal", "deal_line", "stage_move",
    "product", "task", "event", "activity", "activity_link", "document", "document_line", "case", "case_message",
    "reminder", "setting", "search_document", "custom_field", "custom_value", "member", "lead",
)  # fmt: skip


def contents(services: Services) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables; search documents without their ids, which are given anew."""
    found = {table: services.database.rows(f'SELECT * FROM "{table}" ORDER BY id') for table in TABLES}
    found["search_document"] = sorted(row[1:] for row in found["search_document"])
    return found


def table(folder: Path, text: str, name: str = "people.csv") -> Path:
    """Write a table."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
