"""Beside the list: the pipeline by stage, who went quiet, and the first five steps of a new workspace."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from crm_desktop.services.today.views import Quiet, StarterStep, Today
from crm_desktop.ui.fields.rhythm_words import reason_text
from crm_desktop.ui.kit.bars import BarData, Bars
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.format import short_money_text
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.paint import draw_avatar, draw_icon, draw_rounded, draw_text, mirrored
from crm_desktop.ui.kit.surface import Card
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.today.words import starter_text, tr

_QUIET_ROW = 52
_STEP_ROW = 32
_AVATAR = 36


class PipelineCard(Card):
    """The open deals, a bar for every stage.

    Signals:
        board_requested: open the pipeline.
    """

    board_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Pipeline"), parent)
        self.board_button = Button(theme, tr("View board"), "link")
        self.add_tool(self.board_button)
        self.bars = Bars(theme, tr("Open deals by stage"))
        self.none = Label(tr("Deals show here by stage, once there are any."), "small", "secondary", wrap=True)
        self.body.addWidget(self.bars)
        self.body.addWidget(self.none)
        self.board_button.clicked.connect(self.board_requested)
        self.bars.bar_clicked.connect(self._on_bar_clicked)

    def set_today(self, today: Today) -> None:
        """Show these stages."""
        largest = max((stage.amount for stage in today.stages), default=0)
        any_deals = any(stage.deals for stage in today.stages)
        self.none.setVisible(not any_deals)
        self.bars.setVisible(any_deals)
        self.bars.set_bars([
            BarData(
                stage.stage_id, stage.name, stage.amount / largest if largest else 0.0,
                short_money_text(stage.amount, today.currency), QLocale().toString(stage.deals),
            )
            for stage in today.stages
        ])  # fmt: skip

    @Slot(str)
    def _on_bar_clicked(self, _stage_id: str) -> None:
        self.board_requested.emit()


class QuietRow(QAbstractButton):
    """A customer who went quiet; opens the customer."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._quiet = Quiet("", "", "", 0)
        self._detail = ""
        self.setFixedHeight(_QUIET_ROW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def contact_id(self) -> str:
        """Whom it opens."""
        return self._quiet.contact_id

    def set_quiet(self, quiet: Quiet) -> None:
        """Stand for another customer."""
        self._quiet = quiet
        days = tr("{days} days").format(days=QLocale().toString(quiet.days))
        if quiet.group:
            late = tr("{days} days late") if quiet.days > 1 else tr("1 day late")
            days = late.format(days=QLocale().toString(quiet.days))
            days = " · ".join(part for part in (days, reason_text(quiet.group, quiet.group_name)) if part)
        self._detail = f"{quiet.detail} · {days}" if quiet.detail else days
        self.setAccessibleName(f"{quiet.name}, {self._detail}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, _QUIET_ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, direction, whole = self._theme, self.layoutDirection(), QRectF(self.rect())
        if self.underMouse():
            draw_rounded(painter, theme, whole, 8, "bg.hover")
        avatar = mirrored(QRectF(0, (_QUIET_ROW - _AVATAR) / 2, _AVATAR, _AVATAR), whole, direction)
        draw_avatar(painter, theme, avatar, self._quiet.name)
        room = whole.width() - _AVATAR - 14
        name = mirrored(QRectF(_AVATAR + 14, 6, room, 20), whole, direction)
        detail = mirrored(QRectF(_AVATAR + 14, 26, room, 20), whole, direction)
        draw_text(painter, theme, name, self._quiet.name, "bodyStrong", direction=direction)
        draw_text(painter, theme, detail, self._detail, "small", "accent.text", direction=direction)


class QuietCard(Card):
    """Good customers nobody spoke to for 60 days.

    Signals:
        contact_requested(id): show this customer.
    """

    contact_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Going quiet"), parent)
        self._theme = theme
        self._rows: list[QuietRow] = []
        self.body.setSpacing(0)
        self.note = Label(tr("Good customers with no contact in 60 days"), "small", "secondary", wrap=True)
        self.body.addWidget(self.note)
        self.body.addStretch(1)

    def set_quiet(self, quiet: Sequence[Quiet]) -> None:
        """Show these customers."""
        self.note.setText(
            tr("By their rhythm, and good customers with no contact in 60 days")
            if any(one.group for one in quiet)
            else tr("Good customers with no contact in 60 days")
            if quiet
            else tr("Nobody. Customers who bought and were not heard of for 60 days show here.")
        )
        while len(self._rows) < len(quiet):
            row = QuietRow(self._theme, self)
            row.clicked.connect(self._on_clicked)
            self._rows.append(row)
            self.body.insertWidget(len(self._rows), row)
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(quiet))
            if number < len(quiet):
                row.set_quiet(quiet[number])

    def rows(self) -> list[QuietRow]:
        """The rows that are shown."""
        return [row for row in self._rows if not row.isHidden()]

    @Slot()
    def _on_clicked(self) -> None:
        row = self.sender()
        if isinstance(row, QuietRow):
            self.contact_requested.emit(row.contact_id)


class StarterRow(QAbstractButton):
    """A first step: a tick once it is done, a way to do it before."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._done = False
        self.key = ""
        self.setFixedHeight(_STEP_ROW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_step(self, step: StarterStep) -> None:
        """Stand for another step."""
        self.key, self._done = step.key, step.done
        self.setText(starter_text(step))
        self.setEnabled(not step.done)
        words = tr("{step}, done") if step.done else tr("{step}, to do")
        self.setAccessibleName(words.format(step=self.text()))
        self.update()

    def is_done(self) -> bool:
        """Whether it carries its tick."""
        return self._done

    def sizeHint(self) -> QSize:
        return QSize(240, _STEP_ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, direction, whole = self._theme, self.layoutDirection(), QRectF(self.rect())
        if self.underMouse() and self.isEnabled():
            draw_rounded(painter, theme, whole, 6, "bg.hover")
        icon = mirrored(QRectF(4, (_STEP_ROW - 18) / 2, 18, 18), whole, direction)
        name, token = ("circle-check", "success") if self._done else ("circle", "line.control")
        draw_icon(painter, theme, icon.x(), icon.y(), name, token, 18)
        room = mirrored(QRectF(32, 0, whole.width() - 36, _STEP_ROW), whole, direction)
        colour = "text.tertiary" if self._done else "accent.text"
        draw_text(painter, theme, room, self.text(), "body", colour, direction=direction)


class StarterCard(Card):
    """The five first steps; gone once all are done.

    Signals:
        step_requested(key): do this step.
    """

    step_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Getting started"), parent)
        self._theme = theme
        self._rows: list[StarterRow] = []
        self.body.setSpacing(0)
        self.done_label = Label("", "small", "tertiary")
        self.add_tool(self.done_label)
        self.hide()

    def set_steps(self, steps: Sequence[StarterStep]) -> None:
        """Show which steps are done; with none at all the card goes."""
        self.setVisible(bool(steps))
        while len(self._rows) < len(steps):
            row = StarterRow(self._theme, self)
            row.clicked.connect(self._on_clicked)
            self._rows.append(row)
            self.body.addWidget(row)
        for row, step in zip(self._rows, steps, strict=False):
            row.set_step(step)
        done = sum(step.done for step in steps)
        self.done_label.setText(tr("{done} of {all} done").format(done=done, all=len(steps)))

    def rows(self) -> list[StarterRow]:
        """The steps as shown."""
        return list(self._rows)

    @Slot()
    def _on_clicked(self) -> None:
        row = self.sender()
        if isinstance(row, StarterRow):
            self.step_requested.emit(row.key)
