from __future__ import annotations

from typing import NamedTuple

import pytest

from crm_desktop.ui.theme.style_sheet import build_style_sheet
from crm_desktop.ui.theme.tokens import DARK, HIGH_CONTRAST, LIGHT, TYPE

SETS = {"light": LIGHT, "dark": DARK}
GROUNDS = (
    "bg.app", "bg.rail", "bg.surface", "bg.subtle", "bg.lane", "bg.hover", "bg.selected", "bg.raised",
)  # fmt: skip


class ContrastPair(NamedTuple):
    """A foreground, the ground it may sit on, and the ratio it needs."""

    foreground: str
    ground: str
    needed: float


def _contrast_pairs() -> tuple[ContrastPair, ...]:
    pairs: list[ContrastPair] = []
    for ground in GROUNDS:
        pairs.append(ContrastPair("text.primary", ground, 7.0))
        pairs += [ContrastPair(text, ground, 4.5) for text in ("text.secondary", "text.tertiary", "accent.text")]
    for ground in ("bg.surface", "bg.app", "bg.subtle", "bg.raised"):
        pairs.append(ContrastPair("line.control", ground, 3.0))
        pairs.append(ContrastPair("focus", ground, 3.0))
    pairs += [ContrastPair("focus", ground, 3.0) for ground in ("bg.selected", "bg.lane", "bg.rail")]
    pairs += [
        ContrastPair("text.onAccent", ground, 4.5)
        for ground in ("accent", "accent.hover", "accent.pressed", "danger.fill")
    ]
    pairs.append(ContrastPair("accent", "bg.surface", 3.0))
    pairs.append(ContrastPair("accent.softText", "accent.soft", 4.5))
    for tone in ("success", "warning", "danger", "info", "violet", "pink", "slate"):
        pairs.append(ContrastPair(tone, f"{tone}.soft", 4.5))
        pairs += [
            ContrastPair(tone, ground, 4.5)
            for ground in ("bg.surface", "bg.app", "bg.raised", "bg.selected", "bg.hover")
        ]
    pairs.append(ContrastPair("chart", "bg.surface", 3.0))
    pairs.append(ContrastPair("text.onTooltip", "bg.tooltip", 4.5))
    return tuple(pairs)


CONTRAST_PAIRS = _contrast_pairs()


def contrast_ratio(one: str, other: str) -> float:
    """WCAG 2.2 contrast of two ``#RRGGBB`` colours, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_formula_gives_the_known_extremes() -> None:
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast_ratio("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_there_are_93_pairs_in_each_of_two_sets() -> None:
    assert len(CONTRAST_PAIRS) == len(set(CONTRAST_PAIRS)) == 93


@pytest.mark.parametrize("name", SETS)
def test_every_pair_that_may_meet_is_readable(name: str) -> None:
    tokens = SETS[name]
    pale = [
        pair for pair in CONTRAST_PAIRS if contrast_ratio(tokens[pair.foreground], tokens[pair.ground]) < pair.needed
    ]
    assert pale == []


def test_light_and_dark_name_the_same_tokens() -> None:
    assert set(LIGHT) == set(DARK)
    assert set(HIGH_CONTRAST) | set(HIGH_CONTRAST.values()) <= set(LIGHT)


def test_nothing_is_smaller_than_12_pixels() -> None:
    assert min(step.size for step in TYPE.values()) >= 12


@pytest.mark.parametrize("name", SETS)
def test_style_sheet_has_no_open_token(name: str) -> None:
    sheet = build_style_sheet(SETS[name])
    assert "$" not in sheet
    assert "@" not in sheet
    assert sheet.count("{") == sheet.count("}")
