"""The settings page: sections at the left, found by typing; what is changed applies at once."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.paint import draw_icon, draw_rounded, draw_text, mirrored
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.kit.search_box import SearchBox
from crm_desktop.ui.kit.surface import Surface
from crm_desktop.ui.pane.pane import Pane, PaneContext
from crm_desktop.ui.settings.form import SettingsForm
from crm_desktop.ui.settings.sections import SECTIONS, Section
from crm_desktop.ui.theme.theme import Theme

_SIDE: Final = 264


class SectionButton(QAbstractButton):
    """One section in the list at the left."""

    def __init__(self, theme: Theme, section: Section, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = section.icon
        self.setText(section.shown_title())
        self.setAccessibleName(section.shown_title())
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setProperty("focus_ring", 8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(36)

    def sizeHint(self) -> QSize:
        return QSize(_SIDE - 32, 36)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, whole, direction = self._theme, QRectF(self.rect()), self.layoutDirection()
        on = self.isChecked()
        if on or self.underMouse():
            draw_rounded(painter, theme, whole, 8, "bg.selected" if on else "bg.hover")
        place = mirrored(QRectF(10, 9, 18, 18), whole, direction)
        draw_icon(painter, theme, place.x(), place.y(), self._icon, "accent.text" if on else "text.secondary", 18)
        words = mirrored(QRectF(38, 0, whole.width() - 46, 36), whole, direction)
        token = "text.primary" if on else "text.secondary"
        draw_text(painter, theme, words, self.text(), "bodyStrong", token, direction=direction)


class SettingsPane(Pane):
    """Settings, by section."""

    key = "settings"

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._forms: dict[str, SettingsForm] = {}
        self._pages: dict[str, ScrollPage] = {}
        self._buttons: dict[str, SectionButton] = {}
        self._current = ""
        self._build()
        self.show_section("business")

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._side = Surface("pane", self)
        self._side.setFixedWidth(_SIDE)
        self._side.setAccessibleName(self.tr("Sections"))
        column = QVBoxLayout(self._side)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(4)
        self._search = SearchBox(self.theme, self.tr("Find a setting"), "/", parent=self._side)
        self._search.query_changed.connect(self._on_query_changed)
        self._search.results_wanted.connect(self._on_results_wanted)
        column.addWidget(self._search)
        column.addSpacing(8)
        for section in SECTIONS:
            button = SectionButton(self.theme, section, self._side)
            button.clicked.connect(partial(self._on_section_clicked, section.key))
            self._buttons[section.key] = button
            column.addWidget(button)
        self._none = Label(self.tr("No setting is called that."), "small", "secondary", wrap=True)
        self._none.hide()
        column.addWidget(self._none)
        column.addStretch(1)
        self._stack = QStackedWidget(self)
        row.addWidget(self._side)
        row.addWidget(self._stack, 1)

    def show_section(self, key: str) -> None:
        """Show a section, made on its first visit."""
        if key not in self._pages:
            # The form is born in its page: moved there, it would be styled again with all that is in it.
            page = ScrollPage("", margins=(32, 24, 32, 32), max_width=720, parent=self._stack)
            form = self._forms[key] = self._make(key, page.column)
            form.request.connect(self.request)
            form.file_job.connect(self.file_job)
            page.setAccessibleName(form.heading.text())
            page.add(form)
            page.add_stretch()
            self._pages[key] = page
            self._stack.addWidget(page)
        self._current = key
        self._stack.setCurrentWidget(self._pages[key])
        for other, button in self._buttons.items():
            button.setChecked(other == key)
        self._forms[key].reload()

    def form(self, key: str) -> SettingsForm:
        """A section's form, made if need be."""
        if key not in self._forms:
            self.show_section(key)
        return self._forms[key]

    def _make(self, key: str, place: QWidget) -> SettingsForm:
        from crm_desktop.ui.settings.business import BusinessForm
        from crm_desktop.ui.settings.contacts import ContactsForm
        from crm_desktop.ui.settings.data import DataForm
        from crm_desktop.ui.settings.documents import CalendarForm, DocumentsForm
        from crm_desktop.ui.settings.own_fields import OwnFieldsForm
        from crm_desktop.ui.settings.program import AboutForm, KeyboardForm, LookForm, PipelineForm
        from crm_desktop.ui.settings.security import SecurityForm

        kinds: dict[str, type[SettingsForm]] = {
            "business": BusinessForm, "look": LookForm, "keyboard": KeyboardForm, "pipeline": PipelineForm,
            "fields": OwnFieldsForm, "contacts": ContactsForm,
            "documents": DocumentsForm, "calendar": CalendarForm, "data": DataForm, "security": SecurityForm,
            "about": AboutForm,
        }  # fmt: skip
        return kinds[key](self.context, place)

    def reload(self) -> None:
        self._forms[self._current].reload()

    def apply_change(self, change: ChangeSet) -> None:
        self._forms[self._current].apply_change(change)

    def focus_filter(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def regions(self) -> list[QWidget]:
        return [self._side, self._stack]

    def main_region(self) -> QWidget:
        """Return the section that is shown: Up and Down go on from there."""
        return self._buttons[self._current]

    def state(self) -> dict[str, Any]:
        return {"section": self._current}

    def restore(self, state: dict[str, Any]) -> None:
        if state.get("section") in self._buttons:
            self.show_section(str(state["section"]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shown = [key for key, button in self._buttons.items() if not button.isHidden()]
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._current in shown:
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            key = shown[(shown.index(self._current) + step) % len(shown)]
            self.show_section(key)
            self._buttons[key].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def _on_section_clicked(self, key: str, _checked: bool = False) -> None:
        self.show_section(key)

    @Slot(str)
    def _on_query_changed(self, query: str) -> None:
        words = query.casefold().split()
        found = [
            section.key
            for section in SECTIONS
            if all(word in f"{section.shown_title()} {section.shown_words()}".casefold() for word in words)
        ]
        for key, button in self._buttons.items():
            button.setVisible(key in found)
        self._none.setVisible(not found)
        if words and found and self._current not in found:
            self.show_section(found[0])

    @Slot()
    def _on_results_wanted(self) -> None:
        button = self._buttons[self._current]
        if button.isVisible():
            button.setFocus(Qt.FocusReason.TabFocusReason)
