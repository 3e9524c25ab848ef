"""The import page: nothing is saved before a person has seen what would happen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QWidget

from crm_desktop.core.changes import ChangeSet, UndoResult
from crm_desktop.core.errors import CrmError
from crm_desktop.services.importing.plan import ImportPlan, ImportResult, Outcome, Stopped
from crm_desktop.services.importing.shown_cells import ShownCells
from crm_desktop.ui.importing.check_step import CheckStep
from crm_desktop.ui.importing.done_step import DoneStep
from crm_desktop.ui.importing.duplicates_offer import DuplicatesOffer
from crm_desktop.ui.importing.jobs import Checked, check_file, import_file, save_refused
from crm_desktop.ui.importing.known_popover import KnownPopover
from crm_desktop.ui.importing.layout import ImportLayout
from crm_desktop.ui.importing.match_step import MatchStep
from crm_desktop.ui.importing.planning import Planning
from crm_desktop.ui.importing.words import PAGE_OF_ROWS, file_words, import_words, page_title
from crm_desktop.ui.pane.actions import Action
from crm_desktop.ui.pane.pane import Pane, PaneContext

CHOOSE, MATCH, CHECK, DONE = "choose", "match", "check", "done"
_TABLES = (
    "contact", "channel", "affiliation", "deal", "product", "pipeline", "stage", "lead", "activity", "task", "event",
    "case", "document", "member", "custom_field",
)  # fmt: skip


class ImportPane(Pane):
    """Choose a file, match its columns, check every row, import; Enter goes on, Esc goes back."""

    key = "import"

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._checked: Checked | None = None
        self._result: ImportResult | None = None
        self._cells: ShownCells | None = None
        self._looking: Path | None = None
        self._waiting: list[Path] = []
        self._ticket = 0
        self._is_importing = False
        self.parts = ImportLayout(self)
        self._duplicates = DuplicatesOffer(self)
        self.planning = Planning(self.services, self.operations, self.parts, self)
        self._connect()
        self._show_step(CHOOSE)

    def _connect(self) -> None:
        place = self.parts
        place.steps.step_requested.connect(self._on_step_requested)
        place.reread.clicked.connect(self._on_reread)
        place.known.clicked.connect(self.choose_known)
        place.back.clicked.connect(self.go_back)
        place.go_on.clicked.connect(self.go_on)
        place.banner.closed.connect(place.banner.hide)
        place.banner.action_requested.connect(self._take_next)
        place.choose.files_chosen.connect(self._on_files_chosen)
        self.planning.read_otherwise.connect(self._on_read_otherwise)
        self.planning.check_wanted.connect(self._start_check)
        self.planning.refused.connect(place.tell_error)

    def watch_match(self, match: MatchStep) -> None:
        """Do what the step of columns asks; it has just been made."""
        self.planning.watch_match(match)

    def watch_check(self, check: CheckStep) -> None:
        """Do what the step of rows asks; it has just been made."""
        self.planning.watch_check(check)
        check.go_on_requested.connect(self.go_on)

    def watch_done(self, done: DoneStep) -> None:
        """Do what the last step asks; it has just been made."""
        done.undo_requested.connect(self._on_undo_requested)
        done.save_requested.connect(self._on_save_requested)
        done.show_requested.connect(self._on_show_requested)
        done.again_requested.connect(self._take_next)
        done.duplicates_requested.connect(self._on_duplicates_requested)

    # the pane

    @property
    def step(self) -> str:
        """Where one is: choose, match, check or done."""
        return self.parts.steps.current()

    @property
    def plan(self) -> ImportPlan | None:
        """How the chosen file is read."""
        return self.planning.plan

    def actions_here(self) -> list[Action]:
        going = [
            Action("import.next", self.parts.go_on.accessibleName(), self.go_on, "Ctrl+Return", "arrow-right",
                   enabled=self.parts.go_on.isEnabled(), group="1"),
            Action("import.back", self.tr("One step back"), self.go_back, "Esc", "arrow-left",
                   enabled=self.step not in (CHOOSE, DONE), group="1"),
        ]  # fmt: skip
        again = Action("import.choose", self.tr("Choose a file…"), self.ask_for_file, icon="folder-open", group="2")
        return [*going, again]

    def regions(self) -> list[QWidget]:
        return [self.parts.first_of(self.step), self.parts.go_on]

    def new_record(self) -> None:
        self.ask_for_file()

    def state(self) -> dict[str, Any]:
        return {"folder": str(self.parts.choose.folder)}

    def restore(self, state: dict[str, Any]) -> None:
        folder = Path(str(state.get("folder", "")))
        if folder.is_absolute() and folder.is_dir():
            self.parts.choose.folder = folder

    def apply_change(self, change: ChangeSet) -> None:
        # What would happen depends on who is here already.
        if self.step == CHECK and not self._is_importing and change.touches(*_TABLES):
            self._start_check()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus = self.focusWidget()
            held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if isinstance(focus, QAbstractButton) and focus.isEnabled() and focus.hasFocus() and not held:
                focus.click()
            else:
                self.go_on()
            event.accept()
        elif event.key() == Qt.Key.Key_Escape and self.step != CHOOSE:
            self.go_back()
            event.accept()
        else:
            super().keyPressEvent(event)

    # going through the steps

    @Slot()
    def begin(self) -> None:
        """Begin anew, with no file."""
        if not self._is_importing:
            self._waiting = []
            self._clear()

    def _clear(self) -> None:
        self._stop_check()
        self.planning.plan = self._checked = self._result = self._cells = self._looking = None
        self.parts.banner.hide()
        self._show_step(CHOOSE)

    @Slot()
    def ask_for_file(self) -> None:
        """Ask for a file and begin with it."""
        self.begin()
        if not self._is_importing:
            self.parts.choose.ask()

    def take_files(self, paths: Sequence[Path]) -> None:
        """Begin with the first of these files; each of the others has its turn when the one before is done."""
        if self._is_importing:
            self.parts.tell(self.tr("Another file is being imported."), self.tr("Wait for it, or stop it first."))
            return
        path, *self._waiting = paths
        self._clear()
        self._looking = path
        self.parts.choose.folder = path.parent
        self._keep_focus(self)
        self.parts.choose.set_looking(path.name)
        look = partial(self.services.importing.look, path)
        self.operations.read(self, look, partial(self._on_looked, path), partial(self._on_look_failed, path))

    @Slot()
    def go_on(self) -> None:
        """Do what the blue button says."""
        if not self.parts.go_on.isEnabled():
            return
        if self.step == CHOOSE:
            self.parts.choose.ask()
        elif self.step == MATCH:
            self._cells = None
            self._show_step(CHECK)
            self._start_check()
        elif self.step == CHECK:
            self._start_import()
        elif self._result is not None and self._result.change and not self._waiting:
            self._on_show_requested()
        else:
            self._take_next()

    @Slot()
    def _take_next(self) -> None:
        if self._waiting:
            self.take_files(self._waiting)
        else:
            self.begin()

    @Slot()
    def go_back(self) -> None:
        """Go one step back; nothing was saved, and nothing that was matched is lost."""
        if self._is_importing:
            return
        self.parts.banner.hide()
        if self.step == CHECK:
            self._stop_check()
            if self.plan is not None and not self.plan.is_fixed:
                self._show_step(MATCH)
            else:
                self.begin()
        elif self.step in (MATCH, DONE):
            self.begin()

    @Slot(str)
    def _on_step_requested(self, key: str) -> None:
        if key == CHOOSE:
            self.begin()
        elif key == MATCH and self.step == CHECK:
            self.go_back()

    @Slot()
    def _on_reread(self) -> None:
        self.go_back()
        self.parts.match.reading.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def choose_known(self) -> None:
        """Choose by what the records of a card file or of JSON are known, and what is done with those that are."""
        if self.plan is not None and self.step == CHECK and not self._is_importing:
            popover = KnownPopover(self.theme, self.plan, self.window())
            self.planning.watch_known(popover.known)
            popover.open_at(self.parts.known)

    def _show_step(self, key: str) -> None:
        plan = self.plan
        behind = {MATCH: [CHOOSE], CHECK: [CHOOSE, MATCH]}.get(key, [])
        if plan is None or plan.is_fixed:
            behind = [one for one in behind if one != MATCH]
        self._keep_focus(self)
        self.parts.show_step(key, behind)
        self.parts.choose.set_looking("")
        self._refresh_words()
        if self.isVisible():
            self.parts.first_focus(key).setFocus(Qt.FocusReason.OtherFocusReason)

    def _refresh_words(self) -> None:
        plan, checked, place = self.plan, self._checked, self.parts
        # While rows are checked again the figures of the check before stand.
        check = checked.check if checked is not None and self._cells is not None else None
        other = self.tr("From a spreadsheet, another program or a phone")
        place.set_head(page_title(plan), file_words(plan, check) if plan is not None else other)
        place.reread.setVisible(self.step == CHECK and plan is not None and not plan.is_fixed)
        place.known.setVisible(self.step == CHECK and plan is not None and plan.is_fixed)
        if self.step == CHOOSE:
            place.set_foot(self.tr("Nothing is saved before you have seen what would happen."), "", enabled=True)
        elif self.step == MATCH:
            place.set_foot(self.tr("Nothing has been saved yet."), self.tr("Check the rows"), enabled=True)
        elif self.step == DONE:
            place.set_foot("", "", enabled=True)
        elif self._is_importing:
            self._keep_focus(self.parts.go_on)
            place.set_foot(self.tr("You can go on working meanwhile."), self.tr("Importing…"), enabled=False)
        elif check is None or plan is None:
            self._keep_focus(self.parts.go_on)
            place.set_foot(self.tr("Nothing has been saved yet."), self.tr("Checking…"), enabled=False)
        else:
            new = check.counts[Outcome.READY] + check.counts[Outcome.UPDATE]
            place.set_foot(
                self.tr("Nothing has been saved yet. You can undo the whole import for 30 days."),
                import_words(check, plan.rows), enabled=bool(new),
            )  # fmt: skip

    def _keep_focus(self, part: QWidget) -> None:
        # What is turned off or hidden hands the keyboard to whatever comes next, and that may be an Undo.
        focus = QApplication.focusWidget()
        if focus is not None and (part is focus or part.isAncestorOf(focus)):
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    # looking

    @Slot(list)
    def _on_files_chosen(self, names: list[str]) -> None:
        self.take_files([Path(name) for name in names])

    def _on_looked(self, path: Path, plan: ImportPlan) -> None:
        if path != self._looking:
            return
        self._looking = None
        self.planning.plan = plan
        if plan.is_fixed:
            self._show_step(CHECK)
            self._start_check()
        else:
            self.parts.match.set_plan(plan)
            self._show_step(MATCH)

    def _on_look_failed(self, path: Path, error: CrmError) -> None:
        if path == self._looking:
            self._clear()
            self.parts.tell_error(error)
            self.parts.banner.set_actions(self.tr("Next file") if self._waiting else "")

    # checking

    @Slot()
    def _on_read_otherwise(self) -> None:
        self.parts.banner.hide()
        self._refresh_words()

    @Slot()
    def _start_check(self) -> None:
        plan = self.plan
        if plan is None:
            return
        self._stop_check()
        if self._checked is not None and self._cells is not None:
            self.parts.check.begin_again(plan)
        else:
            self.parts.check.begin_waiting(plan.path.name)
        call = partial(check_file, self.services, plan, self._cells)
        self._ticket = self.operations.long_write(
            self, self.tr("Checking {name}").format(name=plan.path.name), call,
            self._on_checked, partial(self._on_check_failed, plan),
        )  # fmt: skip
        self._refresh_words()

    def _stop_check(self) -> None:
        if self._ticket:
            self.operations.stop(self._ticket)
            self._ticket = 0

    def _on_checked(self, checked: Checked) -> None:
        if checked.plan is not self.plan or self.step != CHECK:
            return
        self._ticket = 0
        self._checked = checked
        self._cells = checked.cells
        self.parts.check.show_check(checked)
        self._refresh_words()
        if not checked.check.rows:
            self.parts.tell(self.tr("There is nothing in this file below its header."), tone="info")
        elif checked.plan.is_vcard and checked.plan.cards[0].problems:
            sentences = [problem.sentence for problem in checked.plan.cards[0].problems]
            title = self.tr("Something in this file could not be used.")
            self.parts.tell(title, " ".join(sentences[:3]), tone="info")
        if self.isVisible() and QApplication.focusWidget() in (None, self, self.parts.back):
            self.parts.first_focus(CHECK).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_check_failed(self, plan: ImportPlan, error: CrmError) -> None:
        if plan is not self.plan or self.step != CHECK:
            return
        self._ticket = 0
        self.go_back()
        if not isinstance(error, Stopped):
            self.parts.tell_error(error)

    # importing

    def _start_import(self) -> None:
        plan = self.plan
        if plan is None or self._checked is None or self._is_importing:
            return
        self._stop_check()
        self._is_importing = self.planning.locked = True
        self.parts.banner.hide()
        self.parts.set_importing(True)
        self._refresh_words()
        self.operations.long_write(
            self, self.tr("Importing {name}").format(name=plan.path.name),
            partial(import_file, self.services, plan), self._on_imported, self._on_import_failed,
        )  # fmt: skip

    def _on_imported(self, result: ImportResult) -> None:
        assert self.plan is not None
        assert self._checked is not None
        self._is_importing = self.planning.locked = False
        self.parts.set_importing(False)
        self._result = result
        self.parts.done.show_result(self.plan, self._checked.check, result, self._waiting)
        self._duplicates.begin(result)
        self._show_step(DONE)

    def _on_import_failed(self, error: CrmError) -> None:
        self._is_importing = self.planning.locked = False
        self.parts.set_importing(False)
        self._refresh_words()
        if isinstance(error, Stopped):
            self.parts.tell(error.title, error.detail, tone="info")
        else:
            self.parts.tell_error(error)

    # done

    @Slot()
    def _on_undo_requested(self) -> None:
        if self._result is not None and self._result.change.entry is not None:
            undo = partial(self.services.history.undo, self._result.change.entry)
            self.operations.write(self, undo, self._on_undone, self.parts.tell_error, quiet=True)

    def _on_undone(self, undone: UndoResult) -> None:
        self._result = None
        self.parts.done.show_undone()
        self._refresh_words()
        if undone.conflicts:
            names = ", ".join(f"“{one.title}”" for one in undone.conflicts[:5])
            self.parts.tell(
                self.tr("Some records were changed since the import and stayed as they are."), names, tone="info"
            )

    @Slot()
    def _on_save_requested(self) -> None:
        if self.plan is None or self._result is None:
            return
        proposed = self.plan.path.with_name(self.tr("{name} - not imported.csv").format(name=self.plan.path.stem))
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the rows that were not imported"), str(proposed), self.tr("CSV (*.csv)")
        )
        if name:
            save = partial(save_refused, self.services, self.plan, self._result, Path(name))
            self.operations.work(self, save, self._on_saved, self.parts.tell_error)

    def _on_saved(self, path: Path) -> None:
        self.notice.emit(self.tr("Saved to {name}").format(name=path.name))

    @Slot()
    def _on_duplicates_requested(self) -> None:
        self.request.emit("duplicates", "contact", "")

    @Slot()
    def _on_show_requested(self) -> None:
        if self.plan is not None:
            self.request.emit(PAGE_OF_ROWS[self.plan.rows], self.plan.kind, "")
