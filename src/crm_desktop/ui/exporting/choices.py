"""How a file is written: what its ending leaves open, for tables and for cards."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from crm_desktop.services.exporting.options import CsvStyle, ExportOptions
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.theme.theme import Theme

_STYLES: Final = ((";", ","), (",", "."), (";", "."), ("\t", "."), ("\t", ","))


class FormatChoices(QWidget):
    """Shows what can be chosen for one ending, and says it as `ExportOptions`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ending = ""
        self.style_choice = QComboBox()
        for delimiter, mark in _STYLES:
            self.style_choice.addItem(self._words(delimiter, mark), (delimiter, mark))
        self.mark = QCheckBox(self.tr("Mark the file as UTF-8, as Excel needs it"))
        self.mark.setChecked(True)
        self.version = QComboBox()
        self.version.addItem(self.tr("vCard 3.0, which nearly every program reads"), "3.0")
        self.version.addItem(self.tr("vCard 4.0, the newer standard"), "4.0")
        self.each = QComboBox()
        self.each.addItem(self.tr("All cards in one file"), False)
        self.each.addItem(self.tr("One file for each card, in a ZIP"), True)
        self._style_field = Field(theme, self.tr("Cells and decimals"), self.style_choice)
        self._version_field = Field(theme, self.tr("Version"), self.version)
        self._each_field = Field(theme, self.tr("Files"), self.each)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for widget in (self._style_field, self.mark, self._version_field, self._each_field):
            column.addWidget(widget)
        self.set_ending("")

    def set_ending(self, ending: str) -> None:
        """Show what belongs to files of this ending."""
        self._ending = ending
        for widget in (self._style_field, self.mark):
            widget.setVisible(ending == ".csv")
        for widget in (self._version_field, self._each_field):
            widget.setVisible(ending == ".vcf")
        self.setVisible(ending in (".csv", ".vcf"))

    @Slot(object)
    def set_style(self, style: CsvStyle) -> None:
        """Choose the style of the firm's country, until somebody chooses another."""
        place = next((number for number, one in enumerate(_STYLES) if one == (style.delimiter, style.decimal_mark)), 0)
        self.style_choice.setCurrentIndex(place)

    def file_ending(self) -> str:
        """Return the ending of the file that is written."""
        return ".zip" if self._ending == ".vcf" and self.each.currentData() else self._ending

    def options(self, title: str = "") -> ExportOptions:
        """Return what is chosen; `title` stands above a printed list."""
        delimiter, mark = _STYLES[self.style_choice.currentIndex()]
        version: Literal["3.0", "4.0"] = "4.0" if self.version.currentData() == "4.0" else "3.0"
        return ExportOptions("", CsvStyle(delimiter, mark, self.mark.isChecked()), version, title=title)

    def _words(self, delimiter: str, mark: str) -> str:
        if delimiter == "\t":
            return self.tr("Tabs, decimal points") if mark == "." else self.tr("Tabs, decimal commas")
        if delimiter == ";":
            return self.tr("Semicolons, decimal points") if mark == "." else self.tr("Semicolons, decimal commas")
        return self.tr("Commas, decimal points")
