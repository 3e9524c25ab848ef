"""Who is here already, for files that say themselves what each value is: cards, and JSON of this program."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from crm_desktop.services.importing.plan import ImportPlan
from crm_desktop.ui.importing.reading_options import KnownOptions
from crm_desktop.ui.kit.label import restyle
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.theme.theme import Theme


class KnownPopover(Popover):
    """The choices that a table has beside its columns; every change has the rows checked again."""

    def __init__(self, theme: Theme, plan: ImportPlan, window: QWidget) -> None:
        super().__init__("", window, width=400)
        self.setAccessibleName(self.tr("Who is here already"))
        self.known = KnownOptions(theme, self)
        self.known.set_plan(plan)
        # The popover is the panel: no edge and no margins of its own.
        self.known.setProperty("surface", "")
        restyle(self.known)
        self.known.setContentsMargins(-20, -16, -20, -16)
        self.body.addWidget(self.known)
        known = self.known.layout()
        if known is not None:
            known.invalidate()
            known.activate()
        self.adjustSize()
