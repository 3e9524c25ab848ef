"""The context menu of something planned; all of it can also be done without the menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, SignalInstance
from PySide6.QtWidgets import QMenu, QWidget

from crm_desktop.services.calendar.views import CalendarItem
from crm_desktop.ui.calendar.editing import CalendarEditing


def item_menu(
    item: CalendarItem,
    ground: QWidget,
    open_item: Callable[[], None],
    editing: CalendarEditing,
    record_requested: SignalInstance,
    request: SignalInstance,
) -> QMenu:
    """Return a menu that frees itself when it closes; `record_requested` and `request` are the page's own."""
    tr = QCoreApplication.translate
    menu = QMenu(ground)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.addAction(tr("calendar", "Open")).triggered.connect(open_item)
    if item.source == "task" and not item.done:
        finish = partial(editing.finish, item.record_id, item.kind, item.person_id)
        menu.addAction(tr("calendar", "Done")).triggered.connect(finish)
    contact = item.person_id or item.company_id
    if contact and item.source in ("event", "task"):
        words = tr("calendar", "Show {name}").format(name=item.customer.replace("&", "&&"))
        menu.addAction(words).triggered.connect(partial(record_requested.emit, "contact", contact))
    if item.source in ("event", "task"):
        history = partial(request.emit, "history", item.source, item.record_id)
        menu.addAction(tr("calendar", "History")).triggered.connect(history)
        menu.addSeparator()
        menu.addAction(tr("calendar", "Delete")).triggered.connect(partial(editing.delete, item, ground))
    return menu
