"""Late, Today and Tomorrow: everything that needs the person, most pressing first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.services.today.views import Need, Quiet, Today
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.empty_state import EmptyPicture
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.surface import Card
from crm_desktop.ui.kit.tab_order import tab_before
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.today.need_row import NeedRow
from crm_desktop.ui.today.words import group_text, later_text, next_text, tr

MOST_SHOWN = 20


class NothingNeeds(QWidget):
    """What the card shows when all is done: what comes next, and three things worth doing.

    Signals:
        suggestion_chosen(key): quiet, pipeline or calendar.
    """

    suggestion_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 16)
        column.setSpacing(6)
        column.addWidget(EmptyPicture(theme, "sun"), 0, Qt.AlignmentFlag.AlignHCenter)
        self.title = Label(tr("Nothing needs you today"), "title2")
        self.next = Label("", "body", "secondary", wrap=True)
        for label in (self.title, self.next):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addSpacing(8)
        self.quiet = Button(theme, "", icon="phone")
        self.pipeline = Button(theme, tr("Go through the open deals"), icon="square-kanban")
        self.calendar = Button(theme, tr("Plan something in the calendar"), icon="calendar-plus")
        self._keys = {self.quiet: "quiet", self.pipeline: "pipeline", self.calendar: "calendar"}
        for button in self._keys:
            button.setMinimumWidth(280)
            button.clicked.connect(self._on_clicked)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def set_today(self, today: Today) -> None:
        """Say what comes next."""
        words = next_text(today.next_up, today) if today.next_up else tr("Nothing is planned for the next two weeks.")
        self.next.setText(words)

    def set_quiet(self, quiet: Sequence[Quiet]) -> None:
        """Offer a call with the best customer who went quiet, or else a look at the customers."""
        words = tr("Look through the customers")
        if quiet:
            words = tr("Call {name}, to keep in touch") if quiet[0].group else tr("Call {name}, quiet for {days} days")
            words = words.format(name=quiet[0].name, days=QLocale().toString(quiet[0].days))
        self.quiet.set_text(words)
        self.quiet.set_icon("phone" if quiet else "users")

    @Slot()
    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, Button):
            self.suggestion_chosen.emit(self._keys[button])


class NeedCard(Card):
    """The card with the list.

    Signals:
        opened(Need), acted(Need), finished(Need): a row was double clicked, its button or its circle pressed.
        current_changed(): another row is the current one.
        calendar_requested: see all that is planned.
        suggestion_chosen(key): what to do when nothing needs doing.
    """

    opened = Signal(object)
    acted = Signal(object)
    finished = Signal(object)
    current_changed = Signal()
    calendar_requested = Signal()
    suggestion_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Needs you today"), parent)
        self._theme = theme
        self._today: Today | None = None
        self._rows: list[NeedRow] = []
        self._headings = {group: Label(group_text(group), "captionStrong", "secondary") for group in _GROUPS}
        self._current = 0
        self._shows_all = False
        self.count_label = Label("", "body", "tertiary")
        self.head.insertWidget(1, self.count_label)
        self._list = QWidget()
        self._list.setAccessibleName(tr("Needs you today"))
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for heading in self._headings.values():
            heading.setContentsMargins(2, 10, 0, 4)
            heading.hide()
        self.nothing = NothingNeeds(theme)
        self.nothing.hide()
        self.show_all_button = Button(theme, "", "link")
        self.show_all_button.hide()
        self.later_label = ElidedLabel("", "small", "secondary")
        self.calendar_button = Button(theme, tr("Open calendar"), "link")
        self._build()

    def _build(self) -> None:
        self.body.setSpacing(4)
        self.body.addWidget(self._list)
        self.body.addWidget(self.nothing, 1)
        self.body.addWidget(self.show_all_button, 0, Qt.AlignmentFlag.AlignLeading)
        self.body.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.later_label, 1)
        foot.addWidget(self.calendar_button)
        self.body.addLayout(foot)
        self.nothing.suggestion_chosen.connect(self.suggestion_chosen)
        self.show_all_button.clicked.connect(self._on_show_all)
        self.calendar_button.clicked.connect(self.calendar_requested)

    # what others ask

    def set_today(self, today: Today) -> None:
        """Show these needs; focus stays in the row where it was."""
        had_focus = any(row.hasFocus() or row.isAncestorOf(row.focusWidget()) for row in self._rows if row.isVisible())
        self._today = today
        urgent = sum(need.group != "tomorrow" for need in today.needs) + today.more_needs
        self.count_label.setText(QLocale().toString(urgent) if urgent else "")
        shown = today.needs if self._shows_all else today.needs[:MOST_SHOWN]
        self._fill(shown)
        hidden = len(today.needs) - len(shown)
        self.show_all_button.setVisible(hidden > 0 or (self._shows_all and today.more_needs > 0))
        self.show_all_button.setEnabled(hidden > 0)
        self.show_all_button.set_text(
            tr("Show all {count}").format(count=QLocale().toString(len(today.needs)))
            if hidden
            else tr("{count} older things are in the calendar.").format(count=QLocale().toString(today.more_needs))
        )
        self.nothing.set_today(today)
        self.nothing.setVisible(not today.needs)
        self._list.setVisible(bool(today.needs))
        self.later_label.setText(later_text(today))
        self._make_current(min(self._current, len(shown) - 1), focus=had_focus)

    def rows(self) -> list[NeedRow]:
        """The rows that are shown, from top to bottom."""
        return [row for row in self._rows if not row.isHidden()]

    def current_need(self) -> Need | None:
        """What letter keys act on."""
        shown = self.rows()
        return shown[self._current].need if 0 <= self._current < len(shown) else None

    def current_row(self) -> NeedRow | None:
        """The row that letter keys act on."""
        shown = self.rows()
        return shown[self._current] if 0 <= self._current < len(shown) else None

    def focus_list(self) -> None:
        """Put the keyboard into the current row."""
        row = self.current_row()
        if row is not None:
            row.setFocus(Qt.FocusReason.OtherFocusReason)

    def shown_groups(self) -> list[str]:
        """The headings that are shown."""
        return [group for group, heading in self._headings.items() if not heading.isHidden()]

    # inside

    def _fill(self, needs: Sequence[Need]) -> None:
        assert self._today is not None
        while len(self._rows) < len(needs):
            row = NeedRow(self._theme, self._list)
            row.chosen.connect(self._on_chosen)
            row.opened.connect(self._on_opened)
            row.acted.connect(self._on_acted)
            row.finished.connect(self._on_finished)
            row.stepped.connect(self._on_stepped)
            self._rows.append(row)
        while self._column.count():
            self._column.takeAt(0)
        for heading in self._headings.values():
            heading.hide()
        group = ""
        for row, need in zip(self._rows, needs, strict=False):
            if need.group != group:
                group = need.group
                self._column.addWidget(self._headings[group])
                self._headings[group].show()
            row.set_need(need, self._today)
            self._column.addWidget(row)
            row.show()
        for row in self._rows[len(needs) :]:
            row.hide()

    def _make_current(self, number: int, *, focus: bool) -> None:
        self._current = max(number, 0)
        rows = self.rows()
        for position, row in enumerate(rows):
            row.set_current(position == self._current)
        # The rows were made after the buttons below them.
        tab_before(self.show_all_button, rows[self._current : self._current + 1])
        if focus and self._current < len(rows):
            rows[self._current].setFocus(Qt.FocusReason.OtherFocusReason)
        self.current_changed.emit()

    @Slot(object)
    def _on_chosen(self, row: NeedRow) -> None:
        number = self.rows().index(row)
        if number != self._current:
            self._make_current(number, focus=False)

    @Slot(object)
    def _on_opened(self, row: NeedRow) -> None:
        self.opened.emit(row.need)

    @Slot(object)
    def _on_acted(self, row: NeedRow) -> None:
        self.acted.emit(row.need)

    @Slot(object)
    def _on_finished(self, row: NeedRow) -> None:
        self.finished.emit(row.need)

    @Slot(object, int)
    def _on_stepped(self, row: NeedRow, by: int) -> None:
        shown = self.rows()
        target = max(0, min(shown.index(row) + by, len(shown) - 1))
        self._make_current(target, focus=True)

    @Slot()
    def _on_show_all(self) -> None:
        self._shows_all = True
        if self._today is not None:
            self.set_today(self._today)


_GROUPS = ("late", "today", "tomorrow")
