"""Photos as they lie in the file, read for whoever paints them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from crm_desktop.services.services import Services
from crm_desktop.ui.kit.portraits import SHOWN_SIDE, Portraits, square
from crm_desktop.ui.pane.pane import PaneContext

Images = list[tuple[str, QImage]]


def portraits(context: PaneContext, owner: QObject) -> Portraits:
    """Return the photos that the widgets of `owner` paint."""
    return Portraits(partial(_fetch, context, owner), owner)


def _fetch(context: PaneContext, owner: QObject, ids: Sequence[str], done: Callable[[Images], None]) -> None:
    context.operations.read(owner, partial(_read, context.services, tuple(ids)), done)


def _read(services: Services, ids: Sequence[str]) -> Images:
    return [(one, square(services.workspace.blob(one) or b"", SHOWN_SIDE)) for one in ids]
