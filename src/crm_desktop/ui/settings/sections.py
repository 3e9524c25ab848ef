"""The sections of the settings page, by name; the palette finds them too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication

_CONTEXT: Final = "SettingsSections"


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark a text for the translators, who find it by this name; Qt's own is declared to return any object."""
    return text


@dataclass(frozen=True, slots=True)
class Section:
    """One section; `words` are what it is also found by."""

    key: str
    title: str
    icon: str
    words: str

    def shown_title(self) -> str:
        """The title in the person's language."""
        return QCoreApplication.translate(_CONTEXT, self.title)

    def shown_words(self) -> str:
        """What it is found by, in the person's language."""
        return QCoreApplication.translate(_CONTEXT, self.words)


SECTIONS: Final = (
    Section("business", QT_TRANSLATE_NOOP("SettingsSections", "Business"), "building-2",
            QT_TRANSLATE_NOOP("SettingsSections", "name address logo currency tax number phone email website country")),
    Section("look", QT_TRANSLATE_NOOP("SettingsSections", "Look"), "palette",
            QT_TRANSLATE_NOOP("SettingsSections", "theme dark light size zoom motion animation")),
    Section("keyboard", QT_TRANSLATE_NOOP("SettingsSections", "Keyboard"), "keyboard",
            QT_TRANSLATE_NOOP("SettingsSections", "keys shortcuts letters")),
    Section("pipeline", QT_TRANSLATE_NOOP("SettingsSections", "Pipeline"), "square-kanban",
            QT_TRANSLATE_NOOP("SettingsSections", "stages deals probability")),
    Section("fields", QT_TRANSLATE_NOOP("SettingsSections", "Fields"), "text",
            QT_TRANSLATE_NOOP("SettingsSections", "own custom fields choices contacts deals cases products")),
    Section("contacts", QT_TRANSLATE_NOOP("SettingsSections", "Contacts"), "users",
            QT_TRANSLATE_NOOP("SettingsSections", "keep in touch rhythm tags segments relations godparent family")),
    Section("documents", QT_TRANSLATE_NOOP("SettingsSections", "Documents"), "receipt-text",
            QT_TRANSLATE_NOOP("SettingsSections", "numbering quotes validity terms tax vat")),
    Section("calendar", QT_TRANSLATE_NOOP("SettingsSections", "Calendar"), "calendar-days",
            QT_TRANSLATE_NOOP("SettingsSections", "work hours week reply times")),
    Section("data", QT_TRANSLATE_NOOP("SettingsSections", "Data"), "hard-drive",
            QT_TRANSLATE_NOOP("SettingsSections", "file backup import export bin deleted restore sample")),
    Section("security", QT_TRANSLATE_NOOP("SettingsSections", "Security"), "lock",
            QT_TRANSLATE_NOOP("SettingsSections", "encrypt decrypt passphrase recovery sheet lock keyring password")),
    Section("about", QT_TRANSLATE_NOOP("SettingsSections", "About"), "info",
            QT_TRANSLATE_NOOP("SettingsSections", "version licence")),
)  # fmt: skip
