"""What is done with the contact on the screen: the panels that ask, and the writes that need none."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from crm_desktop.services.contacts.views import ContactDetail
from crm_desktop.ui.contacts.log_call import LogCallPopover
from crm_desktop.ui.contacts.log_touch import LogTouchPopover
from crm_desktop.ui.contacts.snooze_menu import SnoozeMenu
from crm_desktop.ui.contacts.words import PRIVACY
from crm_desktop.ui.fields.tag_popover import TagPopover
from crm_desktop.ui.kit.links import open_mail
from crm_desktop.ui.pane.follow_up import FollowUpPopover

if TYPE_CHECKING:
    from crm_desktop.ui.contacts.pane import ContactsPane

_SHELL_REQUESTS = frozenset(("new_deal", "new_quote", "new_case"))


class ContactActs(QObject):
    """One method, `act`, for every name that the head's buttons, the letters and the palette know."""

    def __init__(self, pane: ContactsPane) -> None:
        super().__init__(pane)
        self._pane = pane

    def act(self, name: str, contact: ContactDetail) -> None:
        """Do something: log_call, log_touch, note, follow_up, email, tag, pin, copy, photo, bin, new_deal …"""
        pane = self._pane
        is_table = pane.list_panel.view == "table"
        anchor: QWidget = pane.list_panel.search if is_table else pane.detail.header.button(name)
        commands = pane.services.contact_commands
        if name == "log_call":
            LogCallPopover(pane.context, contact.id, anchor).open()
        elif name == "log_touch":
            LogTouchPopover(pane.context, contact.id, anchor).open()
        elif name == "follow_up":
            FollowUpPopover(pane.context, contact.id, anchor).open()
        elif name == "note":
            pane.list_panel.set_view("list")
            pane.detail.focus_note()
        elif name == "email":
            self.email(contact.email)
        elif name == "tag":
            TagPopover(pane.context, [contact.id], anchor if is_table else pane.detail.header.more_button).open()
        elif name == "pin":
            pane.operations.write(pane, partial(commands.pin, contact.id, not contact.pinned))
        elif name == "copy":
            lines = [contact.name, contact.phone, contact.email]
            QGuiApplication.clipboard().setText("\n".join(line for line in lines if line))
            pane.notice.emit(self.tr("Copied {name}").format(name=contact.name))
        elif name == "bin":
            pane.delete([contact.id])
        elif name == "new_person":
            pane.open_new_contact("", company=contact.name)
        elif name.startswith("photo"):
            self._photo(name, contact.id)
        elif name in PRIVACY:
            pane.privacy.act(name, contact)
        elif name in _SHELL_REQUESTS:
            pane.request.emit(name, "contact", contact.id)

    def _photo(self, name: str, contact_id: str) -> None:
        photos = self._pane.detail.centre.photos
        {"photo": photos.choose, "photo_paste": photos.paste, "photo_remove": photos.remove}[name](contact_id)

    @Slot(str)
    def email(self, address: str) -> None:
        """Begin a mail to this address; without one, ask for it."""
        pane = self._pane
        if address and pane.contact is not None:
            pane.request.emit("email", "contact", pane.contact.id)
            open_mail(address)
        elif pane.contact is not None:
            pane.edit_field("new:email")

    @Slot(str)
    def finish(self, task_id: str) -> None:
        """The next step is done: of a call, ask how it went; then, what comes next."""
        pane, contact = self._pane, self._pane.contact
        if contact is None or contact.next_step is None:
            return
        if contact.next_step.step.kind == "call":
            LogCallPopover(pane.context, contact.id, pane.detail.banner.done_button, finishes_task_id=task_id).open()
            return
        call = partial(pane.services.calendar_commands.finish_task, task_id)
        pane.operations.write(pane, call, partial(self._on_finished, contact.id))

    def _on_finished(self, contact_id: str, _change: object) -> None:
        pane = self._pane
        if pane.contact is not None and pane.contact.id == contact_id:
            title = self.tr("Done. What comes next?")
            FollowUpPopover(pane.context, contact_id, pane.detail.banner.done_button, title=title).open()

    @Slot(str)
    def snooze(self, task_id: str) -> None:
        """Offer when the next step is wanted again."""
        pane, contact = self._pane, self._pane.contact
        if contact is not None and contact.next_step is not None:
            menu = SnoozeMenu(pane.context, task_id, contact.next_step.step, pane)
            button = pane.detail.banner.snooze_button
            menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))
