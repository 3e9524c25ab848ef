from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.core.resources import resource_path
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import Label, LabelRole
from crm_desktop.ui.theme.icons import MIRRORED
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import DARK, LIGHT, TYPE


def test_toggle_changes_palette_sheet_and_colours(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == LIGHT["bg.app"]
    generation = theme.generation
    with qtbot.waitSignal(theme.changed):
        theme.toggle()
    assert theme.is_dark
    assert theme.choice == "dark"
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == DARK["bg.app"]
    assert DARK["bg.app"] in qapp.styleSheet()
    assert theme.colour("accent").name().upper() == DARK["accent"]
    assert theme.generation > generation


def test_high_contrast_strengthens_edges_captions_and_ring(
    theme: Theme, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = theme.focus_width
    desktop = qapp.styleHints().accessibility()
    monkeypatch.setattr(desktop, "contrastPreference", lambda: Qt.ContrastPreference.HighContrast)
    monkeypatch.setattr(theme, "_accessibility", desktop)
    desktop.contrastPreferenceChanged.emit(Qt.ContrastPreference.HighContrast)
    assert theme.hex("line.subtle") == LIGHT["line.control"]
    assert theme.hex("text.tertiary") == LIGHT["text.secondary"]
    assert theme.focus_width == plain + 1
    monkeypatch.undo()
    desktop.contrastPreferenceChanged.emit(Qt.ContrastPreference.NoPreference)
    assert theme.hex("line.subtle") == LIGHT["line.subtle"]


def test_fonts_are_inter_in_the_sizes_of_the_scale(theme: Theme) -> None:
    for role, step in TYPE.items():
        font = theme.font(role)
        assert QFontInfo(font).family() == "Inter"
        assert font.pixelSize() == step.size
        assert font.weight() == step.weight


def test_tabular_figures_line_up_and_words_keep_their_hyphens(theme: Theme) -> None:
    words, figures = theme.metrics("body"), theme.metrics("body", tabular=True)
    assert figures.horizontalAdvance("1111") == figures.horizontalAdvance("8888")
    assert words.horizontalAdvance("1111") < words.horizontalAdvance("8888")
    assert words.horizontalAdvance("Follow-up") < figures.horizontalAdvance("Follow-up")


@pytest.mark.parametrize("role", ["body", "title2"])
def test_a_tabular_label_keeps_the_size_and_weight_of_its_role(theme: Theme, qtbot: QtBot, role: LabelRole) -> None:
    label = Label("1111", role, tabular=True)
    qtbot.addWidget(label)
    label.ensurePolished()
    assert label.font().pixelSize() == TYPE[role].size
    assert label.font().weight() == TYPE[role].weight
    metrics = label.fontMetrics()
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888")
    theme.toggle()
    label.set_role("title1")
    label.ensurePolished()
    assert label.font().pixelSize() == TYPE["title1"].size
    metrics = label.fontMetrics()
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888")


def test_icon_is_tinted_sharp_and_kept(theme: Theme) -> None:
    pixmap = theme.icon_pixmap("sun", "danger", 16, 2.0)
    assert pixmap.size().width() == 32
    assert pixmap.devicePixelRatio() == 2.0
    assert theme.icon_pixmap("sun", "danger", 16, 2.0).cacheKey() == pixmap.cacheKey()
    image = pixmap.toImage()
    opaque = {
        image.pixelColor(x, y).name().upper()
        for x in range(32)
        for y in range(32)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert opaque == {LIGHT["danger"]}


def test_only_icons_that_point_somewhere_are_mirrored(theme: Theme) -> None:
    arrow = theme.icon_pixmap("arrow-right", "accent", 16, 1.0).toImage()
    mirrored = theme.icon_pixmap("arrow-right", "accent", 16, 1.0, mirrored=True).toImage()
    assert mirrored == arrow.flipped(Qt.Orientation.Horizontal)
    phone = theme.icon_pixmap("phone", "accent", 16, 1.0)
    assert theme.icon_pixmap("phone", "accent", 16, 1.0, mirrored=True).cacheKey() == phone.cacheKey()
    for name in MIRRORED:
        assert resource_path(f"icons/{name}.svg").is_file()


def test_licences_of_what_is_bundled_are_there() -> None:
    assert "ISC License" in resource_path("icons/LICENSE").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in resource_path("fonts/licences/Inter-OFL.txt").read_text(encoding="utf-8").upper()


def test_a_deleted_widget_does_not_hear_of_the_theme(theme: Theme, qapp: QApplication) -> None:
    button = Button(theme, "Save", icon="check")
    button.show()
    button.deleteLater()
    qapp.sendPostedEvents(button, 52)  # DeferredDelete
    theme.toggle()
    theme.toggle()
    QGuiApplication.processEvents()


def test_a_living_button_redraws_its_icon(theme: Theme, qtbot: QtBot) -> None:
    button = Button(theme, "Save", icon="check")
    qtbot.addWidget(button)
    button.show()
    before = button.icon().pixmap(20, 16).toImage()
    theme.toggle()
    qtbot.waitUntil(lambda: button.icon().pixmap(20, 16).toImage() != before)
