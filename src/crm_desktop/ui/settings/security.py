"""Who can read the file: encryption, the recovery sheet, the keyring, locking."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.services import encryption
from crm_desktop.services.last_opened import read_state
from crm_desktop.services.recovery import recovery_sheet
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.icon_label import IconTile
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.pane.file_job import FileJob
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.printing.preview import PrintPreview
from crm_desktop.ui.settings import encrypting
from crm_desktop.ui.settings.form import ChoiceSetting, SettingsForm, button_row
from crm_desktop.ui.settings.passphrase_dialogs import PassphraseDialog

LOCK_AFTER: Final = "lock_after"
LOCK_AFTER_USUAL: Final = 15


class SecurityForm(SettingsForm):
    """Encrypt, change the passphrase, print the recovery sheet, decrypt; lock after a while; the keyring."""

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._path = self.services.database.path
        self._problem: CrmError | None = None
        self._others: tuple[Path, ...] = ()
        self.dialog: PassphraseDialog | None = None
        self.preview: PrintPreview | None = None
        self.heading.setText(self.tr("Security"))
        if self._key is None:
            self._build_plain()
        else:
            self._build_sheet_banner()
            self._build_encrypted()
            self._build_others()
            self._build_locking()
            self._build_keyring()

    @property
    def _key(self) -> bytes | None:
        return self.services.database.key

    def _build_plain(self) -> None:
        body = self.add_card(self.tr("Encryption"))
        body.setSpacing(12)
        body.addLayout(
            _stated(
                IconTile(self.theme, "shield-alert", "warning"),
                self.tr("This file is not encrypted."),
                self.tr(
                    "Whoever gets hold of the computer, a copy or a backup can read your customers. Encrypted, the "
                    "file opens with your passphrase only. It stays one file, and as quick as it is."
                ),
            )
        )
        self.encrypt = Button(self.theme, self.tr("Encrypt the file…"), "primary", "lock")
        self.encrypt.clicked.connect(self._on_encrypt_clicked)
        self.encrypt.setEnabled(not self.services.database.read_only)
        body.addLayout(button_row(self.encrypt))

    def _build_sheet_banner(self) -> None:
        self.sheet_banner = Banner(
            self.theme, "warning", self.tr("Print the recovery sheet."),
            self.tr("If the passphrase is forgotten, nothing else opens this file: not even we can."),
            action=self.tr("Print it"), icon="printer",
        )  # fmt: skip
        self.sheet_banner.action_requested.connect(self._on_sheet_clicked)
        self.column.addWidget(self.sheet_banner)

    def _build_encrypted(self) -> None:
        body = self.add_card(self.tr("Encryption"))
        body.setSpacing(12)
        body.addLayout(
            _stated(
                IconTile(self.theme, "shield-check", "success"),
                self.tr("This file is encrypted."),
                self.tr("So is every backup made from now on. They open with your passphrase or the recovery code."),
            )
        )
        self.change = Button(self.theme, self.tr("Change passphrase…"), icon="key-round")
        self.sheet = Button(self.theme, self.tr("Print recovery sheet…"), icon="printer")
        self.decrypt = Button(self.theme, self.tr("Decrypt the file…"), "ghost")
        writable = not self.services.database.read_only
        self.change.setEnabled(writable)
        self.decrypt.setEnabled(writable)
        self.change.clicked.connect(self._on_change_clicked)
        self.sheet.clicked.connect(self._on_sheet_clicked)
        self.decrypt.clicked.connect(self._on_decrypt_clicked)
        body.addLayout(button_row(self.change, self.sheet, self.decrypt))

    def _build_others(self) -> None:
        self.others_banner = Banner(
            self.theme, "warning", "", "", action=self.tr("Encrypt them"), second=self.tr("Delete them"),
        )  # fmt: skip
        self.others_banner.action_requested.connect(self._on_encrypt_others)
        self.others_banner.second_requested.connect(self._on_delete_others)
        self.others_banner.hide()
        self.column.addWidget(self.others_banner)

    def _build_locking(self) -> None:
        body = self.add_card(self.tr("Locking"))
        body.setSpacing(12)
        choices = [
            ("0", self.tr("Never")), ("1", self.tr("After 1 minute")), ("5", self.tr("After 5 minutes")),
            ("15", self.tr("After 15 minutes")),
        ]  # fmt: skip
        self.after = ChoiceSetting(self.tr("Lock when nobody touches the computer"), choices)
        self.after.saved.connect(self._on_after_saved)
        self.lock = Button(self.theme, self.tr("Lock now"), icon="lock", tip=self.tr("Ctrl+Alt+L"))
        self.lock.clicked.connect(self._on_lock_clicked)
        body.addWidget(Field(self.theme, self.tr("Lock when nobody touches the computer"), self.after))
        body.addWidget(
            Label(
                self.tr("It locks before the computer sleeps, too. What you have half typed is kept, encrypted."),
                "small", "tertiary", wrap=True,
            )
        )  # fmt: skip
        body.addLayout(button_row(self.lock))

    def _build_keyring(self) -> None:
        body = self.add_card(self.tr("This computer"))
        self.keep = QCheckBox(self.tr("Open the file without asking on this computer"))
        self.keep.setEnabled(False)
        self.keep.clicked.connect(self._on_keep_clicked)
        self._keyring = Label("", "small", "tertiary", wrap=True)
        body.addWidget(self.keep)
        body.addWidget(self._keyring)

    # showing

    def reload(self) -> None:
        key = self._key
        self.operations.work(self, partial(encrypting.look, self._path, key), self._show)
        if key is not None:
            self.after.show_value(str(read_state().get(LOCK_AFTER, LOCK_AFTER_USUAL)))
            self.sheet_banner.setVisible(not encrypting.has_sheet(key))

    def _show(self, found: encrypting.Found) -> None:
        self._problem, self._others = found.problem, found.others
        if self._key is None:
            return
        self.keep.setEnabled(found.problem is None)
        self.keep.setChecked(found.kept)
        self._keyring.setText(
            self.tr(
                "The key is kept in the keyring of the computer. Once locked, the passphrase is asked for all the same."
            )
            if found.problem is None
            else self.tr("{why} So the passphrase is asked for each time.").format(why=found.problem.title)
        )
        self.others_banner.setVisible(bool(found.others))
        self.others_banner.set_message(
            self.tr("%n older backups do not take this passphrase.", "", len(found.others)),
            self.tr("Those that are not encrypted can be read by whoever finds them."),
        )

    # encrypting

    @Slot()
    def _on_encrypt_clicked(self) -> None:
        dialog = self._new_dialog(
            self.tr("Encrypt the file"),
            self.tr(
                "Choose a passphrase: several words that do not belong together are easy to keep and hard to guess."
            ),
            self.tr("Encrypt"),
        )
        dialog.ask_new()
        keep = dialog.add_choice(self.tr("Open it without asking on this computer"), on=self._problem is None)
        keep.setEnabled(self._problem is None)
        if self._problem is not None:
            dialog.add_note(self.tr("{why} So the passphrase is asked for each time.").format(why=self._problem.title))
        older = dialog.add_choice(self.tr("Encrypt the backups made so far, too"), on=True)
        dialog.add_note(
            self.tr("Copies made elsewhere, and traces on a solid-state disk, cannot be taken back by any program.")
        )
        names = (self.services.workspace.business().name,)
        dialog.check_with(partial(encrypting.check_new, self._path, names))
        dialog.agreed.connect(partial(self._encrypt, keep, older))
        dialog.open()

    def _encrypt(self, keep: QCheckBox, older: QCheckBox, _given: str, new: str) -> None:
        call = partial(encrypting.encrypt, new, keep=keep.isChecked(), older=older.isChecked())
        done = self.tr("The file is encrypted. Print the recovery sheet now.")
        self.file_job.emit(FileJob(self.tr("Encrypting the file"), call, done=done))

    @Slot()
    def _on_change_clicked(self) -> None:
        key = self._key
        if key is None:
            return
        dialog = self._new_dialog(
            self.tr("Change the passphrase"),
            self.tr("The file is written anew: neither the old passphrase nor the old recovery sheet opens it then."),
            self.tr("Change passphrase"),
            icon="key-round",
        )
        dialog.ask_given(self.tr("Passphrase or recovery code as it is now"))
        dialog.ask_new()
        older = dialog.add_choice(self.tr("Encrypt the backups anew, too"), on=True)
        names = (self.services.workspace.business().name,)
        dialog.check_with(partial(encrypting.check_both, self._path, key, names))
        dialog.agreed.connect(partial(self._change, older))
        dialog.open()

    def _change(self, older: QCheckBox, _given: str, new: str) -> None:
        call = partial(encrypting.change, new, older=older.isChecked())
        done = self.tr("The passphrase was changed. Print a new recovery sheet and destroy the old one.")
        self.file_job.emit(FileJob(self.tr("Changing the passphrase"), call, done=done))

    @Slot()
    def _on_decrypt_clicked(self) -> None:
        key = self._key
        if key is None:
            return
        dialog = self._new_dialog(
            self.tr("Decrypt the file"),
            self.tr("Afterwards whoever gets hold of the file can read everything in it. Backups stay encrypted."),
            self.tr("Decrypt"),
            icon="shield-alert",
            danger=True,
        )
        dialog.ask_given(self.tr("Passphrase or recovery code"))
        dialog.check_with(partial(encrypting.check_given, self._path, key))
        dialog.agreed.connect(self._decrypt)
        dialog.open()

    @Slot(str, str)
    def _decrypt(self, _given: str, _new: str) -> None:
        done = self.tr("The file is not encrypted any more.")
        self.file_job.emit(FileJob(self.tr("Decrypting the file"), encrypting.decrypt, done=done))

    # the sheet

    @Slot()
    def _on_sheet_clicked(self) -> None:
        key = self._key
        if key is None:
            return
        dialog = self._new_dialog(
            self.tr("Print the recovery sheet"),
            self.tr("Its code opens the file without the passphrase, so you are asked for that first."),
            self.tr("Go on"),
            icon="printer",
        )
        dialog.ask_given(self.tr("Passphrase"))
        dialog.check_with(partial(encrypting.check_given, self._path, key))
        dialog.agreed.connect(self._make_sheet)
        dialog.open()

    @Slot(str, str)
    def _make_sheet(self, _given: str, _new: str) -> None:
        self.operations.read(self, partial(recovery_sheet, self.services), self._show_sheet)

    def _show_sheet(self, pdf: bytes) -> None:
        preview = PrintPreview(
            pdf, self.tr("Recovery sheet"), self.theme, self.operations,
            name=self.tr("Recovery sheet of {name}").format(name=self._path.stem), parent=self.window(),
        )  # fmt: skip
        preview.printed.connect(self._on_sheet_kept)
        preview.saved.connect(self._on_sheet_kept)
        preview.destroyed.connect(self._on_preview_destroyed)
        self.preview = preview
        preview.show()
        preview.activateWindow()

    @Slot()
    def _on_preview_destroyed(self) -> None:
        self.preview = None

    def _on_sheet_kept(self, _how: object) -> None:
        key = self._key
        if key is not None:
            encrypting.remember_sheet(key)
            self.sheet_banner.hide()

    # beside

    @Slot()
    def _on_encrypt_others(self) -> None:
        key = self._key
        if key is not None:
            self.operations.long_work(
                self,
                self.tr("Encrypting backups"),
                partial(encrypting.encrypt_others, self._others, key),
                self._on_others_done,
            )

    @Slot()
    def _on_delete_others(self) -> None:
        self.operations.work(self, partial(encryption.delete_backups, self._others), self._on_others_done)

    def _on_others_done(self, done: encryption.Backups) -> None:
        if done.failed:
            text = self.tr("%n backups stayed as they are: they are damaged, or take another passphrase.", "",
                           len(done.failed))  # fmt: skip
            self.request.emit("say", "", text)
        self.reload()

    @Slot(str)
    def _on_after_saved(self, minutes: str) -> None:
        self.request.emit("set_lock_after", "setting", minutes)

    @Slot()
    def _on_lock_clicked(self) -> None:
        self.request.emit("lock", "", "")

    @Slot(bool)
    def _on_keep_clicked(self, on: bool) -> None:
        key = self._key
        if key is not None:
            call = partial(encryption.remember if on else encryption.forget, key)
            self.operations.work(self, call, self._on_kept, self._on_not_kept)

    def _on_kept(self, _nothing: object) -> None:
        self.reload()

    def _on_not_kept(self, error: CrmError) -> None:
        self.reload()
        self.operations.failed.emit(error)

    def _new_dialog(
        self, title: str, text: str, accept: str, *, icon: str = "lock", danger: bool = False
    ) -> PassphraseDialog:
        dialog = PassphraseDialog(self.theme, title, text, accept, icon=icon, danger=danger, parent=self.window())
        dialog.destroyed.connect(self._on_dialog_destroyed)
        self.dialog = dialog
        return dialog

    @Slot()
    def _on_dialog_destroyed(self) -> None:
        self.dialog = None


def _stated(tile: IconTile, title: str, text: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(14)
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(Label(title, "bodyStrong", wrap=True))
    words.addWidget(Label(text, "small", "secondary", wrap=True))
    row.addWidget(tile, 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(words, 1)
    return row
