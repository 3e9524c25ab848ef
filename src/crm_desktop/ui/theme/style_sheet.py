"""The one style sheet of the application, generated from tokens.

Widgets ask for a look by dynamic properties: ``surface`` (frames), ``role`` and ``tone`` (labels),
``kind`` (buttons), ``state`` (inputs). No widget sets a style sheet of its own: that would cut it off
from the palette.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from crm_desktop.core.resources import resource_path
from crm_desktop.ui.theme.tokens import TYPE

_TOKEN: Final = re.compile(r"\$([a-z][A-Za-z0-9]*(?:\.[A-Za-z]+)?)")

_LABEL_TONES: Final = {
    "primary": "text.primary",
    "secondary": "text.secondary",
    "tertiary": "text.tertiary",
    "link": "accent.text",
    "success": "success",
    "warning": "warning",
    "danger": "danger",
    "info": "info",
    "violet": "violet",
    "on_accent": "text.onAccent",
    "on_tooltip": "text.onTooltip",
}

_SURFACES: Final = """
* { outline: 0; }
QAbstractScrollArea { background: transparent; border: 0; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QToolTip { background: $bg.tooltip; color: $text.onTooltip; border: 1px solid $bg.tooltip; padding: 4px 7px; }
QMainWindow, QDialog { background: $bg.app; }
QFrame[surface="page"] { background: $bg.app; }
QFrame[surface="surface"] { background: $bg.surface; }
QFrame[surface="rail"] { background: $bg.rail; border: 0; border-right: 1px solid $line.subtle; }
QFrame[surface="topbar"] { background: $bg.app; border: 0; border-bottom: 1px solid $line.subtle; }
QFrame[surface="pane"] { background: $bg.surface; border: 0; border-right: 1px solid $line.subtle; }
QFrame[surface="card"] { background: $bg.surface; border: 1px solid $line.subtle; border-radius: 10px; }
QFrame[surface="raised"] { background: $bg.raised; border: 1px solid $line.default; border-radius: 12px; }
QFrame[surface="lane"] { background: $bg.lane; border: 0; border-radius: 10px; }
QFrame[surface="desk"] { background: $bg.lane; border: 0; }
QFrame[surface="rule"] { background: $line.subtle; border: 0; }
QFrame[surface="segmented"] { background: $bg.subtle; border: 1px solid $line.subtle; border-radius: 8px; }
QSplitter::handle { background: $line.subtle; }
QStatusBar { background: $bg.app; color: $text.secondary; }
"""

_BUTTONS: Final = """
QPushButton { background: $bg.surface; color: $text.primary; border: 1px solid $line.default;
  border-radius: 6px; padding: 0 12px; min-height: 30px; font-weight: 500; }
QPushButton:hover { background: $bg.hover; }
QPushButton:pressed { background: $bg.pressed; }
QPushButton:checked { background: $bg.selected; color: $accent.text; border-color: $accent; }
QPushButton[kind="primary"] { background: $accent; color: $text.onAccent; border-color: $accent; }
QPushButton[kind="primary"]:hover { background: $accent.hover; border-color: $accent.hover; }
QPushButton[kind="primary"]:pressed { background: $accent.pressed; border-color: $accent.pressed; }
QPushButton[kind="ghost"] { background: transparent; border-color: transparent; color: $text.secondary; }
QPushButton[kind="ghost"]:hover { background: $bg.hover; }
QPushButton[kind="ghost"]:pressed { background: $bg.pressed; }
QPushButton[kind="danger"] { background: $danger.fill; color: $text.onAccent; border-color: $danger.fill; }
QPushButton[kind="link"] { background: transparent; border-color: transparent; color: $accent.text; padding: 0 4px; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[size="compact"] { min-height: 26px; padding: 0 10px; }
QPushButton[size="large"] { min-height: 38px; padding: 0 16px; }
QPushButton:disabled, QPushButton[kind="primary"]:disabled, QPushButton[kind="danger"]:disabled {
  color: $text.disabled; background: $bg.subtle; border-color: $line.subtle; }
QPushButton[kind="ghost"]:disabled, QPushButton[kind="link"]:disabled {
  color: $text.disabled; background: transparent; border-color: transparent; }
QPushButton::menu-indicator { width: 0; }
QToolButton { background: transparent; border: 0; border-radius: 6px; padding: 0; min-width: 32px;
  min-height: 32px; color: $text.secondary; }
QToolButton:hover { background: $bg.hover; }
QToolButton:pressed { background: $bg.pressed; }
QToolButton:checked { background: $bg.selected; color: $accent.text; }
QToolButton[size="compact"] { min-width: 24px; min-height: 24px; border-radius: 5px; }
QToolButton::menu-indicator { image: none; }
QFrame[surface="segmented"] QToolButton { min-height: 26px; padding: 0 12px; border: 1px solid transparent;
  margin: 2px; font-weight: 500; }
QFrame[surface="segmented"] QToolButton:hover { color: $text.primary; }
QFrame[surface="segmented"] QToolButton:checked { background: $bg.surface; color: $text.primary;
  border-color: $line.default; }
QCheckBox, QRadioButton { color: $text.primary; spacing: 8px; min-height: 24px; }
QCheckBox::indicator, QListView::indicator { width: 16px; height: 16px;
  border: 1px solid $line.control; border-radius: 4px; background: $bg.surface; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { background: $bg.hover; }
QCheckBox::indicator:checked, QListView::indicator:checked {
  background: $accent; border-color: $accent; image: url("@control-check"); }
QCheckBox::indicator:indeterminate { background: $accent; border-color: $accent; image: url("@control-minus"); }
QCheckBox::indicator:disabled { background: $bg.subtle; border-color: $line.default; }
QRadioButton::indicator { width: 16px; height: 16px; border: 1px solid $line.control; border-radius: 9px;
  background: $bg.surface; }
QRadioButton::indicator:checked { border: 5px solid $accent; width: 8px; height: 8px; background: $text.onAccent; }
QCheckBox:disabled, QRadioButton:disabled { color: $text.disabled; }
"""

_INPUTS: Final = """
QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox { background: $bg.surface; color: $text.primary;
  border: 1px solid $line.control; border-radius: 6px; padding: 0 10px; min-height: 30px;
  selection-background-color: $accent; selection-color: $text.onAccent; }
QPlainTextEdit, QTextEdit { padding: 6px 8px; }
QPlainTextEdit[kind="lines"] { min-height: 58px; max-height: 58px; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus { border: 2px solid $focus; padding: 0 9px; }
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $focus; padding: 5px 7px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled {
  color: $text.disabled; background: $bg.subtle; border-color: $line.default; }
QLineEdit[state="error"] { border: 2px solid $danger; padding: 0 9px; }
QPlainTextEdit[state="error"] { border: 2px solid $danger; padding: 5px 7px; }
QLineEdit[kind="search"] { border-radius: 8px; padding: 0; min-height: 32px; }
QLineEdit[kind="search"]:focus { padding: 0; margin: 0; }
QLineEdit[kind="bare"] { border: 0; background: transparent; padding: 0; }
QLineEdit[kind="bare"]:focus { border: 0; padding: 0; }
QLineEdit[kind="large"] { font-size: 17px; min-height: 38px; }
QComboBox::drop-down { border: 0; width: 28px; }
QComboBox::down-arrow { image: url("@control-chevron"); width: 16px; height: 16px; }
QComboBox QAbstractItemView { background: $bg.raised; border: 1px solid $line.default; padding: 4px; }
QComboBox QAbstractItemView::item { min-height: 30px; padding: 0 8px; border-radius: 6px; }
QComboBox QAbstractItemView::item:selected { background: $bg.selected; color: $text.primary; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: 0; }
QProgressBar { background: $line.default; border: 0; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
"""

_VIEWS: Final = """
QScrollArea > QWidget > QWidget[surface="body"] { background: transparent; }
QAbstractItemView { background: transparent; border: 0; color: $text.primary;
  selection-background-color: $bg.selected; selection-color: $text.primary; }
QListView[focusPolicy="NoFocus"][selectionBehavior="SelectRows"] { background: $bg.raised;
  border: 1px solid $line.default; }
QFileDialog QListView, QFileDialog QTreeView { background: $bg.surface; border: 1px solid $line.subtle; }
QFileDialog QListView::item, QFileDialog QTreeView::item { min-height: 26px; }
QFileDialog QHeaderView::section { min-height: 26px; padding: 0 8px; }
QTableView { gridline-color: $line.subtle; background: $bg.surface; }
QHeaderView { background: $bg.surface; border: 0; }
QHeaderView::section { background: $bg.surface; color: $text.tertiary; border: 0;
  border-bottom: 1px solid $line.subtle; padding: 0 10px; min-height: 36px; font-size: 12px; font-weight: 600; }
QHeaderView::section:hover { color: $text.primary; }
QTableCornerButton::section { background: $bg.surface; border: 0; }
QMenuBar { background: $bg.app; color: $text.primary; }
QMenuBar::item { padding: 5px 10px; border-radius: 6px; }
QMenuBar::item:selected { background: $bg.selected; }
QMenu { background: $bg.raised; border: 1px solid $line.default; padding: 5px; }
QMenu::item { padding: 6px 28px 6px 12px; border-radius: 6px; color: $text.primary; }
QMenu::item:selected { background: $bg.selected; }
QMenu::item:disabled { color: $text.disabled; }
QMenu::separator { height: 1px; background: $line.subtle; margin: 5px 4px; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $line.default; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $line.control; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
  background: transparent; border: 0; width: 0; height: 0; }
"""


def _labels() -> str:
    roles = [
        f'QLabel[role="{role}"] {{ font-size: {step.size}px; font-weight: {step.weight}; }}'
        for role, step in TYPE.items()
    ]
    tones = [f'QLabel[tone="{tone}"] {{ color: ${token}; }}' for tone, token in _LABEL_TONES.items()]
    return "\n".join(
        ["QLabel { background: transparent; }", *roles, *tones, "QLabel:disabled { color: $text.disabled; }"]
    )


def build_style_sheet(tokens: Mapping[str, str]) -> str:
    """The whole sheet for one colour set; an unknown token is a ``KeyError``."""
    sheet = "\n".join((_SURFACES, _labels(), _BUTTONS, _INPUTS, _VIEWS))
    for name in ("control-check", "control-minus", "control-chevron"):
        sheet = sheet.replace(f"@{name}", resource_path(f"icons/{name}.svg").as_posix())
    return _TOKEN.sub(lambda match: tokens[match[1]], sheet)
