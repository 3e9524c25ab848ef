"""Reminders on the desktop itself, for a window that is hidden behind others."""

from __future__ import annotations

import logging
import os
import sys

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from crm_desktop.services.calendar.views import DueReminder
from crm_desktop.ui.calendar.words import sentence, time_words
from crm_desktop.ui.pane.pane import PaneContext

_log = logging.getLogger(__name__)

_SHOWN_MS = 10_000


class DesktopNotification(QObject):
    """Connect `ReminderService.due` and `missed` to its slots; a desktop without notifications is left in peace."""

    def __init__(self, context: PaneContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._tray: QSystemTrayIcon | None = None

    @Slot(object)
    def show_due(self, reminders: list[DueReminder]) -> None:
        """Tell what rings now."""
        zone = self._context.services.clock.zone
        for one in reminders[:3]:
            when = time_words(one.when.astimezone(zone)) if one.timed else ""
            self.notify(one.title, sentence(when, one.customer))

    @Slot(object)
    def show_missed(self, reminders: list[DueReminder]) -> None:
        """Tell in one line what fell due meanwhile."""
        self.notify(self.tr("While you were away"), self.tr("%n reminders fell due", "", len(reminders)))

    def notify(self, title: str, text: str) -> None:
        """Show a note of the desktop, unless the window is in front already."""
        if QApplication.activeWindow() is not None:
            return
        if sys.platform == "linux":
            if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
                name = QApplication.applicationDisplayName()
                self._context.operations.work(self, _BusCall(name, title, text), self._on_sent)
        elif QSystemTrayIcon.isSystemTrayAvailable():
            if self._tray is None:
                self._tray = QSystemTrayIcon(QApplication.windowIcon(), self)
            self._tray.show()
            self._tray.showMessage(title, text, QApplication.windowIcon(), _SHOWN_MS)

    def _on_sent(self, sent: bool) -> None:
        if not sent:
            _log.info("the desktop took no notification")


class _BusCall:
    """One call of org.freedesktop.Notifications; answers whether the desktop took it."""

    def __init__(self, name: str, title: str, text: str) -> None:
        self._arguments = (name, title, text)

    def __call__(self) -> bool:
        from jeepney import DBusAddress, MessageType, new_method_call
        from jeepney.io.blocking import open_dbus_connection

        name, title, text = self._arguments
        place = DBusAddress(
            "/org/freedesktop/Notifications",
            bus_name="org.freedesktop.Notifications",
            interface="org.freedesktop.Notifications",
        )
        # The body may be read as markup: what people typed must not be.
        body = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        call = new_method_call(
            place, "Notify", "susssasa{sv}i", (name, 0, "appointment-soon", title, body, [], {}, _SHOWN_MS)
        )
        try:
            with open_dbus_connection(bus="SESSION") as connection:
                answer = connection.send_and_get_reply(call, timeout=3)
        except (OSError, TimeoutError, KeyError, ValueError):
            # No bus, or nobody on it who shows notifications: the card in the window says it all the same.
            return False
        return bool(answer.header.message_type == MessageType.method_return)
