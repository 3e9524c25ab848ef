"""Photos of contacts who are known by their id alone, as in the table: read small, off the main thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from crm_desktop.services.services import Services
from crm_desktop.ui.kit.portraits import SHOWN_SIDE, Portraits, square
from crm_desktop.ui.pane.pane import PaneContext

Images = list[tuple[str, QImage]]


@dataclass(frozen=True, slots=True)
class _Read:
    photos: Mapping[str, str]
    images: Images


def _read(services: Services, ids: tuple[str, ...]) -> _Read:
    photos = services.contacts.photos_of(ids)
    images = {one: square(services.workspace.blob(one) or b"", SHOWN_SIDE) for one in set(photos.values())}
    return _Read(photos, [(one, images.get(photos.get(one, ""), QImage())) for one in ids])


class ContactPortraits(Portraits):
    """The photo of each contact, by the contact's id."""

    def __init__(self, context: PaneContext, owner: QObject) -> None:
        super().__init__(self._fetch_photos, owner)
        self._context = context
        self._photos: dict[str, str] = {}

    def look_again(self) -> None:
        """Contacts changed: have those with another photo, or none any longer, painted anew."""
        if known := tuple(self.known()):
            call = partial(self._context.services.contacts.photos_of, known)
            self._context.operations.read(self, call, partial(self._on_looked, known))

    def _fetch_photos(self, ids: Sequence[str], done: Callable[[Images], None]) -> None:
        call = partial(_read, self._context.services, tuple(ids))
        self._context.operations.read(self, call, partial(self._on_photos, done))

    def _on_photos(self, done: Callable[[Images], None], answer: _Read) -> None:
        known = set(self.known())
        self._photos = {one: photo for one, photo in self._photos.items() if one in known} | dict(answer.photos)
        done(answer.images)

    def _on_looked(self, asked: Sequence[str], photos: Mapping[str, str]) -> None:
        if changed := [one for one in asked if photos.get(one) != self._photos.get(one)]:
            for one in changed:
                self._photos.pop(one, None)
            self.forget(changed)
