"""Search and commands in one place (Ctrl+K): type three letters, Enter opens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.services.search.views import Group, Hit
from crm_desktop.services.services import Services
from crm_desktop.ui.kit.announce import announce
from crm_desktop.ui.kit.format import money_text
from crm_desktop.ui.kit.icon_label import IconLabel
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.paint import isolated
from crm_desktop.ui.kit.scrim import Scrim
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.pane.actions import Action
from crm_desktop.ui.shell.palette_rows import HEADING, ROW, PaletteModel, PaletteRow, PaletteView

if TYPE_CHECKING:
    from crm_desktop.ui.shell.main_window import MainWindow

WIDTH: Final = 640
_TALLEST: Final = 520
_TOP: Final = 110
_HEAD: Final = 60
_FOOT: Final = 40
_MOST_RECENT: Final = 5
_MOST_COMMANDS: Final = 6
_USUAL: Final = ("edit.quick_add", "edit.new", "file.import", "go.today", "go.pipeline", "view.theme")
_NOT_SEARCHED: Final = frozenset(
    ("edit.cut", "edit.copy", "edit.paste", "edit.select_all", "edit.search", "view.region", "view.region_back")
)


@dataclass(frozen=True, slots=True)
class _Answer:
    text: str
    groups: tuple[Group, ...]
    recent: tuple[Hit, ...] = ()


class Palette(Surface):
    """Lies over the window while something is looked for. One question is on its way at a time; the answer
    to an older text is dropped and the newest text asked.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__("raised", window)
        self._window = window
        self._theme = window.theme
        self._asking = False
        self._answer = _Answer("", ())
        self._scrim = Scrim(window.theme, window)
        self._build()
        self.field.textChanged.connect(self._on_text_changed)
        self.view.clicked.connect(self._on_clicked)
        self._scrim.clicked.connect(self.close_palette)
        window.installEventFilter(self)
        self.field.installEventFilter(self)
        self.hide()

    def _build(self) -> None:
        name = self.tr("Search, or type a command")
        self.setAccessibleName(name)
        self.setProperty("floating", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(22, 14, 22, 14)
        head.setSpacing(12)
        self.field = QLineEdit()
        self.field.setProperty("kind", "bare")
        self.field.setFont(self._theme.font("title2"))
        self.field.setPlaceholderText(name)
        self.field.setAccessibleName(name)
        head.addWidget(IconLabel(self._theme, "search", "text.secondary", 20))
        head.addWidget(self.field, 1)
        column.addLayout(head)
        column.addWidget(Rule())
        self.model = PaletteModel(self)
        self.view = PaletteView(self._theme, self.tr("Results"), self)
        self.view.setModel(self.model)
        column.addWidget(self.view, 1)
        column.addWidget(Rule())
        foot = QHBoxLayout()
        foot.setContentsMargins(22, 0, 22, 0)
        foot.setSpacing(18)
        for words in (
            self.tr("Up/Down  choose"), self.tr("Enter  open"), self.tr(">  commands only"), self.tr("Esc  close")
        ):  # fmt: skip
            label = Label(words, "caption", "secondary")
            label.setFixedHeight(_FOOT - 2)
            foot.addWidget(label)
        foot.addStretch(1)
        column.addLayout(foot)

    def open(self, text: str = "") -> None:
        """Show the palette over the window, with `text` typed already."""
        self._answer = _Answer("", ())
        self._scrim.cover()
        self.field.setText(text)
        self._show_rows()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.end(False)
        self._ask()

    @Slot()
    def close_palette(self) -> None:
        """Take the palette away and give the keyboard back to the page."""
        if self.isHidden():
            return
        self.hide()
        self._scrim.hide()
        pane = self._window.host.current()
        if pane is not None:
            target: QWidget | None = pane.focusWidget()
            (pane if target is None else target).setFocus(Qt.FocusReason.PopupFocusReason)

    # asking

    @Slot(str)
    def _on_text_changed(self, _text: str) -> None:
        if self._text().startswith(">"):
            self._show_rows()
        else:
            self._ask()

    def _text(self) -> str:
        return self.field.text().strip()

    def _ask(self) -> None:
        if self._asking or self._text().startswith(">"):
            return
        self._asking = True
        services = self._window.services
        recent = [(kind, record) for kind, record in self._window.state.get("recents", [])][: _MOST_RECENT + 3]
        call = partial(_look_up, services, self._text(), recent)
        self._window.operations.read(self, call, self._on_answer, self._on_failure)

    def _on_answer(self, answer: _Answer) -> None:
        self._asking = False
        if self.isHidden():
            return
        if answer.text != self._text() and not self._text().startswith(">"):
            self._ask()
            return
        self._answer = answer
        self._show_rows()

    def _on_failure(self, error: CrmError) -> None:
        self._asking = False
        self.close_palette()
        self._window.panels.show_error(error)

    # rows

    def _show_rows(self) -> None:
        text = self._text()
        if text.startswith(">"):
            rows = self._command_rows(text[1:].strip(), 40)
        elif not text:
            rows = self._first_rows()
        else:
            rows = self._result_rows(text)
        self.model.set_rows(rows)
        self._select(self.model.next_choice(-1, 1))
        self._fit(rows)

    def _first_rows(self) -> list[PaletteRow]:
        recent = self._answer.recent[:_MOST_RECENT]
        rows = [PaletteRow(self.tr("Recent")), *map(_hit_row, recent)] if recent else []
        uses = self._window.state.get("command_uses", {})
        commands = [action for action in self._commands() if action.enabled]
        usual = sorted(
            commands,
            key=lambda action: (-int(uses.get(action.key, 0)), action.key not in _USUAL,
                                _USUAL.index(action.key) if action.key in _USUAL else 99),
        )[:_MOST_COMMANDS]  # fmt: skip
        return [*rows, PaletteRow(self.tr("Commands")), *map(_command_row, usual)]

    def _result_rows(self, text: str) -> list[PaletteRow]:
        rows: list[PaletteRow] = []
        for place, group in enumerate(self._answer.groups):
            rows.append(PaletteRow(_group_title(self, group)))
            rows += map(_hit_row, group.rows)
            if place == 0 and group.kind in ("people", "companies"):
                rows += self._do_rows(group.rows[0])
        rows += self._command_rows(text, 5)
        found = any(group.kind in ("people", "companies") for group in self._answer.groups)
        if not found and self._answer.text == text:
            rows += [
                PaletteRow(self.tr("Add")),
                PaletteRow(
                    self.tr("Create person “{name}”").format(name=isolated(text)),
                    "",
                    "create",
                    ("person", text),
                    "user-plus",
                ),
                PaletteRow(
                    self.tr("Quick add “{line}”").format(line=isolated(text)), "", "create", ("line", text), "plus"
                ),
            ]
        return rows

    def _do_rows(self, hit: Hit) -> list[PaletteRow]:
        name = isolated(hit.title)
        offered = (
            ("log_call", self.tr("Log a call"), "phone", "L"),
            ("new_deal", self.tr("New deal for {name}").format(name=name), "square-kanban", "D"),
            ("new_quote", self.tr("New quote for {name}").format(name=name), "file-text", "Q"),
            ("follow_up", self.tr("Schedule follow-up"), "calendar-plus", "S"),
        )
        rows = [PaletteRow(self.tr("Do something with {name}").format(name=name))]
        return rows + [
            PaletteRow(text, "", "do", (key, hit.kind, hit.id), icon, letter) for key, text, icon, letter in offered
        ]

    def _commands(self) -> list[Action]:
        window = self._window
        own = [action for action in window.actions_of_window if action.key not in _NOT_SEARCHED]
        return own + window.actions_here() + window.requests.settings_actions()

    def _command_rows(self, text: str, limit: int) -> list[PaletteRow]:
        words = text.casefold().split()
        found = [
            action
            for action in self._commands()
            if action.enabled and all(_starts_a_word(word, action.text) for word in words)
        ]
        return [PaletteRow(self.tr("Commands")), *map(_command_row, found[:limit])] if found else []

    # choosing

    def _select(self, place: int) -> None:
        if place < 0:
            self.view.clearSelection()
            return
        index = self.model.index(place, 0)
        self.view.setCurrentIndex(index)
        self.view.scrollTo(self.model.index(0, 0) if place <= 1 else index)
        announce(self.field, str(index.data(Qt.ItemDataRole.AccessibleTextRole)))

    def step(self, by: int) -> None:
        """Choose another row."""
        self._select(self.model.next_choice(self.view.currentIndex().row(), by))

    def selected(self) -> PaletteRow | None:
        """The row that Enter takes."""
        return self.model.row(self.view.currentIndex().row())

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        row = self.model.row(index.row())
        if row is not None and not row.is_heading:
            self._take(row)

    def _take(self, row: PaletteRow) -> None:
        window = self._window
        self.close_palette()
        if row.does == "open":
            window.open_record(*row.target)
        elif row.does == "do":
            window.requests.handle(*row.target)
        elif row.does == "create" and row.target[0] == "person":
            window.requests.create_person(row.target[1])
        elif row.does == "create":
            window.panels.open_quick_add(row.target[1])
        else:
            self._run_command(row.target[0])

    def _run_command(self, key: str) -> None:
        action = next((action for action in self._commands() if action.key == key), None)
        if action is not None:
            uses = dict(self._window.state.get("command_uses", {}))
            uses[key] = int(uses.get(key, 0)) + 1
            self._window.state.set("command_uses", uses)
            action.trigger()

    # Qt

    def _fit(self, rows: Sequence[PaletteRow]) -> None:
        window = self._window
        wanted = _HEAD + _FOOT + 6 + sum(HEADING if row.is_heading else ROW for row in rows)
        width = min(WIDTH, window.width() - 48)
        top = _TOP if window.height() > _TOP + _TALLEST + 40 else 48
        height = min(wanted, _TALLEST, window.height() - top - 24)
        self.setGeometry((window.width() - width) // 2, top, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._show_rows()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.step(1 if key in (Qt.Key.Key_Down, Qt.Key.Key_Tab) else -1)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            for _ in range(5):
                self.step(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            row = self.selected()
            if row is not None and self._is_current():
                self._take(row)
            else:
                self._window.operations.read(self, _nothing, self._on_caught_up)
        elif key == Qt.Key.Key_Escape:
            self.close_palette()
        else:
            return False
        return True

    def _is_current(self) -> bool:
        """Whether the rows answer what is typed now; else Enter would open somebody else."""
        return self._text().startswith(">") or self._answer.text == self._text()

    def _on_caught_up(self, _done: object) -> None:
        row = self.selected()
        if self.isVisible() and row is not None and self._is_current():
            self._take(row)
        elif self.isVisible() and self._asking:
            self._window.operations.read(self, _nothing, self._on_caught_up)


def _look_up(services: Services, text: str, recent: Sequence[tuple[str, str]]) -> _Answer:
    search = services.search
    if not text:
        return _Answer(text, (), tuple(search.hits(recent)))
    return _Answer(text, tuple(search.search(text)))


def _nothing() -> None:
    """Comes back after everything asked before it."""


def _hit_row(hit: Hit) -> PaletteRow:
    parts: Iterable[str] = (hit.subtitle, money_text(hit.amount, hit.currency) if hit.amount is not None else "")
    subtitle = " · ".join(part for part in parts if part)
    icon = "" if hit.kind == "contact" else hit.icon
    return PaletteRow(hit.title, subtitle, "open", (hit.kind, hit.id), icon, is_company=hit.is_company)


def _command_row(action: Action) -> PaletteRow:
    keys = QKeySequence(action.shortcut.split("; ")[0]).toString(QKeySequence.SequenceFormat.NativeText)
    return PaletteRow(
        action.text, "", "command", (action.key,), action.icon or "corner-down-left", keys or action.shortcut
    )


def _starts_a_word(beginning: str, text: str) -> bool:
    return any(word.startswith(beginning) for word in text.casefold().replace("…", "").split())


def _group_title(palette: QObject, group: Group) -> str:
    return {
        "people": palette.tr("People"), "companies": palette.tr("Companies"), "deals": palette.tr("Deals"),
        "quotes": palette.tr("Quotes"), "cases": palette.tr("Cases"), "products": palette.tr("Products"),
        "events": palette.tr("Events"), "tasks": palette.tr("To do"), "notes": palette.tr("Notes and calls"),
        "files": palette.tr("Files"),
    }.get(group.kind, group.title)  # fmt: skip
