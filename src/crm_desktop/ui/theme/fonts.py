"""The type scale as Qt fonts: Inter comes with the program, other scripts fall back to the system's."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from crm_desktop.core.resources import resource_path
from crm_desktop.ui.theme.tokens import TYPE

_INTER_FILES: Final = ("Inter-Regular.ttf", "Inter-Medium.ttf", "Inter-SemiBold.ttf", "Inter-Bold.ttf")
TABULAR_FIGURES: Final = QFont.Tag("tnum")
_TIGHT_FROM: Final = 20
_TIGHT_SPACING: Final = 98.2


def load_inter() -> str:
    """Make Inter known to Qt (once per application) and return its family name."""
    if "Inter" not in QFontDatabase.families():
        for name in _INTER_FILES:
            QFontDatabase.addApplicationFont(str(resource_path(f"fonts/{name}")))
    return "Inter"


class TypeScale:
    """One font and its metrics per type role; sizes in pixels, so that the interface scale is Qt's."""

    def __init__(self) -> None:
        self.family = load_inter()
        self._fonts: dict[tuple[str, bool], QFont] = {}
        self._metrics: dict[tuple[str, bool], QFontMetricsF] = {}

    def font(self, role: str, *, tabular: bool = False) -> QFont:
        """The font of a role; ``tabular`` is for figures that line up: columns, tiles, totals, times."""
        font = self._fonts.get((role, tabular))
        if font is None:
            font = self._fonts[role, tabular] = self._make(role, tabular=tabular)
        return font

    def metrics(self, role: str, *, tabular: bool = False) -> QFontMetricsF:
        """Metrics of a role's font, kept: making them is the dear part of eliding."""
        metrics = self._metrics.get((role, tabular))
        if metrics is None:
            metrics = self._metrics[role, tabular] = QFontMetricsF(self.font(role, tabular=tabular))
        return metrics

    def _make(self, role: str, *, tabular: bool) -> QFont:
        step = TYPE[role]
        font = QFont(self.family)
        font.setPixelSize(step.size)
        font.setWeight(QFont.Weight(step.weight))
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        if tabular:
            # Never for words: it makes Inter's hyphens and brackets as wide as its figures.
            font.setFeature(TABULAR_FIGURES, 1)
        if step.size >= _TIGHT_FROM:
            font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, _TIGHT_SPACING)
        return font
