"""What the window finds again at the next start; written to the person's state file when it changes."""

from __future__ import annotations

from typing import Any

from crm_desktop.services.last_opened import read_state, write_state


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
