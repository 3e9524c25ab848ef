"""Painting in tokens: text, shapes, chips, avatars and icons, mirrored for right-to-left."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QStyle

from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import avatar_tone, tone_text

LEADING: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
TRAILING: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRED: Final = Qt.AlignmentFlag.AlignCenter
LTR: Final = Qt.LayoutDirection.LeftToRight
RTL: Final = Qt.LayoutDirection.RightToLeft

CHIP_HEIGHT: Final = 20
_CHIP_PADDING: Final = 7
_CHIP_ICON: Final = 13
_CHIP_ICON_STEP: Final = 15

_FIRST_STRONG_ISOLATE: Final = "\u2068"
_POP_ISOLATE: Final = "\u2069"


def isolated(text: str) -> str:
    """A name or date that keeps its own direction inside a sentence of another."""
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


def mirrored(rect: QRectF, within: QRectF, direction: Qt.LayoutDirection) -> QRectF:
    """The place of ``rect`` inside ``within`` for a reading direction; rects are given for left to right."""
    if direction == LTR:
        return rect
    return QRectF(within.left() + within.right() - rect.right(), rect.top(), rect.width(), rect.height())


def draw_text(
    painter: QPainter,
    theme: Theme,
    rect: QRectF,
    text: str,
    role: str = "body",
    token: str = "text.primary",
    align: Qt.AlignmentFlag = LEADING,
    *,
    direction: Qt.LayoutDirection = LTR,
    elide: bool = True,
    tabular: bool = False,
) -> None:
    """One line of text, cut with an ellipsis when it does not fit; ``tabular`` for figures in columns."""
    if elide:
        metrics = theme.metrics(role, tabular=tabular)
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.setFont(theme.font(role, tabular=tabular))
    painter.setPen(theme.colour(token))
    painter.drawText(rect, _text_flags(align, direction), text)


_KNOWN_FLAGS: dict[tuple[int, bool], int] = {}


def _text_flags(align: Qt.AlignmentFlag, direction: Qt.LayoutDirection) -> int:
    """Where a single line goes, as the number that Qt wants; joining Qt's flags anew costs as much as drawing."""
    key = (align.value, direction == LTR)
    flags = _KNOWN_FLAGS.get(key)
    if flags is None:
        placed = QStyle.visualAlignment(direction, align) | Qt.AlignmentFlag.AlignAbsolute
        flags = _KNOWN_FLAGS[key] = int(placed.value) | int(Qt.TextFlag.TextSingleLine.value)
    return flags


def text_width(theme: Theme, text: str, role: str, *, tabular: bool = False) -> float:
    """How wide a line of text is, in logical pixels."""
    return theme.metrics(role, tabular=tabular).horizontalAdvance(text)


def draw_rounded(
    painter: QPainter,
    theme: Theme,
    rect: QRectF,
    radius: float,
    fill: str = "",
    line: str = "",
    line_width: float = 1.0,
) -> None:
    """A rounded rectangle with a crisp edge inside ``rect``; tokens, or empty for none."""
    painter.setBrush(theme.colour(fill) if fill else Qt.BrushStyle.NoBrush)
    if line:
        painter.setPen(QPen(theme.colour(line), line_width))
        inset = line_width / 2
        rect = rect.adjusted(inset, inset, -inset, -inset)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(rect, radius, radius)


def draw_icon(
    painter: QPainter,
    theme: Theme,
    x: float,
    y: float,
    name: str,
    token: str = "text.tertiary",
    size: int = 16,
    *,
    direction: Qt.LayoutDirection = LTR,
) -> None:
    """An icon with its top left corner at (x, y), turned round in right-to-left if it points somewhere."""
    ratio = painter.device().devicePixelRatioF()
    pixmap = theme.icon_pixmap(name, token, size, ratio, mirrored=direction == RTL)
    painter.drawPixmap(QPointF(x, y), pixmap)


def chip_width(theme: Theme, text: str, icon: str = "") -> float:
    """The width of a chip with this text."""
    return text_width(theme, text, "caption") + 2 * _CHIP_PADDING + (_CHIP_ICON_STEP if icon else 0)


def draw_chip(
    painter: QPainter,
    theme: Theme,
    rect: QRectF,
    text: str,
    tone: str,
    icon: str = "",
    *,
    direction: Qt.LayoutDirection = LTR,
) -> None:
    """A pill of soft colour that always carries words; ``rect`` is already in its visual place."""
    edge = tone_text(tone) if theme.is_high_contrast else ""
    draw_rounded(painter, theme, rect, rect.height() / 2, f"{tone}.soft", edge)
    token = tone_text(tone)
    inner = rect.adjusted(_CHIP_PADDING, 0, -_CHIP_PADDING, 0)
    if icon:
        place = QRectF(inner.left() - 1, rect.center().y() - _CHIP_ICON / 2, _CHIP_ICON, _CHIP_ICON)
        place = mirrored(place, rect, direction)
        draw_icon(painter, theme, place.x(), place.y(), icon, token, _CHIP_ICON, direction=direction)
        words = QRectF(inner.left() + _CHIP_ICON_STEP, rect.y(), inner.width() - _CHIP_ICON_STEP + 1, rect.height())
    else:
        words = QRectF(inner.left(), rect.y(), inner.width() + 1, rect.height())
    draw_text(painter, theme, mirrored(words, rect, direction), text, "caption", token, direction=direction)


def draw_placed_chip(
    painter: QPainter,
    theme: Theme,
    left: float,
    top: float,
    within: QRectF,
    text: str,
    tone: str,
    icon: str = "",
    *,
    direction: Qt.LayoutDirection = LTR,
    trailing: bool = False,
    room: float = 10_000.0,
) -> float:
    """A chip that starts (or, ``trailing``, ends) at ``left``, mirrored within; returns its width."""
    width = min(chip_width(theme, text, icon), room)
    rect = QRectF(left - width if trailing else left, top, width, CHIP_HEIGHT)
    draw_chip(painter, theme, mirrored(rect, within, direction), text, tone, icon, direction=direction)
    return width


def initials(name: str) -> str:
    """Up to two letters that stand for a name; a question mark for none."""
    words = name.split()
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def draw_avatar(
    painter: QPainter,
    theme: Theme,
    rect: QRectF,
    name: str,
    role: str = "captionStrong",
    *,
    square: bool = False,
    photo: QPixmap | None = None,
) -> None:
    """A person's initials on a circle (a company's on a rounded square), in the tone of the name; or the photo."""
    if photo is not None and not photo.isNull():
        edge = QPainterPath()
        radius = 6 if square else rect.width() / 2
        edge.addRoundedRect(rect, radius, radius)
        painter.save()
        painter.setClipPath(edge, Qt.ClipOperation.IntersectClip)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(rect, photo, QRectF(photo.rect()))
        painter.restore()
        return
    tone = avatar_tone(name)
    draw_rounded(painter, theme, rect, 6 if square else rect.width() / 2, f"{tone}.soft")
    draw_text(painter, theme, rect, initials(name), role, tone, CENTRED, elide=False)


def draw_skeleton_line(painter: QPainter, theme: Theme, rect: QRectF, token: str = "bg.subtle") -> None:
    """A grey bar where a line of text will be."""
    draw_rounded(painter, theme, rect, rect.height() / 2, token)
