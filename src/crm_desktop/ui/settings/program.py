"""How the program looks and listens to keys; kept on this computer, not in the workspace."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from crm_desktop import __version__
from crm_desktop.services.last_opened import read_state
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.segmented import Segmented
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.settings.form import ChoiceSetting, SettingsForm

_SCALES: Final = (90, 100, 110, 125, 150, 175, 200)


class LookForm(SettingsForm):
    """Theme, interface size, motion."""

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.heading.setText(self.tr("Look"))
        self._theme_choice = Segmented(
            self.tr("Theme"),
            [("system", self.tr("Like the computer")), ("light", self.tr("Light")), ("dark", self.tr("Dark"))],
        )
        self._scale = ChoiceSetting(self.tr("Interface size"), [(str(scale), f"{scale}%") for scale in _SCALES])
        self._motion = QCheckBox(self.tr("Do without motion: panels appear at once"))
        body = self.add_card()
        body.setSpacing(14)
        row = QHBoxLayout()
        row.addWidget(self._theme_choice)
        row.addStretch(1)
        body.addWidget(Label(self.tr("Theme"), "small", "secondary"))
        body.addLayout(row)
        body.addWidget(Field(self.theme, self.tr("Interface size"), self._scale))
        body.addWidget(
            Label(self.tr("A new size shows after the restart that is offered."), "small", "tertiary", wrap=True)
        )
        body.addWidget(self._motion)
        self._theme_choice.current_changed.connect(self._on_theme_chosen)
        self._scale.saved.connect(self._on_scale_chosen)
        self._motion.clicked.connect(self._on_motion_clicked)

    def reload(self) -> None:
        state = read_state()
        self._theme_choice.set_current(self.theme.choice)
        self._scale.show_value(str(state.get("scale", 100)))
        self._motion.setChecked(self.theme.motion_ms == 0)

    @Slot(str)
    def _on_theme_chosen(self, choice: str) -> None:
        self.request.emit("set_theme", "setting", choice)

    @Slot(str)
    def _on_scale_chosen(self, percent: str) -> None:
        self.request.emit("set_scale", "setting", percent)

    @Slot(bool)
    def _on_motion_clicked(self, on: bool) -> None:
        self.request.emit("set_reduced_motion", "setting", "1" if on else "")


class KeyboardForm(SettingsForm):
    """Single letters on or off, and the list of all keys."""

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.heading.setText(self.tr("Keyboard"))
        self._letters = QCheckBox(self.tr("Single letters act on the selected record (L logs a call, N writes a note)"))
        self._list = Button(self.theme, self.tr("Show all keys"), icon="keyboard")
        body = self.add_card()
        body.setSpacing(14)
        body.addWidget(self._letters)
        body.addWidget(
            Label(
                self.tr("Letters never act while you type. Everything they do is also in the menus and in Ctrl+K."),
                "small", "tertiary", wrap=True,
            )
        )  # fmt: skip
        row = QHBoxLayout()
        row.addWidget(self._list)
        row.addStretch(1)
        body.addLayout(row)
        self._letters.clicked.connect(self._on_letters_clicked)
        self._list.clicked.connect(self._on_list_clicked)

    def reload(self) -> None:
        self._letters.setChecked(bool(read_state().get("letters", True)))

    @Slot(bool)
    def _on_letters_clicked(self, on: bool) -> None:
        self.request.emit("set_letters", "setting", "1" if on else "")

    @Slot()
    def _on_list_clicked(self) -> None:
        self.request.emit("show_keys", "", "")


class PipelineForm(SettingsForm):
    """Leads to where stages are edited."""

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.heading.setText(self.tr("Pipeline"))
        body = self.add_card()
        body.setSpacing(14)
        text = self.tr(
            "Stages, their chances and when a deal counts as stale are edited where you see them, on the board."
        )
        body.addWidget(Label(text, "body", "secondary", wrap=True))
        self._edit = Button(self.theme, self.tr("Edit stages"), icon="square-kanban")
        row = QHBoxLayout()
        row.addWidget(self._edit)
        row.addStretch(1)
        body.addLayout(row)
        self._edit.clicked.connect(self._on_edit_clicked)

    @Slot()
    def _on_edit_clicked(self) -> None:
        self.request.emit("edit_stages", "", "")


class AboutForm(SettingsForm):
    """Version and licence."""

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.heading.setText(self.tr("About"))
        body = self.add_card()
        body.addWidget(Label(self.tr("CRM Desktop {version}").format(version=__version__), "title3"))
        body.addWidget(
            Label(
                self.tr("A small firm's whole memory of its customers, in one file on its own computer. MIT licence."),
                "body", "secondary", wrap=True,
            )
        )  # fmt: skip
        body.addWidget(
            Label(
                self.tr("Drawn with Qt, the typeface Inter (OFL) and the icons of Lucide (ISC)."),
                "small",
                "tertiary",
                wrap=True,
            )
        )
