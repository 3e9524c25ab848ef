"""The type scale as Qt fonts: Inter comes with the program, other scripts fall back to the system's."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from crm_desktop.core.resources import resource_path
from crm_desktop.ui.theme.tokens import TYPE

FontChoice = Literal["inter", "system"]

_INTER_FILES: Final = ("Inter-Regular.ttf", "Inter-Medium.ttf", "Inter-SemiBold.ttf", "Inter-Bold.ttf")
_TIGHT_FROM: Final = 20
_TIGHT_SPACING: Final = 98.2


def load_inter() -> str:
    """Make Inter known to Qt (once per application) and return its family name."""
    if "Inter" not in QFontDatabase.families():
        for name in _INTER_FILES:
            QFontDatabase.addApplicationFont(str(resource_path(f"ui-fonts/{name}")))
    return "Inter"


class TypeScale:
    """One font and its metrics per type role; sizes in pixels, so that the interface scale is Qt's."""

    def __init__(self, choice: FontChoice) -> None:
        self.family = (
            load_inter()
            if choice == "inter"
            else QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
        )
        self._fonts: dict[str, QFont] = {}
        self._metrics: dict[str, QFontMetricsF] = {}

    def font(self, role: str) -> QFont:
        """The font of a role; figures are tabular, so columns of numbers line up."""
        font = self._fonts.get(role)
        if font is None:
            font = self._fonts[role] = self._make(role)
        return font

    def metrics(self, role: str) -> QFontMetricsF:
        """Metrics of a role's font, kept: making them is the dear part of eliding."""
        metrics = self._metrics.get(role)
        if metrics is None:
            metrics = self._metrics[role] = QFontMetricsF(self.font(role))
        return metrics

    def _make(self, role: str) -> QFont:
        step = TYPE[role]
        font = QFont(self.family)
        font.setPixelSize(step.size)
        font.setWeight(QFont.Weight(step.weight))
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        font.setFeature(QFont.Tag("tnum"), 1)
        if step.size >= _TIGHT_FROM:
            font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, _TIGHT_SPACING)
        return font
