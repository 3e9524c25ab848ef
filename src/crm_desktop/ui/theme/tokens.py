"""Design tokens: the single source of colour and type.

Colour means something, it never decorates. A test measures every pair that may meet on the screen
(WCAG 2.2: 1.4.3, 1.4.6, 1.4.11).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

Tone = Literal["accent", "info", "success", "warning", "danger", "violet", "pink", "slate"]

AVATAR_TONES: Final[tuple[Tone, ...]] = ("info", "violet", "pink", "success", "warning", "slate")

LIGHT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bg.app": "#F7F6F3",
        "bg.rail": "#EFEDE8",
        "bg.surface": "#FFFFFF",
        "bg.subtle": "#F3F1ED",
        "bg.lane": "#EFEDE8",
        "bg.raised": "#FFFFFF",
        "bg.hover": "#F3F1ED",
        "bg.selected": "#E4ECFD",
        "bg.pressed": "#E8E5DF",
        "bg.tooltip": "#2A2926",
        "line.subtle": "#E6E3DC",
        "line.default": "#D6D2C9",
        "line.control": "#87827A",
        "text.primary": "#1D1C1A",
        "text.secondary": "#55514A",
        "text.tertiary": "#68645C",
        "text.disabled": "#A39E95",
        "text.onAccent": "#FFFFFF",
        "text.onTooltip": "#F4F2EE",
        "accent": "#2B59D1",
        "accent.hover": "#2249B3",
        "accent.pressed": "#1B3B92",
        "accent.text": "#2450C0",
        "accent.soft": "#E4ECFD",
        "accent.softText": "#1D419F",
        "focus": "#2B59D1",
        "success": "#1A7343",
        "success.soft": "#DFF3E6",
        "warning": "#875500",
        "warning.soft": "#FCEFD0",
        "danger": "#B4261D",
        "danger.soft": "#FCE6E3",
        "danger.fill": "#C0322A",
        "info": "#0A6583",
        "info.soft": "#DCF0F7",
        "violet": "#6539B8",
        "violet.soft": "#EDE6FB",
        "pink": "#A02C68",
        "pink.soft": "#FBE4EE",
        "slate": "#55514A",
        "slate.soft": "#EBE8E2",
        "chart": "#2B59D1",
    }
)

DARK: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bg.app": "#191918",
        "bg.rail": "#131312",
        "bg.surface": "#222120",
        "bg.subtle": "#2A2927",
        "bg.lane": "#121211",
        "bg.raised": "#2B2A28",
        "bg.hover": "#2B2A28",
        "bg.selected": "#24345C",
        "bg.pressed": "#34322F",
        "bg.tooltip": "#3A3835",
        "line.subtle": "#32312E",
        "line.default": "#423F3B",
        "line.control": "#827D75",
        "text.primary": "#F3F1EC",
        "text.secondary": "#C6C2B9",
        "text.tertiary": "#A29D94",
        "text.disabled": "#6E6A63",
        "text.onAccent": "#FFFFFF",
        "text.onTooltip": "#F4F2EE",
        "accent": "#3E68DC",
        "accent.hover": "#4870DE",
        "accent.pressed": "#3258C4",
        "accent.text": "#9AB8FF",
        "accent.soft": "#24345C",
        "accent.softText": "#BFD2FF",
        "focus": "#9AB8FF",
        "success": "#6FD29B",
        "success.soft": "#173524",
        "warning": "#F0BE62",
        "warning.soft": "#3A2C10",
        "danger": "#FF9B92",
        "danger.soft": "#45201D",
        "danger.fill": "#C23B33",
        "info": "#74CBE6",
        "info.soft": "#123440",
        "violet": "#C2A5F8",
        "violet.soft": "#33254D",
        "pink": "#F29BC4",
        "pink.soft": "#43202F",
        "slate": "#C6C2B9",
        "slate.soft": "#33312E",
        "chart": "#7EA2FF",
    }
)

# What high contrast replaces; chips also get an edge in their tone and the focus ring is 3 px wide.
HIGH_CONTRAST: Final[Mapping[str, str]] = MappingProxyType(
    {
        "line.subtle": "line.control",
        "line.default": "line.control",
        "text.tertiary": "text.secondary",
    }
)


class TypeRole(NamedTuple):
    """One step of the type scale, in logical pixels."""

    size: int
    line: int
    weight: int


TYPE: Final[Mapping[str, TypeRole]] = MappingProxyType(
    {
        "display": TypeRole(28, 36, 600),
        "title1": TypeRole(22, 28, 600),
        "title2": TypeRole(17, 24, 600),
        "title3": TypeRole(14, 20, 600),
        "body": TypeRole(14, 20, 400),
        "bodyStrong": TypeRole(14, 20, 500),
        "small": TypeRole(13, 18, 400),
        "smallStrong": TypeRole(13, 18, 500),
        "caption": TypeRole(12, 16, 400),
        "captionStrong": TypeRole(12, 16, 600),
    }
)

FOCUS_WIDTH: Final = 2
MOTION_MS: Final = 120


def avatar_tone(name: str) -> Tone:
    """The tone that always stands for this name."""
    return AVATAR_TONES[sum(map(ord, name)) % len(AVATAR_TONES)]


def tone_text(tone: str) -> str:
    """The token of text in a tone on its soft ground."""
    return "accent.softText" if tone == "accent" else tone
