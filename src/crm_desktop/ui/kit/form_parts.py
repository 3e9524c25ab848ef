"""What a person filled into a form, as JSON, whatever its fields are: read, written back, and told of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QComboBox, QLineEdit, QPlainTextEdit

from crm_desktop.ui.kit.date_edit import DateEdit
from crm_desktop.ui.kit.search_picker import SearchPicker
from crm_desktop.ui.kit.segmented import Segmented

Changed = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a form: how its value is read and written back.

    `is_text` is for what is typed: a form in which only a choice was made holds nothing worth keeping.
    """

    read: Callable[[], Any]
    write: Callable[[Any], None]
    is_text: bool = True


FormParts = Mapping[str, QObject | Part]


def part_of(field: QObject | Part, changed: Changed) -> Part:
    """Return a field as a part, having `changed` called with every change. Raises `TypeError` for an unknown kind.

    A `Part` is the form's own: the form tells of its changes itself.
    """
    if isinstance(field, Part):
        return field
    if isinstance(field, SearchPicker):
        field.textChanged.connect(changed)
        return Part(partial(_picked, field), partial(_pick, field), is_text=False)
    if isinstance(field, DateEdit):
        field.textChanged.connect(changed)
        field.date_changed.connect(changed)
        return Part(partial(_day, field), partial(_set_day, field), is_text=False)
    if isinstance(field, QLineEdit):
        field.textChanged.connect(changed)
        return Part(field.text, partial(_set_line, field))
    if isinstance(field, QPlainTextEdit):
        field.textChanged.connect(changed)
        return Part(field.toPlainText, partial(_set_text, field))
    if isinstance(field, QComboBox):
        field.currentIndexChanged.connect(changed)
        return Part(field.currentData, partial(_choose, field), is_text=False)
    if isinstance(field, QAbstractButton):
        field.toggled.connect(changed)
        return Part(field.isChecked, field.setChecked, is_text=False)
    if isinstance(field, QButtonGroup):
        field.idToggled.connect(changed)
        return Part(field.checkedId, partial(_check, field), is_text=False)
    if isinstance(field, Segmented):
        field.current_changed.connect(changed)
        return Part(field.current, field.set_current, is_text=False)
    raise TypeError(f"no way to keep what is typed into a {type(field).__name__}")


def texts_in(value: Any) -> list[str]:
    """Return every text within the JSON of a form that a person can read, in its order."""
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, Mapping):
        return [text for key, one in value.items() if key not in ("id", "kind") for text in texts_in(one)]
    if isinstance(value, list | tuple):
        return [text for one in value for text in texts_in(one)]
    return []


def _set_line(field: QLineEdit, text: str) -> None:
    field.setText(text)
    # A field of times or amounts reads its text when it is left.
    field.editingFinished.emit()


def _set_text(field: QPlainTextEdit, text: str) -> None:
    field.setPlainText(text)
    field.moveCursor(field.textCursor().MoveOperation.End)


def _picked(field: SearchPicker) -> dict[str, str]:
    return {"id": field.picked_id() if field.is_settled() else "", "text": field.text()}


def _pick(field: SearchPicker, value: Mapping[str, str]) -> None:
    if value["id"]:
        field.set_picked(value["id"], value["text"])
    else:
        field.set_picked("", "")
        field.setText(value["text"])


def _day(field: DateEdit) -> str:
    day = field.value()
    if day is not None and field.is_understood():
        return day.isoformat()
    return field.text()


def _set_day(field: DateEdit, text: str) -> None:
    try:
        field.set_value(date.fromisoformat(text) if text else None)
    except ValueError:
        field.setText(text)


def _choose(field: QComboBox, value: Any) -> None:
    for place in range(field.count()):
        if field.itemData(place) == value:
            field.setCurrentIndex(place)


def _check(group: QButtonGroup, number: int) -> None:
    button = group.button(number)
    if button is not None:
        button.setChecked(True)
