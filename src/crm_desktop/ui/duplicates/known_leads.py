"""Leads that are contacts already: below the review, each with the one thing that settles it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.services.duplicates.views import KnownLead
from crm_desktop.ui.duplicates.words import tr
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.icon_label import IconLabel
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.pane.pane import PaneContext

_TABLES: Final = ("lead", "contact", "channel")
_ROW_HEIGHT, _MOST_SEEN, _MOST = 40, 4, 200


class KnownLeads(Surface):
    """Hidden while there are none; they are read again when a lead or a contact changes.

    Signals:
        link_requested(KnownLead): the lead is this contact
        open_requested(str, str): show a record (kind, id)
    """

    link_requested = Signal(object)
    open_requested = Signal(str, str)

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__("surface", parent)
        self._context = context
        self.rows: tuple[KnownLead, ...] = ()
        self.link_buttons: list[Button] = []
        self.setAccessibleName(tr("Leads that are contacts already"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(6)
        column.addWidget(Rule())
        self.title = Label("", "bodyStrong", parent=self)
        self.title.setContentsMargins(18, 6, 18, 0)
        self.text = Label(
            tr("Linking one converts it to the contact that is here; no deal is made, and it can be undone."),
            "small", "secondary", self,
        )  # fmt: skip
        self.text.setContentsMargins(18, 0, 18, 0)
        self._area = QScrollArea(self)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.viewport().setAutoFillBackground(False)
        for part in (self.title, self.text, self._area):
            column.addWidget(part)
        self.hide()

    def reload(self) -> None:
        """Read which leads are contacts."""
        call = partial(self._context.services.duplicates.known_leads, _MOST)
        self._context.operations.read(self, call, self._on_read)

    def apply_change(self, change: ChangeSet) -> None:
        """Read again when what is compared has changed."""
        if change.touches(*_TABLES):
            self.reload()

    @Slot(object)
    def _on_read(self, found: Sequence[KnownLead]) -> None:
        rows = tuple(found)
        if rows == self.rows:
            return
        self.rows = rows
        count = QLocale().toString(len(rows))
        several = tr("{count} leads are contacts already").format(count=count)
        self.title.setText(tr("1 lead is a contact already") if len(rows) == 1 else several)
        table = self._table()
        self._area.setWidget(table)
        table.setAutoFillBackground(False)  # the area turns it on for what it holds
        self._area.setFixedHeight(min(len(rows), _MOST_SEEN) * _ROW_HEIGHT)
        self.setVisible(bool(rows))

    def _table(self) -> QWidget:
        theme = self._context.theme
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(18, 0, 18, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(2, 3)
        grid.setColumnStretch(3, 2)
        self.link_buttons = []
        for line, one in enumerate(self.rows):
            grid.setRowMinimumHeight(line, _ROW_HEIGHT)
            grid.addWidget(ElidedLabel(one.lead, "bodyStrong", parent=table), line, 0)
            grid.addWidget(IconLabel(theme, "arrow-right", "text.tertiary", 16, table), line, 1)
            grid.addWidget(ElidedLabel(one.contact, parent=table), line, 2)
            why = tr("Same phone number") if one.reason == "phone" else tr("Same email address")
            grid.addWidget(ElidedLabel(why, "small", "tertiary", parent=table), line, 3)
            show = Button(theme, tr("Open the lead"), "ghost", size="compact", parent=table)
            show.setAccessibleName(tr("Open the lead {name}").format(name=one.lead))
            show.clicked.connect(partial(self.open_requested.emit, "lead", one.lead_id))
            link = Button(theme, tr("Link to the contact"), size="compact", icon="link", parent=table)
            link.setAccessibleName(tr("Link the lead {name} to {contact}").format(name=one.lead, contact=one.contact))
            link.clicked.connect(partial(self.link_requested.emit, one))
            grid.addWidget(show, line, 4)
            grid.addWidget(link, line, 5)
            self.link_buttons.append(link)
        return table
