"""How the window looks: light or dark, its size on the screen, full screen, and F6 through its regions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.ui.pane.pane import first_to_focus

if TYPE_CHECKING:
    from crm_desktop.ui.shell.main_window import MainWindow

RESTART: Final = "restart_with"
"""The application's property that names the workspace to start again with, once everything is closed."""
SCALES: Final = (90, 100, 110, 125, 150, 175, 200)


class ViewControl(QObject):
    """The commands of the View menu that are no page."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    @property
    def scale(self) -> int:
        """The interface size in percent that the next start will have."""
        chosen = self._window.state.get("scale", 100)
        return chosen if chosen in SCALES else 100

    @Slot()
    def toggle_theme(self) -> None:
        """Change to dark, or back to light."""
        self._window.theme.toggle()
        self._window.state.set("theme", self._window.theme.choice)

    @Slot()
    def bigger(self) -> None:
        """One interface size up."""
        self.set_scale(next((scale for scale in SCALES if scale > self.scale), SCALES[-1]))

    @Slot()
    def smaller(self) -> None:
        """One interface size down."""
        self.set_scale(next((scale for scale in reversed(SCALES) if scale < self.scale), SCALES[0]))

    def set_scale(self, percent: int) -> None:
        """Keep an interface size and offer the restart that it needs."""
        if percent == self.scale:
            return
        self._window.state.set("scale", percent)
        text = self.tr("Interface size {percent} % from the next start").format(percent=percent)
        self._window.undoing.say(text, icon="zoom-in", action=self.tr("Restart"), token=self.restart)

    @Slot()
    def restart(self) -> None:
        """Close the window and have the program start again with the same workspace once that is closed."""
        path = str(self._window.services.database.path)
        application = QCoreApplication.instance()
        if self._window.close() and application is not None:
            # Not now: the file is still being backed up and closed, and a second instance would be sent away.
            application.setProperty(RESTART, path)

    @Slot()
    def toggle_full_screen(self) -> None:
        """Fill the screen, or go back to a window."""
        window = self._window
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)

    @Slot()
    def next_region(self) -> None:
        """Put the keyboard into the next region: rail, top bar, then those of the page."""
        self._step_region(1)

    @Slot()
    def previous_region(self) -> None:
        """Put the keyboard into the region before."""
        self._step_region(-1)

    def _step_region(self, step: int) -> None:
        window = self._window
        pane = window.host.current()
        regions: list[QWidget] = [window.rail, window.top_bar]
        regions += [region for region in (pane.regions() if pane else []) if region.isVisible()]
        toast = window.undoing.shown_toast()
        if toast is not None:
            regions.append(toast)
        focus = QApplication.focusWidget()
        here = next(
            (
                place
                for place, region in enumerate(regions)
                if focus and (region is focus or region.isAncestorOf(focus))
            ),
            -1 if step > 0 else 0,
        )
        target = regions[(here + step) % len(regions)]
        if target is window.rail:
            window.rail.focus_current()
        elif target is window.top_bar:
            window.top_bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif toast is not None and target is toast:
            toast.take_focus()
        else:
            widget = first_to_focus(target)
            if widget is not None:
                widget.setFocus(Qt.FocusReason.ShortcutFocusReason)


class Clipboard(QObject):
    """Cut, copy, paste and select all for whatever has the focus."""

    def run(self, name: str) -> None:
        """Call the focused widget's own method of this name, if it has one."""
        method = getattr(QApplication.focusWidget(), name, None)
        if callable(method):
            method()
