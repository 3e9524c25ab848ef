"""The window's own commands, declared once: the menu bar, the palette and the list of keys are built from them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from crm_desktop.ui.pane.actions import Action
from crm_desktop.ui.shell.pages import CONTEXT, PAGES

if TYPE_CHECKING:
    from crm_desktop.ui.shell.main_window import MainWindow


def page_title(title: str) -> str:
    """A page's name in the person's language."""
    return QCoreApplication.translate(CONTEXT, title)


def window_actions(window: MainWindow) -> list[Action]:
    """Everything the window itself can do; `group` is the menu, a dot, and the part of it."""
    tr, files, view = window.tr, window.files, window.view
    edit, ask = window.clipboard, window.requests.handle
    found = [
        Action("file.new", tr("New workspace…"), files.new_workspace, "", "file-text", group="file.1"),
        Action("file.open", tr("Open a workspace…"), files.open_workspace, "Ctrl+O", "folder-open", group="file.1"),
        Action("file.back_up", tr("Back up now"), window.backups.back_up, "", "shield-check", group="file.2"),
        Action("file.import", tr("Import…"), files.import_file, "Ctrl+Shift+I", "upload", group="file.3"),
        Action("file.export", tr("Export…"), window.export, "Ctrl+E", "download", group="file.3"),
        Action("file.print", tr("Print…"), window.print_page, "Ctrl+P", "printer", group="file.4"),
        Action(
            "file.mailing", tr("Labels and letters…"), partial(ask, "mailing", "", ""), "", "printer", group="file.4"
        ),
        Action("file.lock", tr("Lock"), window.locking.lock_by_hand, "Ctrl+Alt+L", "lock", group="file.5"),
        Action("file.close", tr("Close the window"), window.close_window, "Ctrl+W", "x", group="file.5"),
        Action("file.quit", tr("Quit"), window.close_window, "Ctrl+Q", "log-out", group="file.5"),
        Action("edit.undo", tr("Undo"), window.undoing.undo, "Ctrl+Z", "undo-2", group="edit.1"),
        Action("edit.redo", tr("Redo"), window.undoing.redo, "Ctrl+Shift+Z; Ctrl+Y", "redo-2", group="edit.1"),
        Action(
            "edit.undo_list",
            tr("Undo list…"),
            partial(ask, "undo_list", "", ""),
            "Ctrl+Alt+Z",
            "history",
            group="edit.1",
        ),
        Action("edit.cut", tr("Cut"), partial(edit.run, "cut"), group="edit.2"),
        Action("edit.copy", tr("Copy"), partial(edit.run, "copy"), group="edit.2"),
        Action("edit.paste", tr("Paste"), partial(edit.run, "paste"), group="edit.2"),
        Action("edit.select_all", tr("Select all"), partial(edit.run, "selectAll"), group="edit.2"),
        Action("edit.find", tr("Filter this page"), window.focus_filter, "Ctrl+F", "list-filter", group="edit.3"),
        Action(
            "edit.search",
            tr("Search, or type a command"),
            window.panels.open_palette,
            "Ctrl+K",
            "search",
            group="edit.3",
        ),
        Action("edit.quick_add", tr("Quick add"), window.panels.open_quick_add, "Ctrl+Shift+A", "plus", group="edit.4"),
        Action("edit.new_here", tr("New on this page"), window.new_here, "Ctrl+N", "plus", group="edit.4"),
        Action("edit.new", tr("New…"), window.open_new_menu, "Ctrl+Shift+N", "plus", group="edit.4"),
    ]
    for spec in PAGES:
        if spec.group:
            go = partial(window.go_to_page, spec.key)
            found.append(Action(f"go.{spec.key}", page_title(spec.title), go, spec.shortcut, spec.icon, group="view.1"))
    found += [
        Action("view.back", tr("Back"), window.go_back, "Alt+Left", "arrow-left", group="view.2"),
        Action("view.forward", tr("Forward"), window.go_forward, "Alt+Right", "arrow-right", group="view.2"),
        Action("view.last_page", tr("Last page"), window.go_to_last_page, "Ctrl+Tab", "history", group="view.2"),
        Action("view.region", tr("Next region"), view.next_region, "F6", group="view.2"),
        Action("view.region_back", tr("Previous region"), view.previous_region, "Shift+F6", group="view.2"),
        Action(
            "view.theme",
            tr("Change between light and dark"),
            view.toggle_theme,
            "Ctrl+Shift+L",
            "sun-moon",
            group="view.3",
        ),
        Action("view.bigger", tr("Bigger"), view.bigger, "Ctrl+=; Ctrl++", "zoom-in", group="view.3"),
        Action("view.smaller", tr("Smaller"), view.smaller, "Ctrl+-", "zoom-out", group="view.3"),
        Action("view.full_screen", tr("Full screen"), view.toggle_full_screen, "F11", group="view.3"),
        Action("view.as_of", tr("As it stood on a day…"), partial(ask, "as_of", "", ""), "", "history", group="view.4"),
        Action(
            "view.duplicates",
            tr("Duplicates…"),
            partial(window.go_to_page, "duplicates"),
            "",
            "git-compare-arrows",
            group="view.4",
        ),
        Action(
            "view.quality",
            tr("Data quality"),
            partial(window.go_to_page, "quality"),
            "",
            "shield-check",
            group="view.4",
        ),
        Action("view.bin", tr("Bin…"), partial(ask, "bin", "", ""), "", "trash-2", group="view.4"),
        Action("help.keys", tr("Keys for this page"), window.panels.show_keys, "F1", "keyboard", group="help.1"),
        Action("help.about", tr("About CRM Desktop"), window.panels.show_about, "", "info", group="help.2"),
    ]
    return found


def menu_titles(window: MainWindow) -> dict[str, str]:
    """The heads of the menu bar."""
    tr = window.tr
    return {
        "file": tr("&File"), "edit": tr("&Edit"), "view": tr("&View"), "record": tr("&Record"), "help": tr("&Help")
    }  # fmt: skip


def page_keys(window: MainWindow) -> list[Action]:
    """Keys without Ctrl that the window itself answers, wherever no text is typed."""
    return [
        Action("page.filter", window.tr("Filter this page"), window.focus_filter, "/", "list-filter", group="page"),
        Action("page.keys", window.tr("Keys for this page"), window.panels.show_keys, "?", "keyboard", group="page"),
    ]
