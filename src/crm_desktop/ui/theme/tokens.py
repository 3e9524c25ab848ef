"""Design tokens: the single source of colour, type, space and shape.

Colour means something, it never decorates. ``CONTRAST_PAIRS`` lists every pair that may meet on the
screen with the ratio it must reach (WCAG 2.2: 1.4.3, 1.4.6, 1.4.11); a test measures all of them.
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
        "chart1": "#2B59D1",
        "chart2": "#1F8A5B",
        "chart3": "#B26A00",
        "chart4": "#8A4FD0",
        "chart5": "#C2477F",
        "chart6": "#0E7C9E",
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
        "chart1": "#7EA2FF",
        "chart2": "#55C08A",
        "chart3": "#E2A53F",
        "chart4": "#B894F4",
        "chart5": "#EE86B4",
        "chart6": "#58BBDA",
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

SPACE: Final[Mapping[str, int]] = MappingProxyType(
    {
        "xxs": 2,
        "xs": 4,
        "s": 8,
        "m": 12,
        "l": 16,
        "xl": 20,
        "xxl": 24,
        "3xl": 32,
        "4xl": 40,
        "5xl": 48,
    }
)

RADIUS: Final[Mapping[str, int]] = MappingProxyType({"xs": 4, "s": 6, "m": 8, "l": 10, "xl": 12})

CONTROL_HEIGHT: Final = 32
FOCUS_WIDTH: Final = 2
MOTION_MS: Final = 120

_GROUNDS: Final = (
    "bg.app", "bg.rail", "bg.surface", "bg.subtle", "bg.lane", "bg.hover", "bg.selected", "bg.raised",
)  # fmt: skip


class ContrastPair(NamedTuple):
    """A foreground, the ground it may sit on, the ratio it needs and the reason."""

    foreground: str
    ground: str
    needed: float
    why: str


def _contrast_pairs() -> tuple[ContrastPair, ...]:
    pairs: list[ContrastPair] = []
    for ground in _GROUNDS:
        pairs.append(ContrastPair("text.primary", ground, 7.0, "body, AAA"))
        pairs += [
            ContrastPair(text, ground, 4.5, "text, AA") for text in ("text.secondary", "text.tertiary", "accent.text")
        ]
    for ground in ("bg.surface", "bg.app", "bg.subtle", "bg.raised"):
        pairs.append(ContrastPair("line.control", ground, 3.0, "input edge, 1.4.11"))
        pairs.append(ContrastPair("focus", ground, 3.0, "focus ring, 2.4.13"))
    pairs += [
        ContrastPair("focus", ground, 3.0, "focus ring, 2.4.13") for ground in ("bg.selected", "bg.lane", "bg.rail")
    ]
    pairs += [
        ContrastPair("text.onAccent", ground, 4.5, "label of a filled button")
        for ground in ("accent", "accent.hover", "accent.pressed", "danger.fill")
    ]
    pairs.append(ContrastPair("accent", "bg.surface", 3.0, "edge of a filled button"))
    pairs.append(ContrastPair("accent.softText", "accent.soft", 4.5, "chip"))
    for tone in ("success", "warning", "danger", "info", "violet", "pink", "slate"):
        pairs.append(ContrastPair(tone, f"{tone}.soft", 4.5, "chip"))
        pairs += [
            ContrastPair(tone, ground, 4.5, "coloured text")
            for ground in ("bg.surface", "bg.app", "bg.raised", "bg.selected", "bg.hover")
        ]
    pairs += [ContrastPair(f"chart{n}", "bg.surface", 3.0, "graphics, 1.4.11") for n in range(1, 7)]
    pairs.append(ContrastPair("text.onTooltip", "bg.tooltip", 4.5, "tooltip"))
    return tuple(pairs)


CONTRAST_PAIRS: Final = _contrast_pairs()


def contrast_ratio(one: str, other: str) -> float:
    """WCAG 2.2 contrast of two ``#RRGGBB`` colours, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def avatar_tone(name: str) -> Tone:
    """The tone that always stands for this name."""
    return AVATAR_TONES[sum(map(ord, name)) % len(AVATAR_TONES)]


def tone_text(tone: str) -> str:
    """The token of text in a tone on its soft ground."""
    return "accent.softText" if tone == "accent" else tone
