"""What the window finds again at the next start; written to the person's state file when it changes."""

from __future__ import annotations

from typing import Any, Final

from crm_desktop.services.last_opened import read_state, write_state

_TYPED: Final = frozenset({"text", "conditions"})
"""What a list keeps under these names is in a person's words."""


def without_words(kept: Any) -> Any:
    """Return what pages keep without what was typed to find somebody: of an encrypted file it stands nowhere else."""
    if isinstance(kept, dict):
        return {name: without_words(value) for name, value in kept.items() if name not in _TYPED}
    return [without_words(one) for one in kept] if isinstance(kept, list) else kept


class WindowState:
    """Values by name. With `stored=False` (pictures, tests) nothing is read or written."""

    def __init__(self, *, stored: bool = True) -> None:
        self._stored = stored
        self._values: dict[str, Any] = read_state() if stored else {}

    def get(self, key: str, default: Any = None) -> Any:
        """Return a remembered value."""
        return self._values.get(key, default)

    def set(self, key: str, value: Any) -> None:
        """Remember a value at once."""
        self.update(**{key: value})

    def update(self, **values: Any) -> None:
        """Remember several values at once."""
        self._values.update(values)
        if self._stored:
            write_state(**values)
