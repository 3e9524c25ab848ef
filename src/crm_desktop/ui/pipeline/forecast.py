"""The forecast: open deals by month and probability, with bars for what they weigh."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRectF, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.core.expressions import days_in_month
from crm_desktop.services.pipeline.views import FORECAST_BANDS, Amount, Forecast
from crm_desktop.ui.kit.format import month_text
from crm_desktop.ui.kit.label import ElidedLabel
from crm_desktop.ui.kit.paint import LEADING, TRAILING, draw_rounded, draw_text, mirrored
from crm_desktop.ui.kit.row_delegate import RowState
from crm_desktop.ui.kit.surface import Card
from crm_desktop.ui.kit.table_view import CachedTableView, CellDelegate
from crm_desktop.ui.kit.windowed_models import TableColumn, WindowedTableModel
from crm_desktop.ui.pipeline.words import amounts_text
from crm_desktop.ui.theme.theme import Theme

_BAR = 8


@dataclass(frozen=True, slots=True)
class ForecastLine:
    """A row as shown; `share` and `weight` are parts of the largest month, for the bar."""

    id: str
    month: str
    count: str
    bands: tuple[str, ...]
    total: str
    weighted: str
    share: float
    weight: float
    strong: bool = False


class ForecastDelegate(CellDelegate):
    """The last column is a bar: what the month could bring, and within it what it weighs."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)

    def paint_cell(
        self, painter: QPainter, rect: QRectF, row: object, column: TableColumn, text: str, state: RowState
    ) -> None:
        assert isinstance(row, ForecastLine)
        inner = rect.adjusted(10, 0, -10, 0)
        if column.key == "bar":
            top = rect.center().y() - _BAR / 2
            for share, token in ((row.share, "accent.soft"), (row.weight, "accent")):
                if share > 0:
                    bar = QRectF(inner.x(), top, max(inner.width() * share, 3), _BAR)
                    draw_rounded(painter, self.theme, mirrored(bar, rect, state.direction), _BAR / 2, token)
        elif row.strong or column.key == "weighted":
            align = TRAILING if column.is_number else LEADING
            draw_text(
                painter, self.theme, inner, text, "bodyStrong", align=align, direction=state.direction,
                tabular=column.is_number,
            )  # fmt: skip
        else:
            super().paint_cell(painter, rect, row, column, text, state)


class ForecastModel(WindowedTableModel):
    """Months and their sums."""

    def cell_text(self, row: object, key: str) -> str:
        assert isinstance(row, ForecastLine)
        if key.startswith("band"):
            return row.bands[int(key[4:])]
        return "" if key == "bar" else str(getattr(row, key))


class ForecastView(QWidget):
    """A table of months. Enter or double click shows the deals behind one.

    Signals:
        month_opened: a filter in words for the deals of that row.
    """

    month_opened = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        bands = [self.tr("{low}–{high}%").format(low=low, high=high) for low, high in FORECAST_BANDS]
        columns = (
            TableColumn("month", self.tr("Expected close"), 170, is_sortable=False),
            TableColumn("count", self.tr("Deals"), 64, is_number=True, is_sortable=False),
            *(
                TableColumn(f"band{number}", words, 118, is_number=True, is_sortable=False)
                for number, words in enumerate(bands)
            ),
            TableColumn("total", self.tr("Total"), 124, is_number=True, is_sortable=False),
            TableColumn("weighted", self.tr("Weighted"), 124, is_number=True, is_sortable=False),
            TableColumn("bar", self.tr("Weighted of total"), 180, is_sortable=False),
        )
        self.model = ForecastModel(columns, self)
        self.view = CachedTableView(
            self.tr("Forecast by month and probability"), self.model, ForecastDelegate(theme, self), parent=self
        )
        self._filters: dict[str, str] = {}
        card = Card()
        card.body.addWidget(
            ElidedLabel(
                self.tr("What open deals may bring, by the month in which they should close and by probability."),
                "small",
                "secondary",
            )
        )
        card.body.addWidget(self.view, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        self.view.row_opened.connect(self._on_row_opened)

    def set_forecast(self, forecast: Forecast, now_day: date) -> None:
        """Show these months and a total under them."""
        largest = max((row.total[0].minor for row in forecast.rows), default=0) or 1
        lines: list[ForecastLine] = []
        self._filters = {}
        for number, row in enumerate(forecast.rows):
            key = str(number)
            self._filters[key] = _filter_of(row.month, now_day, overdue=row.overdue)
            lines.append(
                ForecastLine(
                    key,
                    self._month_words(row.month, overdue=row.overdue),
                    str(row.count),
                    tuple(amounts_text(band) if any(one.minor for one in band) else "" for band in row.bands),
                    amounts_text(row.total),
                    amounts_text(row.weighted),
                    row.total[0].minor / largest,
                    row.weighted[0].minor / largest,
                )
            )
        bands = tuple(_band_words(forecast, number) for number in range(len(FORECAST_BANDS)))
        lines.append(
            ForecastLine(
                "total", self.tr("All open deals"), str(forecast.count), bands, amounts_text(forecast.total),
                amounts_text(forecast.weighted), 0, 0, strong=True,
            )
        )  # fmt: skip
        self._filters["total"] = "status = open"
        self.model.set_count(len(lines))
        self.model.set_rows(0, lines)

    def lines(self) -> list[ForecastLine]:
        """What is shown, from top to bottom."""
        rows = map(self.model.row_at, range(self.model.rowCount()))
        return [row for row in rows if isinstance(row, ForecastLine)]

    def _month_words(self, month: date | None, *, overdue: bool) -> str:
        if overdue:
            return self.tr("Past months")
        return self.tr("Without a date") if month is None else month_text(month)

    @Slot(str)
    def _on_row_opened(self, key: str) -> None:
        self.month_opened.emit(self._filters[key])


def _band_words(forecast: Forecast, number: int) -> str:
    """Return what all deals of one band come to, each currency for itself."""
    sums: dict[str, int] = {}
    for row in forecast.rows:
        for one in row.bands[number]:
            sums[one.currency] = sums.get(one.currency, 0) + one.minor
    amounts = tuple(Amount(currency, minor) for currency, minor in sums.items())
    return amounts_text(amounts) if any(sums.values()) else ""


def _filter_of(month: date | None, now_day: date, *, overdue: bool) -> str:
    if overdue:
        return f"status = open and expected_close < {now_day.replace(day=1).isoformat()}"
    if month is None:
        return "status = open and expected_close is empty"
    last = month.replace(day=days_in_month(month.year, month.month))
    return f"status = open and expected_close >= {month.isoformat()} and expected_close <= {last.isoformat()}"
