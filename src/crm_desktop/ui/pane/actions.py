"""Actions are declared once, as data: menus, context menus, shortcuts, palette and list of keys follow from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person can do here.

    `key` names it for ever (settings, tests), `text` is its whole visible name, `shortcut` as Qt spells
    it in portable text (""); a single letter acts only while no text is being typed.
    """

    key: str
    text: str
    trigger: Callable[[], None]
    shortcut: str = ""
    icon: str = ""
    enabled: bool = True
    group: str = ""
