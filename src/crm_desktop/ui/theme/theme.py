"""The theme: which colours, fonts and icons the program draws with now."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from crm_desktop.ui.theme.fonts import TypeScale
from crm_desktop.ui.theme.icons import IconSet
from crm_desktop.ui.theme.palette import build_palette
from crm_desktop.ui.theme.style_sheet import build_style_sheet
from crm_desktop.ui.theme.tokens import DARK, FOCUS_WIDTH, HIGH_CONTRAST, LIGHT, MOTION_MS

ThemeChoice = Literal["system", "light", "dark"]


class Theme(QObject):
    """Applies tokens to the application and hands out what painting needs.

    Made once in ``app`` and passed to every widget that paints or shows an icon. Widgets redraw by
    themselves when the theme changes (Qt sends ``PaletteChange`` and ``StyleChange``); pictures kept for
    reuse carry ``generation`` in their key or drop them when it differs. Do not connect closures here.

    Signals:
        changed: colours, fonts or contrast differ from before, and are already applied.
    """

    changed = Signal()

    def __init__(
        self,
        application: QApplication,
        choice: ThemeChoice = "system",
        *,
        reduced_motion: bool = False,
    ) -> None:
        super().__init__(application)
        self._application = application
        self._choice: ThemeChoice = choice
        self._reduced_motion = reduced_motion
        self._icons = IconSet()
        self._scale = TypeScale()
        self._dark = False
        self._tokens: dict[str, str] = dict(LIGHT)
        self._colours: dict[str, QColor] = {}
        self.generation = 0
        application.setStyle("Fusion")
        # Kept: when the Python side of the style hints goes, what they lent out is taken for deleted.
        self._hints = application.styleHints()
        self._accessibility = self._hints.accessibility()
        self._hints.colorSchemeChanged.connect(self._on_system_scheme_changed)
        self._accessibility.contrastPreferenceChanged.connect(self._on_system_contrast_changed)
        self._apply()

    @property
    def choice(self) -> ThemeChoice:
        """What the person chose; ``system`` follows the desktop."""
        return self._choice

    @property
    def is_dark(self) -> bool:
        """Whether the dark set is in use now."""
        return self._dark

    @property
    def is_high_contrast(self) -> bool:
        """Whether edges and captions are strengthened, as the desktop asks."""
        return self._accessibility.contrastPreference() == Qt.ContrastPreference.HighContrast

    @property
    def motion_ms(self) -> int:
        """Length of a slide; 0 when the person wants no motion."""
        return 0 if self._reduced_motion else MOTION_MS

    @property
    def focus_width(self) -> int:
        """Width of the focus ring in logical pixels."""
        return FOCUS_WIDTH + 1 if self.is_high_contrast else FOCUS_WIDTH

    def set_choice(self, choice: ThemeChoice) -> None:
        """Follow the desktop, or hold to light or dark."""
        if choice != self._choice:
            self._choice = choice
            self._apply()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Slide panels (``False``) or show them at once."""
        self._reduced_motion = reduced

    def toggle(self) -> None:
        """Change between light and dark, away from whatever shows now."""
        self.set_choice("light" if self._dark else "dark")

    def hex(self, token: str) -> str:
        """A token's colour as ``#RRGGBB``."""
        return self._tokens[token]

    def colour(self, token: str) -> QColor:
        """A token's colour."""
        colour = self._colours.get(token)
        if colour is None:
            colour = self._colours[token] = QColor(self._tokens[token])
        return colour

    def font(self, role: str, *, tabular: bool = False) -> QFont:
        """The font of a type role; ``tabular`` for figures that line up under each other."""
        return self._scale.font(role, tabular=tabular)

    def metrics(self, role: str, *, tabular: bool = False) -> QFontMetricsF:
        """The metrics of a type role's font."""
        return self._scale.metrics(role, tabular=tabular)

    def icon(
        self,
        name: str,
        token: str = "text.secondary",
        size: int = 18,
        *,
        on: str = "",
        disabled: str = "text.disabled",
        mirrored: bool = False,
    ) -> QIcon:
        """An icon in a token's colour, in ``on``'s colour when checked, in ``disabled``'s when disabled."""
        return self._icons.icon(
            name,
            self._tokens[token],
            size,
            on=self._tokens[on] if on else "",
            disabled=self._tokens[disabled] if disabled else "",
            mirrored=mirrored,
        )

    def icon_pixmap(self, name: str, token: str, size: int, ratio: float, *, mirrored: bool = False) -> QPixmap:
        """An icon's picture for painting, at the painted device's pixel ratio."""
        return self._icons.pixmap(name, self._tokens[token], size, ratio, mirrored=mirrored)

    @Slot()
    def _on_system_scheme_changed(self) -> None:
        if self._choice == "system" and self._system_is_dark() != self._dark:
            self._apply()

    @Slot()
    def _on_system_contrast_changed(self) -> None:
        self._apply()

    def _system_is_dark(self) -> bool:
        return self._hints.colorScheme() == Qt.ColorScheme.Dark

    def _apply(self) -> None:
        if self._choice == "system":
            self._hints.unsetColorScheme()
            self._dark = self._system_is_dark()
        else:
            self._dark = self._choice == "dark"
            self._hints.setColorScheme(Qt.ColorScheme.Dark if self._dark else Qt.ColorScheme.Light)
        tokens = dict(DARK if self._dark else LIGHT)
        if self.is_high_contrast:
            tokens.update({token: tokens[stronger] for token, stronger in HIGH_CONTRAST.items()})
        self._tokens = tokens
        self._colours.clear()
        self.generation += 1
        body = self._scale.font("body")
        if self._application.font() != body:
            self._application.setFont(body)
        # Replacing a sheet costs three times as much as removing it and setting another.
        self._application.setStyleSheet("")
        self._application.setPalette(build_palette(tokens))
        self._application.setStyleSheet(build_style_sheet(tokens))
        self.changed.emit()
