"""What the import page is made of: head, steps, the step's own part, foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.ui.importing.check_step import CheckStep
from crm_desktop.ui.importing.choose_step import ChooseStep
from crm_desktop.ui.importing.done_step import DoneStep
from crm_desktop.ui.importing.match_step import MatchStep
from crm_desktop.ui.importing.step_bar import StepBar
from crm_desktop.ui.importing.words import tr
from crm_desktop.ui.kit.announce import announce
from crm_desktop.ui.kit.banner import Banner, BannerTone
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import ElidedLabel, Label

if TYPE_CHECKING:
    from crm_desktop.ui.importing.pane import ImportPane


class ImportLayout:
    """Builds the page and shows one step of it."""

    def __init__(self, pane: ImportPane) -> None:
        theme = pane.theme
        self._pane = pane
        # Born where they will stay: moved there, every part would be styled again with all that is in it.
        self.title = ElidedLabel("", "title1", parent=pane)
        self.subtitle = ElidedLabel("", "body", "secondary", parent=pane)
        self.reread = Button(theme, tr("Change how dates and columns are read"), "ghost", "settings-2", parent=pane)
        self.known = Button(theme, tr("Who is here already"), "ghost", "users", parent=pane)
        self.known.hide()
        self.steps = StepBar(
            theme,
            (
                ("choose", tr("Choose file")),
                ("match", tr("Match columns")),
                ("check", tr("Check")),
                ("done", tr("Done")),
            ),
            pane,
        )
        self.banner = Banner(theme, "danger", "", closable=True, parent=pane)
        self.banner.hide()
        self.stack = QStackedWidget(pane)
        self.choose = ChooseStep(theme, self.stack)
        self.stack.addWidget(self.choose)
        self.note = Label("", "small", "secondary", pane)
        self.back = Button(theme, tr("Back"), parent=pane)
        self.go_on = Button(theme, "", "primary", "check", parent=pane)
        self._arrange()

    # the later steps, each made when it is first wanted

    @cached_property
    def match(self) -> MatchStep:
        """Which column fills which field."""
        step = MatchStep(self._pane.theme, self.stack)
        self.stack.addWidget(step)
        self._pane.watch_match(step)
        return step

    @cached_property
    def check(self) -> CheckStep:
        """What would happen to every row."""
        step = CheckStep(self._pane.theme, self.stack)
        self.stack.addWidget(step)
        self._pane.watch_check(step)
        return step

    @cached_property
    def done(self) -> DoneStep:
        """What was done."""
        step = DoneStep(self._pane.theme, self.stack)
        self.stack.addWidget(step)
        self._pane.watch_done(step)
        return step

    def _part(self, key: str) -> QWidget:
        parts: dict[str, Callable[[], QWidget]] = {
            "choose": lambda: self.choose, "match": lambda: self.match,
            "check": lambda: self.check, "done": lambda: self.done,
        }  # fmt: skip
        return parts[key]()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        head.addLayout(words, 1)
        head.addWidget(self.reread)
        head.addWidget(self.known)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.note, 1)
        foot.addWidget(self.back)
        foot.addWidget(self.go_on)
        whole = QVBoxLayout(self._pane)
        whole.setContentsMargins(28, 20, 28, 20)
        whole.setSpacing(14)
        whole.addLayout(head)
        whole.addWidget(self.steps)
        whole.addWidget(self.banner)
        whole.addWidget(self.stack, 1)
        whole.addLayout(foot)

    def set_head(self, title: str, subtitle: str) -> None:
        """Say what is imported, from which file."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)

    def set_foot(self, note: str, button: str, *, enabled: bool) -> None:
        """Say what is safe, and what goes on; without words there is no blue button."""
        self.note.setText(note)
        self.go_on.set_text(button)
        self.go_on.setVisible(bool(button))
        self.go_on.setEnabled(enabled)

    def show_step(self, key: str, behind: Sequence[str]) -> None:
        """Stand at a step."""
        self.steps.set_current(key, behind)
        self.stack.setCurrentWidget(self._part(key))
        self.back.setVisible(key in ("match", "check"))
        self.go_on.set_icon({"match": "arrow-right", "check": "check", "done": "arrow-right"}.get(key, ""))
        announce(self._pane, self.steps.button(key).accessibleName())

    def set_importing(self, importing: bool) -> None:
        """While a file is imported nothing of it can be changed."""
        self.back.setEnabled(not importing)
        self.reread.setEnabled(not importing)
        self.known.setEnabled(not importing)
        self.check.setEnabled(not importing)
        for key in ("choose", "match"):
            if importing:
                self.steps.button(key).setEnabled(False)
        if not importing:
            self.steps.set_current(self.steps.current(), ("choose",) if self.reread.isHidden() else ("choose", "match"))

    def tell(self, title: str, text: str = "", *, tone: BannerTone = "warning") -> None:
        """Say something above the step."""
        self.banner.set_message(title, text, tone=tone)
        self.banner.set_actions()
        self.banner.show()

    def tell_error(self, error: CrmError) -> None:
        """Say why something was not done."""
        self.tell(error.title, error.detail, tone="danger")

    def first_focus(self, key: str) -> QWidget:
        """Where the keyboard begins in a step, so that Enter goes on."""
        if key == "choose":
            return self.choose.choose
        if key == "match":
            return self.match.first_focus()
        if key == "done":
            return self.done.first_focus()
        return self.go_on

    def first_of(self, key: str) -> QWidget:
        """The part of a step that F6 goes to."""
        if key == "check":
            return self.check.table
        return self.done.table if key == "done" and not self.done.refused.isHidden() else self.first_focus(key)
