"""What the list shows when no contact matches."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.services.contacts.views import ContactCounts
from crm_desktop.ui.contacts.list_reader import ListQuery
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.paint import isolated
from crm_desktop.ui.theme.theme import Theme


class NothingFound(QWidget):
    """Says what matched nothing, and offers to clear the filter or make what was looked for.

    Signals:
        clear_requested: show everything again.
        create_requested: make a contact of what was typed.
    """

    clear_requested = Signal()
    create_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 48, 24, 24)
        column.setSpacing(10)
        self._title = Label("", "title3", wrap=True)
        self._title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._text = Label("", "small", "secondary", wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.clear_button = Button(theme, self.tr("Clear filter"))
        self.create_button = Button(theme, "", "primary", "plus")
        for widget in (self._title, self._text, self.clear_button, self.create_button):
            column.addWidget(widget)
        column.addStretch(1)
        self.clear_button.clicked.connect(self.clear_requested)
        self.create_button.clicked.connect(self.create_requested)

    def set_query(self, query: ListQuery, counts: ContactCounts) -> None:
        """Say what was looked for, and where the others are when there are only people or only companies."""
        person = query.kind == "person"
        if query.text:
            self._title.setText(self.tr("Nothing matches “{text}”").format(text=isolated(query.text)))
            self._text.setText("")
        else:
            self._title.setText(self.tr("No people yet") if person else self.tr("No companies yet"))
            words = (
                self.tr("Add one by hand, or bring a list from a spreadsheet.")
                if person
                else self.tr("A company is made when you give a person one, or by hand.")
            )
            if person and counts.companies:
                words = self.tr("%n companies are here, under Companies.", "", counts.companies)
            elif not person and counts.people:
                words = self.tr("%n people are here, under People.", "", counts.people) + " " + words
            self._text.setText(words)
        self._text.setVisible(not query.text)
        self.clear_button.setVisible(bool(query.text))
        words = self.tr("New person") if person else self.tr("New company")
        if query.text and not query.is_filter:
            words = self.tr("Create “{text}”").format(text=query.text[:24])
        self.create_button.set_text(words)

    def title(self) -> str:
        """The line that says what matched nothing."""
        return self._title.text()
