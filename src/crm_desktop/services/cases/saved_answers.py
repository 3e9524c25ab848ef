"""Texts that are used again, kept in the workspace's settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crm_desktop.core.errors import Refused
from crm_desktop.services.cases.views import SavedAnswer

SAVED_KEY = "saved_answers"


def checked(answers: Sequence[SavedAnswer]) -> list[SavedAnswer]:
    """Return answers with names and texts trimmed. Raises `Refused` for an empty or double one."""
    kept: list[SavedAnswer] = []
    names: set[str] = set()
    for answer in answers:
        name, text = " ".join(answer.name.split()), answer.text.strip()
        if not name or not text:
            raise Refused("A saved answer needs a name and a text.", "Nothing was changed. Fill in what is missing.")
        if name.casefold() in names:
            raise Refused(f"Two saved answers are called “{name}”.", "Nothing was changed. Give one another name.")
        names.add(name.casefold())
        kept.append(SavedAnswer(name, text))
    return sorted(kept, key=lambda answer: answer.name.casefold())


def stored(answers: Sequence[SavedAnswer]) -> list[dict[str, str]] | None:
    """Return answers as the setting holds them; None for none at all."""
    return [{"name": answer.name, "text": answer.text} for answer in answers] or None


def read(value: Any) -> list[SavedAnswer]:
    """Return the answers that the setting holds."""
    return [SavedAnswer(str(one.get("name", "")), str(one.get("text", ""))) for one in value or ()]
