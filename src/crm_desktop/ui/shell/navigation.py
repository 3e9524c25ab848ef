"""Where the person has been: back and forward through pages and records."""

from __future__ import annotations

from dataclasses import dataclass

_MOST = 100


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and the record that was open there."""

    page: str
    kind: str = ""
    record_id: str = ""


class Trail:
    """The places visited, and where in them the person is."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._at = -1

    @property
    def here(self) -> Place | None:
        """The present place."""
        return self._places[self._at] if self._at >= 0 else None

    @property
    def can_go_back(self) -> bool:
        """Whether there is a place before this one."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether the person came back from somewhere."""
        return self._at < len(self._places) - 1

    def visit(self, place: Place) -> None:
        """Go somewhere; what lay ahead is forgotten. A record opened on the page already shown is a new place."""
        if place == self.here:
            return
        self._places = [*self._places[: self._at + 1], place][-_MOST:]
        self._at = len(self._places) - 1

    def back(self) -> Place | None:
        """Step back and return where that is, or None at the beginning."""
        if not self.can_go_back:
            return None
        self._at -= 1
        return self.here

    def forward(self) -> Place | None:
        """Step forward again, or None at the end."""
        if not self.can_go_forward:
            return None
        self._at += 1
        return self.here

    def last_other_page(self) -> Place | None:
        """The place on another page that was visited last (Ctrl+Tab)."""
        here = self.here
        for place in reversed(self._places[: self._at + 1]):
            if here is None or place.page != here.page:
                return place
        return None
