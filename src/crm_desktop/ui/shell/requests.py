"""What one page asks of another feature: who opens what.

A page says what it wants by a signal that carries a kind and an id; here is decided which panel or page
answers. Features are imported when they are first asked for.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.services.services import Services
from crm_desktop.ui.kit.links import open_mail
from crm_desktop.ui.pane.actions import Action
from crm_desktop.ui.shell.actions import page_title
from crm_desktop.ui.shell.files import show_in_folder
from crm_desktop.ui.shell.menus import fill_menu
from crm_desktop.ui.shell.pages import PAGES

if TYPE_CHECKING:
    from crm_desktop.ui.calendar.reminders import ReminderService
    from crm_desktop.ui.keeping.bin_dialog import BinDialog
    from crm_desktop.ui.shell.main_window import MainWindow

_TALLEST_ANCHOR = 80


class Requests(QObject):
    """Answers `Pane.request`: for every wish `name` the method `_do_name(kind, id)`."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._context = window.context
        self._reminders: ReminderService | None = None

    @Slot(str, str, str)
    def handle(self, name: str, kind: str, record_id: str) -> None:
        """Do what a page asked for; a page's name shows it, an unknown wish opens the record."""
        method = getattr(self, f"_do_{name}", None)
        if method is not None:
            method(kind, record_id)
        elif any(spec.key == name for spec in PAGES):
            self._window.show_page(name).show_list(record_id)
        elif record_id:
            self._window.open_record(kind, record_id)

    def _anchor(self) -> QWidget:
        """Where a panel opens: at the button that asked, else under the search field."""
        focus = QApplication.focusWidget()
        host = self._window.host
        if focus is not None and host.isAncestorOf(focus) and focus.height() <= _TALLEST_ANCHOR:
            return focus
        return self._window.top_bar.search

    # what pages ask for

    def _do_log_call(self, _kind: str, contact_id: str) -> None:
        from crm_desktop.ui.contacts.log_call import LogCallPopover

        if self._needs_somebody(contact_id, self.tr("Choose whom you talked to, then press L.")):
            LogCallPopover(self._context, contact_id, self._anchor()).open()

    def _do_log_touch(self, _kind: str, contact_id: str) -> None:
        from crm_desktop.ui.contacts.log_touch import LogTouchPopover

        if self._needs_somebody(contact_id, self.tr("Choose whom it happened with first.")):
            LogTouchPopover(self._context, contact_id, self._anchor()).open()

    def _do_follow_up(self, _kind: str, contact_id: str) -> None:
        from crm_desktop.ui.pane.follow_up import FollowUpPopover

        if self._needs_somebody(contact_id, self.tr("Choose whom to follow up with, then press S.")):
            FollowUpPopover(self._context, contact_id, self._anchor()).open()

    def _needs_somebody(self, contact_id: str, hint: str) -> bool:
        if not contact_id:
            self._window.show_page("contacts")
            self._window.undoing.say(hint, icon="info")
        return bool(contact_id)

    def _do_note(self, _kind: str, contact_id: str) -> None:
        from crm_desktop.ui.contacts.pane import ContactsPane

        self._window.open_record("contact", contact_id)
        pane = self._window.host.current()
        if isinstance(pane, ContactsPane):
            pane.act_on(contact_id, "note")

    def _do_email(self, _kind: str, contact_id: str) -> None:
        # The contacts page opens the mail program itself; from elsewhere the address is looked up first.
        if contact_id and self._window.host.current_key != "contacts":
            services = self._window.services
            self._window.operations.read(self, partial(services.contacts.detail, contact_id), self._on_mail_contact)

    def _on_mail_contact(self, contact: Any) -> None:
        if contact.email:
            open_mail(contact.email)
        else:
            self._window.undoing.say(self.tr("{name} has no email address yet.").format(name=contact.name), icon="info")

    def _do_merge(self, _kind: str, ids: str) -> None:
        from crm_desktop.ui.duplicates.merge_dialog import MergeDialog

        dialog = MergeDialog(self._context, tuple(ids.split(",")), self._window)
        dialog.merged.connect(partial(self._open_created, "contact"))
        dialog.open_requested.connect(partial(self._open_created, "contact"))
        dialog.open()

    def _do_new_contact(self, _kind: str, _id: str) -> None:
        self.new_on("contacts")

    def _do_new_deal(self, _kind: str, contact_id: str) -> None:
        from crm_desktop.ui.pipeline.new_deal import NewDealPopover

        popover = NewDealPopover(self._context, self._window, contact_id)
        popover.created.connect(partial(self._open_created, "deal"))
        popover.closed.connect(popover.deleteLater)
        popover.open_at(self._anchor())

    def _open_created(self, kind: str, record_id: str) -> None:
        self._window.open_record(kind, record_id)

    def _do_new_quote(self, kind: str, record_id: str) -> None:
        from crm_desktop.ui.quotes.pane import QuotesPane

        pane = self._window.show_page("quotes")
        if isinstance(pane, QuotesPane) and record_id:
            pane.open_new(kind, record_id)
        else:
            pane.new_record()

    def _do_new_case(self, _kind: str, contact_id: str) -> None:
        from crm_desktop.ui.cases.pane import CasesPane

        pane = self._window.show_page("cases")
        if isinstance(pane, CasesPane):
            pane.new_case(contact_id)

    def _do_reply(self, _kind: str, case_id: str) -> None:
        from crm_desktop.ui.cases.pane import CasesPane

        pane = self._window.show_page("cases")
        if isinstance(pane, CasesPane):
            pane.reply_to(case_id)

    def _do_show_list(self, kind: str, which: str) -> None:
        from crm_desktop.ui.shell.pages import page_of

        self.handle(page_of(kind) or kind, kind, which)

    def _do_print(self, _kind: str, _id: str) -> None:
        self._window.print_page()

    def _do_export(self, kind: str, _id: str) -> None:
        self.export(kind)

    def _do_back_up(self, _kind: str, _id: str) -> None:
        self._window.backups.back_up()

    def _do_backup_folder(self, _kind: str, _id: str) -> None:
        from crm_desktop.services.backups import folder_of

        path = self._window.services.database.path
        folder = folder_of(path)
        show_in_folder(folder if folder.is_dir() else path)

    def _do_open_workspace(self, _kind: str, _id: str) -> None:
        self._window.files.open_workspace()

    def _do_show_keys(self, _kind: str, _id: str) -> None:
        self._window.panels.show_keys()

    def _do_say(self, _kind: str, text: str) -> None:
        self._window.undoing.say(text, icon="info")

    def _do_edit_stages(self, _kind: str, _id: str) -> None:
        from crm_desktop.ui.pipeline.pane import PipelinePane

        pane = self._window.show_page("pipeline")
        if isinstance(pane, PipelinePane):
            # The page reads its stages first.
            self._window.operations.read(self, _nothing, partial(_call, pane.edit_stages))

    # lists, and paper to many

    def _do_filter(self, kind: str, where: str) -> None:
        """Show the records of a filter on their page."""
        from crm_desktop.ui.shell.filtering import show_filtered

        show_filtered(self._window, kind, where)

    def _do_mailing(self, kind: str, which: str) -> None:
        """Print to contacts: `which` is their ids with commas or, of the kind “where”, a filter; nothing is all."""
        from crm_desktop.services.mailing.views import Audience
        from crm_desktop.ui.mailing.dialog import MailingDialog

        ids = tuple(which.split(",")) if which and kind != "where" else ()
        dialog = MailingDialog(self._context, Audience(ids, which if kind == "where" else ""), self._window)
        if kind == "letters":
            dialog.options.show_kind("letters")
        dialog.contact_requested.connect(partial(self._open_created, "contact"))
        dialog.show()

    # looking back

    def _do_history(self, kind: str, record_id: str) -> None:
        if record_id:
            call = partial(_named, self._window.services, kind, record_id)
            self._window.operations.read(self, call, self._on_history_of)

    def _on_history_of(self, named: tuple[str, str, str]) -> None:
        from crm_desktop.ui.keeping.history_dialog import HistoryDialog

        kind, record_id, title = named
        HistoryDialog(self._context, kind, record_id, title, self._window).open()

    def _do_undo_list(self, _kind: str, _id: str) -> None:
        from crm_desktop.ui.keeping.undo_dialog import UndoDialog

        dialog = UndoDialog(self._context, self._window)
        dialog.undone.connect(self._window.undoing.say_undone)
        dialog.open()

    def _do_bin(self, _kind: str, _id: str) -> None:
        from crm_desktop.ui.keeping.bin_dialog import BinDialog

        dialog = BinDialog(self._context, self._window)
        dialog.throw_away_requested.connect(partial(self._on_throw_away, dialog))
        dialog.said.connect(self._window.undoing.say)
        dialog.open()

    def _on_throw_away(self, dialog: BinDialog, count: int) -> None:
        from crm_desktop.ui.kit.message_dialog import ask

        if ask(
            self._window.theme, dialog, self.tr("Throw away %n records?", "", count),
            self.tr("They leave the file. The history still holds them, so it can be undone until it is compacted."),
            accept=self.tr("Throw away"), reject=self.tr("Keep them"), danger=True,
        ):  # fmt: skip
            dialog.throw_away()

    def _do_as_of(self, _kind: str, _id: str) -> None:
        from crm_desktop.ui.keeping.as_of_dialog import AsOfDialog

        AsOfDialog(self._context, self._window).open()

    # settings

    def _do_set_theme(self, _kind: str, choice: str) -> None:
        if choice in ("system", "light", "dark"):
            self._window.theme.set_choice(choice)  # type: ignore[arg-type]  # checked in the line above
            self._window.state.set("theme", choice)

    def _do_set_scale(self, _kind: str, percent: str) -> None:
        self._window.view.set_scale(int(percent))

    def _do_set_reduced_motion(self, _kind: str, on: str) -> None:
        self._window.theme.set_reduced_motion(bool(on))
        self._window.state.set("reduced_motion", bool(on))

    def _do_set_letters(self, _kind: str, on: str) -> None:
        self._window.keys.letters_on = bool(on)
        self._window.state.set("letters", bool(on))

    def _do_lock(self, _kind: str, _id: str) -> None:
        self._window.locking.lock_by_hand()

    def _do_set_lock_after(self, _kind: str, minutes: str) -> None:
        self._window.state.set("lock_after", int(minutes))

    def _do_empty_bin(self, _kind: str, _id: str) -> None:
        from crm_desktop.ui.kit.message_dialog import ask
        from crm_desktop.ui.settings.data import DataForm
        from crm_desktop.ui.settings.pane import SettingsPane

        pane = self._window.show_page("settings")
        form = pane.form("data") if isinstance(pane, SettingsPane) else None
        if isinstance(form, DataForm) and ask(
            self._window.theme, self._window, self.tr("Empty the Bin for good?"),
            self.tr("What is in it leaves the lists and the search. Issued quotes stay for your books."),
            accept=self.tr("Empty the Bin"), reject=self.tr("Keep everything"), danger=True,
        ):  # fmt: skip
            form.empty_bin()

    def _do_remove_sample(self, _kind: str, _id: str) -> None:
        self.remove_sample()

    def settings_actions(self) -> list[Action]:
        """The sections of the settings page as commands, for the palette."""
        from crm_desktop.ui.settings.sections import SECTIONS

        words = self.tr("Settings: {section}")
        return [
            Action(
                f"settings.{section.key}", words.format(section=section.shown_title()),
                partial(self.open_section, section.key), icon="settings", group="settings",
            )
            for section in SECTIONS
        ]  # fmt: skip

    def open_section(self, key: str) -> None:
        """Show a section of the settings."""
        from crm_desktop.ui.settings.pane import SettingsPane

        pane = self._window.show_page("settings")
        if isinstance(pane, SettingsPane):
            pane.show_section(key)

    # new things

    def open_new_menu(self, anchor: QWidget) -> None:
        """Offer everything that can be added, under a button."""
        menu = QMenu(self._window)
        actions = [
            Action(
                f"new.{spec.key}", page_title(spec.new_text), partial(self.new_on, spec.key), icon=spec.icon, group="1"
            )
            for spec in PAGES
            if spec.new_text
        ]
        words = self.tr("Quick add, in plain words")
        quick = Action("new.quick", words, self._window.panels.open_quick_add, "Ctrl+Shift+A", group="2")
        fill_menu(menu, [*actions, quick])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height() + 4)))

    def new_on(self, key: str) -> None:
        """Go to a page and begin a new record there."""
        self._window.show_page(key).new_record()

    def create_person(self, text: str) -> None:
        """Offer a new contact, its line filled in."""
        from crm_desktop.ui.contacts.new_contact import NewContactPopover

        popover = NewContactPopover(self._context, self._window.top_bar.search, text=text)
        popover.created.connect(partial(self._open_created, "contact"))
        popover.open_requested.connect(partial(self._open_created, "contact"))
        popover.open()

    def open_folder(self, path: Path) -> None:
        """Show a file's folder."""
        show_in_folder(path)

    def export(self, key: str) -> None:
        """Ask where to write the list of a page."""
        from crm_desktop.ui.exporting.dialog import ExportDialog
        from crm_desktop.ui.shell.pages import page

        pane = self._window.host.current()
        if pane is not None and pane.key == key and pane.export_list():
            return
        kinds = page(key).kinds if key in {spec.key for spec in PAGES} else ()
        ExportDialog(self._context, kinds[0] if kinds else "contact", "", self._window).open()

    # the sample shop

    def fill_sample(self) -> None:
        """Bring the make-believe bakery, in the background; its rows appear as soon as they are there."""
        window = self._window
        window.operations.write(window, partial(_fill_sample, window.services), self._on_sample_filled, quiet=True)

    def _on_sample_filled(self, _outcome: object) -> None:
        self._window.host.reload_all()
        self._window.refresh_sample_strip()
        self._window.undoing.refresh_labels()

    def remove_sample(self) -> None:
        """Take the sample shop away; what the person added or changed since stays."""
        window = self._window
        window.operations.write(window, partial(_remove_sample, window.services), self._on_sample_removed, quiet=True)

    def _on_sample_removed(self, _change: object) -> None:
        self._window.host.reload_all()
        self._window.refresh_sample_strip()
        self._window.undoing.say(self.tr("The sample data is gone. What you added yourself is still here."))

    # reminders

    def start_reminders(self) -> None:
        """Begin to ring, and show what fell due while the program was closed."""
        from crm_desktop.ui.calendar.desktop_notification import DesktopNotification
        from crm_desktop.ui.calendar.reminder_card import ReminderCard
        from crm_desktop.ui.calendar.reminders import ReminderService

        window = self._window
        service = self._reminders = ReminderService(self._context, self)
        card = ReminderCard(self._context, window)
        desktop = DesktopNotification(self._context, self)
        service.due.connect(card.show_due)
        service.due.connect(desktop.show_due)
        service.due.connect(self._on_due)
        service.missed.connect(card.show_missed)
        service.missed.connect(self._on_due)
        service.ringing_changed.connect(card.update_ringing)
        card.record_requested.connect(window.open_record)
        card.log_call_requested.connect(partial(self._do_log_call, "contact"))
        service.start()

    def stop(self) -> None:
        """Ring no more: the window is about to close."""
        if self._reminders is not None:
            self._reminders.stop()

    @Slot(object)
    def _on_due(self, reminders: list[Any]) -> None:
        for one in reminders:
            self._window.notices.add(
                one.title, one.customer, icon="bell", tone="warning", kind=one.record_kind, record_id=one.record_id
            )


def _fill_sample(services: Services) -> ChangeSet:
    from crm_desktop.services.sample.shop import fill_sample

    return fill_sample(services)


def _remove_sample(services: Services) -> ChangeSet:
    from crm_desktop.services.sample.shop import remove_sample

    return remove_sample(services)


def _nothing() -> None:
    """Comes back after everything asked before it."""


def _call(function: Any, _outcome: object) -> None:
    function()


def _named(services: Services, kind: str, record_id: str) -> tuple[str, str, str]:
    return kind, record_id, services.records.access(kind).label(services, record_id)
