"""Help → About: which program, which version, which file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from crm_desktop import __version__
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.message_dialog import MessageDialog
from crm_desktop.ui.theme.theme import Theme


class AboutDialog(MessageDialog):
    """Version, file and licences."""

    def __init__(self, theme: Theme, workspace: Path, parent: QWidget) -> None:
        super().__init__(
            theme,
            self.tr("CRM Desktop {version}").format(version=__version__),
            self.tr("A small firm's whole memory of its customers, in one file on its own computer."),
            accept=self.tr("Close"),
            icon="nut",
            parent=parent,
        )
        licences = self.tr("MIT licence. Drawn with Qt (LGPL), the typeface Inter (OFL) and the icons of Lucide (ISC).")
        self.body.insertWidget(
            2, Label(self.tr("File: {path}").format(path=workspace), "small", "secondary", wrap=True)
        )
        self.body.insertWidget(3, Label(licences, "small", "tertiary", wrap=True))
