"""How the cells of one kind of record look, where that is more than the words of their fields."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPixmap

from crm_desktop.services.lists.views import Amount, ListRow
from crm_desktop.ui.kit.row_delegate import RowState
from crm_desktop.ui.lists.steps import step_icon
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import Tone


class RecordLook:
    """What a page may say of its cells; every answer may be that the field says it well enough."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme

    def text(self, row: ListRow, key: str) -> str | None:
        """Return the words of a cell; None for those of the field."""
        return None

    def sum_text(self, key: str, amount: Amount) -> str | None:
        """Return the words of what a group comes to, written as its cells are; None for those of the field."""
        return None

    def tone(self, row: ListRow, key: str) -> Tone | None:
        """Return the colour of a chip; None for the usual one, or for no chip where none is usual."""
        return None

    def icon(self, row: ListRow, key: str) -> str:
        """Return the icon in a chip: what kind of step comes next, where the table reads that."""
        return step_icon(row) if key == "next_step" else ""

    def token(self, row: ListRow) -> str:
        """Return the colour of plain words in this row."""
        return "text.primary"

    def tip(self, row: ListRow, key: str) -> str:
        """Return what is said while the mouse rests on a cell."""
        return ""

    def photo(self, row: ListRow) -> QPixmap | None:
        """Return the picture before the first column, where pictures are; None for initials."""
        return None

    def paint(self, painter: QPainter, rect: QRectF, row: ListRow, key: str, text: str, state: RowState) -> bool:
        """Paint a cell and return True; False leaves it to the table."""
        return False
