"""The firm's own details, as they stand on its paper."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Slot
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.services.workspace.views import Business
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.format import SYMBOLS
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.settings.form import ChoiceSetting, LineSetting, SettingsForm, TextSetting, pair

_LARGEST_LOGO: Final = 1200


class BusinessForm(SettingsForm):
    """Name, address and logo; saved field by field."""

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.heading.setText(self.tr("Business"))
        self._business = Business()
        self._build()

    def _build(self) -> None:
        self._lines = {key: LineSetting() for key in ("name", "email", "phone", "website", "tax_id", "country")}
        self._address = TextSetting()
        self._currency = ChoiceSetting(
            self.tr("Currency"), [(code, f"{code} ({sign})") for code, sign in SYMBOLS.items()]
        )
        fields = {
            "name": self.tr("Name of the business"), "email": self.tr("Email"), "phone": self.tr("Phone"),
            "website": self.tr("Website"), "tax_id": self.tr("Tax number"), "country": self.tr("Country (two letters)"),
        }  # fmt: skip
        made = {key: Field(self.theme, label, self._lines[key], self) for key, label in fields.items()}
        body = self.add_card()
        body.setSpacing(12)
        body.addWidget(made["name"])
        body.addWidget(Field(self.theme, self.tr("Address"), self._address, self))
        body.addLayout(pair(made["email"], made["phone"]))
        body.addLayout(pair(made["website"], made["tax_id"]))
        body.addLayout(pair(made["country"], Field(self.theme, self.tr("Currency"), self._currency, self)))
        for key, line in self._lines.items():
            line.saved.connect(partial(self._save, key))
        self._address.saved.connect(partial(self._save, "address"))
        self._currency.saved.connect(partial(self._save, "currency"))
        self._build_logo()
        self.keep_typed("settings.business", self._lines | {"address": self._address})

    def _build_logo(self) -> None:
        body = self.add_card(self.tr("Logo"))
        row = QHBoxLayout()
        row.setSpacing(16)
        self._logo = QLabel()
        self._logo.setFixedSize(QSize(160, 80))
        self._logo.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._logo.setTextFormat(Qt.TextFormat.PlainText)
        self._logo.hide()
        self._logo.setAccessibleName(self.tr("Logo"))
        choose = Button(self.theme, self.tr("Choose a picture"), icon="image")
        self._remove = Button(self.theme, self.tr("Remove"), "ghost")
        choose.clicked.connect(self._on_choose_clicked)
        self._remove.clicked.connect(self._on_remove_clicked)
        row.addWidget(self._logo)
        row.addWidget(choose)
        row.addWidget(self._remove)
        row.addStretch(1)
        body.addLayout(row)
        body.addWidget(
            Label(self.tr("It stands at the head of your quotes. PNG or JPEG."), "small", "secondary", wrap=True)
        )

    def reload(self) -> None:
        self.operations.read(self, self._read, self._show)

    def _read(self) -> tuple[Business, bytes | None]:
        business = self.services.workspace.business()
        return business, self.services.workspace.blob(business.logo_id) if business.logo_id else None

    def _show(self, read: tuple[Business, bytes | None]) -> None:
        self._business, logo = read
        for key, line in self._lines.items():
            line.show_value(str(getattr(self._business, key)))
        self._address.show_value(self._business.address)
        self._currency.show_value(self._business.currency)
        self._remove.setVisible(logo is not None)
        picture = QPixmap()
        has_picture = logo is not None and picture.loadFromData(logo)
        self._logo.setVisible(has_picture)
        if has_picture:
            self._logo.setPixmap(
                picture.scaled(
                    self._logo.size(), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
                )
            )

    def _save(self, key: str, text: str) -> None:
        value = text.upper() if key == "country" else text
        self._business = replace(self._business, **{key: value})  # type: ignore[arg-type]  # the text fields, by name
        self.operations.write(self, partial(self.services.workspace_commands.save_business, self._business))

    @Slot()
    def _on_choose_clicked(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("Choose a logo"), str(Path.home()), self.tr("Pictures (*.png *.jpg *.jpeg)")
        )
        if name:
            self.take_logo(Path(name))

    def take_logo(self, path: Path) -> None:
        """Keep a picture as the logo, made no larger than paper needs."""
        reader = QImageReader(str(path))
        reader.setAutoTransform(True)
        size = reader.size()
        if size.isValid() and max(size.width(), size.height()) > _LARGEST_LOGO:
            reader.setScaledSize(size.scaled(_LARGEST_LOGO, _LARGEST_LOGO, Qt.AspectRatioMode.KeepAspectRatio))
        image = reader.read()
        if image.isNull():
            self.operations.failed.emit(
                CrmError(
                    self.tr("This file is no picture."), self.tr("The logo was not changed. Choose a PNG or JPEG file.")
                )
            )
            return
        self.operations.write(self, partial(self.services.workspace_commands.save_logo, _png(image)))

    @Slot()
    def _on_remove_clicked(self) -> None:
        self._business = replace(self._business, logo_id=None)
        self.operations.write(self, partial(self.services.workspace_commands.save_business, self._business))


def _png(image: QImage) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub asks for bytes, Qt for text
    return bytes(content.data())
